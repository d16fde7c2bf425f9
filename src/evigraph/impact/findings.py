"""How the audit changes when part of the evidence is taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from evigraph.audit import Finding, audit
from evigraph.impact.model import Audited
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes


def audited(dataset: Dataset, gone: Collection[str]) -> Audited:
    """The findings that come, go and change when the nodes ``gone`` are no longer there.

    Findings that only come because something was taken out of the printed text or tables
    (they concern what is gone, its place in the list or its numbers) are no news.
    """
    before = _by_id(dataset)
    copy, removed = without(dataset, gone)
    after = _by_id(copy)
    return Audited(
        new=tuple(found for name, found in after.items() if name not in before and not found.nodes & removed),
        gone=tuple(found for name, found in before.items() if name not in after),
        changed=tuple(found for name, found in after.items() if name in before and before[name].digest != found.digest),
    )


def without(dataset: Dataset, gone: Collection[str]) -> tuple[Dataset, frozenset[str]]:
    """A copy in memory in which nothing is said of ``gone`` or points to it, and all the nodes taken out.

    The list entries of a work go with it, and so do the numbers of a claim and citation
    groups of which nothing is left.
    """
    nodes = Nodes(dataset)
    removed = set(gone)
    for node in gone:
        removed |= {*nodes.into("biro:references", node), *nodes.all(node, "ev:hasQuantity")}
    groups = {group for node in removed for group in nodes.into("ev:expandsTo", node)}
    removed |= {group for group in groups if removed.issuperset(nodes.all(group, "ev:expandsTo"))}
    copy = dataset.in_memory()
    for quad in set(_about(copy, removed)):
        copy.store.remove(quad)
    return copy, frozenset(removed)


def _about(dataset: Dataset, removed: Collection[str]) -> Iterator[ox.Quad]:
    for node in removed:
        iri = ox.NamedNode(node)
        yield from dataset.store.quads_for_pattern(iri, None, None)
        yield from dataset.store.quads_for_pattern(None, None, iri)


def _by_id(dataset: Dataset) -> dict[str, Finding]:
    return {finding.id: finding for finding in audit(dataset).findings}
