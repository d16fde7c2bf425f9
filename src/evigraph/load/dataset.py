"""Workspace files to an RDF dataset: one named graph per file, one for places.

With the engine in ``query`` this is the only place that knows Oxigraph.
"""

from __future__ import annotations

import contextlib
import fnmatch
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from evigraph.errors import Finding, Place, RecordError, did_you_mean
from evigraph.load.records import Minter, Node
from evigraph.load.schema import Schema, read_schema
from evigraph.load.works import expand_citations, list_entries, work_records
from evigraph.load.workspace import Source, Workspace
from evigraph.ns import BASE, EV, RDF
from evigraph.read import Items, Record, Text, each, read_yaml

_DEFINED_AT = ox.NamedNode(f"{EV}definedAt")
_TYPE = ox.NamedNode(f"{RDF}type")
_GENERAL = "-"
_SETTINGS = "graph/workspace.yaml"
_BASE = re.compile(r"https?://[^?#]+/")


def load_quads(workspace: Workspace) -> tuple[list[ox.Quad], list[Finding]]:
    """Every quad of ``workspace``, and every fault of its files that loading can see.

    Raises:
        RecordError: the schema itself cannot be read.
    """
    return _Loader(workspace).load()


def _listed(trees: Sequence[tuple[Source, Record | None]]) -> set[str]:
    """The keys that the lists of references hold, as far as they are plain text."""
    articles = [tree["article"] for _, tree in trees if tree is not None and "article" in tree]
    records = [record for article in articles for record in each(article) if isinstance(record, Record)]
    return {str(key) for record in records for key in each(record.get("references", Items(record.place)))}


class _Loader:
    """One pass over the files of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.schema = read_schema(workspace)
        self.minter = Minter(self.schema)
        self.findings: list[Finding] = []
        self.quads: list[ox.Quad] = []
        self.stated: set[ox.Triple] = set()
        self.base = BASE
        self.listed: dict[str, int] = {}

    def load(self) -> tuple[list[ox.Quad], list[Finding]]:
        from evigraph.bib import read_bib

        bib, *sources = self.workspace.sources()
        entries, faults = read_bib(bib.path, bib.name)
        self.findings += faults
        trees = [(source, self._read(source)) for source in sources]
        self._settings(trees)
        works, faults = work_records(entries, self.schema, _listed(trees))
        self.findings += faults
        self._add(bib, _GENERAL, [("works", record) for record in works])
        for source, tree in sorted(trees, key=lambda pair: "article.yaml" not in pair[0].name):
            article = _article_of(source.name)
            records = list(self._records(source, tree)) if tree is not None else []
            for kind, record in list(records):
                if kind == "article":
                    listed, faults = list_entries(record, entries)
                    self.findings += faults
                    self.listed[article] = len(list(each(record.pop("references", Items(record.place)))))
                    records += [("entries", entry) for entry in listed]
                for passage in _passages(kind, record):
                    passage.setdefault("ofArticle", Text(article, passage.place))
                    self.findings += expand_citations(passage, self.listed.get(article, 0))
            self._add(source, article, records)
        return self.quads, sorted([*self.findings, *self.minter.findings])

    def _read(self, source: Source) -> Record | None:
        tree, faults = read_yaml(source.path, source.name)
        self.findings += faults
        return tree

    def _settings(self, trees: Sequence[tuple[Source, Record | None]]) -> None:
        for source, tree in trees:
            if source.name == _SETTINGS and tree is not None and "base" in tree:
                base = tree["base"]
                if isinstance(base, Text) and _is_base(base):
                    self.base = str(base)
                    continue
                shown = f"'{base}'" if isinstance(base, Text) else "A nested record"
                hint = "Use an http(s) address that ends in '/'."
                self._fault(base.place, "bad-base", f"{shown} is not a base for identifiers.", hint)

    def _records(self, source: Source, tree: Record) -> Iterator[tuple[str, Record]]:
        """The top-level records of a file with their kinds; anything else there is a fault."""
        allowed = self._allowed(source.name)
        article = _article_of(source.name)
        if not allowed:
            message = "This is not a file that evigraph reads."
            known = [name for name in self.schema.files if "*" not in name]
            hint = did_you_mean(source.name, known) or "Rename it (its name ends in .yaml), or move it out of graph/."
            self._fault(Place(source.name), "unread-file", message, hint)
            return
        for key, value in tree.items():
            if key not in allowed:
                message = f"'{key}' does not belong at the top of this file; {_or(allowed)} does."
                hint = did_you_mean(key, allowed) or "Correct it, or move it to the file it belongs in."
                self._fault(tree.key_places[key], "unknown-key", message, hint)
                continue
            if source.name == _SETTINGS:
                continue
            for record in each(value):
                if not isinstance(record, Record):
                    message = f"'{key}' holds records, but this is a plain value."
                    self._fault(record.place, "not-a-record", message, "Write it as `- key: value` lines.")
                    continue
                if article != _GENERAL and key != "article":
                    record.setdefault("ofArticle", Text(article, record.place))
                if key == "article" and record.get("id") != article:
                    message = f"The article's id must be the name of its folder, '{article}'."
                    place = record.place if "id" not in record else record["id"].place
                    self._fault(place, "bad-id", message, f"Write `id: {article}`.")
                    record["id"] = Text(article, record.place)
                yield key, record

    def _allowed(self, name: str) -> tuple[str, ...]:
        if name == _SETTINGS:
            return ("base",)
        for pattern, kinds in self.schema.files.items():
            if fnmatch.fnmatchcase(name, pattern):
                return kinds
        return ()

    def _add(self, source: Source, article: str, records: Iterable[tuple[str, Record]]) -> None:
        self.minter.base = article
        nodes = [node for kind, record in records if (node := self.minter.mint(kind, record)) is not None]
        graph = ox.NamedNode(f"{self.base}source/{quote(source.name)}")
        places = ox.NamedNode(f"{self.base}source/places")
        for triple in _parse(nodes, f"{self.base}{article}/", self.schema):
            if triple.predicate == _DEFINED_AT:
                self._state(triple, places)
                continue
            self._state(triple, graph)
            for implied in _implied(triple, self.schema):
                self._state(implied, graph)

    def _state(self, triple: ox.Triple, graph: ox.NamedNode) -> None:
        """Adds a statement, once: the default graph of queries is the union of all named graphs,
        and a triple that stood in two of them would come back twice."""
        if triple not in self.stated:
            self.stated.add(triple)
            self.quads.append(ox.Quad(triple.subject, triple.predicate, triple.object, graph))

    def _fault(self, place: Place, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(place, code, message, hint))


def _parse(nodes: list[Node], base: str, schema: Schema) -> Iterator[ox.Triple]:
    placed = _placed(nodes, "", schema.bases)
    document: dict[str, Any] = {"@context": [{"@base": base}, schema.plain_context], "@graph": placed}
    for quad in ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD):
        yield quad.triple


def _placed(value: Any, base: str, bases: Mapping[str, str]) -> Any:
    """A value of a node whose links begin with their bases, which is what the context of the schema means."""
    if isinstance(value, dict):
        return {key: _placed(inner, bases.get(key, ""), bases) for key, inner in value.items()}
    if isinstance(value, list):
        return [_placed(inner, base, bases) for inner in value]
    return base + value if base and ":" not in value and value[:1] != "/" else value


def _implied(triple: ox.Triple, schema: Schema) -> Iterator[ox.Triple]:
    """What the ontology implies of a triple: the properties above its own, the classes above a type.

    So ``ev:restsOn`` and every finer CiTO property give ``cito:cites``, and a toxicity is an outcome.
    """
    for above in schema.ontology.above(triple.predicate.value):
        yield ox.Triple(triple.subject, ox.NamedNode(above), triple.object)
    if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
        for above in schema.ontology.above(triple.object.value):
            yield ox.Triple(triple.subject, _TYPE, ox.NamedNode(above))


def _passages(kind: str, record: Record) -> list[Record]:
    rows = each(record["rows"]) if kind == "tables" and "rows" in record else []
    return [record] if kind == "sentences" else [row for row in rows if isinstance(row, Record)]


def _is_base(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return _BASE.fullmatch(ox.NamedNode(text).value) is not None
    return False


def _article_of(name: str) -> str:
    parts = name.split("/")
    return parts[2] if parts[:2] == ["graph", "articles"] and len(parts) > 3 else _GENERAL


def _or(names: Sequence[str]) -> str:
    return " or ".join(f"'{name}'" for name in names) or "nothing"


def source_hashes(workspace: Workspace) -> dict[str, str]:
    """SHA-256 of every source file, by its name in the workspace."""
    import hashlib

    return {source.name: hashlib.sha256(Path(source.path).read_bytes()).hexdigest() for source in workspace.sources()}


__all__ = ["RecordError", "load_quads", "source_hashes"]
