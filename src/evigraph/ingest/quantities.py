"""Numbers in a sentence: what they measure, how much, out of how many, and how sure the text says it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter

from evigraph.article.lexicon import Lexicon, Mention
from evigraph.ingest.headings import OUTCOMES
from evigraph.ingest.intervals import NUMBER as _N
from evigraph.ingest.intervals import Interval, intervals, number
from evigraph.ingest.measured import in_order, outcome
from evigraph.ingest.unmeasured import (
    BEHIND,
    NEXT,
    REACH,
    before,
    counts_none,
    is_change,
    is_of_a_test,
    is_spread,
    words,
)

_DASH = r"\s*(?:[-‐‑–—−]|to|and)\s*"
_KEYS: tuple[str, ...] = ("id", "outcome", "statistic", "comparison", "value", "low", "high", "ciLow", "ciHigh")
_KEYS += ("numerator", "denominator", "unit", "timePoint", "asPrinted")
_DIGITS = re.compile(r"\d{16,}")
"""No number is so long."""
_SIGN = re.compile(r"(?:^|[\s(\[=:,])([−–-])$")
_OF_AGE = re.compile(r"\b(?:age[ds]?|follow[-\s]?up)\b[^.;,()]{0,20}$", re.IGNORECASE)
"""Before a time that is no outcome: an age, and how long people were followed."""
_OLD = re.compile(r"[- ]?old\b|\sof age\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?<![\w.,/<>≤≥])(?<![<>≤≥]\s)(?P<n>\d+)(?:\s?(?:of|out(?: of)?|/)\s?(?:the\s|these\s|those\s)?(?P<of>\d+))?"
    r"(?:(?:\s[^()\[\]\d,;.]{0,30})?\s?(?P<opens>[(\[])|\s?[;,:=])\s?$"
)
"""Before a percentage: the count that it is of, ``11 patients (``, ``6/16; ``."""
_START = attrgetter("start")
_CLAUSE = re.compile(r"[;:]|\.\s|,\s+(?:and|but|whereas|while)\s")


@dataclass
class Numbers:
    """The quantities of a sentence; ``apart`` are, as printed, P values, ratios of risks and changes in percent."""

    quantities: list[dict[str, str]] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    table = words()
    unit = "|".join(sorted(map(re.escape, table["unit"]), key=len, reverse=True))
    ratio = "|".join(map(re.escape, table["ratio"]))
    parts = {
        "value": rf"(?<![\w.,/])(?<!±)(?<!±\s)(?P<low>{_N})(?:\s?%?(?P<dash>{_DASH})(?P<high>{_N}))?(?:\s?±\s?{_N})?"
        rf"[\s-]?(?P<unit>%|(?:{unit})\b)",
        "of": r"(?<![\w.,/])(?P<n>\d+)\s?(?:of|out(?: of)?|/)\s?"
        r"(?:the\s|these\s|those\s)?(?P<of>\d+)(?![\w/.]|,\d)",
        "p": r"\b[Pp](?:[\s-]?value)?\s?(?:=|<|>|≤|≥|of)\s?0?[.·]\d+",
        "ratio": rf"\b(?:{ratio})\b[\s,:=(]*(?:of\s)?{_N}",
        "heterogeneity": rf"\bI\s?\^?\{{?[2²]\}}?\)?[^.;%\d]{{0,30}}{_N}\s?%(?:,?\s(?:and\s|or\s)?{_N}\s?%)*",
        "at": rf"\b(?:[Aa]t|[Aa]fter|[Ww]ithin|[Bb]y)\s(?:{_N}(?:,\s|\sand\s|\sor\s))*(?P<period>{_N})[- ]"
        rf"(?P<unit>{unit})\b",
        "landmark": rf"\b(?P<period>{_N})(?:-(?P<unit>years?|yrs?|y|months?|mo|days?|d|weeks?)"
        r"| (?P<single>year|yr|month|day|week))[- ](?:$|[A-Za-z])",
    }
    return {name: re.compile(form) for name, form in parts.items()}


def quantities(text: str, lexicon: Lexicon, named: Sequence[Mention]) -> Numbers:
    """The numbers of a sentence whose citations are blanked out; ``named`` are its mentions of terms."""
    forms = _forms()
    text = _DIGITS.sub(lambda digits: " " * len(digits[0]), text)
    found = Numbers()
    given = intervals(text)
    taken = bytearray(len(text))
    for kind in ("p", "ratio", "heterogeneity"):
        for match in forms[kind].finditer(text):
            end, at = match.end(), bisect_left(given, match.end(), key=_START)
            if kind == "ratio" and at < len(given) and given[at].start - end < NEXT:
                end = given[at].end
            found.apart.append(text[match.start() : end])
            _take(taken, match.start(), end)
    given = [each for each in given if not taken[each.start]]
    for each in given:
        _take(taken, each.start, each.end)
    outcomes = [mention for mention in named if lexicon.types.get(mention.term) in OUTCOMES]
    placed: list[tuple[int, int, dict[str, str]]] = []
    for quantity, start, end in _values(text, taken):
        _complete(quantity, text, start, end, given)
        _measured(quantity, text, (start, end), outcomes, lexicon)
        placed.append((start, end, quantity))
    in_order(placed, text, outcomes)
    ends = sorted(end for _, end, _ in placed)
    for start, end, quantity in placed:
        before_it = bisect_right(ends, start)
        spread = before_it > 0 and is_spread(quantity, text, ends[before_it - 1], start)
        share = quantity["unit"] == "%"
        if spread or (share and (is_change(quantity, text, start, end) or is_of_a_test(text, start, end))):
            found.apart.append(quantity["asPrinted"])
            continue
        told = quantity["unit"] == "%" or quantity["statistic"] in ("median", "mean") or "outcome" in quantity
        if told or quantity["comparison"] != "equals":
            found.quantities.append(quantity)
    found.apart += [text[each.start : each.end] for each in given]  # taken by no number
    _name(found.quantities)
    return found


def _take(taken: bytearray, start: int, end: int) -> None:
    """Mark the letters that are a number's already."""
    taken[start:end] = b"\1" * (end - start)


def _values(text: str, taken: bytearray) -> Iterator[tuple[dict[str, str], int, int]]:
    """Percentages, durations and counts out of so many, with where each stands."""
    forms, table = _forms(), words()
    times = bytearray(len(text))
    for match in (*forms["landmark"].finditer(text), *forms["at"].finditer(text)):
        _take(times, *match.span())
    for match in forms["value"].finditer(text):
        unit = table["unit"][match["unit"]]
        if taken[match.start("low")] or (unit != "%" and times[match.start("low")]):
            continue
        if unit != "%" and _OLD.match(text, match.end()):
            continue
        of_age = unit != "%" and _OF_AGE.search(text, max(0, match.start() - NEXT), match.start())
        if of_age and not re.search(rf"{table['median']}|{table['mean']}", before(text, match.start(), 2 * NEXT)):
            continue
        quantity = {"unit": unit}
        if match["high"] and _after_a_name(match, text):
            quantity |= {"comparison": "equals", "value": number(match["high"])}
            _take(taken, *match.span())
            yield quantity, match.start("high"), match.end()
            continue
        if match["high"] and _is_range(match, text):
            quantity |= {"comparison": "range", "low": number(match["low"]), "high": number(match["high"])}
        elif match["high"]:
            yield from _pair(match, unit)
            _take(taken, *match.span())
            continue
        else:
            sign = _SIGN.search(text, max(0, match.start() - 2), match.start())
            quantity |= {"comparison": _comparison(text, match.start()), "value": number(match["low"])}
            if sign:
                quantity["value"] = f"-{quantity['value']}"
                _take(taken, *match.span())
                yield quantity, sign.start(1), match.end()
                continue
        _take(taken, *match.span())
        yield quantity, match.start(), match.end()
    for match in forms["of"].finditer(text):
        if (
            not taken[match.start()]
            and not _claimed(text, match)
            and not counts_none(text, match)
            and int(match["n"]) <= int(match["of"]) > 0
        ):
            counts = {"numerator": match["n"], "denominator": match["of"]}
            compared = {"unit": "", "comparison": _comparison(text, match.start()), **counts}
            yield compared, match.start(), match.end()


def _is_range(match: re.Match[str], text: str) -> bool:
    """Whether two numbers are the ends of a range, and not "29 and 33%", "95%-75%" or "rose from 75% to 95%"."""
    words_before = before(text, match.start())
    if float(number(match["low"])) > float(number(match["high"])):
        return False
    if match["dash"].strip() == "and":
        return words_before.endswith("between ")
    return not re.search(rf"\b(?:{words()['change']})\b[^.;:]{{0,60}}\bfrom\s$", words_before, re.IGNORECASE)


def _after_a_name(match: re.Match[str], text: str) -> bool:
    """Whether the first of two numbers is a year or a name: "from 26% in 2004 to 1%", "at day 100 and 12%"."""
    name = rf"\b(?:{words()['named-by-number']})\s$"
    if match["dash"].strip() == "and" and re.search(name, before(text, match.start(), NEXT), re.IGNORECASE):
        return True
    if not re.fullmatch(r"(?:19|20)\d\d", match["low"]) or match["dash"].strip() not in ("to", "and"):
        return False
    return match["unit"] == "%" or re.search(r"\b(?:in|since|by)\s$", before(text, match.start(), NEXT)) is not None


def _pair(match: re.Match[str], unit: str) -> Iterator[tuple[dict[str, str], int, int]]:
    """Two numbers that share a unit."""
    for name in ("low", "high"):
        yield {"unit": unit, "comparison": "equals", "value": number(match[name])}, *match.span(name)


def _claimed(text: str, match: re.Match[str]) -> bool:
    """Whether a count belongs to a percentage beside it, which has it."""
    return bool(re.search(r"%\s?[(\[][^()\[\]]*$", before(text, match.start()))) or bool(
        re.match(r"(?:[^()\[\]%]{0,30}[(\[]|\s?[;,:=])\s?[\d.·]+\s?%", text[match.end() : match.end() + 45])
    )


def _comparison(text: str, start: int) -> str:
    cue = before(text, start, NEXT).rstrip()
    for name, form in words()["comparison"]:
        if re.search(rf"(?:(?<!\w)(?:{form}))$", cue, re.IGNORECASE):
            return str(name)
    return "equals"


def _complete(quantity: dict[str, str], text: str, start: int, end: int, given: list[Interval]) -> None:
    """Take in counts and interval that stand in brackets behind a number, or around it; and what is printed."""
    first, last = start, end
    if quantity["comparison"] not in ("equals", "range", "approximately"):
        cue = re.search(r"[<>≤≥]\s?$", before(text, start, 2))
        first = start - len(cue[0]) if cue else start
    behind = re.match(r"\s?[(\[]([^()\[\]]*(?:\[[^\]]*\][^()\[\]]*)?)[)\]]", text[end : end + BEHIND])
    close = end + len(behind[0]) if behind else end + 3
    if behind and (counts := _forms()["of"].search(text, end, close)) and not counts_none(text, counts):
        quantity |= {"numerator": counts["n"], "denominator": counts["of"]}
        last = close
    near = given[bisect_left(given, end, key=_START) : bisect_left(given, close, key=_START)]
    interval = next((each for each in near if each.holds(quantity.get("value", "nan"))), None)
    if interval and (behind or not text[end : interval.start].strip(" ,;:")):
        given.remove(interval)
        quantity |= {"ciLow": interval.low, "ciHigh": interval.high}
        last = max(last, interval.end, close if behind else 0)
    if not behind and quantity["unit"] == "%" and re.match(r"\s*[,;)\]]", text[end : end + BEHIND]):
        count = _COUNTED.search(text, max(0, start - REACH), start)
        if count and (count["of"] or count["opens"]):
            quantity["numerator"] = count["n"]
            quantity |= {"denominator": count["of"]} if count["of"] else {}
            first = count.start()
            closes = text.find(")" if count["opens"] == "(" else "]", end, end + NEXT) if count["opens"] else -1
            last = max(last, closes + 1)
    quantity["asPrinted"] = text[first:last].strip()


def _measured(
    quantity: dict[str, str], text: str, span: tuple[int, int], outcomes: Sequence[Mention], lexicon: Lexicon
) -> None:
    """The outcome named nearest, the statistic, and the time at which it was measured.

    How long a treatment lasts measures no outcome, nor does an age.
    """
    forms, table = _forms(), words()
    start, end = span
    reach = max(0, start - REACH)
    begin = max((match.end() for match in _CLAUSE.finditer(text, reach, start)), default=reach)
    clause = text[begin:start]
    if quantity["unit"] == "%" or "numerator" in quantity:
        quantity["statistic"] = "proportion"
    else:
        cue = next((name for name in ("median", "mean") if re.search(table[name], clause, re.IGNORECASE)), "")
        quantity["statistic"] = cue or "duration"
    of_treatment = quantity["statistic"] == "duration" and (
        re.match(table["of-treatment"], text[end : end + BEHIND], re.IGNORECASE)
        or re.search(table["for-so-long"], clause, re.IGNORECASE)
    )
    if of_treatment or (quantity["unit"] != "%" and _OF_AGE.search(text, max(0, start - NEXT), start)):
        return
    near = outcomes[
        bisect_left(outcomes, start - 2 * REACH, key=_START) : bisect_left(outcomes, start + REACH, key=_START)
    ]
    if measured := outcome(quantity, text, span, near, lexicon.labels):
        quantity["outcome"] = measured
    behind = re.split(r"[,;(]|\.\s|\band\b", text[start : start + REACH])[0]
    if quantity["statistic"] == "proportion":
        landmark = forms["landmark"].search(clause)
        if landmark and _period(landmark):
            quantity |= {"statistic": "landmark", "timePoint": _period(landmark)}
        elif at := [*forms["at"].finditer(clause), *forms["at"].finditer(behind)]:
            quantity["timePoint"] = _period(at[-1])


def _period(match: re.Match[str]) -> str:
    unit = words()["unit"].get(match["unit"] or match.groupdict().get("single"), "")
    value = number(match["period"])
    form = words()["period"].get(unit, "")
    return form.format(value) if form and value.isdecimal() else ""


def _name(found: list[dict[str, str]]) -> None:
    """Give each quantity an identifier, and its keys the order that people write them in."""
    taken: Counter[str] = Counter()
    for place, quantity in enumerate(found):
        wanted = quantity.get("outcome") or quantity["statistic"]
        taken[wanted] += 1
        name = wanted if taken[wanted] == 1 else f"{wanted}-{taken[wanted]}"
        found[place] = {key: said for key in _KEYS if (said := {"id": name, **quantity}.get(key))}
