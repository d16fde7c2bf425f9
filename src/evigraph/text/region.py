"""Where the list of references stands in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from evigraph.text.headings import UNDERLINE
from evigraph.text.lines import Line
from evigraph.text.listing import label_of
from evigraph.text.rows import row_at
from evigraph.text.words import form, kind_of_heading

_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_FEWEST = 3
_MOST_HEADINGS = 20
_MOST_REMARKS = 3
_PROSE = 200


class Region(NamedTuple):
    """The list: the line of its heading (-1 for none), its first line, and the line behind it."""

    heading: int
    first: int
    end: int


def find_list(lines: Sequence[Line]) -> Region | None:
    """The list of references; None where there is none.

    Of several headings that may begin it, the one with the most behind it that looks like references counts.
    """
    found: list[tuple[int, int, Region | None]] = []
    headings = [at for at, line in enumerate(lines) if _is_heading(lines, at) and _names_list(line)]
    for at in headings[-_MOST_HEADINGS:]:
        first = at + 2 if at + 1 < len(lines) and UNDERLINE.match(lines[at + 1].bare) else at + 1
        region = Region(at, first, _end(lines, first))
        said = [line for line in lines[first : region.end] if line.bare]
        if said:
            found.append((sum(1 for line in said if _looks(line)), at, region))
    score, _, headed = max(found, default=(0, 0, None))
    count, bare = _unheaded(lines)
    if headed is None or bare is None:
        return headed or bare
    if headed.first <= bare.first < headed.end:
        before = sum(1 for line in lines[headed.first : bare.first] if line.bare)
        return headed if before <= _MOST_REMARKS else bare
    return headed if score >= count else bare


def _is_heading(lines: Sequence[Line], at: int) -> bool:
    """Whether a line of this name stands by itself, and is no field of a form."""
    above = lines[at - 1].bare if at else ""
    bare = lines[at].bare
    return not above or bare[:1] in "#*" or bare[:1].isupper()


def _names_list(line: Line) -> bool:
    return kind_of_heading(line.bare) == "reference"


def _looks(line: Line) -> bool:
    return bool(label_of(line.text)[0]) or _YEAR.search(line.bare) is not None


def _end(lines: Sequence[Line], first: int) -> int:
    """The line behind a list that begins at a line: another heading, a caption, or the end."""
    for at in range(first, len(lines)):
        bare = lines[at].bare
        if not bare:
            continue
        blank = at == 0 or not lines[at - 1].bare
        if bare.startswith("#") and re.match(r"#{1,6}\s", bare):
            return at
        if _names_list(lines[at]):
            return at
        if bare[-1:] != "." and bare[:1].isupper() and kind_of_heading(bare) in ("back", "float", "body", "abstract"):
            return at
        if blank and (form("figure-caption").match(bare) or form("table-caption").match(bare)) and len(bare) > 8:
            caption = form("figure-caption").match(bare) or form("table-caption").match(bare)
            if caption and caption["mark"]:
                return at
        if blank and row_at(lines, at) and not label_of(lines[at].text)[0]:
            return at
    return len(lines)


def _unheaded(lines: Sequence[Line]) -> tuple[int, Region | None]:
    """A list without a heading: numbers from 1 on, most of their lines with a year, up to the end; how many."""
    starts = [at for at, line in enumerate(lines) if label_of(line.text)[0] == "1"]
    for at in reversed(starts[-_MOST_HEADINGS:]):
        form_ = label_of(lines[at].text)[1]
        if at and form_ == "spaced" and len(lines[at - 1].bare) > _PROSE:
            continue
        expected, dated = 1, 0
        for line in lines[at:]:
            own, own_form, _ = label_of(line.text)
            if own == str(expected) and own_form == form_:
                expected += 1
                dated += _YEAR.search(line.bare) is not None
        if expected > _FEWEST and dated >= 0.6 * (expected - 1):
            return expected - 1, Region(-1, at, _end(lines, at))
    return 0, None
