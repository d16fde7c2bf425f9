"""From an address and the fields of a form to a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from evigraph.errors import NotFound
from evigraph.query.dataset import Dataset
from evigraph.serve.pages.addresses import Fields, ServerLinks, address_of
from evigraph.serve.pages.falling import impact_shown
from evigraph.serve.pages.lists import narrowed_list
from evigraph.serve.pages.more import about_more, claim_more, index_more, reference_more, study_more, term_more
from evigraph.serve.pages.questions import question_data, questions_data
from evigraph.serve.pages.search import search_shown
from evigraph.view.site.links import Links
from evigraph.view.site.lists import LISTS
from evigraph.view.site.render import drawn, names, page, page_data, template_of
from evigraph.view.site.site import Site
from evigraph.view.words import plain

Data = dict[str, Any]
Shown = Callable[[Site, str, Fields, Links], Data]
"""Makes what a page shows from the graph, the name of the page, and the fields of its form; "status" is as in HTTP."""

Extended = Callable[[Site, str, Fields, Links, Data], Data]
"""Makes what a page shows besides what the same page of the site shows, which is given last."""

OWN: dict[str, tuple[str, Shown]] = {
    "search": ("serve/search.html", search_shown),
    "impact": ("serve/impact.html", impact_shown),
    "questions": ("serve/questions.html", questions_data),
    "question": ("serve/question.html", question_data),
}
"""Pages that only a server has: first part of the path -> template and what it shows."""

MORE: dict[str, tuple[str, Extended]] = {
    **dict.fromkeys(LISTS, ("serve/list.html", narrowed_list)),
    "index": ("serve/index.html", index_more),
    "about": ("serve/about.html", about_more),
    "claim": ("serve/claim.html", claim_more),
    "reference": ("serve/reference.html", reference_more),
    "study": ("serve/study.html", study_more),
    "term": ("serve/term.html", term_more),
}
"""Pages of the site that show more on a server: kind (or name of a list or a general page) -> the same."""


@lru_cache(maxsize=2)
def site_of(dataset: Dataset) -> Site:
    """What the pages of a graph share, made once."""
    return Site(dataset)


@lru_cache(maxsize=2)
def _paths(site: Site) -> dict[str, tuple[str, str]]:
    """Path of every page of the site -> its kind and name."""
    return {address_of(kind, name): (kind, name) for kind, name in names(site)}


def live_page(dataset: Dataset, path: str, fields: Fields, notice: str = "", modified: str = "") -> tuple[str, int]:
    """The page at ``path`` ("/claim/molina-2021/x"), in answer to ``fields``, and its HTTP status.

    ``notice`` is something that every page has to say at this time; ``modified`` is the date of
    the newest file that the graph is made of.

    Raises:
        NotFound: there is no such page.
        QueryError, UsageError: the fields hold what cannot be asked.
    """
    site, links = site_of(dataset), ServerLinks(modified)
    first, _, rest = path.removeprefix("/").partition("/")
    if first in OWN:
        template, shown = OWN[first]
        here = ("question", rest) if rest else ("own", first)
        data = shown(site, rest, fields, links)
        status = data.pop("status", 200)
        return drawn(site, template, here, links, data, notice), status
    if path not in _paths(site):
        raise NotFound(f"There is no page at {plain(path)}.")
    kind, name = _paths(site)[path]
    if kind == "picture":
        return page(site, kind, name, links, notice), 200
    template, data = template_of(kind, name), page_data(site, kind, name, links)
    if more := MORE.get(name if kind in ("page", "list") else kind):
        template = more[0]
        data |= more[1](site, name, fields, links, data)
    return drawn(site, template, (kind, name), links, data, notice), 200


def page_of(dataset: Dataset, iri: str) -> str:
    """The address of the page that says most about a node; "" where there is none."""
    site = site_of(dataset)
    name = iri.removeprefix(dataset.base)
    if name in site.findings:
        return address_of("finding", name)
    found = site.ref(iri)
    return ServerLinks().to(found.kind, found.name, found.anchor) if found else ""


def warm(dataset: Dataset) -> None:
    """Works out what most pages need, so that the first visitor does not wait for it."""
    site = site_of(dataset)
    for path in ("/", *(address_of("list", name) for name in ("claims", "references"))):
        live_page(dataset, path, {})
    _ = site.formatted, site.argued, site.concerning
