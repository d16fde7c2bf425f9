"""How a corpus grows: what its build, its store and its questions cost at several sizes, over a hundredfold.

    EVIGRAPH_GROWTH=80,800,8000 python -m benchmarks growth

Needs the articles of ``EVIGRAPH_CORPUS``, of which :mod:`benchmarks.replicas` makes as many as are asked for, and for
each article a megabyte and a half of disk in ``TMPDIR``; 8,000 articles take an hour.  Processor time stands first in
every line, because it hardly depends on what else the machine does.  Memory is the peak of resident memory: of the
first process stage by stage, of the largest of the others.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.measure import Line, Pairs, Run, ratio_line, run
from benchmarks.replicas import replicas, shared_dois, write_archive
from benchmarks.repository import EVIGRAPH, PYTHON

_SIZES = "80,800"
_MOST_LOAD = 1.2
_WITHDRAWN = 20
"""So many works are on the list of retractions, whatever the size."""


def lines() -> Iterator[Line]:
    """The figures of one size after the other."""
    if not os.environ.get("EVIGRAPH_CORPUS"):
        yield _line("growth of a corpus", "not measured: EVIGRAPH_CORPUS")
        return
    for size in map(int, os.environ.get("EVIGRAPH_GROWTH", _SIZES).split(",")):
        with tempfile.TemporaryDirectory(prefix="evigraph-growth-") as temporary:
            for line in _of(size, Path(temporary)):
                print(size, *line.cells(), sep="  ", file=sys.stderr, flush=True)
                yield replace(line, figure=f"{size}: {line.figure}")


def _of(size: int, folder: Path) -> Iterator[Line]:
    archive, corpus, listed = folder / "articles.zip", folder / "corpus", folder / "retracted.txt"
    write_archive(archive, size)
    listed.write_text("".join(f"{doi} 2020-01-01 retracted\n" for doi in _withdrawn()), "utf-8")
    build = _measured("build", archive, corpus, listed)
    yield from _built(build)
    counted = run([EVIGRAPH, "corpus", "stats", str(corpus), "--format", "json"])
    yield _line("corpus stats", _cost(counted))
    counts = {row["kind"]: row["count"] for row in json.loads(counted.output)}
    told = ("articles", "statements", "works", "references", "sentences", "numbers that differ", "faults in lists")
    yield from (_line(kind, f"{int(counts[kind]):,}") for kind in told)
    for part in ("pieces", "shards", "store"):
        yield _line(f"disk: {part}", f"{_bytes(corpus / part) / 1e6:,.0f} MB")
    for name, asked in _measured("ask", corpus).items():
        yield _line(f"ask {name}", f"{asked['cpu']:.3f} s CPU, {asked['wall']:.3f} s", f"{asked['rows']:,} rows")
    yield from _loaded(folder, corpus, {stage["name"]: stage for stage in build["stages"]})


def _built(build: dict[str, Any]) -> Iterator[Line]:
    for stage in build["stages"]:
        others = f", others {stage['others']:.1f} s CPU" if stage["others"] else ""
        cost = f"{stage['cpu']:.1f} s CPU{others}, {stage['wall']:.1f} s, {stage['megabytes']:.0f} MB"
        yield _line(f"build: {stage['name']}", cost)
    yield _line("build: largest reader", f"{build['largest']:.0f} MB")


def _loaded(folder: Path, corpus: Path, ours: dict[str, Any]) -> Iterator[Line]:
    """The last stages of a build against the engine's own bulk load of the same statements in one plain file."""
    plain = folder / "plain.nq"
    run([EVIGRAPH, "corpus", "export", str(corpus), "--output", str(plain)])
    theirs = _measured("load-plain", plain, folder / "theirs")
    yield _line("plain N-Quads", f"{plain.stat().st_size / 1e6:,.0f} MB")
    for name in ("Loading", "Merging"):
        if name in ours:
            mine, other = ours[name], theirs[name]
            yield ratio_line(f"{name}: CPU", Pairs([mine["cpu"]], [other["cpu"]]), "s CPU", _MOST_LOAD)
            yield ratio_line(f"{name}: wall", Pairs([mine["wall"]], [other["wall"]]), "s", _MOST_LOAD)
            yield Line(f"{name}: memory", f"{mine['megabytes']:.0f} MB", f"{other['megabytes']:.0f} MB", "", "", None)


def _withdrawn() -> list[str]:
    """Identifiers of works that the articles cite in all their copies."""
    found = {doi for _, data in replicas(240) for doi in shared_dois(data)}
    return sorted(found, key=lambda doi: hashlib.sha256(doi.encode()).digest())[:_WITHDRAWN]


def _measured(what: str, *arguments: Path) -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(_alone(what, *arguments).output)
    return measured


def _alone(what: str, *arguments: Path) -> Run:
    """A part of the measurement in a process of its own."""
    return run([PYTHON, "-m", "benchmarks.growing", what, *map(str, arguments)])


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def _cost(measured: Run) -> str:
    return f"{measured.cpu_seconds:.2f} s CPU, {measured.seconds:.2f} s, {measured.megabytes:.0f} MB"


def _line(figure: str, ours: str, peer: str = "") -> Line:
    return Line(figure, ours, peer, "", "", None)
