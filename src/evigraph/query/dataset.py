"""The built graph, ready to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from evigraph.errors import QueryError
from evigraph.load.workspace import Workspace
from evigraph.ns import BASE, PREFIXES
from evigraph.query.guard import check_query, names_dataset
from evigraph.query.table import Table

if TYPE_CHECKING:
    import rdflib

_PREFIXES = dict(PREFIXES)
IN_MEMORY = 500_000
"""A graph of up to so many statements is held in memory where it will be asked much."""


@dataclass
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE."""

    triples: list[ox.Triple]

    def serialize(self, form: str) -> str:
        """As ``ttl``, ``nt`` or ``jsonld``, sorted, so that the same triples give the same text."""
        kinds = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
        data = ox.serialize(sorted(self.triples, key=str), format=kinds[form], prefixes=_PREFIXES)
        return (data or b"").decode()


Answer = Table | Triples | bool


@dataclass(eq=False)
class Dataset:
    """A store with the workspace it was built from.

    The default graph of a query is the union of all named graphs, unless it says FROM itself.
    """

    store: ox.Store
    workspace: Workspace
    base: str = BASE
    held: bool = False
    """Whether the store is in memory."""

    def query(self, sparql: str) -> Answer:
        """The answer to a SPARQL 1.1 query: a :class:`Table`, :class:`Triples`, or True or False for ASK.

        Raises:
            QueryError: the query is malformed, reaches outside, or is too large to be safe.
        """
        check_query(sparql)
        try:
            union = not names_dataset(sparql)
            found = self.store.query(sparql, prefixes=_PREFIXES, use_default_graph_as_union=union)
        except SyntaxError as error:
            raise QueryError(syntax_message(error, sparql)) from None
        except (ValueError, RuntimeError, OSError) as error:
            raise QueryError(f"The query cannot be answered: {error}") from None
        if isinstance(found, ox.QuerySolutions):
            return Table([variable.value for variable in found.variables], list(found), self.base)
        if isinstance(found, ox.QueryTriples):
            return Triples(list(found))
        return bool(found)

    def select(self, sparql: str) -> Table:
        """As :meth:`query`, for a query known to be a SELECT."""
        answer = self.query(sparql)
        if not isinstance(answer, Table):
            raise QueryError("A SELECT query was expected here.")
        return answer

    @property
    def origin(self) -> str:
        """Where the graph comes from, and its size, in a few words."""
        return f"{self.workspace.root}: {len(self.store)} quads"

    def in_memory(self) -> Dataset:
        """A copy of the graph held in memory: slower to open, several times as fast to ask."""
        store = ox.Store()
        store.bulk_extend(self.store)
        return Dataset(store, self.workspace, self.base, held=True)

    def at_hand(self) -> Dataset:
        """The graph for whoever will ask much: in memory, unless it is there already or too large."""
        return self if self.held or len(self.store) > IN_MEMORY else self.in_memory()

    @property
    def rdf(self) -> rdflib.Dataset:
        """The graph as an ``rdflib.Dataset`` over the same store; the default graph is the union."""
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)


def syntax_message(error: SyntaxError, sparql: str) -> str:
    """What the parser says, with the line it speaks of; the engine gives the place only in its words."""
    text = str(error.msg or error)
    place = re.match(r"error at (\d+):(\d+): (.*)", text, re.DOTALL)
    if not place:
        return f"Not valid SPARQL: {text}"
    line, column, what = int(place[1]), int(place[2]), place[3]
    lines = sparql.splitlines()
    shown = f"\n  {lines[line - 1].strip()[:120]}" if 0 < line <= len(lines) and lines[line - 1].strip() else ""
    return f"Not valid SPARQL (line {line}, column {column}): {what}{shown}"


__all__: Sequence[str] = ["Answer", "Dataset", "Triples"]
