"""An answer as people read it: rows of words that lead to pages, and every row in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pyoxigraph as ox

from evigraph.query import Answer, Question, Table, Triples, value_of
from evigraph.query.table import shown
from evigraph.serve.pages.options import by_number
from evigraph.view.links import safe
from evigraph.view.site.links import Links
from evigraph.view.site.site import Site
from evigraph.view.words import plain, spaced

MOST = 200
"""So many rows are shown at first."""
TOLD = 10
"""Answers of up to so many rows are told whole in sentences; of others ..."""
TOLD_OF_MANY = 3

Row = Sequence[Any]
Terms = tuple[list[str], list[Row]]


@dataclass(frozen=True)
class Piece:
    """Words of a cell, with the address that they lead to; ``outside`` is not ours."""

    words: str
    address: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: its pieces, or why it has none; ``number`` stands in line with others."""

    pieces: tuple[Piece, ...] = ()
    absent: str = ""
    number: bool = False


@dataclass(frozen=True)
class Column:
    """A heading and its meaning; ``leads`` tells that its words stand for an identifier that is not shown."""

    name: str
    heading: str
    meaning: str
    leads: bool = False


@dataclass(frozen=True)
class Shown:
    """The first rows of an answer, how many there are, and the rows in words."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    sentences: tuple[str, ...] = ()


def terms_of(answer: Table | Triples) -> Terms:
    """The columns and rows of an answer; triples have three."""
    if isinstance(answer, Table):
        return answer.columns, [[row[name] for name in answer.columns] for row in answer]
    triples = sorted(answer.triples, key=str)
    return ["subject", "predicate", "object"], [[triple.subject, triple.predicate, triple.object] for triple in triples]


def shown_answer(site: Site, links: Links, question: Question, answer: Answer, whole: bool) -> Shown | None:
    """The rows to show, all of them when ``whole``; None where the answer is yes or no."""
    if isinstance(answer, bool):
        return None
    names, rows = terms_of(answer)
    first = rows if whole else rows[:MOST]
    called = called_by(site, first)
    leading = {called[index] for index in called}
    kept = [index for index in range(len(names)) if index not in called]
    making = _Making(site, links, question.references, names)
    columns = tuple(
        Column(names[i], _heading(names[i]), plain(question.columns.get(names[i], "")), i in leading) for i in kept
    )
    behind = {words: node for node, words in called.items()}
    made = tuple(tuple(making.cell(row, i, row[behind[i]] if i in behind else None) for i in kept) for row in first)
    return Shown(columns, made, len(rows), tuple(_sentences(site, question, names, rows)))


def _heading(name: str) -> str:
    words = spaced(name.replace("_", " "))
    return words[:1].upper() + words[1:]


def _sentences(site: Site, question: Question, names: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    """The rows in words, the first few when there are many."""
    if not question.answers:
        return
    for row in rows if len(rows) <= TOLD else rows[:TOLD_OF_MANY]:
        words = {name: plain(shown(term, site.dataset.base)) or None for name, term in zip(names, row, strict=True)}
        yield plain(question.sentence(words))


def called_by(site: Site, rows: Sequence[Row]) -> dict[int, int]:
    """Columns of identifiers -> the column that calls each of its nodes by name, row for row.

    The name then leads to the page, and nobody has to read an identifier.
    """
    label = cache(site.nodes.label)
    found: dict[int, int] = {}
    width = len(rows[0]) if rows else 0
    for ids in range(width):
        kinds = {type(row[ids]) for row in rows}
        if ox.NamedNode not in kinds or not kinds <= {ox.NamedNode, type(None)}:
            continue
        for words in range(width):
            if words not in found.values() and all(_calls(row[ids], row[words], label) for row in rows):
                found[ids] = words
                break
    return found


def _calls(node: Any, words: Any, label: Callable[[str], str]) -> bool:
    if node is None or not isinstance(words, ox.Literal):
        return node is None and words is None
    return words.value == label(node.value)


class _Making:
    """Makes cells of terms."""

    def __init__(self, site: Site, links: Links, references: Sequence[str], names: Sequence[str]) -> None:
        self.site, self.links = site, links
        self.numbered = [name in references for name in names]
        self._to = cache(self._page)

    def cell(self, row: Row, index: int, node: Any = None) -> Cell:
        """The cell of a row; its words lead to the page of ``node`` where that is given."""
        term = row[index]
        if term is None:
            return Cell(absent="not stated")
        words = plain(shown(term, self.site.dataset.base))
        if not words:
            return Cell(absent="none")
        if node is not None:
            return Cell((Piece(words, self._to(node.value)),))
        if isinstance(term, ox.NamedNode):
            return Cell((self._named(term.value, words),))
        if self.numbered[index]:
            return Cell(tuple(self._numbers(words)), number=words.isdecimal())
        return Cell((Piece(words),), number=isinstance(value_of(term), int | float | Decimal))

    def _named(self, iri: str, words: str) -> Piece:
        if there := self._to(iri):
            return Piece(words, there)
        inside = iri.startswith(self.site.dataset.base)
        return Piece(words, "" if inside else safe(iri) or "", outside=True)

    def _page(self, iri: str) -> str:
        ref = self.site.ref(iri)
        return self.links.to(ref.kind, ref.name, ref.anchor) if ref else ""

    def _numbers(self, words: str) -> Iterator[Piece]:
        """ "5, 9-11" with each number leading to the reference of that number, where there is one list."""
        for part in filter(None, re.split(r"(\d+)", words)):
            work = by_number(self.site).get(part)
            yield Piece(part, self._to(work) if work else "")
