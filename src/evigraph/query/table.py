"""The rows of an answer, and the forms people take them in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from evigraph.ns import BASE, XSD, curie
from evigraph.separated import separated

if TYPE_CHECKING:
    import pandas as pd

Value = str | int | float | bool | Decimal | None

_INTEGERS = {f"{XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger", "gYear")}


class Table:
    """The answer to a SELECT: ``columns`` and ``rows``.

    A row is the engine's own solution: ``row["claim"]`` is an RDF term or None, and it gives its terms in the
    order of the columns.
    Iterating gives rows; :meth:`records` gives plain Python values.
    """

    def __init__(self, columns: Sequence[str], rows: list[ox.QuerySolution], base: str = BASE) -> None:
        self.columns = list(columns)
        self.rows = rows
        self.base = base

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        return iter(self.rows)

    def records(self) -> list[dict[str, Value]]:
        """One dictionary per row: IRIs as strings, numbers as int or Decimal, unbound as None."""
        return [{name: value_of(term) for name, term in zip(self.columns, row, strict=True)} for row in self.rows]

    def shown(self) -> list[list[str]]:
        """Cells as people read them: identifiers without the base, prefixes for other IRIs."""
        return [[shown(term, self.base) for term in row] for row in self.rows]

    def to_json(self) -> str:
        """W3C SPARQL 1.1 Query Results JSON."""
        bindings = [
            {name: _json_term(term) for name, term in zip(self.columns, row, strict=True) if term is not None}
            for row in self.rows
        ]
        return json.dumps({"head": {"vars": self.columns}, "results": {"bindings": bindings}}, ensure_ascii=False)

    def to_csv(self, delimiter: str = ",") -> str:
        """Comma- or tab-separated values with a header line.

        Text that a spreadsheet would run as a formula gets a leading apostrophe.
        """
        rows = ([_cell(term) for term in row] for row in self.rows)
        return separated(self.columns, rows, delimiter)

    def to_dataframe(self) -> pd.DataFrame:
        """The rows as a pandas DataFrame.

        Raises:
            ImportError: pandas is not installed (``pip install 'evigraph[pandas]'``).
        """
        import pandas

        return pandas.DataFrame(self.records(), columns=self.columns)

    def _repr_html_(self) -> str:
        import html

        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in self.shown()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        return f"<Table of {len(self.rows)} rows: {', '.join(self.columns)}>"


def value_of(term: Any) -> Value:
    """The Python value of an RDF term: numbers and booleans typed, everything else a string."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return _literal(term.datatype.value, term.value)
    if isinstance(term, ox.NamedNode | ox.BlankNode):
        return str(term.value)
    if isinstance(term, ox.Triple):
        return str(term)
    raise TypeError(f"not an RDF term: {term!r}")


def _literal(datatype: str, text: str) -> Value:
    """The value of a literal; one that breaks the form of its datatype stays text."""
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype == f"{XSD}decimal":
            return Decimal(text)
        if datatype in (f"{XSD}double", f"{XSD}float"):
            return float(text)
    except (ValueError, InvalidOperation):
        return text
    return text in ("true", "1") if datatype == f"{XSD}boolean" else text


def shown(term: Any, base: str = BASE) -> str:
    """An RDF term as a person reads it."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return term.value[len(base) :] if term.value.startswith(base) else curie(term.value)
    return str(value_of(term))


def _cell(term: Any) -> int | float | Decimal | str | None:
    """A number as a number, everything else as its text."""
    value = value_of(term)
    if isinstance(value, str | bool):
        return str(getattr(term, "value", term))
    return value


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            found["xml:lang"] = term.language
        elif term.datatype.value != f"{XSD}string":
            found["datatype"] = term.datatype.value
        return found
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    raise TypeError(f"not an RDF term: {term!r}")
