"""`evigraph --help`, the whole process, against a Python that does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import Line, in_turn, ratio_line, run
from benchmarks.repository import EVIGRAPH, PYTHON


def lines() -> Iterator[Line]:
    """One line."""
    ours, peer = [EVIGRAPH, "--help"], [PYTHON, "-c", "pass"]
    seconds = in_turn(lambda: run(ours).seconds, lambda: run(peer).seconds, 25)
    yield ratio_line("--help : python -c pass", seconds, "s", 10)
