"""SPARQL 1.1 Protocol: queries by GET, by form, by body; answers in the form the client likes best."""

from __future__ import annotations

import hashlib
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from evigraph.errors import QueryError
from evigraph.query.guard import check_query, is_steady, seems_steady
from evigraph.serve.conditional import is_named, is_unchanged, validators
from evigraph.serve.graph import Generation, Served
from evigraph.serve.leaving import unless_gone
from evigraph.serve.negotiate import GRAPH_TYPES, TABLE_TYPES, accepted, preferred, takes_gzip
from evigraph.serve.problems import Problem
from evigraph.serve.process import Died, Reply
from evigraph.serve.workers import Busy, Overdue

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
READ_ONLY = "This endpoint only answers queries. The graph is changed in the files of its workspace."
_FIELDS = 1000
_LOOKED_AT = 20_000
"""Longer queries are left to the worker, which looks at every one, so that nobody waits while they are read."""


@dataclass(frozen=True)
class Asked:
    """A query as the protocol gives it: the text, the graphs it is for, the forms the client takes.

    ``rows`` and ``size`` (in bytes) are how much of the answer is wanted, at most; 0 for all that is allowed.
    """

    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    table: str
    graph: str
    rows: int = 0
    size: int = 0


async def endpoint(request: Request) -> Response:
    """The endpoint: a query is answered, an update refused, a bare GET described."""
    served: Served = request.app.state.served
    if request.method in ("GET", "HEAD") and not request.url.query:
        from evigraph.serve.description import describe_service

        return describe_service(request, served)
    asked = await read_request(request)
    generation = served.current
    tag = entity_tag(generation, asked)
    headers = {"cache-control": "no-cache", "vary": "Accept, Accept-Encoding"}
    if is_named(request, tag):
        return Response(status_code=304, headers=headers | validators(request, tag))
    reply = await evaluate(request, generation, asked, takes_gzip(request.headers))
    headers |= validators(request, tag)
    # Whoever takes any answer must be told when there is none, as for a query that cannot be read.
    if is_unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    return _response(reply, asked, headers)


async def read_request(request: Request) -> Asked:
    """What is asked, by any of the three ways.

    Raises:
        Problem: it is an update, no query or several, or not of a form the protocol knows.
    """
    fields = _fields(request.scope["query_string"], "query string")
    text = None
    if request.method == "POST":
        kind, _, parameters = request.headers.get("content-type", "").partition(";")
        kind = kind.strip().lower()
        charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(' "')
        if charset not in ("", "utf-8", "us-ascii"):
            raise Problem(415, f"The body must be UTF-8, not {charset[:40]}.")
        body = await request.body()
        if kind == FORM:
            fields += _fields(body, "form")
        elif kind == QUERY:
            text = _utf8(body, "query")
        elif kind == UPDATE:
            raise Problem(403, READ_ONLY)
        else:
            raise Problem(415, f"A query is posted as {FORM} or {QUERY}.")
    return _asked(request, fields, text)


def _asked(request: Request, fields: Sequence[tuple[str, str]], text: str | None) -> Asked:
    if any(name == "update" for name, _ in fields):
        raise Problem(403, READ_ONLY)
    texts = [value for name, value in fields if name == "query"] + ([] if text is None else [text])
    if len(texts) != 1:
        raise Problem(400, f"Exactly one query is needed; there are {len(texts)}.")
    if len(texts[0]) <= _LOOKED_AT:
        try:
            check_query(texts[0])
        except QueryError as error:
            raise Problem(400, str(error)) from None
    ranges = accepted(request.headers)
    table, graph = preferred(ranges, TABLE_TYPES), preferred(ranges, GRAPH_TYPES)
    # A link cannot say what it takes; what some clients send here besides is none of our names.
    for form in (value for name, value in fields if name == "format"):
        table, graph = form if form in TABLE_TYPES else table, form if form in GRAPH_TYPES else graph
    if not table and not graph:
        raise _unacceptable(TABLE_TYPES | GRAPH_TYPES)
    return Asked(
        texts[0],
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        table,
        graph,
    )


def _fields(data: bytes, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            data.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_FIELDS,
        )
    except ValueError:
        raise Problem(400, f"The {where} is not a form in percent-encoded UTF-8.") from None


def _utf8(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"The {what} is not UTF-8: byte {error.start} fits no character.") from None


async def evaluate(request: Request, generation: Generation, asked: Asked, gzip: bool) -> Reply:
    """The answer of a worker, packed on demand.

    Raises:
        Problem: there is none, and why.
    """
    job = {
        "query": asked.query,
        "default": asked.default,
        "named": asked.named,
        "table": asked.table,
        "graph": asked.graph,
        "gzip": gzip,
        "rows": asked.rows,
        "size": asked.size,
    }
    reply = await answered(request, generation.queries.ask(job))
    status = reply.head["status"]
    if status == "ok":
        return reply
    if status == "refused":
        raise Problem(400, reply.head["message"])
    if status == "unacceptable":
        raise _unacceptable(GRAPH_TYPES if reply.head["graph"] else TABLE_TYPES)
    raise Problem(422, "The answer needs more memory than a query may have.")


async def answered(request: Request, asking: Any) -> Reply:
    """The reply of a worker, while the client is there.

    Raises:
        Problem: too much to do, too slow, too costly.
    """
    try:
        reply: Reply = await unless_gone(request, asking)
        return reply
    except Busy as error:
        raise Problem(503, str(error), {"retry-after": str(error.retry_after)}) from None
    except Overdue as error:
        raise Problem(504, str(error)) from None
    except Died as error:
        if error.status in (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS):
            message = "The engine gave up on this: it needs more memory, or is nested deeper, than can be."
            raise Problem(422, message) from None
        if error.status > 0:
            raise Problem(500, "A defect of the server ended the answer.") from None
        raise Problem(503, "The answer was interrupted.", {"retry-after": "1"}) from None


def entity_tag(generation: Generation, asked: Asked) -> str:
    """A weak tag for the answer, known before it is computed; "" where two answers may differ."""
    if not is_lasting(asked.query):
        return ""
    parts = (generation.digest, asked.query, *asked.default, "\0", *asked.named, asked.table, asked.graph)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
    return f'W/"{digest[:32]}"'


def is_lasting(query: str) -> bool:
    """Whether the same graph always gives the query the same answer; of a long one, only where that is plain."""
    return is_steady(query) if len(query) <= _LOOKED_AT else seems_steady(query)


def _response(reply: Reply, asked: Asked, headers: dict[str, str]) -> Response:
    kind = (TABLE_TYPES | GRAPH_TYPES)[reply.head["form"]]
    if truncated := reply.head.get("truncated"):
        headers = {**headers, "evigraph-truncated": truncated}
    if encoding := reply.head.get("encoding"):
        headers = {**headers, "content-encoding": encoding}
    return Response(reply.body, 200, {**headers, "content-type": kind})


def _unacceptable(offered: dict[str, str]) -> Problem:
    kinds = ", ".join(kind.partition(";")[0] for kind in offered.values())
    return Problem(406, f"The answer comes as one of: {kinds}.", {"vary": "Accept"})
