"""The links of the graph as one table."""

from __future__ import annotations

from evigraph.network import to_networkx
from evigraph.query.dataset import Dataset
from evigraph.separated import separated

COLUMNS = ("source", "source_type", "source_label", "predicate", "target", "target_type", "target_label")


def edge_list(dataset: Dataset) -> bytes:
    """Comma-separated values (UTF-8), one row per link, sorted by source.

    Text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    graph = to_networkx(dataset)
    rows = []
    for source, target, predicate in graph.edges(keys=True):
        ends = [(name, graph.nodes[name]["type"], graph.nodes[name]["label"]) for name in (source, target)]
        rows.append((*ends[0], predicate, *ends[1]))
    return separated(COLUMNS, rows).encode()
