"""One connection: nobody may hold it open by being slow."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
CONNECTIONS = 1000
CONNECTIONS_EACH = 128
STALLED_SECONDS = 20.0
_TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_TOO_MANY = b"HTTP/1.1 %s\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Connection(H11Protocol):
    """Uvicorn's connection with more limits.

    There may be so many of them, and so many of one address.  The head of a request must be
    whole in time, and a client that takes nothing of its answer for a while loses it (an
    answer is sent in small pieces, so that slow is not stalled).
    """

    _head: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begins to wait for the head of the first request."""
        super().connection_made(transport)
        if refusal := self._refusal():
            self.transport.write(_TOO_MANY % refusal)
            self.transport.close()
            return
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        """Waits for the rest of a head, or no longer."""
        super().data_received(data)
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the limits."""
        super().connection_lost(exc)
        _cancel(self._head)
        self._head = None
        _cancel(self._stalled)
        self._stalled = None

    def pause_writing(self) -> None:
        """The client takes nothing at the moment."""
        super().pause_writing()
        _cancel(self._stalled)
        self._stalled = self.loop.call_later(STALLED_SECONDS, self._abort)

    def resume_writing(self) -> None:
        """The client takes its answer again."""
        super().resume_writing()
        _cancel(self._stalled)
        self._stalled = None

    def _refusal(self) -> bytes:
        """Why there may not be another connection; empty when there may.

        All the clients of a reverse proxy come from its address, so that only their number counts.
        """
        if len(self.connections) > CONNECTIONS:
            return b"503 Service Unavailable"
        address = self.client[0] if self.client else ""
        if self.config.proxy_headers and address == self.config.forwarded_allow_ips:
            return b""
        clients = (getattr(other, "client", None) for other in self.connections)
        each = sum(client is not None and client[0] == address for client in clients)
        return b"429 Too Many Requests" if each > CONNECTIONS_EACH else b""

    def _watch_head(self) -> None:
        waiting = self.cycle is None or self.cycle.response_complete
        if waiting and self._head is None:
            self._head = self.loop.call_later(HEADER_SECONDS, self._too_late)
        elif not waiting:
            _cancel(self._head)
            self._head = None

    def _too_late(self) -> None:
        self._head = None
        if not self.transport.is_closing():
            self.transport.write(_TOO_LATE)
            self.transport.close()

    def _abort(self) -> None:
        self.transport.abort()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
