"""The address of a store: checked, and shown without what must stay secret."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from evigraph.errors import UsageError

_PORTS = {"http": 80, "https": 443}
_EXAMPLE = "It reads http://host:8890/sparql."


@dataclass(frozen=True)
class Address:
    """Where requests go; a name and password are kept apart from it, so that no message shows them."""

    scheme: str
    host: str
    port: int
    path: str
    parameters: str = field(default="", repr=False)
    authorization: str = field(default="", repr=False)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    @property
    def target(self) -> str:
        """What the request line asks for."""
        return f"{self.path}?{self.parameters}" if self.parameters else self.path

    def same_server(self, other: Address) -> bool:
        """Whether both are one server, to which a password may go."""
        return (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)


def read_address(text: str) -> Address:
    """The address that ``text`` writes.

    Raises:
        UsageError: it is not an http or https address; the message shows nothing of it but its scheme.
    """
    text = text.strip()
    if re.search(r"[^\x21-\x7e]", text):
        raise UsageError(f"The address of the store has a space or another character that none can have. {_EXAMPLE}")
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise UsageError(f"The address of the store is malformed. {_EXAMPLE}") from None
    if parts.scheme not in _PORTS:
        raise UsageError(f"A store is asked by http or https, not by '{parts.scheme[:20]}'. {_EXAMPLE}")
    if not host:
        raise UsageError(f"The address of the store names no host. {_EXAMPLE}")
    secret = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        secret = "Basic " + base64.b64encode(pair.encode()).decode()
    return Address(parts.scheme, host, port or _PORTS[parts.scheme], parts.path or "/", parts.query, secret)
