"""Which outcome a number measures: the one named nearest that it can be of, where no other measure stands between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from evigraph.article.lexicon import Mention
from evigraph.ingest.unmeasured import NEXT, REACH, before, words

_SHORT = re.compile(r"^\s?[(\[][^()\[\]]{1,12}[)\]]")
"""The abbreviation that follows a name."""
_BRACKETS = re.compile(r"^[^()\[\]]*[)\]]|[(\[][^()\[\]]*(?:[)\]]|$)")
_ENDS = re.compile(r"[;:]|,\s(?!(?:and\s|or\s)?[<>≤≥~]?\d)")
"""What parts a number from what is named behind it; a comma before the next number does not."""
_OTHER = re.compile(r"(?:[-‐‑]free\s|\bnon[-‐‑\s])$", re.IGNORECASE)
"""Before a name: another survival than it names, or that there was none."""


def outcome(
    quantity: Mapping[str, str], text: str, span: tuple[int, int], named: Iterable[Mention], labels: Mapping[str, str]
) -> str:
    """The term of the outcome that a number at this span measures; "" where none can be told.

    ``named`` are the outcomes that the sentence names, ``labels`` the names of terms.
    """
    start, end = span
    heard = (each for each in named if each.start < end or not _ENDS.search(_BRACKETS.sub("", text[end : each.start])))
    fit = (each for each in heard if _can_be(quantity, text, start, each, labels.get(each.term, "")))
    ranked = sorted((_distance(each, start), each.start, each) for each in fit)
    if not ranked or ranked[0][0] > REACH:
        return ""
    nearest = ranked[0][2]
    between = _SHORT.sub("", text[nearest.end : start]) if nearest.end <= start else text[end : nearest.start]
    return "" if re.search(rf"\b(?:{words()['other-measure']})\b", between) else nearest.term


def _distance(mention: Mention, start: int) -> float:
    """How far an outcome stands from a number; one behind it counts as further off."""
    return start - mention.end if mention.end <= start else 1.5 * (mention.start - start)


def _can_be(quantity: Mapping[str, str], text: str, start: int, mention: Mention, label: str) -> bool:
    """Whether a number may be of an outcome: months are of survival, and of a response where its time is named."""
    table = words()
    if _OTHER.search(text, max(0, mention.start - NEXT), mention.start):
        return False
    if "," in text[mention.end : start] and re.search(table["of-whom"], before(text, mention.start, 2 * REACH)):
        return False  # of whom the number is
    if quantity["unit"] in ("", "%"):
        return True
    if re.search(table["lasting"], f"{label} {mention.text}", re.IGNORECASE):
        return True
    named_before = rf"\b(?:{table['time-of']})\s(?:[^\W\d_]+\s)?$"
    named_behind = rf"[\s-](?:{table['lasts']})\b"
    return bool(
        re.search(named_before, before(text, mention.start, NEXT), re.IGNORECASE)
        or re.match(named_behind, text[mention.end : mention.end + NEXT], re.IGNORECASE)
    )
