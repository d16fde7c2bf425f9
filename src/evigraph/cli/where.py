"""The workspace that a command reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evigraph.load.workspace import Workspace

STAND_IN = "No workspace here: answering from the article that evigraph carries (Molina & Shah 2021)."


def here(folder: Path | None) -> Workspace:
    """The workspace around ``folder`` or the current folder; says so when the carried one stands in for it.

    Commands that write ask :func:`evigraph.load.workspace.own_workspace` instead.
    """
    from evigraph.load.workspace import find_workspace

    workspace = find_workspace(folder)
    if workspace.stand_in:
        click.echo(STAND_IN, err=True)
    return workspace
