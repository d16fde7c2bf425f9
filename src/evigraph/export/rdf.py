"""TriG, Turtle, N-Quads and N-Triples, sorted."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox

from evigraph.ns import PREFIXES, RDF
from evigraph.query.dataset import Dataset

_KINDS = {
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
    "nq": ox.RdfFormat.N_QUADS,
    "nt": ox.RdfFormat.N_TRIPLES,
}
_HEADER = re.compile(rb"\A(?:@(?:base|prefix) [^\n]*\n)+")
_STATEMENT_END = re.compile(rb" \.\n(?=\t?<)")


def sorted_quads(dataset: Dataset, *, places: bool) -> list[ox.Quad]:
    """Everything in the graph by source file, then subject, then predicate, with the types first."""
    left_out = None if places else ox.NamedNode(f"{dataset.base}source/places")
    return sorted((quad for quad in dataset.store if quad.graph_name != left_out), key=_by_file)


def rdf(dataset: Dataset, form: str, *, places: bool) -> bytes:
    """The graph as ``trig``, ``ttl``, ``nq`` or ``nt``; the latter of each pair is one graph, without files.

    In Turtle and TriG identifiers are relative to the base, other names have prefixes.
    """
    kind = _KINDS[form]
    quads = sorted_quads(dataset, places=places)
    if not kind.supports_datasets:
        triples = sorted({quad.triple for quad in quads}, key=_by_subject)
        return _serialize(triples, kind, dataset.base)
    return _serialize(quads, kind, dataset.base)


def _serialize(statements: list[Any], kind: ox.RdfFormat, base: str) -> bytes:
    if kind in (ox.RdfFormat.N_QUADS, ox.RdfFormat.N_TRIPLES):
        return ox.serialize(statements, format=kind) or b""
    body = ox.serialize(statements, format=kind, prefixes=PREFIXES, base_iri=base) or b""
    # The engine writes prefixes in no order of ours and relative to the base, which nobody expects.
    header = f"@base <{base}> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return header.encode() + b"\n" + _STATEMENT_END.sub(b" .\n\n", _HEADER.sub(b"", body))


def _by_file(quad: Any) -> tuple[str, ...]:
    return (quad.graph_name.value, *_by_subject(quad))


def _by_subject(statement: Any) -> tuple[str, ...]:
    predicate = statement.predicate.value
    first = "" if predicate == f"{RDF}type" else predicate
    return (statement.subject.value, first, str(statement.object))
