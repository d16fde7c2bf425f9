"""A forest plot as page, figure and numbers in a warm process, against matplotlib drawing as many texts and marks.

The peer is matplotlib alone, on axes of its own, saved as SVG: no table, no links, no words wrapped.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.measure import Line, Pairs, in_turn, ratio_line, run
from benchmarks.repository import PYTHON, ROOT

if TYPE_CHECKING:
    from evigraph.query import Dataset
    from evigraph.view.plots import View

ROWS = {"the article's 42 rows": 0, "500 rows": 500}


def lines() -> Iterator[Line]:
    """One line for each size; measured in a process of its own."""
    measured = json.loads(run([PYTHON, "-m", "benchmarks.plots"]).output)
    for name in ROWS:
        ours, peer = measured[name]
        yield ratio_line(f"forest page of {name} : bare matplotlib", Pairs(ours, peer), "s", None)


def measure() -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of our page and of the bare figure, in turn, for each size."""
    from evigraph.build import open_dataset
    from evigraph.load.workspace import Workspace

    article = open_dataset(Workspace(ROOT)).in_memory()
    found = {}
    for name, rows in ROWS.items():
        view = enlarged(article, rows)
        texts = view.svg.count("<text")
        marks = view.svg.count("<path")
        work = partial(_seconds, partial(view.bytes, "html"))
        found[name] = in_turn(work, partial(_seconds, partial(bare, texts, marks)), 5)
    return found


def enlarged(dataset: Dataset, rows: int) -> View:
    """Complete remission of the article, or its first picture with so many rows."""
    from evigraph.query.nodes import Nodes
    from evigraph.view.plots import view
    from evigraph.view.plots.forest_exhibits import panel_exhibit
    from evigraph.view.plots.results import panels
    from evigraph.view.plots.source import Sources

    found = view(dataset, "forest", outcome="complete-remission")
    if not rows:
        return found
    panel = panels(dataset, "complete-remission")[0]
    several = [
        replace(row, result=f"{row.result}-{copy}") for copy in range(rows // len(panel.rows) + 1) for row in panel.rows
    ]
    many = replace(panel, rows=tuple(several[:rows]))
    return replace(found, exhibits=(panel_exhibit(many, "forest-1", Sources(Nodes(dataset)), dataset.base),))


def bare(texts: int, marks: int) -> None:
    """A figure of matplotlib with so many texts and squares, as SVG with text kept as text."""
    import io

    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    with matplotlib.rc_context({"svg.fonttype": "none"}):
        figure = Figure(figsize=(16, 16))
        axes = figure.add_axes((0, 0, 1, 1))
        for index in range(texts):
            axes.text(index % 10 / 10, index / texts, "relapsed or refractory")
        for index in range(marks):
            axes.add_patch(Rectangle((0.5, index / marks), 0.01, 0.01))
        figure.savefig(io.BytesIO(), format="svg")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(measure()))
