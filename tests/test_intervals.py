"""Confidence intervals of a proportion, against an independent implementation."""

from __future__ import annotations

import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from evigraph import intervals
from evigraph.intervals import exact, wilson

TOLERANCE = 1e-9

counts = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_every_count_up_to_sixty() -> None:
    cases = [(k, n) for n in range(1, 61) for k in range(n + 1)]
    assert len(cases) == 1890
    for k, n in cases:
        expected = proportion_confint(k, n, alpha=0.05, method="wilson")
        assert wilson(k / n, n) == pytest.approx(expected, abs=TOLERANCE), (k, n)


@given(counts, st.floats(0.5, 0.999))
def test_any_count_at_any_level(case: tuple[int, int], level: float) -> None:
    k, n = case
    expected = proportion_confint(k, n, alpha=1 - level, method="wilson")
    assert wilson(k / n, n, level) == pytest.approx(expected, abs=TOLERANCE)


@given(st.floats(0, 1), st.integers(1, 10**9), st.floats(0.01, 0.9999))
def test_the_interval_holds_the_proportion_and_stays_between_0_and_1(p: float, n: int, level: float) -> None:
    low, high = wilson(p, n, level)
    assert 0 <= low <= p + TOLERANCE
    assert p - TOLERANCE <= high <= 1


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_mirrored(p: float, n: int) -> None:
    low, high = wilson(p, n)
    mirrored_low, mirrored_high = wilson(1 - p, n)
    assert (1 - high, 1 - low) == pytest.approx((mirrored_low, mirrored_high), abs=TOLERANCE)


@given(counts)
def test_more_patients_and_less_confidence_narrow_it(case: tuple[int, int]) -> None:
    k, n = case

    def width(n: int, level: float) -> float:
        low, high = wilson(k / case[1], n, level)
        return high - low

    assert width(2 * n, 0.95) < width(n, 0.95) < width(n, 0.99)


@pytest.mark.parametrize("n", [1, 3, 12, 1000])
def test_none_and_all(n: int) -> None:
    low, high = wilson(0, n)
    assert low == 0
    assert 0 < high < 1
    assert wilson(1, n) == pytest.approx((1 - high, 1), abs=TOLERANCE)
    assert wilson(1, n)[1] == 1


def test_published_example() -> None:
    # Newcombe, Stat Med 17 (1998) 857-872, table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29, score method.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (k, n), bounds in published.items():
        assert wilson(k / n, n) == pytest.approx(bounds, abs=5e-5)


@pytest.mark.parametrize(
    ("proportion", "n", "level"),
    [
        (0.5, 0, 0.95),
        (0.5, -1, 0.95),
        (-0.01, 10, 0.95),
        (1.01, 10, 0.95),
        (93, 10, 0.95),
        (math.nan, 10, 0.95),
        (0.5, 10, 0),
        (0.5, 10, 1),
        (0.5, 10, 95),
        (0.5, 10, math.nan),
    ],
)
def test_no_interval(proportion: float, n: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"^no interval for a proportion of .* patients at level"):
        wilson(proportion, n, level)


# The exact interval.


def test_exact_of_every_count_up_to_sixty() -> None:
    cases = [(k, n) for n in range(1, 61) for k in range(n + 1)]
    assert len(cases) == 1890
    for k, n in cases:
        assert exact(k, n) == pytest.approx(proportion_confint(k, n, alpha=0.05, method="beta"), abs=TOLERANCE), (k, n)


@given(counts, st.floats(0.5, 0.999))
def test_exact_of_any_count_at_any_level(case: tuple[int, int], level: float) -> None:
    k, n = case
    assert exact(k, n, level) == pytest.approx(proportion_confint(k, n, alpha=1 - level, method="beta"), abs=TOLERANCE)


@given(counts, st.floats(0.5, 0.999))
def test_exact_holds_the_share_and_is_mirrored(case: tuple[int, int], level: float) -> None:
    k, n = case
    low, high = exact(k, n, level)
    assert 0 <= low <= k / n <= high <= 1
    assert exact(n - k, n, level) == pytest.approx((1 - high, 1 - low), abs=TOLERANCE)


@pytest.mark.parametrize("n", [1, 3, 12, 1000, 10**6])
def test_exact_of_none_and_all(n: int) -> None:
    # The ends have a closed form: (tail) ** (1 / n).
    assert exact(0, n) == pytest.approx((0, 1 - 0.025 ** (1 / n)), abs=TOLERANCE)
    assert exact(n, n) == pytest.approx((0.025 ** (1 / n), 1), abs=TOLERANCE)


def test_exact_published_example() -> None:
    # Newcombe, Stat Med 17 (1998) 857-872, table I, Clopper-Pearson "exact" method.
    published = {
        (81, 263): (0.2527, 0.3676),
        (15, 148): (0.0578, 0.1617),
        (0, 20): (0, 0.1684),
        (1, 29): (0.0009, 0.1776),
    }
    for (k, n), bounds in published.items():
        assert exact(k, n) == pytest.approx(bounds, abs=5e-5)


@pytest.mark.parametrize(
    ("count", "n", "level"), [(0, 0, 0.95), (-1, 10, 0.95), (11, 10, 0.95), (5, 10, 0), (5, 10, 1), (5, 10, math.nan)]
)
def test_no_exact_interval(count: int, n: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"^no interval for -?\d+ of \d+ patients at level"):
        exact(count, n, level)


def test_the_examples_in_the_docstrings() -> None:
    result = doctest.testmod(intervals)
    assert (result.failed, result.attempted) == (0, 2)
