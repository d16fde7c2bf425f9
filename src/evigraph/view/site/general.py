"""The pages that are about the whole: where to start, how to search, what this is."""

from __future__ import annotations

from typing import Any

from evigraph.audit.finding import OWN_WORDS
from evigraph.listing import counts
from evigraph.ns import EV
from evigraph.version import __version__
from evigraph.view import schema
from evigraph.view.audit import WORDS
from evigraph.view.site.links import NODES, Links, Ref
from evigraph.view.site.lists import LISTS
from evigraph.view.site.parts import claim_row, told
from evigraph.view.site.pictures import pictures
from evigraph.view.site.site import Site
from evigraph.view.words import plain

_GRAVEST = 5
KIND_WORDS = {"claim": "Claim", "reference": "Reference", "study": "Study", "term": "Term", "finding": "Finding"}


def index_data(site: Site, name: str, links: Links) -> dict[str, Any]:
    """The first page: the article, its theses, the lists, the pictures, and the gravest findings."""
    theses = [claim.id for claim in site.claims.by_id.values() if claim.thesis]
    grave = [item for item in told(site, site.audit.findings) if item.state in ("error", "warning")]
    drawn = pictures(site)
    kinds = [finding.severity for finding in site.audit.findings]
    return {
        "title": f"The evidence behind {site.name}" if site.articles else "An evidence graph without an article",
        "articles": [_article(site, article) for article in site.articles],
        "theses": [claim_row(site, claim) for claim in theses],
        "lists": [
            (Ref("list", name, kind.title), kind.lead, len(site.items(_kind(name)))) for name, kind in LISTS.items()
        ],
        "pictures": [(Ref("picture", each.name, each.title), each.lead) for each in drawn if not each.outcome],
        "forests": [Ref("picture", each.name, each.outcome) for each in drawn if each.outcome],
        "findings": grave[:_GRAVEST],
        "weights": [(key, words, kinds.count(key)) for key, words in WORDS.items() if key in kinds],
        "structured": schema.whole(_graph(site)),
    }


def about_data(site: Site, name: str, links: Links) -> dict[str, Any]:
    """What this is, of what state, under what terms."""
    nodes = site.nodes
    read = sorted(
        {plain(date) for standing in nodes.of_type(f"{EV}Standing") for date in nodes.all(standing, "ev:asOf")}
    )
    dates = {
        plain(date)
        for kind in ("Standing", "Response")
        for node in nodes.of_type(f"{EV}{kind}")
        for date in _dates(site, node)
    }
    return {
        "title": "About these pages",
        "articles": [_article(site, article) for article in site.articles],
        "version": __version__,
        "state": site.dataset.workspace.digest(),
        "latest": max(dates, default=""),
        "standing": read,
        "license": schema.license_of(site.dataset),
        "counts": [(name, f"{count:,}") for name, count in counts(site.dataset)],
        "base": site.dataset.base,
        "own_words": OWN_WORDS,
        "structured": schema.page(nodes, "About these pages", "AboutPage", mainEntity=_graph(site)),
    }


def search_data(site: Site, name: str, links: Links) -> dict[str, Any]:
    """The search page with everything that can be found: kind, words, more words, address."""
    entries = []
    for kind in NODES:
        for item in site.items(kind):
            words, more = found_by(site, kind, item)
            entries.append([KIND_WORDS[kind], words, more, links.to(kind, item)])
    told = schema.page(site.nodes, "Search", "SearchResultsPage")
    return {"title": "Search", "data": entries, "count": len(entries), "structured": told}


def found_by(site: Site, kind: str, name: str) -> tuple[str, str]:
    """What an entry is called, and what else it is found by."""
    if kind == "finding":
        finding = site.findings[name]
        return plain(finding.message), plain(site.checks[finding.check].text("title"))
    node = site.iri(kind, name) or ""
    nodes = site.nodes
    if kind == "claim":
        known = site.claims.by_id[site.short(node)]
        return known.label, "; ".join([*known.places, *known.cited])
    if kind == "reference":
        source = site.source(node)
        more = [plain(nodes.one(node, "ev:authorList") or ""), source.journal, *(words for words, _ in source.links)]
        return f"{source.short}: {source.title}", "; ".join(filter(None, more))
    more = nodes.all(node, "skos:altLabel") + nodes.all(node, "skos:definition") + nodes.all(node, "ev:registryId")
    return site.label(node), "; ".join(map(plain, more))


def _article(site: Site, article: str) -> dict[str, Any]:
    nodes = site.nodes
    where = [nodes.one(article, name) for name in ("prism:publicationName", "fabio:hasPublicationYear")]
    return {
        "title": plain(nodes.one(article, "dcterms:title") or nodes.label(article)),
        "authors": plain(nodes.one(article, "ev:authorList") or ""),
        "where": " ".join(plain(part) for part in where if part),
        "links": site.source(article).links,
    }


def _dates(site: Site, node: str) -> list[str]:
    return site.nodes.all(node, "ev:asOf") + site.nodes.all(node, "ev:answeredOn")


def _graph(site: Site) -> schema.Thing:
    return schema.graph(site.nodes, f"Evidence graph of {site.name}")


def _kind(name: str) -> str:
    return {"studies": "study"}.get(name, name.removesuffix("s"))
