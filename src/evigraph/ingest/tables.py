"""Tables in curated form: columns with their headings, notes, rows of cells as printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evigraph.article.citation import Cluster
from evigraph.article.lexicon import Lexicon, mentions
from evigraph.article.table import Cell, Column, Grid, Row, Table
from evigraph.ingest.citations import compressed
from evigraph.ingest.draft import draft
from evigraph.ingest.headings import meaning, outcome_of
from evigraph.ingest.sections import slug
from evigraph.ingest.source import Source

_NUMBER = re.compile(r"(?:Table|Tab\.?)\s*([1-9][0-9]{0,2})[.:]?", re.IGNORECASE)
_DIGITS = re.compile(r"[\[(]?\d[\d\s,;‐‑–—-]*[\])]?")
_EMPTY_BRACKETS = re.compile(r"\s*[\[(][\s,;‐‑–—-]*[\])]")


_SPELLED = re.compile(r"([^\s:=,;]{1,12}) ?[:=,] ?([^:=;]{3,80})")


def spelled_out(note: str) -> dict[str, str]:
    """Abbreviations with their long forms, where a note under a table holds nothing else.

    >>> spelled_out("NA: Not available; RCT: Randomized trial.")
    {'NA': 'Not available', 'RCT': 'Randomized trial'}
    >>> spelled_out("Doses: see text; NA: Not available.")
    {}
    """
    found = [_SPELLED.fullmatch(part.strip()) for part in note.strip().removesuffix(".").split(";")]
    pairs = {match[1]: match[2].strip() for match in found if match and any(char.isupper() for char in match[1][:2])}
    short = all(sum(char.isupper() for char in name) > 1 or len(name) == 1 for name in pairs)
    return pairs if short and len(pairs) == len(found) else {}


def told_apart(notes: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The abbreviations that notes spell out, and the notes that say something else, or otherwise than one before.

    >>> told_apart(["CR: Cure rate.", "Doses vary.", "CR: Case report."])
    ({'CR': 'Cure rate'}, ['Doses vary.', 'CR: Case report.'])
    """
    spelled: dict[str, str] = {}
    rest = []
    for note in notes:
        pairs = spelled_out(note)
        if pairs and all(spelled.get(short, long) == long for short, long in pairs.items()):
            spelled |= pairs
        else:
            rest.append(note)
    return spelled, rest


@dataclass(frozen=True)
class Numbered:
    """A table with cells and the number under which records know it."""

    number: int
    table: Table


def numbered(tables: Sequence[Table]) -> list[Numbered]:
    """The tables that have cells: by the numbers that are printed if these differ, else by their order."""
    drawn = [table for table in tables if any(row.kind != "head" for grid in table.grids for row in grid.rows)]
    printed = [match[1] if (match := _NUMBER.fullmatch(table.label)) else "" for table in drawn]
    if all(printed) and len(set(printed)) == len(printed):
        return [Numbered(int(number), table) for number, table in zip(printed, drawn, strict=True)]
    return [Numbered(number, table) for number, table in enumerate(drawn, 1)]


def tables(source: Source, lexicon: Lexicon, article: str) -> list[dict[str, Any]]:
    """A record for each table that has cells."""
    by_block: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in source.article.clusters:
        by_block[cluster.block].append(cluster)
    return [_Table(source, lexicon, article, each, by_block).record() for each in numbered(source.article.tables)]


class _Table:
    def __init__(
        self, source: Source, lexicon: Lexicon, article: str, numbered: Numbered, clusters: dict[int, list[Cluster]]
    ) -> None:
        self.source, self.lexicon, self.article = source, lexicon, article
        self.number, self.table, self.clusters = numbered.number, numbered.table, clusters
        self.open = "creativecommons.org" in source.article.license.url
        self.notes = _note_names(self.table)
        self.columns: list[dict[str, Any]] = []
        self.groups: dict[str, str] = {}  # a heading over rows, as printed and without the references behind it

    def record(self) -> dict[str, Any]:
        name = f"{self.article}/table/{self.number}"
        grids = [(grid, self._columns(grid, place)) for place, grid in enumerate(self.table.grids)]
        rows = [
            self._row(row, names, covered)
            for grid, names in grids
            for row, covered in zip(grid.rows, _covered(grid), strict=True)
            if row.kind != "head"
        ]
        rows = [row for row in rows if row["cells"]]
        for index, row in enumerate(rows, 1):
            row["row"] = str(index)
        caption = self.table.caption if self.open else ""
        where = f"table {self.number}" + (f", line {self.table.line} of the file" if self.table.line else "")
        rule = "tables.tagged" if self.source.article.format == "jats" else "tables.told"
        unmarked = [note.text for note in self.table.notes if not note.label] if self.open else []
        spelled, rest = told_apart(unmarked)
        short = self._short(spelled)
        self._mark(rows, short)
        return {
            "number": str(self.number),
            "caption": caption or self.table.label or f"Table {self.number}",
            "columns": self.columns,
            "footnotes": [
                {
                    "id": self.notes[index],
                    "mark": note.label,
                    "label": note.text if self.open else f"Note {note.label}",
                    "draft": {"outcome": outcome_of(self.lexicon, note.text)},
                }
                for index, note in enumerate(self.table.notes)
                if index in self.notes
            ]
            + [{"id": name, "mark": mark, "label": f"Stands for: {spelled[mark]}."} for mark, name in short.items()],
            "rows": [{"row": row.pop("row"), **row} for row in rows],
            "note": " ".join(rest),
            "draft": draft(name, rule, where, f"{self.table.label} {self.table.caption}"),
        }

    def _columns(self, grid: Grid, place: int) -> list[str]:
        """The identifiers of a grid's columns; those of an earlier one where the headings are the same."""
        shown = [_heading(column) for column in grid.columns]
        earlier = self.columns[-len(shown) :] if place and shown else []
        if [column["draft"]["heading"] for column in earlier] == shown:
            return [column["id"] for column in earlier]
        names = []
        for index, column in enumerate(grid.columns):
            header = shown[index] or f"Column {index + 1}"
            identifier = self._free(slug(header, 40) or f"column-{index + 1}")
            guess = meaning(self.lexicon, column)
            self.columns.append(
                {
                    "id": identifier,
                    "order": str(len(self.columns) + 1),
                    "header": header,
                    **guess,
                    "marks": self._marks(grid, index),
                    "draft": {"heading": shown[index], "path": list(column.path)},
                }
            )
            names.append(identifier)
        return names

    def _free(self, wanted: str) -> str:
        taken = {column["id"] for column in self.columns}
        wishes = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
        return next(wish for wish in wishes if wish not in taken)

    def _marks(self, grid: Grid, index: int) -> list[str]:
        heads = [cell for row in grid.rows if row.kind == "head" for cell in row.cells]
        over = [cell for cell in heads if cell.column <= index < cell.column + cell.columns]
        return list(dict.fromkeys(self.notes[note] for cell in over for note in cell.notes if note in self.notes))

    def _row(self, row: Row, names: Sequence[str], covered: Sequence[int]) -> dict[str, Any]:
        block = row.cells[0].block if row.cells else -1
        if block not in self.source.starts:
            return {"cells": []}
        text = self.source.article.blocks[block].text
        start, end = self.source.at(block, 0), self.source.at(block, len(text))
        found = mentions(self.lexicon, text)
        if row.kind == "group":
            named = next((cell for cell in row.cells if cell.value), None)
            self.groups |= {named.value: self._bare(named)} if named else {}
        above = " > ".join(self.groups.get(group, group) for group in row.groups)
        return {
            "segments": [{"start": str(start), "end": str(end)}],
            "textHash": self.source.digest(start, end),
            "citations": [
                {"cluster": compressed(cluster.references)} for cluster in self.clusters[block] if cluster.references
            ],
            "cells": list(self._cells(row, names)),
            "mentions": list(dict.fromkeys(mention.term for mention in found)),
            "note": "A heading over the rows below it." if row.kind == "group" else f"Under: {above}" if above else "",
            "draft": {"covered": [names[column] for column in covered if column < len(names)]},
        }

    def _cells(self, row: Row, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        seen = set()
        for cell in row.cells:
            text = self._bare(cell)
            if text and cell.column < len(names) and cell.column not in seen:
                seen.add(cell.column)
                marks = [self.notes[note] for note in cell.notes if note in self.notes]
                yield {"column": names[cell.column], "text": text, "marks": list(dict.fromkeys(marks))}

    def _short(self, spelled: Iterable[str]) -> dict[str, str]:
        """The abbreviations that a note spells out, with the identifiers of the footnotes they become."""
        names: dict[str, str] = {}
        for place, mark in enumerate(spelled, 1):
            taken = {*names.values(), *self.notes.values(), ""}
            names[mark] = slug(mark) if slug(mark) not in taken else f"short-{place}"
        return names

    def _mark(self, rows: Sequence[dict[str, Any]], short: Mapping[str, str]) -> None:
        """Lead each cell that prints nothing but an abbreviation to the footnote that spells it out."""
        for cell in (cell for row in rows for cell in row["cells"] if cell["text"] in short):
            cell["marks"] = [*cell["marks"], short[cell["text"]]]

    def _bare(self, cell: Cell) -> str:
        """What a cell prints, without marks of notes; without the numbers of references if anything else is printed."""
        text = cell.value
        for cluster in reversed(self.clusters[cell.block]):
            inside = cell.start <= cluster.start and cluster.end <= cell.start + len(cell.text)
            if inside and _DIGITS.fullmatch(cluster.text):
                place = cluster.start - cell.start
                if not cell.text.startswith(text[:place]):  # a mark was taken out before it
                    place = text.rfind(cluster.text)
                text = f"{text[:place]}{text[place + len(cluster.text) :]}" if place >= 0 else text
        bare = _EMPTY_BRACKETS.sub("", text) if text != cell.value else text
        return " ".join(bare.split()) or " ".join(cell.value.split())


def _heading(column: Column) -> str:
    return " > ".join(" ".join(part.split()) for part in column.path)


def _covered(grid: Grid) -> list[list[int]]:
    """For each row, the columns in which a cell above reaches down to it."""
    reach: dict[int, int] = {}
    covered = []
    for number, row in enumerate(grid.rows):
        covered.append([column for column, end in reach.items() if end > number])
        for cell in row.cells:
            if cell.rows > 1:
                reach |= dict.fromkeys(range(cell.column, cell.column + cell.columns), number + cell.rows)
    return covered


def _note_names(table: Table) -> dict[int, str]:
    """The identifiers of the notes that have a mark, by their place in the table."""
    names: dict[int, str] = {}
    for index, note in enumerate(table.notes):
        if note.label:
            plain = slug(note.label)
            wanted = plain if plain and plain not in names.values() else f"note-{index + 1}"
            names[index] = wanted
    return names
