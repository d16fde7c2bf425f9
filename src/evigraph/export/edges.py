"""The links of the graph as one table."""

from __future__ import annotations

import csv
import io

from evigraph.network import to_networkx
from evigraph.query.dataset import Dataset

COLUMNS = ("source", "source_type", "source_label", "predicate", "target", "target_type", "target_label")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def edge_list(dataset: Dataset) -> bytes:
    """Comma-separated values (UTF-8), one row per link, sorted by source.

    Text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    graph = to_networkx(dataset)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for source, target, predicate in graph.edges(keys=True):
        ends = [(name, graph.nodes[name]["type"], graph.nodes[name]["label"]) for name in (source, target)]
        writer.writerow([_harmless(cell) for cell in (*ends[0], predicate, *ends[1])])
    return out.getvalue().encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
