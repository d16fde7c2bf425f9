"""The addresses that lead to pages for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from evigraph.serve.conditional import tagged
from evigraph.serve.graph import Served
from evigraph.serve.guards import check_length
from evigraph.serve.interface import BRINGS_ITS_OWN, call
from evigraph.serve.pages.addresses import Fields, ServerLinks
from evigraph.serve.problems import Problem
from evigraph.view.shell import Trail, templates
from evigraph.view.site.links import NODES
from evigraph.view.site.lists import LISTS
from evigraph.view.site.render import assets
from evigraph.view.style import asset as file

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_FILES = ("serve.css", "questions.css", "filter.js", "questionlist.js")
"""Style sheets and scripts that only a server's pages need."""
_FIELDS = 200
_TITLES = {
    400: "This cannot be asked",
    404: "There is no such page",
    503: "Too many ask at this moment",
    504: "This takes too long",
}


async def people(request: Request) -> Response:
    """A page, made by a worker from the graph that is served at this moment."""
    served: Served = request.app.state.served
    generation = served.current
    path = request.scope["path"]
    check_length(request.scope)
    arguments = {
        "path": path,
        "fields": read_fields(request),
        "notice": notice(served),
        "modified": f"{generation.modified:%Y-%m-%d %H:%M UTC}",
    }
    reply = await call(request, generation, "page", arguments)
    response = tagged(request, reply)
    if path.startswith("/picture/"):
        response.headers["content-security-policy"] = BRINGS_ITS_OWN
    return response


def read_fields(request: Request) -> Fields:
    """The fields of a form in the address; empty ones are left out, as a form sends them for what was not chosen.

    Raises:
        Problem: they are no text, or too many.
    """
    try:
        pairs = parse_qsl(request.scope["query_string"].decode("ascii"), errors="strict", max_num_fields=_FIELDS)
    except ValueError:
        raise Problem(400, "The address does not hold a form in percent-encoded UTF-8.") from None
    found: Fields = {}
    for name, value in pairs:
        if "\0" in name + value:
            raise Problem(400, "A value holds a NUL character.")
        found.setdefault(name, []).append(value)
    return found


def notice(served: Served) -> str:
    """What every page has to say: that the workspace cannot be read as it is now."""
    if not served.trouble:
        return ""
    state = served.current.modified.strftime("%Y-%m-%d %H:%M UTC")
    return f"The workspace was changed and has faults, so these pages show its state of {state}. {served.trouble}"


def for_people(respond: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """``respond`` with what goes wrong told on a page."""

    async def told(request: Request) -> Response:
        try:
            return await respond(request)
        except Problem as problem:
            return problem_page(request, problem)

    return told


def problem_page(request: Request, problem: Problem) -> Response:
    """What went wrong, in the server's own process: it must be told also when no worker is left to tell it."""
    title = _TITLES.get(problem.status, "This cannot be shown")
    links = ServerLinks()
    html = (
        templates()
        .get_template("serve/problem.html")
        .render(
            problem=problem,
            title=title,
            candidates=problem.more.get("candidates", ()),
            menu=[(words, links.to(kind, name)) for kind, name, words in links.menu],
            trail=Trail(notice=notice(request.app.state.served)),
        )
    )
    return Response(html, problem.status, {"cache-control": "no-store", **problem.headers}, "text/html; charset=utf-8")


async def asset(request: Request) -> Response:
    """A style sheet or a script of ours."""
    name = request.path_params["name"]
    found = _assets().get(name)
    if found is None:
        raise Problem(404, f"There is no file {name}.")
    kind = _TYPES[name.rpartition(".")[2]]
    return Response(found, 200, {"cache-control": "no-cache", "content-type": kind})


@cache
def _assets() -> dict[str, str]:
    return assets() | {name: file(f"serve/{name}") for name in _FILES}


async def icon(request: Request) -> Response:
    """The sign of evigraph in the tab of a browser."""
    return Response(file("serve/icon.svg"), 200, {"cache-control": "max-age=86400"}, "image/svg+xml")


async def to_root(request: Request) -> Response:
    """The first page has one address."""
    return RedirectResponse("/", 308)


_PLACES = (
    "/",
    *(f"/{name}" for name in (*LISTS, "about", "search", "questions", "impact")),
    *(f"/{kind}/{{rest:path}}" for kind in (*NODES, "picture", "question")),
)

ROUTES: list[BaseRoute] = [
    *(Route(place, for_people(people)) for place in _PLACES),
    Route("/index", to_root),
    Route("/favicon.ico", icon),
    Route("/assets/{name}", asset),
]
