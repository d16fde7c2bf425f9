"""Who may ask, how much, how slowly: what the server refuses, and that it never falls over it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from evigraph.query import Dataset
from evigraph.serve import connections, guards
from evigraph.serve.graph import Settings
from serving import RUNAWAY, Server, serving, serving_here, until


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve") / "log"


@pytest.fixture(scope="module")
def server(toy: Dataset, log: Path) -> Iterator[Server]:
    with serving(toy.workspace.root, "--workers", "1", log=log) as running:
        yield running


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]:80", "192.0.2.7:8000", "LOCALHOST:9"])
def test_our_names_and_numbers_are_answered(server: Server, host: str) -> None:
    assert httpx.get(f"{server.address}/health", headers={"host": host}, timeout=60).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a@localhost", "", "[::1", "localhost:x"])
def test_other_names_are_not(server: Server, host: str) -> None:
    answer = httpx.get(f"{server.address}/health", headers={"host": host}, timeout=60)
    assert answer.status_code in (400, 421)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_other_sites_may_not_ask(server: Server, headers: dict[str, str], status: int) -> None:
    answer = server.ask(**headers)
    assert answer.status_code == status
    assert "access-control-allow-origin" not in answer.headers


def test_a_reverse_proxy_is_believed_only_when_asked(server: Server, log: Path, toy: Dataset, tmp_path: Path) -> None:
    said = {"x-forwarded-for": "192.0.2.77", "x-forwarded-proto": "https"}
    assert server.ask(**said).status_code == 200
    assert _address_told(server, said).startswith("http://")
    assert "192.0.2.77" not in log.read_text("utf-8")
    options = ("--allow-host", "Graph.example", "--allow-host", "two.example", "--proxy", "127.0.0.1")
    with serving(toy.workspace.root, "--workers", "1", *options, log=tmp_path / "log") as behind:
        for host, status in {
            "graph.example": 200,
            "TWO.example:443": 200,
            "localhost": 200,
            "three.example": 421,
        }.items():
            assert behind.ask(host=host).status_code == status, host
        assert behind.ask(host="graph.example", origin="https://graph.example", **said).status_code == 200
        assert _address_told(behind, {"host": "graph.example", **said}) == "https://graph.example"
        assert until(lambda: " 192.0.2.77 GET /openapi.json 200" in (tmp_path / "log").read_text("utf-8"))


def _address_told(server: Server, headers: dict[str, str]) -> str:
    found = httpx.get(f"{server.address}/openapi.json", headers=headers, timeout=60).json()
    return str(found["servers"][0]["url"])


def test_our_own_pages_may(server: Server) -> None:
    assert server.ask(origin=server.address).status_code == 200
    assert (
        httpx.post(server.sparql, data={"query": "ASK {}"}, headers={"origin": server.address}, timeout=60).status_code
        == 200
    )


def test_one_other_origin_may_be_let_in(toy: Dataset, tmp_path: Path) -> None:
    friend = "https://friend.example"
    with serving(toy.workspace.root, "--cors", friend, log=tmp_path / "log") as server:
        answer = server.ask(origin=friend, **{"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"})
        assert answer.headers["access-control-allow-origin"] == friend
        assert "Origin" in answer.headers["vary"]
        before = httpx.options(
            server.sparql, headers={"origin": friend, "access-control-request-method": "POST"}, timeout=60
        )
        assert (before.status_code, before.headers["access-control-allow-origin"]) == (204, friend)
        assert server.ask(origin="https://other.example").status_code == 403


@pytest.mark.parametrize("path", ["/sparql?query=ASK%20%7B%7D", "/health", "/nowhere", "/api/claims", "/id/nowhere"])
def test_every_answer_keeps_browsers_from_harm(server: Server, path: str) -> None:
    headers = httpx.get(server.address + path, timeout=60).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


def test_a_body_that_is_too_large_is_refused(server: Server) -> None:
    kind = {"content-type": "application/sparql-query"}
    large = b"ASK {} #" + b"x" * guards.BODY_BYTES
    assert httpx.post(server.sparql, content=large, headers=kind, timeout=60).status_code == 413
    pieces = (large[at : at + 10_000] for at in range(0, len(large), 10_000))
    assert _post_in_pieces(server, list(pieces)) == 413
    assert server.ask("ASK {} #" + "x" * 20_000).status_code == 200
    assert server.ask("x" * 60_000).status_code in (400, 414, 431)
    assert server.ask().status_code == 200


def _post_in_pieces(server: Server, pieces: list[bytes]) -> int:
    head = b"POST /sparql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/sparql-query\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head + b"transfer-encoding: chunked\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            connection.sendall(b"0\r\n\r\n")
        return _status(connection)


def _status(connection: socket.socket) -> int:
    """The status of the answer on a connection; 0 when it was closed without one."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while b"\r\n" not in received and (more := connection.recv(4096)):
            received += more
    return int(received.split()[1]) if received.startswith(b"HTTP/") else 0


@pytest.mark.parametrize(
    ("sent", "least", "most"),
    [
        (b"nonsense\r\n\r\n", 400, 400),
        (b"GET / HTTP/9.9\r\nhost: localhost\r\n\r\n", 400, 505),
        (b"GET /health HTTP/1.1\r\n\r\n", 400, 421),
        (b"GET /health HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n", 400, 421),
        (b"GET /health HTTP/1.1\r\nhost: localhost\r\nbad header\r\n\r\n", 400, 400),
        (b"GET /\xff\xfe HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, 404),
        (b"GET /%ff%fe%00 HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, 404),
        (b"GET /id/%ed%a0%80 HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, 404),
        (b"POST /sparql HTTP/1.1\r\nhost: localhost\r\ncontent-length: -5\r\n\r\n", 400, 400),
        (b"POST /sparql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5, 6\r\n\r\nASK{}", 400, 400),
        (b"POST /sparql HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", 400, 400),
        (b"POST /sparql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999999\r\n\r\n", 413, 413),
        (b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, 431),
    ],
)
def test_what_is_no_http_is_the_clients_fault(server: Server, sent: bytes, least: int, most: int) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(sent)
        assert least <= _status(connection) <= most
    assert server.ask().status_code == 200


def test_nobody_holds_a_connection_by_being_slow(server: Server) -> None:
    """Half a head, half a body, and nothing at all: all end with 408, and others are answered meanwhile."""
    slow = {
        "nothing": b"",
        "half a head": b"GET /health HTTP/1.1\r\nhost: loc",
        "half a body": b"POST /sparql HTTP/1.1\r\nhost: localhost\r\n"
        b"content-type: application/sparql-query\r\ncontent-length: 50\r\n\r\nASK",
    }
    opened = {name: socket.create_connection(("127.0.0.1", server.port), timeout=30) for name in slow}
    for name, connection in opened.items():
        connection.sendall(slow[name])
    assert server.ask().status_code == 200
    assert {name: _status(connection) for name, connection in opened.items()} == dict.fromkeys(slow, 408)
    for connection in opened.values():
        connection.close()


def test_a_client_may_not_ask_without_end(server: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\n"
    kind = b"content-type: application/sparql-query\r\n\r\n"
    opened = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(guards.AT_ONCE)]
    for connection in opened:
        connection.sendall(head + kind)
    assert until(lambda: server.ask().status_code == 429)
    assert "retry-after" in server.ask().headers
    for connection in opened:
        connection.close()
    assert until(lambda: server.ask().status_code == 200)


def test_one_client_cannot_starve_another(toy: Dataset, tmp_path: Path) -> None:
    """Sixty runaway queries at once, again and again, and another address whose requests are all answered."""
    stop = threading.Event()
    refused: Counter[int] = Counter()
    with serving(toy.workspace.root, "--timeout", "3", "--workers", "2", log=tmp_path / "log") as server:

        def attack() -> None:
            while not stop.is_set():
                refused[server.ask(RUNAWAY).status_code] += 1

        attackers = [threading.Thread(target=attack) for _ in range(60)]
        for each in attackers:
            each.start()
        assert until(lambda: _health(server)["waiting"] > 20)
        other = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(base_url=server.address, timeout=60, transport=other) as client:
            quick = [client.get("/sparql", params={"query": "ASK {}"}).status_code for _ in range(20)]
            called = client.get("/api/statistics").status_code
            long = client.get("/sparql", params={"query": RUNAWAY})
        stop.set()
        for each in attackers:
            each.join()
        assert quick == [200] * 20
        assert called == 200
        # It had its whole time: some of the places for long queries are always left to others.
        assert (long.status_code, long.json()["detail"]) == (504, "The answer took longer than 3 seconds.")
        assert set(refused) <= {503, 504}
        assert refused[503] > 60


def _health(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{server.address}/health", timeout=60).json()
    return found


def test_the_log_tells_nothing_of_what_was_asked(server: Server, log: Path) -> None:
    server.ask('ASK { ?s ?p "a secret of mine" }')
    assert until(lambda: "GET /sparql 200" in log.read_text("utf-8"))
    assert "secret" not in log.read_text("utf-8")
    assert "Traceback" not in log.read_text("utf-8")


def test_a_client_that_takes_nothing_of_its_answer_loses_it(toy: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "STALLED_SECONDS", 0.5)
    target = "/sparql?query=" + quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000")
    with serving_here(toy, Settings(workers=1)) as address, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(30)
        connection.connect(("127.0.0.1", int(address.rsplit(":", 1)[1])))
        connection.sendall(f"GET {target} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        whole = len(httpx.get(address + target, headers={"accept-encoding": "identity"}, timeout=60).content)
        time.sleep(2)
        received = 0
        with contextlib.suppress(ConnectionError):
            while more := connection.recv(1 << 20):
                received += len(more)
    assert whole > 5_000_000
    assert received < whole


def test_one_address_cannot_have_every_connection(server: Server) -> None:
    """Heads that never end, from one address: it is told to stop, and others are answered."""
    other = httpx.HTTPTransport(local_address="127.0.0.2")
    with contextlib.ExitStack() as held, httpx.Client(base_url=server.address, transport=other, timeout=60) as client:
        for _ in range(connections.CONNECTIONS_EACH):
            held.enter_context(socket.create_connection(("127.0.0.1", server.port))).sendall(b"GET / HTTP")
        one_more = held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
        answer = one_more.recv(1000)
        assert answer.startswith(b"HTTP/1.1 429 ") and b"retry-after: 2" in answer
        assert client.get("/health").status_code == 200
    assert until(lambda: server.ask().status_code == 200)


def test_the_clients_of_a_proxy_share_its_connections(toy: Dataset, tmp_path: Path) -> None:
    with (
        serving(toy.workspace.root, "--proxy", "127.0.0.1", log=tmp_path / "log") as server,
        contextlib.ExitStack() as held,
    ):
        for _ in range(connections.CONNECTIONS_EACH + 10):
            held.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        assert httpx.get(f"{server.address}/health", timeout=60).status_code == 200


@pytest.mark.parametrize("path", ["/search", "/claims", "/api/find", "/question/said-about"])
def test_an_address_that_is_too_long_costs_no_worker(server: Server, path: str) -> None:
    answer = httpx.get(server.address + path, params={"text": "a " * guards.LONGEST}, timeout=60)
    assert answer.status_code == 414
    assert f"at most {guards.LONGEST} are read" in answer.text


@pytest.mark.parametrize("path", ["/api/pictures/timeline", "/api/bibliography?format=html"])
def test_what_carries_its_styles_may_use_them_and_run_nothing(server: Server, path: str) -> None:
    answer = httpx.get(server.address + path, timeout=60)
    assert answer.status_code == 200 and "<style" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "style-src 'unsafe-inline'" in policy and "default-src 'none'" in policy
    assert "script-src" not in policy
