"""What became of every document, in a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evigraph.separated import separated

COLUMNS = (
    *("file", "status", "article", "reason"),
    *("references", "citations", "tables", "lost references", "lost citations", "lost tables"),
)
_COUNTS = COLUMNS[4:]


def header() -> bytes:
    """The names of the columns."""
    return separated(COLUMNS, [], "\t").encode()


def rows(file: str, articles: Iterable[tuple[Mapping[str, Any], str]], faults: Iterable[Mapping[str, Any]]) -> bytes:
    """The rows of a document: for each article what was kept and lost, for each fault where it is.

    ``articles`` come with the document that the same article was taken from instead, "" for this one.
    """
    made: list[tuple[Any, ...]] = []
    for article, instead in articles:
        status = "repeated" if instead else "read"
        reason = f"The same article was taken from {instead}." if instead else ""
        made.append((file, status, article["key"], reason, *(article["counts"].get(kind, 0) for kind in _COUNTS)))
    for fault in faults:
        status = "refused" if fault.get("refused") else "lost"
        place = f"{file}:{fault['line']}:{fault['column'] or 1}" if fault["line"] else file
        reason = f"{place}: {fault['code']}: {fault['message']}"
        made.append((file, status, "", reason, *("" for _ in _COUNTS)))
    return separated(COLUMNS, made, "\t").encode().partition(b"\n")[2]
