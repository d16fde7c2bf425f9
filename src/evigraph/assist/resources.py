"""What can be read by address: the questions, the articles, and each claim."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote

from evigraph.assist.asking import described, named_question
from evigraph.assist.locate import articles, cite_as
from evigraph.errors import NotFound
from evigraph.listing import counts
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import find_claim, ladder_text, trace
from evigraph.trace.describe import named

SCHEME = "evigraph://"
TEXT, JSON, SPARQL = "text/plain", "application/json", "application/sparql-query"

MOST_CLAIMS = 500
"""Claims that the page of an article lists; `query` with `claims-of-a-section` gives all of them."""


@dataclass(frozen=True)
class Address:
    """Something that can be read, or with a ``{slot}`` many things of a kind."""

    uri: str
    name: str
    about: str
    type: str


QUESTIONS = Address(f"{SCHEME}questions", "questions", "The named questions with their parameters.", JSON)
TEMPLATES = (
    Address(f"{SCHEME}claim/{{id}}", "claim", "The evidence ladder of a claim.", TEXT),
    Address(f"{SCHEME}question/{{name}}", "question", "A question: its documentation and its SPARQL.", SPARQL),
    Address(f"{SCHEME}article/{{id}}", "article", "A source article: its thesis, sections and claims.", JSON),
)


def resources(dataset: Dataset) -> list[Address]:
    """What can be read by a fixed address: the questions and every article."""
    nodes = Nodes(dataset)
    every = [
        Address(
            f"{SCHEME}article/{nodes.short(article)}",
            nodes.short(article),
            f"{nodes.one(article, 'rdfs:label')}: {nodes.one(article, 'dcterms:title')}",
            JSON,
        )
        for article in articles(nodes)
    ]
    return [QUESTIONS, *every]


def read(dataset: Dataset, uri: str) -> tuple[str, str]:
    """The text behind an address, and its media type.

    Raises:
        NotFound: nothing is there.
    """
    kind, _, rest = uri.removeprefix(SCHEME).partition("/")
    name = unquote(rest)
    if uri == QUESTIONS.uri:
        return _json([asdict(each) for each in described(dataset)]), JSON
    if not uri.startswith(SCHEME) or not name:
        known = ", ".join((QUESTIONS.uri, *(address.uri for address in TEMPLATES)))
        raise NotFound(f"Nothing is at '{uri[:300]}'. There are: {known}.")
    if kind == "claim":
        return ladder_text(trace(dataset, find_claim(dataset, name))), TEXT
    if kind == "question":
        return named_question(dataset, name).sparql, SPARQL
    if kind == "article":
        return _json(_article(dataset, name)), JSON
    raise NotFound(f"There is no kind '{kind[:100]}' here; there are claim, question and article.")


def _article(dataset: Dataset, name: str) -> dict[str, Any]:
    nodes = Nodes(dataset)
    article = named(nodes, name)
    if article not in articles(nodes):
        known = ", ".join(map(nodes.short, articles(nodes)))
        raise NotFound(f"'{name}' is not an article. There are: {known}.")
    theses = nodes.all(article, "ev:thesis")
    claims = [claim for claim in nodes.into("ev:article", article) if _is_claim(nodes, claim)]
    return {
        "id": nodes.short(article),
        "title": nodes.one(article, "dcterms:title"),
        "authors": nodes.one(article, "ev:authorList"),
        "year": nodes.one(article, "fabio:hasPublicationYear"),
        "journal": nodes.one(article, "prism:publicationName"),
        "doi": nodes.one(article, "prism:doi"),
        "pmid": nodes.one(article, "fabio:hasPubMedId"),
        "thesis": [{"id": nodes.short(claim), "label": nodes.label(claim)} for claim in theses],
        "sections": [
            {"id": nodes.short(section).rsplit("/", 1)[-1], "heading": nodes.label(section)}
            for section in nodes.all(article, "ev:hasSection")
        ],
        "claims": [
            {"id": nodes.short(claim), "label": nodes.label(claim), "cite_as": cite_as(nodes, claim)}
            for claim in claims[:MOST_CLAIMS]
        ],
        "claims_left_out": max(len(claims) - MOST_CLAIMS, 0),
        "graph": dict(counts(dataset)),
    }


def _is_claim(nodes: Nodes, node: str) -> bool:
    return any(kind.endswith("#Claim") for kind in nodes.types(node))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
