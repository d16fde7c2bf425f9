"""Endpoints: what a number measures, how it sums it up, and when.

Two numbers are of one endpoint when outcome, statistic and time agree; outcomes that the
workspace calls comparable (``ev:comparableWith``) count as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evigraph.audit.compute.row import Row
from evigraph.ns import local_name

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_PLAIN = {"", "landmark", "proportion"}
"""Statistics that need no word of their own: the outcome and its time say what the number is."""


def span(time: str) -> tuple[int, int]:
    """A duration in months and days, which are not to be told in each other; empty is none of both."""
    years, months, days = (int(part or 0) for part in _read(time))
    return 12 * years + months, days


def time_words(time: str) -> str:
    """A duration as people write it: ``P1Y`` is 12 months, ``P5Y`` 5 years; empty stays empty."""
    months, days = span(time)
    parts = [f"{days} days"] if days else []
    if months > 24 and months % 12 == 0:
        parts.insert(0, f"{months // 12} years")
    elif months:
        parts.insert(0, f"{months} month{'s' * (months > 1)}")
    return " and ".join(parts) or time


def _read(time: str) -> tuple[str | None, ...]:
    found = _DURATION.fullmatch(time)
    return found.groups() if found else (None, None, None)


def endpoint_words(outcome: str, statistic: str, time: str) -> str:
    """An endpoint in words, from the label of its outcome and the name of its statistic."""
    words = outcome if statistic in _PLAIN else f"{statistic} {outcome}"
    return f"{words} at {time_words(time)}" if time else words


def key_of(row: Row, like: Iterable[str] = ()) -> tuple[str, str, str]:
    """What must agree for two numbers to be of one endpoint; ``like`` are the comparable outcomes."""
    return min([row["outcome"], *like]), row.get("statistic") or "", time_words(row.get("time") or "")


def words_of(row: Row) -> str:
    """The endpoint of a row in words."""
    return endpoint_words(row["measured"], local_name(row.get("statistic") or ""), row.get("time") or "")


def side_by_side(rows: Sequence[Row]) -> Iterator[Row]:
    """Columns in which no endpoint is given by every row that gives any."""
    columns: dict[str, list[Row]] = {}
    for row in rows:
        columns.setdefault(row["column"], []).append(row)
    for column, members in columns.items():
        like: dict[str, set[str]] = {}
        for row in members:
            like.setdefault(row["outcome"], set()).update([row["like"]] if row.get("like") else [])
        given: dict[str, set[tuple[str, str, str]]] = {}
        for row in members:
            given.setdefault(row["row"], set()).add(key_of(row, like[row["outcome"]]))
        if not set.intersection(*given.values()):
            groups: dict[str, set[str]] = {}
            for row in members:
                groups.setdefault(words_of(row), set()).add(row["name"])
            told = "; ".join(f"{words} ({', '.join(map(_name, sorted(names)))})" for words, names in groups.items())
            yield {"column": column, "table": members[0]["table"], "header": members[0]["header"], "groups": told}


def header_not_obeyed(rows: Sequence[Row]) -> Iterator[Row]:
    """Cells whose number is of another outcome or statistic than their column's header."""
    cells: dict[str, list[Row]] = {}
    for row in rows:
        cells.setdefault(row["cell"], []).append(row)
    for cell, members in cells.items():
        first = members[0]
        notes = {f"footnote {row['mark']} reads: {row['footnote']}" for row in members if row.get("footnote")}
        yield {
            "cell": cell,
            "table": first["table"],
            "name": first["name"],
            "header": first["header"],
            "printed": first["printed"],
            "given": " and ".join(sorted({words_of(row) for row in members})),
            "stated": endpoint_words(first["asked"], local_name(first.get("summary") or ""), ""),
            "notes": " ".join(sorted(notes)) or "no footnote of the cell says so.",
        }


def _name(row: str) -> str:
    """The name of a row, in quotes where a comma in it would make it look like two."""
    return f"'{row}'" if "," in row else row
