"""The whole graph on one page: picture, search, details, paths, and two tables of the same data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from evigraph.query import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view import schema
from evigraph.view.graph.draw import Drawn, drawn
from evigraph.view.graph.heading import brief, words
from evigraph.view.graph.kinds import Kind, colors, described, kinds, verb
from evigraph.view.graph.model import Item
from evigraph.view.graph.scene import shown_first
from evigraph.view.graph.subset import Wanted
from evigraph.view.shell import ALONE, Trail, render
from evigraph.view.style import asset
from evigraph.view.words import plain

MANY = 3000
"""Shown nodes above which the page opens with an overview of groups."""

_SCRIPTS = ("model", "labels", "draw", "picture", "panel", "table", "export")
_MOST_SOURCES = 3
_ABOUT = "Records of an evidence graph and the relations among them, as a picture and as tables."


def _no_page(node: str) -> str:
    return ""


def graph_page(
    dataset: Dataset,
    choice: Wanted | None = None,
    page_of: Callable[[str], str] = _no_page,
    trail: Trail = ALONE,
) -> str:
    """The graph, or the part that ``choice`` asks for, as one self-contained HTML page.

    ``page_of`` turns the identifier of a node into the address of a page about it, or "".

    Raises:
        NotFound: a type, a node or the answer is not there.
        QueryError: the question cannot be asked.
    """
    chosen = choice or Wanted()
    found = drawn(dataset, chosen)
    counts = Counter(item.kind.name for item in found.scene.items.values())
    there = [(kind, f"{counts[name]:,}") for name, kind in kinds().items() if counts[name]]
    title = _title(found)
    return render(
        "graph.html",
        ("base.css", "graph.css"),
        {"script": "\n".join(asset(f"{name}.js") for name in [*(f"graph-{part}" for part in _SCRIPTS), "graph"])},
        _data(found, chosen, title, page_of),
        _rules(),
        trail,
        _structured(dataset, found, title),
        title=title,
        sources=_sources(found),
        front=[(kind, count) for kind, count in there if kind.where != "behind"],
        behind=[(kind, count) for kind, count in there if kind.where == "behind"],
        families=_families(found),
        empty=not found.scene.items,
    )


def _structured(dataset: Dataset, found: Drawn, title: str) -> schema.Thing:
    """What is drawn, as a data set: how much there is, and of what kinds."""
    scene = found.scene
    size = f"{len(scene.items):,} records, {len(scene.relations):,} relations"
    kinds_there = sorted({item.kind.many for item in scene.items.values()})
    return schema.table(Nodes(dataset), title, _ABOUT, keywords=kinds_there, size=size)


def _title(found: Drawn) -> str:
    words = found.part.words
    return f"The evidence graph: {', '.join(words)}" if words else "The evidence graph"


def _sources(found: Drawn) -> list[str]:
    """Titles of the articles the graph comes from, or how many there are."""
    titles = [
        plain(str(data.get("title", data["label"])))
        for _, data in found.graph.nodes(data=True)
        if "ev:SourceArticle" in data["types"].split(" | ")
    ]
    more = len(titles) - _MOST_SOURCES
    return titles if more <= 0 else [*titles[:_MOST_SOURCES], f"{more} more"]


def _families(found: Drawn) -> list[tuple[str, str, str]]:
    counts = Counter(verb(relation.predicate)[2] for relation in found.scene.relations)
    return [(name, words, f"{counts[name]:,}") for name, words in described()["relations"].items() if counts[name]]


def _data(found: Drawn, chosen: Wanted, title: str, page_of: Callable[[str], str]) -> dict[str, Any]:
    items = [item for cluster in found.scene.clusters for item in cluster.members]
    number = {item.id: index for index, item in enumerate(items)}
    predicates = sorted({relation.predicate for relation in found.scene.relations})
    position = {name: index for index, name in enumerate(predicates)}
    names = list(kinds())
    return {
        "title": title,
        "file": "evidence-graph",
        "part": bool(found.part.words),
        "many": MANY,
        "pitch": round(found.scene.pitch, 1),
        "kinds": [_kind(kind) for kind in kinds().values()],
        "families": described()["relations"],
        "predicates": [[name, *verb(name)] for name in predicates],
        "clusters": [
            [
                names.index(cluster.kind.name),
                cluster.name,
                [round(length, 1) for length in cluster.box],
                round(cluster.head, 1),
                words(cluster),
                brief(words(cluster)),
            ]
            for cluster in found.scene.clusters
        ],
        "nodes": [_node(item, page_of(item.id)) for item in items],
        "edges": [
            [number[relation.start], number[relation.end], position[relation.predicate]]
            for relation in found.scene.relations
        ],
        "first": shown_first(found.scene, bool(chosen.types or chosen.question)),
        "palette": {scheme: colors(scheme) for scheme in ("light", "dark")},
    }


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "one": kind.one,
        "many": kind.many,
        "where": kind.where,
        "band": kind.band,
        "through": kind.through,
        "color": kind.color,
        "glyph": kind.glyph,
    }


def _node(item: Item, page: str) -> list[Any]:
    short = "" if item.short == item.label else item.short
    return [
        item.id,
        item.cluster,
        item.x,
        item.y,
        item.rank,
        item.label,
        short,
        item.place,
        item.type,
        [list(fact) for fact in item.facts],
        [list(link) for link in item.links],
        *([page] if page else []),
    ]


def _rules() -> str:
    """How each kind looks in the legend, in both schemes: the colors of the picture."""
    names = sorted({kind.color for kind in kinds().values()})

    def rules(scheme: str) -> str:
        known = colors(scheme)
        return "".join(f".{name} path{{fill:{known[name][0]};stroke:{known[name][1]}}}" for name in names)

    return f"{rules('light')}\n@media screen and (prefers-color-scheme: dark){{{rules('dark')}}}\n"
