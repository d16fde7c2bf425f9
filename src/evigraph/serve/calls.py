"""What a task worker can be asked: the functions of evigraph, each as bytes of a media type.

Everything that comes from outside is a text or a list of texts by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import pyoxigraph as ox

from evigraph.audit import audit, find_checks
from evigraph.audit.check import checks
from evigraph.audit.documents import document
from evigraph.bibliography import Wanted, export_references
from evigraph.errors import NotFound, UsageError
from evigraph.export import export
from evigraph.impact import impact
from evigraph.listing import counts, listing
from evigraph.ns import PREFIXES
from evigraph.query import Dataset, Question, Table, Triples, questions, read_question
from evigraph.query.nodes import Nodes
from evigraph.receipt import find_asked, receipt, text_of
from evigraph.serve.pages.editor import editor_page
from evigraph.serve.pages.live import live_page, page_of, site_of
from evigraph.serve.pages.questions import find_question
from evigraph.serve.results import RDF_FORMS
from evigraph.serve.vocabulary import vocabulary
from evigraph.trace import describe, find, find_claim, trace
from evigraph.view.plots.svg import image_svg
from evigraph.view.receipt import receipt_page
from evigraph.view.site.pictures import drawing

Arguments = Mapping[str, Any]
Made = tuple[bytes, str] | tuple[bytes, str, int]
"""What a call gives: its bytes, their media type, and the HTTP status where that is not 200."""

JSON = "application/json"
CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"
_BIB_TYPES = {
    "bibtex": "application/x-bibtex; charset=utf-8",
    "biblatex": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "enw": "application/x-endnote-refer; charset=utf-8",
    "nbib": "application/nbib; charset=utf-8",
    "csv": CSV,
    "text": "text/plain; charset=utf-8",
    "html": HTML,
    "markdown": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_WORD = re.compile(r"[\w-]+")


def as_json(data: Any) -> Made:
    """Plain data as JSON."""
    return (json.dumps(data, ensure_ascii=False, default=str) + "\n").encode("utf-8", "replace"), JSON


def _table(found: Table, form: str) -> Made:
    return (found.to_csv().encode("utf-8", "replace"), CSV) if form == "csv" else _encoded(found.to_json())


def _encoded(text: str) -> Made:
    return text.encode("utf-8", "replace"), JSON


def _plain(names: Any) -> tuple[str, ...]:
    """Names that can name no file."""
    for name in names:
        if not _WORD.fullmatch(name):
            raise NotFound(f"Nothing is called '{name}'.")
    return tuple(names)


def _question(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "title": question.title,
        "description": question.description,
        "group": question.group,
        "columns": question.columns,
        "answers": question.answers,
        "parameters": [asdict(parameter) for parameter in question.parameters],
    }


def list_questions(dataset: Dataset, given: Arguments) -> Made:
    """Every question with its documentation."""
    return as_json([_question(read_question(path)) for path in questions(dataset.workspace).values()])


def ask_question(dataset: Dataset, given: Arguments) -> Made:
    """The answer to a question by name, asked with parameters."""
    question = find_question(dataset.workspace, given["name"])
    found = question.ask(dataset, given["values"])
    if isinstance(found, Table):
        if given["format"] == "words":
            cells = (dict(zip(found.columns, row, strict=True)) for row in found.shown())
            return as_json([question.sentence({k: v or None for k, v in row.items()}) for row in cells])
        return _table(found, given["format"])
    if isinstance(found, Triples):
        return found.serialize("ttl").encode(), "text/turtle; charset=utf-8"
    return as_json({"head": {}, "boolean": found})


def question_source(dataset: Dataset, given: Arguments) -> Made:
    """The SPARQL of a question, with the values it is asked with."""
    question = find_question(dataset.workspace, given["name"])
    return question.bind(dataset, given["values"]).encode("utf-8", "replace"), "application/sparql-query"


def question_receipt(dataset: Dataset, given: Arguments) -> Made:
    """The evidence receipt of an answer."""
    question = find_question(dataset.workspace, given["name"])
    asked, path = find_asked(dataset, question.name, given["values"])
    document = receipt(dataset, asked, path)
    if given["format"] == "jsonld":
        return text_of(document).encode("utf-8", "replace"), "application/ld+json"
    return receipt_page(document).encode("utf-8", "replace"), HTML


def list_things(dataset: Dataset, given: Arguments) -> Made:
    """Claims, references, studies or terms, narrowed by what their columns hold."""
    return _table(listing(dataset, given["kind"], given["filters"]), given["format"])


def draw(dataset: Dataset, given: Arguments) -> Made:
    """A plot of the graph, or its numbers."""
    found = drawing(site_of(dataset), given["name"])
    if found is None:
        raise NotFound(f"There is no plot '{given['name']}'.")
    if given["format"] == "csv":
        return found.csv.encode("utf-8", "replace"), CSV
    return image_svg(found.drawing), "image/svg+xml"


def trace_claim(dataset: Dataset, given: Arguments) -> Made:
    """The evidence ladder of a claim."""
    return as_json(trace(dataset, find_claim(dataset, given["id"])).to_dict())


def describe_node(dataset: Dataset, given: Arguments) -> Made:
    """All that is said about a node, and everything that points to it."""
    names = ("direction", "property", "value", "label")
    return as_json([dict(zip(names, row, strict=True)) for row in describe(dataset, given["id"])])


def search(dataset: Dataset, given: Arguments) -> Made:
    """What speaks of a text, best match first."""
    limit = given.get("limit") or "20"
    if not re.fullmatch(r"[1-9]\d{0,2}", limit):
        raise UsageError("'limit' is a number from 1 to 999.")
    return as_json([asdict(hit) for hit in find(dataset, given["text"], given.get("kind") or None, int(limit))])


def audit_graph(dataset: Dataset, given: Arguments) -> Made:
    """What the audit finds."""
    claim = find_claim(dataset, given["claim"]) if given.get("claim") else None
    found = audit(dataset, _plain(given.get("check", ())), claim, given.get("severity") or "note")
    form = given["format"]
    kind = {"json": JSON, "csv": CSV, "sarif": "application/sarif+json"}[form]
    return document(dataset, found, form).encode("utf-8", "replace"), kind


def list_checks(dataset: Dataset, given: Arguments) -> Made:
    """The checks of the audit with their documentation."""
    found = find_checks(dataset.workspace, list(checks(dataset.workspace)))
    return as_json([{"name": check.name, "severity": check.severity, **check.header} for check in found])


def fall(dataset: Dataset, given: Arguments) -> Made:
    """What would fall without these."""
    return as_json(impact(dataset, given["without"]).to_dict())


def bibliography(dataset: Dataset, given: Arguments) -> Made:
    """References by what they support, as a file."""
    wanted = Wanted(
        articles=tuple(given.get("article", ())),
        claims=tuple(given.get("claim", ())),
        sections=tuple(given.get("section", ())),
        studies=tuple(given.get("study", ())),
        roles=tuple(given.get("role", ())),
        cited_with=tuple(given.get("citedWith", ())),
        queries=_plain(given.get("query", ())),
        checks=_plain(given.get("check", ())),
    )
    form, style = given["format"], given.get("style")
    if style:
        _plain([style])
    evidence = given.get("evidence") == "true"
    made = export_references(dataset, wanted, form, style or None, given.get("numbering") or "list", evidence)
    return made, _BIB_TYPES[form]


def graph(dataset: Dataset, given: Arguments) -> Made:
    """The whole graph, as the network or as RDF."""
    form = given["format"]
    kinds = {"node-link": JSON, "trig": "application/trig; charset=utf-8", "jsonld": "application/ld+json"}
    return export(dataset, form), kinds[form]


def statistics(dataset: Dataset, given: Arguments) -> Made:
    """How many records of each kind there are."""
    return as_json(dict(counts(dataset)))


def about_node(dataset: Dataset, given: Arguments) -> Made:
    """What the graph says about a node, and what points to it, as RDF."""
    iri, form = given["iri"], given["form"]
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        raise NotFound(f"No identifier is spelt like {iri}.") from None
    if not Nodes(dataset).exists(iri):
        raise NotFound(f"The graph says nothing about {iri}.")
    patterns = ((node, None, None), (None, None, node))
    triples = {quad.triple for pattern in patterns for quad in dataset.store.quads_for_pattern(*pattern)}
    data = ox.serialize(sorted(triples, key=str), format=RDF_FORMS[form], prefixes=dict(PREFIXES))
    return data or b"", given["type"]


def page(dataset: Dataset, given: Arguments) -> Made:
    """A page for people."""
    html, status = live_page(dataset, given["path"], given["fields"], given["notice"], given["modified"])
    return html.encode("utf-8", "replace"), HTML, status


def page_of_node(dataset: Dataset, given: Arguments) -> Made:
    """The address of the page about a node; null where it has none."""
    return as_json(page_of(dataset, given["iri"]) or None)


def ask_page(dataset: Dataset, given: Arguments) -> Made:
    """The page that asks in SPARQL."""
    return editor_page(dataset, given).encode("utf-8", "replace"), HTML


def list_vocabulary(dataset: Dataset, given: Arguments) -> Made:
    """Prefixes, classes and properties."""
    return as_json(vocabulary(dataset))


CALLS: dict[str, Callable[[Dataset, Arguments], Made]] = {
    function.__name__: function
    for function in (
        *(
            list_questions,
            ask_question,
            question_source,
            question_receipt,
            draw,
            list_things,
            trace_claim,
            describe_node,
            search,
        ),
        *(audit_graph, list_checks, fall, bibliography, graph, statistics, about_node, page, page_of_node),
        *(ask_page, list_vocabulary),
    )
}
"""Name -> function, as a request names it."""
