"""Whether a client has already what it asks for (RFC 9110, section 13).

The date of an answer is that from which on the server answers as it does, not that of a file: an answer may change
although no file that it was made of is newer.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

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
    if not tag:
        return False
    return is_named(request, tag) or _named(request).strip() == "*" or _is_as_old(request)


def validators(request: Request, tag: str) -> dict[str, str]:
    """The headers by which a client can ask for this answer again; none without a tag."""
    since = _standing(request) if tag else None
    dated = {"last-modified": format_datetime(since, usegmt=True)} if since else {}
    return {"etag": tag, **dated} if tag else {}


def _is_as_old(request: Request) -> bool:
    """Whether the client has an answer from after the last change; a date counts only where no tag is named."""
    since, asked = _standing(request), request.headers.get("if-modified-since", "")
    if since is None or not asked or "if-none-match" in request.headers or request.method not in ("GET", "HEAD"):
        return False
    try:
        date = parsedate_to_datetime(asked)
    except ValueError:
        return False
    return since <= (date if date.tzinfo else date.replace(tzinfo=UTC))


def _standing(request: Request) -> datetime | None:
    """Since when answers are as they are, unless that changed while this one was made."""
    arrived, app = request.scope.get("state", {}).get("arrived"), request.scope.get("app")
    since: datetime | None = app.state.served.since if arrived and app else None
    return since if since and since <= arrived else None


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
        tag = f'W/"{hashlib.sha256(reply.body).hexdigest()[:32]}"'
        headers |= validators(request, tag)
        if is_unchanged(request, tag):
            return Response(status_code=304, headers=headers)
    headers["content-type"] = reply.head["type"]
    if encoding := reply.head.get("encoding"):
        headers["content-encoding"] = encoding
    return Response(reply.body, status, headers)
