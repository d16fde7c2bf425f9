"""Running the application until it is told to stop."""

from __future__ import annotations

import socket
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from evigraph.errors import UsageError

DRAIN_SECONDS = 1


class Server(uvicorn.Server):
    """Uvicorn that gives what runs a moment to end when it is told to stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stops at once at the second signal."""
        super().handle_exit(sig, frame)


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
        raise UsageError(
            f"{host}:{port} cannot be listened to: {error.strerror or error}. Try another --port."
        ) from None
    return listener


def names(host: str) -> frozenset[str]:
    """The names a server on ``host`` may be asked for by: its own and this machine's."""
    return frozenset({"localhost", host.lower(), socket.gethostname().lower(), socket.getfqdn().lower()})


def serve(app: Starlette, listener: socket.socket) -> None:
    """Answers on ``listener`` until the process is told to stop."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        ws="none",
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=600_000,
    )
    Server(config).run(sockets=[listener])
