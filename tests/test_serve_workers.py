"""What the server survives: hostile queries, dying workers, clients that go away, and being told to stop."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from evigraph.query import Dataset
from evigraph.serve.graph import Settings, checkpoint
from evigraph.serve.process import command
from hostile_queries import SHAPES, SIZES
from serving import RUNAWAY, Server, children, serving, serving_here, until

MOST_ANSWERS = 3000
"""Workers that are not replaced leave a test with an end."""
ANSWERS = {200, 400, 413, 422, 503, 504}
"""What a hostile query may be answered with."""


@pytest.fixture(scope="module")
def server(toy: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("serve") / "log"
    with serving(toy.workspace.root, "--timeout", "1", "--workers", "2", log=log) as running:
        yield running
        assert "Traceback" not in log.read_text("utf-8")


def is_quiet(server: Server) -> bool:
    """Whether every worker waits for work and there are as many as at the start."""
    found = httpx.get(f"{server.address}/health", timeout=60).json()
    return found["workers"] == {"idle": 2, "quick": 0, "slow": 0} and len(server.workers()) == 4


def test_hostile_queries_end_nothing_but_themselves(server: Server) -> None:
    cases = [(name, size) for name in SHAPES for size in SIZES]

    def ask(case: tuple[str, int]) -> int:
        name, size = case
        answer = httpx.post(server.sparql, data={"query": SHAPES[name](size)}, timeout=120)
        assert answer.status_code in ANSWERS, (name, size, answer.text)
        if answer.status_code != 200:
            assert answer.json()["detail"]
        return answer.status_code

    with ThreadPoolExecutor(6) as several:
        found = Counter(several.map(ask, cases))
    assert len(cases) == len(SHAPES) * 4 > 100
    assert {200, 400, 413, 504} <= set(found)
    assert server.process.poll() is None
    assert server.ask().json()["boolean"] is True
    assert until(lambda: is_quiet(server))


def test_a_query_that_ends_its_worker_is_told_so(toy: Dataset, tmp_path: Path) -> None:
    with serving(toy.workspace.root, "--timeout", "60", "--workers", "1", log=tmp_path / "log") as server:
        answer = httpx.post(server.sparql, data={"query": SHAPES["collection"](30_000)}, timeout=90)
        assert answer.status_code == 422
        assert "gave up" in answer.json()["detail"]
        assert server.ask().status_code == 200


def test_eight_runaway_queries_keep_nobody_waiting(toy: Dataset, tmp_path: Path) -> None:
    """Whoever asks for little has it while long ones still run."""
    with (
        serving(toy.workspace.root, "--timeout", "600", "--workers", "2", log=tmp_path / "log") as server,
        httpx.Client(base_url=server.address, timeout=600) as client,
        ThreadPoolExecutor(8) as several,
    ):
        running = [several.submit(client.get, "/sparql", params={"query": RUNAWAY}) for _ in range(8)]
        try:
            assert until(lambda: slow(server) >= 2)
            assert all(until(lambda: server.ask().status_code == 200) for _ in range(20))
            assert slow(server) >= 2
        finally:
            server.stop()
        assert {each.result().status_code for each in running} == {503}


def slow(server: Server) -> int:
    """How many long queries run."""
    return int(httpx.get(f"{server.address}/health", timeout=60).json()["workers"]["slow"])


def test_too_many_long_queries_are_told_to_come_again(toy: Dataset, tmp_path: Path) -> None:
    with (
        serving(toy.workspace.root, "--timeout", "5", "--workers", "1", log=tmp_path / "log") as server,
        ThreadPoolExecutor(7) as several,
    ):
        found = list(several.map(lambda _: server.ask(RUNAWAY), range(7)))
        assert server.ask().status_code == 200
    statuses = Counter(each.status_code for each in found)
    assert set(statuses) == {503, 504}
    assert all("retry-after" in each.headers for each in found if each.status_code == 503)


def test_workers_killed_at_random_lose_no_answer(toy: Dataset, tmp_path: Path) -> None:
    """One dies for every few answers, whatever it does, as soon as the one before is replaced."""
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?c ?d ?e . ?e ?f ?g }"
    chance = random.Random(1)
    answered: list[httpx.Response] = []
    killed: list[int] = []
    with serving(toy.workspace.root, "--timeout", "30", "--workers", "2", log=tmp_path / "log") as server:
        expected = server.ask(query).json()

        def kill() -> None:
            while len(killed) < 12 and len(answered) < MOST_ANSWERS:
                if len(answered) >= 8 * len(killed) and len(server.workers()) == 4:
                    killed.append(chance.choice(server.workers()))
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(killed[-1], signal.SIGKILL)
                time.sleep(0.01)

        killer = threading.Thread(target=kill, daemon=True)
        killer.start()

        def ask() -> None:
            while killer.is_alive() and len(answered) < MOST_ANSWERS:
                answered.append(server.ask(query))

        with ThreadPoolExecutor(4) as several:
            list(several.map(lambda _: ask(), range(4)))
        assert until(lambda: is_quiet(server))
    assert len(killed) == 12, "each of them was replaced"
    assert [each.text for each in answered if each.status_code != 200] == []
    assert [each.json() for each in answered] == [expected] * len(answered)


def test_a_client_that_goes_away_frees_its_worker(toy: Dataset, tmp_path: Path) -> None:
    with serving(toy.workspace.root, "--timeout", "60", "--workers", "2", log=tmp_path / "log") as server:
        before = set(server.workers())
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        assert until(lambda: slow(server) == 1)
        connection.close()
        assert until(lambda: is_quiet(server))
        assert len(before & set(server.workers())) == 3


def test_being_told_to_stop_answers_everybody(toy: Dataset, tmp_path: Path) -> None:
    with (
        serving(toy.workspace.root, "--timeout", "60", "--workers", "2", log=tmp_path / "log") as server,
        ThreadPoolExecutor(3) as several,
    ):
        running = [several.submit(server.ask, RUNAWAY) for _ in range(3)]
        assert until(lambda: slow(server) == 3)
        workers = server.workers()
        server.stop()
        assert server.process.returncode in (0, -signal.SIGTERM)
        assert [each.result().status_code for each in running] == [503] * 3
        assert until(lambda: not any(Path(f"/proc/{each}").exists() for each in workers))
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


def test_workers_do_not_outlive_a_server_that_was_killed(toy: Dataset, tmp_path: Path) -> None:
    with serving(toy.workspace.root, "--timeout", "60", "--workers", "2", log=tmp_path / "log") as server:
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        assert until(lambda: slow(server) == 1)
        workers = server.workers()
        server.process.kill()
        server.process.wait()
        connection.close()
        assert len(workers) >= 4
        assert until(lambda: not any(Path(f"/proc/{each}").exists() for each in workers))


def test_nothing_leaves_the_machine(server: Server, toy: Dataset, tmp_path: Path) -> None:
    """Neither through the guard, nor from a worker without it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        target = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        queries = [
            f"SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT <{target}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ VALUES ?w {{ <{target}> }} SERVICE ?w {{ ?s ?p ?o }} }}",
            f"ASK FROM <{target}> {{ ?s ?p ?o }}",
            f"ASK FROM NAMED <{target}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
            f"SELECT * {{ ?s ?p ?a FILTER(?a<ex:b#>'''\n) SERVICE <{target}> {{ ?s ?p ?o }} #'''\n }}",
        ]
        for query in queries:
            server.ask(query)
            for name in ("default-graph-uri", "named-graph-uri"):
                httpx.get(server.sparql, params={"query": query, name: target}, timeout=60)
        unguarded = asked_without_guard(toy, tmp_path, queries)
        assert len(unguarded) == len(queries)
        assert "Too many open files" in unguarded[0]
        with pytest.raises(TimeoutError):
            listener.accept()


def asked_without_guard(toy: Dataset, tmp_path: Path, queries: list[str]) -> list[str]:
    """The heads of the answers of a worker whose guard lets everything through."""
    import json

    checkpoint(toy.store, tmp_path / "store")
    setting = {"folder": str(tmp_path / "store"), "base": toy.base, "memory": 1 << 30, "plain": False}
    setting = {**setting, "rows": 10, "bytes": 10_000}
    program = "import evigraph.serve.worker as w; w.check_query = lambda text: None; w.main()"
    requests = [{"query": q, "default": [], "named": [], "table": "json", "graph": "ttl"} for q in queries]
    process = subprocess.run(
        [sys.executable, "-c", program, command("", setting)[-1]],
        input="".join(json.dumps(each) + "\n" for each in requests).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return re.findall(r'\{"status": "(?:ok|refused)"[^}]*\}', process.stdout.decode())


def test_a_cut_answer_says_so(toy: Dataset) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with serving_here(toy, Settings(rows=10)) as address:
        cut = httpx.get(f"{address}/sparql", params={"query": query}, timeout=60)
        whole = httpx.get(f"{address}/sparql", params={"query": f"{query} LIMIT 10"}, timeout=60)
        graph = httpx.get(
            f"{address}/sparql", params={"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"}, timeout=60
        )
    assert cut.headers["evigraph-truncated"] == cut.json()["head"]["truncated"] == "only the first 10 rows"
    assert len(cut.json()["results"]["bindings"]) == 10
    assert "evigraph-truncated" not in whole.headers
    assert "truncated" not in whole.json()["head"]
    assert "evigraph-truncated" in graph.headers
    with serving_here(toy, Settings(size=5000)) as address:
        cut = httpx.get(f"{address}/sparql", params={"query": query}, headers={"accept": "text/csv"}, timeout=60)
    assert "5000 bytes" in cut.headers["evigraph-truncated"]
    assert 3000 < len(cut.content) <= 5000 + 100


def test_many_requests_leave_nothing_behind(server: Server) -> None:
    assert until(lambda: is_quiet(server))
    targets = ["/sparql?query=ASK%20%7B%7D", "/health", "/api/claims", "/sparql", "/nowhere", "/sparql?query=bad"]
    targets.append(f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 500')}")

    def some(number: int) -> Counter[int]:
        with server.client() as client:
            return Counter(client.get(targets[(number + each) % len(targets)]).status_code for each in range(70))

    def state() -> tuple[int, int, int]:
        assert until(lambda: is_quiet(server))
        return server.descriptors(), server.status("Threads"), server.status("VmRSS")

    with ThreadPoolExecutor(8) as several:
        list(several.map(some, range(8)))
        before = state()
        found = sum(several.map(some, range(16)), Counter[int]())
    assert set(found) == {200, 400, 404}
    assert sum(found.values()) == 16 * 70
    # Idle connections of clients go by and by.
    assert until(lambda: state()[0] <= before[0] + 2)
    assert state()[1] <= before[1] + 2
    assert state()[2] <= before[2] * 1.2


def test_no_process_is_left_as_a_zombie(server: Server) -> None:
    assert until(lambda: is_quiet(server))
    states = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[0] for each in server.workers()]
    assert "Z" not in states
    assert not [each for worker in server.workers() for each in children(worker)]


def test_the_limit_of_an_answer_is_in_bytes(toy: Dataset) -> None:
    query = 'SELECT (CONCAT("' + "\U0001f600" * 100 + '", STR(?s)) AS ?x) { ?s ?p ?o }'
    graph = query.replace("SELECT", "CONSTRUCT { ?s ?p ?x } WHERE { ?s ?p ?o BIND").replace(" { ?s ?p ?o }", " }")
    with serving_here(toy, Settings(size=20_000)) as address:
        for asked, form in ((query, "text/csv"), (graph, "application/n-triples")):
            cut = httpx.get(f"{address}/sparql", params={"query": asked}, headers={"accept": form}, timeout=60)
            assert "20000 bytes" in cut.headers["evigraph-truncated"]
            assert 10_000 < len(cut.content) <= 20_000 + 100
