"""Walking the graph from node to node, for answers that are trees rather than tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from evigraph.ns import DCTERMS, EV, PREFIXES, RDF, RDFS, SKOS
from evigraph.query.dataset import Dataset

_SUBJECTS = Path(__file__).parent / "subjects.rq"
_LABELS = (f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title", f"{EV}heading")


class Nodes:
    """Values and neighbours by prefixed property name; every list is sorted.

    ``ev:statedIn`` stands for the full IRI; nodes are IRIs as strings.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def all(self, node: str, name: str) -> list[str]:
        """Values of a property of ``node``: IRIs, or the text of literals."""
        found = self.dataset.store.quads_for_pattern(ox.NamedNode(node), _property(name), None)
        return _sorted(_text(quad.object) for quad in found)

    def one(self, node: str, name: str) -> str | None:
        """The value of a property that has at most one."""
        return next(iter(self.all(node, name)), None)

    def into(self, name: str, node: str) -> list[str]:
        """Nodes that have ``node`` as a value of the property."""
        found = self.dataset.store.quads_for_pattern(None, _property(name), ox.NamedNode(node))
        return _sorted(_text(quad.subject) for quad in found)

    def of_type(self, name: str) -> list[str]:
        """All nodes of the class with this IRI."""
        found = self.dataset.store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(name))
        return sorted({_text(quad.subject) for quad in found})

    def label(self, node: str) -> str:
        """What people call ``node``: its label, title or heading, else its short identifier."""
        for iri in _LABELS:
            for quad in self.dataset.store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(iri), None):
                return _text(quad.object)
        return self.short(node)

    def short(self, node: str) -> str:
        """The identifier of ``node`` without the base."""
        return node.removeprefix(self.dataset.base)

    def types(self, node: str) -> list[str]:
        """The classes of ``node``."""
        return self.all(node, "rdf:type")

    def exists(self, node: str) -> bool:
        """True when something is said about ``node``."""
        return next(iter(self.dataset.store.quads_for_pattern(ox.NamedNode(node), None, None)), None) is not None

    def subjects(self) -> set[str]:
        """Every node that something is said about."""
        return {_text(row["subject"]) for row in self.dataset.select(_SUBJECTS.read_text("utf-8"))}

    def facts(self, node: str) -> Iterator[tuple[str, str, bool]]:
        """(property IRI, value, is a node) for everything said of ``node``, sorted."""
        found = self.dataset.store.quads_for_pattern(ox.NamedNode(node), None, None)
        rows = {(quad.predicate.value, _text(quad.object), isinstance(quad.object, ox.NamedNode)) for quad in found}
        yield from sorted(rows)

    def backlinks(self, node: str) -> Iterator[tuple[str, str]]:
        """(node, property IRI) for everything that points to ``node``, sorted."""
        found = self.dataset.store.quads_for_pattern(None, None, ox.NamedNode(node))
        yield from sorted({(_text(quad.subject), quad.predicate.value) for quad in found})


@lru_cache(maxsize=1024)
def _property(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _sorted(texts: Iterable[str]) -> list[str]:
    """Each text once, in order; most properties have one value or none."""
    found = list(texts)
    return sorted(set(found)) if len(found) > 1 else found


def _text(term: Any) -> str:
    return str(term.value)
