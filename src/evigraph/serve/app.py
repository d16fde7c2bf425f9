"""The application: a list of routes over the graph that is served."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset
from evigraph.serve import editor, interface, resources
from evigraph.serve.graph import Served, Settings
from evigraph.serve.guards import Doors, Guard
from evigraph.serve.negotiate import accepted, preferred, takes_gzip
from evigraph.serve.pages import routes as pages
from evigraph.serve.problems import MEDIA_TYPE, Problem, problem_response
from evigraph.serve.protocol import endpoint
from evigraph.version import __version__


def create_app(
    source: Workspace | Dataset,
    settings: Settings | None = None,
    *,
    doors: Doors | None = None,
) -> Starlette:
    """The application for a workspace, or for a graph as it is.

    ``doors`` say who may ask.

    What is served is ``app.state.served`` (:class:`~evigraph.serve.graph.Served`) as long as it runs.
    """
    routes = [*ROUTES, *interface.ROUTES, *resources.ROUTES, *editor.ROUTES, *pages.ROUTES]
    app = Starlette(
        routes=routes,
        lifespan=_lifespan,
        middleware=[
            Middleware(Guard, doors or Doors()),
            Middleware(Packing, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={Problem: _problem, HTTPException: _http, ClientDisconnect: _gone, 500: _defect},
    )
    app.router.redirect_slashes = False
    app.state.source = source
    app.state.settings = settings or Settings()
    return app


class Packing(GZipMiddleware):
    """Packs what no worker has packed, for clients that take it; the base class takes ``gzip;q=0`` for yes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, with packing where it is wanted."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        named = any("gzip" in line for line in headers.getlist("accept-encoding"))
        await (self.app if named and not takes_gzip(headers) else super().__call__)(scope, receive, send)


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    served = await Served.open(app.state.source, app.state.settings)
    app.state.served = served
    watching = asyncio.create_task(served.watch())
    try:
        yield
    finally:
        watching.cancel()
        await served.close()


async def health(request: Request) -> Response:
    """Whether the server answers, from what, and what is wrong with the workspace as it is now."""
    served: Served = request.app.state.served
    pool = served.current.queries
    return JSONResponse(
        {
            "status": "stale" if served.trouble else "ok",
            "trouble": served.trouble,
            "version": __version__,
            "graph": served.current.digest,
            "statements": len(served.current.dataset.store),
            "modified": served.current.modified.isoformat(),
            "workers": {"idle": len(pool.idle), "quick": len(pool.quick), "slow": len(pool.slow)},
            "waiting": len(pool.waiting),
        },
        headers={"cache-control": "no-store"},
    )


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101  registered for it alone
    return problem_response(error)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it alone
    what = {404: "There is nothing here.", 405: "That method is not for this address."}
    # Whether it is a page or a document depends on what the client takes.
    headers = {**(error.headers or {}), "vary": "Accept"}
    problem = Problem(error.status_code, what.get(error.status_code, error.detail), headers)
    wanted = preferred(accepted(request.headers), {"json": MEDIA_TYPE, "html": "text/html"})
    return pages.problem_page(request, problem) if wanted == "html" else problem_response(problem)


def _defect(request: Request, error: Exception) -> Response:
    return problem_response(Problem(500, "A defect of the server; its log says more."))


def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=499)


ROUTES: list[BaseRoute] = [
    Route("/sparql", endpoint, methods=["GET", "POST"]),
    Route("/sparql/", endpoint, methods=["GET", "POST"]),
    Route("/health", health),
]
