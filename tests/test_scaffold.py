"""A new workspace: complete, without a fault, and never on top of something else."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from evigraph.build import build
from evigraph.check import check_workspace
from evigraph.errors import InputError, WorkspaceError
from evigraph.inbox import accept, open_inbox
from evigraph.ingest import ingest
from evigraph.jats import read_article
from evigraph.load.workspace import Workspace, find_workspace, package_data
from evigraph.ns import local_name
from evigraph.query import Table, find_question, questions
from evigraph.scaffold import init
from evigraph.trace import find_claim, ladder_text, trace
from sample import BENEFIT, workspace


@pytest.mark.parametrize("name", ["new", "with space", "Übersicht-総説", "a/b/c", 'it\'s "quoted" & $HOME'])
def test_a_new_workspace_has_no_fault(tmp_path: Path, name: str) -> None:
    made = init(tmp_path / name)
    assert made == sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
    assert check_workspace(find_workspace(tmp_path / name))[1] == []
    assert not list(tmp_path.rglob(".evigraph-init-*"))


def test_a_bare_workspace_has_no_fault_and_takes_an_article(tmp_path: Path) -> None:
    made = init(tmp_path / "bare", bare=True)
    assert [path.relative_to(tmp_path / "bare").as_posix() for path in made] == [
        "README.md",
        "graph/terms.yaml",
        "references.bib",
    ]
    bare = find_workspace(tmp_path / "bare")
    assert [fault.code for fault in check_workspace(bare)[1] if fault.severity == "error"] == []
    drafted = ingest(bare, read_article(Path(__file__).parent / "ingest" / "review.xml"), "0" * 64)
    accept(open_inbox(bare), [drafted.article], "Ann", "2024-05-01")
    assert check_workspace(bare)[1] == []


def test_a_workspace_without_a_schema_of_its_own_is_not_the_one_around_it(tmp_path: Path) -> None:
    init(tmp_path / "outer")
    init(tmp_path / "outer" / "examples" / "inner")
    inner = tmp_path / "outer" / "examples" / "inner"
    shutil.rmtree(inner / "graph" / "schema")
    assert find_workspace(inner / "graph").root == inner
    (inner / "graph" / "terms.yaml").unlink()
    assert find_workspace(inner).root == tmp_path / "outer"


def test_the_answers_of_a_new_workspace(tmp_path: Path) -> None:
    new = workspace(tmp_path / "new")
    dataset = build(new).dataset
    question = find_question(new, "results-of-a-study")
    answer = question.ask(dataset, {"study": "ward-falls"})
    assert isinstance(answer, Table)
    rows = [(row["outcome"], row["printed"], row["status"]) for row in answer.records()]
    assert rows == [("fall", "6", "reported"), ("independent walking", "NR", "not-reported")]
    told = ladder_text(trace(dataset, find_claim(dataset, "early-walking-restores-independence")))
    assert "Walker A" in told
    assert "independent walking, proportion at 30 days: 75%" in told


def test_one_example_of_each_kind_of_record(tmp_path: Path) -> None:
    dataset = build(workspace(tmp_path / "new")).dataset
    found = {row[0] for row in dataset.select("SELECT DISTINCT ?type WHERE { ?x a ?type }").rows}
    names = {local_name(str(term.value)) for term in found}
    expected = "SourceArticle Section BibliographicReference Expression Author Passage Sentence TableRow CitationGroup"
    expected += " Table Column Cell Footnote Claim Proposition Quantity ClinicalTrial RetrospectiveSeries Cohort Result"
    expected += " Therapy TherapyClass Disease DiseaseSetting Population Outcome Toxicity Predicate"
    assert set(expected.split()) <= names, set(expected.split()) - names


def test_schema_and_standard_questions_are_not_copied(tmp_path: Path) -> None:
    new = workspace(tmp_path / "new")
    assert [path.name for path in (new.root / "graph" / "schema").iterdir()] == ["README.md"]
    assert [path.name for path in (new.root / "queries").iterdir()] == ["results-of-a-study.rq"]
    assert questions(new)["results-of-a-study"].is_relative_to(new.root)
    standard = {path.stem for path in (package_data() / "queries").glob("*.rq")}
    assert standard <= questions(new).keys()


def test_the_extension_that_the_schema_page_shows(tmp_path: Path) -> None:
    new = workspace(tmp_path / "new")
    schema = new.root / "graph" / "schema"
    page = (schema / "README.md").read_text("utf-8")
    (schema / "own.jsonld").write_text(page.split("```json\n")[1].split("```")[0], "utf-8")
    (schema / "own.ttl").write_text(page.split("```turtle\n")[1].split("```")[0], "utf-8")
    studies = new.root / "graph" / "studies.yaml"
    text = studies.read_text("utf-8").replace('    n: "150"', '    n: "150"\n    performanceStatus: "2"')
    studies.write_text(text, "utf-8")
    assert check_workspace(new)[1] == []
    studies.write_text(text.replace('performanceStatus: "2"', 'performanceStatus: "7"'), "utf-8")
    [finding] = check_workspace(new)[1]
    assert str(finding).startswith("graph/studies.yaml:74:24: out-of-range: 'performanceStatus' is 7")


def test_the_guide_names_only_what_exists(tmp_path: Path) -> None:
    new = workspace(tmp_path / "new")
    guide = (new.root / "README.md").read_text("utf-8")
    assert "evigraph check" in guide
    assert "evigraph build" in guide
    claim = re.search(r"evigraph trace (\S+)", guide)
    assert claim and f"- id: {claim[1]}\n" in (new.root / BENEFIT).read_text("utf-8")
    codes = re.findall(r"^\| `([a-z-]+)` \|", guide, re.MULTILINE)
    assert len(codes) == 13
    cases = [path.read_text("utf-8") for path in Path(__file__).with_name("invalid").glob("*.yaml")]
    for code in codes:
        assert any(f": {code}: " in case for case in cases), code


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    for name in "abcdefg":
        (tmp_path / name).write_text("mine")
    with pytest.raises(InputError, match="holds a, b, c, d, e and 2 more") as caught:
        init(tmp_path)
    assert caught.value.exit_status == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == list("abcdefg")


def test_a_hidden_file_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(InputError, match=r"holds \.git\."):
        init(tmp_path)


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        init(tmp_path / "new")
    assert (tmp_path / "new").read_text() == "mine"


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        init(tmp_path / "file" / "new")


def test_an_empty_folder_is_filled_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    before = empty.stat().st_ino
    init(Path())
    assert empty.stat().st_ino == before
    assert check_workspace(find_workspace())[1] == []


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, fault: BaseException) -> None:
    new = tmp_path / "new"
    if there:
        new.mkdir()
    calls = []
    sync = os.fsync

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 5:
            raise fault
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises((WorkspaceError, KeyboardInterrupt)):
        init(new)
    assert len(calls) == 5
    assert list(tmp_path.iterdir()) == ([new] if there else [])
    assert not there or not list(new.iterdir())


def test_a_failed_move_leaves_the_empty_folder_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new"
    new.mkdir()
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "references.bib":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(WorkspaceError, match="Input/output error"):
        init(new)
    assert list(tmp_path.iterdir()) == [new]
    assert list(new.iterdir()) == []


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    first = {path.relative_to(tmp_path / "1"): path.read_bytes() for path in init(tmp_path / "1")}
    second = {path.relative_to(tmp_path / "2"): path.read_bytes() for path in init(tmp_path / "2")}
    assert first == second
    assert len(first) == 12


def test_others_may_read_what_was_made(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    init(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_workspace_is_found_from_below(tmp_path: Path) -> None:
    init(tmp_path / "new")
    assert find_workspace(tmp_path / "new" / "graph" / "articles") == Workspace(tmp_path / "new")
