"""Mixed content to blocks of text: white space as a reader sees it, NFC, offsets that hold."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import combining, is_normalized, normalize

from evigraph.article.sentences import sentences
from evigraph.article.text import Block, Mark, Section

_LAYOUT = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_WHOLE = frozenset({"title", "row", "label"})
"""Kinds of block that are one sentence, whatever is in them."""

_Pending = tuple[int, int, tuple[str, ...], int]
"""A link of the open block: start, end, targets, line."""


class Link(NamedTuple):
    """A link to the reference list, before it is known what its targets are."""

    block: int
    start: int
    end: int
    targets: tuple[str, ...]
    line: int


class Flow:
    """Collects the sections, blocks and links of an article in reading order.

    Between :meth:`open` and :meth:`close` text is added to one block; ``length`` is where it stands.
    """

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.length = 0
        self._at = 0
        self._counts: dict[int, int] = {}
        self._pieces: list[str] = []
        self._blank = True
        self._marks: list[Mark] = []
        self._pending: list[_Pending] = []

    def add(self, text: str) -> None:
        """Add text; white space of the layout becomes one space."""
        if "\n" in text or "  " in text or "\t" in text or "\r" in text:
            text = _LAYOUT.sub(" ", text)
        if self._blank and text[:1] == " ":
            text = text[1:]
        if text:
            self._pieces.append(text)
            self.length += len(text)
            self._blank = text[-1] == " "

    def space(self) -> None:
        """Part what comes from what was, with one space."""
        if not self._blank:
            self._pieces.append(" ")
            self.length += 1
            self._blank = True

    def tab(self) -> None:
        """End a cell of a row."""
        if self._blank and self._pieces and self._pieces[-1][-1:] == " ":
            self._pieces[-1] = self._pieces[-1][:-1]
            self.length -= 1
        self._pieces.append("\t")
        self.length += 1
        self._blank = True

    def row(self, cells: list[str], section: int, owner: str, line: int) -> tuple[int, list[tuple[int, str]]]:
        """A row of plain cells as a block; where each of them begins in it, and its text."""
        text = "\t".join([_flat(cell) for cell in cells])
        self._pieces, self.length, self._blank = [text], len(text), False
        index = self.close("row", section, owner, line)
        return index, parted(self.blocks[index].text) if index >= 0 else [(0, "")] * len(cells)

    def mark(self, start: int, kind: str, value: str = "") -> None:
        """Mark what was added since ``start``."""
        self._marks.append(Mark(start, self.length, kind, value))

    def link(self, start: int, targets: tuple[str, ...], line: int) -> None:
        """Make a link to the reference list of what was added since ``start``."""
        self._pending.append((start, self.length, targets, line))

    def close(self, kind: str, section: int, owner: str = "", line: int = 0) -> int:
        """End the block; its index, or -1 where there was neither text nor a link."""
        text = "".join(self._pieces)
        if text[-1:] == " ":
            text = text[:-1]
        marks, pending = self._marks, self._pending
        self._pieces, self._marks, self._pending = [], [], []
        self.length, self._blank = 0, True
        if not pending and not text.strip("\t"):
            return -1
        if not text.isascii() and not is_normalized("NFC", text):
            text, marks, pending = _composed(text, marks, pending)
        size, index = len(text), len(self.blocks)
        spans = []
        for start, end, targets, of_line in pending:
            spans.append(trimmed(text, start, min(end, size)))
            self.links.append(Link(index, *spans[-1], targets, of_line))
        kept = tuple(Mark(m[0], min(m[1], size), m[2], m[3]) if m[1] > size else m for m in marks)
        ends = ((0, size),) if kind in _WHOLE or not text else tuple(sentences(text, spans, kept))
        number = 0
        if kind != "title":
            number = self._counts[section] = self._counts.get(section, 0) + 1
        self.blocks.append(Block(kind, section, number, text, self._at, kept, ends, owner, line))
        self._at += size + 1
        return index


def _flat(cell: str) -> str:
    return " ".join(cell.split()) if cell.isascii() else _LAYOUT.sub(" ", cell).strip(" ")


def parted(text: str) -> list[tuple[int, str]]:
    """Where each cell of a row begins, and its text."""
    cells, start = [], 0
    for cell in text.split("\t"):
        shown = cell.strip(" ")
        cells.append((start + cell.find(shown), shown))
        start += len(cell) + 1
    return cells


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    start = min(start, end)
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    return start, end


def _composed(text: str, marks: list[Mark], pending: list[_Pending]) -> tuple[str, list[Mark], list[_Pending]]:
    """Text in NFC, with the offsets moved to where they are in it."""
    whole = normalize("NFC", text)
    offsets = {offset for start, end, *_ in (*marks, *pending) for offset in (start, end)}
    moved = _moved(text, sorted(offsets), len(whole))
    return (
        whole,
        [Mark(moved[mark.start], moved[mark.end], mark.kind, mark.value) for mark in marks],
        [(moved[start], moved[end], targets, line) for start, end, targets, line in pending],
    )


def _moved(text: str, offsets: list[int], size: int) -> dict[int, int]:
    """Where these offsets of a text, in order, are in its NFC form, which has ``size`` characters."""
    moved, done, out = {}, 0, 0
    for offset in offsets:
        moved[offset] = min(out + len(normalize("NFC", text[done:offset])), size)
        bound = min(offset, len(text))
        while bound < len(text) and combining(text[bound]):
            bound += 1
        if bound > done:
            out += len(normalize("NFC", text[done:bound]))
            done = bound
    return moved
