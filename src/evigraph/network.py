"""The graph for networkx: typed nodes, predicate edges, scalar attributes.

Everything is read off the dataset: node attributes are the literals of a node, edges its
links to other nodes.  Attributes are strings, integers, floats or booleans, so node-link
JSON, GraphML and GEXF round-trip; several values of one property are joined by ``" | "``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import networkx as nx
import pyoxigraph as ox

from evigraph.ns import DCTERMS, EV, FABIO, PRISM, RDF, RDFS, SKOS, XSD, curie, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.table import value_of

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]

Scalar = str | int | float | bool

_PLACES = "source/places"
_LABELS = (f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title", f"{EV}heading", f"{EV}asPrinted", f"{EV}text")
_IDENTIFIERS = {
    f"{PRISM}doi": "doi",
    f"{FABIO}hasPubMedId": "pmid",
    f"{FABIO}hasPubMedCentralId": "pmcid",
    f"{EV}registryId": "registry",
}
_GENERAL_TYPES = (
    "skos:Concept",
    "ev:Study",
    "ev:Passage",
    "fabio:Expression",
    "doco:Sentence",
    "fabio:JournalArticle",
)
_SEPARATOR = " | "


def to_networkx(dataset: Dataset) -> Graph:
    """The whole graph as a ``networkx.MultiDiGraph``.

    A node is named by its identifier without the base (``molina-2021/claim/...``) and has
    ``iri``, ``type`` (its most particular class, prefixed), ``types``, ``label``,
    ``locator`` (where the source article says it, or where it is authored) and, where
    known, ``doi``, ``pmid``, ``pmcid``, ``registry``; its other literals stand under
    their local names.  An edge has ``predicate`` (prefixed), which is also its key.
    External terms (``skos:exactMatch`` and so on) are nodes of type ``external``;
    values of enumerations (``ev:certainty`` and so on) are attributes, not nodes.
    """
    graph: Graph = nx.MultiDiGraph(base=dataset.base)
    literals: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    types: dict[str, list[str]] = defaultdict(list)
    links = []
    for quad in sorted(dataset.store, key=str):
        if str(quad.graph_name.value).endswith(_PLACES):
            literals[_name(quad.subject, dataset)]["definedAt"].append(quad.object)
            continue
        subject, predicate = _name(quad.subject, dataset), quad.predicate.value
        if predicate == f"{RDF}type":
            types[subject].append(curie(quad.object.value))
        elif isinstance(quad.object, ox.Literal):
            literals[subject][predicate].append(quad.object)
        elif quad.object.value.startswith(EV):
            literals[subject][predicate].append(ox.Literal(local_name(quad.object.value)))
        else:
            links.append((subject, predicate, _name(quad.object, dataset), quad.object.value))
    for name in types:
        graph.add_node(name, **_attributes(name, types[name], literals[name], dataset))
    for subject, predicate, target, iri in links:
        if target not in graph:
            graph.add_node(target, iri=iri, type="external", types="external", label=curie(iri), locator="")
        graph.add_edge(subject, target, key=curie(predicate), predicate=curie(predicate))
    _locate(graph)
    return graph


def _name(term: Any, dataset: Dataset) -> str:
    return str(term.value).removeprefix(dataset.base)


def _attributes(
    name: str, types: list[str], literals: dict[str, list[Any]], dataset: Dataset
) -> dict[str, Scalar]:
    own = [kind for kind in sorted(set(types)) if kind not in _GENERAL_TYPES] or sorted(set(types))
    label = next((literals[iri][0].value for iri in _LABELS if iri in literals), name.rsplit("/", 1)[-1])
    attributes: dict[str, Scalar] = {
        "iri": dataset.base + name,
        "type": own[-1],
        "types": _SEPARATOR.join(sorted(set(types))),
        "label": label,
        "locator": literals["definedAt"][0].value if "definedAt" in literals else "",
    }
    for iri, values in sorted(literals.items()):
        key = _IDENTIFIERS.get(iri) or local_name(iri)
        if key not in attributes:
            attributes[key] = _scalar(values)
    return attributes


def _scalar(values: list[Any]) -> Scalar:
    if len(values) > 1:
        return _SEPARATOR.join(str(value.value) for value in values)
    value = value_of(values[0])
    if isinstance(value, bool | int):
        return value
    if values[0].datatype.value in (f"{XSD}decimal", f"{XSD}double"):
        return float(values[0].value)
    return str(value)


def _locate(graph: Graph) -> None:
    """Gives claims, passages and list entries the place a reader of the article would look at."""
    for name, data in graph.nodes(data=True):
        if "ev:Passage" in data["types"]:
            data["locator"] = name.rsplit("/passage/", 1)[-1]
        elif data["type"] == "biro:BibliographicReference":
            data["locator"] = f"reference {data['number']}"
    for name, data in graph.nodes(data=True):
        if data["type"] == "ev:Claim":
            places = {graph.nodes[t]["locator"] for _, t, p in graph.out_edges(name, "predicate") if p == "ev:statedIn"}
            data["locator"] = ", ".join(sorted(places))
