"""One number printed in two places: the two must agree, unless they count other patients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from evigraph.audit.compute.printed import agree, number, numbered
from evigraph.audit.compute.row import Row
from evigraph.feasible import feasible_counts


def cited_row(rows: Sequence[Row]) -> Iterator[Row]:
    """A single stated value beside a cited one, one row for each reference; it holds when they agree.

    Where they differ, a percentage that follows from the counts printed with it is left out:
    it has another denominator, which is not the matter here.
    """
    pairs: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        pairs[row["quantity"], row["result"]].append(row)
    for members in pairs.values():
        row = members[0]
        holds = agree(Decimal(row["stated"]), Decimal(row["value"]))
        if holds or not _counted(row):
            yield {
                **{name: row[name] for name in ("quantity", "claim", "result", "printed", "outcome", "name")},
                "given": number(row["value"], row["unit"]),
                "reference": numbered({member["reference"] for member in members}),
                "holds": holds,
            }


def same_number(rows: Sequence[Row]) -> Iterator[Row]:
    """Two prints of one number of one cohort, one row for each place and source; they hold when they agree.

    A claim beside the row of a work that it cites is left to :func:`cited_row`.
    """
    numbers: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        numbers[row["number"]].append(row)
    groups: dict[tuple[object, ...], list[list[Row]]] = defaultdict(list)
    for _, members in sorted(numbers.items()):
        row = members[0]
        groups[row["cohort"], row["asked"], row["statistic"], row["unit"], row.get("time")].append(members)
    for group in groups.values():
        for one, other in combinations(_distinct(group), 2):
            first, second = one[0], other[0]
            holds = _agree(one, other)
            same = holds or first.get("denominator") == second.get("denominator")
            if same and not _shared(one, "place", other, "place") and not _linked(one, other):
                yield {
                    **{name: first[name] for name in ("number", "cohort", "study", "group", "outcome")},
                    "second": second["number"],
                    "printed": first["printed"],
                    "other": second["printed"],
                    "place": first["where"],
                    "there": second["where"],
                    "holds": holds,
                }


def _distinct(group: Sequence[list[Row]]) -> list[list[Row]]:
    """The results, and those stated numbers that are no mere repetition of one: from its place or its source."""
    results = [members for members in group if members[0].get("work")]
    stated = [members for members in group if not members[0].get("work")]
    return results + [
        members
        for members in stated
        if not any(
            _agree(members, result) and (_linked(members, result) or _shared(members, "place", result, "place"))
            for result in results
        )
    ]


def _agree(one: Sequence[Row], other: Sequence[Row]) -> bool:
    return agree(Decimal(one[0]["value"]), Decimal(other[0]["value"]))


def _linked(one: Sequence[Row], other: Sequence[Row]) -> bool:
    """Whether one of two numbers cites the source of the other."""
    return _shared(one, "source", other, "work") or _shared(one, "work", other, "source")


def _shared(one: Sequence[Row], field: str, other: Sequence[Row], partner: str) -> bool:
    return bool({row[field] for row in one if row.get(field)} & {row[partner] for row in other if row.get(partner)})


def _counted(row: Row) -> bool:
    """Whether a stated percentage is that of the counts printed with it."""
    numerator, denominator = row.get("numerator"), row.get("denominator")
    if numerator is None or not denominator or row["unit"] != "%":
        return False
    return numerator in feasible_counts(row["stated"], denominator)
