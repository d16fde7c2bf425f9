"""The command that answers assistants."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from evigraph.cli.where import here
from evigraph.errors import UsageError


@click.command()
@click.pass_obj
def mcp(folder: Path | None) -> None:
    """Answer an assistant over the Model Context Protocol, read-only.

    An assistant starts this command itself and speaks with it over standard input and output;
    docs/mcp.md tells how. It takes over changes of the workspace at the next question.
    """
    workspace = here(folder)
    try:
        from evigraph.assist.server import serve
    except ImportError as error:
        raise UsageError(f"{error.name} is not installed: pip install 'evigraph[mcp]'.") from None
    if sys.stdin.isatty():
        click.echo("Waiting for an assistant on standard input; Ctrl-C ends it.", err=True)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_DFL)  # nothing here is left half done: a graph is written beside its place
    try:
        serve(workspace)
    except* OSError:
        pass  # the assistant is gone
    sys.stderr.flush()
    os._exit(0)  # whatever is still being worked out, nobody waits for it


COMMANDS: tuple[click.Command, ...] = (mcp,)
