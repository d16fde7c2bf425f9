"""The page that asks in SPARQL: the query, the questions as examples, and the answer as a table with links.

The query itself is answered by a worker for queries; this makes a page of what it gave.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from evigraph.ns import EV, PREFIXES, RDF, RDFS, SKOS, XSD, curie
from evigraph.query.dataset import Dataset
from evigraph.serve.pages.addresses import ServerLinks
from evigraph.serve.pages.asking import known_questions
from evigraph.serve.pages.live import page_of, site_of
from evigraph.view.links import safe
from evigraph.view.site.render import drawn
from evigraph.view.site.site import Site
from evigraph.view.style import asset

ROWS = 1000
SIZE = 2_000_000
"""How much of an answer the page shows."""

_TABLES = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
_GRAPHS = (("Turtle", "ttl"), ("N-Triples", "nt"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdfxml"))
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long"))
_WORDS_ONLY = (EV, RDF, RDFS, XSD, SKOS)
"""Namespaces of terms that are read, not followed."""


@dataclass(frozen=True)
class Shown:
    """A term of an answer: its words, where they lead, and what the engine takes it for."""

    words: str
    address: str = ""
    outside: bool = False
    number: bool = False
    language: str = ""


def editor_page(dataset: Dataset, given: Mapping[str, Any]) -> str:
    """The page with ``query`` or that of the question ``example``, and the ``answer`` in one of its forms.

    ``trouble`` says why there is none, ``editor`` whether the files of the editor are there.
    """
    site = site_of(dataset)
    data: dict[str, Any] = {
        "title": "Ask in SPARQL",
        "query": given["query"] or asset("serve/starter.rq"),
        "example": given["example"],
        "examples": sorted((question.title, question.name) for question in known_questions(site)),
        "prefixes": sorted(PREFIXES),
        "editor": given["editor"],
        "trouble": given["trouble"],
        "truncated": given["truncated"],
        "answer": _answer(site, given["form"], given["answer"]) if given["form"] else None,
        "files": _files(given["query"], given["form"]),
    }
    return drawn(site, "serve/sparql.html", ("own", "ask"), ServerLinks(), data, given["notice"])


def _files(query: str, form: str) -> list[tuple[str, str, str]]:
    """The whole answer as files: words, address, name."""
    forms = _TABLES if form == "json" else _GRAPHS
    return [
        (words, f"/sparql?{urlencode({'query': query, 'format': each})}", f"answer.{each}") for words, each in forms
    ]


def _answer(site: Site, form: str, text: str) -> dict[str, Any]:
    if form != "json":
        return {"graph": text}
    found = json.loads(text)
    if "boolean" in found:
        return {"truth": found["boolean"]}
    columns = found["head"]["vars"]
    rows = [[_shown(site, row.get(name)) for name in columns] for row in found["results"]["bindings"]]
    return {"columns": columns, "rows": rows}


def _shown(site: Site, term: Mapping[str, Any] | None) -> Shown | None:
    if term is None:
        return None
    value = term["value"]
    if term["type"] == "uri":
        return _node(site, value)
    if term["type"] == "literal":
        return Shown(value, number=term.get("datatype") in _NUMBERS, language=term.get("xml:lang", ""))
    return Shown(f"_:{value}" if term["type"] == "bnode" else json.dumps(value, ensure_ascii=False))


def _node(site: Site, iri: str) -> Shown:
    base = site.dataset.base
    if not iri.startswith(base):
        address = "" if iri.startswith(_WORDS_ONLY) else safe(iri)
        return Shown(curie(iri), address or "", outside=True)
    name = site.short(iri)
    triples = f"/data/{quote(name, safe='/')}" if site.nodes.exists(iri) else ""
    return Shown(name or iri, page_of(site.dataset, iri) or triples)
