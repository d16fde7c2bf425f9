"""Shapes: what SHACL finds, said so that the author of the record understands it.

pySHACL judges a plain rdflib graph; the sentence for each kind of constraint stands in
``messages.yaml`` beside this file.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from evigraph.check.places import Places
from evigraph.errors import EvigraphError, Finding, Place
from evigraph.load.literals import well_formed
from evigraph.load.schema import Schema
from evigraph.load.works import COMPUTED
from evigraph.ns import EV, RDF, XSD, local_name
from evigraph.read import Record, read_yaml

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"
_ILL_FORMED = f"{XSD}error"


def shape_faults(
    schema: Schema, quads: Iterable[ox.Quad], places: Places, said: Collection[Place] = ()
) -> Iterator[Finding]:
    """One finding for each SHACL result; none for a field whose value has a fault at one of the ``said`` places."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyshacl
        import rdflib

        data = _data_graph(quads)
        shapes, above = _shapes(tuple((path, path.read_bytes()) for path in schema.turtle))
        data += above
        conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", meta_shacl=False)
    if not conforms and isinstance(report, rdflib.Graph):
        yield from _findings(report, shapes, data, schema, places, said)


@lru_cache(maxsize=4)
def _shapes(files: tuple[tuple[Path, bytes], ...]) -> tuple[rdflib.Graph, list[Any]]:
    """The shapes that files of this content declare, and the hierarchy of their classes; parsed once."""
    import rdflib

    shapes = rdflib.Graph()
    above: list[Any] = []
    for path, data in files:
        part = rdflib.Graph().parse(data=data, format="turtle", publicID=path.absolute().as_uri())
        shapes += part
        above += _hierarchy(part)
    return shapes, above


def _data_graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()

    @cache
    def term(value: Any) -> rdflib.term.Node:
        if isinstance(value, ox.NamedNode):
            return rdflib.URIRef(value.value)
        datatype = value.datatype.value if well_formed(local_name(value.datatype.value), value.value) else _ILL_FORMED
        return rdflib.Literal(value.value, datatype=rdflib.URIRef(datatype), normalize=False)

    for quad in quads:
        if quad.predicate.value != f"{EV}definedAt":
            graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def _hierarchy(part: rdflib.Graph) -> Iterable[Any]:
    """The subclasses and enumeration members that class constraints look at."""
    import rdflib

    classes = {s for s in part.subjects(rdflib.RDF.type, rdflib.RDFS.Class) if str(s).startswith(EV)}
    members = [triple for triple in part.triples((None, rdflib.RDF.type, None)) if triple[2] in classes]
    enumerations = {triple[2] for triple in members}
    yield from members
    for triple in part.triples((None, rdflib.RDFS.subClassOf, None)):
        if triple[0] not in enumerations:
            yield triple


def _findings(
    report: rdflib.Graph,
    shapes: rdflib.Graph,
    data: rdflib.Graph,
    schema: Schema,
    places: Places,
    said: Collection[Place],
) -> Iterator[Finding]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    known = {str(subject) for subject in data.subjects()}
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        focus = str(report.value(result, sh.focusNode))
        path = str(report.value(result, sh.resultPath) or "")
        found = report.value(result, sh.value)
        value = None if found is None else str(found)
        component = local_name(str(report.value(result, sh.sourceConstraintComponent)))
        component = component.removesuffix("ConstraintComponent")
        source = report.value(result, sh.sourceShape)
        if component == "Class" and value not in known and _leads_nowhere(value or "", schema, places):
            continue  # said already: a dangling or undeclared name
        if component == "Closed" and path not in schema.ontology.declared:
            continue  # said already: an undeclared property
        if component == "MinCount" and schema.by_iri.get(path) in COMPUTED:
            continue  # said already: why loading could not fill it in
        if component == "MinCount" and not places.within(focus, path).isdisjoint(said):
            continue  # said already: why what stands there was not taken
        if component != "Datatype" and isinstance(found, rdflib.Literal) and str(found.datatype) == _ILL_FORMED:
            continue  # said already, or about to be: no value of its datatype
        facts = {
            "record": _kind(data, focus, schema),
            "field": places.key(focus, path) or schema.by_iri.get(path, local_name(path)),
            "value": local_name(found) if isinstance(found, rdflib.URIRef) else value or "",
        }
        facts["expected"] = _expected(shapes, source, component, schema, facts["field"])
        facts["an_expected"] = f"{'an' if facts['expected'][:1] in 'aeiou' else 'a'} {facts['expected']}"
        message, hint = _say(component, facts, value or "")
        for place in places.every(focus, path or None, value):
            yield Finding(place, _code(component), message, hint)


def _leads_nowhere(value: str, schema: Schema, places: Places) -> bool:
    return value.startswith(places.base) or (value.startswith(EV) and value not in schema.ontology.declared)


@cache
def _messages() -> Record:
    path = Path(__file__).with_name("messages.yaml")
    tree, findings = read_yaml(path)
    if tree is None or findings:
        raise EvigraphError(f"{path} is damaged: {findings}")
    return tree


def _code(component: str) -> str:
    return str(_messages().get(component, _messages()["Other"])["code"])


def _say(component: str, facts: dict[str, str], value: str) -> tuple[str, str]:
    entry = _messages().get(component, _messages()["Other"])
    hint = entry.get("hint", "").format(**facts)
    if component == "Datatype":
        for trouble in _messages()["Datatype"]["troubles"]:
            if value and all(char in value for char in trouble["holds"]) and facts["expected"] in trouble["expected"]:
                hint = trouble["hint"].format(**facts, bare=value.replace(",", ""))
                break
    return entry["message"].format(**facts), hint


def _expected(shapes: rdflib.Graph, source: Any, component: str, schema: Schema, field: str) -> str:
    import rdflib

    sh = rdflib.Namespace(_SH)
    names = {"Datatype": sh.datatype, "Class": sh["class"], "Pattern": sh.pattern, "MaxCount": sh.maxCount}
    names |= {"MinInclusive": sh.minInclusive, "MaxInclusive": sh.maxInclusive, "MinCount": sh.minCount}
    names |= {"NodeKind": sh.nodeKind}
    value = shapes.value(source, names[component]) if component in names else None
    if value is None:
        return ""
    text = str(value)
    if component == "Pattern":
        return str(_messages()["forms"].get(field, text))
    if text.startswith(XSD):
        return str(_messages()["datatypes"].get(local_name(text), local_name(text)))
    return schema.ontology.labels.get(text, text)


def _kind(data: rdflib.Graph, focus: str, schema: Schema) -> str:
    import rdflib

    types = [str(kind) for kind in data.objects(rdflib.URIRef(focus), rdflib.URIRef(f"{RDF}type"))]
    own = sorted((kind for kind in types if kind.startswith(EV)), key=lambda kind: (len(kind), kind)) or sorted(types)
    return schema.ontology.labels.get(own[-1], local_name(own[-1])) if own else "record"
