"""From a workspace to a graph that may be trusted: checked, loaded, cached.

A graph is only ever built from sources without faults, so whatever answers comes from
data that passed every rule.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evigraph.errors import BuildError, Finding, RecordError
from evigraph.load.cache import open_cached, write_cache
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset

if TYPE_CHECKING:
    import pyoxigraph as ox


@dataclass(frozen=True)
class Built:
    """What a build did: the graph, where it is cached (None: in memory only), and how long it took in seconds."""

    dataset: Dataset
    cache: Path | None
    fresh: bool
    seconds: float
    warnings: tuple[Finding, ...] = ()


def build(workspace: Workspace) -> Built:
    """The graph of ``workspace``: from the cache when its sources are unchanged, else built anew.

    Raises:
        BuildError: the sources have faults; the graph built before stays as it was.
    """
    started = time.perf_counter()
    digest = workspace.digest()
    cached = open_cached(workspace, digest)
    if cached is not None:
        return Built(_dataset(cached[0], workspace), cached[1], False, time.perf_counter() - started)
    from evigraph.check import check_workspace

    try:
        quads, findings = check_workspace(workspace)
    except RecordError as error:  # in the schema
        raise BuildError(error.findings) from None
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise BuildError(findings)
    # Sources that changed while they were read must not be kept under the hash of what they were.
    if workspace.digest() == digest and write_cache(workspace, digest, quads):
        cached = open_cached(workspace, digest)
    store, path = cached or (_in_memory(quads), None)
    seconds = time.perf_counter() - started
    return Built(_dataset(store, workspace, held=cached is None), path, True, seconds, tuple(findings))


def open_dataset(workspace: Workspace) -> Dataset:
    """The graph of ``workspace``, ready to be asked; a stale cache is rebuilt.

    Raises:
        BuildError: the sources changed and have faults.
    """
    return build(workspace).dataset


def _in_memory(quads: Sequence[ox.Quad]) -> ox.Store:
    import pyoxigraph as ox

    store = ox.Store()
    store.bulk_extend(quads)
    return store


def _dataset(store: ox.Store, workspace: Workspace, held: bool = False) -> Dataset:
    return Dataset(store, workspace, _base(store), held)


def _base(store: ox.Store) -> str:
    """The base of identifiers, read off the name of the graph of places, which every build has."""
    for graph in store.named_graphs():
        head, found, rest = str(graph.value).rpartition("source/places")
        if found and not rest:
            return head
    from evigraph.ns import BASE

    return BASE
