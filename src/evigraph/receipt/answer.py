"""The rows of an answer as JSON-LD, and the claims, works and studies that each row speaks of."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from evigraph.ns import EV, FABIO, XSD
from evigraph.query.dataset import Answer, Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.table import Table

_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)
_REFERENCE = "reference"


def rows_of(dataset: Dataset, sparql: str) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of the answer to a query, as RDF terms; triples are rows of three, true and false one cell.

    Rows come in the order asked for; where none was, in a fixed one.

    Raises:
        QueryError: the query cannot be asked.
    """
    answer: Answer = dataset.query(sparql)
    if isinstance(answer, Table):
        columns = answer.columns
        rows = [list(row) for row in answer]
    elif isinstance(answer, bool):
        columns, rows = ["answer"], [[ox.Literal(answer)]]
    else:
        columns = ["subject", "predicate", "object"]
        rows = [[triple.subject, triple.predicate, triple.object] for triple in answer.triples]
    if not isinstance(answer, Table) or not _ORDERED.search(sparql):
        rows.sort(key=lambda row: [str(term) for term in row])
    return columns, rows


def bindings(columns: list[str], row: Iterable[Any]) -> list[dict[str, Any]]:
    """The cells of a row that have a value."""
    return [
        {"variable": name, "value": value_of(term)} for name, term in zip(columns, row, strict=True) if term is not None
    ]


def value_of(term: Any) -> Any:
    """An RDF term as a JSON-LD value."""
    if isinstance(term, ox.Literal):
        if term.language:
            return {"@value": term.value, "@language": term.language}
        plain = term.datatype.value == f"{XSD}string"
        return {"@value": term.value} if plain else {"@value": term.value, "@type": term.datatype.value}
    return {"id": term.value} if isinstance(term, ox.NamedNode) else {"@value": str(term)}


@dataclass
class Spoken:
    """The nodes that rows speak of."""

    claims: set[str] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    studies: set[str] = field(default_factory=set)
    results: set[str] = field(default_factory=set)

    def add(self, other: Spoken) -> None:
        """Takes in what another row speaks of."""
        self.claims |= other.claims
        self.works |= other.works
        self.studies |= other.studies
        self.results |= other.results


class Reader:
    """Reads what rows speak of."""

    def __init__(self, dataset: Dataset) -> None:
        self.nodes = Nodes(dataset)
        nodes = self.nodes
        self._of = {name: set(nodes.of_type(EV + name)) for name in ("Claim", "Quantity", "Passage", "Study", "Cohort")}
        self._of["Result"] = set(nodes.of_type(f"{EV}Result"))
        self._of["Work"] = set(nodes.of_type(f"{FABIO}Expression"))
        self._numbers: dict[str, list[str]] = {}
        for entry in nodes.of_type("http://purl.org/spar/biro/BibliographicReference"):
            self._numbers.setdefault(nodes.one(entry, "ev:number") or "", []).append(entry)

    def spoken(self, columns: list[str], row: Iterable[Any]) -> Spoken:
        """The claims of a row; where it names none, the works and studies it names, and the claims that cite those."""
        iris: set[str] = set()
        for name, term in zip(columns, row, strict=True):
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal) and name == _REFERENCE:
                iris.update(self._numbers.get(term.value, ()))
        nodes, found = self.nodes, Spoken()
        found.works = iris & self._of["Work"] | {work for iri in iris for work in nodes.all(iri, "biro:references")}
        found.claims = iris & self._of["Claim"]
        found.claims |= {claim for iri in iris & self._of["Quantity"] for claim in nodes.into("ev:hasQuantity", iri)}
        found.claims |= {claim for iri in iris & self._of["Passage"] for claim in nodes.into("ev:statedIn", iri)}
        if not found.claims:
            self._numbers_of(iris, found)
            works = found.works | {work for study in found.studies for work in nodes.all(study, "ev:reportedIn")}
            found.works = works
            found.claims = {claim for work in works for claim in nodes.into("cito:cites", work)} & self._of["Claim"]
        return found

    def _numbers_of(self, iris: set[str], found: Spoken) -> None:
        """Studies with the results that a row names; all results of a study or cohort when it names none."""
        nodes = self.nodes
        results, studies = iris & self._of["Result"], iris & self._of["Study"]
        cohorts = iris & self._of["Cohort"] | {c for result in results for c in nodes.into("ev:hasResult", result)}
        owners = {study for cohort in cohorts for study in nodes.into("ev:hasCohort", cohort)}
        whole = cohorts or {cohort for study in studies for cohort in nodes.all(study, "ev:hasCohort")}
        found.studies = studies | owners
        found.results = results or {result for cohort in whole for result in nodes.all(cohort, "ev:hasResult")}


def same(old: list[Any], new: list[Any]) -> tuple[list[str], list[str]]:
    """What only one of two lists of JSON values holds, as text and sorted: (gone, new)."""
    left, right = ([json.dumps(item, sort_keys=True, ensure_ascii=False) for item in items] for items in (old, new))
    gone, added = Counter(left) - Counter(right), Counter(right) - Counter(left)
    return sorted(gone.elements()), sorted(added.elements())
