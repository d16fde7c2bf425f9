"""Linked data: every identifier of the graph leads to what is said about it.

``/id/NODE`` stands for a thing and sends on to a document about it (303): its page, for
those who like HTML best and where there are pages, else its triples at ``/data/NODE``.
"""

from __future__ import annotations

import json
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from evigraph.serve.conditional import tagged
from evigraph.serve.graph import Served
from evigraph.serve.interface import call
from evigraph.serve.negotiate import GRAPH_TYPES, accepted, preferred
from evigraph.serve.problems import Problem
from evigraph.serve.protocol import answered

_PAGE = {"html": "text/html"}


async def thing(request: Request) -> Response:
    """Sends on from a thing to its document."""
    served: Served = request.app.state.served
    path = request.path_params["path"]
    iri = served.current.dataset.base + path
    ranges = accepted(request.headers)
    await call(request, served.current, "about_node", {"iri": iri, "form": "nt", "type": ""})
    page = None
    if preferred(ranges, {**GRAPH_TYPES, **_PAGE}) == "html":
        page = json.loads((await answered(request, served.current.call("page_of_node", {"iri": iri}))).body)
    if page is None and not preferred(ranges, GRAPH_TYPES):
        raise _unacceptable()
    address = page or f"/data/{quote(path, safe='/')}"
    return RedirectResponse(address, 303, {"vary": "Accept"})


async def triples(request: Request) -> Response:
    """What is said about a thing, in the form the client likes best, or that the address ends with."""
    served: Served = request.app.state.served
    path = request.path_params["path"]
    stem, _, ending = path.rpartition(".")
    form = ending if ending in GRAPH_TYPES and stem else ""
    if form:
        path = stem
    else:
        form = preferred(accepted(request.headers), GRAPH_TYPES)
    if not form:
        raise _unacceptable()
    given = {"iri": served.current.dataset.base + path, "form": form, "type": GRAPH_TYPES[form]}
    reply = await call(request, served.current, "about_node", given)
    return tagged(request, reply, "Accept, Accept-Encoding")


def _unacceptable() -> Problem:
    return Problem(406, f"It comes as one of: {', '.join(GRAPH_TYPES.values())}.", {"vary": "Accept"})


ROUTES: list[BaseRoute] = [Route("/id/{path:path}", thing), Route("/data/{path:path}", triples)]
