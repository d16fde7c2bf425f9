"""What a corpus keeps of a list entry outside its article's graph, to find the same work elsewhere."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A work as one article names it; ``number`` is that of its list entry, 0 for the article itself.

    ``keys`` are the best first; ``sentences`` counts the sentences and rows that cite the entry.
    """

    number: int
    keys: tuple[str, ...]
    type: str = ""
    title: str = ""
    year: str = ""
    author: str = ""
    journal: str = ""
    sentences: int = 0


class Attributed(NamedTuple):
    """A number that a sentence attributes to one list entry; ``node`` is its identifier."""

    node: str
    entry: int
    measure: str
    unit: str
    value: str
