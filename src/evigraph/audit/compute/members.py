"""Therapy classes and the members that the evidence is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evigraph.audit.compute.argument import Argument
from evigraph.audit.compute.hierarchy import having
from evigraph.audit.compute.row import Row


def class_on_one_member(rows: Sequence[Row]) -> Iterator[Row]:
    """Claims about a class of therapies whose evidence is about one of its several members.

    The evidence of a claim are the studies it rests on; that of a comparison, those beneath it
    as well.  Patients given a product that is known by its class only leave open which it was.
    """
    argument = Argument(rows)
    studies: dict[str, dict[str, set[str]]] = {}
    for row in having(rows, "given"):
        studies.setdefault(row["claim"], {}).setdefault(row["given"], set()).add(row["label"])
    names = {row["therapy"]: row["name"] for row in having(rows, "therapy")}
    members: dict[str, set[str]] = {}
    for therapy in names:
        for above in argument.over(therapy) - {therapy}:
            members.setdefault(above, set()).add(therapy)
    about: dict[str, list[tuple[Row, str]]] = {}
    for row in having(rows, "class"):
        about.setdefault(row["claim"], []).append((row, row["class"]))
    for claim, classes in about.items():
        compared = argument.comparisons.get(claim)
        below = argument.all_beneath(claim) if compared else {claim}
        for row, class_ in classes:
            given = _given((studies.get(other, {}) for other in below), class_, argument)
            if len(given) == 1 and given.keys() <= members.get(class_, set()) and len(members[class_]) > 1:
                [(member, labels)] = given.items()
                yield {
                    "claim": claim,
                    "class": class_,
                    "statement": row["statement"],
                    "class_name": row["class_name"],
                    "member": names[member],
                    "members": len(members[class_]),
                    "studies": ", ".join(sorted(labels)) if len(labels) <= 3 else f"{len(labels)} studies",
                }


def _given(evidence: Iterable[dict[str, set[str]]], class_: str, argument: Argument) -> dict[str, set[str]]:
    """What patients were given of a class, with the studies; the class itself when the product is not known."""
    found: dict[str, set[str]] = {}
    for studies in evidence:
        for therapy, labels in studies.items():
            if class_ in argument.over(therapy):
                found.setdefault(therapy, set()).update(labels)
    return found
