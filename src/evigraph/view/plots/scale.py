"""From numbers to pixels, and the round numbers an axis shows."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A straight axis from ``low`` at ``left`` to ``high`` at ``right``, in pixels."""

    low: float
    high: float
    left: float
    right: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """Where ``value`` stands; what lies outside stands at the end."""
        inside = min(max(value, self.low), self.high)
        return self.left + (inside - self.low) / (self.high - self.low) * (self.right - self.left)


def scale(values: list[float], left: float, right: float, most: int = 6) -> Scale:
    """An axis from 0 (or lower) to a round number above every value.

    >>> scale([6.1, 36.5], 0, 100).ticks
    (0.0, 10.0, 20.0, 30.0, 40.0)
    """
    finite = [value for value in values if math.isfinite(value)]
    top, bottom = max([0.0, *finite]), min([0.0, *finite])
    step = _step((top - bottom) or 1.0, most)
    first, last = math.floor(bottom / step), max(math.ceil(top / step), 1)
    ticks = tuple(round(index * step, 9) for index in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], left, right, ticks)


def percent(left: float, right: float) -> Scale:
    """The axis of a share."""
    return Scale(0, 100, left, right, (0, 20, 40, 60, 80, 100))


def _step(span: float, most: int) -> float:
    rough = span / most
    size = 10.0 ** math.floor(math.log10(rough))
    return float(next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough))
