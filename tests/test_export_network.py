"""The network as files: what networkx and a spreadsheet read back."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import networkx as nx
import pyoxigraph as ox
import pytest

from evigraph.build import open_dataset
from evigraph.export import export
from evigraph.load.workspace import find_workspace
from evigraph.network import to_networkx
from evigraph.ns import EV, XSD
from evigraph.query.dataset import Dataset
from hostile import HOSTILE, hostile_workspace

if TYPE_CHECKING:
    from evigraph.network import Graph

NETWORKS = ("graphml", "gexf", "node-link")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return open_dataset(find_workspace(hostile_workspace(tmp_path_factory.mktemp("hostile") / "workspace")))


@pytest.fixture(scope="module", params=["article", "toy", "hostile"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    found: Dataset = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def files(dataset: Dataset) -> dict[str, bytes]:
    """The dataset in every format."""
    return {form: export(dataset, form) for form in (*NETWORKS, "csv")}


def read_network(form: str, data: bytes) -> Graph:
    """The file as networkx reads it, without the attributes that the format adds to links."""
    if form == "node-link":
        return nx.node_link_graph(json.loads(data), edges="edges")
    read, extra = {"graphml": (nx.read_graphml, "key"), "gexf": (nx.read_gexf, "id")}[form]
    graph = read(io.BytesIO(data))
    for _, _, link in graph.edges(data=True):
        del link[extra]
    return graph


@pytest.mark.parametrize("form", NETWORKS)
def test_networks_come_back(dataset: Dataset, files: dict[str, bytes], form: str) -> None:
    wanted = to_networkx(dataset)
    found = read_network(form, files[form])
    assert isinstance(found, nx.MultiDiGraph)
    assert list(found) == list(wanted)
    legal = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
    for name, data in wanted.nodes(data=True):
        clean = {
            k: legal.sub("\ufffd", v) if isinstance(v, str) and form != "node-link" else v for k, v in data.items()
        }
        assert found.nodes[name] == clean
        assert {key: type(value) for key, value in found.nodes[name].items()} == {
            key: type(value) for key, value in data.items()
        }
    assert list(found.edges(keys=True, data=True)) == list(wanted.edges(keys=True, data=True))


@pytest.mark.parametrize("form", NETWORKS)
def test_mixed_values_under_one_name_come_back(toy: Dataset, form: str) -> None:
    graph = ox.NamedNode(f"{toy.base}source/a.yaml")
    integer = ox.NamedNode(f"{XSD}integer")
    values = [
        ox.Literal("5", datatype=integer),
        ox.Literal("five"),
        ox.Literal("true", datatype=ox.NamedNode(f"{XSD}boolean")),
    ]
    quads = [
        ox.Quad(ox.NamedNode(f"{toy.base}{index}"), ox.NamedNode(f"{EV}{name}"), value, graph)
        for index, value in enumerate(values)
        for name in ("n", "start", "viz", "key", "weight", "predicate")
    ]
    store = ox.Store()
    store.extend(quads)
    data = export(Dataset(store, toy.workspace, toy.base), form)
    found = read_network(form, data) if form != "graphml" else nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    for name in ("n", "ev:start", "ev:viz", "bibkey", "weight", "predicate"):
        assert [value for _, value in found.nodes(data=name)] == ["5", "five", "True"]


def test_graphml_keys_and_ids_are_unique(files: dict[str, bytes]) -> None:
    text = files["graphml"].decode()
    keys = re.findall(r'<key id="(\w+)" for="(\w+)" attr\.name="([^"]+)"', text)
    assert len(keys) == text.count("<key ") > 20
    assert len({(kind, name) for _, kind, name in keys}) == len(keys)
    assert re.search(r"<edge [^>]*id=", text) is None


def test_gexf_is_a_still_picture_without_a_date(dataset: Dataset, files: dict[str, bytes]) -> None:
    text = files["gexf"].decode()
    assert "<meta><creator>evigraph</creator></meta>" in text
    assert "lastmodifieddate" not in text
    assert 'mode="dynamic"' not in text
    assert "timeformat" not in text
    ids = re.findall(r'<edge [^>]*\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids)) == to_networkx(dataset).number_of_edges()


def test_csv_has_one_row_per_edge(dataset: Dataset, files: dict[str, bytes]) -> None:
    graph = to_networkx(dataset)
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode(), newline="")))
    assert len(rows) == graph.number_of_edges() > 500
    assert list(rows[0]) == [
        "source",
        "source_type",
        "source_label",
        "predicate",
        "target",
        "target_type",
        "target_label",
    ]
    for row, (source, target, predicate) in zip(rows, graph.edges(keys=True), strict=True):
        assert (row["source"], row["predicate"], row["target"]) == (source, predicate, target)
        for end, name in (("source", source), ("target", target)):
            assert row[f"{end}_type"] == graph.nodes[name]["type"]
            assert row[f"{end}_label"].removeprefix("'") == graph.nodes[name]["label"].removeprefix("'")
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row.values())


def test_csv_runs_no_formula(hostile: Dataset) -> None:
    rows = csv.DictReader(io.StringIO(export(hostile, "csv").decode(), newline=""))
    labels = {row["source_label"] for row in rows if row["source"].startswith("term/hostile-")}
    assert {
        "'=cmd()",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        "'\t=1+1",
        "emoji \U0001f9ec, \u00e9, \u202eright to left",
    } <= labels
    assert len(labels) == len(HOSTILE)
