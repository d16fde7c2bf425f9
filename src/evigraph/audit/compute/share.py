"""A percentage of patients, and the groups of patients that it may be counted in.

The rows that checks hand over have one row per number and, where patients with another
outcome may be its denominator (``ev:countedAmong``), one per such outcome: see
``queries/checks/percentage-not-feasible.rq`` for the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from evigraph.audit.compute.row import Row
from evigraph.feasible import decimals, feasible_counts, nearest_counts, nested, share_text

MOST_SIZES = 3
"""So many sizes of one group are told; of the others the last."""

ENOUGH = 1000
"""Some count of as many patients, or fewer, prints as any percentage with one decimal."""


@dataclass(frozen=True)
class Group:
    """Patients that a percentage may be counted in: ``words`` with a slot for the size, and possible sizes."""

    kind: str
    words: str
    sizes: Sequence[int]

    def named(self, size: int) -> str:
        """The group with its size, such as "all 30 patients"."""
        return self.words.format(size)


@dataclass(frozen=True)
class Share:
    """One printed percentage with what the graph tells about its denominator.

    ``percent`` is the percentage as printed, without its sign; ``groups`` what it may be counted
    in; ``among`` the patients with the outcome that must come first, where their number is known.
    """

    row: Row
    percent: str
    groups: tuple[Group, ...]
    among: Group | None

    @property
    def limit(self) -> int | None:
        """The most patients who can have the outcome, where another one must come first."""
        return None if self.among is None else self.among.sizes[-1]

    @property
    def node(self) -> str:
        """The result or quantity."""
        return str(self.row["number"])

    @property
    def name(self) -> str:
        """The study, the part of it where it is one, and its reference number."""
        label = str(self.row["studyLabel"])
        if self.row.get("whole") and self.row.get("cohortLabel"):
            label += f" ({self.row['cohortLabel']})"
        numbers = sorted(self.row["references"])
        words = "reference" if len(numbers) == 1 else "references"
        return f"{label}, {words} {', '.join(map(str, numbers))}" if numbers else label

    def fits(self, group: Group) -> dict[int, range]:
        """The counts that print as this percentage, for each size of a group of which there are any."""
        found = nested(self.percent, group.sizes)
        if self.limit is not None:
            found = {size: range(counts.start, min(counts.stop, self.limit + 1)) for size, counts in found.items()}
        return {size: counts for size, counts in found.items() if counts}

    def feasible(self, group: Group) -> bool:
        """Whether some count of some size of the group prints as this percentage."""
        return any(self.fits(replace(group, sizes=(size,))) for size in group.sizes)

    def told(self, group: Group) -> str:
        """The arithmetic of a group: the count that fits, or the counts around the percentage."""
        told = [self._of_size(group, size) for size in group.sizes[:MOST_SIZES]]
        if len(group.sizes) > MOST_SIZES:
            told.append(f"and so on up to {group.sizes[-1]}")
        return ", ".join(told)

    def text(self, count: int, size: int) -> str:
        """``count`` of ``size`` as a percentage, with as many decimals as show whether it fits."""
        places = decimals(self.percent) + 1
        fits = count in feasible_counts(self.percent, size)
        while places < 9 and not fits and _within(share_text(count, size, places), self.percent):
            places += 1
        unit = 10 ** decimals(self.percent)
        cut_off = not fits and Decimal(count * 100 * unit // size) == Decimal(self.percent) * unit
        return f"{share_text(count, size, places)}%" + (f" ({self.percent}% only if cut off)" if cut_off else "")

    def _of_size(self, group: Group, size: int) -> str:
        counts = feasible_counts(self.percent, size)
        near = nearest_counts(self.percent, size)
        if not counts:
            first, *others = near
            more = "".join(f" and {count} is {self.text(count, size)}" for count in others)
            return f"{first} of {group.named(size)} is {self.text(first, size)}{more}"
        best = min(max(near[0], counts[0]), counts[-1])
        told = f"{best} of {group.named(size)} is {self.text(best, size)}"
        over = self.among is not None and counts[0] > self.among.sizes[-1]
        return f"{told}, but more than {self.among.named(self.among.sizes[-1])}" if self.among and over else told


def shares(rows: Iterable[Row]) -> list[Share]:
    """The percentages of the rows of a check, in their order; rows of the same number are one."""
    numbers: dict[str, list[Row]] = {}
    for row in rows:
        numbers.setdefault(str(row["number"]), []).append(row)
    return [_share(found) for found in numbers.values() if isinstance(found[0]["value"], int | Decimal)]


def unrepeated(rows: Sequence[Row]) -> list[Row]:
    """The rows without numbers of claims that only repeat a result of the cohort they are about."""

    def number(row: Row) -> tuple[object, ...]:
        return tuple(row.get(name) for name in ("cohort", "label", "value", "numerator", "denominator"))

    results = {number(row) for row in rows if row.get("claim") is None}
    return [row for row in rows if row.get("claim") is None or number(row) not in results]


def printed_percentage(value: Decimal | int, printed: str | None) -> str:
    """``value`` with the decimals it is printed with: 20.0 where "4 of 20 (20.0%)" is printed.

    A value that is not found in the printed text keeps its own form.
    """
    found = re.findall(r"(\d+(?:\.\d+)?)\s*(%?)", (printed or "").replace("·", "."))
    same: list[tuple[str, str]] = [(number, sign) for number, sign in found if Decimal(number) == value]
    signed = [number for number, sign in same if sign]
    return min(signed or [number for number, _ in same] or [f"{value:f}"], key=len)


def _share(rows: Sequence[Row]) -> Share:
    row = dict(rows[0])
    row["references"] = {found["reference"] for found in rows if found.get("reference") is not None}
    found = _united([group for each in rows if each.get("among") and (group := _among(each))])
    among = min(found, key=lambda group: (group.sizes[-1], group.words), default=None)
    percent = printed_percentage(row["value"], row.get("printed"))
    return Share(row, percent, tuple(_groups(row, found)), among)


def _united(groups: Iterable[Group]) -> list[Group]:
    """The groups, those of the same patients as one: their number is often printed in several places."""
    sizes: dict[tuple[str, str], set[int]] = {}
    for group in groups:
        sizes.setdefault((group.kind, group.words), set()).update(group.sizes)
    return [Group(kind, words, sorted(found)) for (kind, words), found in sizes.items()]


def _among(row: Row) -> Group | None:
    """The patients of the cohort with the outcome that must come first; None where their number is not known."""
    whole = row.get("amongDenominator") or (row.get("n") if _basis(row, "amongBasis") in ALL else None)
    counts: Sequence[int] = ()
    if row.get("amongNumerator") is not None:
        counts = (row["amongNumerator"],)
    elif whole and isinstance(row.get("amongValue"), int | Decimal):
        counts = feasible_counts(printed_percentage(row["amongValue"], row.get("amongPrinted")), whole)
    sizes = [count for count in counts if count > 0]
    return Group("among", f"the {{}} with {row['amongLabel']}", sizes) if sizes else None


ALL = ("enrolled", "infused", "unstated")
"""Bases that the number of patients of a cohort is taken to be."""
EARLIER = ("in-remission", "with-earlier-outcome")
"""Bases that are those with the outcome that must come first."""


def _basis(row: Row, name: str = "basis") -> str:
    return str(row.get(name) or "unstated").rsplit("#", 1)[-1]


def _groups(row: Row, among: Sequence[Group]) -> list[Group]:
    """The groups that a percentage may be counted in, as far as their sizes are known."""
    basis, n = _basis(row), row.get("n")
    if row.get("denominator"):
        return [Group("stated", "the {} it is printed with", (row["denominator"],))]
    if n is None or basis not in (*ALL, *EARLIER):
        most = n or row.get("wholeN") or 0
        return [Group("any", "{} patients", range(1, most + 1))] if 0 < most < ENOUGH else []
    stated = "" if basis == "unstated" else ", the group stated,"
    groups = [Group("all", f"all {{}} patients{stated}", (n,))] if basis in ALL else []
    if basis in EARLIER:
        return [replace(group, words=group.words + stated) for group in among]
    if basis == "unstated":
        groups += [group for group in among if tuple(group.sizes) != (n,)]
    return groups


def _within(text: str, percentage: str) -> bool:
    """Whether a share, rounded to this text, still seems to print as the percentage."""
    half = Decimal(5).scaleb(-decimals(percentage) - 1)
    return abs(Decimal(text) - Decimal(percentage)) <= half
