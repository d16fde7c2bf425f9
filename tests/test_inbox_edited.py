"""Files of the inbox that a person edited by hand: what is wrong is told with its line, nothing is ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from evigraph.cli.main import main
from evigraph.errors import RecordError
from evigraph.inbox import open_inbox
from evigraph.ingest import ingest
from evigraph.jats import read_article
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init

REVIEW = Path(__file__).parent / "ingest" / "review.xml"
FOLDER = "graph/inbox/ostby-2023"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init(tmp_path / "w")
    made = Workspace(tmp_path / "w")
    ingest(made, read_article(REVIEW), "0" * 64)
    return made


def run(workspace: Workspace, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(workspace.root), "inbox", *arguments])
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("claims:\n- {draft: x}\n", "claims.yaml:2:11", "Expected 'draft:' with the 'id' of the draft, found 'x'."),
        ("claims:\n- {draft: {by: x}}\n", "claims.yaml:2:11", "Expected 'id: ...' in 'draft:', found none."),
        ("claims:\n- {label: x}\n", "claims.yaml:2:3", "Expected 'draft:' with the 'id' of the draft, found none."),
        ("claims: 5\n", "claims.yaml:1:9", "Expected a list of mappings under 'claims:', found '5'."),
        ("claims: {draft: x}\n", "claims.yaml:1:9", "Expected a list of mappings under 'claims:', found a mapping."),
        ("claims:\n- 7\n", "claims.yaml:2:3", "Expected a mapping with 'draft:' in 'claims:', found '7'."),
        ("claim:\n- 7\n", "claims.yaml:1:1", "Expected 'claims:', found 'claim:'."),
        ("- 7\n", "claims.yaml:1:1", "The file must be a mapping at its top"),
        (
            "claims:\n- draft: {id: x, state: gone}\n",
            "claims.yaml:2:25",
            "Expected 'state' to be one of open, accepted, rejected, found 'gone'.",
        ),
        (
            "claims:\n- draft: {id: x}\n  quantities: 5\n",
            "claims.yaml:3:15",
            "Expected a list of mappings under 'quantities:', found '5'.",
        ),
    ],
)
def test_what_is_no_draft_is_a_finding_with_its_line(workspace: Workspace, text: str, place: str, said: str) -> None:
    (workspace.root / FOLDER / "claims.yaml").write_text(text, "utf-8")
    with pytest.raises(RecordError) as raised:
        open_inbox(workspace).article("ostby-2023")
    (finding,) = raised.value.findings
    assert str(finding.place) == f"{FOLDER}/{place}"
    assert said in finding.message


def test_a_missing_article_is_a_finding(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace.root / FOLDER / "article.yaml").unlink()
    assert run(workspace, "list") == 3
    assert f"{FOLDER}/article.yaml:1:1: inbox-shape: Expected this file" in capsys.readouterr().err


def test_an_article_that_is_a_list_is_a_finding(workspace: Workspace) -> None:
    (workspace.root / FOLDER / "article.yaml").write_text("article:\n- {draft: {id: x}}\n", "utf-8")
    with pytest.raises(RecordError, match=r"article\.yaml:2:1: inbox-shape: Expected a mapping under 'article:'"):
        open_inbox(workspace).find("ostby-2023")


def test_what_was_typed_with_a_slip_is_kept(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (workspace.root / FOLDER / "article.yaml").read_bytes()
    typed = 'title: "My long work\nlabel: x\n'
    monkeypatch.setattr("click.edit", lambda *_, **__: typed)
    for name in ("article-edited.txt", "article-edited-2.txt"):
        assert run(workspace, "edit", "ostby-2023") == 3
        said = capsys.readouterr().err
        assert "yaml-syntax" in said
        assert f"What you typed is kept in {workspace.root / FOLDER / name}." in said
        assert (workspace.root / FOLDER / name).read_text("utf-8") == typed
    assert (workspace.root / FOLDER / "article.yaml").read_bytes() == before


def test_an_editor_that_is_not_there_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "no-such-editor-here")
    assert run(workspace, "edit", "ostby-2023") == 3
    said = capsys.readouterr().err
    assert "The editor 'no-such-editor-here' is not there or failed; name another in the variable EDITOR" in said
    assert "Errno" not in said


@pytest.mark.parametrize("name", ["d.ods", "f.txt", "drafts"])
def test_tables_of_other_kinds_are_refused(
    workspace: Workspace, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    assert run(workspace, "export", "ostby-2023", "-o", str(file)) == 2
    assert f"'{name}' should end in .csv or .xlsx" in capsys.readouterr().err
    assert not file.exists()
    file.write_text("id,decision\n", "utf-8")
    assert run(workspace, "import", str(file)) == 2
    assert f"'{name}' should end in .csv or .xlsx" in capsys.readouterr().err
