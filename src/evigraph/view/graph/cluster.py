"""Which nodes of a kind belong together: by section, by study, by class of term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from evigraph.view.graph.kinds import kinds
from evigraph.view.graph.model import Cluster, Item, Relation, Scene

MOST = 24
"""Clusters that a kind may have before the small ones are put together."""

LARGEST = 1000
"""Nodes that a cluster may have before it is divided."""

_SMALLEST = 3
_FEW = 5
_REST = "others"


def cluster(found: Scene) -> None:
    """Gives every node its cluster, in the order of the kinds, and ``found`` the list of them."""
    names = _Names(found)
    groups: dict[str, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in found.items.values():
        groups[item.kind.name][names.of(item)].append(item)
    for kind in kinds().values():
        for name, members in _divided(_merged(groups[kind.name])):
            for item in members:
                item.cluster = len(found.clusters)
            found.clusters.append(Cluster(kind, name, members))


class _Names:
    """The name of the cluster that a node belongs to."""

    def __init__(self, found: Scene) -> None:
        self.ends: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for relation in found.relations:
            self.ends[relation.start, relation.predicate].append(found.items[relation.end])
            self.ends[relation.end, f"^{relation.predicate}"].append(found.items[relation.start])
        articles = [item for item in found.items.values() if item.kind.name == "article"]
        self.several = len(articles) > 1

    def of(self, item: Item) -> str:
        return getattr(self, f"_{item.kind.name}", self._plainly)(item)  # type: ignore[no-any-return]

    def _plainly(self, item: Item) -> str:
        return self._article(item.id) if item.kind.where == "path" else ""

    def _passage(self, item: Item) -> str:
        section = self._end(item, "ev:section") or self._end(item, "ev:table")
        return self._in_article(item.id, section.label if section else _REST)

    def _claim(self, item: Item) -> str:
        passage = self._end(item, "ev:statedIn")
        return self._passage(passage) if passage else self._in_article(item.id, _REST)

    def _quantity(self, item: Item) -> str:
        claim = self._end(item, "^ev:hasQuantity")
        return self._claim(claim) if claim else self._article(item.id)

    def _proposition(self, item: Item) -> str:
        claim = self._end(item, "^ev:proposition")
        return self._claim(claim) if claim else _REST

    def _work(self, item: Item) -> str:
        return dict(item.facts).get("Kind of evidence", _REST)

    def _study(self, item: Item) -> str:
        return item.type

    def _cohort(self, item: Item) -> str:
        study = self._end(item, "^ev:hasCohort")
        return self._study(study) if study else _REST

    def _result(self, item: Item) -> str:
        measured = self._end(item, "ev:outcome")
        return measured.label if measured else dict(item.facts).get("Outcome") or _REST

    def _term_class(self, item: Item) -> str:
        return item.type

    _therapy = _outcome = _patients = _term = _term_class

    def _end(self, item: Item, predicate: str) -> Item | None:
        """The node that a statement leads to (from, with ``^``); of several the first in the article."""
        return min(self.ends.get((item.id, predicate), ()), key=lambda end: (end.order, end.id), default=None)

    def _in_article(self, name: str, what: str) -> str:
        return f"{what} · {self._article(name)}" if self.several else what

    def _article(self, name: str) -> str:
        return name.partition("/")[0] if self.several else ""


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
        for number, first in enumerate(range(0, len(members), LARGEST), 1):
            yield f"{shown} {number}".strip(), members[first : first + LARGEST]
