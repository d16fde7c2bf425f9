"""Tables: captions, rows and notes become blocks of the article's text; their grids refer to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml.etree import _Element

from evigraph.article.drawn import Drawn, Line, grids
from evigraph.article.notes import Notes
from evigraph.article.table import Table
from evigraph.article.words import content, line_of
from evigraph.article.xml import ID
from evigraph.tei.labels import labeled

if TYPE_CHECKING:
    from evigraph.tei.body import Body

_NUMBER = re.compile(r"[\d\s.,()%±<>=–−+/-]*\d[\d\s.,()%±<>=–−+/-]*")


def read_table(element: _Element, body: Body) -> Table:
    """The table that a figure is, or one that stands in none."""
    blocks = body.flow.blocks
    first, section = len(blocks), body.here
    label, told = labeled(element, "Table")
    drawn, notes = [], Notes()
    if (text := element.text) and not text.isspace():
        body.stray(text, element)
    for child in element:
        if child.tag == "head" and child is not told:
            body.block(child, "caption")
        elif child.tag == "table" and element.tag == "figure":
            drawn += [form] if (form := _rows(child, body)).lines else []
        elif child.tag == "note":
            before = len(blocks)
            body.read_as("note", child)
            notes.add(blocks, before, child.get(ID, ""), "", alone=False)
        elif child.tag not in ("head", "label", "graphic", "row"):
            body.read_as("caption", child)
        if (tail := child.tail) and not tail.isspace():
            body.stray(tail, child)
    if element.tag == "table":
        drawn += [form] if (form := _rows(element, body)).lines else []
    caption = " ".join(block.text for block in blocks[first:] if block.kind == "caption")
    graphics = tuple(filter(None, (each.get("url", "") for each in element.iter("graphic"))))
    return Table(
        element.get(ID, ""),
        label,
        caption,
        section,
        grids(drawn, notes, blocks),
        tuple(notes.notes),
        tuple(range(first, len(blocks))),
        graphics,
        line_of(element),
    )


def _rows(form: _Element, body: Body) -> Drawn:
    """The rows of a grid as blocks, and what is needed to place their cells."""
    rows = [(row, [cell for cell in row if cell.tag == "cell"]) for row in form.iterchildren("row")]
    heads = _heads(rows)
    lines = [
        Line(body.row(cells, line_of(row)), number < heads, number == len(rows) - 1, cells)
        for number, (row, cells) in enumerate(rows)
    ]
    return Drawn(lines, {}, "cols", "rows", _is_heading)


def _is_heading(cell: _Element) -> bool:
    return cell.get("role") == "label"


def _heads(rows: list[tuple[_Element, list[_Element]]]) -> int:
    """How many rows at the top are headings.

    GROBID does not say: the first row is taken for one, and the second where the first spans columns and the second
    has no number in it.
    """
    told = [row.get("role") == "label" for row, _ in rows]
    if any(told):
        return told.index(False) if False in told else len(told)
    if len(rows) < 2 or any(map(_is_heading, (cell for _, cells in rows for cell in cells))):
        return 0
    spans = any(cell.get("cols", "1") != "1" and content(cell) for cell in rows[0][1])
    below = [text for text in map(content, rows[1][1]) if text]
    return 2 if spans and below and len(rows) > 2 and not any(map(_NUMBER.fullmatch, below)) else 1
