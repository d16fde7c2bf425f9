"""Many documents to pieces, in this process or in several; what comes back comes in no order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import resource_tracker

from evigraph.corpus.documents import Document
from evigraph.corpus.piece import Done, Recipe
from evigraph.corpus.piece import make_pieces as pieces_of
from evigraph.errors import Finding, Place

BATCH = 8
"""So many documents go to a worker at once."""
_AHEAD = 3
"""So many batches are given out for each worker, so that none waits and none are piled up."""

_recipe: Recipe | None = None
"""In a worker: what it makes pieces by."""


def make_pieces(documents: Iterable[Document], recipe: Recipe, workers: int) -> Iterator[Done]:
    """The documents dealt with, by so many processes; with one, in this process.

    A document that kills the process which reads it is a fault like any other.
    """
    if workers < 2:
        for document in documents:
            yield from pieces_of(document, recipe)
        return
    waiting = batches(documents)
    while lost := (yield from _pooled(waiting, recipe, workers)):
        for document in lost:
            yield from _alone(document, recipe)


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """The documents in batches."""
    source = iter(documents)
    while batch := list(islice(source, BATCH)):
        yield batch


def _pooled(waiting: Iterator[list[Document]], recipe: Recipe, workers: int) -> Generator[Done, None, list[Document]]:
    """Deals with batches until there are none, or a worker dies; returns what was being read then."""
    running: dict[Future[list[Done]], list[Document]] = {}
    pool = _pool(workers, recipe)
    try:
        while True:
            for batch in islice(waiting, workers * _AHEAD - len(running)):
                running[_submit(pool, batch)] = batch
            if not running:
                return []
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield from future.result()
                del running[future]
    except BrokenProcessPool:
        return [document for batch in running.values() for document in batch]
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(document: Document, recipe: Recipe) -> list[Done]:
    """One document in a process of its own."""
    pool = _pool(1, recipe)
    try:
        return _submit(pool, [document]).result()
    except BrokenProcessPool:
        message = "The process that read it died, for want of memory perhaps; the others were read without it."
        return [Done(document.file, fault=Finding(Place(document.file), "reader-died", message))]
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, batch: list[Document]) -> Future[list[Done]]:
    """Gives a batch out.  A process that is started for it inherits that Ctrl-C is not for it; we hear it after."""
    if not hasattr(signal, "pthread_sigmask"):
        return pool.submit(_batch, batch)
    resource_tracker.ensure_running()  # it would unblock signals
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_batch, batch)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _pool(workers: int, recipe: Recipe) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(recipe,))


def _start(recipe: Recipe) -> None:
    """Makes a process a worker: Ctrl-C is for its parent to hear, and it does not outlive it."""
    global _recipe  # noqa: PLW0603  a worker has one recipe for life; sending it with each batch costs more
    _recipe = recipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _batch(documents: Sequence[Document]) -> list[Done]:
    assert _recipe is not None  # noqa: S101  set by _start
    return [done for document in documents for done in pieces_of(document, _recipe)]
