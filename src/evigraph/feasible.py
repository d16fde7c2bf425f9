"""Which whole counts of patients a printed percentage can stand for.

The rule of rounding, here and in the checks: a percentage printed with ``d`` decimals stands
for any share from half a unit of its last place below it to half a unit above, both ends
included.  So every customary way of rounding is allowed (halves up, down or to even), and a
count is called infeasible only if none of them gives what is printed.

This is the granularity test (GRIM) for proportions: N. J. L. Brown and J. A. J. Heathers,
Soc Psychol Personal Sci 8 (2017) 363-369, https://doi.org/10.1177/1948550616673876.  All
arithmetic is on integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

Percentage = str | int | Decimal
"""A printed percentage without its sign; text and Decimal keep the printed decimals."""


@dataclass(frozen=True)
class Rates:
    """One outcome as percentages of each subgroup and of the whole; None where none is printed."""

    parts: tuple[Percentage | None, ...]
    whole: Percentage | None = None


@dataclass(frozen=True)
class Split:
    """Sizes of the subgroups, and for each outcome one count per subgroup that gives what is printed.

    A count is None where no percentage is printed.
    """

    sizes: tuple[int, ...]
    counts: tuple[tuple[int | None, ...], ...]


def decimals(percentage: Percentage) -> int:
    """How many decimals are printed.

    Raises:
        ValueError: this is no finite number.
    """
    return _units(percentage)[1]


def feasible_counts(percentage: Percentage, n: int) -> range:
    """The counts of ``n`` patients that print as ``percentage``; empty when there is none.

    Raises:
        ValueError: ``n`` is not positive, or the percentage is no finite number.

    >>> feasible_counts("92", 13), list(feasible_counts("91", 13)), list(feasible_counts("43", 189))
    (range(12, 13), [], [81, 82])
    """
    if n < 1:
        raise ValueError(f"a share of {n} patients has no meaning")
    units, places = _units(percentage)
    double = 200 * 10**places  # twice a whole, in units of the last place: half a unit stays an integer
    low = -((1 - 2 * units) * n // double)
    high = (2 * units + 1) * n // double
    return range(max(low, 0), min(high, n) + 1)


def feasible_denominators(percentage: Percentage, upto: int) -> tuple[int, ...]:
    """The group sizes from 1 to ``upto`` of which some whole count prints as ``percentage``.

    Raises:
        ValueError: the percentage is no finite number.

    >>> feasible_denominators("91", 13)
    (11,)
    """
    return tuple(n for n in range(1, upto + 1) if feasible_counts(percentage, n))


def nested(percentage: Percentage, groups: Iterable[int]) -> dict[int, range]:
    """The feasible counts among responders whose own number is known only as one of ``groups``.

    A group of which no count fits is left out.

    Raises:
        ValueError: the percentage is no finite number.

    >>> nested("82", feasible_counts("43", 189))
    {82: range(67, 68)}
    """
    found = {group: feasible_counts(percentage, group) for group in groups if group > 0}
    return {group: counts for group, counts in found.items() if counts}


def nearest_counts(percentage: Percentage, n: int) -> tuple[int, ...]:
    """The whole counts of ``n`` next to ``percentage``: one when it is met exactly, else the two around it.

    Raises:
        ValueError: ``n`` is not positive, or the percentage is no finite number.

    >>> nearest_counts("91", 13), nearest_counts("100", 13)
    ((11, 12), (13,))
    """
    if n < 1:
        raise ValueError(f"a share of {n} patients has no meaning")
    units, places = _units(percentage)
    below, rest = divmod(units * n, 100 * 10**places)
    around = (below, below + 1) if rest else (below,)
    return tuple(sorted({min(max(count, 0), n) for count in around}))


def share_text(count: int, n: int, places: int) -> str:
    """``count`` of ``n`` as a percentage of at most ``places`` decimals, halves up, without its sign.

    >>> share_text(12, 13, 1), share_text(27, 30, 1)
    ('92.3', '90')
    """
    units = (200 * 10**places * count + n) // (2 * n)
    whole, part = divmod(units, 10**places)
    return f"{whole}.{part:0{places}}".rstrip("0").rstrip(".") if places else str(whole)


def split_subgroups(n: int, sizes: Sequence[int | None], outcomes: Sequence[Rates]) -> Iterator[Split]:
    """The splits of ``n`` patients into subgroups that give every printed percentage at once.

    ``sizes`` holds the size of each subgroup, None where it is not known; every subgroup has at
    least one patient and together they are all ``n``.  Smaller first subgroups come first.

    Raises:
        ValueError: ``n`` is not positive, an outcome has another number of subgroups than
            ``sizes``, or a percentage is no finite number.

    >>> remission, toxicity = Rates(("95", "75"), "83"), Rates(("5", "41"))
    >>> [split.sizes for split in split_subgroups(53, (None, None), (remission, toxicity))]
    [(21, 32)]
    """
    if n < 1:
        raise ValueError(f"a share of {n} patients has no meaning")
    if any(len(rates.parts) != len(sizes) for rates in outcomes):
        raise ValueError("each outcome needs one percentage, or None, for each subgroup")
    for split in _sizes(n, sizes):
        counts = [_counts(n, split, rates) for rates in outcomes]
        if None not in counts:
            yield Split(split, tuple(found for found in counts if found is not None))


def _units(percentage: Percentage) -> tuple[int, int]:
    """A percentage as an integer number of units of its last place, and how many decimals that place is."""
    try:
        number = Decimal(percentage)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"not a percentage: {percentage!r}")
    places = max(0, -int(number.as_tuple().exponent))
    return int(number.scaleb(places)), places


def _sizes(left: int, sizes: Sequence[int | None]) -> Iterator[tuple[int, ...]]:
    """Every way to fill the unknown sizes so that they are positive and sum to ``left``."""
    if not sizes:
        if left == 0:
            yield ()
        return
    first, rest = sizes[0], sizes[1:]
    known = sum(size for size in rest if size is not None)
    most = left - known - sum(size is None for size in rest)
    if first is not None:
        choices = range(first, first + 1)
    else:
        choices = range(1 if None in rest else max(1, left - known), most + 1)
    for size in choices:
        if 1 <= size <= most:
            for others in _sizes(left - size, rest):
                yield (size, *others)


def _counts(n: int, sizes: tuple[int, ...], rates: Rates) -> tuple[int | None, ...] | None:
    """One count per subgroup that gives the printed percentages and adds up to the whole; None if there is none.

    Subgroups without a percentage may hold any number of the patients.
    """
    ranges = [
        range(size + 1) if part is None else feasible_counts(part, size)
        for part, size in zip(rates.parts, sizes, strict=True)
    ]
    if not all(ranges):
        return None
    counts = [counts[0] for counts in ranges]
    if rates.whole is not None:
        whole = feasible_counts(rates.whole, n)
        if not whole:
            return None
        for index, feasible in enumerate(ranges):
            missing = max(0, whole[0] - sum(counts))
            counts[index] += min(missing, len(feasible) - 1)
        if sum(counts) not in whole:
            return None
    return tuple(None if part is None else count for part, count in zip(rates.parts, counts, strict=True))
