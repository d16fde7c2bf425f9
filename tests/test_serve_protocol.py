"""The endpoint as clients see it: three ways to ask, every form of answer, and what is said when there is none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from lxml import etree

from evigraph.query.dataset import Dataset
from evigraph.serve.negotiate import GRAPH_TYPES, MOST_RANGES, TABLE_TYPES, preferred, read_ranges
from evigraph.serve.results import RDF_FORMS
from evigraph.view.schema import license_of
from serving import RUNAWAY, Server, serving

ROWS = "SELECT ?s ?o { ?s a skos:Concept ; skos:prefLabel ?o } ORDER BY ?s LIMIT 3"
GRAPH = "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s a skos:Concept ; skos:prefLabel ?o }"


@pytest.fixture(scope="module")
def server(toy: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("serve") / "log"
    with serving(toy.workspace.root, "--timeout", "2", "--workers", "2", log=log) as running:
        yield running


def test_a_query_is_asked_in_three_ways(server: Server) -> None:
    form = "application/x-www-form-urlencoded"
    answers = [
        httpx.get(server.sparql, params={"query": ROWS}, timeout=60),
        httpx.post(server.sparql, data={"query": ROWS}, timeout=60),
        httpx.post(server.sparql, content=ROWS, headers={"content-type": "application/sparql-query"}, timeout=60),
        httpx.post(
            server.sparql, content=ROWS, headers={"content-type": "application/sparql-query; charset=utf-8"}, timeout=60
        ),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.text for answer in answers}) == 1
    assert len(answers[0].json()["results"]["bindings"]) == 3
    assert answers[1].request.headers["content-type"] == form


@pytest.mark.parametrize("form", TABLE_TYPES)
def test_rows_come_in_every_form(server: Server, toy: Dataset, form: str) -> None:
    kind = TABLE_TYPES[form]
    answer = server.ask(ROWS, accept=kind)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    expected = {(row["s"].value, row["o"].value) for row in toy.select(ROWS)}
    assert _rows(answer, form) == expected
    assert len(expected) == 3


def _rows(answer: httpx.Response, form: str) -> set[tuple[str, str]]:
    if form == "csv":
        return {(row["s"], row["o"]) for row in csv.DictReader(io.StringIO(answer.text))}
    kinds = {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "tsv": ox.QueryResultsFormat.TSV,
    }
    found = ox.parse_query_results(answer.content, format=kinds[form])
    assert isinstance(found, ox.QuerySolutions)
    return {(row["s"].value, row["o"].value) for row in found}


@pytest.mark.parametrize("form", GRAPH_TYPES)
def test_triples_come_in_every_form(server: Server, toy: Dataset, form: str) -> None:
    answer = server.ask(GRAPH, accept=GRAPH_TYPES[form])
    assert answer.headers["content-type"] == GRAPH_TYPES[form]
    parsed = {quad.triple for quad in ox.parse(answer.content, format=RDF_FORMS[form])}
    expected = toy.select("SELECT ?s ?o { ?s a skos:Concept ; skos:prefLabel ?o }")
    assert {(str(triple.subject), str(triple.object)) for triple in parsed} == {
        (str(row["s"]), str(row["o"])) for row in expected
    }


@pytest.mark.parametrize(
    ("form", "body"), [("json", '{"head":{},"boolean":true}'), ("csv", "true\n"), ("tsv", "true\n")]
)
def test_the_truth_comes_in_every_form(server: Server, form: str, body: str) -> None:
    assert server.ask("ASK {}", accept=TABLE_TYPES[form]).text == body


@pytest.mark.parametrize(
    ("accept", "offered", "form"),
    [
        ("", TABLE_TYPES, "json"),
        ("*/*", GRAPH_TYPES, "ttl"),
        ("text/html, */*;q=0.1", TABLE_TYPES, "json"),
        ("text/csv;q=0.5, application/sparql-results+xml", TABLE_TYPES, "xml"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.4", TABLE_TYPES, "csv"),
        ("text/*", TABLE_TYPES, "csv"),
        ("application/json", TABLE_TYPES, "json"),
        ("application/json", GRAPH_TYPES, "jsonld"),
        ("text/turtle;q=0, */*", GRAPH_TYPES, "nt"),
        ("image/png", TABLE_TYPES, ""),
        ("text/turtle;q=nan", GRAPH_TYPES, ""),
        ("application/rdf+xml;q=0.9;level=1, text/turtle;q=x", GRAPH_TYPES, "rdfxml"),
    ],
)
def test_the_form_the_client_likes_best(accept: str, offered: dict[str, str], form: str) -> None:
    assert preferred(read_ranges(accept), offered) == form


def test_no_more_is_read_of_what_a_client_takes_than_anybody_needs() -> None:
    many = [f"image/{number}" for number in range(15_000)]
    assert list(read_ranges(",".join(many))) == many[:MOST_RANGES]
    assert preferred(read_ranges(",".join([*many[: MOST_RANGES - 1], "text/csv"])), TABLE_TYPES) == "csv"
    assert preferred(read_ranges(",".join([*many[:MOST_RANGES], "text/csv"])), TABLE_TYPES) == ""
    assert read_ranges(f"text/csv;q=0.5{';q=0.1' * 15_000}") == {"text/csv": 0.1}
    assert read_ranges(f"text/csv{';level=1' * 15_000};q=0") == {"text/csv": 1.0}


def test_what_a_client_takes_may_stand_in_several_lines(server: Server) -> None:
    for target in (f"{server.sparql}?query={quote(GRAPH)}", server.sparql):
        lines = [("accept", "image/png"), ("accept", "text/turtle;q=0.5, application/n-triples")]
        answer = httpx.get(target, headers=lines, timeout=60)
        assert answer.headers["content-type"] == "application/n-triples"


def test_a_form_that_the_answer_does_not_have_is_406(server: Server) -> None:
    assert server.ask(ROWS, accept="image/png").status_code == 406
    assert server.ask(ROWS, accept="text/turtle").status_code == 406
    assert server.ask(GRAPH, accept="text/csv").status_code == 406


@pytest.mark.parametrize("accept", ["text/html", "application/problem+json"])
def test_caches_are_told_what_the_kind_of_a_refusal_depends_on(server: Server, accept: str) -> None:
    for method, target in (("GET", "/nowhere"), ("POST", "/claims")):
        answer = httpx.request(method, f"{server.address}{target}", headers={"accept": accept}, timeout=60)
        assert accept.partition("/")[2] in answer.headers["content-type"]
        assert "Accept" in answer.headers["vary"].split(", ")
        if method == "POST":
            assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("target", ["/sparql?query=ASK%20%7B%7D", "/sparql", "/data/{node}", "/id/{node}"])
def test_what_no_form_suits_depends_on_what_is_taken(server: Server, toy: Dataset, target: str) -> None:
    claim = toy.select("SELECT ?c { ?c a ev:Claim } ORDER BY ?c LIMIT 1").rows[0][0].value.removeprefix(toy.base)
    answer = httpx.get(f"{server.address}{target.format(node=claim)}", headers={"accept": "image/png"}, timeout=60)
    assert answer.status_code == 406
    assert "Accept" in answer.headers["vary"].split(", ")


def test_updates_are_forbidden_and_told_why(server: Server) -> None:
    update = "CLEAR ALL"
    for answer in (
        httpx.post(server.sparql, data={"update": update}, timeout=60),
        httpx.post(server.sparql, content=update, headers={"content-type": "application/sparql-update"}, timeout=60),
        httpx.get(server.sparql, params={"update": update}, timeout=60),
    ):
        assert answer.status_code == 403
        assert "files of its workspace" in answer.json()["detail"]
    assert server.ask(update).status_code == 400


def test_what_is_wrong_is_said_with_its_place(server: Server) -> None:
    answer = server.ask("SELECT *\n{ ?s ?p }")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "line 2, column" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "target", "headers", "body"),
    [
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", {}, b""),
        ("GET", "/sparql?query=%FF%FE", {}, b""),
        ("GET", "/sparql?query=ASK%20%7B%7D%00", {}, b""),
        ("GET", "/sparql?nothing=1", {}, b""),
        ("GET", "/sparql?query=", {}, b""),
        ("GET", "/sparql?query=%ED%A0%80", {}, b""),
        ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=not%20an%20iri", {}, b""),
        ("POST", "/sparql", {}, b"ASK {}"),
        ("POST", "/sparql", {"content-type": "text/plain"}, b"ASK {}"),
        ("POST", "/sparql", {"content-type": "application/sparql-query; charset=UTF-16"}, "ASK {}".encode("utf-16")),
        ("POST", "/sparql", {"content-type": "application/sparql-query"}, b"ASK { ?s ?p '\xff' }"),
        ("POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, b"query=\xff"),
        ("POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, b"&".join([b"a=b"] * 5000)),
        ("PUT", "/sparql?query=ASK%20%7B%7D", {}, b""),
        ("DELETE", "/sparql", {}, b""),
        ("GET", "/nowhere", {}, b""),
    ],
)
def test_nonsense_is_the_clients_fault(
    server: Server, method: str, target: str, headers: dict[str, str], body: bytes
) -> None:
    answer = httpx.request(method, f"{server.address}{target}", headers=headers, content=body, timeout=30)
    assert 400 <= answer.status_code < 500
    assert answer.json()["detail"]
    assert server.ask().json()["boolean"] is True


def test_graphs_of_the_protocol_are_stored_ones(server: Server, toy: Dataset) -> None:
    graph = f"{toy.base}source/graph/terms.yaml"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def counted(query: str, **fields: list[str]) -> int:
        params = {"query": query, **{name.replace("_", "-"): value for name, value in fields.items()}}
        found = httpx.get(server.sparql, params=params, timeout=60).json()
        return int(found["results"]["bindings"][0]["n"]["value"])

    one = len(list(toy.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))))
    assert 0 < one < len(toy.store)
    assert counted(count) == len(toy.store)
    assert counted(count, default_graph_uri=[graph]) == one
    assert counted(count, named_graph_uri=[graph]) == 0
    assert counted("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", named_graph_uri=[graph]) == one
    assert counted("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", default_graph_uri=[graph]) == 0
    assert counted(f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}") == one
    assert counted(count, default_graph_uri=["http://127.0.0.1:1/not-here"]) == 0


def test_an_answer_is_not_computed_twice(server: Server) -> None:
    first = server.ask(ROWS)
    tag = first.headers["etag"]
    again = server.ask(ROWS, **{"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert server.ask(ROWS, accept="text/csv").headers["etag"] != tag
    assert server.ask(f"{ROWS} OFFSET 1").headers["etag"] != tag
    assert "etag" not in server.ask("SELECT (NOW() AS ?t) {}").headers
    long = f"{ROWS} # {'x' * 30_000}"
    tag = server.ask(long).headers["etag"]
    assert server.ask(long, **{"if-none-match": tag}).status_code == 304
    assert server.ask(f"{long}x").headers["etag"] != tag
    assert "etag" not in server.ask(f"SELECT (NOW() AS ?t) {{}} # {'x' * 30_000}").headers


def test_the_endpoint_describes_itself(server: Server, toy: Dataset) -> None:
    answer = httpx.get(server.sparql, headers={"accept": "text/turtle"}, timeout=60)
    described = rdflib.Graph().parse(data=answer.content, format="turtle")
    service, void = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"
    assert list(described.objects(None, rdflib.URIRef(f"{service}endpoint"))) == [rdflib.URIRef(server.sparql)]
    named = set(map(str, described.objects(None, rdflib.URIRef(f"{service}name"))))
    assert named == {graph.value for graph in toy.store.named_graphs()}
    assert rdflib.Literal(len(toy.store)) in set(described.objects(None, rdflib.URIRef(f"{void}triples")))
    assert httpx.get(server.sparql, headers={"accept": "application/ld+json"}, timeout=60).json()


def test_head_and_options(server: Server) -> None:
    head = httpx.head(server.sparql, params={"query": ROWS}, timeout=60)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(server.ask(ROWS).content)
    options = httpx.options(server.sparql, timeout=60)
    assert options.status_code == 204
    assert {"GET", "POST", "HEAD", "OPTIONS"} <= set(options.headers["allow"].split(", "))


def test_answers_are_compressed_on_demand(server: Server) -> None:
    plain = server.ask("SELECT * { ?s ?p ?o }", **{"accept-encoding": "identity"})
    packed = server.ask("SELECT * { ?s ?p ?o }", **{"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert "Accept-Encoding" in packed.headers["vary"]


def test_the_deadline_is_told(server: Server) -> None:
    answer = server.ask(RUNAWAY)
    assert answer.status_code == 504
    assert "2 seconds" in answer.json()["detail"]


def test_service_is_refused_with_its_line(server: Server) -> None:
    answer = server.ask("SELECT * {\n SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    assert answer.status_code == 400
    assert "Line 2: SERVICE" in answer.json()["detail"]


@pytest.mark.parametrize("accept", ["gzip;q=0", "gzip;q=0, *;q=0.5", "gzip;q=nonsense"])
def test_a_client_that_does_not_take_gzip_gets_none(server: Server, accept: str) -> None:
    assert "content-encoding" not in server.ask("SELECT * { ?s ?p ?o }", **{"accept-encoding": accept}).headers
    page = httpx.get(f"{server.address}/claims", headers={"accept-encoding": accept}, timeout=60)
    assert len(page.content) > 1000
    assert "content-encoding" not in page.headers


def test_what_xml_cannot_hold_is_replaced(server: Server) -> None:
    answer = server.ask(r'SELECT ("a\u0001b\uFFFEc\uFFFFd" AS ?x) {}', accept="application/sparql-results+xml")
    assert etree.fromstring(answer.content).findtext(".//{*}literal") == "a\ufffdb\ufffdc\ufffdd"


def test_the_endpoint_claims_no_license_that_nobody_gave(server: Server, toy: Dataset) -> None:
    assert license_of(toy) is None
    assert "license" not in httpx.get(server.sparql, headers={"accept": "application/n-triples"}, timeout=60).text
