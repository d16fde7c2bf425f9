"""Tables: captions, rows and notes become blocks of the article's text; their grids refer to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from lxml.etree import _Element

from evigraph.article.flow import parted
from evigraph.article.grid import gridded
from evigraph.article.later import later
from evigraph.article.table import Cell, Grid, Table
from evigraph.article.text import Block
from evigraph.jats.notes import TaggedNotes
from evigraph.jats.words import address, child_of, content, line_of

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


class _Line(NamedTuple):
    """A row: its block, whether it is of the head and whether it ends its part, and its cells."""

    block: int
    head: bool
    last: bool
    cells: list[_Element]


class _Drawn(NamedTuple):
    """A grid before its cells are placed: the numbers of columns that have names, and the rows."""

    names: dict[str, int]
    lines: list[_Line]


def read_table(element: _Element, body: Body) -> Table:
    """The table of a ``table-wrap``."""
    blocks = body.flow.blocks
    first, section = len(blocks), body.here
    for each in _own(element, ("caption",)):
        body.read(each)
    caption = " ".join(block.text for block in blocks[first:] if block.kind == "caption")
    drawn = [_draw(form, body) for form in _own(element, ("table", "array"))]
    notes = TaggedNotes()
    for foot in _own(element, ("table-wrap-foot", "fn", "attrib")):
        notes.read(foot, body)
    for other in element:
        if other.tag not in _PARTS:  # a list or a quotation in the place of a grid
            body.read(other)
    grids = later(_grids, drawn, notes, blocks) if drawn else ()
    graphics = tuple(filter(None, (address(each) for each in _own(element, ("graphic", "media")))))
    return Table(
        element.get("id", ""),
        content(child_of(element, "label")),
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
    children = list(form.iterchildren(*_SECTIONS, *_ROWS))
    for number, child in enumerate(children, 1):
        tag = child.tag
        if tag in _SECTIONS:
            yield from _rows(child, tag == "thead")
        else:
            yield child, head, number == len(children)


def _draw(form: _Element, body: Body) -> _Drawn:
    """The rows of a grid as blocks, and what is needed to place their cells."""
    names = {each.get("colname", ""): number for number, each in enumerate(form.iter("colspec"))}  # as CALS has them
    lines = []
    for row, head, last in _rows(form):
        cells = [cell for cell in row if cell.tag in _CELLS]
        lines.append(_Line(body.row(cells, line_of(row)), head, last, cells))
    return _Drawn(names, lines)


def _grids(forms: list[_Drawn], notes: TaggedNotes, blocks: Sequence[Block], _: Table) -> tuple[Grid, ...]:
    return tuple(gridded([notes.on(row, blocks) for row in _placed(form, blocks)], _heads(form)) for form in forms)


def _heads(form: _Drawn) -> int:
    """How many rows at the top are the head."""
    return sum(1 for _ in takewhile(attrgetter("head"), form.lines))


def _placed(form: _Drawn, blocks: Sequence[Block]) -> list[list[Cell]]:
    """The cells of a grid row by row."""
    placed: list[list[Cell]] = []
    names = form.names
    reaching: dict[int, int] = {}  # column -> rows that a cell above still covers
    for index, (block, head, last, cells) in enumerate(form.lines):
        shown = parted(blocks[block].text) if block >= 0 else [(0, "")] * len(cells)
        column, line = 0, []
        for cell, (start, text) in zip(cells, shown, strict=True):
            while column in reaching:
                column += 1
            rows, columns = 1, 1
            if names or cell.get("colspan", "1") != "1":
                column, columns = _across(cell, column, names)
            if cell.get("rowspan", "1") != "1" or (names and cell.get("morerows")):
                rows = _down(cell)
            column = min(column, _MOST_COLUMNS - 1)
            heading = head or cell.tag == "th"
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
