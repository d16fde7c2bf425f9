"""Whether a client has already what it asks for (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from evigraph.serve.graph import Generation
from evigraph.serve.process import Reply


def is_unchanged(request: Request, tag: str, modified: datetime | None = None) -> bool:
    """Whether the client has what ``tag`` names, or what was there when it last asked.

    A tag counts before a date.  What has no tag, because it may differ at every request, is never unchanged.
    """
    if not tag:
        return False
    named = request.headers.get("if-none-match")
    if named is not None:
        return named.strip() == "*" or tag in named
    since = request.headers.get("if-modified-since", "")
    if not since or modified is None or request.method not in ("GET", "HEAD"):
        return False
    try:
        date = parsedate_to_datetime(since)
    except ValueError:
        return False
    return modified <= (date if date.tzinfo else date.replace(tzinfo=UTC))


def http_date(moment: datetime) -> str:
    """A moment as a header says it."""
    return format_datetime(moment, usegmt=True)


def tagged(request: Request, generation: Generation, reply: Reply, vary: str = "Accept-Encoding") -> Response:
    """What a call gave with its tag, or 304 where the client has it already."""
    tag = f'W/"{hashlib.sha256(reply.body).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "last-modified": http_date(generation.modified),
        "cache-control": "no-cache",
        "vary": vary,
    }
    status = reply.head.get("code", 200)
    # A page that tells of trouble is another, although the graph is of the same date.
    dated = status == 200 and not request.app.state.served.trouble
    if is_unchanged(request, tag, generation.modified if dated else None):
        return Response(status_code=304, headers=headers)
    headers["content-type"] = reply.head["type"]
    if encoding := reply.head.get("encoding"):
        headers["content-encoding"] = encoding
    return Response(reply.body, status, headers)
