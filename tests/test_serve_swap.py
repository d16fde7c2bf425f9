"""A workspace that changes while it is served, and the command that serves it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from evigraph.query import Dataset
from serving import Server, serving, until


@pytest.fixture
def workspace(toy: Dataset, tmp_path: Path) -> Path:
    """A copy of the toy workspace that a test may change."""
    folder = tmp_path / "workspace"
    shutil.copytree(toy.workspace.root, folder)
    return folder


def graph(server: Server) -> str:
    return str(httpx.get(f"{server.address}/health", timeout=60).json()["graph"])


def trouble(server: Server) -> str:
    return str(httpx.get(f"{server.address}/health", timeout=60).json()["trouble"])


def test_a_change_is_taken_over_without_losing_a_request(workspace: Path) -> None:
    label = "SELECT ?term { ?term skos:prefLabel 'a term added while serving' }"
    with serving(workspace, "--workers", "2", log=workspace / "log") as server:
        statuses: list[int] = []
        stop = threading.Event()

        def ask() -> None:
            with server.client() as client:
                while not stop.is_set():
                    statuses.append(client.get("/sparql", params={"query": label}).status_code)

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for each in asking:
            each.start()
        before, first = graph(server), server.ask(label)
        assert first.json()["results"]["bindings"] == []
        terms = workspace / "graph" / "terms.yaml"
        old = terms.read_text("utf-8")
        terms.write_text(old.replace("terms:\n", "terms:\n" + ADDED, 1), "utf-8")
        assert until(lambda: graph(server) != before or trouble(server)), "the change was not seen"
        assert trouble(server) == ""
        again = server.ask(label, **{"if-none-match": first.headers["etag"]})
        assert len(again.json()["results"]["bindings"]) == 1
        stop.set()
        for each in asking:
            each.join()
        assert set(statuses) == {200}
        assert len(statuses) > 5
        # Faults leave the graph as it was.
        sound = graph(server)
        terms.write_text("terms: [", "utf-8")
        assert until(lambda: trouble(server) != "")
        assert "terms.yaml" in trouble(server)
        assert httpx.get(f"{server.address}/health", timeout=60).json()["status"] == "stale"
        assert (graph(server), server.ask(label).status_code) == (sound, 200)
        terms.write_text(old, "utf-8")
        assert until(lambda: graph(server) == before)
        assert trouble(server) == ""
        assert until(lambda: len(server.workers()) == 4)


ADDED = """\
- id: added-while-serving
  type: Outcome
  prefLabel: a term added while serving
  definition: It tells that a change was seen.
"""


def test_a_changed_question_is_answered_anew(workspace: Path) -> None:
    with serving(workspace, "--workers", "1", log=workspace / "log") as server:
        assert httpx.get(f"{server.address}/api/questions/my-own", timeout=60).status_code == 404
        question = "#+ title: Mine\nSELECT ?claim { ?claim a ev:Claim } ORDER BY ?claim LIMIT %d\n"
        for rows in (1, 2):
            (workspace / "queries" / "my-own.rq").write_text(question % rows, "utf-8")

            def answered(rows: int = rows) -> bool:
                answer = httpx.get(f"{server.address}/api/questions/my-own", timeout=60)
                return answer.status_code == 200 and len(answer.json()["results"]["bindings"]) == rows

            assert until(answered)


def run(*arguments: str, program: str = "") -> subprocess.CompletedProcess[str]:
    program += "from evigraph.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_port_that_is_taken_is_said(workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("-C", str(workspace), "serve", "--port", port)
    assert result.returncode == 2
    assert f"127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_host_that_is_not_ours_is_said(workspace: Path) -> None:
    result = run("-C", str(workspace), "serve", "--host", "192.0.2.1", "--port", "0")
    assert result.returncode == 2
    assert "192.0.2.1" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [("--allow-host", "https://example.org"), ("--allow-host", "a:80"), ("--allow-host", ""), ("--proxy", "localhost")],
)
def test_an_option_with_a_slip_is_said(workspace: Path, option: str, value: str) -> None:
    result = run("-C", str(workspace), "serve", "--port", "0", option, value)
    assert result.returncode == 2
    assert option in result.stderr
    assert f"'{value}'" in result.stderr


def test_a_missing_extra_is_said(workspace: Path) -> None:
    result = run("-C", str(workspace), "serve", program="import sys; sys.modules['uvicorn'] = None; ")
    assert result.returncode == 2
    assert "evigraph[serve]" in result.stderr


def test_a_broken_workspace_is_not_served(workspace: Path) -> None:
    (workspace / "graph" / "terms.yaml").write_text("terms: [", "utf-8")
    result = run("-C", str(workspace), "serve", "--port", "0")
    assert result.returncode == 3
    assert "terms.yaml" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_of_any_name_keeps_the_server_watching(workspace: Path) -> None:
    odd = workspace / "graph" / "articles" / os.fsdecode(b"a b\xff.yaml")
    terms = workspace / "graph" / "terms.yaml"
    with serving(workspace, "--workers", "1", log=workspace / "log") as server:
        before = graph(server)
        odd.write_text("x: 1\n", "utf-8")
        assert until(lambda: "a b\ufffd.yaml" in trouble(server))
        odd.unlink()
        assert until(lambda: trouble(server) == "")
        terms.write_text(terms.read_text("utf-8").replace("terms:\n", "terms:\n" + ADDED, 1), "utf-8")
        assert until(lambda: graph(server) != before)
