"""Thousands of drafts are decided on at once: what they are held against is read once, none is searched for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from effort import MOST, growth
from evigraph.errors import RecordError
from evigraph.inbox import accept, change, decide, open_inbox
from evigraph.inbox.drafts import Article, Draft, Inbox
from evigraph.ingest import ingest
from evigraph.ingest.sections import numbered
from evigraph.jats import read_article
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init

REVIEW = Path(__file__).parent / "ingest" / "review.xml"
NAME = "ostby-2023"
FILES = ["graph/articles/ostby-2023/claims/benefit.yaml", "graph/articles/ostby-2023/claims/safety.yaml"]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init(tmp_path / "w")
    made = Workspace(tmp_path / "w")
    ingest(made, read_article(REVIEW), "0" * 64)
    accept(open_inbox(made), [NAME], "Ann", "2024-05-01")
    return made


def labelled(workspace: Workspace, kind: str) -> tuple[Inbox, list[str]]:
    """The inbox and its drafts of a kind, all with one label and otherwise as they have to be."""
    inbox = open_inbox(workspace)
    drafts = [draft for draft in inbox.article(NAME) if draft.kind == kind]
    more = (
        {"claimType": "finding", "certainty": "asserted", "proposition.predicate": "hasRateOf"}
        if kind == "claim"
        else {}
    )
    for draft in drafts:
        change(draft, {"label": "Walking helps.", **more})
    return inbox, [draft.id for draft in drafts]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often accepting asks for what it reads; the check of all is left out."""
    decide, work = (sys.modules[f"evigraph.inbox.{name}"] for name in ("decide", "work"))
    counts = dict[str, int]()
    monkeypatch.setattr(decide, "faults", lambda *_: [])

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            counts[name] = counts.get(name, 0) + 1
            return function(*arguments)

        return call

    for module, names in ((work, ("parse_bib", "read_schema")), (decide, ("read_yaml", "parse_yaml", "with_more"))):
        for name in names:
            monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    return counts


def test_what_claims_are_held_against_is_read_once(workspace: Workspace, calls: dict[str, int]) -> None:
    inbox, names = labelled(workspace, "claim")
    assert len(names) == 6
    accepted = decide(inbox, names[:2], (), "Ann", "2024-05-02").files
    assert accepted == FILES[:1]
    assert calls == {"parse_bib": 1, "read_schema": 1, "parse_yaml": 1, "with_more": 1}
    calls.clear()
    inbox, _ = labelled(workspace, "claim")
    accepted = decide(inbox, names[2:], (), "Ann", "2024-05-02").files
    assert accepted == FILES
    assert calls == {"parse_bib": 1, "read_schema": 1, "read_yaml": 1, "parse_yaml": 2, "with_more": 2}
    written = [yaml.safe_load((workspace.root / file).read_text("utf-8"))["claims"] for file in FILES]
    assert [[claim["id"] for claim in claims] for claims in written] == [
        ["walking-helps", "walking-helps-2", "walking-helps-3"],
        ["walking-helps-4", "walking-helps-5", "walking-helps-6"],
    ]


def test_a_list_in_brackets_takes_no_more_records(workspace: Workspace) -> None:
    path = workspace.root / "graph" / "studies.yaml"
    path.write_text("studies: [{id: first, label: First}]\n", "utf-8")
    inbox, names = labelled(workspace, "study")
    with pytest.raises(RecordError, match=r"graph/studies\.yaml:2:"):
        decide(inbox, names[:1], (), "Ann", "2024-05-02")


def test_thousands_of_drafts_are_found_by_name(tmp_path: Path) -> None:
    def found(size: int) -> Callable[[], object]:
        drafts = [Draft("claim", "claims.yaml", {"draft": {"id": f"a/claim/{n}"}}) for n in range(size)]
        inbox = Inbox(Workspace(tmp_path), ("a",), {"a": Article("a", tmp_path, {"claims.yaml": drafts})})
        return lambda: [inbox.find(draft.id) for draft in drafts]

    assert growth(found, 50) < MOST


def test_thousands_of_one_name_are_not_counted_from_the_start() -> None:
    def named(size: int) -> Callable[[], object]:
        def work() -> None:
            taken, numbers = {"a", "a-3"}, dict[str, int]()
            for _ in range(size):
                taken.add(numbered("a", taken, numbers))
            assert max(numbers.values()) == size + 2

        return work

    assert growth(named, 50) < MOST
