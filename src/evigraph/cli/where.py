"""The workspace that a command reads, and the graph that it asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evigraph.load.workspace import Workspace
    from evigraph.query import Dataset

FROM_A_STORE = ("query", "list", "find", "show", "stats", "trace", "corpus")
"""Commands that need nothing but answers to queries, so that a remote store can give them."""

STAND_IN = "No workspace here: answering from the article that evigraph carries (Molina & Shah 2021)."


def here(folder: Path | None, stand_in: str = STAND_IN) -> Workspace:
    """The workspace around ``folder`` or the current folder; says ``stand_in`` when the carried one stands in for it.

    Commands that write ask :func:`evigraph.load.workspace.own_workspace` instead.
    """
    from evigraph.load.workspace import find_workspace

    workspace = find_workspace(folder)
    if workspace.stand_in:
        click.echo(stand_in, err=True)
    return workspace


def asks_a_store() -> bool:
    """Whether this run was told to ask a store."""
    return bool(click.get_current_context().find_root().params.get("store"))


def graph(folder: Path | None) -> Dataset:
    """The graph to ask: that of the store which was named, else that of the workspace as for :func:`here`.

    A command that calls this is one of :data:`FROM_A_STORE`.
    """
    if asks_a_store():
        from evigraph.load.workspace import find_workspace

        return store_dataset(find_workspace(folder))
    from evigraph.build import open_dataset

    return open_dataset(here(folder))


def store_dataset(workspace: Workspace) -> Dataset:
    """What the store that was named holds, to be asked the questions of ``workspace``."""
    from evigraph.remote import open_store

    chosen = click.get_current_context().find_root().params
    return open_store(chosen["store"], workspace, chosen["timeout"])
