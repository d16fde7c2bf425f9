"""Notes under tables, and the cells they belong to, whatever format they come in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from evigraph.article.table import Cell, Note
from evigraph.article.text import Block, Mark

_LABEL = re.compile(r"[*†‡§¶#‖∥$]+|[A-Za-z]{1,2}|\d{1,2}")
_TELLING = frozenset({"sup", "sub", "see"})
_AROUND = " ()[].:,;"
_SIGNS = "*†‡§¶#‖∥"
_LEADING = re.compile(rf"(?:^|(?<=[;.] ))([{_SIGNS}]+)(?=\s?[^\s{_SIGNS}])")
_TRAILING = re.compile(rf"[{_SIGNS}]+(?=\s|$)")
_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


class Notes:
    """The notes of one table."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._by_id: dict[str, int] = {}
        self._by_label: dict[str, int] = {}

    def add(self, blocks: Sequence[Block], first: int, identifier: str, label: str, alone: bool) -> None:
        """What was read from the block ``first`` on: one note where it is ``alone``, else perhaps several."""
        if first == len(blocks):
            return
        if alone and (label or first + 1 < len(blocks)):
            text = " ".join(block.text for block in blocks[first:] if block.kind == "note")
            self.keep(Note(identifier, label, text, first))
            return
        for index in range(first, len(blocks)):
            for start, end, own in parts_of(blocks[index]):
                text = blocks[index].text[start:end].strip()
                self.keep(Note(identifier, own, text, index))

    def keep(self, note: Note) -> None:
        """Add a note."""
        number = len(self.notes)
        self.notes.append(note)
        if note.id:
            self._by_id.setdefault(note.id, number)
        if label := note.label.strip(_AROUND):
            self._by_label.setdefault(label, number)

    def on(self, row: list[Cell], blocks: Sequence[Block]) -> list[Cell]:
        """The cells of a row with their notes, and their values without the marks of these."""
        if not row or row[0].block < 0:
            return row
        block = blocks[row[0].block]
        marks = sorted(mark for mark in block.marks if mark.kind in _TELLING)
        if not marks and not self._by_label:
            return row
        starts = [mark.start for mark in marks]
        noted = []
        for cell in row:
            end = cell.start + len(cell.text)
            own = marks[bisect_left(starts, cell.start) : bisect_left(starts, end)]
            noted.append(self._noted(cell, block, [mark for mark in own if mark.start < mark.end <= end]))
        return noted

    def _noted(self, cell: Cell, block: Block, own: Sequence[Mark]) -> Cell:
        text, start = cell.text, cell.start
        signed = self._by_label and any(char in _SIGNS for char in text)
        if not text or not (own or signed):
            return cell
        found: dict[int, None] = {}
        cut = []
        for mark in own:
            if numbers := self._meant(mark, block.text):
                found |= dict.fromkeys(numbers)
                cut.append((mark.start - start, mark.end - start))
        for sign in _TRAILING.finditer(text) if signed else ():
            if sign.group() in self._by_label:
                found[self._by_label[sign.group()]] = None
                cut.append(sign.span())
        return cell._replace(value=_value(text, cut, own, start), notes=tuple(found))

    def _meant(self, mark: Mark, text: str) -> list[int]:
        """The notes that a mark leads to."""
        if mark.kind == "see":
            return [self._by_id[target] for target in mark.value.split() if target in self._by_id]
        if mark.kind != "sup" or not self._by_label:
            return []
        shown = text[mark.start : mark.end]
        labels = [label for label in re.split(r"[\s,;]+", shown.strip(_AROUND)) if label]
        if len(labels) == 1 and labels[0] not in self._by_label and labels[0].isalpha():
            labels = list(labels[0])
        power = shown.isdecimal() and text[max(0, mark.start - 2) : mark.start] == "10"
        known = bool(labels) and all(label in self._by_label for label in labels)
        return [self._by_label[label] for label in labels] if known and not power else []


def parts_of(block: Block) -> Iterator[tuple[int, int, str]]:
    """The notes in a paragraph, each with its label: it begins at a raised letter or a sign."""
    text = block.text
    starts = {0: (0, "")}
    for mark in block.marks:
        before = text[: mark.start].rstrip()
        label = text[mark.start : mark.end].strip(_AROUND)
        begins = not before or before[-1] in ".;,:" or text[mark.start - 1] == " "
        if mark.kind == "sup" and begins and _LABEL.fullmatch(label) and mark.end < len(text):
            starts[mark.start] = (mark.end, label)
    for found in _LEADING.finditer(text):
        starts.setdefault(found.start(), (found.end(), found[1]))
        if starts[found.start()][1] == "":
            starts[found.start()] = (found.end(), found[1])
    order = sorted(starts)
    for start, end in zip(order, [*order[1:], len(text)], strict=True):
        if text[start:end].strip():
            yield starts[start][0], end, starts[start][1]


def _value(text: str, cut: list[tuple[int, int]], marks: Sequence[Mark], offset: int) -> str:
    """The text without the marks of notes, with powers and indices by their own characters."""
    letters = list(text)
    for mark in marks:
        if table := {"sup": _RAISED, "sub": _LOWERED}.get(mark.kind):
            start, end = mark.start - offset, mark.end - offset
            if all(ord(letter) in table for letter in text[start:end]):
                letters[start:end] = text[start:end].translate(table)
    for start, end in cut:
        letters[start:end] = [""] * (end - start)
    return "".join(letters).strip()
