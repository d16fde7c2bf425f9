"""An answer as people read it: rows of words that lead to pages, and every row in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
LONG, MIDDLE = 50, 18
"""Columns with more characters in a cell get more room."""

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
    """A heading and its meaning; ``width`` is as much room as its longest cell needs: short, middle or long.

    A column of identifiers that no page is about is "bare".
    """

    heading: str
    meaning: str
    width: str


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
        return answer.columns, [list(row) for row in answer]
    triples = sorted(answer.triples, key=str)
    return ["subject", "predicate", "object"], [[triple.subject, triple.predicate, triple.object] for triple in triples]


def shown_answer(site: Site, links: Links, question: Question, answer: Answer, whole: bool) -> Shown | None:
    """The rows to show, all of them when ``whole``; None where the answer is yes or no."""
    if isinstance(answer, bool):
        return None
    names, rows = terms_of(answer)
    first = rows if whole else rows[:MOST]
    called = called_by(site, first)
    kept = [index for index in range(len(names)) if index not in called]
    bare = [index for index in kept if _bare(site, [row[index] for row in first])]
    kept.sort(key=bare.__contains__)  # what only programs can use stands last
    making = _Making(site, links, [name in question.references for name in names])
    behind = {words: node for node, words in called.items()}
    made = tuple(tuple(making.cell(row, i, row[behind[i]] if i in behind else None) for i in kept) for row in first)
    columns = (
        Column(
            _heading(names[i]),
            plain(question.columns.get(names[i], "")),
            "bare" if i in bare else _width(row[at] for row in made),
        )
        for at, i in enumerate(kept)
    )
    return Shown(tuple(columns), made, len(rows), tuple(_sentences(site, question, names, rows)))


def _heading(name: str) -> str:
    words = spaced(name.replace("_", " "))
    return words[:1].upper() + words[1:]


def _bare(site: Site, terms: Sequence[Any]) -> bool:
    """Whether these are identifiers of ours that lead nowhere."""
    found = [term for term in terms if term is not None]
    base = site.dataset.base
    return bool(found) and all(
        isinstance(term, ox.NamedNode) and term.value.startswith(base) and site.ref(term.value) is None
        for term in found
    )


def _width(cells: Iterable[Cell]) -> str:
    longest = max((sum(len(piece.words) for piece in cell.pieces) for cell in cells), default=0)
    return "long" if longest > LONG else "middle" if longest > MIDDLE else "short"


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

    def __init__(self, site: Site, links: Links, numbered: Sequence[bool]) -> None:
        self.site, self.links, self.numbered = site, links, numbered
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
            return Cell((Piece(words, self._to(node.value)[0]),))
        if isinstance(term, ox.NamedNode):
            return Cell((self._named(term.value, words),))
        if self.numbered[index]:
            return Cell(tuple(self._numbers(words)), number=words.isdecimal())
        return Cell((Piece(words),), number=isinstance(value_of(term), int | float | Decimal))

    def _named(self, iri: str, words: str) -> Piece:
        there, name = self._to(iri)
        if there:
            return Piece(name or words, there)
        inside = iri.startswith(self.site.dataset.base)
        return Piece(words, "" if inside else safe(iri) or "", outside=True)

    def _page(self, iri: str) -> tuple[str, str]:
        """The address of the page of a node, and what it is called there."""
        ref = self.site.ref(iri)
        return (self.links.to(ref.kind, ref.name, ref.anchor), ref.words) if ref else ("", "")

    def _numbers(self, words: str) -> Iterator[Piece]:
        """ "5, 9-11" with each number leading to the reference of that number, where there is one list."""
        for part in filter(None, re.split(r"(\d+)", words)):
            work = by_number(self.site).get(part)
            yield Piece(part, self._to(work)[0] if work else "")
