"""Tables of a text: captions, rows and notes become blocks, grids refer to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evigraph.article.flow import parted
from evigraph.article.grid import gridded
from evigraph.article.notes import Notes, parts_of
from evigraph.article.table import Cell, Grid, Note
from evigraph.article.text import Block
from evigraph.text.lines import Run

_SHORT = re.compile(r"\s*(?P<short>[^\W_][\w/+%&.’'-]{0,11}(?:\s[\w/+%&.-]{1,8})?)\s?(?:,|:|=|\s[-–—])\s?(?=[^\W\d_])")
_LEAD = re.compile(r"^(?:Abbreviations?|Definition of abbreviations|Notes?)\s?[:.]\s*", re.IGNORECASE)
_LETTER = re.compile(r"^(?:([a-z])\)\s|([a-z])\s?(?=[A-Z][a-z]))")
_NAMES = re.compile(r"[^\W_][\w/+.’'-]*")


class PrintedNotes(Notes):
    """The notes of one table, read from the lines under it; short forms that they tell are marks as well."""

    def __init__(self) -> None:
        super().__init__()
        self._short: dict[str, int] = {}

    def read(self, block: int, blocks: Sequence[Block]) -> None:
        """The notes in a block."""
        text = blocks[block].text
        lead = _LEAD.match(text)
        told = _short_forms(text[lead.end() if lead else 0 :])
        if told:
            for short, words in told:
                self._short.setdefault(short, len(self.notes))
                self.notes.append(Note("", short, words, block))
            return
        if letter := _LETTER.match(text):
            label = letter[1] or letter[2]
            self.keep(Note("", label, text[letter.end() :].strip(), block))
            return
        for start, end, label in parts_of(blocks[block]):
            self.keep(Note("", label, text[start:end].strip(), block))

    def on(self, row: list[Cell], blocks: Sequence[Block]) -> list[Cell]:
        """The cells of a row with their notes; a cell that is a short form, and a heading that has one, too."""
        noted = []
        for cell in super().on(row, blocks):
            words = _NAMES.findall(cell.value) if cell.head else [cell.value.strip()]
            found = [self._short[word] for word in words if word in self._short]
            noted.append(cell._replace(notes=(*cell.notes, *found)) if found else cell)
        return noted

    @property
    def digits(self) -> bool:
        """Whether notes are marked by numbers."""
        return any(note.label.isdecimal() for note in self.notes)


def _short_forms(text: str) -> list[tuple[str, str]]:
    """Short forms with what they stand for; none where the text tells anything else."""
    pieces = [piece for piece in re.split(r";\s|\.\s(?=[A-Z][\w/-]*\s?[,:=])", text.rstrip(". ")) if piece.strip()]
    told = []
    for piece in pieces:
        found = _SHORT.match(piece)
        if not found or not any(char.isupper() for char in found["short"]):
            return []
        told.append((found["short"], piece[found.end() :].strip(" .;")))
    return told


def labels_of(notes: Sequence[Run]) -> frozenset[str]:
    """The marks that notes begin with, as far as these are raised letters or numbers."""
    found = (
        re.match(r"(?:\^\{?|<sup>)?([⁰¹²³⁴-⁹ᵃ-ᶻ]|[a-z\d]{1,2}(?=[}^<])|[a-z](?=\)|\s?[A-Z]))", note.text)
        for note in notes
    )
    return frozenset(match[1].translate(_PLAIN) for match in found if match)


_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789abcdefghijklmnoprstuvwxyz")


def grid(rows: Sequence[tuple[int, int]], heads: int, width: int, notes: Notes, blocks: Sequence[Block]) -> Grid:
    """The grid of rows, each given by its block and how many cells it has."""
    placed: list[list[Cell]] = []
    for index, (block, count) in enumerate(rows):
        shown = parted(blocks[block].text) if block >= 0 else [(0, "")] * count
        across = width if count == 1 else 1
        head = index < heads
        cells = [
            Cell(index, column, text, text.strip(), 1, across, head, (), block, start)
            for column, (start, text) in enumerate(shown)
        ]
        if index > heads and count > 1 and not cells[0].value and _reaches_down(placed, index):
            cells = cells[1:]
        placed.append(notes.on(cells, blocks))
    return gridded(placed, heads)


def _reaches_down(placed: list[list[Cell]], index: int) -> bool:
    """Whether the row above has a name, which a row without one then shares."""
    for row in reversed(placed):
        if row and row[0].column == 0 and row[0].columns == 1:
            if row[0].head or not row[0].value:
                return False
            row[0] = row[0]._replace(rows=index - row[0].row + 1)
            return True
    return False
