"""A dataset whose graph a SPARQL store holds."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from evigraph.errors import QueryError, StoreError, UsageError
from evigraph.load.workspace import Workspace
from evigraph.ns import BASE, PREFIXES
from evigraph.query.dataset import Answer, Dataset, Triples
from evigraph.query.guard import check_query, form_of, undeclared
from evigraph.query.table import Table
from evigraph.remote.answer import RESULTS, TRIPLES, solutions, triples, truth
from evigraph.remote.client import Client
from evigraph.remote.statements import WHOLE, Statements

if TYPE_CHECKING:
    import rdflib

_ARTICLES = Path(__file__).parent / "articles.rq"
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class RemoteDataset(Dataset):
    """Asks the store for everything; what needs the whole graph at hand raises UsageError."""

    def __init__(self, client: Client, workspace: Workspace) -> None:
        self.client = client
        self.workspace = workspace
        # It has the part of a store's interface that can be had from afar, and refuses the rest.
        self.store = cast(ox.Store, Statements(client))

    @cached_property
    def base(self) -> str:  # type: ignore[override]
        """What the identifiers of the articles in the store begin with.

        Raises:
            StoreError: the store cannot be asked, or would answer the questions wrongly.
        """
        _, rows = solutions(self.client.ask(_ARTICLES.read_text("utf-8"), RESULTS))
        plain = [row["article"] for row in rows if row["graph"] is None]
        if rows and not plain:
            raise StoreError(
                f"{self.client.address} keeps its named graphs apart from its default graph, where the questions "
                "look. Make the default graph the union of all graphs, or load one graph (export --format nt)."
            )
        if len(plain) != len(set(plain)):
            raise StoreError(
                f"{self.client.address} holds the same statements in several graphs and counts them several times, "
                "so that numbers would be wrong. Load every graph once."
            )
        articles = sorted(str(article.value) for article in plain if isinstance(article, ox.NamedNode))
        # An article of a corpus is called as a work is: work/<key>.
        return articles[0].rpartition("/")[0].removesuffix("/work") + "/" if articles else BASE

    def query(self, sparql: str) -> Answer:
        """The store's answer; see :meth:`Dataset.query`.

        Raises:
            QueryError: the query reaches outside, is no query, or the store refuses it.
            StoreError: the store does not give a whole answer in time.
        """
        check_query(sparql)
        form = form_of(sparql)
        if form not in _FORMS:
            raise QueryError(f"Not a SPARQL query: it has none of {', '.join(_FORMS)}.")
        base = self.base
        # In one line with what follows, so that the lines in the store's messages are those of the query.
        text = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in undeclared(sparql)) + sparql
        if form == "SELECT":
            return Table(*solutions(self.client.ask(text, RESULTS)), base)
        if form == "ASK":
            return truth(self.client.ask(text, RESULTS))
        return Triples(triples(self.client.ask(text, TRIPLES)))

    def at_hand(self) -> Dataset:
        """Itself: a graph that is elsewhere stays there."""
        return self

    @property
    def origin(self) -> str:
        """The address of the store."""
        return str(self.client.address)

    def in_memory(self) -> Dataset:
        """Never: raises UsageError."""
        raise UsageError(WHOLE)

    @property
    def rdf(self) -> rdflib.Dataset:
        """Never: raises UsageError; rdflib has ``SPARQLStore`` for this."""
        raise UsageError(WHOLE)

    def __repr__(self) -> str:
        return f"<RemoteDataset at {self.client.address}>"
