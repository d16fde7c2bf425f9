"""Where nodes are authored, as the graph of places tells."""

from __future__ import annotations

from evigraph.errors import Place
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes


class Places:
    """The file, line and column of the record that a node was made from."""

    def __init__(self, dataset: Dataset) -> None:
        self._nodes = Nodes(dataset)
        self._known: dict[str, Place | None] = {}

    def get(self, node: str) -> Place | None:
        """The first place of a node; None when nobody authored it (a shared or implied node)."""
        if node not in self._known:
            found = (text.rsplit(":", 2) for text in self._nodes.all(node, "ev:definedAt"))
            places = sorted(Place(name, int(line), int(column)) for name, line, column in found)
            self._known[node] = places[0] if places else None
        return self._known[node]

    def of(self, node: str) -> Place:
        """As :meth:`get`, with the folder of the graph for a node without a place."""
        return (self.get(node) if node else None) or Place("graph")
