"""Therapy classes and the members that the evidence is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evigraph.audit.compute.argument import Argument
from evigraph.audit.compute.hierarchy import having
from evigraph.audit.compute.populations import apart
from evigraph.audit.compute.row import Row

Report = tuple[str, int]
"""A study and the number of a reference that reports it."""


def class_on_one_member(rows: Sequence[Row]) -> Iterator[Row]:
    """Comparisons and rates of a class of therapies whose evidence is about one of its several members.

    The evidence of a claim are the studies it rests on; that of a comparison, those beneath it
    as well.  Patients given a product that is known by its class only leave open which it was.
    """
    argument = Argument(rows)
    studies: dict[str, dict[str, set[Report]]] = {}
    for row in having(rows, "given"):
        report = (row["label"], row["number"])
        studies.setdefault(row["claim"], {}).setdefault(row["given"], set()).add(report)
    names = {row["therapy"]: row["name"] for row in having(rows, "therapy")}
    diseases = {row["sick"]: row["sick_name"] for row in having(rows, "sick")}
    members = _members(rows, argument)
    rated = {row["claim"] for row in having(rows, "rate")}
    asked: dict[str, set[str]] = {}
    for row in having(rows, "disease"):
        asked.setdefault(row["claim"], set()).add(row["disease"])
    reviews: dict[str, list[Row]] = {}
    for row in having(rows, "beside"):
        reviews.setdefault(row["claim"], []).append(row)
    for row in having(rows, "class"):
        claim, class_ = row["claim"], row["class"]
        compared = argument.comparisons.get(claim)
        if not compared and claim not in rated:
            continue  # that something has been seen, or the most that was, needs one member only
        below = argument.all_beneath(claim) if compared else {claim}
        given = _given((studies.get(other, {}) for other in below), class_, argument)
        if len(given) != 1:
            continue
        own = asked.get(claim, set())
        known = {
            member
            for member, sick in members.get(class_, {}).items()
            if all(any(not apart(one, other, argument.terms, diseases) for other in sick) for one in own)
        }
        if given.keys() <= known and len(known) > 1:
            [(member, reports)] = given.items()
            beside = _beside(row for other in below for row in reviews.get(other, ()))
            within = f" in {' and '.join(sorted(diseases[one] for one in own))}" if own else ""
            yield {
                "claim": claim,
                "class": class_,
                "statement": row["statement"],
                "class_name": row["class_name"],
                "member": names[member],
                "members": f"recorded as {len(known)}{within}",
                "studies": f"{_told(reports)}{beside}",
            }


def _members(rows: Sequence[Row], argument: Argument) -> dict[str, dict[str, set[str]]]:
    """The members of each class that a work is on, with the diseases of those works."""
    members: dict[str, dict[str, set[str]]] = {}
    for row in having(rows, "member"):
        for above in argument.over(row["member"]) - {row["member"]}:
            sick = members.setdefault(above, {}).setdefault(row["member"], set())
            sick.update([row["studied"]] if row["studied"] else [])
    return members


def _given(evidence: Iterable[dict[str, set[Report]]], class_: str, argument: Argument) -> dict[str, set[Report]]:
    """What patients were given of a class, with the studies; the class itself when the product is not known."""
    found: dict[str, set[Report]] = {}
    for studies in evidence:
        for therapy, reports in studies.items():
            if class_ in argument.over(therapy):
                found.setdefault(therapy, set()).update(reports)
    return found


def _told(reports: set[Report]) -> str:
    """The studies with their references; only their number where there are many."""
    labels = sorted({label for label, _ in reports})
    if len(labels) > 3:
        return f"{len(labels)} studies"
    numbers = {label: _references(number for name, number in reports if name == label) for label in labels}
    return ", ".join(f"{label}, {numbers[label]}" for label in labels)


def _beside(works: Iterable[Row]) -> str:
    """The reviews and guidelines that the evidence holds as well."""
    numbers = {row["number"] for row in works}
    return f"; reviews or guidelines are cited too: {_references(numbers)}" if numbers else ""


def _references(numbers: Iterable[int]) -> str:
    found = sorted(set(numbers))
    return f"reference{'s' if len(found) > 1 else ''} {' and '.join(map(str, found))}"
