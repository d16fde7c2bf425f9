"""From a workspace to a graph that may be trusted: checked, loaded, cached.

A graph is only ever built from sources without faults, so whatever answers comes from
data that passed every rule.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from evigraph.errors import Finding, RecordError
from evigraph.load.cache import open_cached, write_cache
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset


@dataclass(frozen=True)
class Built:
    """What a build did: the graph, where it is cached, and how long it took."""

    dataset: Dataset
    cache: Path | None
    fresh: bool
    seconds: float
    warnings: tuple[Finding, ...] = ()


def build(workspace: Workspace) -> Built:
    """The graph of ``workspace``: from the cache when its sources are unchanged, else built anew.

    Raises:
        RecordError: the sources have faults; the graph built before stays as it was.
    """
    started = time.perf_counter()
    digest = workspace.digest()
    store = open_cached(workspace, digest)
    if store is not None:
        return Built(_dataset(store, workspace), None, False, time.perf_counter() - started)
    from evigraph.check import check_workspace

    quads, findings = check_workspace(workspace)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise RecordError(findings)
    path = write_cache(workspace, digest, quads)
    store = open_cached(workspace, digest) if path else None
    if store is None:
        import pyoxigraph as ox

        store = ox.Store()
        store.bulk_extend(quads)
    seconds = time.perf_counter() - started
    return Built(_dataset(store, workspace), path, True, seconds, tuple(findings))


def open_dataset(workspace: Workspace) -> Dataset:
    """The graph of ``workspace``, ready to be asked; a stale cache is rebuilt.

    Raises:
        RecordError: the sources changed and have faults.
    """
    return build(workspace).dataset


def _dataset(store: object, workspace: Workspace) -> Dataset:
    return Dataset(store, workspace, _base(store))  # type: ignore[arg-type]


def _base(store: object) -> str:
    """The base of identifiers, read off the name of the graph of places, which every build has."""
    for graph in store.named_graphs():  # type: ignore[attr-defined]
        head, found, rest = str(graph.value).rpartition("source/places")
        if found and not rest:
            return head
    from evigraph.ns import BASE

    return BASE
