"""Conclusions that cite nothing, and what the article gives elsewhere on both sides of what they compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evigraph.audit.compute.hierarchy import Hierarchy, having
from evigraph.audit.compute.row import Row, natural

Speaking = Mapping[str, set[str]]
"""For each term, what speaks of it: claims with a source, cohorts with results, or works."""


@dataclass(frozen=True)
class Elsewhere:
    """What the article gives: who speaks of each term, and the references of each of them."""

    claims: Speaking
    results: Speaking
    works: Speaking
    references: Speaking


def conclusion_without_support(rows: Sequence[Row]) -> Iterator[Row]:
    """Conclusions with no source and no support; ``holds`` where every side of them is given elsewhere.

    A side is given by claims with a source, or by results of studies, whose terms, or what is
    broader than or related to them, cover the side, the object and the population of the
    conclusion.  The columns are those of ``queries/checks/conclusion-without-support.rq``.
    """
    known = _elsewhere(rows)
    for row in having(rows, "claim"):
        sides = [row["subject"], *([row["other"]] if row["other"] else [])]
        scope = [row[name] for name in ("object", "population") if row[name] and row[name] not in sides]
        claims, results = _on_each(known.claims, sides, scope), _on_each(known.results, sides, scope)
        cited = _cited(known, claims)
        shown = _cited(known, results, row["object"]) if row["other"] else set()
        told = "works cited elsewhere speak of" if cited else "studies cited elsewhere give results on"
        holds = row["thesis"] is not True and bool(cited or shown)
        yield {
            "claim": row["claim"],
            "statement": row["statement"],
            "kind": row["kind"],
            "own": _own(row),
            "elsewhere": f"{told} both sides of it" if holds else f"{_missing(row, results)}{_about_both(known, row)}.",
            "references": "; ".join(sorted(cited or shown, key=natural)) if holds else "none",
            "holds": holds,
        }


def _elsewhere(rows: Sequence[Row]) -> Elsewhere:
    hierarchy = Hierarchy(having(rows, "term"))
    related: dict[str, set[str]] = {}
    for row in having(rows, "term", "near"):
        related.setdefault(row["term"], set()).add(row["near"])
        related.setdefault(row["near"], set()).add(row["term"])
    speaking: dict[str, dict[str, set[str]]] = {"cited": {}, "shown": {}, "about": {}}
    references: dict[str, set[str]] = {}
    for kind, terms in speaking.items():
        for row in having(rows, kind, "spoken"):
            for over in hierarchy.over(row["spoken"]):
                for term in {over, *related.get(over, ())}:
                    terms.setdefault(term, set()).add(row[kind])
                    if row["references"]:  # those of a cohort belong to one outcome
                        one = row[kind] + term if kind == "shown" else row[kind]
                        references.setdefault(one, set()).update(str(row["references"]).split("; "))
    return Elsewhere(speaking["cited"], speaking["shown"], speaking["about"], references)


def _on_each(speaking: Speaking, sides: Sequence[str], scope: Sequence[str]) -> list[set[str]]:
    """For each side, what speaks of it and of the whole scope."""
    return [set.intersection(*(speaking.get(term, set()) for term in [side, *scope])) for side in sides]


def _cited(known: Elsewhere, sides: Sequence[set[str]], outcome: str = "") -> set[str]:
    """The references for all sides, or those for their results on an outcome; none where one side has none."""
    if not all(sides):
        return set()
    return set().union(*(known.references.get(one + outcome, set()) for side in sides for one in side))


def _own(row: Row) -> str:
    if row["printed"] is None:
        return "it cites nothing"
    return f"the references printed in its sentence ({row['printed']}) are recorded for other claims"


def _missing(row: Row, results: Sequence[set[str]]) -> str:
    """On which side of a comparison no study's result is given."""
    if row["kind"] != "a comparison of therapies":
        return ""
    names = [name for name, side in zip((row["subject_name"], row["other_name"]), results, strict=True) if not side]
    if not names:
        return ""
    scope = f" in {row['population_name']}" if row["population_name"] else ""
    return f"; no study's result on {row['object_name']}{scope} is given for {' or '.join(names)}"


def _about_both(known: Elsewhere, row: Row) -> str:
    """First-hand works cited elsewhere whose subjects include both sides of a comparison."""
    if row["other"] is None:
        return ""
    both = known.works.get(row["subject"], set()) & known.works.get(row["other"], set())
    here = set(str(row["here"]).split("; "))
    numbers = sorted(set().union(*(known.references[work] for work in both)) - here)
    return f"; cited elsewhere and, by its subjects, about both or their class: {', '.join(numbers)}" if numbers else ""
