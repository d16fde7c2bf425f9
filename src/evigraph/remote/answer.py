"""What a store replied, as a table, triples or a truth."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

import pyoxigraph as ox

from evigraph.errors import StoreError
from evigraph.ns import XSD
from evigraph.remote.exchange import Reply

RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples, text/turtle;q=0.9"

_RESULTS_TYPES = (RESULTS, "application/json")
_GRAPH_TYPES = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/ntriples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
}
_T = TypeVar("_T")
_ODD = re.compile(rb'XMLSchema#(?:duration|boolean)"')


def solutions(reply: Reply) -> tuple[list[str], list[ox.QuerySolution]]:
    """The columns and rows of a SELECT.

    Raises:
        StoreError: the reply is not that, or the store has left rows out.
    """
    found = _parsed(reply)
    if not isinstance(found, ox.QuerySolutions):
        raise StoreError("The store answered a SELECT with true or false.")
    rows = _readable(lambda: list(found))
    if reply.row_limit is not None and len(rows) >= reply.row_limit:
        raise StoreError(
            f"The store gives no more than {reply.row_limit:,} rows, so that some may be missing. "
            "Raise its limit (ResultSetMaxRows), or ask for less."
        )
    return [variable.value for variable in found.variables], rows


def truth(reply: Reply) -> bool:
    """The answer to an ASK.

    Raises:
        StoreError: the reply is not that.
    """
    found = _parsed(reply)
    if not isinstance(found, ox.QueryBoolean):
        raise StoreError("The store answered an ASK with rows.")
    return bool(found)


def triples(reply: Reply) -> list[ox.Triple]:
    """The triples of a CONSTRUCT or DESCRIBE.

    Raises:
        StoreError: the reply is not that.
    """
    form = _GRAPH_TYPES.get(reply.type)
    if form is None:
        raise StoreError(f"The store answered with {_named(reply.type)}, not with N-Triples or Turtle.")
    return _readable(lambda: [quad.triple for quad in ox.parse(reply.body, format=form)])


def _parsed(reply: Reply) -> ox.QuerySolutions | ox.QueryBoolean:
    if reply.type not in _RESULTS_TYPES:
        raise StoreError(f"The store answered with {_named(reply.type)}, not with SPARQL results as JSON.")
    try:
        reply.body.decode()
    except UnicodeDecodeError:
        raise StoreError("The answer of the store is not UTF-8.") from None
    body = _repaired(reply.body) if _ODD.search(reply.body) else reply.body
    found = _readable(lambda: ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))
    if not isinstance(found, ox.QuerySolutions | ox.QueryBoolean):
        raise TypeError(f"not SPARQL results: {found!r}")
    return found


def _readable(read: Callable[[], _T]) -> _T:
    try:
        return read()
    except (SyntaxError, ValueError, RecursionError):
        raise StoreError("The answer of the store is cut off or malformed.") from None


def _named(kind: str) -> str:
    return kind if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,60}", kind) else "what it gives no type"


def _repaired(body: bytes) -> bytes:
    """The results with every duration and boolean in the form of its datatype.

    Virtuoso gives a duration as a bare number of months or seconds, and true as 1.
    """
    document = _readable(lambda: json.loads(body))
    results = document.get("results") if isinstance(document, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    for row in bindings if isinstance(bindings, list) else ():
        for term in row.values() if isinstance(row, dict) else ():
            if isinstance(term, dict) and isinstance(term.get("value"), str):
                _repair(term)
    return json.dumps(document).encode()


def _repair(term: dict[str, Any]) -> None:
    text = term["value"]
    if term.get("datatype") == f"{XSD}duration" and re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", text, re.IGNORECASE):
        term["value"] = _months(int(text)) if re.fullmatch(r"-?\d+", text) else _seconds(float(text))
    elif term.get("datatype") == f"{XSD}boolean" and text in ("0", "1"):
        term["value"] = "true" if text == "1" else "false"


def _months(count: int) -> str:
    years, months = divmod(abs(count), 12)
    parts = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return ("-" if count < 0 else "") + "P" + parts


def _seconds(count: float) -> str:
    days, rest = divmod(abs(count), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    date = f"{days:.0f}D" if days else ""
    time = "".join(f"{number:g}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number)
    if not date and not time:
        time = "0S"
    return ("-" if count < 0 else "") + "P" + date + (f"T{time}" if time else "")


__all__ = ["RESULTS", "TRIPLES", "solutions", "triples", "truth"]
