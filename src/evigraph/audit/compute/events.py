"""Dated decisions, and the works that are younger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from evigraph.audit.compute.printed import joined, numbered
from evigraph.audit.compute.row import Row


def later_sources(rows: Sequence[Row]) -> Iterator[Row]:
    """One row for each decision with its later works; a row of the query is one work of a later year.

    Works of the year right after come last and are named so: they may have appeared early in it.
    """
    decisions: dict[tuple[str, ...], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        decision = tuple(row[name] for name in ("claim", "statement", "year", "source"))
        decisions[decision][int(row["published"])].add(row["number"])
    for (claim, statement, year, source), works in decisions.items():
        following = works.pop(int(year) + 1, None)
        told = [f"{numbered(works[published])} ({published})" for published in sorted(works)]
        if following:
            told.append(f"{numbered(following)} ({int(year) + 1}, the year right after, perhaps early in it)")
        yield {
            "claim": claim,
            "statement": statement,
            "year": year,
            "source": source,
            "references": joined(told) if len(told) < 3 else "; ".join(told),
        }
