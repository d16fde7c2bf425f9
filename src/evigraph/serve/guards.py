"""What every request passes before it is answered, and every answer on its way out.

Who may ask: only those who mean this server by its name, and no page of another site.
How much: a body of limited size that arrives in time, a limited number of requests at once.
What goes out: headers that keep browsers from guessing, framing and telling, in small pieces.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from evigraph.serve.outbox import Outbox
from evigraph.serve.problems import Problem, problem_response
from evigraph.serve.turns import client as asking

BODY_BYTES = 600_000
BODY_SECONDS = 10.0
AT_ONCE = 64
LONGEST = 8_000
"""Characters of an address that a call reads: longer ones hold no question of a person, only work for a worker."""
_PIECE = 64 * 1024
_METHODS = "GET, HEAD, POST, OPTIONS"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of answers that do not bring their own."""

STYLED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
"""For pictures and lists that carry their styles within; nothing runs in them."""

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
}
_EXPOSED = "Evigraph-Truncated, ETag, Last-Modified, Retry-After"

log = logging.getLogger("evigraph.access")


@dataclass(frozen=True)
class Doors:
    """Who may ask: under which host names (any address written in numbers besides), and from which origin."""

    hosts: frozenset[str] = frozenset({"localhost"})
    origin: str = ""
    """The one other origin whose pages may ask; ``*`` for all, "" for none."""


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self.app = app
        self.doors = doors
        self.clients: Counter[str] = Counter()
        self.outbox = Outbox()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it with what is wrong with it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["arrived"] = datetime.now(UTC)
        headers = Headers(scope=scope)
        client = scope["client"][0] if scope.get("client") else ""
        answer = _Answer(scope, send, self._cors(headers), time.monotonic(), self.outbox, client)
        try:
            check_version(scope)
            check_path(scope)
            check_host(headers, self.doors)
            check_origin(scope, headers, self.doors)
            if self.clients[client] >= AT_ONCE:
                raise Problem(429, f"{AT_ONCE} requests of yours run already.", {"retry-after": "1"})
            if scope["method"] == "OPTIONS":
                await answer.allow()
                return
            self.clients[client] += 1
            asking.set(client)
            try:
                await self.app(scope, _Body(headers, receive), answer)
            finally:
                self.clients[client] -= 1
                if not self.clients[client]:
                    del self.clients[client]
        except Problem as problem:
            await answer.refuse(problem)
        finally:
            answer.note()

    def _cors(self, headers: Headers) -> dict[str, str]:
        """What a page of the allowed origin must be told to be let to read the answer."""
        if not self.doors.origin:
            return {}
        allowed = {"access-control-allow-origin": self.doors.origin, "access-control-expose-headers": _EXPOSED}
        return allowed if self.doors.origin == "*" or headers.get("origin") == self.doors.origin else {}


def check_version(scope: Scope) -> None:
    """Refuses a version of HTTP that does not exist.

    Raises:
        Problem: it is neither 1.0 nor 1.1.
    """
    if scope["http_version"] not in ("1.0", "1.1"):
        raise Problem(505, "This server speaks HTTP/1.1.")


def check_path(scope: Scope) -> None:
    """Refuses a path that is no text.

    Raises:
        Problem: it is not UTF-8, or holds a NUL character.
    """
    try:
        path = unquote_to_bytes(scope["raw_path"]).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "The path is not percent-encoded UTF-8.") from None
    if "\0" in path:
        raise Problem(400, "The path holds a NUL character.")


def check_length(scope: Scope) -> None:
    """Refuses an address that is too long.

    Raises:
        Problem: 414.
    """
    length = len(scope["raw_path"]) + len(scope["query_string"])
    if length > LONGEST:
        raise Problem(414, f"The address has {length} characters; at most {LONGEST} are read.")


def check_host(headers: Headers, doors: Doors) -> None:
    """Refuses a request that means another host: a name of somebody else that leads here is an attack.

    Raises:
        Problem: there is not exactly one host, or it is not one of ours.
    """
    given = headers.getlist("host")
    if len(given) == 1:
        name = _host_name(given[0])
        if name and (name in doors.hosts or _is_number(name)):
            return
    raise Problem(421, "This server does not answer under that host name.")


def _host_name(host: str) -> str:
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "") if parts.netloc == host and "@" not in host and parts.port != 0 else ""
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def check_origin(scope: Scope, headers: Headers, doors: Doors) -> None:
    """Refuses what a page of another site sends, except that a person follows its link.

    Raises:
        Problem: the browser says that another site asks.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    if doors.origin and doors.origin in ("*", origin):
        return
    linked = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if site not in ("none", "same-origin") and not (linked and scope["method"] in ("GET", "HEAD")):
        raise Problem(403, "Pages of other sites may not ask here.")
    if origin is not None and _netloc(origin) != headers.get("host", "").lower():
        raise Problem(403, "Pages of other origins may not ask here.")


def _netloc(origin: str) -> str:
    """Host and port of an origin; "" where it has none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


class _Body:
    """The body of a request, counted, and timed as a whole."""

    def __init__(self, headers: Headers, receive: Receive) -> None:
        self.receive = receive
        self.left = BODY_BYTES
        self.until = time.monotonic() + BODY_SECONDS
        self.whole = False
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > BODY_BYTES:
            raise _too_large()

    async def __call__(self) -> Message:
        if self.whole:
            return await self.receive()
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + self.until - time.monotonic()):
                message = await self.receive()
        except TimeoutError:
            raise Problem(408, "The body did not arrive in time.", {"connection": "close"}) from None
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise _too_large()
        self.whole = message["type"] == "http.request" and not message.get("more_body")
        return message


def _too_large() -> Problem:
    return Problem(413, f"A request may have {BODY_BYTES} bytes.", {"connection": "close"})


class _Answer:
    """An answer on its way out: with our headers, in pieces, and counted for the log."""

    def __init__(
        self, scope: Scope, send: Send, cors: dict[str, str], started: float, outbox: Outbox, client: str
    ) -> None:
        self.scope = scope
        self.send = send
        self.cors = cors
        self.began = started
        self.outbox = outbox
        self.client = client
        self.head: Message | None = None
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers["date"] = formatdate(usegmt=True)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            for name, value in self.cors.items():
                headers[name] = value
            if self.cors:
                headers.add_vary_header("Origin")
            self.head = message
            return
        body = message.get("body", b"")
        with self.outbox.holding(self.client, len(body)):
            await self._begin()
            self.size += len(body)
            rest = memoryview(body)
            while len(rest) > _PIECE:
                await self.send({"type": "http.response.body", "body": bytes(rest[:_PIECE]), "more_body": True})
                rest = rest[_PIECE:]
            await self.send({**message, "body": bytes(rest)})

    async def _begin(self) -> None:
        """Sends the head, once: until there is a body, a refusal may take its place."""
        if self.head is not None:
            self.status = self.head["status"]
            head, self.head = self.head, None
            await self.send(head)

    async def allow(self) -> None:
        """Answers OPTIONS."""
        headers: Iterable[tuple[bytes, bytes]] = [(b"allow", _METHODS.encode())]
        if self.cors:
            headers = [
                *headers,
                (b"access-control-allow-methods", _METHODS.encode()),
                (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
                (b"access-control-max-age", b"600"),
            ]
        await self({"type": "http.response.start", "status": 204, "headers": list(headers)})
        await self({"type": "http.response.body", "body": b""})

    async def refuse(self, problem: Problem) -> None:
        """Answers with a problem, unless an answer has begun."""
        if not self.status:
            await problem_response(problem)(self.scope, _nothing, self)

    def note(self) -> None:
        """One line for the log, without what was asked."""
        path = self.scope["path"].encode("unicode_escape").decode()
        seconds = time.monotonic() - self.began
        log.info("%s %s %s %d %d %.3f", self.client, self.scope["method"], path, self.status, self.size, seconds)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
