"""Tables: captions, rows and notes become blocks of the article's text; their grids refer to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml.etree import _Element

from evigraph.article.drawn import Drawn, Line, grids
from evigraph.article.notes import Notes
from evigraph.article.table import Table
from evigraph.article.words import address, child_of, content, line_of

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
        _read_notes(foot, body, notes)
    for other in element:
        if other.tag not in _PARTS:  # a list or a quotation in the place of a grid
            body.read(other)
    graphics = tuple(filter(None, (address(each) for each in _own(element, ("graphic", "media")))))
    return Table(
        element.get("id", ""),
        content(child_of(element, "label")),
        caption,
        section,
        grids(drawn, notes, blocks),
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


def _read_notes(foot: _Element, body: Body, notes: Notes) -> None:
    """What stands under the grid: notes one by one, or paragraphs with several in each."""
    if foot.tag in ("fn", "attrib"):
        _read_note(foot, body, notes)
        return
    for child in foot:
        if child.tag in ("fn-group", "table-wrap-foot"):
            _read_notes(child, body, notes)
        else:
            _read_note(child, body, notes)


def _read_note(element: _Element, body: Body, notes: Notes) -> None:
    first = len(body.flow.blocks)
    body.read_as("note", element)
    identifier, label = element.get("id", ""), content(child_of(element, "label"))
    notes.add(body.flow.blocks, first, identifier, label, element.tag == "fn")


def _rows(form: _Element, head: bool = False) -> Iterator[tuple[_Element, bool, bool]]:
    """The rows of a grid: whether each is of the head, and whether it ends its part."""
    children = list(form.iterchildren(*_SECTIONS, *_ROWS))
    for number, child in enumerate(children, 1):
        tag = child.tag
        if tag in _SECTIONS:
            yield from _rows(child, tag == "thead")
        else:
            yield child, head, number == len(children)


def _draw(form: _Element, body: Body) -> Drawn:
    """The rows of a grid as blocks, and what is needed to place their cells."""
    names = {each.get("colname", ""): number for number, each in enumerate(form.iter("colspec"))}  # as CALS has them
    lines = []
    for row, head, last in _rows(form):
        cells = [cell for cell in row if cell.tag in _CELLS]
        lines.append(Line(body.row(cells, line_of(row)), head, last, cells))
    return Drawn(lines, names, "colspan", "rowspan", _is_heading)


def _is_heading(cell: _Element) -> bool:
    return cell.tag == "th"
