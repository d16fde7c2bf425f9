"""The whole audit in a warm process, against asking the bare engine for the same queries' rows.

The large graph is the article's over and over with renamed identifiers, titles and names, so
that every copy is an article of its own over the same terms.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.measure import Line, Pairs, in_turn, ratio_line, run, shown
from benchmarks.repository import PYTHON, ROOT

if TYPE_CHECKING:
    import pyoxigraph as ox

    from evigraph.query import Dataset

COPIES = {"1,000 claims": 5, "10,000 claims": 52}
_CLAIMS = 193
_BELOW = 1.0
_TELLING = re.compile(r"[/#](title|doi|hasPubMedId|familyName|authorList|registryId)$")


def lines() -> Iterator[Line]:
    """The article against its limit, and the growth against n log n; measured in a process of its own."""
    measured = json.loads(run([PYTHON, "-m", "benchmarks.audit"]).output)
    ours, peer = measured["article"]
    yield ratio_line("audit of the article : its queries in bare pyoxigraph", Pairs(ours, peer), "s", None)
    met = sorted(ours)[len(ours) // 2] < _BELOW
    yield Line("audit of the article, warm", shown(ours, "s"), "", "", f"< {_BELOW:g} s", met)
    for name in COPIES:
        ours, peer = measured[name]
        yield ratio_line(f"audit of {name} : its queries in bare pyoxigraph", Pairs(ours, peer), "s", None)
    small, large = (measured[name][0] for name in COPIES)
    grown = [much / little for much, little in zip(large, small, strict=True)]
    sizes = [copies * _CLAIMS for copies in COPIES.values()]
    most = sizes[1] * math.log(sizes[1]) / (sizes[0] * math.log(sizes[0]))
    middle = sorted(grown)[len(grown) // 2]
    yield Line(f"growth from {' to '.join(COPIES)}", shown(grown), "n log n", "", f"<= {most:.1f}", middle <= most)


def measure() -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of the audit and of its bare queries, in turn, for each size."""
    from evigraph.build import open_dataset
    from evigraph.load.workspace import Workspace

    article = open_dataset(Workspace(ROOT)).in_memory()
    found = {"article": _timed(article, 7)}
    for name, copies in COPIES.items():
        found[name] = _timed(enlarged(article, copies), 3)
    return found


def _timed(dataset: Dataset, times: int) -> tuple[list[float], list[float]]:
    import pyoxigraph as ox

    from evigraph.audit import audit, checks
    from evigraph.ns import PREFIXES

    asked = checks(dataset.workspace).values()

    def bare() -> None:
        for check in asked:
            found = dataset.store.query(check.sparql, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
            assert isinstance(found, ox.QuerySolutions)
            for row in found:
                tuple(row)

    def seconds(work: Callable[[], object]) -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return in_turn(partial(seconds, lambda: audit(dataset)), partial(seconds, bare), times)


def enlarged(dataset: Dataset, copies: int) -> Dataset:
    """The graph ``copies`` times over, every copy an article of its own over the same terms."""
    import pyoxigraph as ox

    from evigraph.query import Dataset

    shared = (f"{dataset.base}term/", f"{dataset.base}source/")
    store = ox.Store()
    quads = list(dataset.store)

    def renamed(node: ox.NamedNode, copy: int) -> ox.NamedNode:
        ours = node.value.startswith(dataset.base) and not node.value.startswith(shared)
        return ox.NamedNode(f"{dataset.base}copy-{copy}/{node.value[len(dataset.base) :]}") if ours else node

    def copied(copy: int) -> Iterator[ox.Quad]:
        for quad in quads:
            value = quad.object
            if isinstance(value, ox.NamedNode):
                value = renamed(value, copy)
            elif isinstance(value, ox.Literal) and _TELLING.search(quad.predicate.value):
                value = ox.Literal(f"{_words(copy)} {value.value}")
            assert isinstance(quad.subject, ox.NamedNode)
            yield ox.Quad(renamed(quad.subject, copy), quad.predicate, value, quad.graph_name)

    for copy in range(copies):
        store.bulk_extend(copied(copy))
    return Dataset(store, dataset.workspace, dataset.base)


def _words(copy: int) -> str:
    """Ten words that tell a copy's titles from another's, as titles of other articles differ."""
    return " ".join(f"w{copy:03d}{letter}" for letter in "abcdefghij")


if __name__ == "__main__":
    print(json.dumps(measure()))
