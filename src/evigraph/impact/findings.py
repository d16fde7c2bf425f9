"""How the audit changes when part of the evidence is taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from evigraph.audit import Finding, audit
from evigraph.impact.model import Audited
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes

_SIZE = ox.NamedNode(f"{EV}n")
_CLUSTER = ox.NamedNode(f"{EV}clusterText")


def audited(dataset: Dataset, gone: Collection[str]) -> Audited:
    """The findings that come, go and change when the nodes ``gone`` are no longer there.

    A finding is the same as before when it has the same identifier, or would have it but for
    nodes that are gone.  One that concerns what is gone is not counted as new.
    """
    copy, removed = without(dataset, gone)
    before, after = audit(dataset).findings, audit(copy).findings
    known = {finding.id: finding for finding in before}
    known_left = {_left(finding, removed): finding for finding in before if finding.nodes & removed}
    pairs = [
        (known.get(finding.id) or known_left.get(_left(finding, removed)), finding)
        for finding in after
        if not finding.nodes & removed
    ]
    same = {old.id for old, _ in pairs if old is not None} | {finding.id for finding in after}
    return Audited(
        new=tuple(now for old, now in pairs if old is None),
        gone=tuple(finding for finding in before if finding.id not in same),
        changed=tuple(now for old, now in pairs if old is not None and (old.id, old.digest) != (now.id, now.digest)),
    )


def _left(finding: Finding, removed: Collection[str]) -> tuple[str, frozenset[tuple[str, str]]]:
    """What identifies a finding, without the nodes that are gone."""
    return finding.check, frozenset(pair for pair in finding.concerns if pair[1] not in removed)


def without(dataset: Dataset, gone: Collection[str]) -> tuple[Dataset, frozenset[str]]:
    """A copy in memory in which nothing is said of ``gone`` or points to it, and all the nodes taken out.

    The list entries of a work go with it, and so do the numbers that a claim states, and
    citation groups of which nothing is left; other groups are printed without the work.  A
    cohort all of whose results go keeps its place in its study, but not its number of patients,
    which was told with them.
    """
    nodes = Nodes(dataset)
    removed = set(gone)
    cohorts = {cohort for node in gone for cohort in nodes.into("ev:hasResult", node)}
    untold = {cohort for cohort in cohorts if removed.issuperset(nodes.all(cohort, "ev:hasResult"))}
    for node in gone:
        removed |= {*nodes.into("biro:references", node), *nodes.all(node, "ev:hasQuantity")}
    groups = {group for node in removed for group in nodes.into("ev:expandsTo", node)}
    removed |= {group for group in groups if removed.issuperset(nodes.all(group, "ev:expandsTo"))}
    copy = dataset.in_memory()
    for quad in set(_about(copy, removed)):
        copy.store.remove(quad)
    for cohort in untold:
        for quad in list(copy.store.quads_for_pattern(ox.NamedNode(cohort), _SIZE, None)):
            copy.store.remove(quad)
    for group in groups - removed:
        _print_anew(copy, group)
    return copy, frozenset(removed)


def _about(dataset: Dataset, removed: Collection[str]) -> Iterator[ox.Quad]:
    for node in removed:
        iri = ox.NamedNode(node)
        yield from dataset.store.quads_for_pattern(iri, None, None)
        yield from dataset.store.quads_for_pattern(None, None, iri)


def _print_anew(dataset: Dataset, group: str) -> None:
    """Makes the cluster of a citation group name the list entries it has left."""
    nodes = Nodes(dataset)
    numbers = {int(number) for entry in nodes.all(group, "ev:expandsTo") for number in nodes.all(entry, "ev:number")}
    for quad in list(dataset.store.quads_for_pattern(ox.NamedNode(group), _CLUSTER, None)):
        dataset.store.remove(quad)
        dataset.store.add(ox.Quad(quad.subject, _CLUSTER, ox.Literal(cluster(numbers)), quad.graph_name))


def cluster(numbers: Iterable[int]) -> str:
    """Reference numbers as they are printed.

    >>> cluster([16, 18, 29, 30, 31])
    '16,18,29-31'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)
