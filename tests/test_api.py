"""The Python interface."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest

import evigraph
from evigraph.api import Graph
from evigraph.errors import Ambiguous, NotFound, QueryError, WorkspaceError
from evigraph.query import Table, Triples

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def graph() -> Graph:
    return evigraph.open(ROOT)


def test_open_names_what_it_opened(graph: Graph, tmp_path: Path) -> None:
    assert graph.workspace.root == ROOT
    assert "quads" in repr(graph)
    with pytest.raises(WorkspaceError, match="not inside a workspace"):
        evigraph.open(tmp_path)


def test_query_by_name_and_by_sparql(graph: Graph) -> None:
    assert len(graph.questions()) > 25
    named = graph.query("what-depends-on-a-reference", reference=9)
    assert isinstance(named, Table)
    assert len(named) > 0
    assert named.records() == graph.query("what-depends-on-a-reference", reference="aldoss-2017").records()  # type: ignore[union-attr]
    row = graph.query("SELECT (0.80 AS ?d) (7 AS ?i) (true AS ?b) ('x' AS ?s) ?none {}")
    assert isinstance(row, Table)
    assert row.records() == [{"d": Decimal("0.80"), "i": 7, "b": True, "s": "x", "none": None}]
    assert graph.query("ASK { ?c a ev:Claim }") is True
    assert isinstance(graph.query("CONSTRUCT { ?c a ev:Claim } WHERE { ?c a ev:Claim }"), Triples)
    with pytest.raises(QueryError):
        graph.query("no-such-question")
    with pytest.raises(QueryError, match="LOAD is not allowed"):
        graph.query("LOAD <http://127.0.0.1:9/>")


def test_tables_show_themselves(graph: Graph) -> None:
    table = graph.query("SELECT ('<b>' AS ?x) ?claim WHERE { ?claim a ev:Claim } ORDER BY ?claim LIMIT 2")
    assert isinstance(table, Table)
    html = table._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    frame = table.to_dataframe()
    assert list(frame.columns) == ["x", "claim"]
    assert len(frame) == 2


def test_trace_and_find(graph: Graph) -> None:
    traced = graph.trace("EMD predicts poor blinatumomab response")
    assert traced.id.endswith("emd-predicts-poor-blinatumomab-response")
    assert str(traced).startswith("CLAIM ")
    assert traced._repr_html_().startswith("<pre>CLAIM")
    with pytest.raises(Ambiguous) as several:
        graph.trace("CAR T cells")
    assert len(several.value.candidates) > 1
    with pytest.raises(NotFound):
        graph.trace("xyzzy")
    assert graph.find("BLIN* \"quoted' OR NEAR(", limit=3) is not None
    assert graph.find("!!!") == []
    hits = graph.find("blinatumomab")
    assert list(hits.to_dataframe()["id"]) == [hit.id for hit in hits]
    assert hits._repr_html_().count("<tr>") == len(hits) + 1
    assert {hit.kind for hit in graph.find("blinatumomab", kind="study")} == {"study"}


def test_rdf_is_an_rdflib_dataset_over_the_union(graph: Graph) -> None:
    import rdflib

    assert isinstance(graph.rdf, rdflib.Dataset)
    rows = graph.rdf.query("SELECT (COUNT(*) AS ?n) WHERE { ?c a <https://w3id.org/evigraph/ns#Claim> }")
    assert int(next(iter(rows))[0]) == len(graph.query("SELECT ?c { ?c a ev:Claim }"))  # type: ignore[arg-type,index]


def test_networkx_walks_from_claim_to_thesis(graph: Graph) -> None:
    network = graph.to_networkx()
    assert isinstance(network, nx.MultiDiGraph)
    steps = nx.DiGraph((s, t) for s, t, p in network.edges(data="predicate") if p == "ev:supports")
    path = nx.shortest_path(
        steps,
        "molina-2021/claim/emd-predicts-poor-blinatumomab-response",
        "molina-2021/claim/car-t-better-than-bite-in-b-all",
    )
    assert len(path) >= 3
