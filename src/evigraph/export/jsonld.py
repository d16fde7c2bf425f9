"""JSON-LD in the keys that authors write, self-contained and without loss.

The context is the workspace's own, except that the bases of single keys are left out:
every identifier is relative to the one base of the document.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from evigraph.export.rdf import sorted_quads
from evigraph.load.schema import Schema, read_schema
from evigraph.ns import RDF, XSD
from evigraph.query.dataset import Dataset

_RELATIVE = re.compile(r"\w[\w-]*(?:/\w[\w.-]*)*")
_WORD = re.compile(r"[A-Za-z][\w-]*")


def jsonld(dataset: Dataset, *, places: bool) -> bytes:
    """The graph as compacted JSON-LD 1.1, one named graph per source file.

    Raises:
        RecordError: the schema of the workspace cannot be read.
    """
    words = _Words(read_schema(dataset.workspace), dataset.base)
    graphs = [
        {"id": words.identifier(graph.value), "@graph": _nodes(list(quads), words)}
        for graph, quads in groupby(sorted_quads(dataset, places=places), lambda quad: quad.graph_name)
        if isinstance(graph, ox.NamedNode)
    ]
    document = {"@context": words.context, "@graph": graphs}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _nodes(quads: list[ox.Quad], words: _Words) -> list[dict[str, Any]]:
    nodes = []
    for subject, about in groupby(quads, lambda quad: quad.subject):
        node: dict[str, Any] = {"id": words.identifier(_iri(subject))}
        for predicate, same in groupby(about, lambda quad: quad.predicate.value):
            if predicate == f"{RDF}type":
                node["type"] = _list([words.word(_iri(quad.object)) for quad in same])
            else:
                key = words.word(predicate)
                node[key] = _list([words.value(key, quad.object) for quad in same])
        nodes.append(node)
    return nodes


class _Words:
    """RDF terms as the context spells them; what it cannot spell stays in full."""

    def __init__(self, schema: Schema, base: str) -> None:
        self.base = base
        self.vocabulary = str(schema.context["@vocab"])
        self.context: dict[str, Any] = {"@base": base}
        self.names: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        for key, entry in schema.context.items():
            if isinstance(entry, dict) and "@reverse" in entry:
                continue
            self.context[key] = _without_base(entry)
            if key in schema.keys and not key.startswith("@"):
                self.names.setdefault(schema.expand(entry), key)
                kind = schema.datatype(key)
                self.kinds[key] = kind if kind.startswith("@") else schema.expand(kind)

    def identifier(self, iri: str) -> str:
        """A node, relative to the base."""
        name = iri.removeprefix(self.base)
        return name if name != iri and _RELATIVE.fullmatch(name) else iri

    def word(self, iri: str) -> str:
        """A property, class or enumerated value, relative to the vocabulary."""
        if iri in self.names:
            return self.names[iri]
        name = iri.removeprefix(self.vocabulary)
        return name if name != iri and _WORD.fullmatch(name) and name not in self.context else iri

    def value(self, key: str, term: Any) -> str | dict[str, str]:
        """A value of ``key``, bare where the context says what it is."""
        kind = self.kinds.get(key, "")
        if not isinstance(term, ox.Literal):
            iri = _iri(term)
            if kind == "@vocab":
                return self.word(iri)
            return self.identifier(iri) if kind == "@id" else {"id": self.identifier(iri)}
        datatype = term.datatype.value
        if term.language:
            return {"@value": term.value, "@language": term.language}
        if datatype == (kind or f"{XSD}string"):
            return term.value
        return {"@value": term.value} | ({} if datatype == f"{XSD}string" else {"@type": datatype})


def _without_base(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {key: value for key, value in entry.items() if key != "@context"}


def _list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _iri(term: Any) -> str:
    return str(term.value)
