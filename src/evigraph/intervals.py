"""Confidence intervals of a proportion."""

from __future__ import annotations

from math import sqrt
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
