"""An article as plain records, whatever format it came in."""

from __future__ import annotations

from dataclasses import dataclass, field

from evigraph.article.citation import Citation, Cluster
from evigraph.article.later import waiting
from evigraph.article.metadata import Affiliation, Author, Award, Date, Journal, License, Registration, Related
from evigraph.article.reference import Reference
from evigraph.article.table import Table
from evigraph.article.text import Block, Figure, Section


@waiting("license", "awards", "funding", "registrations", "keywords", "related", "clusters")
@dataclass(frozen=True, slots=True)
class Article:
    """An article; every index (``block``, ``section``) counts from 0 in the tuple of that name.

    ``identifiers`` are by scheme: ``doi``, ``pmid``, ``pmcid``, ``publisher-id``, ...  ``format`` is what it was
    read from: ``jats``, whose parts are tagged, ``tei``, whose parts a program told, or ``text``, whose parts are
    told by rules.
    """

    file: str
    identifiers: dict[str, str] = field(default_factory=dict)
    type: str = ""
    language: str = ""
    title: str = ""
    subtitle: str = ""
    other_titles: tuple[tuple[str, str], ...] = ()
    authors: tuple[Author, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    journal: Journal = field(default_factory=Journal)
    dates: tuple[Date, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    license: License = field(default_factory=License)
    awards: tuple[Award, ...] = ()
    funding: str = ""
    registrations: tuple[Registration, ...] = ()
    subjects: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    sections: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    format: str = "jats"

    @property
    def text(self) -> str:
        """The whole text, one block a line; ``Block.start`` and ``Citation.at`` are offsets into it."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def abstract(self) -> str:
        """The abstract in the article's own language, one paragraph a line, without headings."""
        abstracts = [
            (section.type != "", section.language not in ("", self.language), index)
            for index, section in enumerate(self.sections)
            if section.kind == "abstract" and section.parent < 0
        ]
        if not abstracts:
            return ""
        chosen = min(abstracts)[2]
        return "\n".join(
            block.text for block in self.blocks if block.kind != "title" and self._root(block.section) == chosen
        )

    def path(self, section: int) -> tuple[str, ...]:
        """The titles of a section and of those it stands in, outermost first."""
        titles: list[str] = []
        while section >= 0:
            found = self.sections[section]
            titles.append(found.title)
            section = found.parent
        return tuple(title for title in reversed(titles) if title)

    def sentence(self, citation: Citation | Cluster) -> str:
        """The sentence in which something is cited."""
        block = self.blocks[citation.block]
        start, end = block.sentences[citation.sentence - 1]
        return block.text[start:end]

    def _root(self, section: int) -> int:
        """The outermost section around a section."""
        while section >= 0 and self.sections[section].parent >= 0:
            section = self.sections[section].parent
        return section
