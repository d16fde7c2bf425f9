"""Nodes of the graph in the terms of schema.org: nothing is said of them that the graph does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evigraph.audit import Finding
from evigraph.bib import Csl, from_csl
from evigraph.bib.links import identifier_links
from evigraph.ns import local_name
from evigraph.query.nodes import Nodes
from evigraph.view.links import safe
from evigraph.view.words import plain

Thing = dict[str, Any]

_CONTEXT = "https://schema.org"
_TRIALS = frozenset(["ClinicalTrial"])
_OBSERVED = frozenset(["RetrospectiveSeries", "Registry"])
_IDENTIFIERS = {"DOI": "prism:doi", "PMID": "fabio:hasPubMedId", "PMCID": "fabio:hasPubMedCentralId"}
_TERM_PARTS = ("ev:subject", "ev:object", "ev:population", "ev:disease")


def claim(nodes: Nodes, node: str) -> Thing:
    """A claim with the article that makes it, what it cites and what it speaks of."""
    told = {
        "@type": "Claim",
        "@id": node,
        "text": plain(nodes.label(node)),
        "appearance": [_work(nodes, article) for article in nodes.all(node, "ev:article")],
        "citation": [_work(nodes, work) for work in nodes.all(node, "cito:cites")],
        "about": [
            _named(nodes, "DefinedTerm", term)
            for proposition in nodes.all(node, "ev:proposition")
            for part in _TERM_PARTS
            for term in nodes.all(proposition, part)
        ],
        "isPartOf": {"@id": nodes.dataset.base},
    }
    return whole(told)


def article(nodes: Nodes, node: str, record: Csl | None = None) -> Thing:
    """A work with what its bibliographic record tells of its authors."""
    return whole(work_of(nodes, node, record))


def study(nodes: Nodes, node: str) -> Thing:
    """A study, its registry numbers and its reports."""
    told = {
        **_named(nodes, _study_type(nodes, node), node),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "registry", "value": plain(entry)}
            for entry in nodes.all(node, "ev:registryId")
        ],
        "subjectOf": [_work(nodes, work) for work in nodes.all(node, "ev:reportedIn")],
    }
    return whole(told)


def term(nodes: Nodes, node: str, terms: str) -> Thing:
    """A term with its synonyms, meaning and matches elsewhere; ``terms`` is the address of the list of terms."""
    told = {
        **_named(nodes, "DefinedTerm", node),
        "alternateName": list(map(plain, nodes.all(node, "skos:altLabel"))),
        "description": " ".join(map(plain, nodes.all(node, "skos:definition"))),
        "termCode": nodes.short(node).removeprefix("term/"),
        "sameAs": [other for other in nodes.all(node, "skos:exactMatch") if safe(other)],
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": "Terms", "url": terms},
    }
    return whole(told)


def finding(nodes: Nodes, found: Finding) -> Thing:
    """A finding as a comment on what it concerns."""
    return whole(comment(nodes, found))


def item(nodes: Nodes, kind: str, node: str) -> Thing:
    """A node as a list names it; ``kind`` is claim, reference, study or term."""
    if kind == "reference":
        return _work(nodes, node)
    types = {"claim": "Claim", "term": "DefinedTerm"}
    return _named(nodes, types.get(kind) or _study_type(nodes, node), node)


def comment(nodes: Nodes, found: Finding) -> Thing:
    """A finding inside something larger."""
    return kept(
        {
            "@type": "Comment",
            "@id": f"{nodes.dataset.base}finding/{found.id}",
            "text": plain(found.message),
            "about": [{"@id": node} for node in sorted(found.nodes)],
        }
    )


def work_of(nodes: Nodes, node: str, record: Csl | None = None) -> Thing:
    """All that is known of a work, inside something larger."""
    title = _title(nodes, node)
    journal = nodes.one(node, "prism:publicationName")
    told = {
        **_work(nodes, node),
        "headline": title,
        "author": list(_people(nodes, node, record)),
        "datePublished": nodes.one(node, "fabio:hasPublicationYear"),
        "isPartOf": journal and {"@type": "Periodical", "name": plain(journal)},
        "pagination": plain(nodes.one(node, "prism:pageRange") or ""),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": plain(value)}
            for name, value in _identifiers(nodes, node).items()
        ],
    }
    return kept(told)


def whole(told: Thing) -> Thing:
    """What a page says: ``told`` in the context of schema.org, without what is empty."""
    return {"@context": _CONTEXT, **kept(told)}


def kept(told: Thing) -> Thing:
    """``told`` without what is empty; a number may be 0."""
    return {key: value for key, value in told.items() if value or value == 0}


def _named(nodes: Nodes, kind: str, node: str) -> Thing:
    return {"@type": kind, "@id": node, "name": plain(nodes.label(node))}


def _work(nodes: Nodes, node: str) -> Thing:
    addresses = [address for _, address in identifier_links(_identifiers(nodes, node)) if safe(address)]
    return kept({"@type": "ScholarlyArticle", "@id": node, "name": _title(nodes, node), "sameAs": addresses})


def _title(nodes: Nodes, node: str) -> str:
    return plain(nodes.one(node, "dcterms:title") or nodes.label(node))


def _identifiers(nodes: Nodes, node: str) -> dict[str, str]:
    return {name: value for name, prop in _IDENTIFIERS.items() if (value := nodes.one(node, prop))}


def _study_type(nodes: Nodes, node: str) -> str:
    kinds = {local_name(kind) for kind in nodes.types(node)}
    if kinds & _TRIALS:
        return "MedicalTrial"
    return "MedicalObservationalStudy" if kinds & _OBSERVED else "MedicalStudy"


def _people(nodes: Nodes, node: str, record: Csl | None) -> Iterator[Thing]:
    if record is None:
        names = [plain(name) for name in (nodes.one(node, "ev:authorList") or "").split(",")]
        yield from ({"@type": "Person", "name": name.strip()} for name in names if name.strip())
        return
    for person in record.get("author", []):
        name = from_csl(person)
        if name.literal:
            yield {"@type": "Organization", "name": plain(name.literal)}
        else:
            family = " ".join(filter(None, (name.particle, name.family, name.suffix)))
            yield kept({"@type": "Person", "familyName": plain(family), "givenName": plain(name.given)})
