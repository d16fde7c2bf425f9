"""The parts of a text as blocks: their marks, what they cite, tables and figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from evigraph.article.flow import Flow
from evigraph.article.later import later
from evigraph.article.table import Table
from evigraph.article.text import Figure, Mark
from evigraph.text.cited import Aim, Citing
from evigraph.text.inline import Inline, read_inline
from evigraph.text.lines import Line, Run
from evigraph.text.outline import Part
from evigraph.text.rows import Piece
from evigraph.text.tables import PrintedNotes, grid, labels_of

_REFERENCE_COLUMN = re.compile(r"(?:ref(?:erence)?s?|source|citation)\.?(?:\s?(?:no|number|#)s?\.?)?", re.IGNORECASE)
_LETTERED = re.compile(r"[\d%)]\s?([a-f])$")
_CLUSTER = re.compile(r"\d{1,4}(?:\s?[-‐‑–—,;]\s?\d{1,4})*")

Fault = tuple[int, int, str, str]
"""Line, column, code and message."""


class Emitter:
    """Puts blocks into a flow; ``taken`` are the lines that they came from, ``faults`` what is wrong in them."""

    citing: Citing

    def __init__(self) -> None:
        self.flow = Flow()
        self.tables: list[Table] = []
        self.figures: list[Figure] = []
        self.taken: set[int] = set()
        self.faults: list[Fault] = []

    def figure(self, part: Part, section: int) -> None:
        """A figure: its caption."""
        name = f"figure-{len(self.figures) + 1}"
        block = self.block(part.run, "caption", section, owner=name)
        self.taken |= {part.line}
        blocks = (block,) if block >= 0 else ()
        self.figures.append(Figure(name, "figure", part.label, section, blocks, (), part.line))

    def code(self, part: Part, section: int) -> None:
        """A line of code as it stands."""
        self.taken |= {part.line}
        self.flow.add(part.run.text)
        self.flow.close("paragraph", section, "", part.line)

    def table(self, part: Part, section: int) -> None:
        """A table: its caption, rows and notes."""
        name = f"table-{len(self.tables) + 1}"
        first = len(self.flow.blocks)
        self.taken |= {part.line}
        self.block(part.run, "caption", section, owner=name)
        caption = self.flow.blocks[first].text if len(self.flow.blocks) > first else ""
        rows: list[tuple[int, int]] = []
        labels = labels_of(part.notes)
        columns = self._reference_columns(part)
        for line, cells in part.drawn.rows if part.drawn else ():
            rows.append((self._row(line, cells, section, name, labels, columns), len(cells)))
        notes = PrintedNotes()
        for run in part.notes:
            block = self.block(run, "note", section, owner=name, told=self._note_told)
            if block >= 0:
                notes.read(block, self.flow.blocks)
        grids = ()
        if part.drawn:
            for number in sorted(set(part.drawn.unsure)):
                message = "The cells of this row do not stand under the headings of the table one by one."
                self.faults.append((number, 1, "text-uneven-row", message))
            heads, width = part.drawn.heads, part.drawn.width
            grids = later(_grids, rows, heads, width, notes, self.flow.blocks)
        blocks = tuple(range(first, len(self.flow.blocks)))
        table = Table(name, part.label, caption, section, grids, tuple(notes.notes), blocks, (), part.line)
        self.tables.append(table)

    def _reference_columns(self, part: Part) -> frozenset[int]:
        """The columns of numbers of the list, by their headings."""
        heads = part.drawn.rows[: part.drawn.heads] if part.drawn else []
        return frozenset(
            column for _, cells in heads for column, cell in enumerate(cells) if _REFERENCE_COLUMN.fullmatch(cell.text)
        )

    def _row(
        self,
        line: Line,
        cells: Sequence[Piece],
        section: int,
        owner: str,
        labels: frozenset[str],
        columns: frozenset[int],
    ) -> int:
        def told(before: str, plain: str, behind: str) -> bool:
            parts = [each.strip() for each in re.split(r"[,;]", plain)]
            return all(each in labels for each in parts) or self.citing.is_told(before or "-", plain, behind)

        self.taken.add(line.number)
        for number, cell in enumerate(cells):
            if number:
                self.flow.tab()
            made = read_inline(cell.text, told)
            marked = {start for start, end in made.raised if set(re.split(r"[,;]\s?", made.text[start:end])) <= labels}
            aims = [aim for aim in self.citing.aims(made) if not any(aim.start == start for start in marked)]
            trailing = _LETTERED.search(made.text)
            if trailing and trailing[1] in labels:
                made.marks.append(Mark(*trailing.span(1), "sup"))
            if number in columns and not aims and _CLUSTER.fullmatch(made.text):
                aims = self._plain_numbers(made)
            self._inside(made, aims, partial(_in_cell, line, cell, made))
        return self.flow.close("row", section, owner, line.number)

    def _plain_numbers(self, made: Inline) -> list[Aim]:
        found = [(match.start(), match.end(), int(match.group())) for match in re.finditer(r"\d+", made.text)]
        known = all(number in self.citing.keys for _, _, number in found)
        return [Aim(start, end, (self.citing.keys[number],)) for start, end, number in found] if known else []

    def _note_told(self, before: str, plain: str, behind: str) -> bool:
        if not before.strip():
            return re.fullmatch(r"[a-z]{1,2}|\d{1,2}|[*†‡§¶#‖∥]+", plain) is not None
        return self.citing.is_told(before, plain, behind)

    # Blocks

    def block(
        self,
        run: Run,
        kind: str,
        section: int,
        owner: str = "",
        cites: bool = True,
        told: Callable[[str, str, str], bool] | None = None,
    ) -> int:
        """A run as a block; its index, or -1 where it is empty."""
        self.taken |= set(run.lines)
        made = read_inline(run.text, (told or self.citing.is_told) if cites else never)
        aims = [aim for aim in self.citing.aims(made) if aim.start] if cites else []
        self._inside(made, aims, lambda at: run.place(made.origin(at)))
        if cites:
            for start, end in self.citing.unsure(made):
                line, column = run.place(made.origin(start))
                message = f"'{made.text[start:end]}' looks like a citation, but the text cites by raised numbers."
                self.faults.append((line, column, "text-unsure-citation", message))
        return self.flow.close(kind, section, owner, run.line)

    def _inside(self, made: Inline, aims: Sequence[Aim], place: Callable[[int], tuple[int, int]]) -> None:
        """The text of a block with its marks and links."""
        flow = self.flow
        spans: list[Mark | Aim] = [*made.marks, *aims]
        ends: dict[int, list[Mark | Aim]] = defaultdict(list)
        for span in spans:
            ends[span.end].append(span)
        opened: dict[int, int] = {}
        cuts = sorted({0, made.length, *ends, *(span.start for span in spans)})
        for start, end in pairwise([*cuts, made.length]):
            for each in ends.get(start, ()):
                if isinstance(each, Mark):
                    flow.mark(opened.get(each.start, flow.place), each.kind, each.value)
                else:
                    line, column = place(each.start)
                    flow.link(opened[each.start], each.targets, line)
                    self._missing(each, made.text[each.start : each.end], line, column)
            opened[start] = flow.place
            flow.add(made.text[start:end])

    def _missing(self, aim: Aim, shown: str, line: int, column: int) -> None:
        lost = [target for target in aim.targets if target not in self.citing.people.known]
        for target in lost:
            what = (
                "the list has no such entry"
                if target.isdecimal()
                else "it leads to no entry of the list, or to several"
            )
            self.faults.append((line, column, "text-missing-reference", f"'{shown}' is cited here, but {what}."))


def _in_cell(line: Line, cell: Piece, made: Inline, offset: int) -> tuple[int, int]:
    """Line and column of a letter of a cell."""
    return line.number, cell.column + made.origin(offset)


def _grids(rows: Any, heads: int, width: int, notes: PrintedNotes, blocks: Any, _: Table) -> Any:
    return (grid(rows, heads, width, notes, blocks),)


def never(_before: str, _plain: str, _behind: str) -> bool:
    """That no raised letters are a citation."""
    return False
