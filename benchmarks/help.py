"""`evigraph --help`, the whole process, against a Python that does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import Line, in_turn, ratio_line, run, seconds
from benchmarks.repository import EVIGRAPH, PYTHON


def lines() -> Iterator[Line]:
    """One line."""
    ours, peer = [EVIGRAPH, "--help"], [PYTHON, "-c", "pass"]
    runs, peers = in_turn(lambda: run(ours), lambda: run(peer), 25)
    yield ratio_line("--help : python -c pass", seconds(runs, peers), "s", 10)
