"""What a node of the graph is, for a page that speaks of many: its kind, its name, where it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evigraph.bib.links import identifier_links
from evigraph.ns import EV, local_name
from evigraph.query.nodes import Nodes
from evigraph.query.where import cell_place, passage_place
from evigraph.view.links import Link, safe
from evigraph.view.words import duration, plain, spaced

_KINDS = {
    "Claim": "claim",
    "Quantity": "number",
    "Result": "number",
    "Passage": "passage",
    "CitationGroup": "cluster",
    "Cell": "cell",
    "Column": "column",
    "Table": "table",
    "Footnote": "footnote",
    "Study": "study",
    "Cohort": "cohort",
    "SourceArticle": "article",
}
_NAMES = {
    "cell": ("“{}”", "ev:text"),
    "column": ("column “{}”", "ev:header"),
    "table": ("Table {}", "ev:number"),
    "cluster": ("cluster {}", "ev:clusterText"),
    "footnote": ("footnote {}", "ev:mark"),
}
_IDENTIFIERS = {"DOI": "prism:doi", "PMID": "fabio:hasPubMedId", "PMCID": "fabio:hasPubMedCentralId"}


@dataclass(frozen=True)
class Thing:
    """A node as people know it; ``anchor`` is unique on a page."""

    anchor: str
    kind: str
    name: str
    details: tuple[str, ...]
    links: tuple[Link, ...] = ()


class Things:
    """Describes nodes, each once."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self._known: dict[str, Thing] = {}

    def of(self, node: str) -> Thing:
        """What ``node`` is."""
        if node not in self._known:
            self._known[node] = self._describe(node)
        return self._known[node]

    def _describe(self, node: str) -> Thing:
        nodes = self.nodes
        types = {local_name(kind) for kind in nodes.types(node) if kind.startswith(EV)}
        kind = next((word for name, word in _KINDS.items() if name in types), "")
        anchor = nodes.short(node)
        if numbers := self.numbers.get(node):
            return self._reference(node, anchor, numbers)
        if entry_work := nodes.one(node, "biro:references"):
            return self._reference(entry_work, anchor, self.numbers.get(entry_work, []))
        details = tuple(map(plain, self._details(node, kind)))
        return Thing(anchor, kind or "term", plain(self._name(node, kind)), details)

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """List numbers of every work."""
        found: dict[str, list[int]] = {}
        for entry in self.nodes.of_type("http://purl.org/spar/biro/BibliographicReference"):
            number = int(self.nodes.one(entry, "ev:number") or 0)
            for work in self.nodes.all(entry, "biro:references"):
                found.setdefault(work, []).append(number)
        return {work: sorted(numbers) for work, numbers in found.items()}

    def _reference(self, work: str, anchor: str, numbers: list[int]) -> Thing:
        nodes = self.nodes
        shown = {name: value for name, prop in _IDENTIFIERS.items() if (value := nodes.one(work, prop))}
        links = tuple((words, address) for words, address in identifier_links(shown) if safe(address))
        journal = ", ".join(
            value for prop in ("prism:publicationName", "fabio:hasPublicationYear") if (value := nodes.one(work, prop))
        )
        name = f"[{', '.join(map(str, numbers))}] {nodes.one(work, 'ev:authorList') or ''}"
        role = spaced(local_name(nodes.one(work, "ev:evidenceRole") or ""))
        details = tuple(plain(text) for text in (nodes.label(work), journal, role) if text)
        return Thing(anchor, "reference", plain(name), details, links)

    def _name(self, node: str, kind: str) -> str:
        nodes = self.nodes
        if kind == "passage":
            return passage_place(nodes, node)
        if kind in _NAMES:
            words, prop = _NAMES[kind]
            return words.format(nodes.one(node, prop))
        if kind == "number":
            outcome = nodes.one(node, "ev:outcome")
            time = nodes.one(node, "ev:timePoint")
            at = f" at {duration(time)}" if time else ""
            return f"{nodes.label(outcome) if outcome else 'number'}{at}: {nodes.one(node, 'ev:asPrinted')}"
        return nodes.label(node)

    def _details(self, node: str, kind: str) -> Iterator[str]:
        nodes = self.nodes
        if kind == "claim":
            cited = sorted({number for work in nodes.all(node, "cito:cites") for number in self.numbers.get(work, [])})
            yield from (passage_place(nodes, passage) for passage in nodes.all(node, "ev:statedIn"))
            yield from [f"cites {', '.join(map(str, cited))}"] if cited else []
        elif kind == "number":
            yield from self._origin(node)
        elif kind == "passage":
            clusters = [nodes.one(group, "ev:clusterText") or "" for group in nodes.all(node, "ev:hasCitationGroup")]
            yield from [f"cites {'; '.join(clusters)}"] if clusters else []
        elif kind == "cohort":
            n = nodes.one(node, "ev:n")
            yield from map(nodes.label, nodes.into("ev:hasCohort", node))
            yield from [f"n = {n}"] if n else []
        else:
            yield from self._holder(node, kind)

    def _origin(self, number: str) -> Iterator[str]:
        """Whose number it is, and where it is printed."""
        nodes = self.nodes
        cell = nodes.one(number, "ev:cell")
        yield from (nodes.label(owner) for owner in nodes.into("ev:hasQuantity", number))
        for cohort in nodes.into("ev:hasResult", number):
            yield ", ".join([*map(nodes.label, nodes.into("ev:hasCohort", cohort)), nodes.label(cohort)])
        yield from [cell_place(nodes, cell)] if cell else []
        yield from (passage_place(nodes, passage) for passage in nodes.all(number, "ev:foundIn"))

    def _holder(self, node: str, kind: str) -> Iterator[str]:
        """Where a part of the text or of a table stands."""
        nodes = self.nodes
        if kind == "cell":
            yield cell_place(nodes, node)
        elif kind == "cluster":
            yield from (passage_place(nodes, passage) for passage in nodes.into("ev:hasCitationGroup", node))
        elif kind == "column":
            yield from (f"Table {nodes.one(table, 'ev:number')}" for table in nodes.into("ev:hasColumn", node))
        elif kind == "footnote":
            yield nodes.label(node)
