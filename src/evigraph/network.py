"""The graph for networkx: typed nodes, predicate edges, scalar attributes.

Everything is read off the dataset: node attributes are the literals of a node, edges its
links to other nodes.  Attributes are strings, integers, floats or booleans, one type per
name over the whole graph, so node-link JSON, GraphML and GEXF round-trip; several values of
one property are joined by ``" | "``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from evigraph.ns import DCTERMS, EV, FABIO, PRISM, RDF, RDFS, SKOS, curie, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.table import value_of

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = nx.MultiDiGraph[str]

Scalar = str | int | float | bool
Literals = dict[str, list[ox.Literal]]

_DEFINED_AT = f"{EV}definedAt"
_LABELS = (
    f"{SKOS}prefLabel",
    f"{RDFS}label",
    f"{DCTERMS}title",
    f"{EV}heading",
    f"{EV}header",
    f"{EV}asPrinted",
    f"{EV}text",
    f"{EV}clusterText",
    f"{EV}key",
)
_IDENTIFIERS = {
    f"{PRISM}doi": "doi",
    f"{FABIO}hasPubMedId": "pmid",
    f"{FABIO}hasPubMedCentralId": "pmcid",
    f"{EV}registryId": "registry",
    f"{EV}key": "bibkey",
}
_GENERAL_TYPES = (
    "skos:Concept",
    "ev:Study",
    "ev:Passage",
    "fabio:Expression",
    "doco:Sentence",
    "fabio:JournalArticle",
)
# Ours, or with a meaning of their own in GEXF (a life span, a parent, a color) or node-link JSON.
_TAKEN = ("iri", "id", "key", "pid", "start", "end", "parents", "slices", "spells", "viz")
_SEPARATOR = " | "
_LARGEST = 2**63


def to_networkx(dataset: Dataset) -> Graph:
    """The whole graph as a ``networkx.MultiDiGraph``.

    A node is named by its identifier without the base (``molina-2021/claim/...``) and has
    ``iri``, ``type`` (its most particular class, prefixed), ``types``, ``label``,
    ``locator`` (where the source article says it, or where it is authored) and, where
    known, ``doi``, ``pmid``, ``pmcid``, ``registry``, ``bibkey``; its other literals stand under
    their local names, or under the prefixed name where a local name is taken
    (``ev:start``).  An edge has ``predicate`` (prefixed), which is also its key.
    External terms (``skos:exactMatch`` and so on) are nodes of type ``external``, located
    at their IRI; values of enumerations (``ev:certainty`` and so on) are attributes, not
    nodes.
    """
    import networkx as nx

    base = dataset.base
    types, literals, links = _facts(dataset)
    graph: Graph = nx.MultiDiGraph(base=base)
    described = {*types, *literals, *(subject for subject, _, _ in links)}
    for iri in sorted(described):
        graph.add_node(iri.removeprefix(base), iri=iri, **_attributes(iri, types[iri], literals[iri]))
    for iri in sorted({target for _, _, target in links} - described):
        external = {"type": "external", "types": "external", "label": curie(iri), "locator": iri}
        graph.add_node(iri.removeprefix(base), iri=iri, **external)
    for subject, predicate, target in links:
        key = curie(predicate)
        graph.add_edge(subject.removeprefix(base), target.removeprefix(base), key=key, predicate=key)
    _locate(graph)
    _agree(graph)
    return graph


def _facts(dataset: Dataset) -> tuple[dict[str, set[str]], dict[str, Literals], list[tuple[str, str, str]]]:
    """Types and literals by node, and the links between nodes; everything by IRI and in a fixed order."""
    types: dict[str, set[str]] = defaultdict(set)
    literals: dict[str, Literals] = defaultdict(lambda: defaultdict(list))
    links = []
    for triple in sorted({quad.triple for quad in dataset.store}, key=str):
        subject, predicate, value = _iri(triple.subject), triple.predicate.value, triple.object
        if isinstance(value, ox.Literal):
            literals[subject][predicate].append(value)
            continue
        target = _iri(value)
        if predicate == f"{RDF}type":
            types[subject].add(curie(target))
        elif target.startswith(EV):
            literals[subject][predicate].append(ox.Literal(local_name(target)))
        else:
            links.append((subject, predicate, target))
    return types, literals, links


def _iri(term: Any) -> str:
    return str(term.value)


def _attributes(iri: str, types: set[str], literals: Literals) -> dict[str, Scalar]:
    kinds = sorted(types) or ["rdfs:Resource"]
    own = [kind for kind in kinds if kind not in _GENERAL_TYPES] or kinds
    named = next((name for name in _LABELS if name in literals), None)
    attributes: dict[str, Scalar] = {
        "type": own[-1],
        "types": _SEPARATOR.join(kinds),
        "label": literals[named][0].value if named else local_name(iri),
        "locator": literals[_DEFINED_AT][0].value if _DEFINED_AT in literals else iri,
    }
    taken = {*attributes, *_TAKEN}
    for predicate, values in sorted(literals.items()):
        key, value = _IDENTIFIERS.get(predicate) or local_name(predicate), _scalar(values)
        if key in taken:
            key = curie(predicate)
        if value != attributes["label"] or predicate != f"{RDFS}label":
            attributes[key] = value
        taken.add(key)
    return attributes


def _scalar(values: list[ox.Literal]) -> Scalar:
    if len(values) > 1:
        return _SEPARATOR.join(value.value for value in values)
    value = value_of(values[0])
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < _LARGEST):
        return value
    if isinstance(value, float | Decimal) and math.isfinite(float(value)):
        return float(value)
    return values[0].value


def _locate(graph: Graph) -> None:
    """Gives claims, passages and list entries the place a reader of the article would look at."""
    for name, data in graph.nodes(data=True):
        if "ev:Passage" in data["types"].split(_SEPARATOR):
            data["locator"] = name.rsplit("/passage/", 1)[-1]
        elif data["type"] == "biro:BibliographicReference" and "number" in data:
            data["locator"] = f"reference {data['number']}"
    for name, data in graph.nodes(data=True):
        if data["type"] == "ev:Claim":
            passages = {target for _, target, key in graph.out_edges(name, keys=True) if key == "ev:statedIn"}
            places = sorted(graph.nodes[passage]["locator"] for passage in passages)
            data["locator"] = ", ".join(places) or data["locator"]


def _agree(graph: Graph) -> None:
    """Gives each attribute one type over all nodes, the widest found there."""
    found: dict[str, set[type]] = defaultdict(set)
    for _, data in graph.nodes(data=True):
        for key, value in data.items():
            found[key].add(type(value))
    wider = {key: float if kinds == {int, float} else str for key, kinds in found.items() if len(kinds) > 1}
    for _, data in graph.nodes(data=True):
        for key in wider.keys() & data.keys():
            data[key] = wider[key](data[key])
