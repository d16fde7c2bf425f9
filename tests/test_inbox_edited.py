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
    with pytest.raises(SystemExit, match="3"):
        main(["-C", str(workspace.root), "inbox", "list"])
    assert f"{FOLDER}/article.yaml:1:1: inbox-shape: Expected this file" in capsys.readouterr().err


def test_an_article_that_is_a_list_is_a_finding(workspace: Workspace) -> None:
    (workspace.root / FOLDER / "article.yaml").write_text("article:\n- {draft: {id: x}}\n", "utf-8")
    with pytest.raises(RecordError, match=r"article\.yaml:2:1: inbox-shape: Expected a mapping under 'article:'"):
        open_inbox(workspace).find("ostby-2023")
