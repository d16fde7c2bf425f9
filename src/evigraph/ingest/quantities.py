"""Numbers in a sentence: what they measure, how much, out of how many, and how sure the text says it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from evigraph.article.lexicon import Lexicon, Mention
from evigraph.ingest.headings import OUTCOMES

_N = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·]\d+)?)"
_DASH = r"\s*(?:[-‐‑–—−]|to|and)\s*"
_REACH = 90
_KEYS: tuple[str, ...] = ("id", "outcome", "statistic", "comparison", "value", "low", "high", "ciLow", "ciHigh")
_KEYS += ("numerator", "denominator", "unit", "timePoint", "asPrinted")
_CLAUSE = re.compile(r"[;:]|\.\s|,\s+(?:and|but|whereas|while)\s")


@dataclass
class Numbers:
    """The quantities of a sentence; ``apart`` are P values and ratios of risks as printed, which are none."""

    quantities: list[dict[str, str]] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "quantities.json").read_text("utf-8"))
    return found


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    table = _table()
    unit = "|".join(sorted(map(re.escape, table["unit"]), key=len, reverse=True))
    ratio = "|".join(map(re.escape, table["ratio"]))
    parts = {
        "value": rf"(?<![\w.,/])(?P<low>{_N})(?:\s?%?(?P<dash>{_DASH})(?P<high>{_N}))?[\s-]?(?P<unit>%|(?:{unit})\b)",
        "of": r"(?<![\w.,/])(?<!phase\s)(?<!grade\s)(?P<n>\d+)\s?(?:of|out of|/)\s?"
        r"(?:the\s|these\s|those\s)?(?P<of>\d+)(?![\w/.]|,\d)",
        "interval": r"(?:95|99|90)\s?%\s?(?:CI|confidence interval|CrI)s?\b[\s,:=\[(]*"
        rf"(?P<low>{_N})\s?%?{_DASH}(?P<high>{_N})\s?%?",
        "p": r"\b[Pp](?:[\s-]?value)?\s?(?:=|<|>|≤|≥|of)\s?0?[.·]\d+",
        "ratio": rf"\b(?:{ratio})\b[\s,:=(]*(?:of\s)?{_N}",
        "at": rf"\b(?:at|after|within|by)\s(?:{_N}(?:,\s|\sand\s|\sor\s))*(?P<period>{_N})[- ](?P<unit>{unit})\b",
        "landmark": rf"\b(?P<period>{_N})(?:-(?P<unit>years?|yrs?|y|months?|mo|days?|d|weeks?)"
        r"| (?P<single>year|yr|month|day|week))[- ](?:$|[A-Za-z])",
    }
    return {name: re.compile(form) for name, form in parts.items()}


def quantities(text: str, lexicon: Lexicon, named: Sequence[Mention]) -> Numbers:
    """The numbers of a sentence whose citations are blanked out; ``named`` are its mentions of terms."""
    forms = _forms()
    found = Numbers()
    taken: list[tuple[int, int]] = []
    for kind in ("p", "ratio"):
        for match in forms[kind].finditer(text):
            end = match.end()
            if kind == "ratio" and (interval := forms["interval"].search(text, end, end + 25)):
                end = interval.end()
            found.apart.append(text[match.start() : end])
            taken.append((match.start(), end))
    intervals = [match for match in forms["interval"].finditer(text) if not _within(match.start(), taken)]
    taken += [match.span() for match in intervals]
    outcomes = [mention for mention in named if lexicon.types.get(mention.term) in OUTCOMES]
    for quantity, start, end in _values(text, taken):
        _complete(quantity, text, start, end, intervals)
        _measured(quantity, text, start, end, outcomes)
        told = quantity["unit"] == "%" or quantity["statistic"] in ("median", "mean") or "outcome" in quantity
        if told or quantity["comparison"] != "equals":
            found.quantities.append(quantity)
    _name(found.quantities)
    return found


def number(text: str) -> str:
    """A printed number in plain form.

    >>> number("1,234"), number("7·70")
    ('1234', '7.70')
    """
    return text.replace(",", "").replace("·", ".")


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _values(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[dict[str, str], int, int]]:
    """Percentages, durations and counts out of so many, with where each stands."""
    forms, table = _forms(), _table()
    times = [match.span() for match in (*forms["landmark"].finditer(text), *forms["at"].finditer(text))]
    for match in forms["value"].finditer(text):
        unit = table["unit"][match["unit"]]
        if _within(match.start("low"), taken) or (unit != "%" and _within(match.start("low"), times)):
            continue
        quantity = {"unit": unit}
        if match["high"] and _after_a_year(match, text):
            quantity |= {"comparison": "equals", "value": number(match["high"])}
            taken.append(match.span())
            yield quantity, match.start("high"), match.end()
            continue
        if match["high"] and _is_range(match, text):
            quantity |= {"comparison": "range", "low": number(match["low"]), "high": number(match["high"])}
        elif match["high"]:
            yield from _pair(match, unit)
            taken.append(match.span())
            continue
        else:
            quantity |= {"comparison": _comparison(text, match.start()), "value": number(match["low"])}
        taken.append(match.span())
        yield quantity, match.start(), match.end()
    for match in forms["of"].finditer(text):
        if not _within(match.start(), taken) and not _claimed(text, match) and int(match["n"]) <= int(match["of"]) > 0:
            counts = {"numerator": match["n"], "denominator": match["of"]}
            yield {"unit": "", "comparison": "equals", **counts}, match.start(), match.end()


def _is_range(match: re.Match[str], text: str) -> bool:
    """Whether two numbers are the ends of a range, and not "29 and 33%" or "from 95% to 75%"."""
    falls = float(number(match["low"])) > float(number(match["high"]))
    if match["dash"].strip() == "and":
        return not falls and text[: match.start()].endswith("between ")
    return not (falls and text[: match.start()].endswith("from "))


def _after_a_year(match: re.Match[str], text: str) -> bool:
    """Whether the first of two numbers is a year, as in "from 26% in 2004 to 1%"."""
    year = re.fullmatch(r"(?:19|20)\d\d", match["low"]) and re.search(r"\b(?:in|since|by)\s$", text[: match.start()])
    return bool(year) and match["dash"].strip() in ("to", "and")


def _pair(match: re.Match[str], unit: str) -> Iterator[tuple[dict[str, str], int, int]]:
    """Two numbers that share a unit."""
    for name in ("low", "high"):
        yield {"unit": unit, "comparison": "equals", "value": number(match[name])}, *match.span(name)


def _claimed(text: str, match: re.Match[str]) -> bool:
    """Whether a count belongs to a percentage beside it, which has it."""
    return bool(re.search(r"%\s?[(\[][^()\[\]]*$", text[: match.start()])) or bool(
        re.match(r"[^()\[\]%]{0,30}[(\[]\s?[\d.·]+\s?%", text[match.end() : match.end() + 45])
    )


def _comparison(text: str, start: int) -> str:
    before = text[max(0, start - 25) : start].rstrip()
    for name, form in _table()["comparison"]:
        if re.search(rf"(?:(?<!\w)(?:{form}))$", before):
            return str(name)
    return "equals"


def _complete(quantity: dict[str, str], text: str, start: int, end: int, intervals: Sequence[re.Match[str]]) -> None:
    """Take in counts and interval that stand in brackets behind a number, or around it; and what is printed."""
    forms = _forms()
    first, last = start, end
    if quantity["comparison"] not in ("equals", "range", "approximately"):
        cue = re.search(r"[<>≤≥]\s?$", text[:start])
        first = cue.start() if cue else start
    behind = re.match(r"\s?[(\[]([^()\[\]]*(?:\[[^\]]*\][^()\[\]]*)?)[)\]]|,?\s(?=95)", text[end:])
    if behind:
        inside = end, end + len(behind[0]) + (60 if not behind[1] else 0)
        if counts := forms["of"].search(text, *inside):
            quantity |= {"numerator": counts["n"], "denominator": counts["of"]}
            last = end + len(behind[0])
        for interval in intervals:
            if inside[0] <= interval.start() < inside[1]:
                quantity |= {"ciLow": number(interval["low"]), "ciHigh": number(interval["high"])}
                last = max(last, interval.end(), end + len(behind[0]) if behind[1] else 0)
                break
    elif re.match(r"[%\s]*[,;)\]]", text[end:]) and quantity["unit"] == "%":
        count = re.search(r"(?<![\w.,/])(\d+)(?:\s?(?:of|/)\s?(\d+))?[^()\[\]\d]{0,30}[(\[]\s?$", text[:start])
        if count:
            quantity["numerator"] = count[1]
            if count[2]:
                quantity["denominator"] = count[2]
            first, last = count.start(), end + len(re.match(r"[\s]*[)\]]?", text[end:])[0])  # type: ignore[index]
    quantity["asPrinted"] = text[first:last].strip()


def _measured(quantity: dict[str, str], text: str, start: int, end: int, outcomes: Sequence[Mention]) -> None:
    """The outcome named nearest in the same clause, the statistic, and the time at which it was measured.

    How long a treatment lasts measures no outcome.
    """
    forms, table = _forms(), _table()
    begin = max((match.end() for match in _CLAUSE.finditer(text, 0, start)), default=0)
    before = text[max(begin, start - _REACH) : start]
    if quantity["unit"] == "%" or "numerator" in quantity:
        quantity["statistic"] = "proportion"
    else:
        cue = next((name for name in ("median", "mean") if re.search(table[name], before, re.IGNORECASE)), "")
        quantity["statistic"] = cue or "duration"
    if quantity["statistic"] == "duration" and re.match(table["of-treatment"], text[end:], re.IGNORECASE):
        return
    ranked = sorted((_distance(mention, start), mention.start, mention.term) for mention in outcomes)
    if ranked and ranked[0][0] <= _REACH:
        quantity["outcome"] = ranked[0][2]
    behind = re.split(r"[,;(]|\.\s|\band\b", text[start : start + _REACH])[0]
    if quantity["statistic"] == "proportion":
        landmark = forms["landmark"].search(before)
        if landmark and _period(landmark):
            quantity |= {"statistic": "landmark", "timePoint": _period(landmark)}
        elif at := [*forms["at"].finditer(before), *forms["at"].finditer(behind)]:
            quantity["timePoint"] = _period(at[-1])
    if not quantity["unit"]:
        del quantity["unit"]
    quantity |= {"unit": quantity.get("unit", "")}


def _distance(mention: Mention, start: int) -> float:
    """How far an outcome stands from a number; one behind it counts as further off."""
    return start - mention.end if mention.end <= start else 1.5 * (mention.start - start)


def _period(match: re.Match[str]) -> str:
    unit = _table()["unit"].get(match["unit"] or match.groupdict().get("single"), "")
    value = number(match["period"])
    form = _table()["period"].get(unit, "")
    return form.format(value) if form and value.isdecimal() else ""


def _name(found: list[dict[str, str]]) -> None:
    """Give each quantity an identifier, and its keys the order that people write them in."""
    used: set[str] = set()
    for place, quantity in enumerate(found):
        wanted = quantity.get("outcome") or quantity["statistic"]
        name = next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, len(found) + 2))) if name not in used)
        used.add(name)
        found[place] = {key: said for key in _KEYS if (said := {"id": name, **quantity}.get(key))}
