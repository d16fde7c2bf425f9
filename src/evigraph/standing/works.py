"""The works here, and which of them a record of a list is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from evigraph.ns import EV, FABIO, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.standing import values
from evigraph.standing.told import Told

_FEWEST_WORDS = 4


@dataclass(frozen=True, order=True)
class Work:
    """A work of the reference list; ``cited`` is False for the source article itself."""

    numbers: tuple[int, ...]
    key: str
    title: str
    doi: str
    pmid: str
    year: str
    cited: bool = True

    @property
    def name(self) -> str:
        """What people call it."""
        if not self.cited:
            return "the article itself"
        return f"reference {self.numbers[0]} ({self.key})" if self.numbers else self.key


@dataclass(frozen=True)
class Match:
    """The works that a record is about (none, one, or several entries of one work), and ``how`` that is known.

    ``doubt`` says why a record that looks alike was not taken to be about a work.
    """

    works: tuple[Work, ...] = ()
    how: str = ""
    doubt: str = ""


def works_of(dataset: Dataset) -> list[Work]:
    """All works of a graph in the order of their numbers, and its articles."""
    nodes = Nodes(dataset)
    articles = nodes.of_type(f"{EV}SourceArticle")
    found = [_work(nodes, iri, True, len(articles) < 2) for iri in nodes.of_type(f"{FABIO}Expression")]
    return sorted([*found, *(_work(nodes, iri, False, False) for iri in articles)])


def _work(nodes: Nodes, iri: str, cited: bool, numbered: bool) -> Work:
    entries = nodes.into("biro:references", iri) if numbered else []
    return Work(
        numbers=tuple(sorted({int(number) for entry in entries for number in nodes.all(entry, "ev:number")})),
        key=local_name(nodes.short(iri)),
        title=nodes.one(iri, "dcterms:title") or "",
        doi=values.doi(nodes.one(iri, "prism:doi")),
        pmid=values.pmid(nodes.one(iri, "fabio:hasPubMedId")),
        year=nodes.one(iri, "fabio:hasPublicationYear") or "",
        cited=cited,
    )


class Works:
    """Works by DOI, by PubMed identifier and by title."""

    def __init__(self, works: Iterable[Work], told: Iterable[Told]) -> None:
        self._doi: dict[str, list[Work]] = defaultdict(list)
        self._pmid: dict[str, list[Work]] = defaultdict(list)
        self._title: dict[str, list[Work]] = defaultdict(list)
        for work in works:
            for index, key in ((self._doi, work.doi), (self._pmid, work.pmid), (self._title, _key(work.title))):
                if key:
                    index[key].append(work)
        self._keys: dict[str, str] = {}
        self._namesakes: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for record in told:
            key = self._keys.setdefault(record.title, _key(record.title))
            if key in self._title:
                self._namesakes[key].add((record.doi, record.pmid))

    def match(self, record: Told) -> Match:
        """The works that a record is about: by DOI, else PubMed identifier, else title."""
        fitting = [found for doi in record.doi.split() if (found := self._doi.get(doi))]
        if len({work.doi for found in fitting for work in found}) > 1:
            names = " and ".join(found[0].name for found in fitting)
            return Match(doubt=f"it has several DOIs: those of {names}")
        by_doi, by_pmid = fitting[0] if fitting else [], self._pmid.get(record.pmid, [])
        if by_doi and by_pmid and not set(by_doi) & set(by_pmid):
            names = f"its DOI is that of {by_doi[0].name}, its PubMed identifier that of {by_pmid[0].name}"
            return Match(doubt=names)
        if record.pmid and any(work.pmid not in ("", record.pmid) for work in by_doi):
            return Match(doubt=f"its DOI is that of {by_doi[0].name}, but its PubMed identifier is another")
        if by_doi:
            return Match(tuple(by_doi), "by-doi")
        if by_pmid and record.doi and any(work.doi for work in by_pmid):
            return Match(doubt=f"its PubMed identifier is that of {by_pmid[0].name}, but its DOI is another")
        return Match(tuple(by_pmid), "by-pmid") if by_pmid else self._by_title(record)

    def _by_title(self, record: Told) -> Match:
        key = self._keys[record.title]
        found = self._title.get(key, [])
        if not found:
            return Match()
        names = " and ".join(work.name for work in found)
        if len(found) > 1:
            return Match(doubt=f"its title is that of {names}")
        doubt = _difference(found[0], record)
        if not doubt and len(self._namesakes[key]) > 1:
            doubt = "the list has several works of this title"
        if not doubt and len(values.title_words(record.title)) < _FEWEST_WORDS:
            doubt = "the title is too short to tell"
        return Match(doubt=f"it has the title of {names}, but {doubt}") if doubt else Match(tuple(found), "by-title")


def _difference(work: Work, record: Told) -> str:
    """What speaks against taking a record for a work of the same title."""
    if work.doi and record.doi:
        return "another DOI"
    if work.pmid and record.pmid:
        return "another PubMed identifier"
    years = work.year, record.year
    if all(year.isdecimal() for year in years) and abs(int(years[0]) - int(years[1])) > 1:
        return f"another year ({record.year}, here {work.year})"
    return ""


def _key(title: str) -> str:
    return values.title_key(title) if title else ""
