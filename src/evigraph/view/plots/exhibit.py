"""A picture with its numbers: the drawing, the table of the same rows, and the rows for a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from evigraph.separated import separated
from evigraph.view.links import Link
from evigraph.view.plots.sheet import Drawing, Sheet

HEADING, MARGIN = 44.0, 24.0
_PAGE = "its page"


@dataclass(frozen=True)
class Cell:
    """A cell of a table: lines of text, links, and what to sort it by where that is not its text."""

    lines: tuple[str, ...]
    links: tuple[Link, ...] = ()
    order: float | None = None
    quiet: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table; its first cell is its heading.

    ``anchor`` is what the picture leads to, ``node`` the identifier of what the row is about.
    """

    anchor: str
    cells: tuple[Cell, ...]
    node: str = ""


@dataclass(frozen=True)
class Exhibit:
    """One picture, the table beside it, and the records that both show.

    ``records`` are dataclasses of one kind with plain fields; ``notes`` are sentences to read
    with the picture.
    """

    heading: str
    drawing: Drawing
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    records: tuple[Any, ...]
    notes: tuple[str, ...] = ()


def cell(*lines: str, order: float | None = None, links: tuple[Link, ...] = (), missing: str = "not reported") -> Cell:
    """A cell of these lines; one that holds nothing says ``missing``."""
    kept = tuple(filter(None, lines))
    return Cell(kept or (missing,), links, order, quiet=not kept)


def without(column: str, columns: tuple[str, ...], lines: tuple[Line, ...]) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """Columns and lines without one column."""
    at = columns.index(column)
    return (*columns[:at], *columns[at + 1 :]), tuple(
        replace(line, cells=(*line.cells[:at], *line.cells[at + 1 :])) for line in lines
    )


def linked(exhibit: Exhibit, address: Callable[[str], str]) -> Exhibit:
    """The exhibit with the head of every row leading to the page of what the row is about, where there is one."""
    return replace(exhibit, lines=tuple(_linked(line, address) for line in exhibit.lines))


def _linked(line: Line, address: Callable[[str], str]) -> Line:
    there = address(line.node) if line.node else ""
    if not there:
        return line
    head = replace(line.cells[0], links=((_PAGE, there), *line.cells[0].links))
    return replace(line, cells=(head, *line.cells[1:]))


def csv_of(exhibits: Sequence[Exhibit]) -> str:
    """Every record of the exhibits, a column for each field; several values of one are joined by "; ".

    A table has columns of one kind: exhibits whose records are of another kind than the first's sum them up.
    """
    every = [record for exhibit in exhibits for record in exhibit.records]
    if not every:
        return ""
    records = [record for record in every if type(record) is type(every[0])]
    names = [item.name for item in fields(records[0])]
    rows = [[_plain(getattr(record, name)) for name in names] for record in records]
    return separated([name.replace("_", " ") for name in names], rows)


def stacked(name: str, title: str, exhibits: Sequence[Exhibit]) -> Drawing:
    """All pictures below one another under their headings, as one drawing."""
    heights = [exhibit.drawing.height + HEADING for exhibit in exhibits]

    def draw(sheet: Sheet) -> None:
        top = 0.0
        for exhibit, height in zip(exhibits, heights, strict=True):
            sheet.begin(top, HEADING, MARGIN)
            sheet.text(0, HEADING - 14, exhibit.heading, size=15, bold=True)
            sheet.begin(top + HEADING, height - HEADING, MARGIN)
            exhibit.drawing.draw(sheet)
            top += height
        if not exhibits:
            sheet.text(MARGIN, 24, "There is nothing to draw.")

    alt = " ".join(exhibit.drawing.alt for exhibit in exhibits) or "There is nothing to draw."
    width = max((exhibit.drawing.width for exhibit in exhibits), default=480.0)
    return Drawing(name, width + 2 * MARGIN, sum(heights) or HEADING, title, alt, draw)


def _plain(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else value
