"""Every shipped question with its defaults, against rdflib's own evaluator over the same statements.

The peer is a plain ``rdflib.Graph`` in memory holding the union of all named graphs.  It
gets a bounded time for each question; where it meets the bound, ours is at least as many
times faster as the bound says.  Questions that it cannot answer, or answers with another
number of rows, are named and left out of the total.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.measure import Line, run, shown
from benchmarks.repository import EVIGRAPH, PYTHON, workspace_copy

BOUND = 10.0
LEAST = 20
TIMES = 3


@dataclass
class Timed:
    """Seconds of ours and of the peer's, in turn; ``trouble`` says why the peer's do not count."""

    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    trouble: str = ""

    @property
    def stopped(self) -> bool:
        """Whether the peer met the bound, so that its time is a least time."""
        return max(self.peer, default=0) >= BOUND


def lines() -> Iterator[Line]:
    """One line for each question and one for all together; measured in a process of its own."""
    with workspace_copy() as workspace:
        run([EVIGRAPH, "-C", str(workspace), "build"])
        found = json.loads(run([PYTHON, "-m", "benchmarks.questions", str(workspace)]).output)
    measured = {name: Timed(**values) for name, values in found.items()}
    for name, timed in measured.items():
        if timed.trouble:
            yield Line(f"{name} : rdflib", shown(timed.ours, "s"), timed.trouble, "", "", None)
        else:
            yield _line(f"{name} : rdflib", timed.ours, timed.peer, timed.stopped)
    counted = [timed for timed in measured.values() if not timed.trouble]
    stopped = sum(timed.stopped for timed in counted)
    ours, peer = (
        sum(statistics.median(side) for side in sides)
        for sides in ([timed.ours for timed in counted], [timed.peer for timed in counted])
    )
    figure = f"{len(counted)} of {len(measured)} questions, {stopped} stopped at {BOUND:g} s : rdflib"
    yield _line(figure, [ours], [peer], stopped > 0)


def _line(figure: str, ours: list[float], peer: list[float], stopped: bool) -> Line:
    times = [other / mine for mine, other in zip(ours, peer, strict=True)]
    least = "> " if stopped else ""
    met = statistics.median(times) >= LEAST
    ratio = f"{least}{shown(times)} times faster"
    return Line(figure, shown(ours, "s"), least + shown(peer, "s"), ratio, f">= {LEAST} times", met)


def measure(workspace: Path) -> dict[str, Timed]:
    """Each question in turn with the peer, until the peer meets the bound or fails."""
    import pyoxigraph as ox

    import evigraph
    from evigraph.query import Table, find_question, questions

    dataset = evigraph.open(workspace).dataset
    statements = workspace / "union.nt"
    ox.serialize({quad.triple for quad in dataset.store}, str(statements), format=ox.RdfFormat.N_TRIPLES)
    peer = _Peer(statements)
    measured: dict[str, Timed] = {}
    for name in sorted(questions(dataset.workspace)):
        question = find_question(dataset.workspace, name)
        answer = question.ask(dataset)
        timed = measured[name] = Timed()
        while len(timed.ours) < TIMES and not timed.stopped and not timed.trouble:
            started = time.perf_counter()
            answer = question.ask(dataset)
            timed.ours.append(time.perf_counter() - started)
            seconds, rows = peer.ask(question.sparql)
            timed.peer.append(seconds)
            if rows is not None and isinstance(answer, Table) and rows != len(answer):
                timed.trouble = f"gives {rows} rows, not {len(answer)}" if rows >= 0 else "fails"
    peer.stop()
    return measured


class _Peer:
    """rdflib in a process that can be ended in the middle of a question."""

    def __init__(self, statements: Path) -> None:
        self._statements = statements
        self._start()

    def ask(self, sparql: str) -> tuple[float, int | None]:
        """Seconds and rows: no rows when it takes longer than the bound, -1 when it fails."""
        self._connection.send(sparql)
        if self._connection.poll(BOUND):
            seconds, rows = self._connection.recv()
            return float(seconds), int(rows)
        self.stop()
        self._start()
        return BOUND, None

    def stop(self) -> None:
        self._process.kill()
        self._process.join()

    def _start(self) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_evaluate, args=(self._statements, theirs), daemon=True)
        self._process.start()
        self._connection.recv()


def _evaluate(statements: Path, connection: Connection) -> None:
    """Loads the statements, says so, then answers each query with the seconds it took and its rows."""
    import rdflib
    from rdflib.plugins.sparql.sparql import SPARQLError

    graph = rdflib.Graph().parse(statements, format="nt")
    connection.send(len(graph))
    while True:
        sparql = connection.recv()
        started = time.perf_counter()
        try:
            rows = sum(1 for _ in graph.query(sparql))
        except SPARQLError:
            rows = -1
        connection.send((time.perf_counter() - started, rows))


if __name__ == "__main__":
    print(json.dumps({name: asdict(timed) for name, timed in measure(Path(sys.argv[1])).items()}))
