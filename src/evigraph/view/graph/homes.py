"""Where a node belongs: its place in the order of the article, and the cluster it is at home in."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from evigraph.ns import local_name
from evigraph.view.graph.kinds import Kind, kind_of
from evigraph.view.words import plain, spaced

if TYPE_CHECKING:
    from evigraph.network import Graph

Order = tuple[int, ...]
# Kinds that are at home where another node is.
_LEADS = {
    "claim": "ev:statedIn",
    "quantity": "^ev:hasQuantity",
    "proposition": "^ev:proposition",
    "cohort": "^ev:hasCohort",
}


class Homes:
    """Answers from the whole graph, whatever part of it is drawn."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        types = (data["types"].split(" | ") for _, data in graph.nodes(data=True))
        self._several = sum("ev:SourceArticle" in found for found in types) > 1
        self._ends: dict[tuple[str, str], list[str]] = defaultdict(list)
        for start, end, key in sorted(graph.edges(keys=True)):
            self._ends[start, key].append(end)
            self._ends[end, f"^{key}"].append(start)
        # Asked again for whatever leads to a node.
        self.order = cache(self._order)
        self.cluster = cache(self._cluster)

    def _order(self, name: str) -> Order:
        """Sections as they are printed, then tables; in them paragraph and sentence, or row."""
        data, kind = self.graph.nodes[name], self.kind(name)
        if kind.name == "section":
            return (0, _whole(data, "order"))
        if kind.name == "table":
            return (1, _whole(data, "number"))
        if kind.name == "passage":
            above = self.first(name, "ev:section") or self.first(name, "ev:table")
            within = (_whole(data, key) for key in ("paragraph", "sentence", "row"))
            return (*(self.order(above) if above else ()), *within)
        if kind.name == "claim":
            passage = self.first(name, "ev:statedIn")
            return self.order(passage) if passage else ()
        return ()

    def _cluster(self, name: str) -> str:
        """The name of the cluster: the section, the class, the study's kind or the outcome; empty for none."""
        kind = self.kind(name)
        if kind.name in _LEADS:
            above = self.first(name, _LEADS[kind.name])
            return self.cluster(above) if above else ""
        if kind.name == "passage":
            return self._in_article(name, self._label(self.first(name, "ev:section") or self.first(name, "ev:table")))
        if kind.name == "work":
            return spaced(str(self.graph.nodes[name].get("evidenceRole", "")))
        if kind.name == "result":
            return self._label(self.first(name, "ev:outcome"))
        if kind.name == "study" or kind.where == "terms":
            words = self.type(name)
            return kind.unsaid if kind.unsaid and words == kind.one.lower() else words
        return self._in_article(name, "") if kind.where == "path" else ""

    def kind(self, name: str) -> Kind:
        """The kind of a node."""
        return kind_of(self.graph.nodes[name]["types"])

    def type(self, name: str) -> str:
        """The most particular class of a node, in words."""
        return _class_words(self.graph.nodes[name]["type"])

    def ends(self, name: str, predicate: str) -> list[str]:
        """Nodes that a statement leads to (comes from, with ``^``), in the order of their names."""
        return self._ends.get((name, predicate), [])

    def first(self, name: str, predicate: str) -> str | None:
        """The first in the article of the nodes that a statement leads to."""
        ends = self.ends(name, predicate)
        return min(ends, key=lambda end: (self.order(end), end)) if len(ends) > 1 else next(iter(ends), None)

    def _label(self, name: str | None) -> str:
        if name is None:
            return ""
        data = self.graph.nodes[name]
        return f"Table {data.get('number', '?')}" if self.kind(name).name == "table" else plain(str(data["label"]))

    def _in_article(self, name: str, what: str) -> str:
        article = name.partition("/")[0] if self._several else ""
        return " · ".join(filter(None, (what, article)))


@cache
def _class_words(type_: str) -> str:
    return spaced(local_name(type_).replace("external", "outside term")).lower()


def _whole(data: dict[str, Any], key: str) -> int:
    value = data.get(key, 0)
    return value if isinstance(value, int) else 0
