"""The large pictures as pages of the site: what each shows, and how it is made with ways back to the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from evigraph.view.argument import argument_page
from evigraph.view.graph import graph_page
from evigraph.view.plots import view
from evigraph.view.plots.exhibit import linked
from evigraph.view.plots.page import plots_page
from evigraph.view.shell import Trail
from evigraph.view.site.links import Links
from evigraph.view.site.site import Site

_EVERY_FINDING = "Every finding, with a page of its own"
_PLOTS = {
    "map": ("Evidence map", "Therapies against outcomes: what has been studied, and what has not."),
    "timeline": ("Timeline", "The sources by year, with the events that the article dates."),
    "ages": ("Ages", "Whom the studies treated, from the youngest to the oldest."),
    "citations": ("Citation profile", "How often, where and for what each reference is used."),
    "audit": ("Audit overview", "The findings by group, severity and part of the article."),
}


@dataclass(frozen=True)
class Picture:
    """A large picture: the name of its page, and how to make that with links and a trail back.

    ``outcome`` is what a forest plot is about.
    """

    name: str
    title: str
    lead: str
    make: Callable[[Site, Links, Trail], str]
    outcome: str = ""


def pictures(site: Site) -> list[Picture]:
    """Every picture of the site, in the order to look at them."""
    found = [
        Picture(
            "argument", "Argument map", "How the claims support and concede one another up to the thesis.", _argument
        ),
        Picture("graph", "Whole graph", "Everything there is, to search, filter and walk through.", _graph),
    ]
    found += [_forest(site, outcome) for outcome in site.measured]
    return found + [_plot(name, *words) for name, words in _PLOTS.items()]


def picture(site: Site, name: str) -> Picture:
    """The picture of this name; KeyError when there is none."""
    return {each.name: each for each in pictures(site)}[name]


def _argument(site: Site, links: Links, trail: Trail) -> str:
    return argument_page(site.dataset, audited=site.audit, page_of=_address(site, links), trail=trail)


def _graph(site: Site, links: Links, trail: Trail) -> str:
    return graph_page(site.dataset, page_of=_address(site, links), trail=trail)


def _address(site: Site, links: Links) -> Callable[[str], str]:
    """From the identifier of a node (without the base) to the address of its page; empty where it has none."""

    def address(name: str) -> str:
        if name in site.findings:
            return links.to("finding", name)
        base = site.dataset.base
        ref = site.ref(base + name.removeprefix(base))
        return links.to(ref.kind, ref.name, ref.anchor) if ref else ""

    return address


def _forest(site: Site, outcome: str) -> Picture:
    name = site.short(outcome).removeprefix("term/")
    title = f"Forest plot: {site.label(outcome)}"

    def make(site: Site, links: Links, trail: Trail) -> str:
        return _plots(site, "forest", links, trail, outcome=site.short(outcome))

    lead = "Every result for it with its interval."
    return Picture(f"forest/{name}", title, lead, make, site.label(outcome))


def _plot(name: str, title: str, lead: str) -> Picture:
    def make(site: Site, links: Links, trail: Trail) -> str:
        options = {"audited": site.audit} if name == "audit" else {}
        return _plots(site, name, links, trail, **options)

    return Picture(name, title, lead, make)


def _plots(site: Site, name: str, links: Links, trail: Trail, **options: Any) -> str:
    found = view(site.dataset, name, **options)
    exhibits = tuple(linked(exhibit, _address(site, links)) for exhibit in found.exhibits)
    ways = ((_EVERY_FINDING, links.to("list", "findings")),) if name == "audit" else ()
    return plots_page(replace(found, exhibits=exhibits, ways=ways), trail)
