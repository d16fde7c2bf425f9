"""What people type, to the node they mean."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox

from evigraph.errors import NotFound, QueryError, did_you_mean
from evigraph.ns import EV, FABIO, PRISM, RDF, RDFS, SKOS, XSD
from evigraph.query.dataset import Dataset

_CLASSES = {"term": f"{SKOS}Concept", "therapy": f"{EV}Therapy", "outcome": f"{EV}Outcome"}
_REFERENCES = "http://purl.org/spar/biro/references"
_FOLDERS = {"claim": "claim", "study": "study", "section": "section"}


def resolve(dataset: Dataset, kind: str, value: str) -> str:
    """The RDF term, in SPARQL syntax, for what a user typed as a ``kind`` parameter.

    A term, therapy or outcome is known by identifier, label or synonym; a claim, study or
    section by identifier (with or without the article before it); a reference by list
    number, BibTeX key or DOI, and becomes its list number.

    Raises:
        QueryError: nothing here is called so.
    """
    value = value.strip()
    if kind == "reference":
        return _reference(dataset, value)
    iri = node(dataset, kind, value)
    return f"<{iri}>"


def node(dataset: Dataset, kind: str, value: str) -> str:
    """The IRI of the ``kind`` node that ``value`` names.

    Raises:
        NotFound: nothing here is called so.
    """
    candidates = _known(dataset, kind)
    text = value.removeprefix(dataset.base)
    for name in (text, f"term/{text}", f"study/{text}"):
        if name in candidates.values():
            return dataset.base + name
    ending = f"/{_FOLDERS[kind]}/{text}" if kind in _FOLDERS else None
    if ending:
        found = sorted({name for name in candidates.values() if f"/{name}".endswith(ending)})
        if len(found) == 1:
            return dataset.base + found[0]
        if found:
            raise NotFound(f"'{value}' is in several articles: {', '.join(found)}. Write it with the article.")
    by_label = candidates.get(text.casefold())
    if by_label:
        return dataset.base + by_label
    names = [*candidates, *(name.rsplit("/", 1)[-1] for name in candidates.values())]
    raise NotFound(f"There is no {kind} '{value}'. {did_you_mean(text, names)}".strip())


def _known(dataset: Dataset, kind: str) -> dict[str, str]:
    """Labels in lower case -> identifiers of all nodes of a kind; an identifier is also its own label."""
    store = dataset.store
    wanted = {"claim": f"{EV}Claim", "study": f"{EV}Study", "section": "http://purl.org/spar/doco/Section"}
    iri = _CLASSES.get(kind) or wanted[kind]
    found: dict[str, str] = {}
    subjects = {quad.subject for quad in store.quads_for_pattern(None, _node(f"{RDF}type"), _node(iri))}
    if kind == "outcome":
        subjects |= {q.subject for q in store.quads_for_pattern(None, _node(f"{RDF}type"), _node(f"{EV}Toxicity"))}
    for subject in sorted(subjects, key=str):
        name = _text(subject).removeprefix(dataset.base)
        found.setdefault(name, name)
        for label in (f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{RDFS}label"):
            for quad in store.quads_for_pattern(subject, _node(label), None):
                found.setdefault(_text(quad.object).casefold(), name)
    return found


def _reference(dataset: Dataset, value: str) -> str:
    if re.fullmatch(r"\d{1,6}", value):
        return f'"{int(value)}"^^<{XSD}integer>'
    store = dataset.store
    text = ox.Literal(value.removeprefix("https://doi.org/").removeprefix("doi:"))
    entries = {quad.subject for quad in store.quads_for_pattern(None, _node(f"{EV}key"), text)}
    for identifier in (f"{PRISM}doi", f"{FABIO}hasPubMedId"):
        for work in store.quads_for_pattern(None, _node(identifier), text):
            entries |= {quad.subject for quad in store.quads_for_pattern(None, _node(_REFERENCES), work.subject)}
    numbers = {
        int(_text(quad.object))
        for entry in entries
        for quad in store.quads_for_pattern(entry, _node(f"{EV}number"), None)
    }
    if not numbers:
        raise QueryError(f"No reference has the list number, key, DOI or PMID '{value}'.")
    return " ".join(f'"{number}"^^<{XSD}integer>' for number in sorted(numbers))


def _node(iri: str) -> Any:
    return ox.NamedNode(iri)


def _text(term: Any) -> str:
    return str(term.value)
