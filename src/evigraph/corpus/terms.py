"""The terms of a workspace, as the articles of a corpus are searched for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from evigraph.ns import BASE, EV, RDF, SKOS
from evigraph.query.dataset import Dataset

GRAPH = f"{BASE}source/terms"
_LABELS = (f"{SKOS}prefLabel", f"{SKOS}altLabel")
_FILE = "source/graph/terms.yaml"


@dataclass(frozen=True)
class Terms:
    """Labels with the term that each names, and what the workspace says of the terms, as N-Quads."""

    labels: tuple[tuple[str, str], ...] = ()
    quads: bytes = b""

    def __len__(self) -> int:
        return len({term for _, term in self.labels})


def terms_of(dataset: Dataset) -> Terms:
    """The terms of a workspace; predicates ("is a", "costs") are not looked for."""
    store = dataset.store
    source = ox.NamedNode(f"{dataset.base}{_FILE}")
    found = list(store.quads_for_pattern(None, None, None, source))
    concepts = _typed(store, f"{SKOS}Concept", source) - _typed(store, f"{EV}Predicate", source)
    labels = sorted(
        (quad.object.value, quad.subject.value)
        for quad in found
        if quad.predicate.value in _LABELS
        and quad.subject in concepts
        and isinstance(quad.object, ox.Literal)
        and isinstance(quad.subject, ox.NamedNode)
    )
    graph, kind = ox.NamedNode(GRAPH), ox.NamedNode(f"{EV}kindOf")
    moved = [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found]
    moved += [ox.Quad(term, kind, above, graph) for term, above in _kinds(store, concepts)]
    return Terms(tuple(labels), ox.serialize(sorted(moved, key=str), format=ox.RdfFormat.N_QUADS) or b"")


def _kinds(store: ox.Store, concepts: set[Any]) -> Iterator[tuple[Any, Any]]:
    """Each term with itself and every broader one; a circle of broader terms ends where it began."""
    broader = ox.NamedNode(f"{SKOS}broader")
    for term in concepts:
        found, todo = {term}, [term]
        while todo:
            above = {quad.object for quad in store.quads_for_pattern(todo.pop(), broader, None)} - found
            found |= above
            todo += above
        yield from ((term, each) for each in found)


def _typed(store: ox.Store, class_: str, source: ox.NamedNode) -> set[Any]:
    type_ = ox.NamedNode(f"{RDF}type")
    return {quad.subject for quad in store.quads_for_pattern(None, type_, ox.NamedNode(class_), source)}
