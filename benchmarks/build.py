"""`evigraph build`, the whole process: cold and unchanged, against importing its two heavy libraries.

Cold means that nothing was built before; bytecode and files are where the last run left them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from benchmarks.measure import Line, absolute_line, in_turn, ratio_line, run
from benchmarks.repository import CACHE, EVIGRAPH, PYTHON, workspace_copy


def lines() -> Iterator[Line]:
    """Each build against the peer, for scale, and against its limit on two cores."""
    peer = [PYTHON, "-c", "import pyshacl, rdflib"]
    with workspace_copy() as workspace:
        ours = [EVIGRAPH, "-C", str(workspace), "build"]

        def cold() -> float:
            shutil.rmtree(workspace / CACHE, ignore_errors=True)
            return run(ours).seconds

        built = in_turn(cold, lambda: run(peer).seconds, 7)
        unchanged = in_turn(lambda: run(ours).seconds, lambda: run(peer).seconds, 15)
    for name, pairs, below in (("cold build", built, 3), ("unchanged build", unchanged, 0.3)):
        yield ratio_line(f"{name} : import pyshacl, rdflib", pairs, "s", None)
        yield absolute_line(name, pairs.ours, "s", below)
