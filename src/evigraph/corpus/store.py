"""The store of a corpus: its shards loaded in bulk, opened read-only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from evigraph.corpus.shards import Chained
from evigraph.errors import InputError

_PART = 128 * 1024 * 1024
"""Half a million statements, for which the engine needs some 400 MB."""

_FEW = 8
"""After so many parts, or fewer, merging costs more than it gives."""


def load_store(shards: Iterable[Path], folder: Path) -> int:
    """Loads all shards into a new store; how many statements it then holds.

    They go in by parts that the engine, which holds a part in memory, can hold on any machine.  After many parts it
    merges its files, which halves them and the time of every question.
    """
    store = ox.Store(str(folder))
    chained = Chained(shards)
    parts = 0
    while chained.open_part(_PART):
        parts += 1
        store.bulk_load(input=cast(IO[bytes], chained), format=ox.RdfFormat.N_QUADS)
    if parts > _FEW:
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
