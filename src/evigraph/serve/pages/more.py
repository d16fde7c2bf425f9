"""What pages of the site show besides on a server: questions, downloads, and the same for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from evigraph.bib.formatted import STYLES
from evigraph.ns import EV
from evigraph.serve.pages.addresses import Fields, address_of
from evigraph.serve.pages.asking import known_questions, questions_about
from evigraph.view.site.links import Links
from evigraph.view.site.site import Site

Data = dict[str, Any]

FILES = (
    ("bibtex", "BibTeX"),
    ("biblatex", "BibLaTeX"),
    ("ris", "RIS (EndNote, Zotero, Mendeley)"),
    ("nbib", "PubMed (nbib)"),
    ("enw", "EndNote (enw)"),
    ("csl-json", "CSL-JSON"),
    ("csv", "Table (CSV)"),
)
LISTS_OF_REFERENCES = (("html", "Web page"), ("docx", "Word"), ("markdown", "Markdown"), ("text", "Plain text"))
"""Forms of a formatted list, in the order of the form."""

_TYPES = (("therapy", "Therapy"), ("therapy", "TherapyClass"), ("outcome", "Outcome"), ("outcome", "Toxicity"))
"""Types of parameters that take terms of a class."""
_RDF = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("N-Triples", "nt"))


@dataclass(frozen=True)
class Download:
    """A form that gives references as a file: which ones, as hidden fields, and the choices of file and style."""

    chosen: tuple[tuple[str, str], ...]
    about: str
    files: tuple[tuple[str, str], ...] = FILES
    lists: tuple[tuple[str, str], ...] = LISTS_OF_REFERENCES
    styles: tuple[tuple[str, str], ...] = tuple(STYLES.items())


def index_more(site: Site, name: str, fields: Fields, links: Links, data: Data) -> Data:
    """The first page begins with search and questions."""
    return {"text": "", "asked": len(known_questions(site))}


def about_more(site: Site, name: str, fields: Fields, links: Links, data: Data) -> Data:
    """How programs read the same, which the template tells."""
    return {}


def claim_more(site: Site, name: str, fields: Fields, links: Links, data: Data) -> Data:
    """The references of a claim as a file, its questions, and what falls without it."""
    node = data["node"]
    return {
        "download": Download((("claim", node),), "the references of this claim") if data["references"] else None,
        "questions": questions_about(site, node, ("claim",)),
        "fall": address_of("own", "impact", {"without": [node]}),
        "programs": _programs(node, ("JSON", f"/api/trace/{quote(node)}")),
    }


def reference_more(site: Site, name: str, fields: Fields, links: Links, data: Data) -> Data:
    """What falls without it and others, and its questions."""
    short = site.short(site.iri("reference", name) or "")
    without = urlencode({"without": short})
    return {
        "questions": questions_about(site, short, ("reference",)),
        "fall": address_of("own", "impact", {"without": [short]}),
        "programs": _programs(short, ("Impact as JSON", f"/api/impact?{without}")),
    }


def study_more(site: Site, name: str, fields: Fields, links: Links, data: Data) -> Data:
    """The references that report a study as a file, its questions, and its forest plots."""
    node = site.iri("study", name) or ""
    short = site.short(node)
    nodes = site.nodes
    results = [result for cohort in nodes.all(node, "ev:hasCohort") for result in nodes.all(cohort, "ev:hasResult")]
    outcomes = dict.fromkeys(outcome for result in results for outcome in nodes.all(result, "ev:outcome"))
    return {
        "download": Download((("study", short),), "the references that report this study"),
        "questions": questions_about(site, short, ("study",)),
        "fall": address_of("own", "impact", {"without": [short]}),
        "forests": [
            (site.label(outcome), links.to("picture", f"forest/{site.short(outcome).removeprefix('term/')}"))
            for outcome in outcomes
            if outcome in site.measured
        ],
        "programs": _programs(short),
    }


def term_more(site: Site, name: str, fields: Fields, links: Links, data: Data) -> Data:
    """The questions that a term answers, and its triples."""
    node = site.iri("term", name) or ""
    short = site.short(node)
    kinds = site.nodes.types(node)
    types = ["term", *(type for type, kind in _TYPES if f"{EV}{kind}" in kinds)]
    return {"questions": questions_about(site, short, types), "programs": _programs(short)}


def _programs(short: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The same for programs: words and addresses."""
    return [*more, *((words, f"/data/{quote(short, safe='/')}.{form}") for words, form in _RDF)]
