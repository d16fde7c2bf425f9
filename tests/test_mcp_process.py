"""The server for assistants as a process: its streams, its end, a workspace that changes, a library that is missing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assisting import COMMAND, ROOT, assistant, environment, greeting, line, raw, text
from evigraph.query import Dataset
from serving import until

CLAIM = "tarpelimab-remission-rate-in-adults"
LABEL = "Of the adults in TARN-1, 72% came into complete remission."
PATIENCE = 60


@pytest.fixture
def workspace(toy: Dataset, tmp_path: Path) -> Path:
    """A copy of the toy workspace that a test may change."""
    folder = tmp_path / "work space é"
    shutil.copytree(toy.workspace.root, folder)
    return folder


def claims_file(workspace: Path) -> Path:
    """The file in which CLAIM is authored."""
    (found,) = (path for path in workspace.rglob("claims/*.yaml") if f"id: {CLAIM}\n" in path.read_text("utf-8"))
    return found


def call(number: int, tool: str, **arguments: object) -> str:
    return line("tools/call", number, name=tool, arguments=arguments)


def test_a_changed_workspace_is_taken_over_and_a_broken_one_answers_from_before(
    workspace: Path, tmp_path: Path
) -> None:
    path = claims_file(workspace)
    sound = path.read_text("utf-8")
    assert LABEL in sound
    with assistant(workspace, tmp_path) as asking:
        assert asking.data("trace", claim=CLAIM)["ladder"]["label"] == LABEL
        path.write_text(sound.replace(LABEL, "Told anew."), "utf-8")
        assert asking.data("trace", claim=CLAIM)["ladder"]["label"] == "Told anew."
        broken = sound.replace("certainty: asserted", "certanty: asserted", 1)
        path.write_text(broken, "utf-8")
        for _ in range(2):
            result = asking.call("trace", claim=CLAIM)
            assert not result.is_error
            notice = result.structured_content["notice"]
            assert "answered from the graph as it was before" in notice
            assert f"{path.relative_to(workspace).as_posix()}:" in notice
            assert "Did you mean 'certainty'?" in notice
            assert text(result).startswith(f"[{notice}]")
            assert result.structured_content["ladder"]["label"] == "Told anew."
        path.write_text(sound, "utf-8")
        mended = asking.data("trace", claim=CLAIM)
        assert (mended["ladder"]["label"], mended["notice"]) == (LABEL, "")
        shutil.rmtree(workspace / "graph")
        assert asking.data("trace", claim=CLAIM)["notice"] != ""


def test_questions_of_the_workspace_are_read_when_they_are_asked(workspace: Path, tmp_path: Path) -> None:
    with assistant(workspace, tmp_path) as asking:
        assert "There is no question 'mine'" in asking.refusal("query", question="mine")
        mine = workspace / "queries" / "mine.rq"
        mine.write_text("ASK { ?claim a <https://w3id.org/evigraph/ns#Claim> }", "utf-8")
        assert asking.data("query", question="mine")["rows"] == [{"answer": True}]
        mine.write_text(
            "CONSTRUCT { ?claim <urn:x:says> ?label } WHERE { ?claim a <https://w3id.org/evigraph/ns#Claim> ; "
            "<http://www.w3.org/2000/01/rdf-schema#label> ?label }",
            "utf-8",
        )
        rows = asking.data("query", question="mine", limit=5)["rows"]
        assert len(rows) == 5
        assert set(rows[0]) == {"subject", "predicate", "object"}
        mine.write_text("#+ nonsense: x\nSELECT nonsense", "utf-8")
        assert "mine.rq" in asking.refusal("query", question="mine")
        (listed,) = [each for each in asking.data("questions")["questions"] if each["name"] == "mine"]
        assert "'nonsense' is not a key" in listed["fault"]
        assert len(asking.data("questions")["questions"]) > 50


def test_a_workspace_that_is_broken_from_the_start_says_so_until_it_is_mended(workspace: Path, tmp_path: Path) -> None:
    path = claims_file(workspace)
    sound = path.read_text("utf-8")
    path.write_text(sound.replace("certainty: asserted", "certanty: asserted", 1), "utf-8")
    with assistant(workspace, tmp_path) as asking:
        for _ in range(2):
            words = asking.refusal("find", text="remission")
            assert f"{path.relative_to(workspace).as_posix()}:" in words
            assert "Did you mean 'certainty'?" in words
        path.write_text(sound, "utf-8")
        assert asking.data("find", text="remission")["hits"]


def test_an_assistant_knows_that_the_carried_article_stands_in(tmp_path: Path) -> None:
    with assistant(None, tmp_path) as asking:
        assert "Nobody named a workspace" in (asking.client.instructions or "")
        assert asking.data("show", id="molina-2021", limit=1)["label"].startswith("Molina & Shah 2021")


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18"])
def test_nothing_but_the_protocol_is_on_standard_output(workspace: Path, tmp_path: Path, version: str) -> None:
    with raw(workspace, tmp_path) as process:
        assert process.stdin and process.stdout and process.stderr
        asked = [call(1, "find", text="remission"), "nonsense\n", "\n", "[1, 2]\n", line("nothing/known", 2)]
        asked += [call(3, "audit", severity="fatal"), line("ping", 4)]
        process.stdin.write(greeting(version) + "".join(asked))
        process.stdin.flush()
        messages = [json.loads(process.stdout.readline()) for _ in range(5)]
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        assert process.stdout.read() == ""
        complaints = process.stderr.read()
    by_number = {message["id"]: message for message in messages}
    assert set(by_number) == {0, 1, 2, 3, 4}
    assert all(message["jsonrpc"] == "2.0" for message in messages)
    assert by_number[0]["result"]["protocolVersion"] == version
    assert by_number[1]["result"]["structuredContent"]["hits"]
    assert by_number[2]["error"]["code"] == -32601
    assert by_number[3]["result"]["isError"] is True
    assert complaints.split("\n")[0] == "something that a library prints"
    assert "Traceback" not in complaints


def test_the_graph_is_built_before_the_first_question(workspace: Path, tmp_path: Path) -> None:
    shutil.rmtree(workspace / ".evigraph")
    with raw(workspace, tmp_path) as process:
        assert process.stdin
        process.stdin.write(greeting("2025-06-18"))
        process.stdin.flush()
        assert until(lambda: any(workspace.glob(".evigraph/*/*")), PATIENCE)
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


def test_the_end_of_the_input_ends_it_in_the_middle_of_a_question(workspace: Path, tmp_path: Path) -> None:
    with raw(workspace, tmp_path) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(greeting("2025-06-18") + call(1, "impact", without=["brandt-2018"]))
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        assert all("jsonrpc" in json.loads(each) for each in process.stdout)
        assert "Traceback" not in process.stderr.read()


def test_a_reader_that_is_gone_ends_it_quietly(workspace: Path, tmp_path: Path) -> None:
    with raw(workspace, tmp_path) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(greeting("2025-06-18"))
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(line("ping", 1))
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == ""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(workspace: Path, tmp_path: Path, sign: signal.Signals) -> None:
    with raw(workspace, tmp_path) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(greeting("2025-06-18"))
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdin.write(call(1, "impact", without=["brandt-2018"]))
        process.stdin.flush()
        process.send_signal(sign)
        assert process.wait(PATIENCE) == -sign
        assert process.stderr.read() == ""


def run(folder: Path, *arguments: str, code: str = COMMAND) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input="",
        capture_output=True,
        text=True,
        env={**os.environ, **environment(folder)},
        cwd=folder,
        check=False,
        timeout=PATIENCE,
    )


@pytest.mark.parametrize("library", ["mcp", "pydantic", "anyio"])
def test_without_the_extra_it_says_what_to_install(tmp_path: Path, library: str) -> None:
    result = run(tmp_path, "mcp", code=f"import sys; sys.modules['{library}'] = None; {COMMAND}")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == f"Error: {library} is not installed: pip install 'evigraph[mcp]'."


def test_the_other_commands_do_not_need_the_extra(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules.update(dict.fromkeys(('mcp', 'pydantic', 'anyio')))"
    result = run(tmp_path, "query", "claims-per-section", "--format", "csv", code=f"{blocked}; {COMMAND}")
    assert result.returncode == 0, result.stderr


def test_a_folder_without_a_workspace_is_refused_and_none_at_all_means_the_article(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    refused = run(tmp_path, "-C", str(empty), "mcp")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "is not inside a workspace" in refused.stderr
    carried = run(empty, "mcp")
    assert (carried.returncode, carried.stdout) == (0, "")
    assert carried.stderr.startswith("No workspace here: answering from the article that evigraph carries")


def test_the_network_is_cut_where_the_tests_say_so(tmp_path: Path) -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    result = run(tmp_path, code=code)
    assert "the network is cut" in result.stderr
    assert (tmp_path / "tried").exists()
    assert ROOT.is_dir()
