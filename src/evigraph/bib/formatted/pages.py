"""Page ranges, full or shortened as a style asks."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(?P<before>[A-Za-z]*)(?P<first>\d+)\s*[-–—]\s*(?P<again>[A-Za-z]*)(?P<last>\d+)", re.ASCII)
_DASH = re.compile(r"(?<=\w)\s*[-–—]\s*(?=\w)")


def page_range(pages: str, form: str | None, delimiter: str) -> str:
    """Each range of ``pages`` in a CSL ``page-range-format``, its dash the style's.

    >>> page_range("4134-40, S25-S26", "expanded", "-")
    '4134-4140, S25-S26'
    """
    return ", ".join(_one(part.strip(), form, delimiter) for part in pages.split(","))


def _one(part: str, form: str | None, delimiter: str) -> str:
    found = _RANGE.fullmatch(part)
    if not found or found["again"] not in ("", found["before"]):
        return _DASH.sub(delimiter, part)
    before, first, again, last = found["before"], found["first"], found["again"], found["last"]
    if form is None:
        return f"{before}{first}{delimiter}{again}{last}"
    full = first[: len(first) - len(last)] + last
    if int(full) < int(first) or len(full) > len(first):
        return f"{before}{first}{delimiter}{before}{last}"
    if form == "expanded":
        return f"{before}{first}{delimiter}{before}{full}"
    return f"{before}{first}{delimiter}{_shortened(first, full, form)}"


def _shortened(first: str, last: str, form: str) -> str:
    """The last page without the digits it shares with the first, as far as the form allows."""
    least = 1
    if form.startswith("chicago"):
        if len(first) < 3 or int(first) % 100 == 0:
            return last
        least = 1 if 0 < int(first) % 100 < 10 else 2
        if form == "chicago-15" and len(first) == 4 and first[:2] != last[:2] and first[0] == last[0]:
            return last
    elif form == "minimal-two":
        least = 2
    common = next((index for index, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))
    return last[min(common, max(len(last) - least, 0)) :]
