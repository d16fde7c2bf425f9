"""From a choice to a placed scene: one path for the page and for pyvis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evigraph.network import to_networkx
from evigraph.query import Dataset
from evigraph.view.graph.cluster import cluster
from evigraph.view.graph.layout import place
from evigraph.view.graph.model import Scene
from evigraph.view.graph.scene import scene
from evigraph.view.graph.subset import Subset, Wanted, subset

if TYPE_CHECKING:
    from evigraph.network import Graph


@dataclass(frozen=True)
class Drawn:
    """A scene with every node in its place, what it is a part of, and the choice it shows."""

    scene: Scene
    graph: Graph
    part: Subset
    size: tuple[float, float]


def drawn(dataset: Dataset, choice: Wanted) -> Drawn:
    """The part of the graph that ``choice`` asks for, placed.

    Raises:
        NotFound: a type, a node or the answer is not there.
        QueryError: the question cannot be asked.
    """
    graph = to_networkx(dataset)
    part = subset(dataset, graph, choice)
    found = scene(dataset, graph, part.names)
    cluster(found)
    return Drawn(found, graph, part, place(found))
