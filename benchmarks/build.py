"""`evigraph build`, the whole process: cold and unchanged, against importing its two heavy libraries.

Cold means that nothing was built before; bytecode and files are where the last run left them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from benchmarks.measure import Line, Run, in_turn, ratio_line, run, seconds, time_line
from benchmarks.repository import CACHE, EVIGRAPH, PYTHON, workspace_copy


def lines() -> Iterator[Line]:
    """Each build against the peer, for scale, and against its limit on two cores."""
    peer = [PYTHON, "-c", "import pyshacl, rdflib"]
    with workspace_copy() as workspace:
        ours = [EVIGRAPH, "-C", str(workspace), "build"]

        def cold() -> Run:
            shutil.rmtree(workspace / CACHE, ignore_errors=True)
            return run(ours)

        built = in_turn(cold, lambda: run(peer), 7)
        unchanged = in_turn(lambda: run(ours), lambda: run(peer), 15)
    for name, (runs, peers), below in (("cold build", built, 3), ("unchanged build", unchanged, 0.3)):
        yield ratio_line(f"{name} : import pyshacl, rdflib", seconds(runs, peers), "s", None)
        yield time_line(name, runs, below)
