"""The page of a claim: its ladder, its place in the argument, what the audit found, and its references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evigraph.trace import Trace, trace
from evigraph.trace.model import Step
from evigraph.view import schema
from evigraph.view.argument.boxes import strength
from evigraph.view.ladder import argument_of
from evigraph.view.ladder_svg import ladder_svg
from evigraph.view.marks import Marks, claim_parts, ladder_marks
from evigraph.view.rows import groups
from evigraph.view.rungs import claim_facts
from evigraph.view.site.links import Links, Ref
from evigraph.view.site.parts import cited, claim_row, told
from evigraph.view.site.site import Site
from evigraph.view.words import plain, spaced

if TYPE_CHECKING:
    from markupsafe import Markup

_PARTS = ("subject", "predicate", "object", "population", "comparator", "disease")


def claim_data(site: Site, name: str, node: str, links: Links) -> dict[str, Any]:
    """What the page of a claim shows."""
    found = trace(site.dataset, node)
    marks = ladder_marks(site.dataset, found, site.audit)
    known = site.claims.by_id[found.id]
    works = [site.dataset.base + citation.id for citation in found.citations]
    return {
        "title": plain(found.label),
        "facts": [fact for fact in claim_facts(found) if fact[0] != "Proposition"],
        "terms": _terms(site, node),
        "own": strength(known.own),
        "support": strength(known.support),
        "sources": [site.ref(article) or site.label(article) for article in site.nodes.all(node, "ev:article")],
        "picture": _ladder(site, found, marks, links),
        "groups": groups(found, marks),
        "marks": [(mark, _boxes(site, mark.boxes)) for mark in marks.marks],
        "holds": told(site, (item for item in site.about(*claim_parts(site.nodes, node)) if item.holds)),
        "up": _steps(site, found.towards_thesis),
        "below": _steps(site, found.supported_by),
        "references": [
            cited(site, work, _use(citation.rests_on, citation.relations))
            for work, citation in zip(works, found.citations, strict=True)
        ],
        "thesis": found.thesis,
        "structured": schema.claim(site.nodes, node),
        "node": found.id,
        "argued": found.id in site.argued,
    }


def claim_picture(site: Site, node: str, links: Links) -> Markup:
    """The evidence ladder of a claim alone."""
    found = trace(site.dataset, node)
    return _ladder(site, found, ladder_marks(site.dataset, found, site.audit), links)


def _ladder(site: Site, found: Trace, marks: Marks, links: Links) -> Markup:
    def address(box: str) -> str:
        ref = site.ref(site.dataset.base + box)
        return links.to(ref.kind, ref.name, ref.anchor) if ref else ""

    return ladder_svg(found, argument_of(site.dataset, found), marks, address)


def _terms(site: Site, claim: str) -> list[tuple[str, list[Ref]]]:
    """What the claim says, part by part, each a term with a page of its own."""
    nodes = site.nodes
    proposition = nodes.one(claim, "ev:proposition")
    if proposition is None:
        return []
    parts = [(spaced(part).capitalize(), site.refs(nodes.all(proposition, f"ev:{part}"))) for part in _PARTS]
    favoured = site.refs(nodes.all(claim, "ev:favours"))
    return [(word, refs) for word, refs in [*parts, ("Favors", favoured)] if refs]


def _steps(site: Site, steps: tuple[Step, ...]) -> list[tuple[int, Any]]:
    """Steps of the argument with their rows."""
    words = {"supports": "supports", "concedes": "concedes"}
    return [(step.depth, claim_row(site, step.id, words[step.relation])) for step in steps]


def _boxes(site: Site, boxes: tuple[str, ...]) -> list[Ref]:
    found = site.refs(site.dataset.base + box for box in boxes)
    return list(dict.fromkeys(found))


def _use(rests_on: bool, relations: tuple[str, ...]) -> str:
    how = ", ".join(map(spaced, relations))
    return ("the claim rests on it" if rests_on else "cited, the claim does not rest on it") + (
        f" ({how})" if how else ""
    )
