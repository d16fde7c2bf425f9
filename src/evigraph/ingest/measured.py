"""Which outcome a number measures: the one named nearest that it can be of, where no other measure stands between."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from evigraph.article.lexicon import Mention
from evigraph.ingest.unmeasured import NEXT, REACH, words

_SHORT = re.compile(r"^\s?[(\[][^()\[\]]{1,12}[)\]]")
"""The abbreviation that follows a name."""
_BRACKETS = re.compile(r"^[^()\[\]]*[)\]]|[(\[][^()\[\]]*(?:[)\]]|$)")
_ENDS = re.compile(r"[;:]|,\s(?:and|but|or|while|whereas|although|with|which|(?!includ)\w+ing)\s(?!\d)")
"""What parts a number from what is named behind it."""
_OTHER = re.compile(r"(?:[-‐‑\s]free\s|\bnon[-‐‑\s])$", re.IGNORECASE)
"""Before a name: another survival than it names, or that there was none."""
_SUBORDINATE = re.compile(r"(?:(?!\b(?:was|were|is|are|had|came|rose|fell|reached|showed)\b|\d[\d.·]*\s?%)[^,]){0,40},")
"""Behind a name: the phrase that it ends goes no further than the comma."""
_WORDS = r"(?:\s(?!(?:and|or|but|vs|versus|while)\b)[^\s,;.()]+){0,3}\s\(?[<>≤≥~]?\d[\d.·]*(?:\s?[-‐‑–]\s?\d[\d.·]*)?"
"""A few words and the number behind them."""


def outcome(
    quantity: Mapping[str, str], text: str, span: tuple[int, int], named: Sequence[Mention], labels: Mapping[str, str]
) -> str:
    """The term of the outcome that a number at this span measures; "" where none can be told.

    ``named`` are the outcomes that the sentence names, ``labels`` the names of terms.
    """
    start, end = span
    for distance, _, mention in sorted((_distance(each, start), each.start, each) for each in named):
        if distance > REACH:
            break
        behind = mention.start >= end
        if _is_another(text, start, mention) or (behind and _is_of_another(quantity, text, end, mention)):
            continue
        if quantity["unit"] in ("", "%") or _lasts(quantity, text, start, mention, labels.get(mention.term, "")):
            between = text[end : mention.start] if behind else _SHORT.sub("", text[mention.end : start])
            return "" if _forms()["other"].search(_BRACKETS.sub("", between)) else mention.term
    return ""


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    table = words()
    unit = "|".join(sorted(map(re.escape, table["unit"].keys() - {"%"})))
    return {
        "other": re.compile(rf"\b(?:{table['other-measure']})\b[^,;]*$"),
        "lasting": re.compile(table["lasting"], re.IGNORECASE),
        "takes": re.compile(rf"\b(?:{table['takes-time']})\b", re.IGNORECASE),
        "of-whom": re.compile(table["of-whom"]),
        "own %": re.compile(rf"{_WORDS}\s?%"),
        "own time": re.compile(rf"{_WORDS}\s?(?:{unit})\b"),
    }


def _distance(mention: Mention, start: int) -> float:
    """How far an outcome stands from a number; one behind it counts as further off."""
    return start - mention.end if mention.end <= start else 1.5 * (mention.start - start)


def _is_another(text: str, start: int, mention: Mention) -> bool:
    """Whether a name is part of that of something else, or only tells of whom the number is."""
    if _OTHER.search(text, max(0, mention.start - NEXT), mention.start):
        return True
    ends = mention.end < start and _SUBORDINATE.match(text, mention.end, start)
    return bool(ends and _forms()["of-whom"].search(text, max(0, mention.start - 2 * REACH), mention.start))


def _is_of_another(quantity: Mapping[str, str], text: str, end: int, mention: Mention) -> bool:
    """Whether a name behind a number is parted from it, or has a number of its own, of the same kind."""
    if _ENDS.search(_BRACKETS.sub("", text[end : mention.start])):
        return True
    kind = "own %" if quantity["unit"] in ("", "%") else "own time"
    return _forms()[kind].match(text, mention.end) is not None


def _lasts(quantity: Mapping[str, str], text: str, start: int, mention: Mention, label: str) -> bool:
    """Whether months may be of an outcome: of a survival, or of any of which the sentence says how long it took."""
    if quantity["statistic"] in ("median", "mean") or _forms()["lasting"].search(f"{label} {mention.text}"):
        return True
    return _forms()["takes"].search(text, max(0, min(mention.start, start) - 2 * NEXT), start) is not None
