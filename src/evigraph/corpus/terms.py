"""The terms of a workspace, as the articles of a corpus are searched for them."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from evigraph.ns import BASE, RDF, SKOS
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
    """The terms of a workspace."""
    store = dataset.store
    source = ox.NamedNode(f"{dataset.base}{_FILE}")
    found = list(store.quads_for_pattern(None, None, None, source))
    concepts = {
        quad.subject
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SKOS}Concept"), source)
    }
    labels = sorted(
        (quad.object.value, quad.subject.value)
        for quad in found
        if quad.predicate.value in _LABELS
        and quad.subject in concepts
        and isinstance(quad.object, ox.Literal)
        and isinstance(quad.subject, ox.NamedNode)
    )
    graph = ox.NamedNode(GRAPH)
    moved = sorted((ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found), key=str)
    return Terms(tuple(labels), ox.serialize(moved, format=ox.RdfFormat.N_QUADS) or b"")
