"""Numbers of sentences that measure nothing of patients: changes, levels of tests, names of grades and weeks."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_SPREAD = re.compile(
    r"[\s,;:(\[]*(?:n\s?=\s?\d+[,;]?\s)?(?:with\s(?:an?\s)?)?(?:the\s)?(?:inter-?quartile\s)?range[\s,:;=]*"
    r"(?:(?:of|from|was)\s)?",
    re.IGNORECASE,
)
REACH = 90
NEXT = 25
BEHIND = 300
"""Windows of letters before and behind a number: no sentence is so long that more belongs to it."""


@cache
def words() -> dict[str, Any]:
    """The words around numbers by what they say: ``quantities.json``."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "quantities.json").read_text("utf-8"))
    return found


def before(text: str, place: int, letters: int = REACH) -> str:
    """The letters that stand before a place."""
    return text[max(0, place - letters) : place]


def is_change(quantity: dict[str, str], text: str, start: int, end: int) -> bool:
    """Whether a percentage says how much something changed or differs, not how many of all: "23% lower"."""
    if quantity.get("value", "").startswith("-"):
        return True
    table = words()
    changed = rf"\b(?:{table['change']})\b[^.;:%]{{0,40}}\bby\s(?:\w+\s)?$"
    by = re.search(changed, before(text, start), re.IGNORECASE)
    return bool(by or re.match(rf"\s?[)\]]?\s?(?:{table['relative']})\b", text[end : end + BEHIND], re.IGNORECASE))


def is_of_a_test(text: str, start: int, end: int) -> bool:
    """Whether a percentage is the power or the level of a test."""
    word = words()["of-a-test"]
    named = re.search(rf"\b(?:{word})\b[^.;%\d]{{0,12}}$", before(text, start), re.IGNORECASE)
    return bool(named or re.match(rf"\s?(?:{word})\b", text[end : end + NEXT], re.IGNORECASE))


def is_spread(quantity: dict[str, str], text: str, last: int, start: int) -> bool:
    """Whether two bounds tell how far the values around the number before reach: "3 months, range 2–6 months".

    ``last`` is where that number ends.
    """
    return quantity["comparison"] == "range" and _SPREAD.fullmatch(text, last, start) is not None


def counts_none(text: str, match: re.Match[str]) -> bool:
    """Whether two numbers are the names of grades, arms or weeks, or count studies: "grade 3/4", "3 of 5 studies"."""
    table = words()
    named = re.search(rf"\b(?:{table['named-by-number']})\s$", before(text, match.start(), NEXT), re.IGNORECASE)
    behind = text[match.end() : match.end() + NEXT]
    return bool(named or re.match(rf"\s(?:{table['no-patients']})\b", behind, re.IGNORECASE))
