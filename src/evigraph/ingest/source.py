"""The text of an article as it is kept beside its records, and where each block stands in it.

Title, abstract and running text come first, then captions, tables, notes and whatever else cites,
then what stands behind the text, then the list of references.  A citation is followed by, or printed as, the
numbers of the list, so that one convention holds for the whole text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate, pairwise

from evigraph.article.article import Article
from evigraph.article.citation import Cluster
from evigraph.article.text import Block
from evigraph.errors import Finding, Place
from evigraph.ingest.citations import Edit, Kept, is_bracketed, written_as

_FRONT = ("abstract",)
_RUNNING = ("body", "boxed-text", "floats")
_REPLIES = ("sub-article", "response")


@dataclass
class Source:
    """The text, where its parts stand, and where each block of the article begins and was changed."""

    article: Article
    style: str
    text: str = ""
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    edits: dict[int, list[Edit]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    """Citations whose numbers are not those of the list as printed."""
    _moves: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def hash(self) -> str:
        """SHA-256 of the text."""
        return sha256(self.text.encode()).hexdigest()

    def at(self, block: int, offset: int) -> int:
        """Where a place of a block stands in the text."""
        if block not in self._moves:  # a paragraph may hold thousands of citations, and as many sentences
            self._moves[block] = _moved(self.edits.get(block, ()))
        ends, moved = self._moves[block]
        return self.starts[block] + offset + moved[bisect_right(ends, offset)]

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
    linked, lines = _links(article)
    kept: list[Kept] = []
    for index, block in enumerate(article.blocks):
        edits, noted = written_as(block, clusters.get(index, ()), source.style, linked)
        kept += noted
        if edits:
            source.edits[index] = edits
    source.findings = _told(article, kept, lines)
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


def _style(article: Article) -> str:
    """``bracketed`` where most citations are printed as numbers in square brackets, else ``superscript``."""
    bracketed = sum(is_bracketed(article.blocks[cluster.block].text, cluster) for cluster in article.clusters)
    return "bracketed" if article.clusters and 2 * bracketed >= len(article.clusters) else "superscript"


def _links(article: Article) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """How many links each cluster has, by its place, none where one of them leads nowhere; and its line."""
    linked: dict[tuple[int, int], int] = defaultdict(int)
    lines: dict[tuple[int, int], int] = {}
    lost = set()
    for citation in article.citations:
        cluster = article.clusters[citation.cluster]
        place = cluster.block, cluster.start
        linked[place] += 1
        lines.setdefault(place, citation.line)
        if citation.missing or not citation.references:
            lost.add(place)
    return {place: 0 if place in lost else count for place, count in linked.items()}, lines


def _told(article: Article, kept: Sequence[Kept], lines: dict[tuple[int, int], int]) -> list[Finding]:
    """A finding for each citation that stays as printed, and one for all that got the numbers of the list."""

    def finding(each: Kept, code: str, message: str) -> Finding:
        return Finding(Place(article.file, lines.get(each.place, 0)), code, message, "", "warning")

    found = []
    moved = [each for each in kept if each.written]
    if moved:
        first = moved[0]
        message = (
            f"Of the citations, {len(moved)} print other numbers than those of the list's order, which source.txt and "
            f"sentences have: {first.printed!r} stands as {first.written!r}."
        )
        found.append(finding(first, "ingest-renumbered", message))
    for each in kept:
        if not each.written:
            message = (
                f"The citation {each.printed!r} stays as printed; of it the list's entries {each.numbers} are linked."
            )
            found.append(finding(each, "ingest-citation-kept", message))
    return found


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


def _moved(edits: Sequence[Edit]) -> tuple[list[int], list[int]]:
    """Where the edits of a block end, and how far what stands behind the first of them, two of them, ... is moved."""
    ordered = sorted(edits, key=lambda edit: edit[1])
    return [end for _, end, _ in ordered], [0, *accumulate(len(new) - (end - start) for start, end, new in ordered)]


def _changed(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    if not edits:
        return text
    pieces = [text[: edits[0][0]]]
    for (_, end, new), (following, _, _) in pairwise([*edits, (len(text), len(text), "")]):
        pieces += [new, text[end:following]]
    return "".join(pieces)
