"""What the rows and columns of a table are called, from where its cells lie and what they say."""

from __future__ import annotations

from collections.abc import Sequence

from evigraph.article.table import Cell, Column, Grid, Row
from evigraph.article.units import unit_of

_INDENT = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2007\u2009\u3000"

_MOST_HEADS = 50
"""So many rows of headings are looked at."""


def gridded(rows: Sequence[Sequence[Cell]], heads: int) -> Grid:
    """A grid of placed cells, of which the first ``heads`` rows are headings."""
    heads = heads or _leading_heads(rows)
    width = max((cell.column + cell.columns for row in rows for cell in row), default=0)
    over = _covering(rows[: min(heads, _MOST_HEADS)], width)
    columns = tuple(_column([line[column] for line in over]) for column in range(width))
    made, above = [], _Groups()
    tall: dict[int, Cell] = {}
    for index, cells in enumerate(rows):
        if index < heads:
            made.append(Row("head", "", (), tuple(cells)))
            continue
        kind = _kind(cells, width, rows[index + 1] if index + 1 < len(rows) else ())
        stubs = _stubs(cells, index, tall)
        if kind == "group":
            groups = above.enter(next(cell for cell in cells if cell.value), width)
            made.append(Row(kind, groups[-1], groups[:-1], tuple(cells)))
        else:
            indent = _indent(cells[0].text) if cells and cells[0].column == 0 else None
            groups = above.around(indent)
            made.append(Row(kind, stubs[-1] if stubs else "", (*groups, *stubs[:-1]), tuple(cells)))
    return Grid(columns, tuple(made))


def _leading_heads(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top are headings, where the table does not say so: those of heading cells only."""
    count = 0
    for row in rows[:-1]:
        if not row or not all(cell.head for cell in row):
            break
        count += 1
    return count


def _covering(rows: Sequence[Sequence[Cell]], width: int) -> list[list[Cell | None]]:
    """For every place of the grid the cell that covers it."""
    over: list[list[Cell | None]] = [[None] * width for _ in rows]
    for row in rows:
        for cell in row:
            if cell.rows == cell.columns == 1:
                over[cell.row][cell.column] = cell
                continue
            for line in over[cell.row : cell.row + cell.rows]:
                line[cell.column : cell.column + cell.columns] = [cell] * cell.columns
    return over


def _column(above: Sequence[Cell | None]) -> Column:
    cells = list({id(cell): cell for cell in above if cell is not None and cell.value}.values())
    path = tuple(cell.value for cell in cells)
    return Column(path, next(filter(None, map(unit_of, reversed(path))), ""))


def _kind(cells: Sequence[Cell], width: int, below: Sequence[Cell]) -> str:
    """``group`` for a row that says one thing only, over others that say more; ``head`` for headings within."""
    said = [cell for cell in cells if cell.value]
    if len(said) == 1 and width > 1 and said[0].column == 0:
        alone = said[0].columns == width or sum(cell.columns for cell in cells) == width
        if alone and any(cell.value for cell in below):
            return "group"
    return "head" if len(said) > 1 and all(cell.head for cell in cells) else "data"


def _stubs(cells: Sequence[Cell], row: int, tall: dict[int, Cell]) -> list[str]:
    """What a row is called: its first cell, after those that reach down to it or on from it.

    ``tall`` holds, by column, the cells that cover several rows; those of this row are added.
    """
    names, column = [], 0
    own = iter(cells)
    following = next(own, None)
    while True:
        above = tall.get(column)
        if following is not None and following.column == column:
            cell, following = following, next(own, None)
        elif above is not None and above.row + above.rows > row:
            cell = above
        else:
            break
        names.append(cell.value)
        if cell.rows == 1:
            break
        column += cell.columns
    for cell in cells:
        if cell.rows > 1:
            tall[cell.column] = cell
    return [name for name in dict.fromkeys(names) if name]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(_INDENT))


class _Groups:
    """The headings that rows stand under."""

    def __init__(self) -> None:
        self._open: list[tuple[bool, int, str]] = []
        self._deeper: int | None = None

    def enter(self, cell: Cell, width: int) -> tuple[str, ...]:
        """A heading, and those it stands under itself: one across the whole table begins anew."""
        across, indent = cell.columns == width and width > 1, _indent(cell.text)
        self._open = [each for each in self._open if (each[0] and not across) or each[1] < indent]
        self._open.append((across, indent, cell.value.strip(_INDENT)))
        self._deeper = None
        return tuple(name for _, _, name in self._open)

    def around(self, indent: int | None) -> tuple[str, ...]:
        """The headings over a row; where the rows of a heading are indented, one that is not ends it."""
        if indent is not None and self._open:
            inner = self._open[-1]
            if self._deeper is None:
                self._deeper = indent if indent > inner[1] else -1
            if self._deeper > 0 and indent <= inner[1] and not inner[0]:
                self._open.pop()
                self._deeper = None
        return tuple(name for _, _, name in self._open)
