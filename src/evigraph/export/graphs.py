"""GraphML, GEXF and node-link JSON, through networkx."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

from evigraph.network import to_networkx
from evigraph.query.dataset import Dataset

if TYPE_CHECKING:
    from evigraph.network import Graph

# XML 1.0 has no way to write these characters, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_META = re.compile(rb"<meta .*?</meta>", re.DOTALL)


def network(dataset: Dataset, form: str) -> bytes:
    """The graph of :func:`~evigraph.network.to_networkx` as ``graphml``, ``gexf`` or ``node-link``.

    In the two XML forms a character that XML cannot hold becomes U+FFFD.
    """
    graph = to_networkx(dataset)
    if form == "node-link":
        return _node_link(graph)
    _make_legal(graph)
    return _graphml(graph) if form == "graphml" else _gexf(graph)


def _node_link(graph: Graph) -> bytes:
    import networkx as nx

    data = nx.node_link_data(graph, edges="edges")
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _graphml(graph: Graph) -> bytes:
    """GraphML without edge identifiers, which must be unique there and which networkx takes from the key.

    The key goes into an attribute ``key`` instead, from where networkx reads it back.
    """
    import networkx as nx

    for _, _, key, data in graph.edges(keys=True, data=True):
        data["key"] = key
    writer = nx.GraphMLWriter()
    writer.add_graph_element(graph)
    for edge in writer.xml.iter("edge"):
        del edge.attrib["id"]
    out = io.BytesIO()
    writer.dump(out)
    # A bare carriage return would be read as a line feed.
    return out.getvalue().replace(b"\r", b"&#13;") + b"\n"


def _gexf(graph: Graph) -> bytes:
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(graph, out)
    # networkx stamps its version and today's date.
    return _META.sub(b"<meta><creator>evigraph</creator></meta>", out.getvalue(), count=1) + b"\n"


def _make_legal(graph: Graph) -> None:
    for _, data in graph.nodes(data=True):
        for key, value in data.items():
            if isinstance(value, str):
                data[key] = _ILLEGAL.sub("\ufffd", value)
