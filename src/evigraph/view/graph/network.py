"""The picture as a pyvis network, for people who know pyvis and want to go on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evigraph.query import Dataset
from evigraph.view.graph.draw import drawn
from evigraph.view.graph.kinds import colors, kinds, verb
from evigraph.view.graph.model import Item
from evigraph.view.graph.scene import shown_first
from evigraph.view.graph.subset import Wanted

if TYPE_CHECKING:
    from pyvis.network import Network

_SHAPES = {
    "article": "star", "section": "box", "table": "box", "passage": "square", "claim": "dot", "quantity": "diamond",
    "reference": "text", "work": "box", "study": "hexagon", "cohort": "ellipse", "result": "square",
    "therapy": "triangle", "outcome": "triangleDown", "patients": "diamond", "term": "text",
}  # fmt: skip
_SCALE = 3.0


def to_pyvis(dataset: Dataset, choice: Wanted | None = None, everything: bool = False) -> Network:
    """The graph, or the part that ``choice`` asks for, as a directed ``pyvis.network.Network``.

    Positions are fixed and physics is off; ``everything`` adds the housekeeping records.
    Each node has ``label``, ``title`` (text), ``shape``, ``color``, ``group`` (its kind), ``x``
    and ``y``, and ``type`` and ``locator``; each edge has ``predicate`` and a ``title`` in words.
    """
    from pyvis.network import Network

    chosen = choice or Wanted()
    found = drawn(dataset, chosen).scene
    first = {*kinds()} if everything else {*shown_first(found, bool(chosen.types or chosen.question))}
    network = Network(height="800px", width="100%", directed=True)
    network.toggle_physics(False)
    shown = {name: item for name, item in found.items.items() if item.kind.name in first}
    for item in shown.values():
        _add(network, item)
    for relation in found.relations:
        if relation.start in shown and relation.end in shown:
            words = verb(relation.predicate)[0]
            network.add_edge(relation.start, relation.end, predicate=relation.predicate, title=_safe(words))
    return network


def _add(network: Network, item: Item) -> None:
    network.add_node(
        item.id,
        label=item.short if len(item.short) <= 40 else f"{item.short[:39]}…",
        title=_safe("\n".join(filter(None, (item.label, item.type, item.place)))),
        shape=_SHAPES.get(item.kind.name, "dot"),
        group=item.kind.name,
        x=round(_SCALE * item.x, 1),
        y=round(_SCALE * item.y, 1),
        physics=False,
        size=10,
        type=item.type,
        locator=item.place,
    )
    # pyvis leaves the color out where there is a group.
    fill, border, _ = colors("light")[item.kind.color]
    network.node_map[item.id]["color"] = {"background": fill, "border": border}


def _safe(text: str) -> str:
    """A title that pyvis's page shows as text: it runs as HTML what holds the letters of a link."""
    return text.replace("href", "h\u2060ref")
