"""The page on what would fall: without a reference, a study, a claim, or several of them at once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from evigraph.errors import Ambiguous, NotFound
from evigraph.impact import Impact, impact
from evigraph.impact.text import headline
from evigraph.serve.pages.addresses import Fields, address_of
from evigraph.view.site.links import Links
from evigraph.view.site.references import losses
from evigraph.view.site.site import Site
from evigraph.view.words import plain

_KINDS = ("reference", "study", "claim")


def impact_shown(site: Site, name: str, fields: Fields, links: Links) -> dict[str, Any]:
    """What falls without ``without``, and how to take away one more or put one back."""
    wanted = list(dict.fromkeys(text.strip() for text in fields.get("without", ()) if text.strip()))
    data: dict[str, Any] = {"title": "What would fall", "headline": "", "losses": [], "options": _options(site)}
    data |= {"without": [], "trouble": "", "candidates": [], "typed": ""}
    known: list[str] = []
    for text in wanted:
        try:
            known = [removed.id for removed in _fallen(site, [*known, text]).removed]
        except NotFound as error:
            near = error.candidates if isinstance(error, Ambiguous) else ()
            ways = [(label, _way([*known, identifier])) for identifier, label in near]
            data |= {"trouble": plain(str(error)), "candidates": ways, "typed": text}
    if not known:
        return data
    found = _fallen(site, known)
    data["without"] = [
        (
            site.ref(site.dataset.base + each.id),
            each.id,
            each.label,
            _way([other for other in known if other != each.id]),
        )
        for each in found.removed
    ]
    return data | {"headline": plain(headline(found)), "losses": list(losses(site, found))}


def _fallen(site: Site, without: list[str]) -> Impact:
    return impact(site.dataset, without, audit=False, evidence=site.evidence)


def _way(without: list[str]) -> str:
    return address_of("own", "impact", {"without": without} if without else None)


@lru_cache(maxsize=2)
def _options(site: Site) -> tuple[tuple[str, str], ...]:
    """Everything that can be taken away: identifier and words."""
    return tuple(
        (site.short(site.iri(kind, item) or ""), _words(site, kind, item))
        for kind in _KINDS
        for item in site.items(kind)
    )


def _words(site: Site, kind: str, item: str) -> str:
    node = site.iri(kind, item) or ""
    if kind != "reference":
        return site.label(node)
    source = site.source(node)
    return f"{source.mark} {source.short}: {source.title}"
