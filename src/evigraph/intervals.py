"""Confidence intervals of a proportion."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist


def wilson(proportion: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of a proportion (0 to 1) seen in ``n`` patients.

    It stays inside 0 to 1 and has a width even for 0 of n and n of n, where the normal
    approximation collapses.  ``proportion`` need not be a whole count over n, because a
    paper often prints only a rounded percentage.

    Source: E. B. Wilson, J Am Stat Assoc 22 (1927) 209-212.

    Raises:
        ValueError: ``n`` is not positive, or the proportion or level lies outside 0 to 1.

    >>> [round(bound, 4) for bound in wilson(6 / 8, 8)]
    [0.4093, 0.9285]
    """
    if n < 1 or not 0 <= proportion <= 1 or not 0 < level < 1:
        raise ValueError(f"no interval for a proportion of {proportion} in {n} patients at level {level}")
    z = NormalDist().inv_cdf((1 + level) / 2)
    denominator = 1 + z * z / n
    center = (proportion + z * z / (2 * n)) / denominator
    half = z / denominator * sqrt(proportion * (1 - proportion) / n + z * z / (4 * n * n))
    low = 0.0 if proportion == 0 else max(0.0, center - half)
    high = 1.0 if proportion == 1 else min(1.0, center + half)
    return low, high


def exact(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson for ``count`` of ``n`` patients, as shares from 0 to 1.

    Each end is the share at which a count as far off as this one has a chance of half of
    what ``level`` leaves.  It covers at least ``level``, mostly more.

    Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413.

    Raises:
        ValueError: ``n`` is not positive, the count lies outside 0 to ``n`` or the level outside 0 to 1.

    >>> [round(bound, 4) for bound in exact(6, 8)]
    [0.3491, 0.9681]
    """
    if n < 1 or not 0 <= count <= n or not 0 < level < 1:
        raise ValueError(f"no interval for {count} of {n} patients at level {level}")
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _solve(lambda share: _at_least(count, n, share) - tail)
    high = 1.0 if count == n else 1 - _solve(lambda share: _at_least(n - count, n, share) - tail)
    return low, high


def _solve(rising: Callable[[float], float]) -> float:
    """Where a rising function crosses 0 between 0 and 1, by bisection to the last bit."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return high


def _at_least(count: int, n: int, share: float) -> float:
    """The chance that at least ``count`` of ``n`` patients have what a ``share`` of all have; ``count`` > 0.

    It is the regularized incomplete beta function I(share; count, n - count + 1), from its
    continued fraction on the side where that converges fast.
    """
    a, b = count, n - count + 1
    scale = exp(lgamma(n + 1) - lgamma(a) - lgamma(b) + a * log(share) + b * log1p(-share))
    if share < (a + 1) / (a + b + 2):
        return scale * _fraction(a, b, share) / a
    return 1 - scale * _fraction(b, a, 1 - share) / b


def _fraction(a: int, b: int, x: float) -> float:
    """The continued fraction of the incomplete beta function, by the modified method of Lentz.

    Source: NIST Digital Library of Mathematical Functions, 8.17.22 and 3.10(iii).
    """
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    value, change, m = d, 0.0, 0
    while abs(change - 1) > 1e-15 and m < 100_000:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            d = 1 / (1 + term * d or tiny)
            c = 1 + term / c or tiny
            change *= c * d
        value *= change
    return value
