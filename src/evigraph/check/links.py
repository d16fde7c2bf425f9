"""Names that lead nowhere: dangling identifiers, undeclared terms, circles in the argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox

from evigraph.check.places import Places
from evigraph.errors import Finding, did_you_mean
from evigraph.load.schema import Schema
from evigraph.load.works import COMPUTED
from evigraph.ns import CITO, EV, RDF, local_name

_ARGUMENT = (f"{EV}supports", f"{EV}concedes")
_HIERARCHY = "http://www.w3.org/2004/02/skos/core#broader"
_CONTAINMENT = f"{EV}subCohortOf"
_CLASS = "http://www.w3.org/2000/01/rdf-schema#Class"
_CITES = f"{CITO}cites"


def link_faults(
    schema: Schema, quads: Iterable[ox.Quad], places: Places, works_unread: bool = False
) -> Iterator[Finding]:
    """Dangling identifiers, undeclared types, properties and values, and circles."""
    quads = [quad for quad in quads if quad.predicate.value != f"{EV}definedAt"]
    for target, finding in _dangling(quads, schema, places):
        if not (works_unread and target.rpartition("/")[0].endswith(("/work", "/ref"))):
            yield finding
    yield from _undeclared(quads, schema, places)
    yield from _circles(quads, _ARGUMENT, places, "argument-circle", "supports or concedes itself")
    yield from _circles(quads, (_HIERARCHY,), places, "hierarchy-circle", "is broader than itself")
    yield from _circles(quads, (_CONTAINMENT,), places, "cohort-circle", "is part of itself")


def _dangling(quads: list[ox.Quad], schema: Schema, places: Places) -> Iterator[tuple[str, Finding]]:
    """(missing node, finding) for every name that leads nowhere."""
    known = {_text(quad.subject) for quad in quads}
    finer = {(quad.subject, quad.object) for quad in quads if quad.predicate.value != _CITES}
    by_folder: dict[str, list[str]] = {}
    for iri in known:
        folder, _, name = iri.rpartition("/")
        by_folder.setdefault(folder, []).append(unquote(name))
    for quad in quads:
        target = quad.object
        if isinstance(target, ox.NamedNode) and target.value not in known and target.value.startswith(places.base):
            if quad.predicate.value == _CITES and (quad.subject, target) in finer:
                continue  # said where the finer property is written
            written = places.key(_text(quad.subject), quad.predicate.value)
            key = written or _key(schema, quad.predicate.value)
            if not written and key in COMPUTED:
                continue  # loading said why
            folder, _, name = target.value.rpartition("/")
            message = f"'{key}' names '{unquote(target.value.removeprefix(places.base))}', which does not exist."
            hint = did_you_mean(unquote(name), by_folder.get(folder, [])) or f"Add it, or correct the name in '{key}'."
            for place in places.every(_text(quad.subject), quad.predicate.value, target.value):
                yield target.value, Finding(place, "dangling-reference", message, hint)


def _undeclared(quads: list[ox.Quad], schema: Schema, places: Places) -> Iterator[Finding]:
    declared = schema.ontology.declared
    names = [local_name(iri) for iri in declared if iri.startswith(EV)]
    seen = set()
    for quad in quads:
        terms = [(quad.predicate.value, "property")]
        if isinstance(quad.object, ox.NamedNode):
            is_type = quad.predicate.value == f"{RDF}type"
            if is_type or quad.object.value.startswith(EV):
                terms.append((quad.object.value, "type" if is_type else "value"))
        for iri, what in terms:
            if iri in declared or iri == f"{RDF}type" or (_text(quad.subject), iri) in seen:
                continue
            seen.add((_text(quad.subject), iri))
            name = local_name(iri)
            key = _key(schema, quad.predicate.value)
            field = "type" if what == "type" else key
            message = f"'{name}' is not a known {what}" + (f" for '{field}'." if what != "property" else ".")
            candidates = _candidates(schema, quad.predicate.value, what)
            hint = did_you_mean(name, candidates or names) or _known(candidates)
            for place in places.every(_text(quad.subject), quad.predicate.value, iri):
                yield Finding(place, f"undeclared-{what}", message, hint)


def _known(candidates: list[str]) -> str:
    if candidates:
        return f"Known: {', '.join(sorted(candidates))}."
    return "Declare it in graph/schema/, as the README there says, or correct it."


def _candidates(schema: Schema, predicate: str, what: str) -> list[str]:
    """Names an author might have meant: the values of the enumeration the property takes, or all types."""
    if what == "property":
        return []
    taken = _CLASS if what == "type" else schema.value_classes.get(predicate, "")
    return [local_name(iri) for iri in schema.ontology.members.get(taken, ())]


def _circles(
    quads: list[ox.Quad], predicates: tuple[str, ...], places: Places, code: str, what: str
) -> Iterator[Finding]:
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for quad in quads:
        if quad.predicate.value in predicates:
            graph.add_edge(_text(quad.subject), _text(quad.object), predicate=quad.predicate.value)
    for circle in sorted(map(sorted, nx.strongly_connected_components(graph))):
        first = circle[0]
        if len(circle) > 1 or graph.has_edge(first, first):
            target = next(iter(sorted(set(graph[first]) & set(circle))))
            place = places.of(first, graph[first][target]["predicate"], target)
            names = " -> ".join(f"'{local_name(iri)}'" for iri in circle)
            yield Finding(place, code, f"{names} {what} in a circle.", "Remove one of the links.")


def _key(schema: Schema, predicate: str) -> str:
    return schema.by_iri.get(predicate, local_name(predicate))


def _text(term: Any) -> str:
    return str(term.value)
