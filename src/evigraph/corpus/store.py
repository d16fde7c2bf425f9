"""The store of a corpus: its shards loaded in bulk, opened read-only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from evigraph.corpus.shards import unpacked
from evigraph.errors import InputError


def load_store(shards: Iterable[Path], folder: Path) -> int:
    """Loads every shard into a new store; how many statements it then holds."""
    store = ox.Store(str(folder))
    for shard in shards:
        with unpacked(shard) as stream:
            store.bulk_load(input=stream, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def open_store(folder: Path) -> ox.Store:
    """The store, read-only.

    Raises:
        InputError: there is none that can be opened.
    """
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{folder} cannot be opened: {error}. Build the corpus again.") from None
