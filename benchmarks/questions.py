"""Every shipped question with its defaults, against rdflib's own evaluator over the same statements.

The peer is a plain ``rdflib.Graph`` in memory, the faster of rdflib's stores, holding the
union of all named graphs.  It gets a bounded time for each question, in a process that
can be ended; ours is then at least as many times faster as the bound says.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Line, environment, in_turn, run, shown
from benchmarks.repository import EVIGRAPH, PYTHON, ROOT, workspace_copy

BOUND = 30
LEAST = 20
TIMES = 3


def lines() -> Iterator[Line]:
    """One line for each question and one for all together."""
    total_ours = total_peer = 0.0
    hits = 0
    names = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
    with workspace_copy() as workspace:
        run([EVIGRAPH, "-C", str(workspace), "build"])
        for name in names:
            ours, peer = _measured(workspace, name)
            bounded = not peer
            hits += bounded
            peer = peer or [float(BOUND)] * len(ours)
            total_ours += statistics.median(ours)
            total_peer += statistics.median(peer)
            yield _line(name, ours, peer, bounded)
    figure = f"all {len(names)} questions ({hits} met the bound of {BOUND} s)"
    yield _line(figure, [total_ours], [total_peer], hits > 0)


def _line(name: str, ours: list[float], peer: list[float], bounded: bool) -> Line:
    times = [other / mine for mine, other in zip(ours, peer, strict=True)]
    least = ">= " if bounded else ""
    met = statistics.median(times) >= LEAST
    theirs = f"> {BOUND} s" if bounded and len(peer) > 1 else least + shown(peer, "s")
    ratio = f"{least}{shown(times)} times faster"
    return Line(f"{name} : rdflib", shown(ours, "s"), theirs, ratio, f">= {LEAST} times", met)


def _measured(workspace: Path, name: str) -> tuple[list[float], list[float]]:
    """Seconds of ours, and of the peer's or nothing when it met the bound."""
    command = [PYTHON, "-m", "benchmarks.questions", str(workspace), name]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment())
    ...
