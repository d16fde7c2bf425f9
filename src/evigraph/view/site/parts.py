"""Pieces that several kinds of pages show: findings in short, claims in a row, references as they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evigraph.audit import Finding
from evigraph.bib.formatted.html import entry_html
from evigraph.impact.model import Support
from evigraph.ns import local_name
from evigraph.standing.told import WORDS as STATUS_WORDS
from evigraph.view.audit import WORDS, shown
from evigraph.view.links import Link
from evigraph.view.site.links import Ref
from evigraph.view.site.site import Site
from evigraph.view.words import plain, spaced


@dataclass(frozen=True)
class Told:
    """A finding in short: where its page is, how grave, and what it says."""

    ref: Ref
    state: str
    severity: str
    words: str
    check: str
    message: str


@dataclass(frozen=True)
class Cited:
    """A reference with its printed form (safe HTML), its links, and how it is used."""

    ref: Ref
    number: str
    html: str
    links: tuple[Link, ...]
    use: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimRow:
    """A claim in a list, with what it is to the page it is listed on."""

    ref: Ref
    relation: str
    places: tuple[str, ...]
    certainty: str
    favours: str
    support: Support


def told(site: Site, findings: Iterable[Finding]) -> list[Told]:
    """Findings in short, gravest first; what holds comes last."""
    order = list(WORDS)
    found = []
    for finding in findings:
        item = shown(finding, site.checks[finding.check], site.things)
        title = plain(site.checks[finding.check].text("title"))
        ref = Ref("finding", finding.id, item.message)
        found.append(Told(ref, item.state, finding.severity, WORDS[item.state], title, item.message))
    return sorted(found, key=lambda item: order.index(item.state))


def cited(site: Site, work: str, use: str = "") -> Cited:
    """A work as journals print it."""
    source = site.source(work)
    ref = site.ref(work) or Ref("reference", source.id)
    numbers = ", ".join(map(str, source.numbers))
    html = entry_html(site.formatted[work])
    links = tuple(link for link in source.links if link[0] not in html)  # the list of a journal names some itself
    return Cited(ref, numbers, html, links, use, notices(site, work))


def notices(site: Site, work: str) -> tuple[str, ...]:
    """What became of a work since it was published: "retracted, 2020-01-31"."""
    nodes = site.nodes
    found = []
    for standing in nodes.into("ev:standingOf", work):
        status = local_name(nodes.one(standing, "ev:standingStatus") or "")
        when = nodes.one(standing, "ev:statusDate")
        source, read = nodes.one(standing, "ev:toldBy"), nodes.one(standing, "ev:asOf")
        words = (when, f"told by {source}" if source else "", f"as of {read}" if read else "")
        found.append(plain(", ".join(filter(None, (STATUS_WORDS.get(status, spaced(status)), *words)))))
    return tuple(found)


def claim_row(site: Site, claim: str, relation: str = "") -> ClaimRow:
    """A claim (its identifier without the base) in a list."""
    known = site.claims.by_id[claim]
    ref = site.ref(site.dataset.base + claim) or Ref("claim", claim, known.label)
    return ClaimRow(ref, relation, known.places, known.certainty, known.favours, known.support)


def claim_rows(site: Site, claims: Iterable[tuple[str, str]]) -> list[ClaimRow]:
    """(identifier, relation) pairs as rows, in reading order."""
    order = {claim: index for index, claim in enumerate(site.claims.by_id)}
    pairs = sorted({pair for pair in claims if pair[0] in order}, key=lambda pair: (order[pair[0]], pair[1]))
    return [claim_row(site, claim, relation) for claim, relation in pairs]
