"""A remote store: what is sent, what is read, and one clear line for everything that goes wrong."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import pytest

import evigraph
from conftest import CHECKOUT
from evigraph.cli import main
from evigraph.cli.where import FROM_A_STORE
from evigraph.errors import StoreError, UsageError
from evigraph.load.workspace import find_workspace
from evigraph.query import Table, Triples
from evigraph.query.guard import form_of, undeclared
from evigraph.remote import RemoteDataset, exchange, open_store
from evigraph.remote.address import read_address
from evigraph.remote.answer import solutions, triples
from evigraph.remote.exchange import Reply
from faultystore import RESULTS, Behavior, answer, endless, faulty, received, says

QUERY = "SELECT ?a { ?a ?b ?c }"
NONE = '{"head": {"vars": ["article", "graph"]}, "results": {"bindings": []}}'
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\n"
DEEP = '{"head":{"vars":["a"]},"results":{"bindings":' + "[" * 200_000
OVER = threading.Event()
LATE = "did not answer within"
MALFORMED = "cut off or malformed"


def cell(value: str, datatype: str = "", kind: str = "literal") -> dict[str, str]:
    return {"type": kind, "value": value, **({"datatype": datatype} if datatype else {})}


def rows(*bindings: dict[str, Any], columns: tuple[str, ...] = ("a",)) -> str:
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": bindings}})


def refuses(status: str, text: str = "", **headers: str) -> Behavior:
    return says(answer(text, status, "text/plain", **headers))


def sends(data: bytes | str) -> Behavior:
    return says(data.encode() if isinstance(data, str) else data)


FAULTS: dict[str, tuple[Behavior, int, str]] = {
    "is slow": (endless(b"", b"", OVER, 0.1), 5, LATE),
    "dribbles its status": (endless(b"HTTP/1.1 200", b"K", OVER, 0.1), 5, LATE),
    "dribbles its headers": (endless(HEAD.encode(), b"X-A: b\r\n", OVER, 0.1), 5, LATE),
    "dribbles its body": (endless(f"{HEAD}\r\n".encode(), b" ", OVER, 0.1), 5, LATE),
    "says Continue for ever": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", OVER, 0.01), 5, LATE),
    "sends too much": (endless(f"{HEAD}\r\n".encode(), b" " * 65536, OVER), 5, "longer than"),
    "sends too many headers": (endless(HEAD.encode(), b"X-A: b\r\n" * 500, OVER), 5, "does not answer in HTTP"),
    "sends an endless header": (endless(HEAD.encode(), b"X" * 65536, OVER), 5, "does not answer in HTTP"),
    "is no web server": (sends("SSH-2.0-OpenSSH_9.2\r\n"), 5, "does not answer in HTTP"),
    "closes at once": (lambda connection: connection.close(), 5, "closed the connection"),
    "closes after the request": (sends(""), 5, "closed the connection"),
    "cuts the body": (says(answer(rows()[:-9], Content__Length=str(len(rows())))), 5, "closed the connection"),
    "cuts a chunk": (sends(f"{HEAD}Transfer-Encoding: chunked\r\n\r\nff\r\n{{"), 5, "closed the connection"),
    "cuts the JSON": (sends(f"{HEAD}\r\n{rows()[:-9]}"), 5, MALFORMED),
    "sends nothing": (says(answer("")), 5, MALFORMED),
    "sends a page as a page": (says(answer("<html>", kind="text/html; charset=utf-8")), 5, "answered with text/html"),
    "sends a page as results": (says(answer("<html>")), 5, MALFORMED),
    "names no type": (says(answer(rows(), kind="\x1b[31m")), 5, "gives no type"),
    "sends other JSON": (says(answer('{"vars": ["http://www.w3.org/2001/XMLSchema#boolean"]}')), 5, MALFORMED),
    "sends a list": (says(answer('["XMLSchema#boolean"]')), 5, MALFORMED),
    "sends no bindings": (says(answer('{"head": {"vars": ["a"]}, "results": 1}')), 5, MALFORMED),
    "sends odd bindings": (says(answer(rows({"a": "b"}, {"a": cell("1", "u:XMLSchema#boolean")}))), 5, MALFORMED),
    "binds what it does not declare": (says(answer(rows({"z": cell("1")}))), 5, MALFORMED),
    "nests deeply": (says(answer(DEEP)), 5, MALFORMED),
    "nests deeply with a boolean": (says(answer(DEEP.replace('"a"', '"XMLSchema#boolean"'))), 5, MALFORMED),
    "answers true": (says(answer('{"head": {}, "boolean": true}')), 5, "a SELECT with true or false"),
    "sends Latin-1": (says(answer(rows({"a": cell("café")}).replace("\\u00e9", "é").encode("latin-1"))), 5, "UTF-8"),
    "packs": (says(answer(gzip.compress(rows().encode()), Content__Encoding="gzip")), 5, "packed its answer"),
    "redirects to itself": (says(*[answer("", "302 Found", Location="/sparql")] * 9), 5, "redirects without end"),
    "redirects nowhere": (says(*[answer("", "301 Moved")] * 9), 5, "redirects without end"),
    "redirects to a file": (says(answer("", "302 Found", Location="file:///etc/hosts")), 5, "no http or https"),
    "redirects to a script": (says(answer("", "307 X", Location="javascript:alert(1)")), 5, "no http or https"),
    "redirects elsewhere": (says(answer("", "308 X", Location="http://192.0.2.1/")), 5, "server, http://192.0.2.1/"),
    "redirects to https": (says(answer("", "301 X", Location="https://127.0.0.1/")), 5, "another server"),
    "does not see other": (says(answer("", "303 See Other", Location="/there")), 5, "answered 303 See Other"),
    "finds the query wrong": (refuses("400 Bad Request", "syntax error\n\nat 1"), 3, "(400 Bad Request): syntax error"),
    "wants a password": (refuses("401 Unauthorized"), 5, "does not let us ask (401 Unauthorized)"),
    "forbids": (refuses("403 Forbidden"), 5, "does not let us ask"),
    "is not there": (refuses("404 Not Found"), 5, "not where a store takes queries"),
    "is asked too often": (refuses("429 Too Many Requests", Retry__After="120"), 5, "asks to wait 120 s"),
    "is away": (refuses("503 Service Unavailable"), 5, "takes no more questions now (503 Service Unavailable)."),
    "is away until": (refuses("503 X", Retry__After="Fri, 31 Dec 1999 23:59:59 GMT"), 5, "until Fri, 31 Dec 1999"),
    "fails": (refuses("500 Internal Server Error", "out of \x1b[2Jmemory"), 5, "out of \ufffd[2Jmemory"),
    "fails with a page": (says(answer("<html>", "500 X", "text/html")), 5, "answered 500 Internal Server Error."),
    "sends a part": (says(answer(rows(), "206 Partial Content")), 5, "answered 206 Partial Content"),
    "stops half way": (says(answer(rows(), X__SQL__State="S1TAT")), 5, "only a part of the answer: S1TAT"),
    "stops at a number of rows": (says(answer(rows({}, {}), X__SPARQL__MaxRows="2")), 5, "no more than 2 rows"),
}


OTHER_FAULTS = (
    "cannot be reached",
    "there is no such host",
    "keeps its named graphs apart",
    "in several graphs",
    "The store refuses the query (400 Bad Request): syntax error",
)
"""What other tests here see."""


@dataclass
class Ended:
    """How a command ended."""

    status: int
    out: str
    error: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The command line in this process, with a limit that is soon reached."""
    monkeypatch.setattr(exchange, "MAX_BYTES", 2 * 1024 * 1024)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    interrupt = signal.getsignal(signal.SIGINT)

    def run(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main(["-C", str(CHECKOUT), *arguments])
        told = capsys.readouterr()
        return Ended(int(ended.value.code or 0), told.out, told.err)

    yield run
    signal.signal(signal.SIGINT, interrupt)


@pytest.mark.parametrize("name", FAULTS)
def test_a_store_that(name: str, run: Any) -> None:
    behavior, status, words = FAULTS[name]
    OVER.clear()
    over = threading.Timer(15, OVER.set)  # ends what does not keep its deadline of a second, with other words
    over.start()
    try:
        with faulty(behavior) as url:
            ended = run("--store", url.replace("//", "//reader:s3cret@"), "--timeout", "1", "query", "-e", QUERY)
    finally:
        over.cancel()
        OVER.set()
    assert (ended.status, ended.out) == (status, ""), ended.error
    assert ended.error.startswith("Error: ") and ended.error.count("\n") == 1
    assert words in ended.error
    assert "Traceback" not in ended.error and "\x1b" not in ended.error and "s3cret" not in ended.error


def test_number_of_faults() -> None:
    assert len(FAULTS) == 47


def test_a_store_that_is_not_there(run: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    ended = run("--store", f"http://127.0.0.1:{port}/", "stats")
    assert (ended.status, ended.error) == (
        5,
        f"Error: http://127.0.0.1:{port}/ cannot be reached: Connection refused.\n",
    )
    ended = run("--store", "http://no-such-host.invalid/sparql", "stats")
    assert (ended.status, ended.out) == (5, "")
    assert "there is no such host" in ended.error


def test_a_process_ends_when_its_time_is_over() -> None:
    OVER.clear()
    with faulty(endless(b"", b"", OVER, 0.1)) as url:
        result = subprocess.run(
            [sys.executable, "-c", "from evigraph.cli import main; main()", "--timeout", "0.5", "stats"],
            capture_output=True,
            text=True,
            cwd=CHECKOUT,
            env={**os.environ, "EVIGRAPH_STORE": url},
            timeout=30,
            check=False,
        )
    OVER.set()
    assert (result.returncode, result.stdout) == (5, "")
    assert result.stderr == (
        f"Error: {url} did not answer within 0.5 s. --timeout gives it longer, LIMIT asks for less.\n"
    )


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/hosts", "not by 'file'"),
        ("ftp://host/", "not by 'ftp'"),
        ("localhost:8890/sparql", "not by 'localhost'"),
        ("/sparql", "not by ''"),
        ("http:///sparql", "names no host"),
        ("http://a b/", "has a space"),
        ("http://h/\r\nX: y", "has a space"),
        ("http://me:s3cret@h:99999/", "malformed"),
        ("http://me:s3cret@[::1/", "malformed"),
    ],
)
def test_what_is_no_address(url: str, words: str, run: Any) -> None:
    ended = run("--store", url, "stats")
    assert (ended.status, ended.out, ended.error.count("\n")) == (2, "", 1)
    assert words in ended.error
    assert "s3cret" not in ended.error
    with pytest.raises(UsageError, match="store"):
        evigraph.open(CHECKOUT, store=url)


def test_an_address_shows_no_secret() -> None:
    address = read_address("https://me:s3cret@[::1]/sparql?key=s3cret#x")
    assert str(address) == "https://[::1]/sparql"
    assert address.target == "/sparql?key=s3cret"
    assert "s3cret" not in repr(address)
    assert str(read_address("http://h:8890")) == "http://h:8890/"


@pytest.mark.parametrize("command", ["audit", "build", "check", "coverage", "diff", "export", "impact", "serve"])
def test_what_needs_a_workspace_says_so(command: str, run: Any) -> None:
    ended = run("--store", "http://127.0.0.1:9/", command)
    assert (ended.status, ended.out) == (2, "")
    assert f"'{command}' cannot ask a store" in ended.error
    assert all(name in ended.error for name in FROM_A_STORE)


def test_a_claim_cannot_be_audited_in_a_store(run: Any) -> None:
    ended = run("--store", "http://127.0.0.1:9/", "trace", "x", "--findings")
    assert (ended.status, ended.out) == (2, "")
    assert "a store cannot be audited" in ended.error


def asked(*bodies: str, query: str, kind: str = RESULTS) -> tuple[list[bytes], Any]:
    """What a store is sent for a query that it answers, and the answer."""
    requests = []

    def behave(connection: socket.socket) -> None:
        for body in bodies:
            requests.append(received(connection))
            connection.sendall(answer(body, kind=kind if body == bodies[-1] else RESULTS))

    with faulty(behave) as url:
        dataset = open_store(url.replace("//", "//me:p%40ss@") + "?key=1", find_workspace(CHECKOUT))
        return requests, dataset.query(query)


def test_what_is_sent() -> None:
    requests, table = asked(NONE, rows({"a": cell("x")}), query="#+ title: t\nSELECT ?a { ?a ev:n 'é & +' }")
    head, _, body = requests[1].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /sparql?key=1 HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Basic bWU6cEBzcw==" in head
    assert f"\r\nAccept: {RESULTS}\r\n".encode() in head
    sent = parse_qs(body.decode())["query"][0]
    assert sent == "PREFIX ev: <https://w3id.org/evigraph/ns#> #+ title: t\nSELECT ?a { ?a ev:n 'é & +' }"
    assert isinstance(table, Table)
    assert table.records() == [{"a": "x"}]


def test_the_other_forms_of_query() -> None:
    _, truth = asked(NONE, '{"head": {}, "boolean": false}', query="ASK {}")
    assert truth is False
    found = []
    for kind in ("application/n-triples", "text/turtle; charset=UTF-8"):
        requests, graph = asked(NONE, "<u:a> <u:b> <u:c> .", query="CONSTRUCT WHERE { ?a ?b ?c }", kind=kind)
        assert b"\r\nAccept: application/n-triples, text/turtle;q=0.9\r\n" in requests[1]
        assert isinstance(graph, Triples)
        found.append(graph.serialize("nt"))
    assert found == ["<u:a> <u:b> <u:c> .\n"] * 2


def test_triples_that_cannot_be_read() -> None:
    for kind, body, words in (("text/turtle", b"<a> <b", MALFORMED), ("application/rdf+xml", b"<rdf/>", "rdf[+]xml")):
        with pytest.raises(StoreError, match=words):
            triples(Reply(kind, body))


def test_what_is_no_query_is_not_sent(run: Any) -> None:
    for text, words in (("INSERT DATA {}", "Not a SPARQL query"), ("SELECT * { SERVICE <u:a> {} }", "not allowed")):
        ended = run("--store", "http://127.0.0.1:9/", "query", "-e", text)
        assert (ended.status, ended.out) == (3, "")
        assert words in ended.error


def test_the_form_and_the_prefixes_of_a_query() -> None:
    text = "# SELECT\nPREFIX ask: <u:construct#>\nPREFIX ev: <u:x>\nconstruct { ?a ask:b ev:c } { ?a skos:d 'rdfs:e' }"
    assert form_of(text) == "CONSTRUCT"
    assert undeclared(text) == ["skos"]
    assert form_of("DELETE WHERE { ?a ?b ?c }") == ""


def test_a_connection_that_was_closed_meanwhile_is_opened_again() -> None:
    body = answer(rows({"a": cell("x")}))
    with faulty(says(answer(NONE), body), says(body)) as url:
        dataset = open_store(url, find_workspace(CHECKOUT))
        for _ in range(2):
            assert dataset.select(QUERY).records() == [{"a": "x"}]


def test_redirects_within_the_server_are_followed() -> None:
    targets = []

    def behave(connection: socket.socket) -> None:
        for response in (answer("", "307 X", Location="/query?a=1"), answer(NONE), answer(rows({"a": cell("x")}))):
            targets.append(received(connection).split()[1])
            connection.sendall(response)

    with faulty(behave) as url:
        assert len(open_store(url, find_workspace(CHECKOUT)).select(QUERY)) == 1
    assert targets == [b"/sparql", b"/query?a=1", b"/sparql"]


@pytest.mark.parametrize(
    ("bindings", "words"),
    [
        ([("u:x/a", "u:g")], "keeps its named graphs apart"),
        ([("u:x/a", None), ("u:x/a", None), ("u:x/a", "u:g"), ("u:x/a", "u:h")], "in several graphs"),
    ],
)
def test_a_store_whose_answers_would_be_wrong_is_refused(bindings: list[tuple[str, str | None]], words: str) -> None:
    named = [
        {"article": cell(article, kind="uri"), **({"graph": cell(graph, kind="uri")} if graph else {})}
        for article, graph in bindings
    ]
    listed = says(answer(rows(*named, columns=("article", "graph"))))
    with faulty(listed) as url, pytest.raises(StoreError, match=words):
        open_store(url, find_workspace(CHECKOUT)).query("ASK {}")


def test_the_base_is_read_off_the_articles() -> None:
    article = {"article": cell("https://example.org/review/x-2024", kind="uri")}
    with faulty(says(answer(rows(article, columns=("article", "graph"))))) as url:
        assert open_store(url, find_workspace(CHECKOUT)).base == "https://example.org/review/"


XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("duration", "18", "P1Y6M"),
        ("duration", "12", "P1Y"),
        ("duration", "3", "P3M"),
        ("duration", "-1", "-P1M"),
        ("duration", "0", "P0M"),
        ("duration", "0.0", "PT0S"),
        ("duration", "2.4192e+06", "P28D"),
        ("duration", "7200.0", "PT2H"),
        ("duration", "95400.0", "P1DT2H30M"),
        ("duration", "P6M", "P6M"),
        ("duration", "soon", "soon"),
        ("boolean", "1", "true"),
        ("boolean", "0", "false"),
        ("boolean", "true", "true"),
        ("integer", "1", "1"),
        ("decimal", "81.3", "81.3"),
        ("gYear", "2011", "2011"),
    ],
)
def test_terms_in_the_form_of_their_datatype(kind: str, text: str, expected: str) -> None:
    for name in ("literal", "typed-literal"):
        _, (row,) = solutions(Reply(RESULTS, rows({"a": cell(text, XSD + kind, name)}).encode()))
        assert (row["a"].value, row["a"].datatype.value) == (expected, XSD + kind)


def test_other_terms() -> None:
    bindings = {"a": {"type": "literal", "value": "chat", "xml:lang": "fr"}, "b": cell("u:x", kind="uri")}
    columns, (row,) = solutions(Reply(RESULTS, rows(bindings, columns=("b", "a", "c")).encode()))
    assert columns == ["b", "a", "c"]
    assert (row["a"].language, row["b"].value, row["c"]) == ("fr", "u:x", None)


def test_a_graph_in_a_store_from_python() -> None:
    graph = evigraph.open(CHECKOUT, store="http://me:s3cret@127.0.0.1:9/sparql")
    assert isinstance(graph.dataset, RemoteDataset)
    assert repr(graph) == "<evigraph.Graph of http://127.0.0.1:9/sparql>"
    assert "s3cret" not in repr(graph.dataset)
    assert "said-about" in graph.questions()
    refused = 0
    with faulty(says(answer(NONE))) as url:
        graph = evigraph.open(CHECKOUT, store=url)
        for whole in (graph.to_networkx, lambda: graph.export("nq"), graph.dataset.in_memory, lambda: graph.rdf):
            with pytest.raises(UsageError, match="needs the whole graph"):
                whole()
            refused += 1
    assert refused == 4
    with pytest.raises(StoreError, match="cannot be reached"):
        graph.query("said-about")


def test_a_graph_in_a_store_is_not_copied_to_be_asked_much() -> None:
    dataset = open_store("http://127.0.0.1:9/", find_workspace(CHECKOUT))  # where nobody answers
    assert dataset.at_hand() is dataset


def test_the_documented_failures_are_those() -> None:
    page = (CHECKOUT / "docs/store.md").read_text("utf-8")
    phrases = re.findall(r"`([^`]+)`", "\n".join(re.findall(r"^\|.*\| [35] \|$", page, re.MULTILINE)))
    assert len(phrases) == 19
    told = [*(words for *_, words in FAULTS.values()), *OTHER_FAULTS]
    for phrase in phrases:
        assert any(words in phrase or phrase in words for words in told), phrase


def test_a_query_on_standard_input(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with faulty(says(answer(NONE), answer(rows({"a": cell("é")})))) as url:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(QUERY.encode())))
        ended = run("--store", url, "query", "-", "--format", "csv")
    assert (ended.status, ended.out.split()) == (0, ["a", "é"]), ended.error
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"ASK { ?a ?b '\xff' }")))
    ended = run("--store", "http://127.0.0.1:9/", "query", "-")
    assert (ended.status, ended.error) == (3, "Error: The query on standard input is not UTF-8.\n")
