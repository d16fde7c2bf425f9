"""What a page shows, in the terms of schema.org, for machines that read pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evigraph.bib import from_csl
from evigraph.ns import local_name
from evigraph.view.links import safe
from evigraph.view.site.site import Site
from evigraph.view.words import plain

Thing = dict[str, Any]

_CONTEXT = "https://schema.org"
_TRIALS = ("ClinicalTrial",)
_OBSERVED = ("RetrospectiveSeries", "Registry")
_IDENTIFIERS = {"DOI": "prism:doi", "PMID": "fabio:hasPubMedId", "PMCID": "fabio:hasPubMedCentralId"}


def claim(site: Site, node: str) -> Thing:
    """A claim with the article that makes it and what it cites."""
    nodes = site.nodes
    articles = nodes.all(node, "ev:article")
    told = {
        "@type": "Claim",
        "@id": node,
        "text": site.label(node),
        "isPartOf": [_article(site, article) for article in articles],
        "citation": [_brief(site, work) for work in nodes.all(node, "cito:cites")],
        "about": [
            _named_term(site, term)
            for proposition in nodes.all(node, "ev:proposition")
            for part in ("ev:subject", "ev:object", "ev:population", "ev:disease")
            for term in nodes.all(proposition, part)
        ],
    }
    return _whole(told)


def article(site: Site, work: str) -> Thing:
    """A work of the reference list."""
    return _whole(_article(site, work))


def study(site: Site, node: str) -> Thing:
    """A study, its registry numbers and its reports."""
    nodes = site.nodes
    kinds = {local_name(kind) for kind in nodes.types(node)}
    observed = "MedicalObservationalStudy" if kinds & set(_OBSERVED) else "MedicalStudy"
    told = {
        "@type": "MedicalTrial" if kinds & set(_TRIALS) else observed,
        "@id": node,
        "name": site.label(node),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "registry", "value": plain(entry)}
            for entry in nodes.all(node, "ev:registryId")
        ],
        "subjectOf": [_brief(site, work) for work in nodes.all(node, "ev:reportedIn")],
    }
    return _whole(told)


def term(site: Site, node: str) -> Thing:
    """A term with its synonyms, meaning and matches elsewhere."""
    nodes = site.nodes
    told = {
        **_named_term(site, node),
        "alternateName": list(map(plain, nodes.all(node, "skos:altLabel"))),
        "description": " ".join(map(plain, nodes.all(node, "skos:definition"))),
        "termCode": site.short(node).removeprefix("term/"),
        "sameAs": [other for other in nodes.all(node, "skos:exactMatch") if safe(other)],
        "inDefinedTermSet": f"{site.dataset.base}term/",
    }
    return _whole(told)


def finding(site: Site, name: str) -> Thing:
    """A finding as a comment on what it concerns."""
    found = site.findings[name]
    told = {
        "@type": "Comment",
        "@id": f"{site.dataset.base}finding/{found.id}",
        "text": plain(found.message),
        "about": [{"@id": node} for node in sorted(found.nodes)],
    }
    return _whole(told)


def dataset(site: Site, version: str, license_: str | None) -> Thing:
    """The whole site as a data set about its articles."""
    told = {
        "@type": "Dataset",
        "@id": site.dataset.base,
        "name": f"Evidence graph of {site.name}",
        "description": "Every claim of a review traced to the references, studies and results behind it.",
        "about": [_article(site, node) for node in site.articles],
        "license": license_,
        "creditText": f"Made with evigraph {version}",
    }
    return _whole(told)


def _whole(told: Thing) -> Thing:
    return {"@context": _CONTEXT, **_kept(told)}


def _kept(told: Thing) -> Thing:
    return {key: value for key, value in told.items() if value}


def _named_term(site: Site, node: str) -> Thing:
    return {"@type": "DefinedTerm", "@id": node, "name": site.label(node)}


def _brief(site: Site, work: str) -> Thing:
    return {"@type": "ScholarlyArticle", "@id": work, "name": site.label(work)}


def _article(site: Site, node: str) -> Thing:
    nodes = site.nodes
    known = {name: value for name, prop in _IDENTIFIERS.items() if (value := nodes.one(node, prop))}
    title = plain(nodes.one(node, "dcterms:title") or nodes.label(node))
    journal = nodes.one(node, "prism:publicationName")
    told = {
        "@type": "ScholarlyArticle",
        "@id": node,
        "name": title,
        "headline": title,
        "author": list(_people(site, node)),
        "datePublished": nodes.one(node, "fabio:hasPublicationYear"),
        "isPartOf": journal and {"@type": "Periodical", "name": plain(journal)},
        "pagination": nodes.one(node, "prism:pageRange"),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": plain(value)} for name, value in known.items()
        ],
        "sameAs": [address for _, address in site.source(node).links if safe(address)],
    }
    return _kept(told)


def _people(site: Site, node: str) -> Iterator[Thing]:
    record = site.records.get(node)
    if record is None:
        names = [plain(name) for name in (site.nodes.one(node, "ev:authorList") or "").split(",")]
        yield from ({"@type": "Person", "name": name.strip()} for name in names if name.strip())
        return
    for person in record.get("author", []):
        name = from_csl(person)
        if name.literal:
            yield {"@type": "Organization", "name": plain(name.literal)}
        else:
            family = " ".join(filter(None, (name.particle, name.family, name.suffix)))
            yield _kept({"@type": "Person", "familyName": plain(family), "givenName": plain(name.given)})
