"""What a cell of a table of studies prints: how many, how old, which value, or that there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evigraph.ingest.quantities import number

VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
"""What parts the arms of a comparison."""
_NUMBER = r"(?:\d+(?:,\d{3})*(?:[.·]\d+)?)"
_RANGE = re.compile(rf"([<>≤≥]?)\s?({_NUMBER})\s*(?:[-‐‑–—−]|to)\s*({_NUMBER})")
_VALUE = re.compile(
    rf"([<>≤≥~∼≈]?)\s?({_NUMBER})(?!\.?\d|[-‐‑][A-Za-z])\s?(%|mo\b|months?\b|y\b|years?\b|d\b|days?\b)?"
)
_INTERVAL = re.compile(rf"({_NUMBER})\s?%?\s*(?:[-‐‑–—−;,]|to)\s*({_NUMBER})")
_SHARE = re.compile(rf"({_NUMBER})\s?(?:/\s?({_NUMBER})\s?)?[(\[]\s?({_NUMBER})\s?%?\s?[)\]]")
_COUNT = re.compile(r"(\d+)\s?/\s?(\d+)(?![.·]?\d)")
_NAMED = re.compile(r"(median|mean)\s?[=:,]?\s+(?=[<>≤≥~∼≈]?\s?\d)", re.IGNORECASE)
_AT = re.compile(rf"({_NUMBER})[- ]?(y|yr|years?|mo|months?|d|days?)\s?[=:]\s?({_NUMBER})\s?%")
_ANOTHER = re.compile(r"\s?%?\s?(?:[(\[][^()\[\]]*[)\]]\s?)?[/;|]\s?[<>≤≥~∼≈]?\s?\d")
"""Behind a value: one of something else, and nothing says of what."""
_SIGNS = {"<": "less-than", ">": "more-than", "≤": "at-most", "≥": "at-least", "~": "approximately"}
_SIGNS |= {"∼": "approximately", "≈": "approximately"}
_LEVEL = re.compile(r"\b9\d\s?%\s?(?=CI|confidence)")
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_FEW_WORDS = 5
_OLDEST = 120
_PERIODS = {"y": "P{}Y", "m": "P{}M", "d": "P{}D"}
_TIMES = ("h", "d", "wk", "mo", "a")
_UNITS = {"%": "%", "m": "mo", "y": "a", "d": "d"}


@cache
def forms() -> dict[str, Any]:
    """The forms of headings and cells, by name."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "studies.json").read_text("utf-8"))
    return found


def size(text: str) -> dict[str, str]:
    """How many patients: ``108 (children)``; empty where a cell prints anything else."""
    count = re.fullmatch(r"(?:n\s?=\s?)?(\d[\d,]*)(?:\s?\([^\d()]*\))?", text)
    return {"n": number(count[1])} if count else {}


def age(text: str) -> dict[str, str]:
    """Median and range of ages: ``47 (20-77)``; empty where a cell gives those of several arms."""
    if VERSUS.search(text):
        return {}
    said: dict[str, str] = {}
    ages = _RANGE.search(text)
    if ages:
        said |= {"minAge": number(ages[2]), "maxAge": number(ages[3]), "agePrinted": ages[0].strip()}
        if ages[1] in ("<", ">"):
            said["minAgeRelation"] = _SIGNS[ages[1]]
    before = text[: ages.start()] if ages else text
    if middle := re.match(rf"\s*({_NUMBER})\b", before):
        said["medianAge"] = number(middle[1])
    printed = [float(said[key]) for key in ("minAge", "maxAge", "medianAge") if key in said]
    return said if all(age <= _OLDEST for age in printed) else {}


def result(text: str, outcome: str, about: Mapping[str, Any], reached: bool) -> dict[str, Any]:
    """The result that a cell prints for an outcome, or that there is none; empty where it cannot be told.

    ``about`` is the column; ``reached`` says that the table has a note on what was not reached.
    """
    read = _status(text, reached) or _read(text, about)
    statistic = read.get("statistic") or about.get("statistic", "")
    if not statistic and (read.get("unit") == "%" or "denominator" in read):
        statistic = "proportion"
    if not statistic and about.get("unit", read.get("unit")) in _TIMES:
        statistic = "duration"  # whether mean or median is not said
    if not read or not statistic:
        return {}
    told = {"outcome": outcome, "statistic": statistic, **read}
    if statistic in ("proportion", "landmark") and read["reportingStatus"] == "reported":
        told["denominatorBasis"] = "unstated"
    return told


def _status(text: str, reached: bool) -> dict[str, str]:
    if text in forms()["not-reported"]:
        if text in ("NR", "nr") and reached:
            return {"reportingStatus": "reported", "note": "The table says that it was not reached."}
        return {"reportingStatus": "not-reported"}
    return {"reportingStatus": "not-available"} if text in forms()["not-available"] else {}


def _read(text: str, about: Mapping[str, Any]) -> dict[str, str]:
    """The numbers of a cell; none where it prints those of several arms."""
    if VERSUS.search(text):
        return {}
    found = next((said for form in (_landmark, _share, _count, _value) if (said := form(text, about)) is not None), {})
    return {"reportingStatus": "reported"} | found if found else {}


def _landmark(text: str, _: Mapping[str, Any]) -> dict[str, str] | None:
    """``2-year: 45%``."""
    if not (at := _AT.search(text)):
        return None
    period = _PERIODS[at[2][0]].format(at[1])
    return {"statistic": "landmark", "value": number(at[3]), "unit": "%", "timePoint": period}


def _share(text: str, about: Mapping[str, Any]) -> dict[str, str] | None:
    """A count with its percentage: ``9/12 (75%)``."""
    counted = about.get("statistic") == "proportion" or about.get("unit") == "%"
    share = _SHARE.match(text) if counted else None
    if share is None or not _is_share(share, about["header"]):
        return None
    if _ANOTHER.match(text, share.end()):
        return {}
    said = {"numerator": number(share[1]), "value": number(share[3]), "unit": "%"}
    return said | ({"denominator": number(share[2])} if share[2] else {})


def _count(text: str, _: Mapping[str, Any]) -> dict[str, str] | None:
    """``9/12``; nothing is read of 12/9, which are the values of two arms."""
    if not (count := _COUNT.match(text)):
        return None
    return {"numerator": count[1], "denominator": count[2]} if 0 < int(count[2]) >= int(count[1]) else {}


def _value(text: str, about: Mapping[str, Any]) -> dict[str, str] | None:
    """A value with its unit and interval, or a range."""
    said: dict[str, str] = {}
    if named := _NAMED.match(text):
        said["statistic"], text = named[1].lower(), text[named.end() :]
    value = _VALUE.match(text)
    if value is None or _ANOTHER.match(text, value.end()) or _is_prose(text[value.end() :]):
        return None
    unit = {"unit": about["unit"]} if "unit" in about else {}
    if span := _RANGE.match(text):
        return {**said, "comparison": "range", "low": number(span[2]), "high": number(span[3]), **unit}
    said |= {"value": number(value[2])} | unit
    if value[3]:
        said["unit"] = _UNITS[value[3][0]]
    if value[1]:
        said["comparison"] = _SIGNS[value[1]]
    if (interval := _INTERVAL.search(_LEVEL.sub("", text), value.end())) and _ci(text, about):
        said |= {"ciLow": number(interval[1]), "ciHigh": number(interval[2])}
    return said


def _is_share(share: re.Match[str], header: str) -> bool:
    """Whether a cell prints a count and its percentage, not a percentage and its interval."""
    whole = re.fullmatch(r"\d+", share[1]) is not None
    return whole and (bool(re.search(r"\bn\b|no\.|%\s*\)", header, re.IGNORECASE)) or "%" in share[0])


def _is_prose(text: str) -> bool:
    """Whether a cell tells in a sentence what its number is about, which may be a part of the patients."""
    return len(_IN_BRACKETS.sub("", text).split()) > _FEW_WORDS


def _ci(text: str, about: Mapping[str, Any]) -> bool:
    return bool(re.search(r"\bCI\b|confidence", f"{about['header']} {text}"))
