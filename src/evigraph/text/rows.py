"""The rows of tables in a text: cells parted by tabs, by bars, or by wide gaps under one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evigraph.text.lines import Line

_BARS = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$|^\s*\+(?:[-=:]+\+)+\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r"\s{2,}")
_CELL = re.compile(r"\S+(?:\s\S+)*")
_RULES = re.compile(r"^[\s=_─—-]{5,}$")
_NUMBER = re.compile(r"\d")
_LETTERED = re.compile(r"[\d%)]\s?([a-f])$")
_FEWEST = 2


@dataclass(frozen=True)
class Piece:
    """A cell as it stands in its line, with its column in the file."""

    text: str
    column: int


@dataclass
class Drawn:
    """Rows of cells with their lines; how many are headings; lines of rules; lines whose cells are unsure."""

    rows: list[tuple[Line, list[Piece]]] = field(default_factory=list)
    heads: int = 0
    layout: set[int] = field(default_factory=set)
    unsure: list[int] = field(default_factory=list)

    @property
    def letters(self) -> frozenset[str]:
        """The letters that stand behind numbers at the end of cells, as marks of notes do."""
        found = (_LETTERED.search(cell.text) for _, cells in self.rows for cell in cells)
        return frozenset(match[1] for match in found if match)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((len(cells) for _, cells in self.rows), default=0)


def row_at(lines: Sequence[Line], at: int, captioned: bool = False) -> bool:
    """Whether rows begin at a line; wide gaps part cells only under a caption."""
    text = lines[at].text
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    if "\t" in text.strip():
        return captioned or "\t" in below
    if "|" in text and (_BARS.match(below) and "-" in below and ("|" in below or "+" in below)):
        return True
    if text.lstrip().startswith("+") and _BARS.match(text) and below.lstrip().startswith("|"):
        return True
    return captioned and _aligned(lines, at)


def draw(lines: Sequence[Line], at: int, captioned: bool) -> tuple[Drawn, int]:
    """The rows from a line on, and the line behind them; none where no rows begin there."""
    if at >= len(lines) or not row_at(lines, at, captioned):
        return Drawn(), at
    if "\t" in lines[at].text.strip():
        return _tabbed(lines, at)
    if "|" in lines[at].text or lines[at].text.lstrip().startswith("+"):
        return _barred(lines, at)
    return _in_columns(lines, at)


def _tabbed(lines: Sequence[Line], at: int) -> tuple[Drawn, int]:
    drawn = Drawn()
    while at < len(lines):
        line = lines[at]
        if "\t" in line.text:
            drawn.rows.append((line, _split(line.text, re.compile("\t"))))
        elif not line.bare:
            if not _goes_on(lines, at, drawn.width):
                break
        elif len(line.bare) <= 80 and at + 1 < len(lines) and "\t" in lines[at + 1].text.strip():
            drawn.rows.append((line, [Piece(line.bare, line.indent + 1)]))  # a heading over the rows below
        else:
            break
        at += 1
    drawn.heads = _heads(drawn)
    return drawn, at


def _goes_on(lines: Sequence[Line], at: int, width: int) -> bool:
    """Whether the rows go on behind a blank line."""
    return at + 1 < len(lines) and lines[at + 1].text.strip().count("\t") + 1 == width


def _barred(lines: Sequence[Line], at: int) -> tuple[Drawn, int]:
    drawn = Drawn()
    rules = 0
    spans = lines[at].text.lstrip().startswith("+")  # a table drawn with rules may have cells over several columns
    while at < len(lines) and lines[at].bare and ("|" in lines[at].text or _BARS.match(lines[at].text)):
        line = lines[at]
        if _BARS.match(line.text):
            drawn.layout.add(line.number)
            rules += 1
            if drawn.rows and not drawn.heads:
                drawn.heads = len(drawn.rows)
        else:
            text = line.text
            start = text.find("|") + 1 if text.lstrip().startswith("|") else 0
            end = text.rstrip().rfind("|") if text.rstrip().endswith("|") and not text.endswith("\\|") else len(text)
            inside = " " * start + text[start : max(end, start)]
            drawn.rows.append((line, _split(inside, _BAR)))
        at += 1
    if drawn.heads == len(drawn.rows):
        drawn.heads = min(1, len(drawn.rows) - 1)
    if drawn.rows and not spans:
        drawn.unsure += _uneven(drawn.rows)
    return drawn, at


def _uneven(rows: Sequence[tuple[Line, list[Piece]]]) -> list[int]:
    """The lines of rows with fewer or more cells than the first; one cell alone stands over all columns."""
    width = len(rows[0][1])
    return [line.number for line, cells in rows if len(cells) != width and (len(cells) > 1 or width == _FEWEST)]


def _split(text: str, between: re.Pattern[str]) -> list[Piece]:
    cells, start = [], 0
    for mark in (*between.finditer(text), None):
        end = mark.start() if mark else len(text)
        inside = text[start:end]
        lead = len(inside) - len(inside.lstrip())
        cells.append(Piece(inside.strip().replace("\\|", "|"), start + lead + 1))
        start = mark.end() if mark else end
    return cells


def _aligned(lines: Sequence[Line], at: int) -> bool:
    """Whether lines stand in columns: two at least with as many gaps."""
    counts: list[int] = []
    while at < len(lines) and lines[at].bare and len(counts) < 4:
        if not _RULES.match(lines[at].text):
            counts.append(len(_CELL.findall(lines[at].text)))
        at += 1
    return len(counts) >= _FEWEST and min(counts[:2]) >= _FEWEST and abs(counts[0] - counts[1]) <= 1


def _in_columns(lines: Sequence[Line], at: int) -> tuple[Drawn, int]:
    """Rows whose cells stand under one another."""
    drawn = Drawn()
    block: list[Line] = []
    while at < len(lines) and lines[at].bare:
        if _RULES.match(lines[at].text):
            drawn.layout.add(lines[at].number)
        elif block and not _GAP.search(lines[at].text.strip()) and len(lines[at].bare) > 60:
            break
        else:
            block.append(lines[at])
        at += 1
    parted = [(line, [Piece(cell.group(), cell.start() + 1) for cell in _CELL.finditer(line.text)]) for line in block]
    width = max(len(cells) for _, cells in parted)
    model = next(cells for _, cells in parted if len(cells) == width)
    for line, cells in parted:
        if len(cells) == width or len(cells) == 1:
            drawn.rows.append((line, cells))
            continue
        placed = [Piece("", 1)] * width
        for cell in cells:
            middle = cell.column + len(cell.text) / 2
            near = min(range(width), key=lambda n: abs(model[n].column + len(model[n].text) / 2 - middle))
            if placed[near].text:
                drawn.unsure.append(line.number)
                near = next((n for n in range(width) if not placed[n].text), near)
            placed[near] = cell if not placed[near].text else Piece(f"{placed[near].text} {cell.text}", cell.column)
        drawn.rows.append((line, placed))
    drawn.heads = _heads(drawn)
    return drawn, at


def _heads(drawn: Drawn) -> int:
    """How many rows are headings: the first, and a second one without a name and without numbers."""
    if len(drawn.rows) < _FEWEST:
        return 0
    _, second = drawn.rows[1]
    bare = len(second) > 1 and not second[0].text and not any(_NUMBER.search(cell.text) for cell in second)
    return 2 if bare and len(drawn.rows) > _FEWEST and any(cell.text for cell in second) else 1
