"""Tables: captions, rows and notes become blocks of the article's text; their grids refer to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lxml.etree import _Element

from evigraph.article.grid import gridded
from evigraph.article.table import Table
from evigraph.jats.notes import Notes
from evigraph.jats.words import address, content, line_of

if TYPE_CHECKING:
    from evigraph.jats.body import Body

_SECTIONS = frozenset({"thead", "tbody", "tfoot", "tgroup"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "entry", "entrytbl"})
_MOST_COLUMNS = 1000
"""No table is wider; a span that says so is a slip or an attack."""


class Drawn(NamedTuple):
    """A cell as it lies in the grid, and where its text is."""

    row: int
    column: int
    rows: int
    columns: int
    head: bool
    block: int
    start: int
    end: int


def read_table(element: _Element, body: Body) -> Table:
    """The table of a ``table-wrap``."""
    blocks = body.flow.blocks
    first, section = len(blocks), body.here
    for each in _own(element, ("caption",)):
        body.read(each)
    caption = " ".join(block.text for block in blocks[first:] if block.kind == "caption")
    drawn = [_draw(form, body) for form in _own(element, ("table", "array"))]
    notes = Notes()
    for foot in _own(element, ("table-wrap-foot", "fn", "fn-group")):
        notes.read(foot, body)
    grids = tuple(gridded([[notes.cell(cell, blocks) for cell in row] for row in rows], heads) for rows, heads in drawn)
    graphics = tuple(filter(None, (address(each) for each in _own(element, ("graphic", "media")))))
    return Table(
        element.get("id", ""),
        content(element.find("label")),
        caption,
        section,
        grids,
        tuple(notes.notes),
        tuple(range(first, len(blocks))),
        graphics,
        line_of(element),
    )


def _own(element: _Element, tags: tuple[str, ...]) -> list[_Element]:
    """Elements of these names in a table, but not those within one of its parts."""
    found = []
    for child in element:
        if child.tag in tags:
            found.append(child)
        elif child.tag in ("alternatives", "fn-group", "p"):
            found += _own(child, tags)
    return found


def _rows(form: _Element, head: bool = False) -> Iterator[tuple[_Element, bool, bool]]:
    """The rows of a grid: whether each is of the head, and whether it ends its part."""
    children = [child for child in form if child.tag in _SECTIONS or child.tag in _ROWS]
    for child, following in zip(children, [*children[1:], None], strict=True):
        if child.tag in _SECTIONS:
            yield from _rows(child, child.tag == "thead")
        else:
            yield child, head, following is None


def _draw(form: _Element, body: Body) -> tuple[list[list[Drawn]], int]:
    """The cells of a grid row by row, and how many rows are its head."""
    drawn: list[list[Drawn]] = []
    heads = 0
    names = _column_names(form)
    reaching: dict[int, int] = {}  # column -> rows that a cell above still covers
    for index, (row, head, last) in enumerate(_rows(form)):
        cells = [cell for cell in row if cell.tag in _CELLS]
        block, spans = body.row(cells, line_of(row))
        column, line = 0, []
        for cell, (start, end) in zip(cells, spans, strict=True):
            while reaching.get(column):
                column += 1
            column, columns = _across(cell, column, names)
            rows = _down(cell)
            line.append(Drawn(index, column, rows, columns, head or cell.tag == "th", block, start, end))
            reaching |= dict.fromkeys(range(column, column + columns), rows)
            column += columns
        drawn.append(line)
        heads += head and index == heads
        reaching = {} if last else {place: left - 1 for place, left in reaching.items() if left > 1}
    return _clipped(drawn), heads


def _clipped(drawn: list[list[Drawn]]) -> list[list[Drawn]]:
    """Cells that end with the grid, whatever their spans say."""
    return [
        [cell if cell.row + cell.rows <= len(drawn) else cell._replace(rows=len(drawn) - cell.row) for cell in row]
        for row in drawn
    ]


def _column_names(form: _Element) -> dict[str, int]:
    """Columns by name, as CALS tables have them."""
    return {each.get("colname", ""): number for number, each in enumerate(form.iter("colspec"))}


def _across(cell: _Element, column: int, names: dict[str, int]) -> tuple[int, int]:
    """In which column a cell begins and how many it covers."""
    start = names.get(cell.get("namest", ""), names.get(cell.get("colname", ""), column))
    end = names.get(cell.get("nameend", ""), start)
    start = max(start, column)
    columns = max(_number(cell.get("colspan")), end - start + 1)
    start = min(start, _MOST_COLUMNS - 1)
    return start, min(columns, _MOST_COLUMNS - start)


def _down(cell: _Element) -> int:
    return min(max(_number(cell.get("rowspan")), _number(cell.get("morerows"), 0) + 1), 100_000)


def _number(text: str | None, default: int = 1) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) > 0 else default
