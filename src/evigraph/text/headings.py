"""Which lines of a text are headings, and of which level."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evigraph.text.lines import Line
from evigraph.text.rows import row_at
from evigraph.text.words import form, kind_of_heading

HASHES = re.compile(r"^(#{1,6})\s+(.*?)(?:\s+#+)?$")
UNDERLINE = re.compile(r"^(=|-){3,}$")
BULLET = re.compile(r"^(?:[-*•‣▪–]|\(?\d{1,2}[.)]|\([a-z]\))\s+(?=\S)")
_BOLD = re.compile(r"^(?:\*\*[^*]{2,120}\*\*|__[^_]{2,120}__)$")
_NUMBERED = re.compile(r"^((?:\d{1,2}\.){0,3}\d{1,2})\.?\s+(?=[^\W\d_a-z])")
_LONGEST_HEADING = 120
_MOST_WORDS = 16
_PROSE = 60


def heading_level(lines: Sequence[Line], at: int, marked: bool) -> int:
    """The level of the heading that a line is, 0 for none; ``marked`` says that the text marks its headings."""
    bare = lines[at].bare
    below = lines[at + 1].bare if at + 1 < len(lines) else ""
    if found := HASHES.match(bare):
        return len(found[1])
    if bare and (under := UNDERLINE.match(below)) and len(bare) <= _LONGEST_HEADING and "|" not in bare:
        return 1 if under[1] == "=" else 2
    if kind_of_heading(bare):
        return 1
    alone = (at == 0 or not lines[at - 1].bare) and not below
    alone = alone or bool(_BOLD.match(bare)) or (bare.isupper() and len(bare) > 3)
    if marked or not alone or not _may_be_heading(bare):
        return 0
    if numbered := _NUMBERED.match(bare):
        return numbered[1].rstrip(".").count(".") + 1
    return 1 if _leads(lines, at + 1) else 0


def is_marked(lines: Sequence[Line]) -> bool:
    """Whether a text marks its headings as Markdown does."""
    return sum(1 for line in lines if not line.code and HASHES.match(line.bare)) > 1


def _may_be_heading(bare: str) -> bool:
    if not bare or len(bare) > _LONGEST_HEADING or len(bare.split()) > _MOST_WORDS or "\t" in bare or "|" in bare:
        return False
    stripped = _NUMBERED.sub("", bare.strip("*_"))
    return (
        not stripped[:1].islower()
        and stripped[-1:] not in ".,;:!"
        and sum(map(str.isalpha, stripped)) > 0.5 * len(stripped)
        and not form("table-caption").match(bare)
        and not form("figure-caption").match(bare)
        and not BULLET.match(bare)
    )


def _leads(lines: Sequence[Line], at: int, deep: int = 2) -> bool:
    """Whether prose follows, at once or behind another heading."""
    while at < len(lines) and not lines[at].bare:
        at += 1
    if at >= len(lines) or not deep:
        return False
    bare = lines[at].bare
    following = lines[at + 1].bare if at + 1 < len(lines) else ""
    if len(bare) >= _PROSE or (following and not row_at(lines, at)) or bare[-1:] in ".!?":
        return True
    return _may_be_heading(bare) and _leads(lines, at + 1, deep - 1)
