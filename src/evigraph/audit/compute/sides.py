"""Outcomes on which therapies are compared, and the sides on which they were measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evigraph.audit.compute.hierarchy import Hierarchy, having
from evigraph.audit.compute.row import Row


def outcome_on_one_side(rows: Sequence[Row]) -> Iterator[Row]:
    """Outcomes compared between two therapies for which results exist on one side only.

    An outcome is left out where one that is narrower and compared too already tells the same.
    The columns are those of ``queries/checks/outcome-on-one-side-only.rq``.
    """
    hierarchy = Hierarchy(having(rows, "term"))
    results: dict[tuple[str, str], set[str]] = {}
    for row in having(rows, "measured", "given"):
        for outcome in hierarchy.over(row["measured"]):
            for therapy in hierarchy.over(row["given"]):
                names = results.setdefault((outcome, therapy), set())
                names |= {row["study"]} if row["study"] else set()
    found: dict[tuple[str, str], Row] = {}
    for row in having(rows, "outcome", "one", "two"):
        for here, there in (("one", "two"), ("two", "one")):
            studies = results.get((row["outcome"], row[here]), set())
            if studies and (row["outcome"], row[there]) not in results:
                known = found.setdefault((row["outcome"], row[there]), {"studies": set(), **_named(row, here, there)})
                known["studies"] |= studies
                known["claims"] |= {row["compared"]}
    for (outcome, lacking), row in sorted(found.items()):
        if any(outcome in hierarchy.over(other) for other, side in found if side == lacking and other != outcome):
            continue
        yield {**row, "claims": sorted(row["claims"]), "studies": "; ".join(sorted(row["studies"]))}


def _named(row: Row, here: str, there: str) -> Row:
    return {
        "outcome": row["outcome"],
        "lacking": row[there],
        "claims": set(),
        "about": row["about"],
        "measured_side": row[f"{here}_name"],
        "lacking_side": row[f"{there}_name"],
    }
