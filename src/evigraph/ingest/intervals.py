"""Confidence intervals as sentences and cells print them, and the level they are given at, which measures nothing."""

from __future__ import annotations

import re
from typing import NamedTuple

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·]\d+)?)"
_KIND = r"(?:C[IL]|CrI|HDI|PI|(?:confiden\w+|credible|credibility|prediction) (?:intervals?|limits?|bounds?))s?\b"
_SHARE = r"\b\d{2}(?:[.·]\d+)?\s?(?:%|per\s?cent)"
_LEVEL = re.compile(rf"{_SHARE}\s?[-‐‑]?\s?{_KIND}|\bCIs?\s?[(\[]?\s?\d{{2}}(?:\.\d+)?\s?%[)\]]?")
_OPEN = r"NR|NE|NA|N/A|not (?:yet )?(?:reached|estimable|evaluable|available)|∞|infinity"
_BOUND = rf"(?:[−–-]?{NUMBER}|{_OPEN})(?:\s?%|\s(?:months?|mo|years?|yrs?|y|days?|d|weeks?|wk)\b)?"
_BOUNDS = re.compile(
    r"(?:\s?[(\[]CIs?[)\]])?[\s,:;=(\[]*(?:(?:from|of|was|were|is|between|range)\s)?"
    rf"(?P<low>{_BOUND})\s?(?:[-‐‑–—−]|to|and|[,;])\s?(?P<high>{_BOUND})(?![\w%])"
)
_NUMBER = re.compile(rf"[−–-]?{NUMBER}")


class Interval(NamedTuple):
    """Where an interval stands with its level, and its bounds; "" for one that is not reached, or not told."""

    start: int
    end: int
    low: str
    high: str

    def holds(self, value: str) -> bool:
        """Whether a value is within it, as far as its bounds are numbers; no interval without one holds any."""
        low, high = (float(bound) if bound else None for bound in (self.low, self.high))
        told = low is not None or high is not None
        return told and (low is None or low <= float(value)) and (high is None or float(value) <= high)


def intervals(text: str) -> list[Interval]:
    """The intervals in a text, in order; a level whose bounds cannot be told is one without.

    >>> [tuple(each)[2:] for each in intervals("45% (95% CI, 30%-60%), 9.1 mo (95% confidence interval [CI] 7, NR)")]
    [('30', '60'), ('7', '')]
    """
    found = []
    for level in _LEVEL.finditer(text):
        bounds = _BOUNDS.match(text, level.end())
        low, high = (_plain(bounds[name]) for name in ("low", "high")) if bounds else ("", "")
        found.append(Interval(level.start(), bounds.end() if bounds else level.end(), low, high))
    return found


def number(text: str) -> str:
    """A printed number in plain form.

    >>> number("1,234"), number("7·70"), number("−8.1")
    ('1234', '7.70', '-8.1')
    """
    return text.replace(",", "").replace("·", ".").replace("−", "-").replace("–", "-")


def _plain(bound: str) -> str:
    found = _NUMBER.match(bound)
    return number(found[0]) if found else ""
