"""Claims, references and studies of the graph as plain data, under the keys that authors write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evigraph.ns import CITO, EV, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes

Data = dict[str, Any]

_NUMBER = ("asPrinted", "unit", "timePoint", "note", "numerator", "denominator")
_WORDS = ("statistic", "reportingStatus", "denominatorBasis")
_WORK = {"year": "fabio:hasPublicationYear", "journal": "prism:publicationName", "doi": "prism:doi"}
_WORK |= {"pmid": "fabio:hasPubMedId", "pmcid": "fabio:hasPubMedCentralId", "searchLink": "ev:searchLink"}


class Evidence:
    """Reads nodes of one graph; what is not said has no key."""

    def __init__(self, dataset: Dataset) -> None:
        self.nodes = Nodes(dataset)

    def article(self, node: str) -> Data:
        """A source article."""
        nodes = self.nodes
        found = {"id": node, "title": nodes.one(node, "dcterms:title"), "citation": self._citation(node)}
        return _said(found | {"doi": nodes.one(node, "prism:doi")})

    def claim(self, node: str) -> Data:
        """A claim with where it is said, what it states, and what it cites."""
        nodes = self.nodes
        relations = {
            f"cito:{local_name(prop)}": [{"id": work} for work in nodes.all(node, f"cito:{local_name(prop)}")]
            for prop in sorted({prop for prop, _, _ in nodes.facts(node)})
            if prop.startswith(CITO) and prop != f"{CITO}cites"
        }
        return _said(
            {
                "id": node,
                "type": ["Claim"],
                "label": nodes.label(node),
                "claimType": _word(nodes.one(node, "ev:claimType")),
                "certainty": _word(nodes.one(node, "ev:certainty")),
                "favours": self._terms(node, "ev:favours"),
                "passages": [self.passage(passage) for passage in nodes.all(node, "ev:statedIn")],
                "quantities": [self.number(item) for item in nodes.all(node, "ev:hasQuantity")],
                "restsOn": nodes.all(node, "ev:restsOn"),
                "cites": nodes.all(node, "cito:cites"),
                **relations,
                "outsideArgument": nodes.one(node, "ev:outsideArgument"),
                "note": nodes.one(node, "skos:note"),
            }
        )

    def passage(self, node: str) -> Data:
        """Where something is said: the place in words, its numbers, offsets and text hash."""
        nodes = self.nodes
        segments = [
            {"id": part, "start": self._int(part, "ev:start"), "end": self._int(part, "ev:end")}
            for part in nodes.all(node, "ev:segment")
        ]
        section, table = nodes.one(node, "ev:section"), nodes.one(node, "ev:table")
        return _said(
            {
                "id": node,
                "label": self._place(node),
                "section": {"id": section, "heading": nodes.label(section)} if section else None,
                "table": {"id": table, "number": self._int(table, "ev:number")} if table else None,
                **{name: self._int(node, f"ev:{name}") for name in ("paragraph", "sentence", "row")},
                "segments": sorted(segments, key=lambda part: part["start"] or 0),
                "textHash": nodes.one(node, "ev:textHash"),
            }
        )

    def work(self, node: str) -> Data:
        """A cited work with its numbers in printed lists."""
        nodes = self.nodes
        entries = [
            {"id": entry, "number": self._int(entry, "ev:number"), "listedIn": nodes.one(entry, "ev:listedIn")}
            for entry in nodes.into("biro:references", node)
        ]
        return _said(
            {
                "id": node,
                "type": sorted(nodes.types(node)),
                "entries": sorted(map(_said, entries), key=lambda entry: entry.get("number", 0)),
                "title": nodes.label(node),
                "authorList": nodes.one(node, "ev:authorList"),
                "citation": self._citation(node),
                **{key: nodes.one(node, prop) for key, prop in _WORK.items()},
                "evidenceRole": _word(nodes.one(node, "ev:evidenceRole")),
            }
        )

    def study(self, node: str, results: Iterable[str]) -> Data:
        """A study with its cohorts, and those of ``results`` that are theirs, as printed."""
        nodes, wanted = self.nodes, set(results)
        cohorts = []
        for cohort in nodes.all(node, "ev:hasCohort"):
            name = nodes.label(cohort)
            found = [self.number(result) for result in nodes.all(cohort, "ev:hasResult") if result in wanted]
            label = "all patients" if name == nodes.short(cohort) else name
            facts: Data = {"id": cohort, "label": label, "n": self._int(cohort, "ev:n")}
            facts |= {"agePrinted": nodes.one(cohort, "ev:agePrinted"), "receives": self._terms(cohort, "ev:receives")}
            cohorts.append(_said(facts | {"results": found}))
        return _said(
            {
                "id": node,
                "type": sorted(kind for kind in nodes.types(node) if kind.startswith(EV)),
                "label": nodes.label(node),
                "design": _word(nodes.one(node, "ev:design")),
                "registryId": nodes.all(node, "ev:registryId"),
                "reportedIn": nodes.all(node, "ev:reportedIn"),
                "cohorts": cohorts,
            }
        )

    def number(self, node: str) -> Data:
        """A result, or a quantity that a claim states."""
        nodes = self.nodes
        outcome, about = nodes.one(node, "ev:outcome"), nodes.one(node, "ev:about")
        cell, found = nodes.one(node, "ev:cell"), nodes.all(node, "ev:foundIn")
        return _said(
            {
                "id": node,
                "outcome": {"id": outcome, "prefLabel": nodes.label(outcome)} if outcome else None,
                **{name: _word(nodes.one(node, f"ev:{name}")) for name in _WORDS},
                **{name: nodes.one(node, "skos:note" if name == "note" else f"ev:{name}") for name in _NUMBER},
                "about": {"id": about, "label": nodes.label(about)} if about else None,
                "cell": {"id": cell, "label": self._cell(cell)} if cell else None,
                "foundIn": [{"id": passage, "label": self._place(passage)} for passage in found],
            }
        )

    def _terms(self, node: str, prop: str) -> list[Data]:
        return [{"id": term, "prefLabel": self.nodes.label(term)} for term in self.nodes.all(node, prop)]

    def _int(self, node: str, prop: str) -> int | None:
        text = self.nodes.one(node, prop)
        return int(text) if text else None

    def _place(self, passage: str) -> str:
        nodes = self.nodes
        if table := nodes.one(passage, "ev:table"):
            return f"Table {nodes.one(table, 'ev:number')}, row {nodes.one(passage, 'ev:row')}"
        paragraph, section = nodes.one(passage, "ev:paragraph"), nodes.one(passage, "ev:section")
        if paragraph == "0" or section is None:
            return "Title"
        return f"{nodes.label(section)}, paragraph {paragraph}, sentence {nodes.one(passage, 'ev:sentence')}"

    def _cell(self, cell: str) -> str:
        nodes = self.nodes
        row, column = nodes.one(cell, "ev:inRow"), nodes.one(cell, "ev:inColumn")
        place = self._place(row) if row else ""
        return f"{place}, column “{nodes.one(column, 'ev:header')}”" if column else place

    def _citation(self, node: str) -> str:
        """Authors, title and where it is published, in one line."""
        nodes = self.nodes
        volume, issue, pages = (
            nodes.one(node, f"prism:{name}") or "" for name in ("volume", "issueIdentifier", "pageRange")
        )
        where = f"{volume}{f'({issue})' if issue else ''}{f':{pages}' if pages else ''}"
        journal = nodes.one(node, "prism:publicationName") or ""
        published = " ".join(filter(None, (journal, nodes.one(node, "fabio:hasPublicationYear"))))
        parts = (nodes.one(node, "ev:authorList"), nodes.one(node, "dcterms:title"))
        last = f"{published};{where}" if published and where else published or where
        return ". ".join(part.rstrip(".") for part in (*parts, last) if part) + "."


def _word(iri: str | None) -> str | None:
    return local_name(iri) if iri else None


def _said(data: Data) -> Data:
    return {key: value for key, value in data.items() if value not in (None, "", [])}
