"""The rows of a table as they are drawn, and its cells where they lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from lxml.etree import _Element

from evigraph.article.flow import parted
from evigraph.article.grid import gridded
from evigraph.article.later import later
from evigraph.article.notes import Notes
from evigraph.article.table import Cell, Grid, Table
from evigraph.article.text import Block

_MOST_ROWS = 100_000
_MOST_COLUMNS = 1000
"""No table is larger; a span that says so is a slip or an attack."""


class Line(NamedTuple):
    """A row: its block, whether it is of the head and whether it ends its part, and its cells."""

    block: int
    head: bool
    last: bool
    cells: list[_Element]


class Drawn(NamedTuple):
    """A grid before its cells are placed.

    ``names`` are the numbers of columns that have names; ``across`` and ``down`` the attributes that say how many
    columns and rows a cell covers, ``heading`` whether a cell is one.
    """

    lines: list[Line]
    names: dict[str, int]
    across: str
    down: str
    heading: Callable[[_Element], bool]


def grids(forms: list[Drawn], notes: Notes, blocks: Sequence[Block]) -> tuple[Grid, ...]:
    """The grids that these rows make, with the notes on their cells; worked out when they are asked for."""
    made: tuple[Grid, ...] = later(_grids, forms, notes, blocks) if forms else ()
    return made


def _grids(forms: list[Drawn], notes: Notes, blocks: Sequence[Block], _: Table) -> tuple[Grid, ...]:
    return tuple(gridded([notes.on(row, blocks) for row in _placed(form, blocks)], _heads(form)) for form in forms)


def _heads(form: Drawn) -> int:
    """How many rows at the top are the head."""
    return sum(1 for _ in takewhile(attrgetter("head"), form.lines))


def _placed(form: Drawn, blocks: Sequence[Block]) -> list[list[Cell]]:
    """The cells of a grid row by row."""
    placed: list[list[Cell]] = []
    names, across, down, heads = form.names, form.across, form.down, form.heading
    reaching: dict[int, int] = {}  # column -> rows that a cell above still covers
    for index, (block, head, last, cells) in enumerate(form.lines):
        shown = parted(blocks[block].text) if block >= 0 else [(0, "")] * len(cells)
        column, line = 0, []
        for cell, (start, text) in zip(cells, shown, strict=True):
            while column in reaching:
                column += 1
            rows, columns = 1, 1
            if names or cell.get(across, "1") != "1":
                column, columns = _across(cell, column, names, across)
            if cell.get(down, "1") != "1" or (names and cell.get("morerows")):
                rows = _down(cell, down)
            column = min(column, _MOST_COLUMNS - 1)
            heading = head or heads(cell)
            line.append(Cell(index, column, text, text.strip(), rows, columns, heading, (), block, start))
            if rows > 1:
                reaching |= dict.fromkeys(range(column, column + columns), rows)
            column += columns
        placed.append(line)
        reaching = {} if last else {place: left - 1 for place, left in reaching.items() if left > 1}
    return _clipped(placed)


def _clipped(drawn: list[list[Cell]]) -> list[list[Cell]]:
    """Cells that end with the grid, whatever their spans say."""
    end = len(drawn)
    for row in drawn:
        for place, cell in enumerate(row):
            if cell.rows > 1 and cell.row + cell.rows > end:
                row[place] = cell._replace(rows=end - cell.row)
    return drawn


def _across(cell: _Element, column: int, names: dict[str, int], across: str) -> tuple[int, int]:
    """In which column a cell begins and how many it covers."""
    span, columns = cell.get(across), 1
    if span:
        columns = _number(span)
    if names:
        start = names.get(cell.get("namest", ""), names.get(cell.get("colname", ""), column))
        end = names.get(cell.get("nameend", ""), start)
        column, columns = max(start, column), max(columns, end - start + 1)
    column = min(column, _MOST_COLUMNS - 1)
    return column, min(columns, _MOST_COLUMNS - column)


def _down(cell: _Element, down: str) -> int:
    """How many rows a cell covers."""
    span, more = cell.get(down), cell.get("morerows")
    if more:
        return _number(more, 0) + 1
    return _number(span) if span else 1


def _number(text: str, default: int = 1) -> int:
    text = text.strip()
    return (
        min(int(text), _MOST_ROWS) if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) else default
    )
