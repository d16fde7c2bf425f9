"""Terms and the broader terms and classes above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evigraph.audit.compute.row import Row


class Hierarchy:
    """What lies above each term, from rows with the columns ``term`` and ``above``."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._direct: dict[str, set[str]] = {}
        self._known: dict[str, frozenset[str]] = {}
        for row in rows:
            if row["above"] is not None:
                self._direct.setdefault(row["term"], set()).add(row["above"])

    def over(self, term: str) -> frozenset[str]:
        """The term itself and everything broader than it."""
        if term not in self._known:
            found, todo = {term}, [term]
            while todo:
                new = self._direct.get(todo.pop(), set()) - found
                found |= new
                todo.extend(new)
            self._known[term] = frozenset(found)
        return self._known[term]


def having(rows: Sequence[Row], *columns: str) -> list[Row]:
    """The rows in which all of these columns are given: one kind of row of a query that unites several."""
    return [row for row in rows if all(row[column] is not None for column in columns)]
