"""The whole graph, or a part of it, as one picture."""

from evigraph.view.graph.network import to_pyvis
from evigraph.view.graph.page import graph_page
from evigraph.view.graph.subset import Wanted

__all__ = ["Wanted", "graph_page", "to_pyvis"]
