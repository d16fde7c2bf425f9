"""A cited work in the few words a figure and its table have room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from evigraph.bib.links import identifier_links
from evigraph.ns import EV, local_name
from evigraph.query.nodes import Nodes
from evigraph.view.links import Link, safe
from evigraph.view.words import plain, spaced

_IDENTIFIERS = {"DOI": "prism:doi", "PMID": "fabio:hasPubMedId", "PMCID": "fabio:hasPubMedCentralId"}


@dataclass(frozen=True)
class Source:
    """A work: its numbers in the printed list, who wrote it, what it is evidence for."""

    id: str
    numbers: tuple[int, ...]
    author: str
    year: int | None
    journal: str
    title: str
    role: str
    abstract: bool
    links: tuple[Link, ...]

    @property
    def mark(self) -> str:
        """The work as readers of the list know it: "[5]", or its key where no list has it."""
        return f"[{', '.join(map(str, self.numbers))}]" if self.numbers else self.id.rsplit("/", 1)[-1]

    @property
    def short(self) -> str:
        """Number, first author and year: "[5] Topp MS et al 2014"."""
        return " ".join(filter(None, (self.mark, self.author, str(self.year or ""))))


def marks(references: Sequence[str]) -> str:
    """The list numbers of sources that are given in short: "[5]", or "[3, 9] [4]".

    >>> marks(["[3, 9] Doe J 2020", "[4] Roe R 2021", "unlisted-2019 Poe P"])
    '[3, 9] [4]'
    """
    return " ".join(f"{reference.partition(']')[0]}]" for reference in references if reference.startswith("["))


class Sources:
    """Describes works, each once."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.of = cache(self._of)

    def entries(self) -> list[str]:
        """Every work that a printed list holds, by identifier."""
        entries = self.nodes.of_type("http://purl.org/spar/biro/BibliographicReference")
        return sorted({work for entry in entries for work in self.nodes.all(entry, "biro:references")})

    def _of(self, work: str) -> Source:
        nodes = self.nodes
        entries = nodes.into("biro:references", work)
        names = [name.strip() for name in plain(nodes.one(work, "ev:authorList") or "").split(",")]
        year = nodes.one(work, "fabio:hasPublicationYear") or ""
        known = {name: value for name, prop in _IDENTIFIERS.items() if (value := nodes.one(work, prop))}
        return Source(
            id=nodes.short(work),
            numbers=tuple(sorted(int(nodes.one(entry, "ev:number") or 0) for entry in entries)),
            author=f"{names[0]} et al" if len(names) > 1 else names[0],
            year=int(year[:4]) if year[:4].isdigit() else None,
            journal=plain(nodes.one(work, "prism:publicationName") or ""),
            title=plain(nodes.label(work)),
            role=spaced(local_name(nodes.one(work, "ev:evidenceRole") or "")) or "unassessed",
            abstract=f"{EV}MeetingAbstract" in nodes.types(work) or nodes.one(work, "ev:labelledAbstract") == "true",
            links=tuple((words, address) for words, address in identifier_links(known) if safe(address)),
        )
