"""Answering findings: what is written, that it is read back, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import TESTS
from evigraph.audit import Audit, Finding, audit
from evigraph.audit.answer import answer
from evigraph.build import build
from evigraph.cli.main import evigraph
from evigraph.errors import InputError, NotFound, RecordError, UsageError, WorkspaceError
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset
from hostile import HOSTILE

FILE = "graph/responses.yaml"


@pytest.fixture
def toy_copy(tmp_path: Path) -> Workspace:
    shutil.copytree(TESTS / "toy", tmp_path / "toy", ignore=shutil.ignore_patterns(".evigraph"))
    return Workspace(tmp_path / "toy")


def audited(workspace: Workspace) -> Audit:
    return audit(build(workspace).dataset)


@pytest.fixture(scope="module")
def finding(toy: Dataset) -> Finding:
    return audit(toy).findings[0]


def test_an_answer_is_written_read_back_and_fails_no_run(toy_copy: Workspace) -> None:
    before = audited(toy_copy)
    finding = before.findings[0]
    assert finding in before.failing("note")
    assert answer(toy_copy, finding, "explained", "It is so.", ["A. Reader", "B. Writer"], "2024-05-01") == FILE
    after = audited(toy_copy)
    [answered] = [found for found in after.findings if found.answered]
    assert answered.id == finding.id and answered.response is not None
    response = answered.response
    assert (response.decision, response.reason, response.when) == ("explained", "It is so.", "2024-05-01")
    assert response.who == ("A. Reader", "B. Writer")
    assert len(after.failing("note")) == len(before.failing("note")) - 1
    assert after.counts()["answered"] == 1 and after.stale == ()


def test_the_carried_article_is_not_answered(toy_copy: Workspace) -> None:
    finding = audited(toy_copy).findings[0]
    with pytest.raises(WorkspaceError, match="carries cannot be changed"):
        answer(Workspace(toy_copy.root, stand_in=True), finding, "explained", "So.", ["A"], "2024-05-01")
    assert not (toy_copy.root / FILE).exists()


def test_answers_are_added_one_after_the_other(toy_copy: Workspace) -> None:
    findings = audited(toy_copy).findings[:3]
    for finding in findings:
        answer(toy_copy, finding, "accepted", "Known.", ["A"], "2024-05-01")
    again = audited(toy_copy)
    assert {found.id for found in again.findings if found.answered} == {found.id for found in findings}


@pytest.mark.parametrize("text", HOSTILE)
def test_any_reason_comes_back_as_it_was(toy_copy: Workspace, finding: Finding, text: str) -> None:
    reason = f"because {text}"
    try:
        answer(toy_copy, finding, "accepted", reason, [f"who {text}"], "2024-05-01")
    except RecordError:
        assert not (toy_copy.root / FILE).exists(), "what YAML cannot hold is refused before it is written"
        assert any(ord(char) < 32 or char in "\ufffe\uffff\x7f\x85" for char in text)
        return
    again = audit(build(toy_copy).dataset, [finding.check])
    [found] = [found for found in again.findings if found.answered]
    assert found.response is not None and found.response.reason == " ".join(reason.split())


@pytest.mark.parametrize("indent", ["", "  "])
def test_what_stands_in_the_file_stays(toy_copy: Workspace, indent: str) -> None:
    first, second = audited(toy_copy).findings[:2]
    stood = (
        f"# ours\nresponses:\n{indent}- finding: {first.id}  # a comment\n{indent}  values: '{first.digest}'\n"
        f"{indent}  decision: accepted\n{indent}  reason: x\n{indent}  who: [A]\n{indent}  when: '2024-01-01'"
    )
    (toy_copy.root / FILE).write_text(stood, "utf-8")
    answer(toy_copy, second, "accepted", "y", ["B"], "2024-05-01")
    assert (toy_copy.root / FILE).read_text("utf-8").startswith(stood + "\n")
    assert {found.id for found in audited(toy_copy).findings if found.answered} == {first.id, second.id}


def test_what_is_said_to_be_fixed_must_be_gone(toy_copy: Workspace) -> None:
    finding = audited(toy_copy).findings[0]
    answer(toy_copy, finding, "fixed", "Mended.", ["A"], "2024-05-01")
    again = audited(toy_copy)
    assert finding.id in {found.id for found in again.failing("note")}
    [stale] = again.stale
    assert (stale.finding, stale.why) == (finding.id, "answered as fixed, but still there")


def test_a_second_answer_is_refused_with_the_place_of_the_first(toy_copy: Workspace) -> None:
    finding = audited(toy_copy).findings[0]
    answer(toy_copy, finding, "accepted", "x", ["A"], "2024-05-01")
    stood = (toy_copy.root / FILE).read_bytes()
    with pytest.raises(InputError, match=r"answered already, at graph/responses.yaml:3:"):
        answer(toy_copy, finding, "explained", "y", ["B"], "2024-05-02")
    assert (toy_copy.root / FILE).read_bytes() == stood


def test_a_file_that_cannot_be_read_is_left_alone(toy_copy: Workspace) -> None:
    finding = audited(toy_copy).findings[0]
    (toy_copy.root / FILE).write_text("responses: [&a x, *a]\n", "utf-8")
    with pytest.raises(RecordError):
        answer(toy_copy, finding, "accepted", "x", ["A"], "2024-05-01")
    assert (toy_copy.root / FILE).read_text("utf-8") == "responses: [&a x, *a]\n"


def test_the_command(toy_copy: Workspace) -> None:
    finding = audited(toy_copy).findings[0]

    def run(*arguments: str) -> object:
        given = ["-C", str(toy_copy.root), "answer", *arguments]
        return CliRunner().invoke(evigraph, given, standalone_mode=False).exception

    options = ("--decision", "explained", "--reason", "Meant so.", "--who", "A")
    assert isinstance(run("no-such-check.0000000000", *options), InputError)
    assert isinstance(run(f"{finding.check}.0000000000", *options), NotFound)
    assert isinstance(run(finding.id, *options, "--when", "1.5.2024"), UsageError)
    assert isinstance(run(finding.id, *options, "--when", "9999-12-31"), UsageError)
    assert isinstance(run(finding.id, *options, "--who", " "), UsageError)
    assert isinstance(run("0000000000", *options), NotFound)
    assert isinstance(run(finding.id, "--decision", "explained", "--reason", " ", "--who", "A"), UsageError)
    assert run(finding.id, *options) is None
    [found] = [found for found in audited(toy_copy).findings if found.answered]
    assert found.response is not None and found.response.decision == "explained"
