"""A table: its grids, what heads their columns and rows, and the notes on their cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from evigraph.article.later import waiting


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``path`` are its headings from the outermost inwards, ``unit`` what they give as unit."""

    path: tuple[str, ...]
    unit: str = ""


class Cell(NamedTuple):
    """A cell where it begins, counted from 0 in the grid; it covers ``rows`` and ``columns``.

    ``text`` is what is printed, ``value`` the same without marks of notes; ``notes`` are indices into the
    table's notes.  ``block`` is the index of the row's block and ``start`` the cell's place in it.
    """

    row: int
    column: int
    text: str
    value: str
    rows: int
    columns: int
    head: bool
    notes: tuple[int, ...]
    block: int
    start: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid; ``kind`` is ``head``, ``group`` (a heading over the rows below) or ``data``.

    ``stub`` is what the row itself is called, ``groups`` the headings above it, outermost first.
    """

    kind: str
    stub: str
    groups: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns; a table has several where its publisher cut it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note under a table; ``label`` is its letter or symbol, "" for a general one; ``block`` holds its text."""

    id: str
    label: str
    text: str
    block: int


@waiting("grids")
@dataclass(frozen=True, slots=True)
class Table:
    """A table; one that its publisher gives as a picture has ``graphics`` and no grid."""

    id: str
    label: str
    caption: str
    section: int
    grids: tuple[Grid, ...]
    notes: tuple[Note, ...]
    blocks: tuple[int, ...]
    graphics: tuple[str, ...] = ()
    line: int = 0
