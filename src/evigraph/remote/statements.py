"""Single statements of a remote graph, for what walks from node to node."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox

from evigraph.errors import UsageError
from evigraph.ns import RDF
from evigraph.remote.answer import RESULTS, solutions
from evigraph.remote.client import Client

_GIVEN = re.compile(r"^(?P<head> *VALUES \?(?P<name>\w+) \{) \} # given$", re.MULTILINE)
_QUERIES = Path(__file__).parent
_TYPE = ox.NamedNode(f"{RDF}type")
WHOLE = "This needs the whole graph, which a remote store does not give; ask a workspace that holds it."

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


class Statements:
    """What :class:`~evigraph.query.dataset.Dataset` asks of its store, from a remote one.

    What is said of a node is fetched at once and kept, as is what is said of all members of a
    class when they are asked for: a walk then takes few requests.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._about: dict[Term, list[ox.Quad]] = {}
        self._members: dict[Term, list[ox.Quad]] = {}
        self._found: dict[tuple[Term, Term], list[ox.Quad]] = {}

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, graph_name: Any = None) -> Iterator[ox.Quad]:
        """Statements with these terms, None for any; they are given without their graphs.

        Raises:
            StoreError: the store does not tell.
            UsageError: no term is given.
        """
        if graph_name is not None or (subject is None and predicate is None and object is None):
            self._refuse()
        if subject is not None:
            yield from (quad for quad in self._facts(subject) if _fits(quad, predicate, object))
        elif predicate == _TYPE and object is not None:
            yield from self._of_class(object)
        else:
            key = (predicate, object)
            if key not in self._found:
                self._found[key] = self._ask("statements.rq", predicate=predicate, object=object)
            yield from self._found[key]

    def __iter__(self) -> Iterator[ox.Quad]:
        self._refuse()

    def __len__(self) -> int:
        _, rows = solutions(self._client.ask(_text("size.rq"), RESULTS))
        return int(rows[0]["statements"].value)

    def __getattr__(self, name: str) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise UsageError(WHOLE)

    def _facts(self, subject: Term) -> list[ox.Quad]:
        if subject not in self._about:
            self._about[subject] = self._ask("statements.rq", subject=subject)
        return self._about[subject]

    def _of_class(self, name: Term) -> list[ox.Quad]:
        if name not in self._members:
            said: defaultdict[Term, list[ox.Quad]] = defaultdict(list)
            for quad in self._ask("members.rq", **{"class": name}):
                said[quad.subject].append(quad)
            self._about |= said
            self._members[name] = [quad for quads in said.values() for quad in quads if _fits(quad, _TYPE, name)]
        return self._members[name]

    def _ask(self, query: str, **given: Term) -> list[ox.Quad]:
        """The rows of one of our queries as statements; the terms stand in for its empty braces."""

        def filled(match: re.Match[str]) -> str:
            term = given.get(match["name"])
            return "" if term is None else f"{match['head']} {term} }}"

        _, rows = solutions(self._client.ask(_GIVEN.sub(filled, _text(query)), RESULTS))
        return [ox.Quad(row["subject"], row["predicate"], row["object"]) for row in rows]


def _fits(quad: ox.Quad, predicate: Term, object: Term) -> bool:
    return predicate in (None, quad.predicate) and object in (None, quad.object)


def _text(name: str) -> str:
    return (_QUERIES / name).read_text("utf-8")
