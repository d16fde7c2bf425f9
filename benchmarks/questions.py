"""Every shipped question with its defaults, against rdflib's own evaluator over the same statements.

The peer is a plain ``rdflib.Graph`` in memory holding the union of all named graphs.  It
gets a bounded time for each question; where it meets the bound, ours is at least as many
times faster as the bound says.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.measure import Line, run, shown
from benchmarks.repository import EVIGRAPH, PYTHON, workspace_copy

BOUND = 10.0
LEAST = 20
TIMES = 3


def lines() -> Iterator[Line]:
    """One line for each question and one for all together; measured in a process of its own."""
    with workspace_copy() as workspace:
        run([EVIGRAPH, "-C", str(workspace), "build"])
        measured = json.loads(run([PYTHON, "-m", "benchmarks.questions", str(workspace)]).output)
    for name, (ours, peer) in measured.items():
        yield _line(f"{name} : rdflib", ours, peer, max(peer) >= BOUND)
    stopped = sum(max(peer) >= BOUND for _, peer in measured.values())
    ours, peer = (sum(statistics.median(pair[side]) for pair in measured.values()) for side in (0, 1))
    figure = f"all {len(measured)} questions, {stopped} stopped at {BOUND:g} s : rdflib"
    yield _line(figure, [ours], [peer], stopped > 0)


def _line(figure: str, ours: list[float], peer: list[float], stopped: bool) -> Line:
    times = [other / mine for mine, other in zip(ours, peer, strict=True)]
    least = "> " if stopped else ""
    met = statistics.median(times) >= LEAST
    ratio = f"{least}{shown(times)} times faster"
    return Line(figure, shown(ours, "s"), least + shown(peer, "s"), ratio, f">= {LEAST} times", met)


def measure(workspace: Path) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of ours and of the peer's for each question, in turn, until the peer meets the bound."""
    import pyoxigraph as ox

    from evigraph.build import open_dataset
    from evigraph.load.workspace import find_workspace
    from evigraph.query import find_question, questions

    dataset = open_dataset(find_workspace(workspace))
    statements = workspace / "union.nt"
    ox.serialize({quad.triple for quad in dataset.store}, str(statements), format=ox.RdfFormat.N_TRIPLES)
    peer = _Peer(statements)
    measured = {}
    for name in sorted(questions(dataset.workspace)):
        question = find_question(dataset.workspace, name)
        question.ask(dataset)
        pairs: list[tuple[float, float]] = []
        while len(pairs) < TIMES and (not pairs or pairs[-1][1] < BOUND):
            started = time.perf_counter()
            question.ask(dataset)
            pairs.append((time.perf_counter() - started, peer.seconds(question.sparql)))
        measured[name] = ([mine for mine, _ in pairs], [other for _, other in pairs])
    peer.stop()
    return measured


class _Peer:
    """rdflib in a process that can be ended in the middle of a question."""

    def __init__(self, statements: Path) -> None:
        self._statements = statements
        self._start()

    def seconds(self, sparql: str) -> float:
        """How long rdflib takes, or the bound when it takes longer."""
        self._connection.send(sparql)
        if self._connection.poll(BOUND):
            return float(self._connection.recv())
        self.stop()
        self._start()
        return BOUND

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
    """Loads the statements, says so, then answers each query with the seconds it took."""
    import rdflib

    graph = rdflib.Graph().parse(statements, format="nt")
    connection.send(len(graph))
    while True:
        sparql = connection.recv()
        started = time.perf_counter()
        for _ in graph.query(sparql):
            pass
        connection.send(time.perf_counter() - started)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
