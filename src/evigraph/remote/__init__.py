"""A graph that a SPARQL 1.1 store holds, asked over HTTP with the same questions.

address     what may be typed as a store, and what of it may be shown
client      one request within its deadline and its limits
answer      what came back, as tables, triples or a truth
statements  single statements, for what walks from node to node
dataset     all of it as a dataset
"""

from __future__ import annotations

from evigraph.load.workspace import Workspace
from evigraph.remote.address import read_address
from evigraph.remote.client import SECONDS, Client
from evigraph.remote.dataset import RemoteDataset


def open_store(url: str, workspace: Workspace, seconds: float = SECONDS) -> RemoteDataset:
    """The graph that the store at ``url`` holds; the questions are those of ``workspace``.

    Nothing is sent yet.  The store has ``seconds`` to answer each request.

    Raises:
        UsageError: ``url`` is not the address of a store.
    """
    return RemoteDataset(Client(read_address(url), seconds), workspace)


__all__ = ["SECONDS", "RemoteDataset", "open_store"]
