"""Pages about many nodes in the terms of schema.org: data sets, lists, reports, and the graph they are part of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evigraph.audit import Finding
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.version import __version__
from evigraph.view.schema.nodes import Thing, comment, item, kept, whole, work_of

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
"""The license of the data that evigraph itself carries; a workspace of someone else says its own."""

_GRAPH = "Every claim of a review traced to the references, studies and results behind it."


def license_of(dataset: Dataset) -> str | None:
    """The license of the data, where it is known."""
    return LICENSE if dataset.workspace.carried else None


def graph(nodes: Nodes, name: str) -> Thing:
    """The whole graph as a data set made from its articles, to stand in what a page says."""
    told = {
        "@type": "Dataset",
        "@id": nodes.dataset.base,
        "name": name,
        "description": _GRAPH,
        "isBasedOn": [work_of(nodes, article) for article in nodes.of_type(f"{EV}SourceArticle")],
        "license": license_of(nodes.dataset),
        "creditText": f"Made with evigraph {__version__}",
    }
    return kept(told)


def table(
    nodes: Nodes,
    name: str,
    description: str,
    columns: Iterable[str] = (),
    pictures: Iterable[tuple[str, str]] = (),
    articles: Sequence[str] | None = None,
    **more: object,
) -> Thing:
    """A part of the graph as a data set: what its columns are, and the pictures of it, by title and words.

    ``articles`` (IRIs) are those it comes from, unless it comes from all; ``more`` are further properties.
    """
    told = {
        "@type": "Dataset",
        "name": name,
        "description": description,
        **_origin(nodes, articles),
        "variableMeasured": [{"@type": "PropertyValue", "name": column} for column in dict.fromkeys(columns)],
        "image": [
            {"@type": "ImageObject", "name": title, "caption": words, "encodingFormat": "image/svg+xml"}
            for title, words in pictures
        ],
        **more,
    }
    return whole(told)


def report(nodes: Nodes, name: str, description: str, findings: Iterable[Finding]) -> Thing:
    """An audit as a report on the articles, each finding a comment in it."""
    told = {
        "@type": "Report",
        "name": name,
        "description": description,
        **_origin(nodes),
        "hasPart": [comment(nodes, finding) for finding in findings],
    }
    return whole(told)


def collection(nodes: Nodes, name: str, description: str, items: Sequence[Thing]) -> Thing:
    """A page that lists things, in order."""
    listed = [{"@type": "ListItem", "position": index, "item": each} for index, each in enumerate(items, 1)]
    told = {
        "@type": "CollectionPage",
        "name": name,
        "description": description,
        **_origin(nodes),
        "mainEntity": kept({"@type": "ItemList", "numberOfItems": len(items), "itemListElement": listed}),
    }
    return whole(told)


def page(nodes: Nodes, name: str, kind: str = "WebPage", **more: object) -> Thing:
    """A page that is about the graph; ``more`` are further properties."""
    return whole({"@type": kind, "name": name, "isPartOf": {"@id": nodes.dataset.base}, **more})


def _origin(nodes: Nodes, articles: Sequence[str] | None = None) -> Thing:
    """What everything made from the graph is based on, is part of, and under what terms."""
    found = nodes.of_type(f"{EV}SourceArticle") if articles is None else articles
    return {
        "isBasedOn": [item(nodes, "reference", article) for article in found],
        "isPartOf": {"@id": nodes.dataset.base},
        "license": license_of(nodes.dataset),
    }
