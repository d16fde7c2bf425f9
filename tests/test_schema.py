"""The schema's parts agree: context, ontology, shapes, kinds of record, bibliography fields, messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from evigraph.load.schema import read_schema
from evigraph.load.workspace import Workspace, package_data
from evigraph.ns import EV, PREFIXES, RDF, RDFS, SKOS, local_name
from evigraph.read import Record, each, read_yaml

SH = "http://www.w3.org/ns/shacl#"
FOLDER = package_data() / "graph" / "schema"
SCHEMA = read_schema(Workspace(package_data()))
NOT_AUTHORED = {
    *("sourceHash", "check", "severity", "concerns", "arithmetic", "response", "holds", "compared", "current"),
    *("asksAbout", "sparql", "parameter", "answerColumn", "base", "statements"),
    *("sameWorkAs", "citingArticles", "citingSentences", "measure"),
    *("firstOfPair", "secondOfPair", "citedTogether", "kindOf", "citedRank", "pairRank", "yearInWords"),
}
"""Properties that audits, exports and corpora write; no author does, so the context has no key for them."""


def turtle() -> ox.Store:
    store = ox.Store()
    for path in sorted(FOLDER.glob("*.ttl")):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


STORE = turtle()


def values(predicate: str, subject: str | None = None) -> Iterator[str]:
    """The objects of a predicate, that are IRIs or text."""
    about = None if subject is None else ox.NamedNode(subject)
    for quad in STORE.quads_for_pattern(about, ox.NamedNode(predicate), None):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            yield quad.object.value


def typed(class_: str) -> set[str]:
    """The named members of a class."""
    found = STORE.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(class_))
    return {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}


PROPERTIES = typed(f"{RDF}Property")
CLASSES = typed(f"{RDFS}Class")
ENUMERATIONS = {class_ for class_ in CLASSES if class_.startswith(EV) and typed(class_)}
PATHS = set(values(f"{SH}path"))


def test_there_is_something_to_compare() -> None:
    assert len(PROPERTIES) > 120 and len(CLASSES) > 50 and len(PATHS) > 100
    assert len(ENUMERATIONS) == 13, sorted(ENUMERATIONS)


def test_every_property_of_the_context_is_declared() -> None:
    keys = {key: SCHEMA.expand(value) for key, value in SCHEMA.context.items() if key in SCHEMA.keys | {"definedAt"}}
    undeclared = {key for key, iri in keys.items() if iri not in PROPERTIES | CLASSES | {f"{RDF}type", "@id"}}
    assert undeclared == set()
    assert len(keys) > 120


def test_every_path_of_the_shapes_is_declared_and_has_a_key() -> None:
    assert PATHS - {f"{RDF}type"} <= PROPERTIES
    assert {path for path in PATHS - {f"{RDF}type"} if path not in SCHEMA.by_iri} == set()


def test_every_key_of_the_context_may_stand_somewhere() -> None:
    """Closed shapes refuse what no shape mentions: such a key would be dead."""
    properties = {iri for iri in SCHEMA.by_iri if iri in PROPERTIES}
    assert properties - PATHS - {f"{EV}definedAt"} == set()


def test_every_declared_property_of_ours_has_a_key() -> None:
    own = {iri for iri in PROPERTIES if iri.startswith(EV)}
    assert {local_name(iri) for iri in own if iri not in SCHEMA.by_iri} == NOT_AUTHORED
    assert len(own) > 80


def test_no_value_of_an_enumeration_is_also_a_key() -> None:
    """A value and a key of one name would be one term with two meanings for JSON-LD."""
    members = {local_name(iri): iri for class_ in ENUMERATIONS for iri in typed(class_)}
    clashes = {
        name for name in members if name in SCHEMA.context and SCHEMA.expand(SCHEMA.context[name]) != members[name]
    }
    assert clashes == set()
    assert len(members) > 55


def test_every_enumeration_is_what_some_key_takes() -> None:
    taken = {SCHEMA.value_classes.get(iri) for iri, key in SCHEMA.by_iri.items() if SCHEMA.datatype(key) == "@vocab"}
    assert taken == ENUMERATIONS


def test_every_kind_of_record_has_its_place() -> None:
    top = {kind for kinds in SCHEMA.files.values() for kind in kinds}
    made = {"entries", "works"}
    for kind in SCHEMA.kinds.keys() - top - made:
        assert kind in SCHEMA.context, f"'{kind}' is nested, but not in the context"
    planned = {"responses", "standings"}
    assert top <= SCHEMA.kinds.keys() | planned


def test_every_class_of_the_shapes_and_kinds_is_declared() -> None:
    used = {*values(f"{SH}targetClass"), *values(f"{SH}class")}
    assert used <= CLASSES
    kinds = {name for kind in SCHEMA.kinds.values() for name in kind.types}
    kinds |= set(SCHEMA.bibtex["types"].values())
    full = {SCHEMA.expand(SCHEMA.context[name]) if name in SCHEMA.context else EV + name for name in kinds}
    assert full <= CLASSES


def test_every_kind_of_record_has_a_closed_shape() -> None:
    closed = {
        quad.subject
        for quad in STORE.quads_for_pattern(None, ox.NamedNode(f"{SH}closed"), None)
        if isinstance(quad.object, ox.Literal) and quad.object.value == "true"
    }
    target = ox.NamedNode(f"{SH}targetClass")
    targets = {quad.object.value for shape in closed for quad in STORE.quads_for_pattern(shape, target, None)}  # type: ignore[union-attr]
    for kind in SCHEMA.kinds.values():
        types = {SCHEMA.expand(SCHEMA.context[name]) if name in SCHEMA.context else EV + name for name in kind.types}
        assert types & targets, kind.name


@pytest.mark.parametrize("what", ["property", "class"])
def test_every_term_of_ours_is_explained(what: str) -> None:
    terms = PROPERTIES if what == "property" else CLASSES
    for iri in terms:
        assert list(values(f"{RDFS}label", iri)), iri
        if iri.startswith(EV):
            [comment] = values(f"{RDFS}comment", iri)
            assert comment.endswith("."), iri


def test_every_value_of_an_enumeration_is_explained() -> None:
    for class_ in ENUMERATIONS:
        for iri in typed(class_):
            assert list(values(f"{SKOS}prefLabel", iri)) and list(values(f"{SKOS}definition", iri)), iri
            assert f"{SKOS}Concept" in values(f"{RDF}type", iri), iri


def test_datatypes_of_context_and_shapes_agree() -> None:
    """A key read as a number must be a number to its shapes; names are never text."""
    checked = 0
    for shape in {quad.subject for quad in STORE.quads_for_pattern(None, ox.NamedNode(f"{SH}path"), None)}:
        facts = {quad.predicate.value: quad.object for quad in STORE.quads_for_pattern(shape, None, None)}
        path = facts[f"{SH}path"]
        wanted = facts.get(f"{SH}datatype")
        if not isinstance(wanted, ox.NamedNode) or not isinstance(path, ox.NamedNode):
            continue
        keys = {
            key for key, value in SCHEMA.context.items() if key in SCHEMA.keys and SCHEMA.expand(value) == path.value
        }
        named = local_name(wanted.value)
        assert {SCHEMA.datatype(key).removeprefix("xsd:") or "string" for key in keys} == {named}, path.value
        checked += 1
    assert checked > 100


def test_the_bibliography_fields_are_keys() -> None:
    bibtex = SCHEMA.bibtex
    assert set(bibtex["fields"].values()) <= SCHEMA.keys
    assert set(bibtex["lists"]) <= bibtex["fields"].keys()
    assert set(bibtex["verbatim"]) <= bibtex["fields"].keys()
    assert set(bibtex["names"].values()) <= SCHEMA.keys
    assert not set(bibtex["others"]) & bibtex["fields"].keys()
    assert set(bibtex["annotations"]) <= {*bibtex["fields"], "worktype", "sameas"}


def test_every_constraint_of_the_shapes_has_words() -> None:
    import evigraph.check

    messages, findings = read_yaml(Path(evigraph.check.__file__).with_name("messages.yaml"))
    assert messages is not None and not findings
    constraints = {quad.predicate.value.removeprefix(SH) for quad in STORE if quad.predicate.value.startswith(SH)}
    constraints -= {"path", "property", "targetClass", "targetObjectsOf", "ignoredProperties"}
    named = {name[0].upper() + name[1:] for name in constraints}
    assert named <= messages.keys(), named - messages.keys()
    for name in named:
        assert isinstance(messages[name], Record) and {"code", "message", "hint"} <= messages[name].keys()
    patterned = STORE.query(f"SELECT DISTINCT ?p WHERE {{ ?s <{SH}path> ?p ; <{SH}pattern> ?x }}")
    assert isinstance(patterned, ox.QuerySolutions)
    assert {SCHEMA.by_iri[row[0].value] for row in patterned} == messages["forms"].keys()
    datatypes = {local_name(iri) for iri in values(f"{SH}datatype")}
    assert datatypes <= messages["datatypes"].keys()
    words = messages["datatypes"].values()
    assert {text for trouble in each(messages["Datatype"]["troubles"]) for text in trouble["expected"]} <= set(words)


def test_prefixes_agree() -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text("utf-8"))["@context"]
    for prefix, namespace in PREFIXES.items():
        assert context[prefix] == namespace
    assert context["@vocab"] == EV
    for path in FOLDER.glob("*.ttl"):
        for prefix, namespace in re.findall(r"@prefix (\w+): <([^>]+)>", path.read_text("utf-8")):
            assert PREFIXES.get(prefix, namespace) == namespace, f"{path.name}: {prefix}"
