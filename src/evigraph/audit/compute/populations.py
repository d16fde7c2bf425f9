"""Whom a claim is about, and who the patients of its evidence were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    yield from _diseases(rows, hierarchy, statements)


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
            "statement": statements[row["claim"]],
            "meant": f"is about {_WORDS[asked]}",
            "evidence": f"patients of other or mixed ages: {', '.join(sorted(told))}",
        }


def _nearest(population: str, hierarchy: Hierarchy, meant: dict[str, str]) -> str | None:
    """The age group of a population, or else of the narrowest one above it that has one; None for no or two."""
    above = [term for term in hierarchy.over(population) if term in meant]
    closest = {
        meant[term] for term in above if not any(term in hierarchy.over(other) for other in above if other != term)
    }
    return closest.pop() if len(closest) == 1 and closest <= _FITTING.keys() else None


def _diseases(rows: Sequence[Row], hierarchy: Hierarchy, statements: dict[str, str]) -> Iterator[Row]:
    names = {row["sick"]: row["sick_name"] for row in having(rows, "sick")}
    own: dict[str, set[str]] = {}
    for row in having(rows, "disease"):
        own.setdefault(row["claim"], set()).add(row["disease"])
    above: dict[str, set[str]] = {}
    for row in having(rows, "supports"):
        above.setdefault(row["claim"], set()).add(row["supports"])
    works: dict[str, dict[str, set[str]]] = {}
    numbers: dict[str, int] = {}
    for row in having(rows, "work"):
        numbers.setdefault(row["work"], row["number"])
        subjects = works.setdefault(row["claim"], {}).setdefault(row["work"], set())
        subjects |= {row["subject"]} if row["subject"] in names else set()
    for claim, cited in works.items():
        found = {disease for subjects in cited.values() for disease in subjects}
        if not all(cited.values()):
            continue  # what a work without a disease in its title is about is not known
        meant = {"is about": own.get(claim, set()), "is a reason in an argument about": _argued(claim, own, above)}
        for words, asked in meant.items():
            if asked and all(_apart(disease, one, hierarchy, names) for disease in asked for one in found):
                told = ", ".join(sorted(names[disease] for disease in found))
                references = ", ".join(str(number) for number in sorted(numbers[work] for work in cited))
                yield {
                    "claim": claim,
                    "subject": min(asked),
                    "statement": statements[claim],
                    "meant": f"{words} {' and '.join(sorted(names[disease] for disease in asked))}",
                    "evidence": f"work on {told} (reference{'s' * (len(cited) > 1)} {references})",
                }
                break


def _argued(claim: str, own: dict[str, set[str]], above: dict[str, set[str]]) -> set[str]:
    """The disease of the nearest claims, above this one in the argument, that name one."""
    seen, level = {claim}, {claim}
    while level := {higher for one in level for higher in above.get(one, ())} - seen:
        seen |= level
        if found := {disease for one in level for disease in own.get(one, ())}:
            return found
    return set()


def _apart(one: str, other: str, hierarchy: Hierarchy, names: dict[str, str]) -> bool:
    """Whether two diseases are kinds of a common one and no recorded disease is of both."""
    together = any(one in hierarchy.over(disease) and other in hierarchy.over(disease) for disease in names)
    return not together and bool(hierarchy.over(one) & hierarchy.over(other))
