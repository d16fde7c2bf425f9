"""`evigraph query NAME`, the whole process, against a bare script that asks pyoxigraph the same."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import Line, in_turn, megabytes, memory_line, ratio_line, run, seconds, time_line
from benchmarks.repository import EVIGRAPH, PYTHON, ROOT, store_of, workspace_copy

NAME = "what-a-claim-rests-on"
PEER = """
import sys
import pyoxigraph
store = pyoxigraph.Store.read_only(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    found = store.query(file.read(), use_default_graph_as_union=True)
print(*(variable.value for variable in found.variables), sep="\\t")
for row in found:
    print(*("" if term is None else term.value for term in row), sep="\\t")
"""


def lines() -> Iterator[Line]:
    """Time and peak memory, each against the peer's and against its own limit."""
    with workspace_copy() as workspace:
        run([EVIGRAPH, "-C", str(workspace), "build"])
        ours = [EVIGRAPH, "-C", str(workspace), "query", NAME, "--format", "tsv"]
        peer = [PYTHON, "-c", PEER, str(store_of(workspace)), str(ROOT / "queries" / f"{NAME}.rq")]
        if run(ours).output != run(peer).output:
            raise RuntimeError(f"'{NAME}' prints other rows than the peer prints")
        runs, peers = in_turn(lambda: run(ours), lambda: run(peer), 25)
    yield ratio_line("query NAME : bare pyoxigraph script", seconds(runs, peers), "s", 3.5)
    yield time_line("query NAME", runs, 0.15)
    yield ratio_line("query NAME, peak memory : bare pyoxigraph script", megabytes(runs, peers), "MB", None)
    yield memory_line("query NAME, peak memory", runs, 80)
