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
_TIME = re.compile(r"\d+\s*-?\s*(?:y|yr|year|mo|month|wk|week|d|day)s?\b")
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


def measures_of(rows: Iterable[Row]) -> str:
    """How numbers of one outcome are summed up: ``rates at 6, 12 and 18 months and a median``."""
    times: dict[str, set[str]] = {}
    for row in rows:
        times.setdefault(local_name(row.get("statistic") or ""), set()).add(row.get("time") or "")
    told = []
    for statistic in sorted(times):
        spans = sorted(times[statistic] - {""}, key=span)
        many = len(times[statistic]) > 1
        noun = "rate" if statistic in _PLAIN else statistic
        at = f" at {_listed([time_words(time) for time in spans])}" if spans else ""
        told.append(f"{noun}s{at}" if many else f"a{'n' * (noun[0] in 'aeiou')} {noun}{at}")
    return " and ".join(told)


def _listed(times: Sequence[str]) -> str:
    """Times in a list; a unit that all have is told once, after the last."""
    split = [time.partition(" ") for time in times]
    if len({unit for _, _, unit in split}) == 1:
        times = [number for number, _, _ in split[:-1]] + list(times[-1:])
    return " and ".join([", ".join(times[:-1]), times[-1]] if len(times) > 1 else times)


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
            yield {
                "column": column,
                "table": members[0]["table"],
                "header": members[0]["header"],
                "unshared": "measure" if _one_outcome(given.values()) else "endpoint",
                "groups": _groups(members),
            }


def _one_outcome(given: Iterable[set[tuple[str, str, str]]]) -> bool:
    """Whether all rows have one outcome in common, though not what sums it up or when."""
    return bool(set.intersection(*({outcome for outcome, _, _ in keys} for keys in given)))


def _groups(members: Iterable[Row]) -> str:
    """Each endpoint of a column, in the order of time, with the rows that give it."""
    groups: dict[str, set[str]] = {}
    for row in sorted(members, key=lambda row: (row["measured"], row.get("statistic") or "", span(row["time"] or ""))):
        groups.setdefault(words_of(row), set()).add(row["name"])
    return "; ".join(f"{words} ({', '.join(map(_name, sorted(names)))})" for words, names in groups.items())


def header_not_obeyed(rows: Sequence[Row]) -> Iterator[Row]:
    """Cells whose number is of another outcome or statistic than their column's header."""
    cells: dict[str, list[Row]] = {}
    for row in rows:
        cells.setdefault(row["cell"], []).append(row)
    for cell, members in cells.items():
        first = members[0]
        yield {
            "cell": cell,
            "table": first["table"],
            "name": first["name"],
            "header": first["header"],
            "printed": first["printed"],
            "given": " and ".join(sorted({words_of(row) for row in members})),
            "stated": endpoint_words(first["asked"], local_name(first.get("summary") or ""), ""),
            "notes": _openly(members),
        }


def _openly(members: Sequence[Row]) -> str:
    """Who says beside the number that it is not what the header says, or that nobody does.

    A cell tells a time by printing it, such as 6-mo, and a statistic by its name; another outcome
    is told by a footnote that names it.
    """
    sources: set[str] = set()
    for outcome, statistic in {(row["measured"], row.get("statistic") or "") for row in members}:
        rows = [row for row in members if row["measured"] == outcome and (row.get("statistic") or "") == statistic]
        notes = {f"footnote {row['mark']}" for row in rows if outcome.casefold() in (row["footnote"] or "").casefold()}
        printed = rows[0]["printed"].casefold()
        itself = {"the cell itself"} if _TIME.search(printed) or local_name(statistic) in printed else set()
        wanted = [notes] if outcome != rows[0]["asked"] else []
        if statistic != (rows[0].get("summary") or statistic):
            wanted.append(itself or notes)
        if not all(wanted):
            marks = sorted({f"footnote {row['mark']}" for row in members if row["mark"]})
            return (
                f"{' and '.join(marks)} of the cell names no such endpoint"
                if marks
                else "no footnote of the cell says so"
            )
        sources.update(*wanted)
    return f"{' and '.join(sorted(sources, reverse=True))} declare{'s' * (len(sources) == 1)} it"


def _name(row: str) -> str:
    """The name of a row, in quotes where a comma in it would make it look like two."""
    return f"'{row}'" if "," in row else row
