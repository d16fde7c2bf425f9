"""Commands that draw plots: a page by default, the bare figure or its numbers by the ending of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evigraph.cli.output import deliver
from evigraph.cli.view import drawn, show, view

_FORMS = " An ending .svg, .png, .pdf gives the bare figure, .csv its numbers."


@view.command("forest")
@click.option("--outcome", required=True, help="Outcome: identifier, label or synonym.")
@click.option(
    "--by",
    type=click.Choice(("therapy", "setting", "age", "design", "none")),
    default="therapy",
    show_default=True,
    help="What groups the rows.",
)
@click.option(
    "--interval",
    type=click.Choice(("wilson", "exact")),
    default="wilson",
    show_default=True,
    help="Interval computed where the source gives none.",
)
@drawn("forest-OUTCOME.html", _FORMS)
def view_forest(
    folder: Path | None, outcome: str, by: str, interval: str, output: Path | None, force: bool, open_: bool
) -> None:
    """Draw every result of an outcome as a forest plot; nothing is pooled."""
    _draw(folder, "forest", output, force, open_, outcome=outcome, by=by, interval=interval)


def _draw(folder: Path | None, name: str, output: Path | None, force: bool, open_: bool, **options: Any) -> None:
    """Writes the view called ``name`` to a file of the form that its ending says."""
    from evigraph.build import open_dataset
    from evigraph.load.workspace import find_workspace
    from evigraph.view.plots import form_of, view as make

    form = "html" if output is None or str(output) == "-" else form_of(output)
    found = make(open_dataset(find_workspace(folder)), name, **options)
    path = output or Path(f"{found.name}.html")
    deliver(found.bytes(form), path, force)
    show(path, open_)
