"""Running the application until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket

import uvicorn
from starlette.applications import Starlette

from evigraph.errors import UsageError
from evigraph.serve.connections import Connection
from evigraph.serve.graph import Served

DRAIN_SECONDS = 1.0


class Server(uvicorn.Server):
    """Uvicorn that answers, when it is told to stop, also those whose query would never end."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more requests, gives those that run a moment, and ends them with an answer."""
        app = self.config.app
        served: Served | None = getattr(app.state, "served", None) if isinstance(app, Starlette) else None
        ending = asyncio.create_task(served.close(DRAIN_SECONDS)) if served else None
        try:
            await super().shutdown(sockets)
        finally:
            if ending:
                with contextlib.suppress(asyncio.CancelledError):
                    await ending


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        UsageError: the port is taken, or the host is not of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(256)
        listener.setblocking(False)
    except OSError as error:
        why = error.strerror or error
        raise UsageError(f"Nothing can listen on {host}:{port}: {why}. Try another --port or --host.") from None
    return listener


def names(host: str) -> frozenset[str]:
    """The names a server on ``host`` may be asked for by: its own and this machine's."""
    return frozenset({"localhost", host.lower(), socket.gethostname().lower()})


def configuration(app: Starlette, proxy: str = "") -> uvicorn.Config:
    """How uvicorn runs the application; what a ``proxy`` says about its clients is believed, nobody else."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # ours is of the moment that an answer begins, theirs may be seconds old
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=64 * 1024,
    )


def serve(app: Starlette, listener: socket.socket, proxy: str = "") -> None:
    """Answers on ``listener`` until the process is told to stop; notes each request on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    access = logging.getLogger("evigraph.access")
    access.addHandler(handler)
    access.setLevel(logging.INFO)
    access.propagate = False
    Server(configuration(app, proxy)).run(sockets=[listener])
