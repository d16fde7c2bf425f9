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
_LINKED = re.compile(
    r"\s*|[^0-9()\[\];:.]*(?:[:=]|\b(?:of|was|were|is|are|be|to|at|reached|about|around|nearly|approximately)"
    r"|\b(?:high|low) as)\s*"
)
"""What may stand between a measure and its number: nothing, or words that end in one that links them."""
_MORE = re.compile(
    r"\s?(?:%|[a-z]+)?\s?(?:(?:-|–|—|to|vs\.?|versus)\s?\d|(?:per|/)\b)|\s(?:million|billion|thousand|per)\b"
)
"""Behind a number: a second one that shares its measure, or what makes it another."""
_TIMES = frozenset({"h", "hours", "d", "day", "days", "wk", "week", "weeks", "mo", "mos", "month", "months", "y", "yr"})
_TIMES |= {"yrs", "year", "years"}
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
        measure, between = _measure(text[max(0, found.start() - _NEAR) : found.start()])
        unit = _unit(text, found.end())
        if not measure or not _LINKED.fullmatch(between) or _MORE.match(text, found.end()):
            continue
        if not _is_given_in(unit, _phrases()[measure]):
            continue
        whole, part = found[1].replace(",", ""), (found[2] or "").rstrip("0")
        value = f"{int(whole)}.{part}" if part else str(int(whole))
        gap = " " if unit and text[found.end() : found.end() + 1].isspace() else ""
        yield Number(f"{found[0]}{gap}{unit}", value, unit, measure)


def _is_given_in(unit: str, kind: str) -> bool:
    """Whether a measure of this kind is given in a unit: a share in percent, a ratio in none."""
    return {
        "share": unit == "%",
        "time": unit in _TIMES,
        "life": unit == "%" or unit in _TIMES,
        "ratio": not unit,
    }[kind]


def _unit(text: str, end: int) -> str:
    found = _UNIT.match(text, end)
    unit = found[1] if found else ""
    return unit if unit == "%" or (unit != "in" and is_unit(unit)) else ""  # "in" is hardly ever an inch


def _measure(before: str) -> tuple[str, str]:
    """The longest word for what is measured of those that end nearest before a number, and what stands between."""
    lowered = before.casefold()
    places = [(found.end(), -found.start(), found[0]) for found in _named().finditer(lowered)]
    end, _, measure = max(places, default=(0, 0, ""))
    return measure, lowered[end:]


@cache
def _phrases() -> dict[str, str]:
    """Each phrase with the kind of its measure."""
    lines = (Path(__file__).parent / "statistics.txt").read_text("utf-8").splitlines()
    parted = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return {phrase: kind for phrase, _, kind in parted}


@cache
def _named() -> re.Pattern[str]:
    words = sorted(_phrases(), key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
