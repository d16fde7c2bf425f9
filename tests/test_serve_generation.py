"""What is kept of a graph that is served, while files change: no answer and no name of what was."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from evigraph.build import Built, build
from evigraph.load.workspace import Workspace
from evigraph.query import Dataset
from evigraph.serve import graph
from evigraph.serve.graph import Generation, Served, Settings, build_named
from evigraph.serve.process import Reply

ADDED = "terms:\n- id: added-{0}\n  type: Outcome\n  prefLabel: added {0}\n  definition: It tells of a change.\n"


@pytest.fixture
def workspace(toy: Dataset, tmp_path: Path) -> Workspace:
    """A copy of the toy workspace that a test may change."""
    folder = tmp_path / "workspace"
    shutil.copytree(toy.workspace.root, folder)
    return Workspace(folder)


def change(workspace: Workspace, name: int = 0) -> None:
    terms = workspace.root / "graph" / "terms.yaml"
    terms.write_text(terms.read_text("utf-8").replace("terms:\n", ADDED.format(name), 1), "utf-8")


class Tasks:
    """A worker that reads a file, and answers what stood there when it is let to."""

    def __init__(self, steady: bool = True) -> None:
        self.file = "old"
        self.steady = steady
        self.read = asyncio.Event()
        self.let = asyncio.Event()
        self.asked = 0

    async def ask(self, request: Any) -> Reply:
        said = self.file
        self.asked += 1
        self.read.set()
        await self.let.wait()
        return Reply({"status": "ok", "type": "text/plain", "steady": self.steady}, said.encode())


def of(tasks: Tasks) -> Generation:
    return Generation(*cast(Any, (None, "digest", None, None, None, tasks)))


async def asked(generation: Generation) -> bytes:
    return (await generation.call("ask_question", {"name": "q"})).body


def test_what_was_asked_before_a_change_is_not_kept_after_it() -> None:
    async def run() -> None:
        tasks = Tasks()
        generation = of(tasks)
        first = asyncio.create_task(asked(generation))
        await tasks.read.wait()
        tasks.file = "new"
        generation.forget()
        tasks.let.set()
        assert await first == b"old"
        assert [await asked(generation), await asked(generation)] == [b"new", b"new"]
        assert tasks.asked == 2

    asyncio.run(run())


def test_what_may_be_another_the_next_time_is_not_kept() -> None:
    async def run(steady: bool) -> int:
        tasks = Tasks(steady)
        tasks.let.set()
        generation = of(tasks)
        await asked(generation)
        await asked(generation)
        return tasks.asked

    assert [asyncio.run(run(steady)) for steady in (True, False)] == [1, 2]


def changing(times: int) -> Callable[[Workspace], Built]:
    """A build before which a file changes, so many times."""
    built = 0

    def late(workspace: Workspace) -> Built:
        nonlocal built
        if built < times:
            change(workspace, built)
        built += 1
        return build(workspace)

    return late


def holds(dataset: Dataset, name: int) -> bool:
    return dataset.query(f"ASK {{ ?term skos:prefLabel 'added {name}' }}") is True


def test_a_graph_has_the_digest_of_what_it_was_made_of(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = workspace.digest()
    monkeypatch.setattr(graph, "build", changing(1))
    dataset, digest, _ = build_named(workspace)
    assert holds(dataset, 0)
    assert digest == workspace.digest() != before


def test_a_graph_of_files_that_do_not_rest_has_a_name_of_its_own(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = {workspace.digest()}
    late = changing(99)

    def build_and_note(workspace: Workspace) -> Built:
        built = late(workspace)
        digests.add(workspace.digest())
        return built

    monkeypatch.setattr(graph, "build", build_and_note)
    _, digest, _ = build_named(workspace)
    assert len(digests) > 2
    assert digest not in digests


def test_a_change_before_anybody_watches_is_seen(workspace: Workspace) -> None:
    async def run() -> None:
        served = await Served.open(workspace, Settings(workers=1))
        change(workspace)
        watching = asyncio.create_task(served.watch(0.05))
        try:
            async with asyncio.timeout(60):
                while not holds(served.current.dataset, 0):
                    await asyncio.sleep(0.05)
            assert served.current.digest == workspace.digest()
        finally:
            watching.cancel()
            await served.close()

    asyncio.run(run())
