"""Which nodes of a kind belong together: by section, by study, by class of term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from evigraph.view.graph.kinds import kinds
from evigraph.view.graph.model import Cluster, Item, Scene

MOST = 24
"""Clusters that a kind may have before the small ones are put together."""

LARGEST = 1000
"""Nodes that a cluster may have before it is divided."""

_SMALLEST = 3
_FEW = 5
_REST = "others"


def cluster(found: Scene) -> None:
    """Gives every node its cluster, in the order of the kinds, and ``found`` the list of them."""
    groups: dict[str, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in found.items.values():
        groups[item.kind.name][item.home or _REST].append(item)
    for kind in kinds().values():
        for name, members in _divided(_merged(groups[kind.name])):
            for item in members:
                item.cluster = len(found.clusters)
            found.clusters.append(Cluster(kind, name, members))


def _merged(groups: dict[str, list[Item]]) -> dict[str, list[Item]]:
    """Few clusters: when there are many, the smallest become one, and so does whatever is over the limit."""
    if len(groups) <= _FEW:
        return groups
    by_size = sorted(groups, key=lambda name: (-len(groups[name]), name))
    least = 1 if next(iter(groups.values()))[0].kind.natural else _SMALLEST
    kept = {name for name in by_size[:MOST] if len(groups[name]) >= least and name != _REST}
    merged = {name: members for name, members in groups.items() if name in kept}
    rest = [item for name, members in groups.items() if name not in kept for item in members]
    return {**merged, **({_REST: rest} if rest else {})}


def _divided(groups: dict[str, list[Item]]) -> Iterator[tuple[str, list[Item]]]:
    """Clusters in order, the rest last; those too large to be opened at once in numbered parts."""
    first = {name: min(item.order for item in members) for name, members in groups.items()}
    for name in sorted(groups, key=lambda name: (name == _REST, first[name], name)):
        members = sorted(groups[name], key=lambda item: (item.order, item.id))
        shown = "" if len(groups) == 1 and name == _REST else name
        if len(members) <= LARGEST:
            yield shown, members
            continue
        for number, start in enumerate(range(0, len(members), LARGEST), 1):
            yield f"{shown or 'part'} {number}", members[start : start + LARGEST]
