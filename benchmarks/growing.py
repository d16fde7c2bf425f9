"""What :mod:`benchmarks.growth` measures apart: a build stage by stage, the questions, the engine's own load."""

from __future__ import annotations

import contextlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_TIMES = 3
_ASKED = {"sentences-about-a-therapy-and-an-outcome": {"therapy": "chemotherapy", "outcome": "relapse"}}
"""Terms of the workspace that articles of any journal of medicine may have."""


class Stages:
    """Watches a build: what each of its stages costs, and what lies between them."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self._began = (0.0, 0.0, 0.0)
        self._begin("begin")

    def __call__(self, stage: str, items: Iterable[T], total: int) -> Iterator[T]:
        """The items of a stage, whose cost is told when there are no more."""
        self._begin(stage)
        yield from items
        if stage not in ("Loading", "Merging"):  # the engine has more to do after it was given the last part
            self._begin(f"after {stage.lower()}")

    def end(self) -> list[dict[str, Any]]:
        """Every stage with what it cost."""
        self._begin("")
        return self.told

    def _begin(self, name: str) -> None:
        now = (time.perf_counter(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN))
        if self.told:
            wall, cpu, others = (late - early for late, early in zip(now, self._began, strict=True))
            self.told[-1] |= {"wall": wall, "cpu": cpu, "others": others, "megabytes": _peak()}
        self._began = now
        if name:
            self.told.append({"name": name})


def build(archive: str, folder: str, retracted: str) -> dict[str, Any]:
    """Builds a corpus with two readers."""
    from evigraph.build import open_dataset
    from evigraph.corpus.build import build as build_corpus
    from evigraph.corpus.manifest import Settings
    from evigraph.corpus.terms import terms_of
    from evigraph.corpus.workers import make_pieces
    from evigraph.load.workspace import find_workspace

    stages = Stages()
    terms = terms_of(open_dataset(find_workspace(None)))
    settings = Settings((archive,), retracted=retracted)
    build_corpus(Path(folder), settings, terms, partial(make_pieces, workers=2), stages)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    return {"stages": stages.end(), "largest": largest}


def ask(folder: str) -> dict[str, Any]:
    """Asks every question: its median costs and its number of rows."""
    from evigraph.corpus.asking import open_corpus
    from evigraph.query import Table, find_question, questions

    dataset, measured = open_corpus(Path(folder)), {}
    for name in sorted(questions(dataset.workspace)):
        question, costs, rows = find_question(dataset.workspace, name), [], 0
        for _ in range(_TIMES):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = question.ask(dataset, _ASKED.get(name, {}))
            costs.append((time.process_time() - cpu, time.perf_counter() - wall))
            rows = len(answer.rows) if isinstance(answer, Table) else 0
        cpu, wall = (statistics.median(each) for each in zip(*costs, strict=True))
        measured[name] = {"cpu": cpu, "wall": wall, "rows": rows}
    return measured


def load_plain(path: str, folder: str) -> dict[str, Any]:
    """Loads one plain file by the engine's own bulk load, then merges the files of its store: what each costs."""
    import pyoxigraph as ox

    from evigraph.corpus.store import merge_store

    stages = Stages()
    for plain in stages("Loading", [path], 1):
        store = ox.Store(folder)
        store.bulk_load(path=plain, format=ox.RdfFormat.N_QUADS)
        store.flush()
        del store
    for merged in stages("Merging", [Path(folder)], 1):
        merge_store(merged)
    return {each["name"]: each for each in stages.end()}


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _peak() -> float:
    """The peak of resident memory since it was last asked for, in MB; elsewhere than in Linux since the beginning."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text("ascii")
        peak = int(status.partition("VmHWM:")[2].split()[0]) / 1e3
        Path("/proc/self/clear_refs").write_text("5", "ascii")
        return peak
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    what: dict[str, Callable[..., dict[str, Any]]]
    what = {"build": build, "ask": ask, "load-plain": load_plain}
    print(json.dumps(what[sys.argv[1]](*sys.argv[2:])))
