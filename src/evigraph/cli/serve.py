"""The command that serves the graph."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evigraph.cli.where import here
from evigraph.errors import UsageError

if TYPE_CHECKING:
    from evigraph.load.workspace import Workspace
    from evigraph.query import Dataset

_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 for any.")
@click.option(
    "--timeout", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Seconds a query may take."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes ready to answer (default: one for each core).")
@click.option("--cors", metavar="ORIGIN", help="Let pages of this origin ask, https://example.org; * for all.")
@click.option("--allow-host", "hosts", metavar="NAME", multiple=True, help="Answer under this name too; repeatable.")
@click.option("--proxy", metavar="ADDRESS", help="Believe what a reverse proxy at this address says of its clients.")
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@click.pass_obj
def serve(
    folder: Path | None,
    host: str,
    port: int,
    timeout: float,
    workers: int | None,
    cors: str | None,
    hosts: tuple[str, ...],
    proxy: str | None,
    open_: bool,
) -> None:
    """Serve the graph: a SPARQL endpoint, linked data and an API, all read-only.

    It takes over changes of the workspace as they are saved; Ctrl-C stops it.

    Behind a reverse proxy, which must pass the Host header on, name the public host with
    --allow-host; with --proxy, X-Forwarded-For and X-Forwarded-Proto count, else they are ignored.
    """
    require_server()
    from evigraph.build import build

    hosted, trusted = _named(hosts), _address(proxy)
    workspace = here(folder)
    build(workspace)
    serve_graph(workspace, host, port, timeout, workers, cors or "", hosted, trusted, open_)


def require_server() -> None:
    """Refuses where nothing can be served.

    Raises:
        UsageError: this is no POSIX system, or the server's libraries are not installed.
    """
    if os.name != "posix":
        raise UsageError("`evigraph serve` needs Linux or macOS.")
    try:
        import evigraph.serve.app
        import evigraph.serve.run  # noqa: F401
    except ImportError as error:
        raise UsageError(f"{error.name} is not installed: pip install 'evigraph[serve]'.") from None


def serve_graph(
    source: Workspace | Dataset,
    host: str,
    port: int,
    timeout: float,
    workers: int | None = None,
    cors: str = "",
    hosted: frozenset[str] = frozenset(),
    trusted: str = "",
    open_: bool = False,
) -> None:
    """Serves a graph until it is told to stop; see the options of :func:`serve`."""
    from evigraph.serve import app, run
    from evigraph.serve.graph import Settings
    from evigraph.serve.guards import Doors

    listener = run.bind(host, port)
    application = app.create_app(
        source,
        Settings(workers=workers or max(2, os.cpu_count() or 2), timeout=timeout),
        doors=Doors(run.names(host) | hosted, cors),
    )
    address = f"http://{'[' + host + ']' if ':' in host else host}:{listener.getsockname()[1]}/"
    click.echo(f"Serving at {address}", err=True)
    if open_:
        import webbrowser

        webbrowser.open(address)
    run.serve(application, listener, trusted)


def _named(hosts: tuple[str, ...]) -> frozenset[str]:
    for name in hosts:
        if not _NAME.fullmatch(name):
            raise UsageError(f"--allow-host takes a bare host name such as example.org, not '{name}'.")
    return frozenset(map(str.lower, hosts))


def _address(proxy: str | None) -> str:
    try:
        return str(ipaddress.ip_address(proxy)) if proxy else ""
    except ValueError:
        raise UsageError(f"--proxy takes an address in numbers such as 127.0.0.1, not '{proxy}'.") from None


COMMANDS: tuple[click.Command, ...] = (serve,)
