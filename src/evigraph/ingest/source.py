"""The text of an article as it is kept beside its records, and where each block stands in it.

Title, abstract and running text come first, then captions, tables, notes and whatever else cites,
then what stands behind the text, then the list of references.  A citation is followed by, or printed as, the
numbers of the list, so that one convention holds for the whole text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

from evigraph.article.article import Article
from evigraph.article.citation import Cluster
from evigraph.article.text import Block

_NUMBERS = re.compile(r"[\d\s,;‐‑‒–—−-]+")
_BRACKETED = re.compile(r"\[?\d[\d\s,;‐‑‒–—−\[\]-]*")
"""Numbers where the brackets are part of the link: "[3]", or "[3][4][5]" as GROBID writes a range."""
_POWER = re.compile(r"\^\{(\d[\d,\s-]*)\}")
_FRONT = ("abstract",)
_RUNNING = ("body", "boxed-text", "floats")
_REPLIES = ("sub-article", "response")
FORMS = {"bracketed": "[{}]", "superscript": "^{{{}}}"}
"""How each citation style of the schema prints the numbers of the list."""


@dataclass
class Source:
    """The text, where its parts stand, and where each block of the article begins and was changed."""

    article: Article
    style: str
    text: str = ""
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    edits: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 of the text."""
        return sha256(self.text.encode()).hexdigest()

    def at(self, block: int, offset: int) -> int:
        """Where a place of a block stands in the text."""
        moved = sum(len(new) - (end - start) for start, end, new in self.edits.get(block, ()) if end <= offset)
        return self.starts[block] + offset + moved

    def words(self, start: int, end: int) -> str:
        """What stands between two places, on one line with single spaces."""
        return " ".join(self.text[start:end].split())

    def digest(self, start: int, end: int) -> str:
        """SHA-256 of what stands between two places, as the graph keeps it."""
        return sha256(self.words(start, end).encode()).hexdigest()


def lay_out(article: Article) -> Source:
    """The source text of an article."""
    source = Source(article, _style(article))
    clusters: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in article.clusters:
        if cluster.references:
            clusters[cluster.block].append(cluster)
    for index, block in enumerate(article.blocks):
        if edits := _edits(block, clusters.get(index, ()), source.style):
            source.edits[index] = edits
    places: dict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(article.blocks):
        place = place_of(article, block)
        places["cited" if place == "behind" and index in clusters else place].append(index)
    out = _Lines(source)
    out.blocks("title-part", places["title"])
    out.begin()
    for place in ("abstract", "text", "floats", "cited"):
        out.blocks("", places[place])
    out.end("body")
    out.blocks("", places["behind"])
    out.begin()
    for reference in article.references:
        out.line(f"{reference.number}. {reference.printed}")
    out.end("reference-list")
    source.text = "".join(out.lines)
    return source


def place_of(article: Article, block: Block) -> str:
    """In which part of the text a block is put: ``title``, ``abstract``, ``text``, ``floats`` or ``behind``."""
    if block.section < 0:
        return "title" if block.kind == "title" else "behind"
    kinds = []
    section = block.section
    while section >= 0:
        found = article.sections[section]
        kinds.append((found.kind, found.language))
        section = found.parent
    kind, language = kinds[-1]
    if kind in _REPLIES or any(each in _REPLIES for each, _ in kinds):
        return "behind"
    if block.owner and (kind in _RUNNING or kind == "back"):
        return "floats"
    if kind in _FRONT:
        return "behind" if language else "abstract"
    return "text" if kind in _RUNNING else "behind"


def compressed(numbers: Sequence[int]) -> str:
    """Numbers of the list as a cluster in plain digits.

    >>> compressed([1, 2, 3, 5, 6])
    '1-3,5,6'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)


def _style(article: Article) -> str:
    """``bracketed`` where most citations are printed as numbers in square brackets, else ``superscript``."""
    bracketed = sum(
        _has_brackets(cluster) or _in_brackets(article.blocks[cluster.block].text, cluster)
        for cluster in article.clusters
    )
    return "bracketed" if article.clusters and 2 * bracketed >= len(article.clusters) else "superscript"


def _has_brackets(cluster: Cluster) -> bool:
    return "[" in cluster.text and _BRACKETED.fullmatch(cluster.text) is not None


def _in_brackets(text: str, cluster: Cluster) -> bool:
    around = text[max(0, cluster.start - 1) : cluster.start], text[cluster.end : cluster.end + 1]
    return around == ("[", "]") and _NUMBERS.fullmatch(cluster.text) is not None


def _edits(block: Block, clusters: Sequence[Cluster], style: str) -> list[tuple[int, int, str]]:
    """What is put in the place of each citation, or behind it where names are printed.

    A power in a formula is written so that it does not look like a citation.
    """
    edits = [
        (found.start(), found.end(), f"^({found[1]})")
        for mark in block.marks
        if mark.kind == "formula"
        for found in _POWER.finditer(block.text, mark.start, mark.end)
    ]
    for cluster in clusters:
        numbers = compressed(cluster.references)
        start, end = cluster.start, cluster.end
        if _in_brackets(block.text, cluster):
            start, end = start - 1, end + 1
        elif not (_is_numbers(cluster) and _read(cluster.text) == cluster.references):
            start = end
        edits.append((start, end, FORMS[style].format(numbers)))
    return sorted(edits)


def _is_numbers(cluster: Cluster) -> bool:
    return _NUMBERS.fullmatch(cluster.text) is not None or _has_brackets(cluster)


def _read(text: str) -> tuple[int, ...]:
    """The numbers that a printed cluster stands for, in order; none for a range that goes backwards."""
    text = text.replace("][", ",").strip("[]").replace("[", "").replace("]", "")
    plain = re.sub(r"\s*[‐‑‒–—−-]\s*", "-", text).replace(";", ",")
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in plain.split(","))):
        ends = part.split("-")
        if len(ends) > 2 or not all(end.isascii() and end.isdecimal() for end in ends):
            return ()
        found |= set(range(int(ends[0]), int(ends[-1]) + 1)) if int(ends[-1]) - int(ends[0]) < 500 else set()
    return tuple(sorted(found))


class _Lines:
    """Collects the lines of the text and notes where they begin."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines: list[str] = []
        self.length = 0
        self._first = 0

    def begin(self) -> None:
        self._first = self.length

    def end(self, part: str) -> None:
        if self.length > self._first:
            self.source.parts[part] = (self._first, self.length - 1)

    def line(self, text: str) -> None:
        self.lines.append(f"{text}\n")
        self.length += len(text) + 1

    def blocks(self, part: str, indices: Sequence[int]) -> None:
        if part:
            self.begin()
        for index in indices:
            block = self.source.article.blocks[index]
            self.source.starts[index] = self.length
            text = _changed(block.text, self.source.edits.get(index, ()))
            self.line(text if block.kind != "row" or "\t" in text else f"{text}\t")
        if part:
            self.end(part)


def _changed(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    if not edits:
        return text
    pieces = [text[: edits[0][0]]]
    for (_, end, new), (following, _, _) in pairwise([*edits, (len(text), len(text), "")]):
        pieces += [new, text[end:following]]
    return "".join(pieces)
