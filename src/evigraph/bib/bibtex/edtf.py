"""Dates as biblatex writes them (EDTF) and as CSL holds them: parts that are known, none invented."""

from __future__ import annotations

import re

from evigraph.bib.tables import Csl

_POINT = re.compile(r"(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T[\d:.Z+-]*)?([~?%]?)", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = range(21, 25)
"""EDTF counts spring to winter from 21, CSL from 1; a range of seasons keeps them in the place of months."""


def read_date(text: str) -> Csl:
    """The CSL date that a text like "2014-09", "2000/2005", "1990~" or "2014-21" stands for; empty if for none."""
    points = [_POINT.fullmatch(part.strip()) for part in text.split("/")]
    found = [point for point in points if point]
    if len(points) > 2 or len(found) < len(points):
        return {}
    parts = [_parts(point) for point in found]
    if not all(parts):
        return {}
    date: Csl = {"date-parts": parts}
    if len(parts) == 1 and parts[0][1:2] and parts[0][1] in _SEASONS:
        date = {"date-parts": [parts[0][:1]], "season": parts[0][1] - 20}
    if any(point[4] for point in found):
        date["circa"] = True
    return date


def _parts(point: re.Match[str]) -> list[int]:
    """Year, month and day; empty where there is no such day."""
    parts = [int(part) for part in point.groups()[:3] if part]
    month = parts[1] if len(parts) > 1 else 1
    season = month in _SEASONS and len(parts) == 2
    return parts if (1 <= month <= 12 or season) and (len(parts) < 3 or 1 <= parts[2] <= 31) else []


def write_date(date: Csl) -> str:
    """The date as biblatex writes it; empty for one that has no parts."""
    ends = date.get("date-parts") or []
    if not ends or not all(
        isinstance(part, int | str) and re.fullmatch(r"-?\d+", str(part)) for end in ends for part in end
    ):
        return ""
    written = []
    for end in ends[:2]:
        numbers = [int(part) for part in end]
        if not numbers:
            return ""
        year = f"-{-numbers[0]:04}" if numbers[0] < 0 else f"{numbers[0]:04}"
        written.append("-".join([year, *(f"{number:02}" for number in numbers[1:3])]))
    season = str(date.get("season", ""))
    if len(written) == 1 and len(ends[0]) == 1 and season in {"1", "2", "3", "4"}:
        written[0] += f"-2{season}"
    text = "/".join(written) + ("~" if date.get("circa") else "")
    return text if read_date(text) else ""


def month_number(month: str) -> int:
    """1 to 12 for "sep", "September" or "9"; 0 for what is no month."""
    name = month.lower().rstrip(".")
    if len(name) >= 3 and name[:3] in _MONTHS and name.isalpha():
        return _MONTHS.index(name[:3]) + 1
    return int(month) if re.fullmatch(r"0?[1-9]|1[0-2]", month) else 0
