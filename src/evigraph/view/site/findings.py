"""The page of a finding: what it says, the arithmetic, what it concerns, and how the check works."""

from __future__ import annotations

from typing import Any

from evigraph.audit.finding import OWN_WORDS
from evigraph.view import schema
from evigraph.view.audit import WORDS, documentation, shown
from evigraph.view.site.links import Links, Ref
from evigraph.view.site.site import Site
from evigraph.view.words import plain, spaced


def finding_data(site: Site, name: str, links: Links) -> dict[str, Any]:
    """What the page of a finding shows."""
    finding = site.findings[name]
    check = site.checks[finding.check]
    item = shown(finding, check, site.things)
    concerns = [
        (spaced(role), site.things.of(node), site.ref(node) or _near(site, node)) for role, node in finding.concerns
    ]
    return {
        "title": item.message,
        "check": plain(check.text("title")),
        "state": item.state,
        "severity": finding.severity,
        "words": WORDS[item.state],
        "compared": item.compared,
        "concerns": concerns,
        "answer": item.answer,
        "documentation": documentation(check),
        "own_words": OWN_WORDS,
        "id": finding.id,
        "structured": schema.finding(site.nodes, finding),
    }


def _near(site: Site, node: str) -> Ref | None:
    """A page close to a part of a table or of the text: that of the study in its row, or of a claim said there."""
    nodes = site.nodes
    row = nodes.one(node, "ev:inRow") or node
    for prop, start in (("ev:cell", node), ("ev:tableRow", row), ("ev:statedIn", node)):
        for owner in nodes.into(prop, start):
            if ref := site.ref(owner):
                return ref
    return None
