"""Documents read by the workers of a Dask cluster, which see the same folders under the same names."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING

from evigraph.corpus.documents import Document
from evigraph.corpus.piece import Done, Recipe, made_by
from evigraph.corpus.piece import make_pieces as pieces_of
from evigraph.corpus.workers import batches
from evigraph.errors import Finding, InputError, Place, UsageError

if TYPE_CHECKING:
    from distributed import Client, Future

_ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://\S+:\d{1,5}")
_AHEAD = 3
_TIMEOUT = 10


def require_address(address: str) -> None:
    """Sees that this is the address of a scheduler, before anything is done.

    Raises:
        UsageError: it is not.
    """
    if not _ADDRESS.fullmatch(address):
        raise UsageError(
            f"{address} is no address of a Dask scheduler; give tcp://HOST:PORT, as the scheduler prints it."
        )


def make_pieces(documents: Iterable[Document], recipe: Recipe, address: str) -> Iterator[Done]:
    """The documents dealt with by the cluster whose scheduler is at this address.

    Raises:
        UsageError: the address is none, or Dask is not installed.
        InputError: the scheduler cannot be reached, or has no workers.
    """
    require_address(address)
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(f"{error.name} is not installed: pip install 'evigraph[corpus]'.") from None
    if (answers := _who_answers(address)) != "Scheduler":
        raise InputError(f"No Dask scheduler answers at {address}: {answers}.")
    try:
        client = Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"No Dask scheduler answers at {address}: {error}.") from None
    with client:
        cores = sum(client.nthreads().values())
        if not cores:
            raise InputError(f"The Dask scheduler at {address} has no workers. Start one: dask worker {address}.")
        _check(client, recipe)
        yield from _given_out(client, batches(documents), recipe, _AHEAD * cores)


def _who_answers(address: str) -> str:
    """``Scheduler``, or who or what answers at an address instead.

    Asked beside and given up after a while: whatever is no part of Dask may keep its client waiting for ever.
    """
    found = ["something that is no part of Dask does, or nothing in time"]

    def ask() -> None:
        with contextlib.suppress(Exception):  # of whatever kind comes of taking strange bytes for a message
            try:
                found.append(asyncio.run(_identity(address)))
            except (OSError, TypeError, ImportError) as error:  # the last two: what a protocol needs is not there
                found.append(str(error).rstrip("."))

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_TIMEOUT)
    return found[-1]


async def _identity(address: str) -> str:
    from distributed import Security
    from distributed.core import rpc

    security = Security().get_connection_args("client")
    async with rpc(address, timeout=_TIMEOUT / 2, connection_args=security) as asked:  # in time to be heard
        kind = str((await asked.identity())["type"])
        return kind if kind == "Scheduler" else f"a Dask {kind.lower()} does"


def _check(client: Client, recipe: Recipe) -> None:
    """Refuses workers that would make other pieces, or put them elsewhere."""
    try:
        versions = client.run(made_by)
        seen = client.run(os.path.isdir, recipe.folder)
    except ImportError as error:
        raise InputError(f"A Dask worker has no evigraph: {error}. Install the same version there.") from None
    for worker, version in versions.items():
        if version != made_by():
            raise InputError(
                f"The Dask worker {worker} has evigraph {version}, not {made_by()}. Install the same there."
            )
        if not seen[worker]:
            raise InputError(
                f"The Dask worker {worker} does not see {recipe.folder}. Build in a folder that all share."
            )


def _given_out(client: Client, waiting: Iterator[list[Document]], recipe: Recipe, ahead: int) -> Iterator[Done]:
    """Keeps so many batches with the workers, and yields what they give back."""
    from distributed import as_completed

    shared = client.scatter(recipe, broadcast=True)
    running: dict[Future, list[Document]] = {}
    finished = as_completed(loop=client.loop)
    while True:
        for batch in islice(waiting, ahead - len(running)):
            future = client.submit(make_batch, batch, shared, pure=False)
            running[future] = batch
            finished.add(future)
        if not running:
            return
        future = next(finished)
        batch = running.pop(future)
        if future.status == "finished":
            yield from future.result()
        else:
            yield from (_failed(document) for document in batch if not document.passed)


def make_batch(documents: Sequence[Document], recipe: Recipe) -> list[Done]:
    """A batch dealt with by a worker."""
    return [done for document in documents for done in pieces_of(document, recipe)]


def _failed(document: Document) -> Done:
    message = "The Dask worker that read it failed; its log says more. Build again to try it again."
    return Done(document.file, fault=Finding(Place(document.file), "reader-died", message))
