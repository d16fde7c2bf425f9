"""The large pictures as pages of the site: what each shows, and how it is made with ways back to the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from evigraph.errors import NotFound
from evigraph.view.argument import argument_page
from evigraph.view.graph import graph_page
from evigraph.view.plots import View, view
from evigraph.view.plots.exhibit import linked
from evigraph.view.plots.page import plots_page
from evigraph.view.shell import Trail
from evigraph.view.site.links import Links
from evigraph.view.site.site import Site
from evigraph.view.words import plain

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


def drawing(site: Site, name: str) -> View | None:
    """A picture of numbers by the name of its page, without the page; None where there is none."""
    kind, _, term = name.partition("/")
    if kind == "forest":
        outcomes = {site.short(outcome).removeprefix("term/"): outcome for outcome in site.measured}
        return view(site.dataset, "forest", outcome=site.short(outcomes[term])) if term in outcomes else None
    options = {"audited": site.audit} if kind == "audit" else {}
    return view(site.dataset, name, **options) if name in _PLOTS else None


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
    lead = "Every result for it with its interval."
    label = site.label(outcome)
    return Picture(f"forest/{name}", title, lead, partial(_plots, name=f"forest/{name}"), label)


def _plot(name: str, title: str, lead: str) -> Picture:
    return Picture(name, title, lead, partial(_plots, name=name))


def _plots(site: Site, links: Links, trail: Trail, *, name: str) -> str:
    found = drawing(site, name)
    if found is None:
        raise NotFound(f"There is no picture called '{plain(name)}'.")
    exhibits = tuple(linked(exhibit, _address(site, links)) for exhibit in found.exhibits)
    ways = ((_EVERY_FINDING, links.to("list", "findings")),) if name == "audit" else ()
    return plots_page(replace(found, exhibits=exhibits, ways=ways), trail)
