"""The API and linked data: the same answers as the functions they stand for, and errors that can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest

from evigraph.audit import audit
from evigraph.bibliography import export_references
from evigraph.impact import impact
from evigraph.listing import KINDS, counts, listing
from evigraph.query import Dataset, Table, find_question, questions
from evigraph.serve.calls import CALLS
from evigraph.serve.interface import BIB_FORMS, OPERATIONS, document
from evigraph.serve.negotiate import GRAPH_TYPES
from evigraph.serve.results import RDF_FORMS
from evigraph.trace import find, find_claim, trace
from serving import Server, serving


@pytest.fixture(scope="module")
def server(toy: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("serve") / "log"
    with serving(toy.workspace.root, "--workers", "2", log=log) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture(scope="module")
def claim(toy: Dataset) -> str:
    """A claim of the toy workspace, without the base."""
    rows = listing(toy, "claims", {}).rows
    return str(rows[0]["claim"].value).removeprefix(toy.base)


def test_every_question_gives_the_rows_of_the_command_line(client: httpx.Client, toy: Dataset) -> None:
    names = sorted(questions(toy.workspace))
    assert [each["name"] for each in client.get("/api/questions").json()] == list(questions(toy.workspace))
    for name in names:
        expected = find_question(toy.workspace, name).ask(toy)
        assert isinstance(expected, Table)
        answer = client.get(f"/api/questions/{name}")
        assert answer.json() == json.loads(expected.to_json()), name
        assert client.get(f"/api/questions/{name}?format=csv").text == expected.to_csv(), name
    assert len(names) > 40


def test_a_question_takes_parameters(client: httpx.Client, toy: Dataset) -> None:
    name = "what-depends-on-a-reference"
    expected = find_question(toy.workspace, name).ask(toy, {"reference": ["1", "2"]})
    assert isinstance(expected, Table)
    fields = {"reference": ["1", "2"]}
    assert client.get(f"/api/questions/{name}", params=fields).json() == json.loads(expected.to_json())
    sparql = client.get(f"/api/questions/{name}/sparql", params=fields)
    assert sparql.headers["content-type"] == "application/sparql-query"
    rows = client.get("/sparql", params={"query": sparql.text}).json()
    assert rows["results"]["bindings"] == json.loads(expected.to_json())["results"]["bindings"]
    words = client.get(f"/api/questions/{name}?format=words").json()
    assert all(isinstance(each, str) for each in words)


def test_lists_ladders_audits_and_what_falls(client: httpx.Client, toy: Dataset, claim: str) -> None:
    memory = toy.in_memory()  # joined values come in another order from disk
    for kind in KINDS:
        assert client.get(f"/api/{kind}").json() == json.loads(listing(memory, kind, {}).to_json())
    narrowed = listing(memory, "claims", {"certainty": "asserted"})
    assert client.get("/api/claims?certainty=asserted").json() == json.loads(narrowed.to_json())
    ladder = trace(toy, find_claim(toy, claim)).to_dict()
    assert client.get(f"/api/trace/{claim}").json() == json.loads(json.dumps(ladder, default=str))
    found = client.get("/api/audit").json()
    assert [each["id"] for each in found["findings"]] == [each.id for each in audit(toy).findings]
    fallen = impact(toy, ["1"]).to_dict()
    assert client.get("/api/impact?without=1").json() == json.loads(json.dumps(fallen, default=str))
    assert client.get("/api/statistics").json() == dict(counts(toy))
    hits = client.get("/api/find", params={"text": "children"}).json()
    assert [hit["id"] for hit in hits] == [hit.id for hit in find(toy, "children")]
    assert hits
    assert client.get(f"/api/nodes/{claim}").json()[0]["direction"] == "says"
    assert client.get("/api/checks").json()[0]["looks_for"]
    assert client.get("/api/graph").json()["nodes"]


@pytest.mark.parametrize("form", BIB_FORMS)
def test_the_bibliography_comes_in_every_form(client: httpx.Client, toy: Dataset, form: str) -> None:
    answer = client.get("/api/bibliography", params={"format": form})
    assert answer.content == export_references(toy, form=form)


@pytest.mark.parametrize(
    ("target", "status", "word"),
    [
        ("/api/questions/nope", 404, "nope"),
        ("/api/questions/what-depends-on-a-reference?wrong=1", 400, "wrong"),
        ("/api/questions/what-depends-on-a-reference?reference=nothing", 400, "nothing"),
        ("/api/questions/..%2F..%2Fetc%2Fpasswd", 404, "nothing"),
        ("/api/claims?nope=1", 400, "nope"),
        ("/api/claims?format=xml", 400, "format"),
        ("/api/claims?format=json&format=csv", 400, "once"),
        ("/api/find", 400, "text"),
        ("/api/find?text=a&limit=0", 400, "limit"),
        ("/api/find?text=%00", 400, "NUL"),
        ("/api/find?text=%FF", 400, "UTF-8"),
        ("/api/impact", 400, "without"),
        ("/api/impact?without=nothing-here", 404, "nothing-here"),
        ("/api/trace/nothing%20of%20the%20kind", 404, ""),
        ("/api/nodes/nothing", 404, "nothing"),
        ("/api/audit?check=../../x", 404, "x"),
        ("/api/audit?severity=bad", 400, "severity"),
        ("/api/bibliography?style=/etc/passwd&format=text", 404, "passwd"),
        ("/api/bibliography?query=/etc/passwd.rq", 404, "passwd"),
        ("/api/statistics?a=b", 400, "a"),
        ("/id/nowhere", 404, "nowhere"),
        ("/data/nowhere.ttl", 404, "nowhere"),
        ("/data/%3Cscript%3E", 404, "script"),
        ("/data/%00", 400, "NUL"),
        ("/data/", 404, ""),
    ],
)
def test_what_is_not_there_is_said_as_problem_details(
    client: httpx.Client, target: str, status: int, word: str
) -> None:
    answer = client.get(target)
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert word in problem["detail"]


def test_a_name_that_means_several_things_lists_them(client: httpx.Client) -> None:
    problem = client.get("/api/trace/patients").json()
    assert problem["status"] == 404
    assert all(each["id"] and each["label"] for each in problem["candidates"])
    assert problem["candidates"]


def test_every_operation_is_described_and_every_description_answers(client: httpx.Client, claim: str) -> None:
    described = client.get("/openapi.json").json()
    assert described == document(str(client.base_url).rstrip("/"))
    assert len(described["paths"]) == len(OPERATIONS)
    needed = {"text": "children", "without": "1", "id": claim}
    for path, item in described["paths"].items():
        needed["name"] = "map" if "pictures" in path else "reference-list"
        fields = {f["name"]: needed[f["name"]] for f in item["get"]["parameters"] if f.get("required")}
        target = path.format(**{name: fields.pop(name, "") for name in ("name", "id")})
        assert client.get(target, params=fields).status_code == 200, path
    ours = {"about_node", "page", "page_of_node", "ask_page"}
    assert {operation.call for operation in OPERATIONS} | ours == set(CALLS)


def test_answers_have_tags(client: httpx.Client) -> None:
    first = client.get("/api/claims")
    again = client.get("/api/claims", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_node_leads_to_its_triples(client: httpx.Client, toy: Dataset, claim: str) -> None:
    answer = client.get(f"/id/{claim}", headers={"accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/data/{claim}")
    node = ox.NamedNode(toy.base + claim)
    expected = {quad.triple for quad in toy.store.quads_for_pattern(node, None, None)}
    expected |= {quad.triple for quad in toy.store.quads_for_pattern(None, None, node)}
    for form, kind in GRAPH_TYPES.items():
        for answer in (client.get(f"/data/{claim}", headers={"accept": kind}), client.get(f"/data/{claim}.{form}")):
            assert answer.headers["content-type"] == kind
            assert {quad.triple for quad in ox.parse(answer.content, format=RDF_FORMS[form])} == expected
    assert client.get(f"/id/{claim}", headers={"accept": "image/png"}).status_code == 406


def test_all_kinds_of_nodes_resolve(client: httpx.Client, toy: Dataset) -> None:
    """One node of each class, whatever stands in its identifier."""
    one: dict[str, str] = {}
    for row in toy.select("SELECT ?type ?node { ?node a ?type } ORDER BY ?node"):
        if row["node"].value.startswith(toy.base):
            one.setdefault(row["type"].value, row["node"].value.removeprefix(toy.base))
    for path in one.values():
        answer = client.get(f"/id/{path}", headers={"accept": "text/turtle"}, follow_redirects=True)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].startswith("text/turtle")
    assert len(one) > 20
