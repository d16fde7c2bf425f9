"""Mixed content to blocks of text: white space as a reader sees it, NFC, offsets that hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple
from unicodedata import combining, is_normalized, normalize

from evigraph.article.later import later
from evigraph.article.sentences import sentences
from evigraph.article.text import Block, Mark, Section

_LAYOUT = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_SPACES = (" ", "\t", "\n", "\r")
_WHOLE = frozenset({"title", "row", "label"})
"""Kinds of block that are one sentence, whatever is in them."""
_SENTENCE = "sentence"
"""Marks what the file says is a sentence, until the block is laid out."""

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

    What is read is only put aside, piece by piece, until :meth:`close` lays the block out; a place in the open
    block is the number of pieces before it.
    """

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self._at = 0
        self._counts: dict[int, int] = {}
        self._pieces: list[str] = []
        self._tabs: set[int] = set()
        self._marks: list[tuple[int, int, str, str]] = []
        self._pending: list[_Pending] = []
        self._told = False
        self.add: Callable[[str], None] = self._pieces.append
        """Add text; white space of the layout becomes one space."""

    @property
    def place(self) -> int:
        """Where the open block stands."""
        return len(self._pieces)

    def space(self) -> None:
        """Part what comes from what was, with one space."""
        pieces = self._pieces
        if pieces and pieces[-1][-1:] not in _SPACES:
            pieces.append(" ")

    def tab(self) -> None:
        """End a cell of a row."""
        pieces = self._pieces
        if pieces and pieces[-1] == " ":
            pieces[-1] = ""
        self._tabs.add(len(pieces))
        pieces.append("\t")

    def row(self, cells: list[str], section: int, owner: str, line: int) -> int:
        """A row of plain cells as a block."""
        text = "\t".join(cells)
        if text[-1:] == " " or _is_rough(text, len(cells) - 1):
            text = "\t".join([_LAYOUT.sub(" ", cell).strip(" ") for cell in cells])
        return self._keep(text, [], [], "row", section, owner, line)

    def mark(self, start: int, kind: str, value: str = "") -> None:
        """Mark what was added since ``start``."""
        self._marks.append((start, len(self._pieces), kind, value))

    def sentence(self, start: int) -> None:
        """Take what was added since ``start`` for a sentence: where they end is the file's to say in this block."""
        self.mark(start, _SENTENCE)
        self._told = True

    def link(self, start: int, targets: tuple[str, ...], line: int) -> None:
        """Make a link to the reference list of what was added since ``start``."""
        self._pending.append((start, len(self._pieces), targets, line))

    def close(self, kind: str, section: int, owner: str = "", line: int = 0) -> int:
        """End the block; its index, or -1 where there was neither text nor a link."""
        pieces = self._pieces
        if not pieces and not self._pending:
            self._marks.clear()
            return -1
        marks: list[Mark] = []
        pending: list[_Pending] = []
        if self._marks or self._pending:
            text, places = _laid_out(pieces, self._tabs)
            marks = [Mark(places[min(m[0], m[1])], places[m[1]], m[2], m[3]) for m in self._marks]
            pending = [(places[min(start, end)], places[end], to, at) for start, end, to, at in self._pending]
            self._marks.clear()
            self._pending.clear()
        else:
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
            if _is_rough(text, 0):
                text, _ = _laid_out(pieces, self._tabs)
        pieces.clear()
        self._tabs.clear()
        return self._keep(text, marks, pending, kind, section, owner, line)

    def _keep(
        self, text: str, marks: list[Mark], pending: list[_Pending], kind: str, section: int, owner: str, line: int
    ) -> int:
        if text[-1:] == " ":
            text = text[:-1]
        if not pending and not text.strip("\t"):
            return -1
        if not text.isascii() and not is_normalized("NFC", text):
            text, marks, pending = _composed(text, marks, pending)
        size, index = len(text), len(self.blocks)
        spans = []
        for start, end, targets, of_line in pending:
            spans.append(trimmed(text, start, min(end, size)))
            self.links.append(Link(index, *spans[-1], targets, of_line))
        told: list[tuple[int, int]] = []
        if self._told:
            told = [trimmed(text, m.start, min(m.end, size)) for m in marks if m.kind == _SENTENCE]
            marks, self._told = [m for m in marks if m.kind != _SENTENCE], False
        kept = tuple([Mark(min(m[0], size), size, m[2], m[3]) if m[1] > size else m for m in marks]) if marks else ()
        ends: Any = ((0, size),)
        if text and kind not in _WHOLE:
            ends = _gapless(text, told) if told else later(_sentences, spans) if spans else _UNLINKED
        number = 0
        if kind != "title":
            number = self._counts[section] = self._counts.get(section, 0) + 1
        self.blocks.append(Block(kind, section, number, text, self._at, kept, ends, owner, line))
        self._at += size + 1
        return index


def _laid_out(pieces: list[str], tabs: set[int]) -> tuple[str, list[int]]:
    """The text of pieces as a reader sees it, and where each piece begins in it, with the end of the last."""
    text = "".join(pieces)
    if not _is_rough(text, len(tabs)):
        return text, [0, *accumulate(map(len, pieces))]
    kept: list[str] = []
    places, length, blank = [], 0, True
    for number, piece in enumerate(pieces):
        places.append(length)
        if number in tabs:
            if blank and kept and kept[-1][-1:] == " ":
                kept[-1] = kept[-1][:-1]
                length -= 1
            kept.append("\t")
            length, blank = length + 1, True
            continue
        seen = piece
        if "\n" in piece or "  " in piece or "\t" in piece or "\r" in piece:
            seen = _LAYOUT.sub(" ", piece)
        if blank and seen[:1] == " ":
            seen = seen[1:]
        if seen:
            kept.append(seen)
            length += len(seen)
            blank = seen[-1] == " "
    places.append(length)
    return "".join(kept), places


def _is_rough(text: str, tabs: int) -> bool:
    """Whether there is white space that a reader does not see in a text that has so many tabs between its cells."""
    if text[:1] == " " or "  " in text or "\n" in text or "\r" in text or text.count("\t") != tabs:
        return True
    return tabs > 0 and (" \t" in text or "\t " in text)


def _sentences(links: Sequence[tuple[int, int]], block: Block) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(block.text, links, block.marks))


def _gapless(text: str, told: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sentences as the file has them; words outside of any are one too, what is no word belongs to its neighbor."""
    found: list[tuple[int, int]] = []
    for start, end in [*sorted(told), (len(text), len(text))]:
        begins = max(start, found[-1][1] if found else 0)
        before = trimmed(text, found[-1][1] if found else 0, begins)
        if any(map(str.isalpha, text[slice(*before)])):
            found.append(before)
        elif before[0] < before[1] and found:
            found[-1] = found[-1][0], before[1]
        elif before[0] < before[1]:
            begins = before[0]
        if begins < end:
            found.append(trimmed(text, begins, end))
    return tuple(found) or ((0, len(text)),)


_UNLINKED = later(_sentences, ())
"""The sentences of a block in which nothing is cited."""


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
