"""The store of a corpus: its shards loaded in bulk, opened read-only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from evigraph.corpus.shards import Chained
from evigraph.errors import InputError

MANY = 4_000_000
"""A store of more statements is merged: it is kept in so many files that every question looks into several."""


def load_store(shards: Iterable[Path], folder: Path) -> int:
    """Loads all shards into a new store, as one; how many statements it then holds.

    The engine holds some million statements in memory at a time, however many there are.
    """
    store = ox.Store(str(folder))
    store.bulk_load(input=cast(IO[bytes], Chained(shards)), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return len(store)


def merge_store(folder: Path) -> None:
    """Merges the files of a store, so that a question takes as long as its answer is, not as the store is large."""
    store = ox.Store(str(folder))
    store.optimize()
    store.flush()


def open_store(folder: Path) -> ox.Store:
    """The store, read-only.

    Raises:
        InputError: there is none that can be opened.
    """
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{folder} cannot be opened: {error}. Build the corpus again.") from None
