"""The endpoint about itself: SPARQL service description and VoID."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from evigraph.ns import DCTERMS, PREFIXES, RDF, XSD
from evigraph.query.dataset import Dataset
from evigraph.serve.conditional import is_unchanged, validators
from evigraph.serve.graph import Served
from evigraph.serve.negotiate import GRAPH_TYPES, accepted, preferred
from evigraph.serve.problems import Problem
from evigraph.serve.results import RDF_FORMS
from evigraph.view.schema import license_of

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "TriG", "N-Triples", "N-Quads", "JSON-LD", "RDF_XML"),
)


def describe_service(request: Request, served: Served) -> Response:
    """What the endpoint is and what it holds, in the form of RDF the client likes best.

    Raises:
        Problem: the client takes none of them.
    """
    form = preferred(accepted(request.headers), GRAPH_TYPES)
    if not form:
        kinds = ", ".join(GRAPH_TYPES.values())
        raise Problem(406, f"The description comes as one of: {kinds}.", {"vary": "Accept"})
    current = served.current
    address = str(request.url.replace(query="", fragment=""))
    triples = sorted(set(_service(address, current.dataset)), key=str)
    prefixes = {**PREFIXES, "sd": SD, "void": VOID}
    body = ox.serialize(triples, format=RDF_FORMS[form], prefixes=prefixes) or b""
    tag = f'W/"{current.digest}-{form}"'
    headers = {
        **validators(request, tag),
        "cache-control": "no-cache",
        "vary": "Accept, Accept-Encoding",
        "content-type": GRAPH_TYPES[form],
    }
    if is_unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)


def _service(address: str, dataset: Dataset) -> Iterator[ox.Triple]:
    def node(name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{address}#{name}")

    def say(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(predicate), value)

    def number(value: int) -> ox.Literal:
        return ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer"))

    service, data, default = node("service"), node("dataset"), node("default-graph")
    endpoint = ox.NamedNode(address)
    yield say(service, f"{RDF}type", ox.NamedNode(f"{SD}Service"))
    yield say(service, f"{SD}endpoint", endpoint)
    yield say(service, f"{SD}supportedLanguage", ox.NamedNode(f"{SD}SPARQL11Query"))
    yield say(service, f"{SD}feature", ox.NamedNode(f"{SD}UnionDefaultGraph"))
    for name in _RESULTS:
        yield say(service, f"{SD}resultFormat", ox.NamedNode(_FORMATS + name))
    yield say(service, f"{SD}defaultDataset", data)
    yield say(data, f"{RDF}type", ox.NamedNode(f"{SD}Dataset"))
    yield say(data, f"{RDF}type", ox.NamedNode(f"{VOID}Dataset"))
    yield say(data, f"{VOID}sparqlEndpoint", endpoint)
    yield say(data, f"{VOID}uriSpace", ox.Literal(dataset.base))
    if license := license_of(dataset):
        yield say(data, f"{DCTERMS}license", ox.NamedNode(license))
    yield say(data, f"{SD}defaultGraph", default)
    yield say(default, f"{RDF}type", ox.NamedNode(f"{SD}Graph"))
    store = dataset.store
    yield say(default, f"{VOID}triples", number(len(store)))
    for prefix in sorted(PREFIXES):
        yield say(data, f"{VOID}vocabulary", ox.NamedNode(PREFIXES[prefix]))
    for graph in sorted(store.named_graphs(), key=str):
        if not isinstance(graph, ox.NamedNode):
            continue
        named = node(f"graph/{graph.value.removeprefix(dataset.base)}")
        yield say(data, f"{SD}namedGraph", named)
        yield say(named, f"{RDF}type", ox.NamedNode(f"{SD}NamedGraph"))
        yield say(named, f"{SD}name", graph)
        yield say(named, f"{VOID}triples", number(sum(1 for _ in store.quads_for_pattern(None, None, None, graph))))
