"""Dates as programs write them, and as CSL has them; never padded with invented parts."""

from __future__ import annotations

import re
from typing import Any

from evigraph.bib.bibtex import edtf
from evigraph.bib.bibtex.latex import one_line

Date = dict[str, Any]
"""A CSL date in its normal form: ``date-parts`` of integers (one or two), ``season``, ``circa``, or ``literal``."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""The months as MEDLINE writes them."""

_SEASONS = {"spring": 1, "summer": 2, "fall": 3, "autumn": 3, "winter": 4}
_NUMERIC = re.compile(r"([1-9]\d{3})(?:[-/.](\d{1,2})?(?:[-/.](\d{1,2})?(?:[/T ].*)?)?)?", re.ASCII)
_COMPACT = re.compile(r"([1-9]\d{3})(\d{2})(\d{2})", re.ASCII)
_RANGE = re.compile(r"([1-9]\d{3}(?:-\d{2}){0,2})/([1-9]\d{3}(?:-\d{2}){0,2})", re.ASCII)
_WORDS = re.compile(r"[A-Za-z]+|\d+", re.ASCII)
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)


def read_date(text: str) -> Date | None:
    """The date that a text says as a whole: "2014/09//", "2014 Sep 19", "September 19, 2014", "20140919".

    None where it says no year, or more than a date ("2014 Sep-Oct").
    """
    text = text.strip()
    if found := _RANGE.fullmatch(text):
        both = [[int(part) for part in end.split("-")] for end in found.groups()]
        return {"date-parts": both} if all(map(_is_date, both)) else None
    if found := _COMPACT.fullmatch(text) or _NUMERIC.fullmatch(text):
        parts = [int(part) for part in found.groups() if part]
        return {"date-parts": [parts]} if _is_date(parts) else None
    return _in_words(text)


def _in_words(text: str) -> Date | None:
    """A date with the name of a month or season in it."""
    words = _WORDS.findall(text)
    if not words or len(words) > 3 or "".join(words) != re.sub(r"[\s,.]+", "", text):
        return None
    years = [word for word in words if _YEAR.fullmatch(word)]
    names = [word.lower() for word in words if word.isalpha()]
    days = [int(word) for word in words if word.isdecimal() and len(word) <= 2]
    if len(years) != 1 or len(names) != 1 or len(years) + len(names) + len(days) != len(words):
        return None
    if names[0] in _SEASONS and not days:
        return {"date-parts": [[int(years[0])]], "season": _SEASONS[names[0]]}
    parts = [int(years[0]), month_number(names[0]), *days]
    return {"date-parts": [parts]} if _is_date(parts) else None


def month_number(name: str) -> int:
    """1 to 12 for "sep", "Sept" or "September"; 0 for what is no month."""
    short = name[:3].capitalize()
    return MONTHS.index(short) + 1 if short in MONTHS and len(name) <= 9 else 0


def _is_date(parts: list[int]) -> bool:
    ranges = ((1000, 9999), (1, 12), (1, 31))
    return 0 < len(parts) <= 3 and all(low <= part <= high for part, (low, high) in zip(parts, ranges, strict=False))


def issued_date(year: str, date: str) -> tuple[Date, str]:
    """The date of publication from a year and a fuller date, and what of ``date`` it does not say.

    The fuller one may leave out the year ("Sep 19"); where both speak of a year and differ, the year stands.
    """
    full = read_date(date) or (read_date(f"{year} {date}") if date and _YEAR.fullmatch(year) else None)
    own = read_date(year)
    if own is None and (lead := re.match(r"([1-9]\d{3})\D", f"{year or date} ", re.ASCII)):
        # "2014 Sep-Oct" and "2014b" say a year and something more.
        own = {"date-parts": [[int(lead[1])]]}
        if year and full is None:
            return own, "; ".join(filter(None, (year, date)))
    if full and (own is None or full["date-parts"][0][0] == own["date-parts"][0][0]):
        longer = own is None or len(own["date-parts"][0]) <= len(full["date-parts"][0])
        return (full, "") if (longer and own is not None) or own is None else (own, "")
    if own is not None:
        return own, date
    if year:
        return {"literal": year}, date
    return ({"literal": date}, "") if date else ({}, "")


def normal_date(value: object) -> Date:
    """A date in any of the shapes found in CSL-JSON, in the normal form; {} where it says nothing."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        text = one_line(str(value))
        return read_date(text) or ({"literal": text} if text else {})
    if isinstance(value, list):
        value = {"date-parts": value if value and isinstance(value[0], list) else [value]}
    if not isinstance(value, dict):
        return {}
    date: Date = {}
    if parts := _parts(value.get("date-parts")):
        date["date-parts"] = parts
        if len(parts) == 1 and len(parts[0]) > 1 and parts[0][1] > 12:  # 13 to 16 and 21 to 24 stand for seasons
            date = {"date-parts": [parts[0][:1]], "season": (parts[0][1] - 1) % 4 + 1}
        elif len(parts) == 2:
            date["date-parts"] = [[end[0], (end[1] - 1) % 4 + 21] if _is_season(end) else end for end in parts]
    else:
        for shape in ("raw", "literal", "edtf"):
            if text := one_line(str(value.get(shape) or "")):
                date = (edtf.read_date(text) if shape == "edtf" else None) or date
                date = date or (read_date(text) if shape != "literal" else None) or {"literal": text}
                break
    if not date and value.get("year"):
        date = normal_date([value.get(part) for part in ("year", "month", "day") if value.get(part)])
    season = one_line(str(value.get("season") or ""))
    if date and season:
        date["season"] = int(season) if season.isdecimal() and len(season) < 3 else _SEASONS.get(season.lower(), season)
    if date and value.get("circa") not in (None, False, 0, "", "false", "0"):
        date["circa"] = True
    return date


def _is_season(end: list[int]) -> bool:
    return len(end) == 2 and (13 <= end[1] <= 16 or 21 <= end[1] <= 24)


def _parts(value: object) -> list[list[int]]:
    """One or two lists of integers; nothing where a part is no number."""
    ends = []
    if isinstance(value, list) and not any(isinstance(end, list) for end in value):
        value = [value]
    for end in value if isinstance(value, list) else []:
        parts: list[int] = []
        for part in end if isinstance(end, list) else [end]:
            text = str(part).strip() if isinstance(part, int | float | str) else ""
            text = text.removesuffix(".0")
            if not re.fullmatch(r"-?\d{1,5}", text, re.ASCII) or (parts and int(text) == 0):
                break
            parts.append(int(text))
        if parts:
            ends.append(parts[:3])
    return ends[:2]


def written_date(date: Date) -> tuple[str, list[str]] | None:
    """Year and parts of a plain date ("2014", ["2014", "09"]); None where a line of text cannot say it."""
    ends = date.get("date-parts")
    if not ends or len(ends) != 1 or set(date) != {"date-parts"} or not _is_date(ends[0]):
        return None
    return str(ends[0][0]), [f"{part:02}" for part in ends[0]]
