"""Therapy classes and the members that the evidence is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evigraph.audit.compute.argument import Argument
from evigraph.audit.compute.hierarchy import having
from evigraph.audit.compute.populations import apart
from evigraph.audit.compute.row import Row


def class_on_one_member(rows: Sequence[Row]) -> Iterator[Row]:
    """Comparisons and rates of a class of therapies whose evidence is about one of its several members.

    The evidence of a claim are the studies it rests on; that of a comparison, those beneath it
    as well.  Patients given a product that is known by its class only leave open which it was.
    """
    argument = Argument(rows)
    studies: dict[str, dict[str, set[str]]] = {}
    for row in having(rows, "given"):
        studies.setdefault(row["claim"], {}).setdefault(row["given"], set()).add(row["label"])
    names = {row["therapy"]: row["name"] for row in having(rows, "therapy")}
    diseases = {row["sick"]: row["sick_name"] for row in having(rows, "sick")}
    members = _members(rows, argument)
    rated = {row["claim"] for row in having(rows, "rate")}
    asked: dict[str, set[str]] = {}
    for row in having(rows, "disease"):
        asked.setdefault(row["claim"], set()).add(row["disease"])
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
            [(member, labels)] = given.items()
            within = f" in {' and '.join(sorted(diseases[one] for one in own))}" if own else ""
            yield {
                "claim": claim,
                "class": class_,
                "statement": row["statement"],
                "class_name": row["class_name"],
                "member": names[member],
                "members": f"{len(known)} members{within}",
                "studies": ", ".join(sorted(labels)) if len(labels) <= 3 else f"{len(labels)} studies",
            }


def _members(rows: Sequence[Row], argument: Argument) -> dict[str, dict[str, set[str]]]:
    """The members of each class that a work is on, with the diseases of those works."""
    members: dict[str, dict[str, set[str]]] = {}
    for row in having(rows, "member"):
        for above in argument.over(row["member"]) - {row["member"]}:
            sick = members.setdefault(above, {}).setdefault(row["member"], set())
            sick.update([row["studied"]] if row["studied"] else [])
    return members


def _given(evidence: Iterable[dict[str, set[str]]], class_: str, argument: Argument) -> dict[str, set[str]]:
    """What patients were given of a class, with the studies; the class itself when the product is not known."""
    found: dict[str, set[str]] = {}
    for studies in evidence:
        for therapy, labels in studies.items():
            if class_ in argument.over(therapy):
                found.setdefault(therapy, set()).update(labels)
    return found
