"""Drafts are accepted into the curated files, whole and checked, or not at all."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from evigraph.check import check_workspace
from evigraph.cli.main import main
from evigraph.errors import Ambiguous, InputError, NotFound, RecordError, UsageError
from evigraph.inbox import Inbox, accept, open_inbox, reject
from evigraph.inbox.curated import with_works
from evigraph.inbox.edit import change, editable, edited
from evigraph.ingest import ingest
from evigraph.jats import parse_article, read_article
from evigraph.load.schema import read_schema
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init
from evigraph.write import WriteError, write_together

REVIEW = Path(__file__).parent / "ingest" / "review.xml"
CLAIM = "ostby-2023/claim/benefit.1.3"
LABEL = "Walking early restores walking more often than bed rest."


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init(tmp_path / "w")
    made = Workspace(tmp_path / "w")
    ingest(made, read_article(REVIEW), "0" * 64)
    return made


def decided(workspace: Workspace, *names: str, **settings: str) -> Inbox:
    accept(open_inbox(workspace), names, "Ann", "2024-05-01", settings)
    return open_inbox(workspace)


def everything(workspace: Workspace) -> dict[str, bytes]:
    paths = (path for path in sorted(workspace.root.rglob("*")) if path.is_file())
    return {str(path.relative_to(workspace.root)): path.read_bytes() for path in paths}


def authored(workspace: Workspace, name: str) -> str:
    return (workspace.root / name).read_text("utf-8")


def test_an_article_brings_its_references_sentences_and_tables(workspace: Workspace) -> None:
    inbox = decided(workspace, "ostby-2023")
    assert check_workspace(workspace)[1] == []
    record = yaml.safe_load(authored(workspace, "graph/articles/ostby-2023/article.yaml"))["article"]
    assert record["references"][:2] == ["walker-2020", "rise-2021"]
    assert "draft" not in str(yaml.safe_load(authored(workspace, "graph/articles/ostby-2023/tables.yaml")))
    bibliography = authored(workspace, "references.bib")
    assert bibliography.count("@article{walker-2020,") == 1
    assert bibliography.count("sameas = {rise-2021}") == 1
    states = {draft.kind: draft.state for draft in inbox.article("ostby-2023")}
    assert states == {
        **dict.fromkeys(("article", "reference", "passage", "table"), "accepted"),
        **dict.fromkeys(("claim", "study"), "open"),
    }
    assert inbox.article("ostby-2023").about.said["who"] == "Ann"
    assert inbox.article("ostby-2023").about.said["when"] == "2024-05-01"


def test_a_claim_needs_a_label_and_its_article(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="Accept its article first"):
        decided(workspace, CLAIM, label=LABEL)
    decided(workspace, "ostby-2023")
    with pytest.raises(InputError, match="no label"):
        decided(workspace, CLAIM)
    inbox = decided(workspace, CLAIM, label=LABEL)
    (claim,) = yaml.safe_load(authored(workspace, "graph/articles/ostby-2023/claims/benefit.yaml"))["claims"]
    assert (claim["id"], claim["label"]) == ("walking-early-restores-walking-more-often-than-bed-rest", LABEL)
    assert list(claim)[:2] == ["id", "label"]
    assert check_workspace(workspace)[1] == []
    said = inbox.find(CLAIM)[1].said
    assert (said["state"], said["set"], said["became"]) == ("accepted", ["label"], f"ostby-2023/claim/{claim['id']}")
    with pytest.raises(InputError, match="was accepted on 2024-05-01 by Ann"):
        decided(workspace, CLAIM, label=LABEL)


def test_several_drafts_that_cannot_be_accepted_are_told_at_once(workspace: Workspace) -> None:
    decided(workspace, "ostby-2023")
    names = [draft.id for draft in open_inbox(workspace).article("ostby-2023") if draft.kind == "claim"]
    with pytest.raises(RecordError) as told:
        accept(open_inbox(workspace), names, "Ann", "2024-05-01")
    assert [str(finding.place) for finding in told.value.findings] == sorted(names)
    assert len(names) > 3
    with pytest.raises(RecordError) as told:
        accept(open_inbox(workspace), ["ostby-2023", names[0]], "Ann", "2024-05-01")
    assert [str(finding.place) for finding in told.value.findings] == ["ostby-2023/article", names[0]]


def test_every_field_that_takes_keys_has_those_of_the_bibliography(workspace: Workspace) -> None:
    schema = read_schema(workspace)
    fields = [key for key in schema.keys if schema.takes_keys(key)]
    assert len(fields) >= 14 and {"citesAsAuthority", "obtainsSupportFrom", "attributedTo"} <= set(fields)
    for field in fields:
        drafted = {"quantities": [{field: ["drafted-2020", "kept-2021"]}], "note": "drafted-2020"}
        meant = {"quantities": [{field: ["known-2020", "kept-2021"]}], "note": "drafted-2020"}
        assert with_works(drafted, {"drafted-2020": "known-2020"}, schema) == meant


def test_claims_are_put_behind_what_people_wrote(workspace: Workspace) -> None:
    decided(workspace, "ostby-2023")
    path = workspace.root / "graph" / "articles" / "ostby-2023" / "claims" / "benefit.yaml"
    decided(workspace, CLAIM, label=LABEL)
    before = "# By hand.\n" + path.read_text("utf-8")
    path.write_text(before, "utf-8")
    decided(workspace, "claim/benefit.1.2", **{"label": LABEL, "proposition.predicate": "hasRateOf"})
    after = path.read_text("utf-8")
    assert after.startswith(before)
    assert [claim["id"] for claim in yaml.safe_load(after)["claims"]][1].endswith("bed-rest-2")


def test_nothing_is_written_where_the_graph_would_have_faults(workspace: Workspace) -> None:
    decided(workspace, "ostby-2023")
    before = everything(workspace)
    with pytest.raises(RecordError) as told:
        decided(workspace, CLAIM, "ostby-2023/claim/safety.1.1", label=LABEL)
    assert everything(workspace) == before
    assert "evigraph inbox edit ostby-2023/claim/safety.1.1" in str(told.value)
    assert "graph/articles/ostby-2023/claims/safety.yaml" in str(told.value)


def test_a_study_is_put_behind_those_that_are_there(workspace: Workspace) -> None:
    before = authored(workspace, "graph/studies.yaml")
    decided(workspace, "ostby-2023", "study/table-1.2", "study/table-1.3")
    after = authored(workspace, "graph/studies.yaml")
    assert after.startswith(before)
    assert [study["id"] for study in yaml.safe_load(after)["studies"]][-2:] == ["walker-et-al", "nct01234567"]


def test_bytes_that_people_wrote_stay(workspace: Workspace) -> None:
    before = {}
    for name in ("references.bib", "graph/studies.yaml"):
        path = workspace.root / name
        before[name] = b"\xef\xbb\xbf" + path.read_bytes().rstrip().replace(b"\n", b"\r\n")
        path.write_bytes(before[name])
    decided(workspace, "ostby-2023", "study/table-1.3")
    for name, old in before.items():
        new = (workspace.root / name).read_bytes()
        assert new.startswith(old)
        assert len(new) > len(old)
        assert b"\n" not in new.replace(b"\r\n", b"")
    (workspace.root / "references.bib").write_bytes(b"\xff")
    with pytest.raises(RecordError, match=r"references\.bib"):
        decided(workspace, CLAIM, label=LABEL)
    with pytest.raises(RecordError, match=r"references\.bib"):
        ingest(workspace, read_article(REVIEW.parent.parent / "jats" / "odd.xml"), "0" * 64)


def test_rejected_drafts_stay_out_and_stay_known(workspace: Workspace) -> None:
    reject(open_inbox(workspace), ["ostby-2023/table/1", CLAIM], "Bob", "2024-05-02", "not ours")
    inbox = open_inbox(workspace)
    assert inbox.find(CLAIM)[1].said["reason"] == "not ours"
    with pytest.raises(InputError, match="has a number that the text cites"):
        reject(inbox, ["ostby-2023/ref/2"], "Bob", "2024-05-02")
    decided(workspace, "ostby-2023")
    assert not (workspace.root / "graph" / "articles" / "ostby-2023" / "tables.yaml").exists()
    with pytest.raises(InputError, match="was accepted"):
        reject(open_inbox(workspace), ["ostby-2023"], "Bob", "2024-05-02")


def test_works_of_two_articles_become_one(workspace: Workspace) -> None:
    data = REVIEW.read_bytes()
    data = data.replace(b"10.9999/rim.7", b"10.9999/rim.8").replace(b"99999907", b"99999908")
    data = data.replace(b"Getting up on the first day after", b"A second day").replace(b"fpage>101", b"fpage>77")
    made = ingest(workspace, parse_article(data, "second.xml"), "1" * 64)
    assert made.article != "ostby-2023"
    keys = {d.record["key"] for d in open_inbox(workspace).article(made.article).drafts["references.yaml"]}
    assert "rise-2021" in keys  # the same as in the first, as neither is accepted yet
    decided(workspace, "ostby-2023")
    decided(workspace, made.article)
    assert check_workspace(workspace)[1] == []
    bibliography = authored(workspace, "references.bib")
    assert bibliography.lower().count("doi = {10.9999/toy.2}") == 3  # the work, and an entry for each repetition
    assert bibliography.count("sameas = {rise-2021}") == 2
    assert bibliography.count("@article{sample-falls,") == 1
    first, second = (
        yaml.safe_load(authored(workspace, f"graph/articles/{name}/article.yaml"))["article"]["references"]
        for name in ("ostby-2023", made.article)
    )
    assert first[0] != second[0]
    assert (first[1], first[4]) == (second[1], second[4])


def test_names_are_found_by_their_end(workspace: Workspace) -> None:
    inbox = open_inbox(workspace)
    assert inbox.find("claim/benefit.1.3")[1].id == CLAIM
    assert inbox.find("ostby-2023")[1].kind == "article"
    with pytest.raises(Ambiguous):
        inbox.find("benefit.1.3")
    with pytest.raises(NotFound, match="Did you mean"):
        inbox.find("ostby-2023/claim/benefit.1.33")


def test_fields_are_set_by_their_path(workspace: Workspace) -> None:
    draft = open_inbox(workspace).find(CLAIM)[1]
    change(draft, {"quantities.2.value": "53", "favours": "[early-walking]", "proposition.comparator": ""})
    assert draft.record["quantities"][1]["value"] == "53"
    assert draft.record["favours"] == ["early-walking"]
    assert "comparator" not in draft.record["proposition"]
    for wrong in ("draft.state", "id", "quantities.9.value", "a b", "label.x"):
        with pytest.raises(UsageError):
            change(draft, {"label": "x", wrong: "y"})


def test_a_draft_is_edited_as_text(workspace: Workspace) -> None:
    article, draft = open_inbox(workspace).find(CLAIM)
    text = editable(draft)
    assert text.startswith(f"# id: {CLAIM}\n")
    assert not edited(draft, text)
    assert edited(draft, text.replace("claimType: efficacy", "claimType: safety") + f"label: {LABEL}\n")
    assert (draft.record["label"], draft.record["claimType"]) == (LABEL, "safety")
    assert draft.said["set"] == ["claimType", "label"]
    write_together(article.changes())
    assert open_inbox(workspace).find(CLAIM)[1].record == draft.record
    with pytest.raises(RecordError):
        edited(draft, "label: [")


def test_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "new" / "two"
    one.write_bytes(b"old")
    write_together({one: (b"old", b"new"), two: (None, b"made")})
    assert (one.read_bytes(), two.read_bytes()) == (b"new", b"made")
    (tmp_path / "folder").mkdir()
    with pytest.raises(WriteError):
        write_together({one: (b"new", b"newer"), tmp_path / "x" / "y": (None, b""), tmp_path / "folder": (None, b"z")})
    assert one.read_bytes() == b"new"
    assert not (tmp_path / "x").exists()
    with pytest.raises(WriteError, match="changed by another program"):
        write_together({one: (b"old", b"newest"), two: (b"made", b"more")})
    assert (one.read_bytes(), two.read_bytes()) == (b"new", b"made")


@pytest.fixture
def run(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Iterator[object]:
    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["-C", str(workspace.root), *arguments])
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    yield call


def test_the_commands(workspace: Workspace, run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("inbox", "list", "--format", "csv")[1].splitlines()[1].startswith("ostby-2023,1,5,15,1,6,3,0,0,")
    shown = run("inbox", "show", "ostby-2023", "--kind", "claim", "--format", "tsv")[1]
    assert len(shown.splitlines()) == 7
    assert "^{2-4}" in shown
    status, out, _ = run("inbox", "accept", "ostby-2023", "--by", "Ann")
    assert (status, out) == (0, "ostby-2023/article -> graph/articles/ostby-2023\n")
    status, _, err = run("inbox", "accept", "claim/safety.1.1", "--set", "label=Falls.", "--by", "Ann")
    assert status == 3
    assert "1 fault; nothing was changed." in err
    assert run("inbox", "accept", "claim/safety.1.1", "--set", "label")[0] == 2
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!{sys.executable}\nimport sys\nwith open(sys.argv[1], 'a') as file:\n    file.write('label: By hand.\\n')\n"
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setenv("EDITOR", str(editor))
    assert run("inbox", "edit", "claim/benefit.1.3")[:2] == (0, f"{CLAIM} changed.\n")
    status, out, _ = run("inbox", "accept", "claim/benefit.1.3", "--by", "Ann")
    assert (status, out) == (0, f"{CLAIM} -> ostby-2023/claim/by-hand\n")
    assert run("inbox", "reject", "claim/safety.1.2", "--reason", "no")[1] == "ostby-2023/claim/safety.1.2 rejected\n"
    assert run("inbox", "show", "claim/nothing")[0] == 3
    assert run("check")[0] == 0


def test_articles_are_drafted_from_the_command_line(workspace: Workspace, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bad = tmp_path / "bad.xml"
    bad.write_text("<article><front></article>")
    odd = Path(__file__).parent / "jats" / "odd.xml"
    status, out, err = run("ingest", str(bad), str(odd), str(REVIEW), "--format", "csv")
    assert status == 3
    assert f"{bad}:1:" in err
    assert "ostby-2023 is in the inbox already" in err
    assert [line.split(",")[0] for line in out.splitlines()] == ["article", "van-der-berg-2018"]
    assert run("ingest", str(odd))[1].splitlines()[1].split("\t")[1] == "as before"


def test_a_text_is_drafted_and_accepted_from_the_command_line(workspace: Workspace, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text, pdf = Path(__file__).parent / "text" / "bracketed.txt", tmp_path / "paper.txt"
    pdf.write_bytes(b"%PDF-1.7")
    status, out, err = run("ingest", str(text), str(pdf), "--format", "csv")
    assert (status, out.splitlines()[1].split(",")[0]) == (3, "ostby-early")
    assert f"{pdf}: text-other-format: This is a PDF and no plain text." in err
    assert run("inbox", "accept", "ostby-early", "--by", "Ann")[0] == 0
    assert check_workspace(workspace)[1] == []
    source = str(workspace.root / "graph" / "inbox" / "ostby-early" / "source.txt")
    status, out, _ = run("coverage", "--source", source, "--article", "ostby-early")
    assert status == 1 and "passages found; 10 of 12 clusters covered" in out
    assert [word for word in ("80-82 is cited here", "12 is cited here") if word not in out] == []
