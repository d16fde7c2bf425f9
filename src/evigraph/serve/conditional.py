"""Whether a client has already what it asks for (RFC 9110, section 13).

Only tags tell: an answer may change although no file that it was made of is newer, so dates are neither sent nor read.
"""

from __future__ import annotations

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

from evigraph.serve.process import Reply

_OPAQUE = re.compile(r'"[^"]*"')
"""A tag without the sign that it is weak; there may be commas in it."""


def is_named(request: Request, tag: str) -> bool:
    """Whether the client names ``tag`` as that of what it has: only who was given an answer knows its tag."""
    return tag.removeprefix("W/") in _OPAQUE.findall(_named(request))


def is_unchanged(request: Request, tag: str) -> bool:
    """Whether the client has the answer that ``tag`` stands for, or any; it must be known that there is one.

    What has no tag, because it may differ at every request, is never unchanged.
    """
    return is_named(request, tag) or (bool(tag) and _named(request).strip() == "*")


def _named(request: Request) -> str:
    """The tags of what the client has; "" where it does not ask to be given something."""
    if request.method not in ("GET", "HEAD"):
        return ""
    return ", ".join(request.headers.getlist("if-none-match"))


def tagged(request: Request, reply: Reply, vary: str = "Accept-Encoding", *, steady: bool = True) -> Response:
    """What a call gave with its tag, or 304 where the client has it already.

    There is no tag where something is wrong, or where the next answer may be another (not ``steady``).
    """
    headers = {"cache-control": "no-cache", "vary": vary}
    status = reply.head.get("code", 200)
    if status == 200 and steady and reply.head.get("steady"):
        headers["etag"] = f'W/"{hashlib.sha256(reply.body).hexdigest()[:32]}"'
        if is_unchanged(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
    headers["content-type"] = reply.head["type"]
    if encoding := reply.head.get("encoding"):
        headers["content-encoding"] = encoding
    return Response(reply.body, status, headers)
