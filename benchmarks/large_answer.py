"""A query over a million statements, inside Python, against iterating the engine's own results."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.measure import Line, Pairs, in_turn, ratio_line, run
from benchmarks.repository import PYTHON, ROOT

if TYPE_CHECKING:
    import pyoxigraph as ox

CLAIMS = 250_000
_ROWS = "SELECT ?claim ?work ?n WHERE { ?claim ev:restsOn ?work ; ev:n ?n }"
_COUNTS = "SELECT ?work (COUNT(?claim) AS ?claims) WHERE { ?claim ev:restsOn ?work } GROUP BY ?work"
# The worst case first: the peer forgets each row at once, ours keeps them, and nobody looks at any.
QUERIES = {
    "250,000 rows counted": (_ROWS, False),
    "250,000 rows read": (_ROWS, True),
    "5,000 groups read": (_COUNTS, True),
}


def lines() -> Iterator[Line]:
    """One line for each query; they are measured in a process of their own, which grows large."""
    measured = json.loads(run([PYTHON, "-m", "benchmarks.large_answer"]).output)
    for name, (ours, peer) in measured.items():
        yield ratio_line(f"g.query over 1M statements, {name} : raw pyoxigraph", Pairs(ours, peer), "s", 1.3)


def measure() -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of ours and of the peer's, for each query."""
    import pyoxigraph as ox

    from evigraph.api import Graph
    from evigraph.load.workspace import Workspace
    from evigraph.ns import PREFIXES
    from evigraph.query import Dataset, Table

    store = ox.Store()
    store.bulk_extend(_statements())
    graph = Graph(Dataset(store, Workspace(ROOT)))
    prefixes = dict(PREFIXES)

    def ours(sparql: str) -> Iterable[ox.QuerySolution]:
        answer = graph.query(sparql)
        assert isinstance(answer, Table)
        return answer

    def peer(sparql: str) -> Iterable[ox.QuerySolution]:
        found = store.query(sparql, prefixes=prefixes, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return found

    def seconds(ask: Callable[[str], Iterable[ox.QuerySolution]], sparql: str, read: bool) -> float:
        started = time.perf_counter()
        for row in ask(sparql):
            if read:
                tuple(row)
        return time.perf_counter() - started

    found = {}
    for name, (sparql, read) in QUERIES.items():
        found[name] = in_turn(partial(seconds, ours, sparql, read), partial(seconds, peer, sparql, read), 7)
    return found


def _statements() -> Iterator[ox.Quad]:
    """Four statements for each claim, spread over a hundred named graphs."""
    import pyoxigraph as ox

    from evigraph.ns import EV, RDF

    kind, claim = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{EV}Claim")
    rests_on, n, order = (ox.NamedNode(f"{EV}{name}") for name in ("restsOn", "n", "order"))
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    works = [ox.NamedNode(f"https://example.org/work/{number}") for number in range(5000)]
    graphs = [ox.NamedNode(f"https://example.org/source/{number}") for number in range(100)]
    for number in range(CLAIMS):
        node, graph = ox.NamedNode(f"https://example.org/claim/{number}"), graphs[number % 100]
        yield ox.Quad(node, kind, claim, graph)
        yield ox.Quad(node, rests_on, works[number % 5000], graph)
        yield ox.Quad(node, n, ox.Literal(str(number % 300), datatype=integer), graph)
        yield ox.Quad(node, order, ox.Literal(str(number), datatype=integer), graph)


if __name__ == "__main__":
    print(json.dumps(measure()))
