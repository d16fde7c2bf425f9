"""An article as the statements of its own named graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from evigraph.article.article import Article
from evigraph.article.citation import Cluster
from evigraph.article.lexicon import Lexicon, mentions
from evigraph.article.reference import Reference
from evigraph.corpus.entry import Attributed, Entry
from evigraph.corpus.keys import first_author, keys_of, work_iri, year_of
from evigraph.corpus.labels import in_words
from evigraph.corpus.numbers import numbers_in
from evigraph.corpus.quads import Quads, decimal, integer, iri, is_address, text, year
from evigraph.corpus.tables import table_quads
from evigraph.ns import BASE, as_segment

_IDENTIFIERS = {"doi": "prism:doi", "pmid": "fabio:hasPubMedId", "pmcid": "fabio:hasPubMedCentralId"}


@dataclass(frozen=True, slots=True)
class Described:
    """An article of a corpus: its key, its statements, the works and numbers in it, how much there is of each kind."""

    key: str
    quads: bytes
    entries: tuple[Entry, ...]
    numbers: tuple[Attributed, ...]
    counts: dict[str, int]


def graph_iri(key: str) -> str:
    """The named graph of the article with this key."""
    return f"{BASE}source/{as_segment(key)}"


def describe(article: Article, fallback: str, lexicon: Lexicon) -> Described:
    """The article as statements; ``fallback`` is its key where it has no identifier of its own."""
    item = _as_item(article)
    keys = keys_of(item).all or (fallback,)
    node = work_iri(keys[0])
    quads = Quads(graph_iri(keys[0]))
    _metadata(quads, article, item, keys, node)
    rows = table_quads(quads, article, node)
    contexts = _Contexts(quads, article, node, rows, lexicon)
    cited = contexts.add()
    entries = [entry for reference in article.references for entry in _listed(quads, reference, node, cited)]
    counts = Counter(
        references=len(article.references),
        citations=len(article.citations),
        tables=len(article.tables),
        sentences=cited.total(),
    )
    own = _entry(0, keys, item, 0)
    counts["numbers"] = len(contexts.numbers)
    return Described(keys[0], quads.encode(), (own, *entries), tuple(contexts.numbers), dict(counts))


def _as_item(article: Article) -> dict[str, Any]:
    """An article's own data in the form in which its references have theirs."""
    years = sorted(date.date[:4] for date in article.dates if date.kind in ("ppub", "epub", "pub", "collection"))
    people = [{"family": each.family or each.collective} for each in article.authors if each.role == "author"]
    return {
        "DOI": article.identifiers.get("doi"),
        "PMID": article.identifiers.get("pmid"),
        "PMCID": article.identifiers.get("pmcid"),
        "title": article.title,
        "author": people,
        "issued": {"date-parts": [[years[0]] if years else []]},
        "container-title": article.journal.title,
        "type": "article-journal",
    }


def _metadata(quads: Quads, article: Article, item: dict[str, Any], keys: Iterable[str], node: str) -> None:
    self = iri(node)
    quads.type(self, "fabio:JournalArticle", "fabio:Expression", "ev:SourceArticle")
    quads.add(self, "dcterms:title", text(article.title))
    for key in keys:
        scheme, _, value = key.partition(":")
        if scheme in _IDENTIFIERS:
            quads.add(self, _IDENTIFIERS[scheme], text(value))
    if year_of(item):
        quads.add(self, "fabio:hasPublicationYear", year(year_of(item)))
    if article.journal.title:
        quads.add(self, "prism:publicationName", text(article.journal.title))
    if first_author(item):
        quads.add(self, "ev:authorList", text(first_author(item)))
    in_words(quads, self, article.title or next(iter(keys)), year_of(item))
    terms = article.license.url or article.license.text
    if terms:
        quads.add(self, "dcterms:license", iri(terms) if is_address(terms) else text(terms))


def _listed(quads: Quads, reference: Reference, node: str, cited: Counter[int]) -> Iterator[Entry]:
    """An entry of the reference list, and the works that it names."""
    entry = iri(f"{node}/ref/{reference.number}")
    quads.type(entry, "biro:BibliographicReference")
    quads.add(entry, "ev:number", integer(reference.number))
    quads.add(entry, "ev:listedIn", iri(node))
    quads.add(entry, "ev:asPrinted", text(reference.printed))
    printed = reference.printed if len(reference.items) == 1 else ""
    for item in reference.items:
        keys = keys_of(item, printed).all
        if keys:
            quads.add(entry, "biro:references", iri(work_iri(keys[0])))
            yield _entry(reference.number, keys, item, cited[reference.number])


def _entry(number: int, keys: tuple[str, ...], item: dict[str, Any], sentences: int) -> Entry:
    return Entry(
        number,
        keys,
        type=str(item.get("type", "")),
        title=str(item.get("title", "")),
        year=year_of(item),
        author=first_author(item),
        journal=str(item.get("container-title", "")),
        sentences=sentences,
    )


class _Contexts:
    """The sentences and table rows that cite, with what stands in them."""

    def __init__(self, quads: Quads, article: Article, node: str, rows: dict[int, str], lexicon: Lexicon) -> None:
        self.quads, self.article, self.node, self.rows, self.lexicon = quads, article, node, rows, lexicon
        self.sections: set[int] = set()
        self.cited: Counter[int] = Counter()
        self.numbers: list[Attributed] = []

    def add(self) -> Counter[int]:
        """Adds them all; by how many of them each entry is cited."""
        ordered = sorted(self.article.clusters, key=lambda cluster: (cluster.block, cluster.sentence, cluster.start))
        for (block, sentence), clusters in groupby(ordered, key=lambda cluster: (cluster.block, cluster.sentence)):
            self._passage(block, sentence, list(clusters))
        return self.cited

    def _passage(self, index: int, sentence: int, clusters: list[Cluster]) -> None:
        block, quads = self.article.blocks[index], self.quads
        start, end = block.sentences[sentence - 1] if block.sentences else (0, len(block.text))
        in_table = index in self.rows
        name = self.rows[index] if in_table else f"{self.node}/passage/{index + 1}.{sentence}"
        passage, printed = iri(name), block.text[start:end].replace("\t", " | ")
        quads.type(passage, "ev:Passage")
        quads.add(passage, "ev:article", iri(self.node))
        quads.add(passage, "ev:text", text(printed))
        if not in_table:
            quads.type(passage, "doco:Sentence")
            quads.add(passage, "ev:section", self._section(block.section))
            quads.add(passage, "ev:heading", text(self._heading(block.section)))
            quads.add(passage, "ev:paragraph", integer(block.number))
            quads.add(passage, "ev:sentence", integer(sentence))
        for term in sorted({mention.term for mention in mentions(self.lexicon, printed)}):
            quads.add(passage, "dcterms:subject", iri(term))
        entries = dict.fromkeys(number for cluster in clusters for number in cluster.references)
        self.cited.update(entries.keys())
        for number in entries:
            quads.add(passage, "cito:cites", iri(f"{self.node}/ref/{number}"))
        for count, cluster in enumerate(clusters, 1):
            self._group(name, count, cluster)
        if len(entries) == 1 and not in_table:
            places = [(cluster.start - start, cluster.end - start) for cluster in clusters]
            self._numbers(name, printed, places, next(iter(entries)))

    def _group(self, passage: str, count: int, cluster: Cluster) -> None:
        group = iri(f"{passage}/group/{count}")
        self.quads.type(group, "ev:CitationGroup")
        self.quads.add(iri(passage), "ev:hasCitationGroup", group)
        self.quads.add(group, "ev:clusterText", text(cluster.text))
        for number in cluster.references:
            self.quads.add(group, "ev:expandsTo", iri(f"{self.node}/ref/{number}"))

    def _numbers(self, passage: str, printed: str, places: list[tuple[int, int]], entry: int) -> None:
        for count, number in enumerate(numbers_in(printed, places), 1):
            name = f"{passage}/number/{count}"
            self.numbers.append(Attributed(name, entry, number.measure, number.unit, number.value))
            node = iri(name)
            self.quads.type(node, "ev:Quantity")
            self.quads.add(iri(passage), "ev:hasQuantity", node)
            self.quads.add(node, "ev:value", decimal(number.value))
            self.quads.add(node, "ev:asPrinted", text(number.printed))
            self.quads.add(node, "ev:measure", text(number.measure))
            self.quads.add(node, "ev:attributedTo", iri(f"{self.node}/ref/{entry}"))
            if number.unit:
                self.quads.add(node, "ev:unit", text(number.unit))

    def _section(self, index: int) -> str:
        section = iri(f"{self.node}/section/{index + 1}")
        if index not in self.sections:
            self.sections.add(index)
            self.quads.type(section, "doco:Section")
            self.quads.add(section, "ev:heading", text(self._heading(index)))
        return section

    def _heading(self, index: int) -> str:
        return " / ".join(self.article.path(index)) or self.article.sections[index].kind
