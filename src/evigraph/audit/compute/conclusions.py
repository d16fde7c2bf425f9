"""Conclusions that cite nothing, and claims elsewhere that carry what they compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evigraph.audit.compute.hierarchy import Hierarchy, having
from evigraph.audit.compute.row import Row


def conclusion_without_support(rows: Sequence[Row]) -> Iterator[Row]:
    """Conclusions with no source and no support; ``holds`` where claims with a source speak of every side.

    A claim with a source speaks of a side when its terms, or what is broader than or related to
    them, cover the side, the object and the population of the conclusion.  The columns are those
    of ``queries/checks/conclusion-without-support.rq``.
    """
    hierarchy = Hierarchy(having(rows, "term"))
    related: dict[str, set[str]] = {}
    for row in having(rows, "term", "near"):
        related.setdefault(row["term"], set()).add(row["near"])
        related.setdefault(row["near"], set()).add(row["term"])
    speaking: dict[str, set[str]] = {}
    references: dict[str, set[str]] = {}
    for row in having(rows, "cited", "spoken"):
        for over in hierarchy.over(row["spoken"]):
            for term in {over, *related.get(over, ())}:
                speaking.setdefault(term, set()).add(row["cited"])
        references[row["cited"]] = set(str(row["references"]).split("; "))
    for row in having(rows, "claim"):
        sides = [row["subject"], *([row["other"]] if row["other"] else [])]
        scope = [row[name] for name in ("object", "population") if row[name] and row[name] not in sides]
        known = [set.intersection(*(speaking.get(term, set()) for term in [side, *scope])) for side in sides]
        holds = row["thesis"] is not True and all(known)
        cited = set().union(*(references[claim] for claims in known for claim in claims)) if holds else set()
        yield {
            "claim": row["claim"],
            "statement": row["statement"],
            "kind": row["kind"],
            "references": "; ".join(sorted(cited)) or "none",
            "holds": holds,
        }
