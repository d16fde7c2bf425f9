"""Building: once for each state of the sources, never from faulty ones, never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from evigraph import check
from evigraph.build import build
from evigraph.errors import RecordError
from evigraph.load.cache import open_cached
from evigraph.load.workspace import Workspace
from evigraph.ns import BASE
from sample import STUDIES, TERMS, caches, claims, edit, workspace


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the user for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def new(tmp_path: Path, home: Path) -> Workspace:
    return workspace(tmp_path / "w")


def test_an_unchanged_workspace_is_not_built_again(new: Workspace) -> None:
    first = build(new)
    again = build(Workspace(new.root))
    assert (first.fresh, again.fresh) == (True, False)
    assert first.cache == again.cache == new.root / ".evigraph" / new.digest()
    assert claims(first) == claims(again) == 3
    assert again.dataset.base == BASE
    assert again.seconds > 0


def test_the_cache_is_not_for_version_control(new: Workspace) -> None:
    build(new)
    assert (new.root / ".evigraph" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    ("file", "old", "text"),
    [
        (TERMS, "prefLabel: bed rest", "prefLabel: rest in bed"),
        ("references.bib", "pages = {55-60}", "pages = {55-61}"),
        (STUDIES, "studies:", "\nstudies:"),
    ],
)
def test_a_changed_file_is_built_anew(new: Workspace, file: str, old: str, text: str) -> None:
    before = new.digest()
    build(new)
    edit(new, file, old, text)
    built = build(new)
    assert built.fresh
    assert new.digest() != before
    assert caches(new.root / ".evigraph") == sorted([before, new.digest()])
    edit(new, file, text, old)
    assert not build(new).fresh


def test_an_added_or_removed_file_is_a_change(new: Workspace) -> None:
    build(new)
    (new.root / "graph" / "workspace.yaml").write_text("base: https://example.org/id/\n")
    built = build(new)
    assert (built.fresh, built.dataset.base) == (True, "https://example.org/id/")
    (new.root / "graph" / "workspace.yaml").unlink()
    assert not build(new).fresh


def test_an_own_schema_is_part_of_what_is_built(new: Workspace) -> None:
    build(new)
    (new.root / "graph" / "schema" / "own.ttl").write_text("# nothing yet\n")
    assert build(new).fresh


def test_what_is_not_a_source_changes_nothing(new: Workspace) -> None:
    build(new)
    (new.root / "README.md").write_text("mine")
    (new.root / "graph" / "inbox").mkdir()
    (new.root / "graph" / "inbox" / "draft.yaml").write_text("{")
    (new.root / "queries" / "own.rq").write_text("ASK {}")
    assert not build(new).fresh


def test_faulty_sources_leave_the_graph_as_it_was(new: Workspace) -> None:
    before = build(new)
    edit(new, STUDIES, 'n: "150"', "n: many")
    for _ in range(2):
        with pytest.raises(RecordError) as caught:
            build(new)
        assert [finding.code for finding in caught.value.findings] == ["wrong-value"]
        assert caught.value.exit_status == 3
    assert before.cache is not None and caches(new.root / ".evigraph") == [before.cache.name]
    assert claims(before) == 3
    edit(new, STUDIES, "n: many", 'n: "150"')
    assert not build(new).fresh


def test_warnings_do_not_stop_a_build(new: Workspace) -> None:
    edit(new, "references.bib", "  pages = {55-60},", "  pagse = {55-60},")
    built = build(new)
    assert [finding.code for finding in built.warnings] == ["bib-unknown-field"]
    assert claims(built) == 3


def test_sources_that_change_meanwhile_are_not_kept(new: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the graph of the later state would answer for the earlier one."""
    real = check.check_workspace
    before = new.digest()

    def slow(space: Workspace) -> object:
        edit(space, TERMS, "prefLabel: bed rest", "prefLabel: rest in bed")
        return real(space)

    monkeypatch.setattr(check, "check_workspace", slow)
    built = build(new)
    assert (built.cache, built.fresh) == (None, True)
    assert open_cached(new, before) is None
