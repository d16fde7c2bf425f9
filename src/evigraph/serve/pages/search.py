"""The search page: whatever has a page, by its words."""

from __future__ import annotations

from collections import Counter
from typing import Any

from evigraph.serve.pages.addresses import Fields, address_of
from evigraph.serve.pages.finder import Found, search_pages
from evigraph.view import schema
from evigraph.view.site.general import KIND_WORDS
from evigraph.view.site.links import Links
from evigraph.view.site.site import Site

_A_PAGE = 50
_PLURALS = {"claim": "Claims", "reference": "References", "study": "Studies", "term": "Terms", "finding": "Findings"}


def search_shown(site: Site, name: str, fields: Fields, links: Links) -> dict[str, Any]:
    """What is found for the words, of all kinds or of one, so many at a time."""
    text = " ".join(fields.get("text", [])).strip()
    kind = fields.get("kind", [""])[-1]
    found = search_pages(site, text)
    counts = Counter(hit.kind for hit in found)
    hits = [hit for hit in found if kind in ("", hit.kind)]
    start = _start(fields)

    def way(**more: str) -> str:
        chosen = {"text": text, "kind": kind, "from": "", **more}
        return address_of("own", "search", {key: [value] for key, value in chosen.items() if value})

    return {
        "title": "Search",
        "structured": schema.page(site.nodes, "Search", "SearchResultsPage"),
        "text": text,
        "kind": kind,
        "kinds": [(each, words, counts[each], way(kind=each)) for each, words in _PLURALS.items() if counts[each]],
        "everything": (len(found), way(kind="")),
        "total": len(hits),
        "hits": [_shown(hit, links) for hit in hits[start : start + _A_PAGE]],
        "first": start + 1,
        "before": way(**{"from": str(max(start - _A_PAGE, 0) or "")}) if start else "",
        "after": way(**{"from": str(start + _A_PAGE)}) if start + _A_PAGE < len(hits) else "",
    }


def _start(fields: Fields) -> int:
    given = fields.get("from", ["0"])[-1]
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0


def _shown(hit: Found, links: Links) -> tuple[str, str, Any, Any]:
    return KIND_WORDS[hit.kind], links.to(hit.kind, hit.name), hit.title, hit.around
