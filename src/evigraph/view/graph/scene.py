"""From the graph to what is drawn, not placed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evigraph.query import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view.graph.kinds import described, kind_of
from evigraph.view.graph.model import Item, Relation, Scene
from evigraph.view.graph.naming import Naming

if TYPE_CHECKING:
    from evigraph.network import Graph


def scene(dataset: Dataset, graph: Graph, names: frozenset[str]) -> Scene:
    """The nodes of ``graph`` called ``names`` with all relations among them, not placed yet."""
    left_out = set(described()["left out"])
    relations = [
        Relation(start, end, key)
        for start, end, key in sorted(graph.edges(keys=True))
        if start in names and end in names and key not in left_out and start != end
    ]
    joined = {end for relation in relations for end in (relation.start, relation.end)}
    naming = Naming(Nodes(dataset), graph)
    items = {}
    for name in sorted(names):
        data = graph.nodes[name]
        kind = kind_of(data["types"])
        # An address that only serves as somebody's link is no node of its own.
        if kind.name == "external" and name not in joined:
            continue
        items[name] = naming.item(name, kind)
    _rank(items, relations)
    return Scene(items, relations)


def _rank(items: dict[str, Item], relations: list[Relation]) -> None:
    """Numbers the nodes by importance, 0 first: theses, then whatever most statements speak of."""
    weight = dict.fromkeys(items, 0)
    for relation in relations:
        weight[relation.start] += 1
        weight[relation.end] += 1 + (1000 if relation.predicate == "ev:thesis" else 0)
    for rank, name in enumerate(sorted(items, key=lambda name: (-weight[name], name))):
        items[name].rank = rank


def shown_first(found: Scene, choice_made: bool) -> list[str]:
    """Kinds that are shown when the page opens: no housekeeping, unless there is nothing else."""
    there = {item.kind.name: item.kind for item in found.items.values()}
    front = [name for name, kind in there.items() if kind.where != "behind"]
    return sorted(there if choice_made or not front else front)
