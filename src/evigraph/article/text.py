"""The running text of an article: sections, and blocks of text with what is marked in them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from evigraph.article.later import waiting


class Mark(NamedTuple):
    """A stretch of a block that means more than its letters; half-open code points of the block's text.

    ``kind`` is ``sup``, ``sub``, ``italic``, ``bold``, ``link`` (``value``: its address), ``formula``
    (``value``: its TeX, where given), ``graphic`` (``value``: its file), or ``see`` (``value``: the
    identifier of the figure, table, note or section that is pointed to).
    """

    start: int
    end: int
    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section; ``parent`` is the index of the section it stands in, -1 for none.

    ``kind`` is where it belongs: ``front``, ``abstract``, ``body``, ``boxed-text``, ``back``, ``floats``, ...
    ``type`` is what the publisher calls it (``methods``); ``language`` is set where it differs from the article's.
    """

    parent: int
    title: str
    kind: str
    label: str = ""
    id: str = ""
    type: str = ""
    language: str = ""
    line: int = 0


@waiting("sentences")
@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, title, caption, list item, note or table row: NFC text on one line.

    ``number`` counts from 1 within the section, titles are 0; ``start`` is where the block begins in
    the text of the article; ``sentences`` are half-open spans of ``text``; ``owner`` is the identifier
    of the figure, table or note it belongs to, "" for the running text.
    """

    kind: str
    section: int
    number: int
    text: str
    start: int
    marks: tuple[Mark, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    owner: str = ""
    line: int = 0

    def sentence_at(self, offset: int) -> int:
        """The number, from 1, of the sentence that holds an offset; 0 where the block has none."""
        return min(bisect_right(self.sentences, offset, key=itemgetter(1)) + 1, len(self.sentences))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, scheme or supplementary file: its label, its files, and the blocks that describe it."""

    id: str
    kind: str
    label: str
    section: int
    blocks: tuple[int, ...]
    graphics: tuple[str, ...] = ()
    line: int = 0
