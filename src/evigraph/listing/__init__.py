"""Lists of everything of a kind, narrowed by what their columns hold.

Each kind is one query file in this folder; any column can be a filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evigraph.errors import QueryError, did_you_mean
from evigraph.ns import EV, FABIO, SKOS
from evigraph.query import Dataset, Table, read_question
from evigraph.query.table import shown, value_of

_CLASSES = Path(__file__).parent / "counts" / "classes.rq"
KINDS = {path.stem: path for path in sorted(Path(__file__).parent.glob("*.rq"))}


def listing(dataset: Dataset, kind: str, filters: Mapping[str, str]) -> Table:
    """All records of a kind whose columns hold the text of ``filters``, whatever the case.

    A filter fits when the cell, or one of the values joined in it by ``, ``, equals it; for
    free text (labels, titles, authors) when the cell contains it.

    Raises:
        QueryError: there is no such kind or column.
    """
    if kind not in KINDS:
        raise QueryError(f"There is no list of '{kind}'; there are: {', '.join(KINDS)}. {did_you_mean(kind, KINDS)}")
    table = dataset.select(read_question(KINDS[kind]).sparql)
    for column in filters:
        if column not in table.columns:
            known = ", ".join(table.columns)
            raise QueryError(
                f"'{kind}' has no column '{column}'; it has: {known}. {did_you_mean(column, table.columns)}"
            )
    rows = [
        row
        for row in table.rows
        if all(_fits(shown(row[column], dataset.base), wanted, column) for column, wanted in filters.items())
    ]
    return Table(table.columns, rows, table.base)


def _fits(cell: str, wanted: str, column: str) -> bool:
    cell, wanted = cell.casefold(), wanted.casefold()
    if column in ("label", "title", "authors"):
        return wanted in cell
    return any(wanted in (value, value.rsplit("/", 1)[-1]) for value in [cell, *cell.split(", ")])


def counts(dataset: Dataset) -> list[tuple[str, int]]:
    """How many records of each kind the graph holds, and how many statements in all."""
    found = {value_of(row["class"]): int(row["nodes"].value) for row in dataset.select(_CLASSES.read_text("utf-8"))}
    rows = [(name, found.get(iri, 0)) for name, iri in _COUNTED.items()]
    return [*rows, ("statements", len(dataset.store))]


_COUNTED = {
    "articles": f"{EV}SourceArticle",
    "references": "http://purl.org/spar/biro/BibliographicReference",
    "works": f"{FABIO}Expression",
    "passages": f"{EV}Passage",
    "citation groups": f"{EV}CitationGroup",
    "claims": f"{EV}Claim",
    "propositions": f"{EV}Proposition",
    "quantities": f"{EV}Quantity",
    "studies": f"{EV}Study",
    "cohorts": f"{EV}Cohort",
    "results": f"{EV}Result",
    "tables": f"{EV}Table",
    "cells": f"{EV}Cell",
    "terms": f"{SKOS}Concept",
}
