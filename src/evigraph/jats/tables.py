"""Tables: captions, rows and notes become blocks of the article's text; their grids refer to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml.etree import _Element

from evigraph.article.grid import gridded
from evigraph.article.table import Cell, Table
from evigraph.jats.notes import Notes
from evigraph.jats.words import address, content, line_of

if TYPE_CHECKING:
    from evigraph.jats.body import Body

_SECTIONS = frozenset({"thead", "tbody", "tfoot", "tgroup"})
_PARTS = frozenset(
    {
        *("label", "caption", "object-id", "alt-text", "long-desc", "kwd-group", "permissions", "table", "array"),
        *("alternatives", "graphic", "media", "table-wrap-foot", "fn", "fn-group", "attrib", "subj-group", "p"),
    }
)
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "entry", "entrytbl"})
_MOST_ROWS = 100_000
_MOST_COLUMNS = 1000
"""No table is larger; a span that says so is a slip or an attack."""


def read_table(element: _Element, body: Body) -> Table:
    """The table of a ``table-wrap``."""
    blocks = body.flow.blocks
    first, section = len(blocks), body.here
    for each in _own(element, ("caption",)):
        body.read(each)
    caption = " ".join(block.text for block in blocks[first:] if block.kind == "caption")
    drawn = [_draw(form, body) for form in _own(element, ("table", "array"))]
    notes = Notes()
    for foot in _own(element, ("table-wrap-foot", "fn", "attrib")):
        notes.read(foot, body)
    for other in element:
        if other.tag not in _PARTS:  # a list or a quotation in the place of a grid
            body.read(other)
    grids = tuple(gridded([notes.on(row, blocks) for row in rows], heads) for rows, heads in drawn)
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
    for number, child in enumerate(children, 1):
        if child.tag in _SECTIONS:
            yield from _rows(child, child.tag == "thead")
        else:
            yield child, head, number == len(children)


def _draw(form: _Element, body: Body) -> tuple[list[list[Cell]], int]:
    """The cells of a grid row by row, and how many rows are its head."""
    drawn: list[list[Cell]] = []
    heads = 0
    names = {each.get("colname", ""): number for number, each in enumerate(form.iter("colspec"))}  # as CALS has them
    reaching: dict[int, int] = {}  # column -> rows that a cell above still covers
    for index, (row, head, last) in enumerate(_rows(form)):
        cells = [(cell, tag) for cell in row if (tag := cell.tag) in _CELLS]
        block, shown = body.row([cell for cell, _ in cells], line_of(row))
        column, line = 0, []
        for (cell, tag), (start, text) in zip(cells, shown, strict=True):
            while column in reaching:
                column += 1
            rows, columns = 1, 1
            if names or cell.get("colspan", "1") != "1":
                column, columns = _across(cell, column, names)
            if cell.get("rowspan", "1") != "1" or (names and cell.get("morerows")):
                rows = _down(cell)
            column = min(column, _MOST_COLUMNS - 1)
            line.append(Cell(index, column, text, text.strip(), rows, columns, head or tag == "th", (), block, start))
            if rows > 1:
                reaching |= dict.fromkeys(range(column, column + columns), rows)
            column += columns
        drawn.append(line)
        heads += head and index == heads
        reaching = {} if last else {place: left - 1 for place, left in reaching.items() if left > 1}
    return _clipped(drawn), heads


def _clipped(drawn: list[list[Cell]]) -> list[list[Cell]]:
    """Cells that end with the grid, whatever their spans say."""
    end = len(drawn)
    for row in drawn:
        for place, cell in enumerate(row):
            if cell.rows > 1 and cell.row + cell.rows > end:
                row[place] = cell._replace(rows=end - cell.row)
    return drawn


def _across(cell: _Element, column: int, names: dict[str, int]) -> tuple[int, int]:
    """In which column a cell begins and how many it covers."""
    span, columns = cell.get("colspan"), 1
    if span:
        columns = _number(span)
    if names:
        start = names.get(cell.get("namest", ""), names.get(cell.get("colname", ""), column))
        end = names.get(cell.get("nameend", ""), start)
        column, columns = max(start, column), max(columns, end - start + 1)
    column = min(column, _MOST_COLUMNS - 1)
    return column, min(columns, _MOST_COLUMNS - column)


def _down(cell: _Element) -> int:
    """How many rows a cell covers."""
    span, more = cell.get("rowspan"), cell.get("morerows")
    if more:
        return _number(more, 0) + 1
    return _number(span) if span else 1


def _number(text: str, default: int = 1) -> int:
    text = text.strip()
    return (
        min(int(text), _MOST_ROWS) if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) else default
    )
