"""One query on its way to a store and back, by HTTP."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import time
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urljoin

from evigraph.errors import StoreError, UsageError
from evigraph.remote.address import Address, read_address
from evigraph.remote.failures import partial, refusal
from evigraph.version import __version__

MAX_BYTES = 64 * 1024 * 1024
MAX_REDIRECTS = 5
_PIECE = 64 * 1024
_REDIRECTS = (301, 302, 307, 308)


@dataclass(frozen=True)
class Reply:
    """What a store answered with status 200; ``row_limit`` is the most rows that it says it gives."""

    type: str
    body: bytes
    row_limit: int | None = None


class Exchange:
    """A query and its reply; ``connection`` can carry the next one when the reply is whole."""

    def __init__(self, address: Address, until: float, connection: http.client.HTTPConnection | None) -> None:
        self.address = address
        self.until = until
        self.connection = connection
        self._response: http.client.HTTPResponse | None = None

    def reply(self, sparql: str, accept: str) -> Reply:
        """The reply, after redirections within the same server.

        Raises:
            StoreError: it is too long, incomplete, or none.
            QueryError: the store refuses the query.
            OSError: the connection failed.
            http.client.HTTPException: it carried no HTTP, or broke off.
        """
        address = self.address
        for _ in range(MAX_REDIRECTS + 1):
            response = self._response = self._sent(address, sparql, accept)
            body = self._body(response)
            if response.status == 200:
                return _judged(response, body)
            if response.status not in _REDIRECTS:
                raise refusal(self.address, response, body)
            address = self._next(address, response.getheader("Location") or "")
        raise StoreError(f"{self.address} redirects without end; {MAX_REDIRECTS} times were followed.")

    def abort(self) -> None:
        """Ends the exchange from another thread: whoever reads from the connection meets its end."""
        connection = self.connection
        if connection is not None and isinstance(connection.sock, socket.socket):
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Gives back what the exchange holds; no other thread may be reading."""
        if self.connection is not None:
            self.connection.close()
        if self._response is not None:
            self._response.close()

    def _sent(self, address: Address, sparql: str, accept: str) -> http.client.HTTPResponse:
        """Posts the query; once more where the store had closed a connection that was kept open."""
        form = urlencode({"query": sparql})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": accept,
            "Accept-Encoding": "identity",
            "User-Agent": f"evigraph/{__version__}",
        }
        if address.authorization:
            headers["Authorization"] = address.authorization
        if self.connection is not None:
            with contextlib.suppress(ConnectionError):
                return self._posted(self.connection, address, form, headers)
            self.close()
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self.connection = kind(address.host, address.port)
        return self._posted(self.connection, address, form, headers)

    def _posted(
        self, connection: http.client.HTTPConnection, address: Address, form: str, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        connection.timeout = max(self.until - time.monotonic(), 0.001)
        if connection.sock is not None:
            connection.sock.settimeout(connection.timeout)
        connection.request("POST", address.target, form, headers)
        return connection.getresponse()

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        pieces = []
        size = 0
        while piece := response.read(_PIECE):
            size += len(piece)
            if size > MAX_BYTES:
                most = f"{MAX_BYTES // 1024**2} MB"
                raise StoreError(f"The answer of {self.address} is longer than {most}. Ask for less, as with LIMIT.")
            pieces.append(piece)
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return b"".join(pieces)

    def _next(self, address: Address, location: str) -> Address:
        """Where a redirection leads; only to the same server, as the query and a password go with it."""
        try:
            there = read_address(urljoin(str(address), location))
        except (UsageError, ValueError):
            raise StoreError(f"{self.address} redirects to what is no http or https address.") from None
        if not there.same_server(address):
            raise StoreError(
                f"{self.address} redirects to another server, {there}. Give that address if you mean to ask it."
            )
        return replace(there, authorization=address.authorization)


def _judged(response: http.client.HTTPResponse, body: bytes) -> Reply:
    """The reply, unless the store itself says that it is not the whole answer."""
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise StoreError("The store packed its answer although it was asked not to.")
    if state := response.getheader("X-SQL-State"):
        raise partial(response.getheader("X-SQL-Message") or state)
    limit = response.getheader("X-SPARQL-MaxRows") or ""
    kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    return Reply(kind, body, int(limit) if re.fullmatch(r"[0-9]{1,12}", limit) else None)
