"""The page that asks in SPARQL, as the server answers it: asked by one worker, drawn by another."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from evigraph.serve.conditional import is_unchanged, tagged
from evigraph.serve.graph import Generation, Served
from evigraph.serve.interface import call
from evigraph.serve.pages.editor import ROWS, SIZE
from evigraph.serve.pages.routes import for_people, notice, read_fields
from evigraph.serve.problems import Problem
from evigraph.serve.protocol import Asked, evaluate, is_lasting
from evigraph.view import style

_OURS = ("sparql.css", "sparql.js")
FILES = ("yasqe.css", "yasqe.js")
"""The editor itself, which is made by others; without it, the page has a plain field."""


@cache
def editor_files() -> dict[str, str]:
    """The files of the editor, by name; none where they were not built."""
    folder = Path(style.__file__).parent.parent / "web" / "assets"
    if not all((folder / name).is_file() for name in FILES):
        return {}
    return {name: (folder / name).read_text("utf-8") for name in FILES}


async def asset(request: Request) -> Response:
    """A file of the page: ours, or of the editor."""
    name = request.url.path.rpartition("/")[2]
    text = style.asset(f"serve/{name}") if name in _OURS else editor_files().get(name)
    if text is None:
        raise Problem(404, f"There is no file {name}.")
    kind = {"css": "text/css", "js": "text/javascript"}[name.rpartition(".")[2]]
    tag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"cache-control": "no-cache", "etag": tag, "content-type": f"{kind}; charset=utf-8"}
    if is_unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers)


async def ask(request: Request) -> Response:
    """The page with a query, or with a question as an example, and its answer."""
    served: Served = request.app.state.served
    generation = served.current
    fields = read_fields(request)
    query, example = fields.get("query", [""])[-1], fields.get("example", [""])[-1]
    given: dict[str, Any] = {"query": query, "example": example, "editor": bool(editor_files())}
    given |= {"form": "", "answer": "", "truncated": "", "trouble": "", "notice": notice(served)}
    problem = None
    try:
        if example and not query:
            given["query"] = await _source(request, generation, example)
        if given["query"].strip():
            given |= await _answer(request, generation, given["query"])
    except Problem as found:
        problem = found
        given["trouble"] = problem.detail
    steady = problem is None and is_lasting(given["query"])
    response = tagged(request, await call(request, generation, "ask_page", given, keep=False), steady=steady)
    if problem and response.status_code == 200:
        response.status_code = problem.status
        response.headers.update({"cache-control": "no-store", **problem.headers})
    return response


async def _source(request: Request, generation: Generation, name: str) -> str:
    """The query of a question, without its documentation."""
    reply = await call(request, generation, "question_source", {"name": name, "values": {}}, gzip=False)
    lines = reply.body.decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#+"))


async def _answer(request: Request, generation: Generation, query: str) -> dict[str, str]:
    asked = Asked(query, (), (), "json", "ttl", rows=ROWS, size=SIZE)
    reply = await evaluate(request, generation, asked, gzip=False)
    return {
        "form": reply.head["form"],
        "answer": reply.body.decode(),
        "truncated": reply.head.get("truncated", ""),
    }


ROUTES: list[BaseRoute] = [
    Route("/ask", for_people(ask)),
    *(Route(f"/assets/{name}", asset) for name in (*_OURS, *FILES)),
]
