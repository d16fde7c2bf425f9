"""The entries of the bibliography as the graph holds them: the same CSL-JSON that the file gives."""

from __future__ import annotations

from collections.abc import Callable

from evigraph.bib import Csl, Entry, Name, Names, escaped, to_csl, write_names
from evigraph.bib.bibtex.keywords import write_keywords
from evigraph.bib.bibtex.latex import identifier_written
from evigraph.bib.bibtex.source import Source
from evigraph.load.schema import read_schema
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes

_IDENTIFIERS = ("doi", "pmid", "pmcid", "issn", "isbn")
_WRITTEN: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(_IDENTIFIERS, identifier_written),
    "keywords": write_keywords,
}


class Entries:
    """Reads works of one graph back into bibliographic records.

    The mapping is that of loading (``records.yaml``), read backwards.  What authors add for
    the graph alone (evidence role, subjects, ``sameas``) is no part of the record.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.nodes = Nodes(dataset)
        schema = read_schema(dataset.workspace)
        bibtex = schema.bibtex
        self._annotations = frozenset(bibtex["annotations"])
        self._names = {field: schema.expand(schema.context[key]) for field, key in bibtex["names"].items()}
        self._booleans = {value: word for word, value in bibtex["booleans"].items()}
        self._fields: dict[str, tuple[str, str, Callable[[str], str]]] = {}  # property -> field, datatype, its form
        for field, key in bibtex["fields"].items():
            if field not in bibtex["annotations"]:
                told = (
                    field,
                    schema.datatype(key),
                    _WRITTEN.get(field, str if field in bibtex["verbatim"] else escaped),
                )
                self._fields.setdefault(schema.expand(schema.context[key]), told)

    def csl(self, work: str, key: str) -> Csl:
        """The record of a work as a CSL-JSON item; ``key`` becomes its ``id``."""
        nodes = self.nodes
        fields: dict[str, str] = {}
        for field, prop in self._names.items():
            if people := self._people(work, prop):
                fields[field] = people
        for prop, value, _ in nodes.facts(work):
            if prop in self._fields:
                field, datatype, written = self._fields[prop]
                text = self._booleans.get(value, value) if datatype == "xsd:boolean" else value
                fields[field] = written(text)
        for other in nodes.all(work, "ev:otherField"):
            field, _, value = other.partition(": ")
            if field in self._annotations:
                continue
            fields[field] = _WRITTEN.get(field, escaped)(value)
        kind = nodes.one(work, "ev:entryType") or "misc"
        return to_csl(Entry(key, kind, fields, Source("", nodes.short(work)), 0))

    def _people(self, work: str, prop: str) -> str:
        """The list of names behind a property, in BibTeX's form."""
        nodes = self.nodes
        found = [value for name, value, _ in nodes.facts(work) if name == prop]
        found.sort(key=lambda person: int(nodes.one(person, "ev:order") or 0))
        others = self._names.get("author") == prop and nodes.one(work, "ev:etAl") == "true"
        return write_names(Names(map(self._name, found), others=others))

    def _name(self, person: str) -> Name:
        nodes = self.nodes
        if group := nodes.one(person, "ev:groupName"):
            return Name(literal=group)
        particle = nodes.one(person, "ev:nameParticle") or ""
        family = (nodes.one(person, "ev:familyName") or "").removeprefix(f"{particle} " if particle else "")
        return Name(family, nodes.one(person, "ev:givenName") or "", particle, nodes.one(person, "ev:nameSuffix") or "")


def bibliographic(item: Csl, annotations: frozenset[str]) -> Csl:
    """The item without the fields in ``annotations``, which speak of the graph and not of the publication."""
    custom = {name: value for name, value in item.get("custom", {}).items() if name not in annotations}
    rest = {name: value for name, value in item.items() if name != "custom"}
    return {**rest, "custom": custom} if custom else rest
