"""Stated numbers beside the values that other places of the article print for the same thing.

Every row of these queries is one stated number beside one printed value of the same outcome,
statistic, unit and time.  Two printed numbers agree when they differ by no more than half a
unit of the last digit of the coarser one: 36% agrees with 36.4%, 7.6 months not with 7.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Any

Row = dict[str, Any]

_UNITS = {"%": "%", "mo": " months", "a": " years", "d": " days", "wk": " weeks", "1": ""}


@dataclass
class Value:
    """What one result prints; several rows tell of it when several works report it."""

    result: str
    value: Decimal
    unit: str
    cohort: str
    name: str
    measured: str
    narrower: bool
    about: str = ""
    cited: bool = False
    references: set[int] = field(default_factory=set)

    def __str__(self) -> str:
        note = "".join(f"; {part}" for part in sorted(self.about.split("; ")) if part)
        return f"{number(self.value, self.unit)} ({numbered(self.references)}, {self.name}{note})"

    def outside(self, low: Decimal, high: Decimal) -> bool:
        """Whether it cannot lie from low to high; a part may be rarer than the whole it is a part of."""
        below = self.value < low and not agree(self.value, low) and not self.narrower
        return below or (self.value > high and not agree(self.value, high))


def agree(one: Decimal, other: Decimal) -> bool:
    """Whether two printed numbers can be roundings of one and the same."""
    return abs(one - other) <= max(_half_unit(one), _half_unit(other))


def number(value: Decimal, unit: str) -> str:
    """A number with its unit as people write it."""
    return f"{value:f}{_UNITS.get(unit, f' {unit}')}"


def numbered(references: Iterable[int]) -> str:
    """Numbers of the printed list: ``reference 5``, ``references 5, 7 and 8``."""
    numbers = [str(number) for number in sorted(references)]
    if not numbers:
        return "no reference"
    return f"reference {numbers[0]}" if len(numbers) == 1 else f"references {', '.join(numbers[:-1])} and {numbers[-1]}"


def excludes(rows: Sequence[Row]) -> Iterator[Row]:
    """For each range, the values outside it among those compared; it holds when there are none."""
    for stated, values in _ranges(rows):
        outside = [value for value in values if value.outside(stated["low"], stated["high"])]
        yield {**_told(stated, values), **_pointed(outside or values), "outside": _listed(outside), "holds": not outside}


def ends(rows: Sequence[Row]) -> Iterator[Row]:
    """For each range, the ends that no cited value gives, and who does give them."""
    for stated, values in _ranges(rows):
        cited = [value for value in values if value.cited]
        missing = [end for end in (stated["low"], stated["high"]) if not _giving(cited, end)]
        if not cited or (missing and cited[0].narrower):
            continue  # how often the wider outcome was seen, the narrower one cannot tell
        others = [value for end in missing for value in _giving(values, end)]
        told = [_end(end, stated["unit"], _giving(values, end)) for end in missing]
        yield {**_told(stated, cited), **_pointed(others or cited), "missing": "; ".join(told), "holds": not missing}


def leaves_out(rows: Sequence[Row]) -> Iterator[Row]:
    """For each range, the values outside it of works that its paragraph does not cite."""
    for stated, values in _ranges(rows):
        outside = [value for value in values if value.outside(stated["low"], stated["high"])]
        left = [value for value in outside if not value.cited]
        if left or not outside:
            yield {**_told(stated, values), **_pointed(left or values), "left": _listed(left), "holds": not left}


def row_sets(rows: Sequence[Row]) -> Iterator[Row]:
    """Pairs of ranges under one cluster: whether some selection of its rows gives both.

    A row that lies outside either range cannot be in such a selection.  The pair fails when an
    end of one range is the value of such rows only.
    """
    clusters: dict[str, list[Row]] = {}
    for row in rows:
        clusters.setdefault(row["cluster"], []).append(row)
    for members in clusters.values():
        for one, other in combinations(_ranges(members), 2):
            if one[0]["about"] == other[0]["about"] and one[0]["asked"] != other[0]["asked"]:
                yield from _pair(one, other)


def stated_value(rows: Sequence[Row]) -> Iterator[Row]:
    """A single stated value beside a cited one; a share that follows from its own counts is left out."""
    for row in rows:
        holds = agree(row["stated"], row["value"])
        if holds or not _from_counts(row):
            yield {**row, "holds": holds}


def same_number(rows: Sequence[Row]) -> Iterator[Row]:
    """Two places that print one number of one cohort; with different denominators they are two numbers."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["cohort"], row["asked"], row["statistic"], row["unit"], row["time"]), []).append(row)
    for members in groups.values():
        for one, other in combinations(members, 2):
            if _apart(one, other):
                holds = agree(one["value"], other["value"])
                if holds or one.get("denominator") == other.get("denominator"):
                    yield {**one, "second": other["number"], "other": other["printed"], "there": other["place"], "holds": holds}


def _half_unit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal("0.5").scaleb(min(int(exponent), 0))


def _ranges(rows: Iterable[Row]) -> list[tuple[Row, list[Value]]]:
    """The ranges, each with the values that may be set beside it.

    Where no value is of the outcome itself, one narrower outcome stands in for it.
    """
    stated: dict[str, list[Row]] = {}
    for row in rows:
        stated.setdefault(row["quantity"], []).append(row)
    found = []
    for members in stated.values():
        exact = [row for row in members if not row["narrower"]]
        names = {row["measured"] for row in members}
        values = _values(exact or (members if len(names) == 1 else []))
        if values:
            found.append((members[0], values))
    return found


def _values(rows: Iterable[Row]) -> list[Value]:
    found: dict[str, Value] = {}
    for row in rows:
        if row.get("value") is None:
            continue
        keys = ("result", "value", "unit", "cohort", "name", "measured", "narrower")
        value = found.setdefault(row["result"], Value(*(row.get(key) or "" for key in keys), row.get("group") or ""))
        value.references.add(row["reference"])
        value.cited = value.cited or row.get("cited") is True
    return sorted(found.values(), key=lambda value: (min(value.references), value.result))


def _giving(values: Iterable[Value], end: Decimal) -> list[Value]:
    return [value for value in values if agree(value.value, end)]


def _end(end: Decimal, unit: str, giving: list[Value]) -> str:
    """An end that no cited value gives, with the uncited ones that do."""
    told = [f"{numbered(value.references)} ({value.name})" for value in giving]
    return f"{number(end, unit)}, " + (f"which is the value of {_and(told)}" if told else "which no row for it gives")


def _told(stated: Row, values: list[Value]) -> Row:
    """The range with what the values give altogether."""
    numbers = [value.value for value in values]
    low, high = min(numbers), max(numbers)
    unit = stated["unit"]
    span = number(low, unit) if low == high else f"{low:f} to {number(high, unit)}"
    outcome = stated["outcome"] + (f", set beside {values[0].measured}" if values[0].narrower else "")
    references = {reference for value in values for reference in value.references}
    return {**stated, "span": span, "outcome": outcome, "references": numbered(references)}


def _pointed(values: list[Value]) -> Row:
    return {"result": [value.result for value in values]}


def _listed(values: list[Value]) -> str:
    return "; ".join(str(value) for value in values)


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _pair(one: tuple[Row, list[Value]], other: tuple[Row, list[Value]]) -> Iterator[Row]:
    """A pair of ranges that needs a row it cannot have, or that one selection of rows gives."""
    banned = {value.cohort: (value, stated) for stated, values in (one, other) for value in _beyond(stated, values)}
    needed, free = [], True
    for stated, values in (one, other):
        for end in (stated["low"], stated["high"]):
            giving = _giving(values, end)
            allowed = [value for value in giving if value.cohort not in banned]
            free = free and bool(allowed)
            if giving and not allowed:
                needed.append(_need(end, stated, giving, banned))
    if needed or free:
        first, second = one[0], other[0]
        yield {
            **first,
            "second": second["quantity"],
            "first": f"'{first['printed']}' ({first['outcome']})",
            "other": f"'{second['printed']}' ({second['outcome']})",
            "needed": "; ".join(needed),
            "holds": not needed,
        }


def _beyond(stated: Row, values: list[Value]) -> list[Value]:
    return [value for value in values if value.outside(stated["low"], stated["high"])]


def _need(end: Decimal, stated: Row, giving: list[Value], banned: dict[str, tuple[Value, Row]]) -> str:
    told = []
    for value in giving:
        cause, by = banned[value.cohort]
        told.append(
            f"{numbered(value.references)} ({value.name}), whose {number(cause.value, cause.unit)} for {cause.measured}"
            f" lies outside '{by['printed']}'"
        )
    return f"{number(end, stated['unit'])} is the value of {_and(told)}"


def _from_counts(row: Row) -> bool:
    """Whether a stated percentage is that of its own printed counts."""
    numerator, denominator = row.get("numerator"), row.get("denominator")
    if numerator is None or not denominator:
        return False
    share = Decimal(100) * numerator / denominator
    return abs(share - row["stated"]) <= _half_unit(row["stated"])


def _apart(one: Row, other: Row) -> bool:
    """Whether two numbers stand in two places, neither being a claim that cites the source of the other."""
    if set(one["place"].split()) & set(other["place"].split()):
        return False
    return not set((one.get("sources") or "").split()) & set((other.get("works") or "").split())
