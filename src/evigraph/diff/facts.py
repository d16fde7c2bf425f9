"""What a graph says of each node, so that two graphs can be compared.

Names leave out the base, which may differ, and list entries are named by their key rather
than by their number, so that an entry put in before them does not change what cites them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import pyoxigraph as ox

from evigraph.ns import BASE, EV, FABIO, RDF, SKOS
from evigraph.query.dataset import Dataset

TYPE = f"{RDF}type"
ENTRY = "http://purl.org/spar/biro/BibliographicReference"
REFERENCES = "http://purl.org/spar/biro/references"
NODE = "@id"

_FOLDED = {
    f"{EV}Author": ("authors", "http://purl.org/dc/terms/creator", ("order", "familyName", "givenName")),
    f"{EV}Segment": ("offsets", f"{EV}segment", ("start", "end")),
    f"{EV}CitationGroup": ("clusters", f"{EV}hasCitationGroup", ("clusterText",)),
}
"""Class of nodes that only say something of the node above them -> what it is called there, the link, the parts."""


class Value(NamedTuple):
    """A value: its text, and its datatype or language, or :data:`NODE` for the name of a node."""

    text: str
    kind: str


Said = dict[str, frozenset[Value]]
"""Property IRI -> values."""


class Facts:
    """Everything a graph says, by node; where records are authored is left out."""

    def __init__(self, dataset: Dataset) -> None:
        self.base = dataset.base
        places = ox.NamedNode(f"{dataset.base}source/places")
        triples = {quad.triple for quad in dataset.store if quad.graph_name != places}
        self._renamed = self._entries(triples)
        found: dict[str, dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
        for triple in triples:
            found[self.name(_text(triple.subject))][triple.predicate.value].add(self._value(triple.object))
        self.said: dict[str, Said] = {
            node: {prop: frozenset(values) for prop, values in said.items()} for node, said in sorted(found.items())
        }
        self._backlinks: dict[str, dict[str, list[str]]] = {}
        self._fold()

    def name(self, iri: str) -> str:
        """The name of a node: its identifier without the base; of a list entry, by its key."""
        return self._renamed.get(iri) or iri.removeprefix(self.base)

    def is_a(self, node: str, iri: str) -> bool:
        """Whether ``node`` is of the class."""
        return Value(iri, NODE) in self.said.get(node, {}).get(TYPE, ())

    def of_type(self, iri: str) -> list[str]:
        """All nodes of the class, sorted."""
        wanted = Value(iri, NODE)
        return [node for node, said in self.said.items() if wanted in said.get(TYPE, ())]

    def all(self, node: str, prop: str) -> list[str]:
        """The values of a property as text, sorted; ``ev:`` stands before names without a prefix."""
        return sorted(value.text for value in self.said.get(node, {}).get(full(prop), ()))

    def one(self, node: str, prop: str) -> str:
        """The value of a property that has at most one; empty when there is none."""
        return next(iter(self.all(node, prop)), "")

    def into(self, prop: str, node: str) -> list[str]:
        """Nodes that have ``node`` as a value of the property, sorted."""
        iri = full(prop)
        if iri not in self._backlinks:
            index: dict[str, list[str]] = defaultdict(list)
            for subject, said in self.said.items():
                for value in said.get(iri, ()):
                    if value.kind == NODE:
                        index[value.text].append(subject)
            self._backlinks[iri] = index
        return self._backlinks[iri].get(node, [])

    def owner(self, node: str) -> str:
        """The record that ``node`` is a part of: a cohort of its study, a cell of its row; empty for none."""
        for prop in ("inRow", "table"):
            if above := self.one(node, prop):
                return above
        parts = node.split("/")
        names = ("/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
        return next((name for name in names if name in self.said), "")

    def _entries(self, triples: Iterable[ox.Triple]) -> dict[str, str]:
        keys = {_text(t.subject): _text(t.object) for t in triples if t.predicate.value == f"{EV}key"}
        return {iri: f"{iri.removeprefix(self.base).rpartition('/')[0]}/{key}" for iri, key in keys.items()}

    def _value(self, term: Any) -> Value:
        if isinstance(term, ox.Literal):
            return Value(term.value, term.language or term.datatype.value)
        return Value(self.name(_text(term)), NODE)

    def _fold(self) -> None:
        """Makes authors, segments and citation groups values of the record they belong to."""
        gathered: dict[tuple[str, str], set[Value]] = defaultdict(set)
        folded = set()
        for node in list(self.said):
            for iri, (name, link, parts) in _FOLDED.items():
                if self.is_a(node, iri):
                    text = " ".join(filter(None, (self.one(node, part) for part in parts)))
                    gathered[self.owner(node), name].add(Value(text, ""))
                    self.said.get(self.owner(node), {}).pop(link, None)
                    folded.add(node)
        for (owner, name), values in gathered.items():
            self.said.setdefault(owner, {})[full(name)] = frozenset(values)
        for node in folded:
            del self.said[node]


def full(name: str) -> str:
    """The IRI of a property; a bare name is one of ``ev:``."""
    return name if ":" in name else EV + name


def base_of(store: ox.Store) -> str:
    """The base of identifiers of a graph: read off the names of its files, its article or its terms."""
    for graph in store.named_graphs():
        head, found, _ = str(graph.value).partition("source/")
        if found:
            return head
    for iri, end in (
        (f"{EV}SourceArticle", r"[^/]+"),
        (f"{FABIO}Expression", r"work/[^/]+"),
        (f"{SKOS}Concept", r"term/[^/]+"),
    ):
        for quad in store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(iri)):
            match = re.fullmatch(rf"(.*/){end}", _text(quad.subject))
            if match:
                return match[1]
    return BASE


def _text(term: Any) -> str:
    return str(term.value)
