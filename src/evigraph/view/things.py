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
        if kind == "cell":
            return f"“{nodes.one(node, 'ev:text')}”"
        if kind == "column":
            return f"column “{nodes.one(node, 'ev:header')}”"
        if kind == "table":
            return f"Table {nodes.one(node, 'ev:number')}"
        if kind == "cluster":
            return f"cluster {nodes.one(node, 'ev:clusterText')}"
        if kind == "footnote":
            return f"footnote {nodes.one(node, 'ev:mark')}"
        if kind == "number":
            outcome = nodes.one(node, "ev:outcome")
            time = nodes.one(node, "ev:timePoint")
            at = f" at {duration(time)}" if time else ""
            return f"{nodes.label(outcome) if outcome else 'number'}{at}: {nodes.one(node, 'ev:asPrinted')}"
        return nodes.label(node)

    def _details(self, node: str, kind: str) -> Iterator[str]:
        nodes = self.nodes
        if kind == "claim":
            yield from (passage_place(nodes, passage) for passage in nodes.all(node, "ev:statedIn"))
            cited = sorted({number for work in nodes.all(node, "cito:cites") for number in self.numbers.get(work, [])})
            if cited:
                yield f"cites {', '.join(map(str, cited))}"
        elif kind == "number":
            cell = nodes.one(node, "ev:cell")
            yield from (nodes.label(owner) for owner in nodes.into("ev:hasQuantity", node))
            for cohort in nodes.into("ev:hasResult", node):
                yield ", ".join([*map(nodes.label, nodes.into("ev:hasCohort", cohort)), nodes.label(cohort)])
            if cell:
                yield cell_place(nodes, cell)
            yield from (passage_place(nodes, passage) for passage in nodes.all(node, "ev:foundIn"))
        elif kind == "cell":
            yield cell_place(nodes, node)
        elif kind == "passage":
            clusters = [nodes.one(group, "ev:clusterText") or "" for group in nodes.all(node, "ev:hasCitationGroup")]
            if clusters:
                yield f"cites {'; '.join(clusters)}"
        elif kind == "cluster":
            yield from (passage_place(nodes, passage) for passage in nodes.into("ev:hasCitationGroup", node))
        elif kind == "column":
            yield from (f"Table {nodes.one(table, 'ev:number')}" for table in nodes.into("ev:hasColumn", node))
        elif kind == "footnote":
            yield nodes.label(node)
        elif kind == "cohort":
            yield from map(nodes.label, nodes.into("ev:hasCohort", node))
            if n := nodes.one(node, "ev:n"):
                yield f"n = {n}"
