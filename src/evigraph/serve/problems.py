"""What went wrong, as problem details that programs can read (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is not what was asked for: a status, and why, in a sentence."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more
        super().__init__(detail)


def problem_response(problem: Problem) -> Response:
    """The problem as an answer; it is never cached."""
    title = HTTPStatus(problem.status).phrase
    document = {"type": "about:blank", "title": title, "status": problem.status, "detail": problem.detail}
    body = json.dumps({**document, **problem.more}, ensure_ascii=False).encode("utf-8", "replace")
    headers = {"cache-control": "no-store", **problem.headers}
    return Response(body, problem.status, headers, MEDIA_TYPE)
