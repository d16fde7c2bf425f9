"""What the graph keeps of an article's text: never the words, only where they stand and their hashes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from evigraph.errors import Ambiguous, InputError, NotFound, did_you_mean
from evigraph.ns import EV, local_name
from evigraph.query import Dataset
from evigraph.query.nodes import Nodes

Span = tuple[int, int]

_PASSAGES = """
SELECT ?article ?passage ?hash ?table ?segment ?start ?end WHERE {
  ?passage a ev:Passage .
  { ?passage ev:article ?article } UNION { ?passage ev:table/ev:article ?article }
  OPTIONAL { ?passage ev:textHash ?hash }
  OPTIONAL { ?passage ev:table ?table }
  OPTIONAL { ?passage ev:segment ?segment . ?segment ev:start ?start ; ev:end ?end }
}
"""
_GROUPS = """
SELECT ?passage ?group ?cluster WHERE { ?passage ev:hasCitationGroup ?group . ?group ev:clusterText ?cluster }
"""
_MARKS = "SELECT ?article ?mark WHERE { ?table ev:article ?article ; ev:definesFootnote/ev:mark ?mark }"


@dataclass(frozen=True)
class Passage:
    """A sentence or table row: ordered half-open code points, hash, clusters in printed order."""

    id: str
    segments: tuple[Span, ...]
    text_hash: str | None
    groups: tuple[str, ...]
    is_row: bool

    @property
    def placed(self) -> bool:
        """True when the graph keeps enough of the passage to look it up."""
        return bool(self.segments) and self.text_hash is not None


@dataclass(frozen=True)
class CuratedText:
    """The text that an article was curated from, as far as the graph keeps it."""

    article: str
    text_hash: str | None
    body: Span
    style: str | None
    headings: frozenset[str]
    marks: frozenset[str]
    passages: tuple[Passage, ...]


def find_article(dataset: Dataset, article: str | None) -> str:
    """The IRI of the article with this identifier, or of the only one.

    Raises:
        NotFound: there is none, or none called so; ``Ambiguous`` when several and none is named.
    """
    nodes = Nodes(dataset)
    known = {nodes.short(iri): iri for iri in nodes.of_type(f"{EV}SourceArticle")}
    if article is not None:
        name = article.removeprefix(dataset.base)
        if name not in known:
            raise NotFound(f"There is no article '{article}'. {did_you_mean(name, known)}".strip())
        return known[name]
    if not known:
        raise NotFound("This workspace holds no article.")
    if len(known) > 1:
        pairs = [(name, nodes.label(iri)) for name, iri in sorted(known.items())]
        raise Ambiguous(f"There are several articles: {', '.join(sorted(known))}. Name the one meant.", pairs)
    return next(iter(known.values()))


def curated_text(dataset: Dataset, article: str) -> CuratedText:
    """What the graph keeps of the text of the article with this IRI.

    Raises:
        InputError: the graph does not say where the body begins and ends.
    """
    nodes = Nodes(dataset)
    style = nodes.one(article, "ev:citationStyle")
    marks = [row for row in dataset.select(_MARKS).records() if row["article"] == article]
    return CuratedText(
        article=nodes.short(article),
        text_hash=nodes.one(article, "ev:textHash"),
        body=_body(nodes, article),
        style=local_name(style) if style else None,
        headings=frozenset(nodes.label(section) for section in nodes.all(article, "ev:hasSection")),
        marks=frozenset(str(row["mark"]) for row in marks),
        passages=tuple(sorted(_passages(dataset, article), key=lambda p: (p.segments, p.id))),
    )


def _body(nodes: Nodes, article: str) -> Span:
    for part in nodes.all(article, "ev:hasTextPart"):
        start, end = nodes.one(part, "ev:start"), nodes.one(part, "ev:end")
        if nodes.one(part, "ev:part") == f"{EV}body" and start is not None and end is not None:
            return int(start), int(end)
    name = nodes.short(article)
    raise InputError(f"{name} does not say where its body stands: 'textParts' in article.yaml needs a 'body'.")


def _passages(dataset: Dataset, article: str) -> list[Passage]:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for row in dataset.select(_GROUPS).records():
        groups[str(row["passage"])][str(row["group"])] = str(row["cluster"])
    found: dict[str, dict[str, Span]] = defaultdict(dict)
    facts: dict[str, tuple[str | None, bool]] = {}
    for row in dataset.select(_PASSAGES).records():
        if row["article"] != article:
            continue
        passage = str(row["passage"])
        facts[passage] = (None if row["hash"] is None else str(row["hash"]), row["table"] is not None)
        if isinstance(row["start"], int) and isinstance(row["end"], int):
            found[passage][str(row["segment"])] = (row["start"], row["end"])
    return [
        Passage(
            id=passage.rpartition("/passage/")[2],
            segments=tuple(found[passage][name] for name in sorted(found[passage], key=_index)),
            text_hash=text_hash,
            groups=tuple(groups[passage][name] for name in sorted(groups[passage], key=_index)),
            is_row=is_row,
        )
        for passage, (text_hash, is_row) in facts.items()
    ]


def _index(iri: str) -> int:
    """The number at the end of a segment's or group's identifier: its place in the passage."""
    return int(iri.rpartition("/")[2])
