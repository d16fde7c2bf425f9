"""What people type, to the node they mean."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox

from evigraph.errors import NotFound, QueryError, did_you_mean
from evigraph.ns import EV, FABIO, PRISM, RDF, RDFS, SKOS, XSD
from evigraph.query.dataset import Dataset

_CLASSES = {
    "term": (f"{SKOS}Concept",),
    "therapy": (f"{EV}Therapy",),
    "outcome": (f"{EV}Outcome", f"{EV}Toxicity"),
    "claim": (f"{EV}Claim",),
    "study": (f"{EV}Study",),
    "section": ("http://purl.org/spar/doco/Section",),
}
_LABELS = (f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{RDFS}label", f"{EV}heading")
_REFERENCES = "http://purl.org/spar/biro/references"
_FOLDERS = {
    "claim": "claim",
    "study": "study",
    "section": "section",
    "term": "term",
    "therapy": "term",
    "outcome": "term",
}


def resolve(dataset: Dataset, kind: str, value: str) -> str:
    """The RDF term, in SPARQL syntax, for what a user typed as a ``kind`` parameter.

    A term, therapy or outcome is known by identifier, label or synonym; a claim, study or
    section by identifier (with or without the article before it), label or heading; a reference
    by list number, BibTeX key, DOI, PMID or identifier of its work, and becomes its list number.

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
        NotFound: nothing here is called so, or several are.
    """
    candidates = _known(dataset, kind)
    text = value.removeprefix(dataset.base)
    known = {name for names in candidates.values() for name in names}
    for name in (text, f"term/{text}", f"study/{text}"):
        if name in known:
            return _full(dataset, name)
    ending = f"/{_FOLDERS[kind]}/{text}" if kind in _FOLDERS else None
    if ending:
        found = sorted(name for name in known if f"/{name}".endswith(ending))
        if len(found) == 1:
            return _full(dataset, found[0])
        if found:
            raise NotFound(f"'{value}' is in several articles: {', '.join(found)}. Write it with the article.")
    by_label = candidates.get(text.casefold(), [])
    if len(by_label) == 1:
        return _full(dataset, by_label[0])
    if by_label:
        raise NotFound(f"'{value}' names several: {', '.join(by_label)}. Write the identifier.")
    names = [*candidates, *(name.rsplit("/", 1)[-1] for name in known)]
    raise NotFound(f"There is no {kind} '{value}'. {did_you_mean(text, names)}".strip())


def _full(dataset: Dataset, name: str) -> str:
    """An identifier in full; one of another base stands so already."""
    return name if "://" in name else dataset.base + name


def nodes_of(dataset: Dataset, kind: str) -> list[str]:
    """The IRIs of all nodes that a ``kind`` parameter may name, sorted; a reference is named by its number."""
    return sorted(
        {
            _text(quad.subject)
            for name in _CLASSES[kind]
            for quad in dataset.store.quads_for_pattern(None, _node(f"{RDF}type"), _node(name))
        }
    )


def _known(dataset: Dataset, kind: str) -> dict[str, list[str]]:
    """Labels in lower case -> identifiers of the nodes of a kind; an identifier is also its own label."""
    found: dict[str, list[str]] = {}
    for iri in nodes_of(dataset, kind):
        name = iri.removeprefix(dataset.base)
        labels = {
            _text(quad.object).casefold()
            for label in _LABELS
            for quad in dataset.store.quads_for_pattern(_node(iri), _node(label), None)
        }
        for label in {name, *labels}:
            found.setdefault(label, []).append(name)
    return found


def _reference(dataset: Dataset, value: str) -> str:
    if re.fullmatch(r"\d{1,6}", value):
        return f'"{int(value)}"^^<{XSD}integer>'
    store = dataset.store
    text = ox.Literal(value.removeprefix("https://doi.org/").removeprefix("doi:"))
    entries = {quad.subject for quad in store.quads_for_pattern(None, _node(f"{EV}key"), text)}
    name = value.removeprefix(dataset.base)
    if re.fullmatch(r"work/[\w.-]+", name):
        entries |= {q.subject for q in store.quads_for_pattern(None, _node(_REFERENCES), _node(dataset.base + name))}
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
