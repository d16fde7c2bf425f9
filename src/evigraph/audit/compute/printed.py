"""Stated ranges, and the printed values that belong beside them.

The rows that checks hand over are of three kinds.  Those with a ``quantity`` state a range, one
row for each ``work`` that it is set beside; those with a ``result`` print a value, one row for
each ``work`` it is credited to; those with a ``group`` are citation groups, one row for each
``work`` that the cluster stands for.  A value belongs beside a range of its article when
outcome, statistic, unit and time are the same and its patients were given the therapy of the
range.

Two printed numbers agree when they differ by no more than half a unit of the last place of the
coarser one: 36 agrees with 36.4, but 7.6 not with 7.7.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from evigraph.audit.compute.row import Row
from evigraph.feasible import decimals

_UNITS = {"%": "%", "mo": " months", "a": " years", "d": " days", "wk": " weeks", "1": ""}


@dataclass
class Value:
    """What one result prints, with the works it is credited to."""

    row: Row
    narrower: bool
    works: set[str] = field(default_factory=set)
    references: set[int] = field(default_factory=set)
    traits: set[str] = field(default_factory=set)

    @property
    def value(self) -> Decimal:
        """The number printed."""
        return Decimal(self.row["value"])

    @property
    def source(self) -> str:
        """Its reference numbers, with the name and the traits of its study."""
        return f"{numbered(self.references)} ({', '.join([self.row['name'], *sorted(self.traits)])})"

    def __str__(self) -> str:
        who = [numbered(self.references), self.row["name"], *sorted(self.traits)]
        return f"{number(self.value, self.row['unit'])} ({', '.join(who)})"


@dataclass
class Range:
    """A stated range, the works it is set beside and the places that state it."""

    row: Row
    works: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """Its low and its high end."""
        return Decimal(self.row["low"]), Decimal(self.row["high"])

    def shuts_out(self, value: Value) -> bool:
        """Whether a value cannot lie in it; a narrower outcome may be rarer than the one that is stated."""
        low, high = self.ends
        below = value.value < low and not value.narrower
        return (below and not agree(value.value, low)) or (value.value > high and not agree(value.value, high))

    def outside(self, values: Iterable[Value]) -> list[Value]:
        """The values that cannot lie in it."""
        return [value for value in values if self.shuts_out(value)]

    def spans(self, values: Iterable[Value]) -> bool:
        """Whether the values lie in it, narrower ones too."""
        low, high = self.ends
        return all(
            low <= value.value <= high or agree(value.value, low) or agree(value.value, high) for value in values
        )

    def cited(self, values: Iterable[Value]) -> list[Value]:
        """The values of its own works."""
        return [value for value in values if value.works & self.works]


class Clusters:
    """The citation groups of every paragraph."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._groups: dict[str, list[Row]] = defaultdict(list)
        self._paragraphs: dict[tuple[object, object], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in rows:
            if row.get("group"):
                self._groups[row["group"]].append(row)
                self._paragraphs[row["section"], row["paragraph"]][row["sentence"]].add(row["group"])

    def text(self, group: str) -> str:
        """A cluster as printed."""
        return str(self._groups[group][0]["cluster"])

    def works(self, group: str) -> list[str]:
        """The works of a group."""
        return [row["work"] for row in self._groups[group]]

    def near(self, row: Row) -> list[str]:
        """The works that the paragraph of a range cites."""
        groups = self._paragraphs[row["section"], row["paragraph"]].values()
        return [work for group in groups for one in group for work in self.works(one)]

    def after(self, row: Row) -> list[str]:
        """The next group of its paragraph for a range that has none, if the next sentence with any has just one."""
        paragraph = self._paragraphs[row["section"], row["paragraph"]]
        later = [sentence for sentence in paragraph if sentence > row["sentence"]]
        if row["cited"] or row["sentence"] in paragraph or not later:
            return []
        groups = sorted(paragraph[min(later)])
        return groups if len(groups) == 1 else []

    def lend(self, given: Iterable[tuple[Row, str]]) -> list[Row]:
        """Rows of ranges, one for each work of the group that each is given."""
        return [{**row, "group": group, "work": work} for row, group in given for work in self.works(group)]


def agree(one: Decimal, other: Decimal) -> bool:
    """Whether two printed numbers can be roundings of one and the same."""
    return abs(one - other) <= Decimal(5).scaleb(-min(decimals(one), decimals(other)) - 1)


def number(value: Decimal, unit: str) -> str:
    """A number with its unit as people write it."""
    return f"{value:f}{_UNITS.get(unit, f' {unit}')}"


def numbered(references: Iterable[int]) -> str:
    """Numbers of the printed list: ``reference 5``, ``references 5, 7 and 8``."""
    numbers = [str(reference) for reference in sorted(references)]
    return f"reference{'s' if len(numbers) > 1 else ''} {joined(numbers)}"


def joined(parts: Sequence[str]) -> str:
    """Parts of a sentence: ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def stating(rows: Iterable[Row]) -> list[Row]:
    """The rows that state a range."""
    return [row for row in rows if row.get("quantity")]


def printing(rows: Iterable[Row]) -> list[Row]:
    """The rows that print a value."""
    return [row for row in rows if row.get("result")]


def beside(rows: Sequence[Row]) -> list[tuple[Range, list[Value]]]:
    """Each range with the values that belong beside it; ranges without any, or that run backwards, are left out.

    Where none is of the outcome itself, one narrower outcome stands in for it.
    """
    ranges: dict[tuple[str, str], Range] = {}
    printed: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in stating(rows):
        stated = ranges.setdefault((row["quantity"], row.get("group") or ""), Range(row))
        stated.works.add(row.get("work") or "")
        stated.places.add(row["place"])
    for row in printing(rows):
        for outcome in {row["found"], row.get("wider")}:
            printed[_key(row, outcome)].append(row)
    found = [(stated, _values(stated, printed[_key(stated.row, stated.row["asked"])])) for stated in ranges.values()]
    return [(stated, values) for stated, values in found if values and stated.ends[0] <= stated.ends[1]]


def _key(row: Row, outcome: object) -> tuple[object, ...]:
    return (row["article"], outcome, row["statistic"], row.get("time"))


def _values(stated: Range, rows: Iterable[Row]) -> list[Value]:
    asked, about = stated.row["asked"], stated.row["about"]
    rows = [row for row in rows if row["place"] not in stated.places and about in row["kinds"].split()]
    exact = [row for row in rows if row["found"] == asked]
    if not exact and (not stated.row["statistic"].endswith("#proportion") or len({row["found"] for row in rows}) > 1):
        return []
    found: dict[str, Value] = {}
    for row in exact or rows:
        if row.get("value") is not None and row.get("unit") == stated.row["unit"]:
            value = found.setdefault(row["result"], Value(row, row["found"] != asked))
            value.works.add(row["work"])
            value.references.add(row["reference"])
            value.traits.update([row["trait"]] if row.get("trait") else [])
    return sorted(found.values(), key=lambda value: (min(value.references), value.row["result"]))
