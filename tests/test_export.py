"""The graph as files: the same bytes every time, and nothing lost on the way back."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from evigraph.build import open_dataset
from evigraph.errors import UsageError
from evigraph.export import FORMATS, export
from evigraph.load.workspace import find_workspace
from evigraph.ns import EV, RDF, XSD
from evigraph.query.dataset import Dataset
from hostile import hostile_workspace

# rdflib warns about its own use of what it deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning:rdflib")

QUADS = {
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "nq": (ox.RdfFormat.N_QUADS, "nquads"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}
TRIPLES = {"ttl": (ox.RdfFormat.TURTLE, "turtle"), "nt": (ox.RdfFormat.N_TRIPLES, "nt")}
DIGESTS = """
import hashlib, json, sys
from evigraph.build import open_dataset
from evigraph.export import FORMATS, export
from evigraph.load.workspace import find_workspace
dataset = open_dataset(find_workspace(sys.argv[1]))
print(json.dumps({form: hashlib.sha256(export(dataset, form)).hexdigest() for form in FORMATS}))
"""


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
    return {form: export(dataset, form) for form in FORMATS}


@pytest.fixture
def literals_as_written() -> Iterator[None]:
    """rdflib without its rewriting of literals."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


def authored(dataset: Dataset) -> set[ox.Quad]:
    """Everything but the places."""
    places = ox.NamedNode(f"{dataset.base}source/places")
    return {quad for quad in dataset.store if quad.graph_name != places}


def in_memory(quads: list[ox.Quad], like: Dataset) -> Dataset:
    store = ox.Store()
    store.extend(quads)
    return Dataset(store, like.workspace, like.base)


def plain(term: Any) -> tuple[str, ...]:
    """A term of either library as strings."""
    if isinstance(term, ox.Literal):
        return ("literal", term.value, term.language or term.datatype.value)
    if isinstance(term, rdflib.Literal):
        return ("literal", str(term), term.language or str(term.datatype or f"{XSD}string"))
    return ("node", str(term.value) if isinstance(term, ox.NamedNode) else str(term))


def test_the_list_of_formats() -> None:
    assert list(FORMATS) == ["trig", "ttl", "nq", "nt", "jsonld", "graphml", "gexf", "node-link", "csv"]
    assert {*QUADS, *TRIPLES} < set(FORMATS)
    assert all(line and "\n" not in line for line in FORMATS.values())


def test_an_unknown_format(toy: Dataset) -> None:
    with pytest.raises(UsageError, match=r"'graphlm' is not a format; .* Did you mean 'graphml'\?"):
        export(toy, "graphlm")


@pytest.mark.parametrize("workspace", ["article", "toy"])
def test_the_same_bytes_in_every_process(request: pytest.FixtureRequest, workspace: str) -> None:
    folder = request.getfixturevalue(workspace).workspace.root
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", DIGESTS, str(folder)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found.append(json.loads(done.stdout))
    assert found[0] == found[1]
    assert found[0].keys() == FORMATS.keys()


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_in_every_order(dataset: Dataset, files: dict[str, bytes], form: str) -> None:
    quads = list(dataset.store)
    random.Random(5).shuffle(quads)
    again = export(in_memory(quads, dataset), form)
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(files[form]).hexdigest()
    assert again.endswith(b"\n")
    assert b"\r\n" not in again or form == "csv"


@pytest.mark.parametrize("form", QUADS)
def test_quads_come_back(dataset: Dataset, files: dict[str, bytes], form: str) -> None:
    wanted = authored(dataset)
    assert len(wanted) > 1000
    found = list(ox.parse(files[form], format=QUADS[form][0]))
    assert set(found) == wanted
    assert len(found) == len(wanted)


@pytest.mark.parametrize("form", TRIPLES)
def test_triples_come_back(dataset: Dataset, files: dict[str, bytes], form: str) -> None:
    wanted = {quad.triple for quad in authored(dataset)}
    found = [quad.triple for quad in ox.parse(files[form], format=TRIPLES[form][0])]
    assert set(found) == wanted
    assert len(found) == len(wanted)


@pytest.mark.usefixtures("literals_as_written")
@pytest.mark.parametrize("form", QUADS)
def test_quads_come_back_in_rdflib(dataset: Dataset, files: dict[str, bytes], form: str) -> None:
    found = rdflib.Dataset().parse(data=files[form], format=QUADS[form][1])
    wanted = {tuple(map(plain, (*quad.triple, quad.graph_name))) for quad in authored(dataset)}
    assert {tuple(map(plain, quad)) for quad in found.quads()} == wanted


@pytest.mark.usefixtures("literals_as_written")
@pytest.mark.parametrize("form", TRIPLES)
def test_triples_come_back_in_rdflib(dataset: Dataset, files: dict[str, bytes], form: str) -> None:
    found = rdflib.Graph().parse(data=files[form], format=TRIPLES[form][1])
    assert {tuple(map(plain, triple)) for triple in found} == {
        tuple(map(plain, quad.triple)) for quad in authored(dataset)
    }


@pytest.mark.parametrize("form", [*QUADS, *TRIPLES])
def test_places_only_when_asked(toy: Dataset, form: str) -> None:
    assert b"definedAt" not in export(toy, form).partition(b'"@graph"')[2 if form == "jsonld" else 0]
    kind = {**QUADS, **TRIPLES}[form][0]
    found = set(ox.parse(export(toy, form, places=True), format=kind))
    assert {quad.triple for quad in found} == {quad.triple for quad in toy.store}
    if form in QUADS:
        assert found == set(toy.store)
        assert ox.NamedNode(f"{toy.base}source/places") in {quad.graph_name for quad in found}


def test_turtle_is_grouped_and_readable(dataset: Dataset, files: dict[str, bytes]) -> None:
    text = files["ttl"].decode()
    header, _, body = text.partition("\n\n")
    assert header.startswith(f"@base <{dataset.base}> .\n@prefix ev: <{EV}> .\n")
    blocks = body.rstrip("\n").split("\n\n")
    subjects = [re.match(r"<([^>]*)> a \S+", block) for block in blocks]
    assert all(subjects), "each block is one subject and begins with its class"
    names = [match[1] for match in subjects if match]
    assert names == sorted({plain(quad.subject)[1].removeprefix(dataset.base) for quad in authored(dataset)})
    assert dataset.base not in body
    for block in blocks:
        predicates = re.findall(r"^\t(\w+:\w+) ", block, re.MULTILINE)
        assert len(set(predicates)) == len(predicates), block


def test_trig_has_one_graph_per_file(dataset: Dataset, files: dict[str, bytes]) -> None:
    text = files["trig"].decode()
    graphs = re.findall(r"^<source/(\S+)> \{$", text, re.MULTILINE)
    assert graphs == sorted(set(graphs))
    assert set(graphs) <= {source.name for source in dataset.workspace.sources()}
    assert {"references.bib", "graph/terms.yaml"} <= set(graphs)


def test_jsonld_speaks_the_keys_of_the_authors(toy: Dataset) -> None:
    document = json.loads(export(toy, "jsonld"))
    nodes = {node["id"]: node for graph in document["@graph"] for node in graph["@graph"]}
    claim = nodes["toy-2024/claim/tarpelimab-remission-rate-in-adults"]
    assert claim["type"] == "Claim"
    assert claim["statedIn"] == "toy-2024/passage/control.1.2"
    assert claim["certainty"] == "asserted"
    assert claim["restsOn"] == "work/brandt-2018"
    quantity = nodes["toy-2024/claim/tarpelimab-remission-rate-in-adults/adult-rate"]
    assert (quantity["value"], quantity["unit"]) == ("72", "%")
    keys = {key for node in nodes.values() for key in node}
    assert [key for key in keys if ":" in key] == []
    assert keys - {"id", "type"} <= document["@context"].keys() | {"inRow"}


def test_terms_that_have_no_short_form_come_back(toy: Dataset) -> None:
    node, other = f"{toy.base}a/b", "https://example.org/ns#"
    graph = ox.NamedNode(f"{toy.base}source/a.yaml")
    integer, decimal = (ox.NamedNode(f"{XSD}{name}") for name in ("integer", "decimal"))
    facts: list[tuple[str, Any]] = [
        (f"{RDF}type", ox.NamedNode(f"{EV}Claim")),
        (f"{RDF}type", ox.NamedNode(f"{other}Claim")),
        (f"{EV}certainty", ox.NamedNode(f"{EV}title")),
        (f"{EV}certainty", ox.NamedNode(f"{EV}asserted")),
        (f"{EV}certainty", ox.NamedNode(f"{EV}a/b")),
        (f"{EV}certainty", ox.Literal("asserted")),
        (f"{EV}supports", ox.Literal("a/b")),
        (f"{EV}supports", ox.NamedNode(toy.base)),
        (f"{EV}supports", ox.NamedNode(f"{toy.base}mesh:x")),
        (f"{EV}supports", ox.NamedNode(f"{toy.base}/x")),
        (f"{EV}supports", ox.NamedNode(f"{toy.base}?x")),
        (f"{EV}supports", ox.NamedNode(f"{toy.base}#x")),
        (f"{EV}supports", ox.NamedNode(f"{toy.base}é/ü")),
        (f"{EV}supports", ox.NamedNode("urn:x")),
        (f"{EV}n", ox.Literal("5", datatype=integer)),
        (f"{EV}n", ox.Literal("5", datatype=decimal)),
        (f"{EV}n", ox.Literal("five", datatype=integer)),
        (f"{EV}n", ox.Literal("5")),
        (f"{EV}inRow", ox.NamedNode(node)),
        (f"{EV}neverHeardOf", ox.Literal("x")),
        (f"{EV}title", ox.Literal("ours")),
        (f"{other}p", ox.NamedNode(f"{EV}asserted")),
        (f"{other}p", ox.Literal("x", language="de")),
        (f"{other}p", ox.Literal("5", datatype=integer)),
    ]
    quads = [ox.Quad(ox.NamedNode(node), ox.NamedNode(name), value, graph) for name, value in facts]
    dataset = in_memory(quads, toy)
    assert len(dataset.store) == len(facts)
    for form, (kind, name) in QUADS.items():
        data = export(dataset, form)
        assert set(ox.parse(data, format=kind)) == set(quads), form
        found = rdflib.Dataset().parse(data=data, format=name)
        assert {tuple(map(plain, quad)) for quad in found.quads()} == {
            tuple(map(plain, (*quad.triple, quad.graph_name))) for quad in quads
        }, form
    for form, (kind, _) in TRIPLES.items():
        assert {quad.triple for quad in ox.parse(export(dataset, form), format=kind)} == {q.triple for q in quads}
