"""The argument map as a page, from a graph in memory, beside pyvis's own page of the same claims and edges; the site.

Both read the graph; ours has the audit at hand, for whoever makes pages has run it.  The large
graph is the article's over and over with renamed identifiers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.audit import enlarged
from benchmarks.measure import Line, Pairs, in_turn, ratio_line, run, shown
from benchmarks.repository import PYTHON, ROOT

if TYPE_CHECKING:
    from evigraph.query import Dataset

COPIES = {"the article": 1, "2,000 claims": 11}
_BELOW = 1.0
_SITE_SECONDS, _SITE_BYTES = 60.0, 30e6


def lines() -> Iterator[Line]:
    """Seconds to make a page, and its size; measured in a process of its own."""
    measured = json.loads(run([PYTHON, "-m", "benchmarks.pictures"]).output)
    files, whole, took = measured.pop("site")
    met = min(took) < _SITE_SECONDS and whole < _SITE_BYTES
    goal = f"< {_SITE_SECONDS:g} s, {_SITE_BYTES / 1e6:g} MB"
    yield Line(f"site of the article ({files} files, {whole / 1e6:.1f} MB)", shown(took, "s"), "", "", goal, met)
    for name, (ours, peer, size) in measured.items():
        yield ratio_line(f"argument map of {name} : pyvis's page", Pairs(ours, peer), "s", None)
        met = sorted(ours)[len(ours) // 2] < _BELOW
        yield Line(f"argument map of {name} ({size / 1e6:.1f} MB)", shown(ours, "s"), "", "", f"< {_BELOW:g} s", met)


def measure() -> dict[str, tuple[list[float], list[float], int] | tuple[int, int, list[float]]]:
    """Seconds of our page and of pyvis's, in turn, and the bytes of ours, for each size; the site beside."""
    from evigraph.audit import Audit, audit
    from evigraph.build import open_dataset
    from evigraph.load.workspace import Workspace
    from evigraph.view import argument_page

    def timed(dataset: Dataset, audited: Audit) -> tuple[list[float], list[float], int]:
        def seconds(work: Callable[[], object]) -> float:
            started = time.perf_counter()
            work()
            return time.perf_counter() - started

        ours = partial(argument_page, dataset, audited=audited)
        measured = in_turn(partial(seconds, ours), partial(seconds, partial(_pyvis, dataset)), 5)
        return (*measured, len(ours().encode()))

    article = open_dataset(Workspace(ROOT)).in_memory()
    found: dict[str, tuple[list[float], list[float], int] | tuple[int, int, list[float]]] = {"site": _site(article)}
    for name, copies in COPIES.items():
        dataset = enlarged(article, copies)
        found[name] = timed(dataset, audit(dataset))
    return found


def _site(dataset: Dataset) -> tuple[int, int, list[float]]:
    """Files and bytes of the whole site, and seconds to make it, with its audit."""
    from evigraph.view.site import site_files

    took, sizes = [], []
    for _ in range(3):
        started = time.perf_counter()
        sizes = [len(data) for _, data in site_files(dataset)]
        took.append(time.perf_counter() - started)
    return len(sizes), sum(sizes), took


def _pyvis(dataset: Dataset) -> str:
    """What pyvis makes of the same claims."""
    from pyvis.network import Network

    from evigraph.ns import EV
    from evigraph.query.nodes import Nodes

    nodes, network = Nodes(dataset), Network(directed=True, cdn_resources="in_line")
    claims = nodes.of_type(f"{EV}Claim")
    for claim in claims:
        network.add_node(claim, label=nodes.label(claim))
    for claim in claims:
        for relation in ("supports", "concedes"):
            for target in nodes.all(claim, f"ev:{relation}"):
                network.add_edge(claim, target)
    page: str = network.generate_html()
    return page


if __name__ == "__main__":
    print(json.dumps(measure()))
