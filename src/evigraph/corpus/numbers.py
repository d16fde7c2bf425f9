"""Numbers in a sentence that cites a single source: what it says that source found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from evigraph.article.units import is_unit

_NUMBER = re.compile(r"(?<![\w.,/–−-])([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.·]([0-9]+))?(?![\w–−-]|[.,]\d)")
_UNIT = re.compile(r"\s?(%|[A-Za-zµμ]+(?:/[A-Za-z0-9]+)?)")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_NEAR = 80
"""So many characters before a number may stand between it and the word for what it measures."""


class Number(NamedTuple):
    """A number as printed, its value, its unit ("" for none), and what it measures in the article's words."""

    printed: str
    value: str
    unit: str
    measure: str


def numbers_in(text: str, cited: Sequence[tuple[int, int]]) -> Iterator[Number]:
    """The numbers of a sentence of which it says what they measure; ``cited`` are the places of citations.

    >>> [tuple(number) for number in numbers_in("The overall survival was 62.5% at 2 years [3].", [(43, 46)])]
    [('62.5%', '62.5', '%', 'overall survival')]
    """
    for found in _NUMBER.finditer(text):
        if any(start <= found.start() < end for start, end in cited):
            continue
        measure = _measure(text[max(0, found.start() - _NEAR) : found.start()])
        if not measure:
            continue
        unit = _unit(text, found.end())
        if not unit and _YEAR.fullmatch(found[0]):
            continue
        between = text[max(0, found.start() - _NEAR) : found.start()].casefold().rpartition(measure)[2]
        if _NUMBER.search(between):
            continue  # the word belongs to the number before
        whole, part = found[1].replace(",", ""), (found[2] or "").rstrip("0")
        value = f"{int(whole)}.{part}" if part else str(int(whole))
        gap = " " if unit and text[found.end() : found.end() + 1].isspace() else ""
        yield Number(f"{found[0]}{gap}{unit}", value, unit, measure)


def _unit(text: str, end: int) -> str:
    found = _UNIT.match(text, end)
    unit = found[1] if found else ""
    return unit if unit == "%" or (unit != "in" and is_unit(unit)) else ""  # "in" is hardly ever an inch


def _measure(before: str) -> str:
    """The word for what is measured that ends nearest before a number, the longest one that ends there."""
    lowered = before.casefold()
    places = [(found.end(), -found.start(), found[0]) for found in _phrases().finditer(lowered)]
    return max(places, default=(0, 0, ""))[2]


@cache
def _phrases() -> re.Pattern[str]:
    lines = (Path(__file__).parent / "statistics.txt").read_text("utf-8").splitlines()
    words = sorted((line for line in lines if line and not line.startswith("#")), key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
