"""The lists: every claim, reference, study, term and finding in a table that sorts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from evigraph.ns import EV
from evigraph.view import schema
from evigraph.view.audit import WORDS
from evigraph.view.site.links import Links, Ref
from evigraph.view.site.parts import told
from evigraph.view.site.site import Site
from evigraph.view.site.terms import term_kinds
from evigraph.view.words import plain, spaced


@dataclass(frozen=True)
class Cell:
    """A cell of a list: words or ways to other pages, and what to sort it by where that is not its words."""

    words: str = ""
    refs: tuple[Ref, ...] = ()
    sort: str | int | None = None
    badge: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Listing:
    """A kind of list: its title, what to know before reading it, its columns, and how to make its rows.

    ``head`` is the column that names what a row is about.
    """

    title: str
    lead: str
    columns: tuple[str, ...]
    rows: Callable[[Site], Iterator[Row]]
    head: int = 0


def list_data(site: Site, name: str, links: Links) -> dict[str, Any]:
    """What the page of a list shows."""
    kind = LISTS[name]
    rows = list(kind.rows(site))
    return {
        "title": kind.title,
        "lead": kind.lead,
        "columns": kind.columns,
        "rows": rows,
        "structured": listed(site, name, rows, links),
    }


def listed(site: Site, name: str, rows: list[Row], links: Links) -> schema.Thing:
    """The rows of a list for machines."""
    kind = LISTS[name]
    items = [_item(site, ref, links) for row in rows for ref in row[kind.head].refs]
    return schema.collection(site.nodes, kind.title, kind.lead, items)


def _item(site: Site, ref: Ref, links: Links) -> schema.Thing:
    """What a row is about, for machines, with the address of its page."""
    node = site.iri(ref.kind, ref.name)
    if node is None:
        told = schema.comment(site.nodes, site.findings[ref.name])
    else:
        told = schema.item(site.nodes, ref.kind, node)
    return {**told, "url": links.to(ref.kind, ref.name)}


def _number(count: int) -> Cell:
    return Cell(f"{count:,}" if count else "none", sort=count)


def _claims(site: Site) -> Iterator[Row]:
    for index, claim in enumerate(site.claims.by_id.values()):
        node = site.dataset.base + claim.id
        found = sum(not finding.holds for finding in site.about(node))
        yield (
            Cell(refs=tuple(site.refs([node]))),
            Cell("; ".join(claim.places) or "not given", sort=index),
            Cell(claim.kind),
            Cell(claim.certainty),
            Cell(claim.favours or "neither side"),
            Cell(f"{claim.own.works:,}" if claim.own.works else "none", sort=claim.own.works),
            Cell(f"{claim.support.works:,}" if claim.support.works else "none", sort=claim.support.works),
            _number(found),
        )


def _references(site: Site) -> Iterator[Row]:
    nodes = site.nodes
    for index, work in enumerate(site.works):
        source = site.source(work)
        claims = [claim for claim in nodes.into("cito:cites", work) if site.short(claim) in site.claims.by_id]
        rests = sum(work in nodes.all(claim, "ev:restsOn") for claim in claims)
        kind = source.role + (", abstract" if source.abstract else "")
        yield (
            Cell(", ".join(map(str, source.numbers)) or "none", sort=index),
            Cell(refs=tuple(site.refs([work]))),
            Cell(source.title or "no title"),
            Cell(" ".join(filter(None, (source.journal, str(source.year or "")))), sort=source.year or ""),
            Cell(kind),
            _number(rests),
            _number(len(claims)),
            _number(len(nodes.into("ev:reportedIn", work))),
        )


def _studies(site: Site) -> Iterator[Row]:
    nodes = site.nodes
    for study in site.studies:
        cohorts = nodes.all(study, "ev:hasCohort")
        sizes = [site.groups.of(cohort).n or 0 for cohort in cohorts]
        received = {therapy for cohort in cohorts for therapy in nodes.all(cohort, "ev:receives")}
        design = site.groups.design(study)
        yield (
            Cell(refs=tuple(site.refs([study]))),
            Cell(spaced(design[:1].lower() + design[1:]) if design else "not reported"),
            Cell(refs=tuple(site.refs(sorted(received)))) if received else Cell("not reported"),
            Cell(f"{max(sizes):,}" if any(sizes) else "not reported", sort=max(sizes) if any(sizes) else ""),
            _number(sum(len(nodes.all(cohort, "ev:hasResult")) for cohort in cohorts)),
            Cell(", ".join(map(plain, nodes.all(study, "ev:registryId"))) or "none"),
            Cell(refs=tuple(site.refs(nodes.all(study, "ev:reportedIn")))),
        )


def _terms(site: Site) -> Iterator[Row]:
    nodes, terms = site.nodes, frozenset(site.terms)
    for term in site.terms:
        uses = sum(holder not in terms for holder, _ in nodes.backlinks(term))
        yield (
            Cell(refs=tuple(site.refs([term]))),
            Cell(", ".join(term_kinds([kind for kind in nodes.types(term) if kind.startswith(EV)])) or "term"),
            Cell(", ".join(map(plain, nodes.all(term, "skos:altLabel"))) or "none"),
            Cell(" ".join(map(plain, nodes.all(term, "skos:definition"))) or "none"),
            _number(uses),
        )


def _findings(site: Site) -> Iterator[Row]:
    order = list(WORDS)
    for item in told(site, site.findings.values()):
        finding = site.findings[item.ref.name]
        yield (
            Cell(item.words, sort=order.index(item.state), badge=item.state),
            Cell(refs=(item.ref,)),
            Cell(plain(site.checks[finding.check].text("group"))),
            Cell(item.check),
            Cell(refs=tuple(dict.fromkeys(site.refs(node for _, node in finding.concerns)))[:6]),
        )


LISTS = {
    "claims": Listing(
        "Claims",
        "Everything the article claims, in the curators’ own words, in reading order.",
        ("Claim", "Said in", "Kind", "Certainty", "Favors", "Rests on", "With the claims below it", "Findings"),
        _claims,
    ),
    "references": Listing(
        "References",
        "The works in the list of references, with how much rests on each; one listed twice stands once.",
        (
            "No.",
            "Reference",
            "Title",
            "Published",
            "Kind of evidence",
            "Claims that rest on it",
            "Claims that cite it",
            "Studies",
        ),
        _references,
        head=1,
    ),
    "studies": Listing(
        "Studies",
        "Every study that a reference reports; patients are those of its largest cohort.",
        ("Study", "Design", "Therapies", "Patients", "Results", "Registered as", "Reported in"),
        _studies,
    ),
    "terms": Listing(
        "Terms",
        "The words the graph is made of: therapies, outcomes, diseases, populations and the rest.",
        ("Term", "Kind", "Synonyms", "Meaning", "Uses"),
        _terms,
    ),
    "findings": Listing(
        "Findings",
        "What the audit found: not reproducible from the rows cited, weaker than it reads, or worth knowing. "
        "It does not say who is right. What was checked and holds stands last.",
        ("Weight", "Finding", "About", "Check", "Concerns"),
        _findings,
        head=1,
    ),
}
"""Every list by the name of its page."""

__all__ = ["LISTS", "Cell", "Listing", "list_data", "listed"]
