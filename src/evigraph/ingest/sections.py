"""Sections as records know them: a flat list, each with a readable identifier."""

from __future__ import annotations

import re
from collections.abc import Container
from unicodedata import normalize

from evigraph.article.article import Article
from evigraph.article.text import Block
from evigraph.ingest.source import Source, place_of

TITLE, ABSTRACT, INTRODUCTION, NOTES = "title", "abstract", "introduction", "notes"
_FIXED = {TITLE: "Title", NOTES: "Captions and notes"}
_RESERVED = frozenset({TITLE, NOTES, "table"})
"""What no heading of the running text is called: passages and tables are named so."""
_LONGEST = 60


class Sections:
    """Which section each block belongs to; ``headings`` by identifier, in reading order.

    Text before the first heading is the introduction.  Captions and notes are one section, with whatever
    else cites without being running text.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._names: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self.headings: dict[str, str] = {TITLE: _FIXED[TITLE]}
        article = source.article
        titles = [(block.section, index) for index, block in enumerate(article.blocks) if block.kind == "title"]
        self._titles = dict(reversed(titles))  # the first of each section
        places = [place_of(article, block) for block in article.blocks]
        for wanted in ("abstract", "text"):
            for block, place in zip(article.blocks, places, strict=True):
                if place == wanted and block.section not in self._names:
                    self._names[block.section] = self._name(article, block.section, wanted)
        if any(
            place == "floats" or (place == "behind" and cites)
            for place, cites in zip(places, _cites(article), strict=True)
        ):
            self.headings[NOTES] = _FIXED[NOTES]

    def of(self, block: Block) -> str:
        """The identifier of a block's section."""
        place = place_of(self._source.article, block)
        if place in ("text", "abstract"):
            return self._names[block.section]
        return TITLE if place == "title" else NOTES

    def _name(self, article: Article, index: int, place: str) -> str:
        """The identifier of a section; one without heading belongs to the one that it stands in."""
        section = index
        while section >= 0 and not article.sections[section].title:
            section = article.sections[section].parent
        if section < 0:
            name = ABSTRACT if place == "abstract" else INTRODUCTION
            self.headings.setdefault(name, name.capitalize())
            return name
        if section in self._names:
            return self._names[section]
        heading = self._heading(article, section)
        above = article.sections[section].parent
        around = ABSTRACT if place == "abstract" else article.sections[above].title if above >= 0 else ""
        self._names[section] = identifier = self._free(heading, around, place)
        self.headings[identifier] = heading
        return identifier

    def _heading(self, article: Article, section: int) -> str:
        """The heading as the text has it."""
        index = self._titles.get(section)
        if index is None:
            return article.sections[section].title
        length = len(article.blocks[index].text)
        return self._source.words(self._source.at(index, 0), self._source.at(index, length))

    def _free(self, heading: str, above: str, place: str) -> str:
        own = slug(heading) or "section"
        if place == "abstract" and own != ABSTRACT:
            own = f"{ABSTRACT}-{own}"
        for wish in (own, *([f"{slug(above)}-{own}"] if slug(above) else [])):
            if wish not in self.headings and wish not in _RESERVED:
                return wish
        return numbered(own, self.headings, self._numbers)


def _cites(article: Article) -> list[bool]:
    citing = {cluster.block for cluster in article.clusters if cluster.references}
    return [index in citing for index in range(len(article.blocks))]


def numbered(stem: str, taken: Container[str], numbers: dict[str, int]) -> str:
    """The first of ``stem-2``, ``stem-3``, ... that is not taken.

    ``numbers`` keeps for each stem how far it was counted, so that thousands of one name are not counted from the
    start; what is taken must stay so.
    """
    number = numbers.get(stem, 2)
    while f"{stem}-{number}" in taken:
        number += 1
    numbers[stem] = number
    return f"{stem}-{number}"


def slug(text: str, longest: int = _LONGEST) -> str:
    """A text as a name in an identifier, cut between words: ``Efficacy of CAR T`` -> ``efficacy-of-car-t``."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    kept = ""
    for word in words:
        if kept and len(kept) + len(word) >= longest:
            break
        kept = f"{kept}-{word}" if kept else word[:longest]
    return kept
