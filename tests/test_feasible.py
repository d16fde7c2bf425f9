"""Printed percentages against whole counts, compared with counting everything."""

from __future__ import annotations

import doctest
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evigraph import feasible
from evigraph.audit.compute.share import printed_percentage
from evigraph.feasible import (
    Rates,
    decimals,
    feasible_counts,
    feasible_denominators,
    nearest_counts,
    nested,
    share_text,
    split_subgroups,
)

MOST = 300


def printed(places: int) -> list[str]:
    """Every percentage from 0 to 100 with so many decimals."""
    return [f"{units / 10**places:.{places}f}" for units in range(100 * 10**places + 1)]


def counted(n: int, places: int) -> dict[str, list[int]]:
    """Counting everything: for each percentage with so many decimals the counts of ``n`` that print as it.

    Starts from the counts, not from the percentages: each count prints as the nearest percentage,
    and as both where it lies halfway between two.
    """
    found = defaultdict(list)
    for count in range(n + 1):
        share = Fraction(100 * count, n) * 10**places
        below = share.numerator // share.denominator
        rest = share - below
        for units in [below] * (rest <= Fraction(1, 2)) + [below + 1] * (rest >= Fraction(1, 2)):
            found[f"{units / 10**places:.{places}f}"].append(count)
    return found


@pytest.mark.parametrize("places", [0, 1])
def test_every_percentage_of_every_group_up_to_300(places: int) -> None:
    percentages, cases, infeasible = printed(places), 0, 0
    for n in range(1, MOST + 1):
        expected = counted(n, places)
        for percentage in percentages:
            found = list(feasible_counts(percentage, n))
            assert found == expected.get(percentage, []), (percentage, n)
            cases += 1
            infeasible += not found
    assert cases == MOST * (100 * 10**places + 1)
    assert 1000 < infeasible < cases


def test_it_allows_every_customary_rounding() -> None:
    ways = (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN)
    cases = 0
    for n in (8, 16, 40, 80, 200):
        for count, places in product(range(n + 1), (0, 1)):
            share = Decimal(100 * count) / n
            for way in ways:
                assert count in feasible_counts(share.quantize(Decimal(1).scaleb(-places), way), n)
                cases += 1
    assert cases == (9 + 17 + 41 + 81 + 201) * 2 * 3
    assert [list(feasible_counts(text, 8)) for text in ("12", "12.5", "13")] == [[1], [1], [1]]


def test_published_examples() -> None:
    # Brown and Heathers, Soc Psychol Personal Sci 8 (2017) 363-369: a mean of 5.19 of 28 whole numbers is
    # impossible, since 145/28 is 5.18 and 146/28 is 5.21.  Whole parts apart, that is 19% of 28.
    assert [len(feasible_counts(text, 28)) for text in ("18", "19", "20", "21")] == [1, 0, 0, 1]
    # Jung, R package scrutiny, README: means and percentages with their group, and whether they are consistent.
    means = (
        "7.22 32 T, 4.74 25 F, 5.23 29 F, 2.57 24 F, 6.77 27 F, 2.68 28 T, 7.01 29 F, 7.38 26 T, 3.14 27 F, 6.89 31 F"
    )
    cases = [line.split() for line in f"{means}, 5.00 25 T, 0.24 28 F".split(", ")]
    assert len(cases) == 12
    for mean, n, consistent in cases:
        assert bool(feasible_counts(mean.split(".")[1], int(n))) is (consistent == "T"), (mean, n)
    percentages = {"67.4": False, "54.2": False, "54.0": True, "69.8": False, "68.1": False, "55.4": False}
    assert {text: bool(feasible_counts(text, 150)) for text in percentages} == percentages


def test_decimals_count_as_printed() -> None:
    assert list(feasible_counts("20", 56)) == [11]
    assert list(feasible_counts("20.0", 56)) == list(feasible_counts(Decimal("20.0"), 56)) == []
    assert list(feasible_counts(20, 5)) == list(feasible_counts("20.00", 5)) == [1]
    assert [decimals(value) for value in ("20.0", 20, Decimal("2E+1"), Decimal("20.00"), "-0")] == [1, 0, 0, 2, 0]


def test_shares_outside_0_to_100_have_no_count() -> None:
    assert [list(feasible_counts(text, 50)) for text in ("-1", "101", "1000")] == [[], [], []]
    assert [list(feasible_counts(text, 50)) for text in ("0", "100", "-0")] == [[0], [50], [0]]


@pytest.mark.parametrize(
    ("percentage", "n"), [("", 10), ("9 of 10", 10), ("NaN", 10), ("Infinity", 10), ("9", 0), ("9", -1)]
)
def test_no_meaning(percentage: str, n: int) -> None:
    for function in (feasible_counts, nearest_counts):
        with pytest.raises(ValueError, match=r"^(not a percentage: |a share of -?\d+ patients has no meaning$)"):
            function(percentage, n)


def test_denominators() -> None:
    assert feasible_denominators("91", 13) == (11,)
    cases = 0
    possible = {n: counted(n, 0) for n in range(1, 101)}
    for percentage in printed(0):
        expected = tuple(n for n in possible if percentage in possible[n])
        assert feasible_denominators(percentage, 100) == expected
        assert 100 in expected, "a group of 100 gives every whole percentage"
        cases += 1
    assert cases == 101
    assert feasible_denominators("50", 0) == ()


def test_nested() -> None:
    assert nested("82", feasible_counts("43", 189)) == {82: range(67, 68)}
    assert nested("63", feasible_counts("51", 65)) == {}
    assert nested("0", [0, 3]) == {3: range(1)}


@given(st.integers(1, 400), st.integers(0, 1000), st.integers(0, 2))
def test_nearest_counts_lie_around_the_percentage(n: int, thousandths: int, places: int) -> None:
    percentage = Decimal(thousandths).scaleb(-1).quantize(Decimal(1).scaleb(-places))
    near = nearest_counts(percentage, n)
    exact = Fraction(percentage) * n / 100
    assert near == tuple(sorted({int(exact), int(exact) + (exact.denominator > 1)}))
    assert 0 <= near[0] <= exact <= near[-1] <= n


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(0, 4))
def test_share_text_rounds_exactly(case: tuple[int, int], places: int) -> None:
    count, n = case
    text = share_text(count, n, places)
    assert text == (text.rstrip("0").rstrip(".") if "." in text else text)
    assert abs(Fraction(text) - Fraction(100 * count, n)) <= Fraction(1, 2 * 10**places)
    assert count in feasible_counts(Decimal(text).quantize(Decimal(1).scaleb(-places)), n)


# Subgroups.


def brute_splits(n: int, sizes: tuple[int | None, ...], outcomes: list[Rates]) -> Iterator[tuple[int, ...]]:
    """Tries every size of every subgroup and every count in it."""

    def prints(count: int, group: int, percentage: object) -> bool:
        half = Fraction(1, 2)
        return percentage is None or abs(Fraction(100 * count, group) - Fraction(str(percentage))) <= half

    for split in product(*(range(1, n + 1) if size is None else [size] for size in sizes)):
        if sum(split) == n and all(
            any(
                all(prints(*each) for each in zip(counts, split, rates.parts, strict=True))
                and prints(sum(counts), n, rates.whole)
                for counts in product(*(range(size + 1) for size in split))
            )
            for rates in outcomes
        ):
            yield split


whole_percentages = st.one_of(st.none(), st.sampled_from(["0", "8", "17", "25", "33", "50", "67", "80", "92", "100"]))


@given(st.data(), st.integers(2, 14), st.sampled_from([2, 3]))
def test_splits_are_those_of_trying_everything(data: st.DataObject, n: int, groups: int) -> None:
    sizes = tuple(data.draw(st.lists(st.one_of(st.none(), st.integers(1, 8)), min_size=groups, max_size=groups)))
    rates = st.builds(Rates, st.tuples(*[whole_percentages] * groups), whole_percentages)
    outcomes = data.draw(st.lists(rates, min_size=1, max_size=2))
    found = list(split_subgroups(n, sizes, outcomes))
    assert [split.sizes for split in found] == list(brute_splits(n, sizes, outcomes))
    for split in found:
        for rate, counts in zip(outcomes, split.counts, strict=True):
            for part, count, size in zip(rate.parts, counts, split.sizes, strict=True):
                assert (part is None) is (count is None)
                assert part is None or count in feasible_counts(part, size)
            if rate.whole is not None and None not in rate.parts:
                assert sum(count for count in counts if count is not None) in feasible_counts(rate.whole, n)


def test_every_small_split() -> None:
    """All pairs of rates that two subgroups of 3 and 4 patients can have, with every rate of the seven."""
    cases = found = 0
    for first, second, whole in product(counted(3, 0), counted(4, 0), printed(0)):
        outcomes = [Rates((first, second), whole)]
        splits = [split.sizes for split in split_subgroups(7, (3, 4), outcomes)]
        assert splits == list(brute_splits(7, (3, 4), outcomes))
        cases, found = cases + 1, found + len(splits)
    assert (cases, found) == (4 * 5 * 101, 20)


def test_outcomes_together_leave_one_split() -> None:
    remission = Rates(("95", "75"), "83")
    toxicities = [Rates(("5", "41")), Rates(("14", "59"))]
    [split] = split_subgroups(53, (None, None), [remission, *toxicities])
    assert split.sizes == (21, 32)
    assert split.counts == ((20, 24), (1, 13), (3, 19))
    assert [split.sizes for split in split_subgroups(53, (21, None), [remission])] == [(21, 32)]
    assert list(split_subgroups(53, (20, None), [remission])) == []
    assert list(split_subgroups(53, (20, 30), [remission])) == []


def test_a_subgroup_without_a_rate_may_hold_any_number() -> None:
    sizes = [split.sizes for split in split_subgroups(10, (5, None), [Rates(("20", None), "50")])]
    assert sizes == [(5, 5)]
    assert [split.counts for split in split_subgroups(10, (5, 5), [Rates(("20", None), "70")])] == []


@pytest.mark.parametrize(("n", "parts"), [(0, ("5", "5")), (10, ("5",)), (10, ("5", "x"))])
def test_no_split_to_speak_of(n: int, parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"no meaning|each outcome needs|not a percentage"):
        list(split_subgroups(n, (None, None), [Rates(parts)]))


# The printed form of a percentage.


@pytest.mark.parametrize(
    ("value", "text", "percentage"),
    [
        ("20", "4 of 20 (20.0%)", "20.0"),
        ("20", "20", "20"),
        ("20", "20·0%", "20.0"),
        ("20", "one in five", "20"),
        ("20", None, "20"),
        ("8.3", "8.3% to 43%", "8.3"),
        ("6", "6 of 100 (6.0 %)", "6.0"),
        ("6", "6.0 or 6", "6"),
    ],
)
def test_printed_percentage(value: str, text: str | None, percentage: str) -> None:
    assert printed_percentage(Decimal(value), text) == percentage


def test_the_examples_in_the_docstrings() -> None:
    result = doctest.testmod(feasible)
    assert (result.failed, result.attempted) == (0, 7)
