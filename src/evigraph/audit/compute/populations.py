"""Whom a claim is about, and who the patients of its evidence were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evigraph.audit.compute.hierarchy import Hierarchy, having
from evigraph.audit.compute.row import Row
from evigraph.ns import local_name

_FITTING = {
    "paediatric": {"paediatric"},
    "paediatric-and-young-adult": {"paediatric", "paediatric-and-young-adult"},
    "adult": {"adult", "older-adult"},
    "older-adult": {"older-adult"},
}
"""For each age group that a population stands for, the groups of cohorts that lie within it."""

_WORDS = {
    "paediatric": "children",
    "paediatric-and-young-adult": "children and young adults",
    "adult": "adults",
    "older-adult": "older adults",
    "all-ages": "all ages together",
}


def population_mismatch(rows: Sequence[Row]) -> Iterator[Row]:
    """Claims whose evidence is all from patients of other ages, or all on another disease.

    Rows are told apart by the columns they fill: ``claim`` ``population`` (whom a claim is
    about), ``claim`` ``study`` ``age`` (ages of its evidence), ``claim`` ``disease``, ``claim``
    ``work`` ``subject`` (diseases of its evidence), ``claim`` ``supports``, ``term`` ``above``.
    """
    hierarchy = Hierarchy(having(rows, "term"))
    statements = {row["claim"]: row["statement"] for row in having(rows, "statement")}
    yield from _ages(rows, hierarchy, statements)
    yield from _by_sentence(rows, _diseases(rows, hierarchy))


def _ages(rows: Sequence[Row], hierarchy: Hierarchy, statements: dict[str, str]) -> Iterator[Row]:
    meant = {row["of_age"]: local_name(row["stands"]) for row in having(rows, "of_age")}
    counted: dict[tuple[str, str], set[str]] = {}
    for row in having(rows, "counts"):
        counted.setdefault((row["claim"], row["study"]), set()).add(row["cohort"])
    given: dict[str, dict[str, set[str]]] = {}
    labels: dict[str, str] = {}
    for row in having(rows, "cohort", "label"):
        labels.setdefault(row["study"], f"{row['label']}, reference {row['number']}")
        ages = given.setdefault(row["claim"], {}).setdefault(row["study"], set())
        if row["age"] is not None and row["cohort"] in counted.get((row["claim"], row["study"]), {row["cohort"]}):
            ages.add(local_name(row["age"]))
    for row in having(rows, "population"):
        asked = _nearest(row["population"], hierarchy, meant)
        studies = given.get(row["claim"], {})
        if asked is None or not studies or any(not ages or ages & _FITTING[asked] for ages in studies.values()):
            continue
        told = [
            f"{' and '.join(_WORDS[age] for age in sorted(ages))} ({labels[study]})" for study, ages in studies.items()
        ]
        yield {
            "claim": row["claim"],
            "subject": row["population"],
            "statement": f"'{statements[row['claim']]}'",
            "meant": f"is about {_WORDS[asked]}, but rests",
            "evidence": f"patients of other or mixed ages: {', '.join(sorted(told))}",
        }


def _nearest(population: str, hierarchy: Hierarchy, meant: dict[str, str]) -> str | None:
    """The age group of a population, or else of the narrowest one above it that has one; None for no or two."""
    above = [term for term in hierarchy.over(population) if term in meant]
    closest = {
        meant[term] for term in above if not any(term in hierarchy.over(other) for other in above if other != term)
    }
    return closest.pop() if len(closest) == 1 and closest <= _FITTING.keys() else None


@dataclass(frozen=True)
class Elsewhere:
    """Diseases that a claim is about, or used for, and the works on other diseases that it rests on."""

    claim: str
    reason: bool
    """Whether the diseases are those of the argument that the claim is a reason in, not its own."""
    asked: frozenset[str]
    found: frozenset[str]
    works: frozenset[str]
    named: bool
    """Whether the claim, or the sentence that states it, names a disease of the works itself."""


def _diseases(rows: Sequence[Row], hierarchy: Hierarchy) -> Iterator[Elsewhere]:
    names = {row["sick"] for row in having(rows, "sick")}
    own = _sets(having(rows, "disease"), "disease")
    above = _sets(having(rows, "supports"), "supports")
    sentences = _sets(having(rows, "claim", "sentence"), "sentence")
    mentioned: dict[str, set[str]] = {}
    for row in having(rows, "mentioned"):
        mentioned.setdefault(row["sentence"], set()).add(row["mentioned"])
    works: dict[str, dict[str, set[str]]] = {}
    for row in having(rows, "work"):
        subjects = works.setdefault(row["claim"], {}).setdefault(row["work"], set())
        subjects |= {row["subject"]} if row["subject"] in names else set()
    for claim, cited in works.items():
        found = {disease for subjects in cited.values() for disease in subjects}
        if not all(cited.values()):
            continue  # what a work without a disease in its title is about is not known
        for reason, asked in ((False, own.get(claim, set())), (True, _argued(claim, own, above))):
            if asked and all(apart(disease, one, hierarchy, names) for disease in asked for one in found):
                told = own.get(claim, set()).union(*(mentioned.get(place, ()) for place in sentences.get(claim, ())))
                named = any(one in hierarchy.over(other) for one in found for other in told)
                yield Elsewhere(claim, reason, frozenset(asked), frozenset(found), frozenset(cited), named)
                break


def _by_sentence(rows: Sequence[Row], mismatches: Iterable[Elsewhere]) -> Iterator[Row]:
    """One finding for the claims of one sentence that rest on the same works."""
    names = {row["sick"]: row["sick_name"] for row in having(rows, "sick")}
    statements = {row["claim"]: row["statement"] for row in having(rows, "statement")}
    numbers: dict[str, int] = {}
    for row in having(rows, "work"):
        numbers.setdefault(row["work"], row["number"])
    sentences = _sets(having(rows, "claim", "sentence"), "sentence")
    groups: dict[object, list[Elsewhere]] = {}
    for one in mismatches:
        sentence = frozenset(sentences.get(one.claim, {one.claim}))
        groups.setdefault((sentence, one.works, one.reason, one.asked, one.named), []).append(one)
    for group in groups.values():
        first, many = group[0], len(group) > 1
        words = ("are reasons" if many else "is a reason") + " in an argument about"
        words = words if first.reason else f"{'are' if many else 'is'} about"
        asked, told = (_listed(names[disease] for disease in diseases) for diseases in (first.asked, first.found))
        references = ", ".join(str(number) for number in sorted(numbers[work] for work in first.works))
        itself = "; the article names the disease itself" if first.named else ""
        yield {
            "claim": [one.claim for one in group],
            "subject": min(first.asked),
            "statement": _listed(f"'{statements[one.claim]}'" for one in group),
            "meant": f"{words} {asked}, but rest{'' if many else 's'}",
            "evidence": f"work on {told} (reference{'s' * (len(first.works) > 1)} {references}){itself}",
        }


def _sets(rows: Iterable[Row], column: str) -> dict[str, set[str]]:
    """The values of a column for each claim."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["claim"], set()).add(row[column])
    return found


def _listed(parts: Iterable[str]) -> str:
    return " and ".join(sorted(parts))


def _argued(claim: str, own: dict[str, set[str]], above: dict[str, set[str]]) -> set[str]:
    """The disease of the nearest claims, above this one in the argument, that name one."""
    seen, level = {claim}, {claim}
    while level := {higher for one in level for higher in above.get(one, ())} - seen:
        seen |= level
        if found := {disease for one in level for disease in own.get(one, ())}:
            return found
    return set()


def apart(one: str, other: str, hierarchy: Hierarchy, names: Iterable[str]) -> bool:
    """Whether two diseases are kinds of a common one and no recorded disease is of both."""
    together = any(one in hierarchy.over(disease) and other in hierarchy.over(disease) for disease in names)
    return not together and bool(hierarchy.over(one) & hierarchy.over(other))
