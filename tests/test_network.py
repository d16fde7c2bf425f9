"""The graph for networkx: complete, typed, and ready for algorithms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import pyoxigraph as ox
import pytest

from evigraph.load.workspace import find_workspace
from evigraph.network import to_networkx
from evigraph.ns import EV, FABIO, PRISM, RDFS, XSD
from evigraph.query.dataset import Dataset

if TYPE_CHECKING:
    from evigraph.network import Graph

BASE = "https://example.org/id/"

LINKS = """SELECT DISTINCT ?s ?p ?o { ?s ?p ?o
    FILTER(isIRI(?o) && ?p != rdf:type && !STRSTARTS(STR(?o), STR(ev:))) }"""
EVIDENCE = """SELECT DISTINCT ?claim ?work ?study
    { ?claim a ev:Claim ; ev:restsOn ?work . ?study a ev:Study ; ev:reportedIn ?work }"""
IDENTIFIERS = """SELECT DISTINCT ?s ?p ?v { VALUES ?p { prism:doi fabio:hasPubMedId ev:registryId } ?s ?p ?v }"""
ARGUED = "SELECT DISTINCT ?claim { ?article ev:thesis ?thesis . ?claim ev:supports+ ?thesis }"


@pytest.fixture(scope="module", params=["article", "toy"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    found: Dataset = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def graph(dataset: Dataset) -> Graph:
    return to_networkx(dataset)


def names(dataset: Dataset, sparql: str) -> list[tuple[str, ...]]:
    """The rows of a SELECT, nodes by their names in the network."""
    return [tuple(str(term.value).removeprefix(dataset.base) for term in row) for row in dataset.select(sparql).rows]


def by_predicate(graph: Graph, *predicates: str) -> Graph:
    """The part of the graph with these links only."""
    edges = [edge for edge in graph.edges(keys=True) if edge[2] in predicates]
    assert edges
    return graph.edge_subgraph(edges)


def small(*facts: tuple[str, str, Any]) -> Graph:
    """The network of a few facts (subject, property IRI, object)."""
    store = ox.Store()
    source = ox.NamedNode(f"{BASE}source/a.yaml")
    for subject, predicate, value in facts:
        store.add(ox.Quad(ox.NamedNode(BASE + subject), ox.NamedNode(predicate), value, source))
    return to_networkx(Dataset(store, find_workspace(), BASE))


def number(text: str, kind: str = "integer") -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{kind}"))


def test_a_typed_multidigraph(graph: Graph, dataset: Dataset) -> None:
    assert type(graph) is nx.MultiDiGraph
    assert graph.graph == {"base": dataset.base}
    assert graph.number_of_nodes() > 100
    for name, data in graph.nodes(data=True):
        assert {"iri", "type", "types", "label", "locator"} <= data.keys(), name
        assert all(data[key] for key in ("iri", "type", "types", "label", "locator")), name
        assert data["iri"] in (name, dataset.base + name)
        assert data["type"] in data["types"].split(" | ")
        assert {type(value) for value in data.values()} <= {str, int, float, bool}, name


def test_one_type_for_each_attribute(graph: Graph) -> None:
    found: dict[str, set[type]] = {}
    for _, data in graph.nodes(data=True):
        for key, value in data.items():
            found.setdefault(key, set()).add(type(value))
    assert {key: kinds for key, kinds in found.items() if len(kinds) > 1} == {}
    assert found["n"] == {int}
    assert found["value"] == {float}
    assert found["etAl"] == {bool}
    assert found["hasPublicationYear"] == {int}


def test_every_link_is_an_edge(graph: Graph, dataset: Dataset) -> None:
    links = names(dataset, LINKS)
    assert graph.number_of_edges() == len(links) > 500
    for _, _, key, data in graph.edges(keys=True, data=True):
        assert data == {"predicate": key}
        assert ":" in key
    predicates = {str(row["p"].value) for row in dataset.select(LINKS).rows}
    assert len({key for _, _, key in graph.edges(keys=True)}) == len(predicates)
    assert {(source, target) for source, target, _ in graph.edges(keys=True)} == {(s, o) for s, _, o in links}


def test_every_described_thing_is_a_node(graph: Graph, dataset: Dataset) -> None:
    described = {name for (name,) in names(dataset, "SELECT DISTINCT ?s { ?s ?p ?o }")}
    inside = {name for name, kind in graph.nodes(data="type") if kind != "external"}
    assert described == inside
    outside = set(graph) - inside
    assert outside
    assert all(name.startswith(("http://", "https://")) for name in outside)


def test_identifiers_stand_on_the_nodes(graph: Graph, dataset: Dataset) -> None:
    rows = dataset.select(IDENTIFIERS).rows
    assert len(rows) > 3
    keys = {f"{PRISM}doi": "doi", f"{FABIO}hasPubMedId": "pmid", f"{EV}registryId": "registry"}
    for row in rows:
        data = graph.nodes[str(row["s"].value).removeprefix(dataset.base)]
        assert str(row["v"].value) in data[keys[str(row["p"].value)]].split(" | ")
    carried = [value for key in keys.values() for _, value in graph.nodes(data=key) if value]
    assert sum(len(value.split(" | ")) for value in carried) == len(rows)


def test_locators_say_where_to_look(graph: Graph) -> None:
    located = {kind: locator for _, kind, locator in zip(graph, *columns(graph, "type", "locator"), strict=True)}
    assert located["biro:BibliographicReference"].startswith("reference ")
    assert located["external"].startswith("http")
    assert ".yaml:" in located["ev:Cohort"]
    for name, data in graph.nodes(data=True):
        if data["type"] == "ev:Claim":
            passages = {target for _, target, key in graph.out_edges(name, keys=True) if key == "ev:statedIn"}
            assert data["locator"] == ", ".join(sorted(passage.rpartition("/")[2] for passage in passages))


def columns(graph: Graph, *keys: str) -> list[list[Any]]:
    return [[data[key] for _, data in graph.nodes(data=True)] for key in keys]


def test_a_path_from_each_claim_to_its_studies(graph: Graph, dataset: Dataset) -> None:
    evidence = names(dataset, EVIDENCE)
    assert len(evidence) > 5
    hops = by_predicate(graph, "ev:restsOn", "ev:reportedIn").to_undirected(as_view=True)
    for claim, work, study in evidence:
        assert nx.has_path(hops, claim, study)
        assert [claim, work, study] in nx.all_shortest_paths(hops, claim, study)


def test_the_argument_reaches_the_thesis(graph: Graph, dataset: Dataset) -> None:
    ((thesis,),) = names(dataset, "SELECT ?thesis { ?article ev:thesis ?thesis }")
    argument = by_predicate(graph, "ev:supports")
    argued = {claim for (claim,) in names(dataset, ARGUED)}
    assert len(argued) > 5
    assert nx.ancestors(argument, thesis) == argued
    assert all(thesis in nx.descendants(argument, claim) for claim in argued)
    assert nx.is_directed_acyclic_graph(argument)
    assert thesis in nx.topological_sort(argument)


def test_algorithms_run_without_more_work(graph: Graph, dataset: Dataset) -> None:
    ((thesis,),) = names(dataset, "SELECT ?thesis { ?article ev:thesis ?thesis }")
    argument = by_predicate(graph, "ev:supports", "ev:concedes")
    between = nx.betweenness_centrality(argument)
    assert between[thesis] == 0
    assert max(between.values()) > 0
    assert len(max(nx.weakly_connected_components(argument), key=len)) > 5
    citing = by_predicate(graph, "cito:cites")
    most, count = max(citing.in_degree(), key=lambda pair: (pair[1], pair[0]))
    assert count > 1
    assert graph.nodes[most]["label"]


def test_the_same_facts_give_the_same_graph_in_the_same_order(graph: Graph, dataset: Dataset) -> None:
    store = ox.Store()
    store.bulk_extend(reversed(list(dataset.store)))
    again = to_networkx(Dataset(store, dataset.workspace, dataset.base))
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))


def test_mixed_values_become_one_type() -> None:
    graph = small(
        ("a", f"{EV}n", number("5")),
        ("b", f"{EV}n", number("5.5", "decimal")),
        ("a", f"{EV}phase", number("2")),
        ("b", f"{EV}phase", ox.Literal("1/2")),
        ("a", f"{EV}row", number("1")),
        ("a", f"{EV}row", number("2")),
        ("b", f"{EV}row", number("3")),
    )
    assert dict(graph.nodes(data="n")) == {"a": 5.0, "b": 5.5}
    assert {type(value) for _, value in graph.nodes(data="n")} == {float}
    assert dict(graph.nodes(data="phase")) == {"a": "2", "b": "1/2"}
    assert dict(graph.nodes(data="row")) == {"a": "1 | 2", "b": "3"}


def test_numbers_that_no_file_format_holds_stay_text() -> None:
    graph = small(
        ("a", f"{EV}n", number("9" * 30)),
        ("a", f"{EV}value", number("NaN", "double")),
        ("a", f"{EV}low", number("many", "decimal")),
        ("a", f"{EV}high", number("1e999", "double")),
    )
    data = graph.nodes["a"]
    assert (data["n"], data["value"], data["low"]) == ("9" * 30, "NaN", "many")
    assert isinstance(data["high"], str)


def test_names_that_are_taken_are_prefixed_and_nothing_is_lost() -> None:
    other = "https://example.org/ns#"
    graph = small(
        ("a", f"{EV}start", number("3")),
        ("a", f"{EV}id", ox.Literal("mine")),
        ("a", f"{EV}type", ox.Literal("kind")),
        ("a", f"{other}unit", ox.Literal("theirs")),
        ("a", f"{EV}unit", ox.Literal("ours")),
    )
    data = graph.nodes["a"]
    assert (data["ev:start"], data["ev:id"], data["ev:type"], data["type"]) == (3, "mine", "kind", "rdfs:Resource")
    assert {"theirs", "ours"} <= set(data.values())


def test_a_thing_without_a_class_or_a_name() -> None:
    graph = small(
        ("study/a", f"{EV}reportedIn", ox.NamedNode(f"{BASE}work/b")),
        ("study/a", f"{RDFS}label", ox.Literal("one")),
        ("study/a", f"{RDFS}label", ox.Literal("two")),
    )
    assert graph.nodes["study/a"]["label"] == "one"
    assert graph.nodes["study/a"]["rdfs:label"] == "one | two"
    assert graph.nodes["work/b"] == {
        "iri": f"{BASE}work/b",
        "type": "external",
        "types": "external",
        "label": f"{BASE}work/b",
        "locator": f"{BASE}work/b",
    }
    assert list(graph.edges(keys=True)) == [("study/a", "work/b", "ev:reportedIn")]


def test_an_empty_graph() -> None:
    assert small().number_of_nodes() == 0
