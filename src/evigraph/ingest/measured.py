"""Which outcome a number measures: the one named nearest that it can be of, where no other measure stands between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from operator import attrgetter, itemgetter

from evigraph.article.lexicon import Mention
from evigraph.ingest.unmeasured import NEXT, REACH, words

_SHORT = re.compile(r"^\s?[(\[][^()\[\]]{1,12}[)\]]")
"""The abbreviation that follows a name."""
_BRACKETS = re.compile(r"^[^()\[\]]*[)\]]|[(\[][^()\[\]]*(?:[)\]]|$)")
_ENDS = re.compile(
    r"[;:]|,\s(?:and|but|or|while|whereas|although|with|which|(?!includ)\w+ing)\s(?!\d)"
    r"|\b(?!(?:and|or|vs|versus|to)\b)[A-Za-z]{2,}\b.*?\d[\d.·]*\s?%"
)
"""What parts a number from what is named behind it: a clause, or a share that more than a list comes to."""
_OTHER = re.compile(r"(?:[-‐‑\s]free\s|\bnon[-‐‑\s])$", re.IGNORECASE)
"""Before a name: another survival than it names, or that there was none."""
_SUBORDINATE = re.compile(r"(?:(?!\b(?:was|were|is|are|had|came|rose|fell|reached|showed)\b|\d[\d.·]*\s?%)[^,]){0,40},")
"""Behind a name: the phrase that it ends goes no further than the comma."""
_COUNTED = re.compile(r"\s?[(\[]\d")
"""Behind a name: its own number, as in "patients with CR (10%)"."""
_TAKEN = re.compile(r"\d\s?%?[)\]]?(?:\s(?!and\b|or\b|with\b)[^\s,;.()]+){0,5}\s$")
"""Before a name: a number of its own, as in "30% had a CR"."""
_WORDS = r"(?:\s(?!(?:and|or|but|vs|versus|while)\b)[^\s,;.()]+){0,3}\s\(?[<>≤≥~]?\d[\d.·]*(?:\s?[-‐‑–]\s?\d[\d.·]*)?"
"""A few words and the number behind them."""
_PART = re.compile(r"[;:]|\.\s")
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_START = attrgetter("start")
_FURTHER = 40
"""A name that has a number of its own, or stands in another clause, counts as so many letters further off."""


def outcome(
    quantity: Mapping[str, str], text: str, span: tuple[int, int], named: Sequence[Mention], labels: Mapping[str, str]
) -> str:
    """The term of the outcome that a number at this span measures; "" where none can be told.

    ``named`` are the outcomes that the sentence names, in order, ``labels`` the names of terms.
    """
    start, end = span
    if quantity["unit"] not in ("", "%"):
        named = _lasting(quantity, text, start, named, labels)
    near = [each for each in named if _gap(each, start, end) <= REACH]
    for mention in sorted(near, key=lambda each: (_distance(each, text, start, end), each.start)):
        behind = mention.start >= end
        if _is_another(text, start, mention, named) or (behind and _is_of_another(quantity, text, end, mention)):
            continue
        between = text[end : mention.start] if behind else _SHORT.sub("", text[mention.end : start])
        return "" if _forms()["other"].search(_BRACKETS.sub("", between)) else mention.term
    return ""


def in_order(placed: Sequence[tuple[int, int, dict[str, str]]], text: str, outcomes: Sequence[Mention]) -> None:
    """Give values to the outcomes named before them, in order, where there are as many: "were ..., respectively".

    Where several are named, but not as many, none can be told.
    """
    if not (said := _RESPECTIVELY.search(text)):
        return
    begin = max((match.end() for match in _PART.finditer(text, 0, said.start())), default=0)
    listed: list[dict[str, str]] = []
    first = said.start()
    for start, end, quantity in sorted(placed, key=itemgetter(0), reverse=True):
        if begin <= start < said.start():
            at = bisect_left(outcomes, end, key=_START)
            if listed and at < len(outcomes) and outcomes[at].end <= first:
                begin = end
                break
            listed.append(quantity)
            first = start
    listed.reverse()
    named = [each.term for each in outcomes if begin <= each.start and each.end <= first]
    if len(listed) == len(named) == len(set(named)) > 1:
        for quantity, term in zip(listed, named, strict=True):
            quantity["outcome"] = term
    elif len(listed) > 1 and len(set(named)) > 1:
        for quantity in listed:
            quantity.pop("outcome", None)


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    table = words()
    unit = "|".join(sorted(map(re.escape, table["unit"].keys() - {"%"})))
    return {
        "other": re.compile(rf"\b(?:{table['other-measure']})\b,?[^,;]*$"),
        "lasting": re.compile(table["lasting"], re.IGNORECASE),
        "takes": re.compile(rf"\b(?:{table['takes-time']})\b", re.IGNORECASE),
        "of-whom": re.compile(table["of-whom"]),
        "own %": re.compile(rf"{_WORDS}\s?%"),
        "own time": re.compile(rf"{_WORDS}\s?(?:{unit})\b"),
    }


def _gap(mention: Mention, start: int, end: int) -> float:
    """How many letters part an outcome from a number; those behind it count for more."""
    return 1.5 * (mention.start - end) if mention.start >= end else max(0, start - mention.end)


def _distance(mention: Mention, text: str, start: int, end: int) -> float:
    """How far an outcome stands from a number; further where it has another number, or another clause."""
    before = text[max(0, mention.start - 2 * NEXT) : mention.start]
    parted = mention.end <= start and (";" in text[mention.end : start] or _TAKEN.search(before))
    return _gap(mention, start, end) + (_FURTHER if parted else 0)


def _is_another(text: str, start: int, mention: Mention, named: Sequence[Mention]) -> bool:
    """Whether a name is part of that of something else, or only tells of whom the number is."""
    if _OTHER.search(text, max(0, mention.start - NEXT), mention.start):
        return True
    whom = _forms()["of-whom"].search(text, max(0, mention.start - 2 * REACH), mention.start)
    earlier = [each for each in named if each.end <= mention.start]
    if whom is None or _COUNTED.match(text, mention.end) or any(each.start >= whom.start() for each in earlier):
        return False
    measured = any(";" not in text[each.end : mention.start] for each in earlier)
    return measured or (mention.end < start and _SUBORDINATE.match(text, mention.end, start) is not None)


def _is_of_another(quantity: Mapping[str, str], text: str, end: int, mention: Mention) -> bool:
    """Whether a name behind a number is parted from it, or has a number of its own, of the same kind."""
    if _ENDS.search(_BRACKETS.sub("", text[end : mention.start])):
        return True
    kind = "own %" if quantity["unit"] in ("", "%") else "own time"
    return _forms()[kind].match(text, mention.end) is not None


def _lasting(
    quantity: Mapping[str, str], text: str, start: int, named: Sequence[Mention], labels: Mapping[str, str]
) -> Sequence[Mention]:
    """Those of which months may be: survivals; any where none is told of and the sentence says how long it took."""
    lasting = _forms()["lasting"]
    begins = max(0, start - REACH)
    clause = text[max(text.rfind(";", begins, start), text.rfind(":", begins, start), begins) : start]
    near = [each for each in named if lasting.search(f"{labels.get(each.term, '')} {each.text}")]
    if near or re.search(words()["other-lasting"], clause):
        return near
    told = quantity["statistic"] in ("median", "mean") or _forms()["takes"].search(clause)
    return named if told else ()
