"""The W3C suite through HTTP: the protocol as a whole, and queries no worse than the bare engine.

Needs the suite: a folder with ``w3c-sparql11`` in ``EVIGRAPH_SUITES``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from conformance import (
    BASE,
    RESULT_FORMS,
    Case,
    Exchange,
    canonical,
    cases,
    cells,
    exchanges,
    expected,
    load,
    store_of,
    suite,
)
from evigraph.query.dataset import Dataset
from evigraph.query.guard import names_dataset
from evigraph.serve.graph import Settings
from evigraph.serve.negotiate import TABLE_TYPES
from serving import serving_here

FOLDER = suite()
pytestmark = pytest.mark.skipif(FOLDER is None, reason="needs the W3C suite: EVIGRAPH_SUITES")
EXPECTED = json.loads((Path(__file__).parent / "conformance.json").read_text("utf-8"))
"""Case -> why it fails, in the bare engine and through HTTP alike."""
FORMS = {"srx": "xml", "srj": "json", "tsv": "tsv", "csv": "csv"}


@pytest.fixture(scope="module")
def data(toy: Dataset) -> Dataset:
    """All the data of the suite, one graph for each file."""
    assert FOLDER is not None
    store = ox.Store()
    load(store, FOLDER)
    return Dataset(store, toy.workspace, BASE)


@pytest.fixture(scope="module")
def address(data: Dataset) -> Iterator[str]:
    with serving_here(data, Settings(plain=True)) as address:
        yield f"{address}/sparql"


def engine_passes(case: Case, folder: Path) -> bool:
    """Whether the bare engine answers a case as it should."""
    try:
        found = store_of(case, folder).query(case.query, base_iri=case.base)
        if case.kind.endswith("SyntaxTest11"):
            return case.kind.startswith("Positive")
        if case.kind.startswith("CSV"):
            assert isinstance(found, ox.QuerySolutions)
            return cells((found.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()) == expected(case)
        return canonical(found) == expected(case)
    except SyntaxError:
        return case.kind.startswith("Negative")
    except (RuntimeError, ValueError):
        return False


def server_passes(case: Case, client: httpx.Client, address: str) -> bool:
    """Whether the server answers a case as it should, in the form of the expected answer."""
    params = {"default-graph-uri": case.default, "named-graph-uri": case.named}
    if names_dataset(case.query):
        params = {}
    kind = case.result.suffix[1:] if case.result else "srj"
    accept = "text/turtle" if kind == "ttl" else TABLE_TYPES[FORMS[kind]]
    answer = client.post(
        address,
        params=params,
        content=f"BASE <{case.base}>\n{case.query}",
        headers={"content-type": "application/sparql-query", "accept": f"{accept}, */*;q=0.1"},
    )
    if case.kind.endswith("SyntaxTest11"):
        return answer.status_code == (200 if case.kind.startswith("Positive") else 400)
    if answer.status_code != 200:
        return False
    if answer.headers["content-type"].startswith("text/turtle"):
        found = ox.parse(answer.content, format=ox.RdfFormat.TURTLE)
        return canonical([quad.triple for quad in found]) == expected(case)
    if kind == "csv":
        return cells(answer.text) == expected(case)
    return canonical(
        ox.parse_query_results(answer.content, format=RESULT_FORMS.get(kind, RESULT_FORMS["srj"]))
    ) == expected(case)


def test_queries_are_answered_as_well_as_by_the_bare_engine(address: str) -> None:
    assert FOLDER is not None
    every = list(cases(FOLDER))
    assert Counter(case.kind for case in every) == {
        "QueryEvaluationTest": 232,
        "CSVResultFormatTest": 3,
        "PositiveSyntaxTest11": 63,
        "NegativeSyntaxTest11": 40,
    }
    with httpx.Client(timeout=60) as client:
        failed = {case.name for case in every if not server_passes(case, client, address)}
    engine = {case.name for case in every if not engine_passes(case, FOLDER)}
    assert failed <= engine, "the server fails where the engine does not"
    assert failed == set(EXPECTED)


PEOPLE = "http://kasei.us/2009/09/sparql/data/data"
BOOLEANS = {"application/sparql-results+json", "application/sparql-results+xml"}
TABLES = BOOLEANS | {"text/csv", "text/tab-separated-values"}
GRAPHS = {"text/turtle", "application/n-triples", "application/rdf+xml"}
FAMILIES = {"boolean": BOOLEANS, "tabular": TABLES, "RDF": GRAPHS}


@pytest.fixture(scope="module")
def protocol(toy: Dataset) -> Iterator[str]:
    """A server with the graphs of the protocol suite."""
    assert FOLDER is not None
    store = ox.Store()
    for number in (1, 2, 3):
        graph = ox.NamedNode(f"{PEOPLE}{number}.rdf")
        file = FOLDER / "protocol" / f"data{number}.nt"
        store.load(path=str(file), format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    with serving_here(Dataset(store, toy.workspace, BASE), Settings(plain=True)) as address:
        yield address


def wrong(exchange: Exchange, address: str) -> str:
    """What is wrong with the answer to a request; "" when nothing is."""
    answer = httpx.request(
        exchange.method,
        address + exchange.target,
        headers=dict(exchange.headers),
        content=exchange.body,
        timeout=60,
        follow_redirects=True,
    )
    if exchange.updates and answer.status_code == 403:
        return ""
    if str(answer.status_code)[0] not in exchange.statuses:
        return f"status {answer.status_code}"
    kind = answer.headers["content-type"].partition(";")[0]
    if exchange.form and kind not in FAMILIES[exchange.form]:
        return f"media type {kind}"
    return f"answer {answer.text}" if exchange.truth and exchange.truth != str(answer.json()["boolean"]).lower() else ""


def test_the_protocol_is_kept(protocol: str) -> None:
    assert FOLDER is not None
    every = dict(exchanges(FOLDER))
    queries = {name for name, requests in every.items() if not any(each.updates for each in requests)}
    failed = {name: reasons for name in queries if (reasons := [wrong(e, protocol) for e in every[name]]) != [""]}
    assert failed == {}
    assert (len(queries), len(every)) == (21, 34)


def test_every_update_of_the_protocol_suite_is_forbidden(protocol: str) -> None:
    assert FOLDER is not None
    updates = [each for _, requests in exchanges(FOLDER) for each in requests if each.updates]
    assert [wrong(each, protocol) for each in updates] == [""] * len(updates)
    assert len(updates) >= 10
