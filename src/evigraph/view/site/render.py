"""From a kind of page and a name to its HTML: the same for a folder of files and for a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from evigraph.errors import NotFound
from evigraph.view import schema
from evigraph.view.badge import badge
from evigraph.view.shell import embedded, templates
from evigraph.view.site.claims import claim_data
from evigraph.view.site.findings import finding_data
from evigraph.view.site.general import about_data, index_data, search_data
from evigraph.view.site.links import NODES, Links
from evigraph.view.site.lists import LISTS, list_data
from evigraph.view.site.pictures import picture, pictures
from evigraph.view.site.references import reference_data
from evigraph.view.site.site import Site
from evigraph.view.site.studies import study_data
from evigraph.view.site.terms import term_data
from evigraph.view.style import asset, variables
from evigraph.view.words import plain

Data = dict[str, Any]

_NODE_PAGES: dict[str, Callable[[Site, str, str, Links], Data]] = {
    "claim": claim_data,
    "reference": reference_data,
    "study": study_data,
    "term": term_data,
}
_PAGES: dict[str, Callable[[Site, str, Links], Data]] = {
    "index": index_data,
    "search": search_data,
    "about": about_data,
}
_LIST_OF = {"claim": "claims", "reference": "references", "study": "studies", "term": "terms", "finding": "findings"}

SCRIPTS = ("table.js", "scrolling.js", "sitesearch.js")
STYLES = ("base.css", "figure.css", "marks.css", "evidence.css", "ladderpicture.css", "site/site.css")


def names(site: Site) -> Iterator[tuple[str, str]]:
    """Kind and name of every page there is."""
    yield from (("page", name) for name in _PAGES)
    yield from (("list", name) for name in LISTS)
    yield from (("picture", each.name) for each in pictures(site))
    for kind in NODES:
        yield from ((kind, name) for name in site.items(kind))


def page(site: Site, kind: str, name: str, links: Links) -> str:
    """The HTML of one page.

    Raises:
        NotFound: there is no such page.
    """
    if kind == "picture":
        return _picture(site, name, links)
    return drawn(site, template_of(kind, name), (kind, name), links, page_data(site, kind, name, links))


def template_of(kind: str, name: str) -> str:
    """The template of a page that is not a picture."""
    return f"site/{name if kind == 'page' else kind}.html"


def assets() -> dict[str, str]:
    """The files that pages share, by name."""
    shared = {"site.css": variables() + "".join(map(asset, STYLES))}
    return shared | {name: asset(name) for name in SCRIPTS}


def page_data(site: Site, kind: str, name: str, links: Links) -> Data:
    """What the template of a page needs to know.

    Raises:
        NotFound: there is no such page.
    """
    if kind == "page" and name in _PAGES:
        return _PAGES[name](site, name, links)
    if kind == "list" and name in LISTS:
        return list_data(site, name, links)
    if kind == "finding" and name in site.findings:
        return finding_data(site, name, links)
    node = site.iri(kind, name) if kind in _NODE_PAGES else None
    if node is None:
        raise NotFound(f"There is no page of a {kind} called '{plain(name)}'.")
    return _NODE_PAGES[kind](site, name, node, links)


def _picture(site: Site, name: str, links: Links) -> str:
    known = {each.name for each in pictures(site)}
    if name not in known:
        raise NotFound(f"There is no picture called '{plain(name)}'.")
    found = picture(site, name)
    trail = ((site.name, links.to("page", "index")), ("Pictures", links.to("page", "index", "pictures")))
    return found.make(site, links, (*trail, (found.title, "")))


def drawn(site: Site, template: str, here: tuple[str, str], links: Links, data: Data, notice: str = "") -> str:
    """A page of the site from its template; ``here`` is its kind and name, ``data`` what the template needs.

    ``notice`` is something that stands above the page.
    """
    structured = data.pop("structured", None) or schema.page(site.nodes, data["title"])
    searched = data.pop("data", None)
    return (
        templates()
        .get_template(template)
        .render(
            **data,
            site=site,
            links=links,
            policy=links.policy,
            notice=notice,
            here=here,
            to=lambda ref: links.to(ref.kind, ref.name, ref.anchor),
            page_of=_address(site, links),
            trail=_trail(site, here, links, data["title"]),
            menu=_menu(here, links),
            badge=badge,
            structured=embedded(structured),
            searched=embedded(searched) if searched is not None else None,
        )
    )


def _address(site: Site, links: Links) -> Callable[[str], str]:
    """From the identifier of a node to the address of its page; empty where it has none."""

    def address(name: str) -> str:
        ref = site.ref(site.dataset.base + name)
        return links.to(ref.kind, ref.name, ref.anchor) if ref else ""

    return address


def _trail(site: Site, here: tuple[str, str], links: Links, title: str) -> list[tuple[str, str]]:
    kind = here[0]
    if here == ("page", "index"):
        return []
    start = [(site.name, links.to("page", "index"))]
    if kind == "question":
        start.append(("Questions", links.to("own", "questions")))
    if kind in _LIST_OF:
        above = _LIST_OF[kind]
        start.append((LISTS[above].title, links.to("list", above)))
    return [*start, (title if len(title) < 60 else f"{title[:58].rstrip()}…", "")]


def _menu(here: tuple[str, str], links: Links) -> list[tuple[str, str, str | None]]:
    """Words, address, and whether that is this page or the list it belongs to."""
    kind, found = here[0], []
    for above, name, words in links.menu:
        now = "page" if (above, name) == here else "true" if name in (_LIST_OF.get(kind), f"{kind}s") else None
        found.append((words, links.to(above, name), now))
    return found


__all__ = ["assets", "drawn", "names", "page", "page_data", "template_of"]
