"""What can be said: the context, the kinds of record and the ontology, as files.

The package's schema comes first; a workspace may add keys, kinds and terms in its own
``graph/schema/``, never take any away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from evigraph.errors import Finding, Place, RecordError
from evigraph.load.workspace import Workspace
from evigraph.ns import EV, RDF
from evigraph.read import Record, each, read_yaml


@dataclass(frozen=True)
class Kind:
    """A kind of record: how it is identified, its types, and fields that depend on where it stands."""

    name: str
    id: str
    types: tuple[str, ...]
    refs: dict[str, str] = field(default_factory=dict)
    shared: bool = False


@dataclass(frozen=True)
class Schema:
    """The schema of a workspace, read once."""

    context: dict[str, Any]
    kinds: dict[str, Kind]
    files: dict[str, tuple[str, ...]]
    bibtex: dict[str, Any]
    turtle: tuple[Path, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys an author may write: context terms that are properties, and kinds."""
        terms = {key for key, value in self.context.items() if _is_property(value)}
        return frozenset(terms | self.kinds.keys() | {"id", "type"}) - {"definedAt"}

    @cached_property
    def by_iri(self) -> dict[str, str]:
        """Property IRI -> the key that authors write for it (the first, when several do)."""
        found: dict[str, str] = {}
        for key, value in self.context.items():
            if _is_property(value):
                found.setdefault(self.expand(value), key)
        return found

    def datatype(self, key: str) -> str:
        """``@id``, ``@vocab``, a datatype in prefixed form, or the empty string for plain text."""
        value = self.context.get(key)
        return str(value.get("@type", "")) if isinstance(value, dict) else ""

    def expand(self, value: Any) -> str:
        """The full IRI of a context entry."""
        if value == "@type":
            return f"{RDF}type"
        name = value if isinstance(value, str) else str(value.get("@id") or value.get("@reverse"))
        prefix, _, rest = name.partition(":")
        namespace = self.context.get(prefix)
        if isinstance(namespace, dict):
            namespace = namespace.get("@id")
        return f"{namespace}{rest}" if namespace and rest else name

    def takes_keys(self, key: str) -> bool:
        """Whether the values of ``key`` are keys of the bibliography, as those of ``restsOn`` are."""
        value = self.context.get(key)
        own = value.get("@context") if isinstance(value, dict) else None
        return isinstance(own, dict) and str(own.get("@base", "")).endswith("../work/")

    @cached_property
    def bases(self) -> dict[str, str]:
        """Where the values of a link stand, seen from its article: ``restsOn`` -> ``../work/``.

        Only folders: what else a context of a term may say is left to the parser.
        """
        owns = {key: value.get("@context") for key, value in self.context.items() if self.datatype(key) == "@id"}
        alone = {key: own for key, own in owns.items() if isinstance(own, dict) and own.keys() == {"@base"}}
        bases = {key: str(own["@base"]) for key, own in alone.items()}
        return {key: base for key, base in bases.items() if base.endswith("/") and ":" not in base}

    @cached_property
    def plain_context(self) -> dict[str, Any]:
        """The context for values that have their :attr:`bases` before them.

        A parser that meets a context of its own in a term takes the whole one over again for each of its values.
        """
        return {
            key: {name: said for name, said in value.items() if name != "@context"} if key in self.bases else value
            for key, value in self.context.items()
        }

    @cached_property
    def value_classes(self) -> dict[str, str]:
        """Property IRI -> the class its values belong to, as the shapes say."""
        return self.ontology.value_classes

    @cached_property
    def ontology(self) -> Ontology:
        """What the Turtle files declare."""
        return read_ontology(self.turtle)


@dataclass(frozen=True)
class Ontology:
    """Declared terms, and which properties and classes stand above which."""

    declared: frozenset[str]
    labels: dict[str, str]
    members: dict[str, frozenset[str]]
    parents: dict[str, frozenset[str]]
    value_classes: dict[str, str]

    def above(self, iri: str) -> frozenset[str]:
        """Every property or class above ``iri``, however far up."""
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            new = self.parents.get(waiting.pop(), frozenset()) - found
            found |= new
            waiting += new
        return frozenset(found)


_PATH = "http://www.w3.org/ns/shacl#path"
_CLASS = "http://www.w3.org/ns/shacl#class"


def _is_property(value: Any) -> bool:
    if isinstance(value, dict):
        return "@prefix" not in value and ("@id" in value or "@reverse" in value)
    return isinstance(value, str) and ":" in value and not value.endswith(("#", "/", "_")) and value[0] != "@"


def read_schema(workspace: Workspace) -> Schema:
    """The schema for ``workspace``.

    Raises:
        RecordError: a schema file cannot be read, or takes away what is there.
    """
    context: dict[str, Any] = {}
    rules: dict[str, Any] = {"files": {}, "kinds": {}, "bibtex": {}}
    findings: list[Finding] = []
    for path in workspace.schema_files(".jsonld"):
        try:
            own = json.loads(path.read_text("utf-8"))["@context"]
            _extend(context, dict(own), path)
        except _ConflictError as error:
            findings.append(error.args[0])
        except (OSError, ValueError, KeyError, TypeError) as error:
            place = Place(path.name, getattr(error, "lineno", 0), getattr(error, "colno", 0))
            hint = "It must be JSON with one `@context`, which holds keys and what they stand for."
            findings.append(Finding(place, "schema-context", f"Not a JSON-LD context: {error}.", hint))
    for path in workspace.schema_files(".yaml"):
        tree, faults = read_yaml(path)
        findings += faults
        try:
            _extend(rules, tree or {}, path)
        except _ConflictError as error:
            findings.append(error.args[0])
    kinds: dict[str, Kind] = {}
    for name, record in rules["kinds"].items():
        if isinstance(record, Record) and isinstance(record.get("id"), str) and "type" in record:
            shared = record.get("shared") == "true"
            kinds[name] = Kind(name, record["id"], tuple(each(record["type"])), dict(record.get("refs", {})), shared)
        else:
            message = f"The kind of record '{name}' needs an 'id' and a 'type'."
            findings.append(Finding(record.place, "schema-kind", message, "See the kinds in records.yaml."))
    if findings:
        raise RecordError(findings)
    files = {pattern: tuple(each(names)) for pattern, names in rules["files"].items()}
    return Schema(context, kinds, files, rules["bibtex"], tuple(workspace.schema_files(".ttl")))


class _ConflictError(Exception):
    """A schema file gives another meaning to what is there; the one argument is the finding."""


def _extend(known: dict[str, Any], own: dict[str, Any], path: Path) -> None:
    """Adds what ``own`` says to what is ``known``: mappings and lists grow, nothing is replaced."""
    for key, value in own.items():
        before = known.setdefault(key, value)
        if isinstance(before, dict) and isinstance(value, dict) and "@id" not in before:
            _extend(before, value, path)
        elif isinstance(before, list) and isinstance(value, list):
            before += [item for item in value if item not in before]
        elif before != value:
            place = own.key_places[key] if isinstance(own, Record) else Place(path.name)
            message = f"'{key}' has a meaning already, and this file gives it another."
            raise _ConflictError(Finding(place, "schema-conflict", message, "Choose another name."))


def read_ontology(paths: Iterable[Path]) -> Ontology:
    """Terms declared in Turtle files.

    Raises:
        RecordError: a file is not valid Turtle.
    """
    return _ontology(tuple((path, path.read_bytes()) for path in paths))


@lru_cache(maxsize=4)
def _ontology(files: tuple[tuple[Path, bytes], ...]) -> Ontology:
    import pyoxigraph as ox

    triples: set[tuple[str, str, str]] = set()
    blank: dict[str, dict[str, str]] = {}
    findings = []
    for path, data in files:
        try:
            for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
                value = quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else ""
                if isinstance(quad.subject, ox.NamedNode):
                    triples.add((quad.subject.value, quad.predicate.value, value))
                else:
                    blank.setdefault(str(quad.subject), {})[quad.predicate.value] = value
        except SyntaxError as error:
            place = Place(path.name, error.lineno or 0, error.offset or 0)
            findings.append(Finding(place, "schema-turtle", f"Not valid Turtle: {error.msg}."))
    if findings:
        raise RecordError(findings)
    rdfs = "http://www.w3.org/2000/01/rdf-schema#"
    skos = "http://www.w3.org/2004/02/skos/core#"
    declared = {s for s, p, _ in triples if p == f"{RDF}type" and not s.startswith(f"{EV}shape/")}
    labels = {s: o for s, p, o in triples if p in (f"{rdfs}label", f"{skos}prefLabel")}
    members: dict[str, set[str]] = {}
    supers: dict[str, set[str]] = {}
    for s, p, o in triples:
        if p == f"{RDF}type":
            members.setdefault(o, set()).add(s)
        elif p in (f"{rdfs}subPropertyOf", f"{rdfs}subClassOf"):
            supers.setdefault(s, set()).add(o)
    return Ontology(
        frozenset(declared),
        labels,
        {key: frozenset(value) for key, value in members.items()},
        {key: frozenset(value) for key, value in supers.items()},
        {shape[_PATH]: shape[_CLASS] for shape in blank.values() if _PATH in shape and _CLASS in shape},
    )
