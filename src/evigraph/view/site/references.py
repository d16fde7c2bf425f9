"""The page of a reference: what depends on it, where it is cited, and what would fall with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evigraph.impact import Impact, impact
from evigraph.impact.model import Support
from evigraph.impact.text import headline
from evigraph.ns import CITO, local_name
from evigraph.query.where import passage_place
from evigraph.view import schema
from evigraph.view.argument.boxes import strength
from evigraph.view.site.links import Links, Ref
from evigraph.view.site.parts import ClaimRow, cited, claim_row, claim_rows, told
from evigraph.view.site.site import Site
from evigraph.view.words import plain, spaced


@dataclass(frozen=True)
class Loss:
    """A claim that changes when the work is gone: what it rested on, and what is left."""

    row: ClaimRow
    status: str
    before: str
    left: str


def reference_data(site: Site, name: str, node: str, links: Links) -> dict[str, Any]:
    """What the page of a reference shows."""
    nodes, source = site.nodes, site.source(node)
    entries = nodes.into("biro:references", node)
    lost = impact(site.dataset, site.short(node), audit=False, evidence=site.evidence)
    rests, context = _uses(site, node)
    return {
        "title": source.title or source.short,
        "source": source,
        "entry": cited(site, node),
        "facts": _facts(site, node),
        "rests": rests,
        "context": context,
        "headline": plain(headline(lost)),
        "losses": list(losses(site, lost)),
        "places": list(_places(site, entries)),
        "studies": [
            (ref, _cohorts(site, study)) for study in nodes.into("ev:reportedIn", node) for ref in site.refs([study])
        ],
        "subjects": site.refs(nodes.all(node, "dcterms:subject")),
        "findings": told(site, site.about(node, *entries)),
        "structured": schema.article(nodes, node, site.records.get(node)),
    }


def _facts(site: Site, work: str) -> list[tuple[str, str]]:
    source = site.source(work)
    kind = f"{source.role} evidence" + (", meeting abstract" if source.abstract else "")
    facts = [("Number in the list", ", ".join(map(str, source.numbers)))]
    facts += [("Kind", kind), ("Published in", " ".join(filter(None, (source.journal, str(source.year or "")))))]
    facts += [("Key", source.id.removeprefix("work/"))]
    return [(term, plain(value)) for term, value in facts if value]


def _uses(site: Site, work: str) -> tuple[list[ClaimRow], list[ClaimRow]]:
    """The claims that rest on a work, and those that only cite it."""
    nodes = site.nodes
    rests: list[tuple[str, str]] = []
    context: list[tuple[str, str]] = []
    for claim in nodes.into("cito:cites", work):
        known = site.short(claim)
        if known not in site.claims.by_id:
            continue
        used = {local_name(prop) for prop, value, _ in nodes.facts(claim) if value == work and prop.startswith(CITO)}
        relation = ", ".join(map(spaced, sorted(used - {"cites"})))
        (rests if work in nodes.all(claim, "ev:restsOn") else context).append((known, relation))
    return claim_rows(site, rests), claim_rows(site, context)


def losses(site: Site, lost: Impact) -> Iterator[Loss]:
    """What becomes of every claim that changes."""
    for change in lost.claims:
        yield Loss(claim_row(site, change.id), change.status, strength(change.total), _left(change.total_left))


def _left(support: Support) -> str:
    return strength(support) if support.works else "nothing"


def _places(site: Site, entries: list[str]) -> Iterator[tuple[str, str, list[Ref]]]:
    """Where a work is cited: the place, the cluster as printed, the claims said there."""
    nodes = site.nodes
    passages = dict.fromkeys(passage for entry in entries for passage in nodes.into("cito:cites", entry))
    for passage in passages:
        groups = nodes.all(passage, "ev:hasCitationGroup")
        clusters = [
            nodes.one(group, "ev:clusterText") or ""
            for group in groups
            if set(nodes.all(group, "ev:expandsTo")) & set(entries)
        ]
        claims = [claim for claim in nodes.into("ev:statedIn", passage) if site.short(claim) in site.claims.by_id]
        yield plain(passage_place(nodes, passage)), plain("; ".join(clusters)), site.refs(claims)


def _cohorts(site: Site, study: str) -> str:
    groups = [site.groups.of(cohort) for cohort in site.nodes.all(study, "ev:hasCohort")]
    return "; ".join(f"{group.therapy}, n {f'= {group.n}' if group.n else 'not reported'}" for group in groups)
