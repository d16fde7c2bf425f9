"""What may be chosen for a parameter: every node of its kind, under the name that people type and see."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from evigraph.query.resolve import nodes_of
from evigraph.view.site.site import Site
from evigraph.view.words import plain

if TYPE_CHECKING:
    from markupsafe import Markup

KINDS = {
    "term": "terms",
    "therapy": "therapies",
    "outcome": "outcomes",
    "claim": "claims",
    "study": "studies",
    "section": "sections",
    "reference": "references",
}
"""Types of parameters that name something of the graph, each in the plural."""

_NEAR = 5
_LIKE = 0.6


@dataclass(frozen=True)
class Option:
    """A node with the shortest text that names it, and what it is called; the node of a reference is its work."""

    value: str
    label: str
    node: str


@lru_cache(maxsize=32)
def options(site: Site, kind: str) -> tuple[Option, ...]:
    """Everything that a ``kind`` parameter can be, claims and sections in reading order, references by number."""
    if kind == "reference":
        return _references(site)
    nodes = nodes_of(site.dataset, kind)
    if kind == "claim":
        nodes = [site.dataset.base + claim for claim in site.claims.by_id]
    elif kind == "section":
        nodes.sort(key=lambda node: (node.rpartition("/section/")[0], int(site.nodes.one(node, "ev:order") or 0)))
    else:
        nodes.sort(key=lambda node: (site.label(node).casefold(), node))
    tails = Counter(map(_tail, nodes))
    base = site.dataset.base
    return tuple(
        Option(_tail(node) if tails[_tail(node)] == 1 else node.removeprefix(base), site.label(node), node)
        for node in nodes
    )


@lru_cache(maxsize=32)
def by_node(site: Site, kind: str) -> dict[str, Option]:
    """The options by what stands for them in a query: the node, or the number of a reference."""
    return {option.value if kind == "reference" else option.node: option for option in options(site, kind)}


@lru_cache(maxsize=32)
def choices(site: Site, kind: str) -> Markup:
    """The options as the elements of a data list, made once: there may be thousands."""
    from markupsafe import Markup

    element = Markup('<option value="{}" label="{}"></option>\n')
    return Markup("").join(element.format(plain(option.value), option.label) for option in options(site, kind))


def near(site: Site, kind: str, text: str) -> list[Option]:
    """What may have been meant: options that hold every word, then those spelt alike."""
    known = options(site, kind)
    words = text.casefold().split()
    found = [option for option in known if _holds(option, words)]
    if len(found) < _NEAR:
        spelt = {name.casefold(): option for option in known for name in (option.label, option.value)}
        alike = difflib.get_close_matches(text.casefold()[:200], spelt, n=_NEAR, cutoff=_LIKE)
        found += [spelt[name] for name in alike]
    return list(dict.fromkeys(found))[:_NEAR]


def _holds(option: Option, words: Sequence[str]) -> bool:
    names = f"{option.value} {option.label}".casefold()
    return bool(words) and all(word in names for word in words)


def _references(site: Site) -> tuple[Option, ...]:
    sources = [(work, site.source(work)) for work in site.works]
    found = [
        Option(str(number), ", ".join(filter(None, (source.author, str(source.year or ""), source.title))), work)
        for work, source in sources
        for number in source.numbers
    ]
    return tuple(sorted(found, key=lambda option: (int(option.value), option.node)))


@lru_cache(maxsize=2)
def by_number(site: Site) -> dict[str, str]:
    """Number of the printed list -> work; without those that several lists give to different works."""
    found: dict[str, set[str]] = defaultdict(set)
    for option in options(site, "reference"):
        found[option.value].add(option.node)
    return {number: works.pop() for number, works in found.items() if len(works) == 1}


def _tail(node: str) -> str:
    """An identifier without the article and the word that says what it is."""
    for word in ("/claim/", "/section/"):
        if word in node:
            return node.partition(word)[2]
    return node.rsplit("/", 1)[-1]
