"""The page of a term: what it means, what is broader and narrower, and everything that speaks of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from evigraph.ns import EV, local_name
from evigraph.query.where import passage_place
from evigraph.trace.ladder import number
from evigraph.view import schema
from evigraph.view.links import safe
from evigraph.view.site.links import Links, Ref
from evigraph.view.site.parts import ClaimRow, claim_rows, told
from evigraph.view.site.site import Site
from evigraph.view.words import in_article, plain, spaced
from evigraph.view.words import outcome as outcome_words

_MATCHES = {"exactMatch": "the same", "closeMatch": "close", "broadMatch": "broader"}
_ABOVE = {"skos:broader": "Broader", "ev:therapyClass": "Class", "ev:target": "Target", "skos:related": "Related"}
_BELOW = {"skos:broader": "Narrower", "ev:therapyClass": "Therapies of this class", "ev:target": "Aimed at by"}


def term_data(site: Site, name: str, node: str, links: Links) -> dict[str, Any]:
    """What the page of a term shows."""
    nodes = site.nodes
    kinds = [kind for kind in nodes.types(node) if kind.startswith(EV)]
    return {
        "title": site.label(node),
        "kind": ", ".join(term_kinds(kinds)) or "term",
        "definitions": list(map(plain, nodes.all(node, "skos:definition"))),
        "synonyms": list(map(plain, nodes.all(node, "skos:altLabel"))),
        "notes": list(map(plain, nodes.all(node, "skos:note"))),
        "matches": _matches(site, node),
        "relations": _relations(site, node),
        "claims": _claims(site, node),
        "cohorts": _cohorts(site, node),
        "results": _results(site, node),
        "forest": Ref("picture", f"forest/{name}") if node in site.measured else None,
        "references": [ref for ref in site.refs(nodes.into("dcterms:subject", node)) if ref.kind == "reference"],
        "passages": sorted(
            plain(passage_place(nodes, passage))
            for passage in nodes.into("dcterms:subject", node)
            if f"{EV}Passage" in nodes.types(passage)
        ),
        "findings": told(site, site.about(node)),
        "structured": schema.term(nodes, node, links.to("list", "terms")),
    }


def term_kinds(kinds: list[str]) -> list[str]:
    """The classes of a term in words: "therapy class"."""
    return sorted(spaced(local_name(kind)[:1].lower() + local_name(kind)[1:]) for kind in kinds)


def _matches(site: Site, term: str) -> list[tuple[str, str, str | None]]:
    """How close, the identifier as people write it, and its address where that is safe to follow."""
    found = []
    for prop, words in _MATCHES.items():
        for other in site.nodes.all(term, f"skos:{prop}"):
            found.append((words, plain(other.rstrip("/").rsplit("/", 1)[-1].replace("_", ":")), safe(other)))
    return found


def _relations(site: Site, term: str) -> list[tuple[str, list[Ref]]]:
    nodes = site.nodes
    found = [(words, site.refs(nodes.all(term, prop))) for prop, words in _ABOVE.items()]
    found += [(words, site.refs(nodes.into(prop, term))) for prop, words in _BELOW.items()]
    return [(words, _by_words(refs)) for words, refs in found if refs]


def _by_words(refs: list[Ref]) -> list[Ref]:
    return sorted(refs, key=lambda ref: (ref.words.casefold(), ref.name))


def _claims(site: Site, term: str) -> list[ClaimRow]:
    """The claims that speak of the term, with the part it plays in them."""
    nodes = site.nodes
    found = []
    for holder, prop in nodes.backlinks(term):
        role = spaced(local_name(prop))
        for claim in nodes.into("ev:proposition", holder):
            found.append((site.short(claim), role))
        for claim in nodes.into("ev:hasQuantity", holder):
            found.append((site.short(claim), "states numbers"))
        if prop == f"{EV}favours":
            found.append((site.short(holder), "favors it"))
    joined: dict[str, list[str]] = defaultdict(list)
    for claim, role in found:
        joined[claim] += [role] if role not in joined[claim] else []
    return claim_rows(site, ((claim, ", ".join(sorted(roles))) for claim, roles in joined.items()))


def _cohorts(site: Site, term: str) -> list[tuple[Ref, str, str]]:
    """The cohorts that received it, or whose patients it describes: where, who, how many."""
    nodes = site.nodes
    holders = [holder for holder, _ in nodes.backlinks(term) if f"{EV}Cohort" in nodes.types(holder)]
    found = []
    for cohort in dict.fromkeys(holders):
        group, ref = site.groups.of(cohort), site.ref(cohort)
        if ref:
            named = Ref(ref.kind, ref.name, group.study_name, ref.anchor)
            found.append((named, group.name or "all patients", f"{group.n:,}" if group.n else ""))
    return sorted(found, key=lambda row: (row[0].words.casefold(), row[1]))


def _results(site: Site, outcome: str) -> list[tuple[Ref, str, str, int | None]]:
    """The results for an outcome: whose, what, as printed, and of how many patients."""
    nodes, found = site.nodes, []
    for result in nodes.into("ev:outcome", outcome):
        for cohort in nodes.into("ev:hasResult", result):
            group, ref = site.groups.of(cohort), site.ref(result)
            if ref:
                value = number(site.dataset, result, group.n)
                whose = ", ".join(filter(None, (group.study_name, group.name)))
                named = Ref(ref.kind, ref.name, whose, ref.anchor)
                found.append((named, outcome_words(value), in_article(value), group.n))
    return sorted(found, key=lambda row: (row[0].words.casefold(), row[1], row[0].anchor))
