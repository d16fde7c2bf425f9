"""What a cell of a table of studies prints: how many, how old, which value, or that there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evigraph.ingest.intervals import intervals, number

VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
"""What parts the arms of a comparison."""
_NUMBER = r"(?:\d+(?:,\d{3})*(?:[.·]\d+)?)"
_RANGE = re.compile(rf"([<>≤≥]?)\s?({_NUMBER})\s*(?:[-‐‑–—−]|to)\s*({_NUMBER})")
TIME = r"(?:mos?|months?|y|yrs?|years?|d|days?|wks?|weeks?|h|hours?)\b"
_VALUE = re.compile(rf"([<>≤≥~∼≈]?)\s?({_NUMBER})(?!\.?\d|[-‐‑][A-Za-z])\s?(%|{TIME})?")
_BOUNDS = re.compile(rf"[(\[]\s?({_NUMBER})\s?%?\s*(?:[-‐‑–—−;,]|to)\s*({_NUMBER})\s?%?\s?[)\]]")
_SPREAD = re.compile(rf"\s?±\s?{_NUMBER}")
_SHARE = re.compile(rf"({_NUMBER})\s?(?:/\s?({_NUMBER})\s?)?[(\[]\s?({_NUMBER})\s?%?\s?[)\]]")
_COUNT = re.compile(r"(\d+)\s?(?:/|(?:out )?of)\s?(\d+)(?![.·]?\d)")
_NAMED = re.compile(r"(median|mean)\s?[=:,]?\s+(?=[<>≤≥~∼≈]?\s?\d)", re.IGNORECASE)
_AT = re.compile(rf"(?<![\d.,])(\d{{1,4}})[- ]?(y|yr|years?|mo|months?|d|days?)\s?[=:]\s?({_NUMBER})\s?%")
_SIGNS = {"<": "less-than", ">": "more-than", "≤": "at-most", "≥": "at-least", "~": "approximately"}
_SIGNS |= {"∼": "approximately", "≈": "approximately"}
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LONGEST = 300
_LONG_DIGITS = re.compile(r"\d{16}")
_COUNTED = re.compile(r"\bn\b.*%|\bno\.?\s?\(?%|number.*%", re.IGNORECASE)
"""A heading of counts and percentages: a bare number under it may be either."""
_OLDEST = 120
_ALL = 100
_PERIODS = {"y": "P{}Y", "m": "P{}M", "d": "P{}D"}
_SIZE = re.compile(
    r"(?:n\s?=\s?)?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\s(?:patients|participants|subjects|cases|children|adults))?"
    r"(?:\s?\((?:patients|participants|subjects|children|adults|adolescents|infants|women|men|ITT|safety)\))?"
)
_TIMES = ("h", "d", "wk", "mo", "a")
_UNITS = {"%": "%", "m": "mo", "y": "a", "d": "d", "w": "wk", "h": "h"}


@cache
def forms() -> dict[str, Any]:
    """The forms of headings and cells, by name."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "studies.json").read_text("utf-8"))
    return found


def cells_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The text of each cell of a row, by its column."""
    return {cell["column"]: cell["text"] for cell in row["cells"]}


def size(text: str) -> dict[str, str]:
    """How many patients: ``108 (children)``; empty where a cell prints anything else."""
    count = _SIZE.fullmatch(text)
    return {"n": number(count[1])} if count else {}


def age(text: str, header: str) -> dict[str, str]:
    """Median and range of ages in years: ``47 (20-77)``.

    Empty where a cell gives those of several arms, something else, or another unit; a middle that nothing calls the
    median is not taken for it.
    """
    other = re.search(forms()["not-years"], f"{header} {text}", re.IGNORECASE) or re.search("[%<>≤≥]", header)
    if other or VERSUS.search(text):
        return {}
    ages = list(_RANGE.finditer(text)) if len(text) <= _LONGEST else []
    if len(ages) > 1 or len(text) > _LONGEST:
        return {}
    said: dict[str, str] = {}
    whole = re.search(forms()["not-a-range"], f"{header} {text}", re.IGNORECASE) is None
    if ages and whole:
        first = ages[0]
        said |= {"minAge": number(first[2]), "maxAge": number(first[3]), "agePrinted": first[0].strip()}
        if first[1] in ("<", ">"):
            said["minAgeRelation"] = _SIGNS[first[1]]
    before = text[: ages[0].start()] if ages else text
    named = re.search(r"\bmedian\b", f"{header} {text}", re.IGNORECASE)
    if named and (
        middle := re.match(rf"\s*(?:median\s?[:=]?\s*)?({_NUMBER})(?![\d.+–-]|\s?\+)", before, re.IGNORECASE)
    ):
        said["medianAge"] = number(middle[1])
    printed = [float(said[key]) for key in ("minAge", "maxAge", "medianAge") if key in said]
    return said if all(age <= _OLDEST for age in printed) else {}


def results(text: str, outcome: str, about: Mapping[str, Any], reached: bool) -> list[dict[str, Any]]:
    """What a cell prints for an outcome, or that there is nothing; empty where it cannot be told.

    Several where it gives rates at several times.  ``about`` is the column; ``reached`` says that the table has a note
    on what was not reached.
    """
    status = _status(text, reached)
    found = [status] if status else [{"reportingStatus": "reported"} | read for read in _read(text, about)]
    told = []
    for read in found:
        statistic = read.get("statistic") or about.get("statistic", "")
        if not statistic and (read.get("unit") == "%" or "denominator" in read):
            statistic = "proportion"
        if not statistic and about.get("unit", read.get("unit")) in _TIMES:
            statistic = "duration"  # whether mean or median is not said
        if statistic:
            each = {"outcome": outcome, "statistic": statistic, **read}
            if statistic in ("proportion", "landmark") and read["reportingStatus"] == "reported":
                each["denominatorBasis"] = "unstated"
            told.append(each)
    return told


def _status(text: str, reached: bool) -> dict[str, str]:
    if text in forms()["not-reached"] or (text in ("NR", "nr") and reached):
        return {"reportingStatus": "not-reached"}
    given = (kind for kind in ("not-reported", "not-available") if text in forms()[kind])
    return next(({"reportingStatus": kind} for kind in given), {})


def _read(text: str, about: Mapping[str, Any]) -> list[dict[str, str]]:
    """The numbers of a cell; none where some of what it prints is left over, which may be of another arm."""
    if VERSUS.search(text) or len(text) > _LONGEST or _LONG_DIGITS.search(text):
        return []
    if times := list(_AT.finditer(text)):
        return [_landmark(at) for at in times] if re.fullmatch(r"[\W_]*(?:and[\W_]*)*", _AT.sub("", text)) else []
    forms_ = (_share, _count, _value)
    return next(([said] for form in forms_ if (said := form(text, about))), [])


def _landmark(at: re.Match[str]) -> dict[str, str]:
    """``2-year: 45%``."""
    period = _PERIODS[at[2][0]].format(at[1])
    return {"statistic": "landmark", "value": number(at[3]), "unit": "%", "timePoint": period}


def _share(text: str, about: Mapping[str, Any]) -> dict[str, str]:
    """A count with its percentage: ``9/12 (75%)``."""
    counted = about.get("statistic") == "proportion" or about.get("unit") == "%"
    share = _SHARE.match(text) if counted else None
    if share is None or not _is_share(share, about["header"]) or not _is_rest(text[share.end() :]):
        return {}
    said = {"numerator": number(share[1]), "value": number(share[3]), "unit": "%"}
    if float(said["value"]) > _ALL:
        return {}
    return said | ({"denominator": number(share[2])} if share[2] else {})


def _count(text: str, _: Mapping[str, Any]) -> dict[str, str]:
    """``9/12``; nothing is read of 12/9, which are the values of two arms."""
    count = _COUNT.match(text)
    if count is None or not _is_rest(text[count.end() :]) or not 0 < int(count[2]) >= int(count[1]):
        return {}
    return {"numerator": count[1], "denominator": count[2]}


def _value(text: str, about: Mapping[str, Any]) -> dict[str, str]:
    """A value with its unit and interval, or a range."""
    said: dict[str, str] = {}
    if named := _NAMED.match(text):
        said["statistic"], text = named[1].lower(), text[named.end() :]
    if "%" not in text and _COUNTED.search(about["header"]):
        return {}  # the count, or the percentage
    unit = {"unit": about["unit"]} if "unit" in about else {}
    if (span := _RANGE.match(text)) and _is_rest(text[span.end() :]):
        return {**said, "comparison": "range", "low": number(span[2]), "high": number(span[3]), **unit}
    value = _VALUE.match(text)
    if value is None:
        return {}
    rest = _SPREAD.sub("", text[value.end() :], count=1)
    low, high, rest = _interval(rest, about["header"])
    share = value[3] == "%" or (not value[3] and unit.get("unit") == "%")
    if not _is_rest(rest) or (share and float(number(value[2])) > _ALL):
        return {}
    said |= {"value": number(value[2])} | unit
    if value[3]:
        said["unit"] = _UNITS[value[3][0]]
    if value[1]:
        said["comparison"] = _SIGNS[value[1]]
    said |= {key: bound for key, bound in (("ciLow", low), ("ciHigh", high)) if bound}
    return said


def _interval(text: str, header: str) -> tuple[str, str, str]:
    """The bounds of an interval behind a value, as the cell or its heading says that it is one; and what is left."""
    if given := intervals(text):
        return given[0].low, given[0].high, text[: given[0].start] + text[given[0].end :]
    bounds = _BOUNDS.search(text) if re.search(forms()["interval"], header, re.IGNORECASE) else None
    if bounds is None:
        return "", "", text
    return number(bounds[1]), number(bounds[2]), text[: bounds.start()] + text[bounds.end() :]


def _is_rest(text: str) -> bool:
    """Whether what a cell prints behind its number changes nothing: a remark in brackets, or marks."""
    bare = _IN_BRACKETS.sub("", text, count=1)
    return "+" not in bare and not any(map(str.isalnum, bare))


def _is_share(share: re.Match[str], header: str) -> bool:
    """Whether a cell prints a count and its percentage, not a percentage and its interval."""
    whole = re.fullmatch(r"\d+", share[1]) is not None
    return whole and (bool(re.search(r"\bn\b|no\.|%\s*\)", header, re.IGNORECASE)) or "%" in share[0])
