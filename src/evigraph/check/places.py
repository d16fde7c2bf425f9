"""From a node of the graph back to the line its author wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from evigraph.bib import read_bib
from evigraph.errors import Place
from evigraph.load.schema import Schema
from evigraph.load.workspace import Workspace
from evigraph.ns import BASE, EV, as_segment
from evigraph.read import Items, Record, Text, each, read_yaml


class Places:
    """Where nodes and their fields are authored; files are read again only when asked for.

    ``base`` is what the identifiers of all records begin with.
    """

    def __init__(self, workspace: Workspace, schema: Schema, quads: Iterable[ox.Quad]) -> None:
        self.schema = schema
        self._paths = {source.name: source.path for source in workspace.sources()}
        self._nodes: dict[str, list[str]] = defaultdict(list)
        self.base = BASE
        for quad in quads:
            if quad.predicate.value == f"{EV}definedAt":
                self._nodes[_value(quad.subject)].append(_value(quad.object))
                self.base = _value(quad.graph_name).removesuffix("source/places")
        self._records = cache(self._read)

    def of(self, node: str, predicate: str | None = None, value: str | None = None) -> Place:
        """The place of a node, or of one of its fields, or of one value of that field."""
        return self.every(node, predicate, value)[0]

    def every(self, node: str, predicate: str | None = None, value: str | None = None) -> list[Place]:
        """All places of a node, one of its fields or one value of that: records may say the same of one node."""
        found = list(self._fields(node, predicate)) if predicate else []
        if not found:
            return self._of_node(node)[:1] or [Place("graph")]
        named = [place for record, key in found for place in self._naming(record[key], value)]
        return list(dict.fromkeys(named)) or [found[0][0].key_places[found[0][1]]]

    def key(self, node: str, predicate: str) -> str | None:
        """The key that the author wrote for a field of a node; None when nobody wrote it."""
        found = self._field(node, predicate)
        return found[1] if found else None

    def within(self, node: str, predicate: str) -> set[Place]:
        """The places of all that an author wrote for a field of a node; none when nobody wrote it."""
        found = self._field(node, predicate)
        return set(_places(found[0][found[1]])) if found else set()

    def _of_node(self, node: str) -> list[Place]:
        return [_parse(text) for text in self._nodes.get(node, [])]

    def _field(self, node: str, predicate: str) -> tuple[Record, str] | None:
        return next(self._fields(node, predicate), None)

    def _fields(self, node: str, predicate: str) -> Iterator[tuple[Record, str]]:
        for place in self._of_node(node):
            record = self._records(place.file).get((place.line, place.column))
            for key in record or ():
                entry = self.schema.context.get(key)
                if record is not None and entry is not None and self.schema.expand(entry) == predicate:
                    yield record, key
                    break

    def _naming(self, values: Any, value: str | None) -> Iterator[Place]:
        for item in each(values):
            if isinstance(item, Text) and value is not None and self._names(item, value):
                yield item.place
                break

    def _names(self, item: str, value: str) -> bool:
        """Whether what an author wrote stands for this identifier or text."""
        endings = (f"/{item.lstrip('./')}", f"#{item}", f"/{as_segment(item)}")
        return value in (item, self.schema.expand(item)) or value.endswith(endings)

    def _read(self, name: str) -> dict[tuple[int, int], Record]:
        path = self._paths.get(name)
        if path is None:
            return {}
        if name.endswith(".bib"):
            fields = self.schema.bibtex["fields"]
            found = {}
            for entry in read_bib(path, name)[0]:
                record = Record(entry.place)
                for field, value in entry.fields.items():
                    record[fields.get(field, field)] = Text(value, entry.field_places.get(field, entry.place))
                    record.key_places[fields.get(field, field)] = entry.field_places.get(field, entry.place)
                found[(entry.place.line, entry.place.column)] = record
            return found
        tree, _ = read_yaml(path, name)
        return {(record.place.line, record.place.column): record for record in _walk(tree)}


def _walk(value: Any) -> Iterator[Record]:
    if isinstance(value, Record):
        yield value
        for child in value.values():
            yield from _walk(child)
    elif isinstance(value, Items):
        for child in value:
            yield from _walk(child)


def _places(value: Any) -> Iterator[Place]:
    for item in each(value):
        yield item.place
        for inner in item.values() if isinstance(item, Record) else item if isinstance(item, Items) else ():
            yield from _places(inner)


def _parse(text: str) -> Place:
    name, line, column = text.rsplit(":", 2)
    return Place(name, int(line), int(column))


def _value(term: Any) -> str:
    return str(term.value)
