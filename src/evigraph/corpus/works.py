"""The works that the articles of a corpus cite: each described once, with who cites it and what the lists get wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from evigraph.corpus.index import Mention
from evigraph.corpus.keys import work_iri
from evigraph.corpus.labels import in_words
from evigraph.corpus.quads import Quads, integer, iri, text, year
from evigraph.ns import BASE

GRAPH = f"{BASE}source/works"
LEAST_COUNTED = 2
"""A count is stated of works that so many articles cite, so that questions about counts pass the others over."""
_LEAST_AGREED = 3
_CLASSES = {"article-journal": "fabio:JournalArticle"}
_IDENTIFIERS = {"doi": "prism:doi", "pmid": "fabio:hasPubMedId", "pmcid": "fabio:hasPubMedCentralId"}


class Fault(NamedTuple):
    """Something in a reference list that another list, or the same one, contradicts."""

    check: str
    article: str
    numbers: tuple[int, ...]
    message: str


class Work(NamedTuple):
    """A work by its key, the statements about it as N-Quads, how many faults of lists they tell of, who cites it."""

    key: str
    quads: bytes
    faults: int
    articles: int


def works(mentions: Iterable[Mention]) -> Iterator[Work]:
    """Every work as statements; the mentions of one work must come together."""
    for key, group in groupby(mentions, key=attrgetter("work")):
        of_work = list(group)
        quads = Quads(GRAPH)
        node = iri(work_iri(key))
        for other in sorted({mention.key for mention in of_work}):
            quads.add(iri(work_iri(other)), "ev:sameWorkAs", node)
        if not any(mention.number == 0 and mention.key == key for mention in of_work):
            _description(quads, node, key, of_work)
        cited = [mention for mention in of_work if mention.number]
        articles = _citations(quads, node, cited)
        faults = [*_twice(cited), *_unidentified(key, cited), *_odd_years(cited)]
        for fault in faults:
            _fault(quads, fault)
        yield Work(key, quads.encode(), len(faults), articles)


def _description(quads: Quads, node: str, key: str, mentions: Sequence[Mention]) -> None:
    """What most articles say of a work that is none of them."""
    kind = _most(mention.type for mention in mentions)
    quads.type(node, *dict.fromkeys((_CLASSES.get(kind, "fabio:Expression"), "fabio:Expression")))
    for property_, values in (
        ("dcterms:title", [mention.title for mention in mentions]),
        ("prism:publicationName", [mention.journal for mention in mentions]),
        ("ev:authorList", [mention.author for mention in mentions]),
    ):
        if best := _most(values):
            quads.add(node, property_, text(best))
    best = _most(mention.year for mention in mentions)
    if best:
        quads.add(node, "fabio:hasPublicationYear", year(best))
    title, author, journal = (
        _most(getattr(mention, name) for mention in mentions) for name in ("title", "author", "journal")
    )
    in_words(quads, node, title or ", ".join(filter(None, (author, journal))) or key, best)
    for each in sorted({key, *(mention.key for mention in mentions)}):
        scheme, _, value = each.partition(":")
        if scheme in _IDENTIFIERS:
            quads.add(node, _IDENTIFIERS[scheme], text(value))


def _citations(quads: Quads, node: str, cited: Sequence[Mention]) -> int:
    """Says who cites a work; how many articles do."""
    articles = sorted({mention.article for mention in cited})
    for article in articles:
        quads.add(iri(work_iri(article)), "cito:cites", node)
    if len(articles) >= LEAST_COUNTED:
        quads.add(node, "ev:citingArticles", integer(len(articles)))
        sentences = {(mention.article, mention.number): mention.sentences for mention in cited}
        quads.add(node, "ev:citingSentences", integer(sum(sentences.values())))
    return len(articles)


def _twice(cited: Sequence[Mention]) -> Iterator[Fault]:
    for article, group in groupby(cited, key=attrgetter("article")):
        numbers = tuple(sorted({mention.number for mention in group}))
        if len(numbers) > 1:
            yield Fault("entry-listed-twice", article, numbers, f"Entries {_and(numbers)} are one work.")


def _unidentified(key: str, cited: Sequence[Mention]) -> Iterator[Fault]:
    """Entries without an identifier whose work has one in other lists."""
    scheme, _, value = key.partition(":")
    if scheme not in _IDENTIFIERS:
        return
    for mention in cited:
        if mention.key.partition(":")[0] not in _IDENTIFIERS:
            message = f"Entry {mention.number} has no identifier; other lists give {scheme.upper()} {value}."
            yield Fault("entry-without-identifier", mention.article, (mention.number,), message)


def _odd_years(cited: Sequence[Mention]) -> Iterator[Fault]:
    """Entries whose year only few lists have."""
    years = Counter(mention.year for mention in cited if mention.year)
    agreed = _most(mention.year for mention in cited)
    if years[agreed] < _LEAST_AGREED or years[agreed] * 4 < years.total() * 3:
        return
    for mention in cited:
        if mention.year and mention.year != agreed:
            message = f"Entry {mention.number} has the year {mention.year}; {years[agreed]} lists have {agreed}."
            yield Fault("entry-with-other-year", mention.article, (mention.number,), message)


def _fault(quads: Quads, fault: Fault) -> None:
    article = work_iri(fault.article)
    digest = hashlib.sha256(f"{article} {fault.numbers}".encode()).hexdigest()[:16]
    node = iri(f"{BASE}finding/{fault.check}.{digest}")
    quads.type(node, "ev:Finding")
    quads.add(node, "ev:check", text(fault.check))
    quads.add(node, "rdfs:label", text(fault.message))
    for number in fault.numbers:
        quads.add(node, "ev:concerns", iri(f"{article}/ref/{number}"))


def _most(values: Iterable[str]) -> str:
    """The most frequent value that is not empty, of several the first; "" for none."""
    counted = Counter(value for value in values if value)
    return min(counted, key=lambda value: (-counted[value], value), default="")


def _and(numbers: Sequence[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
