"""Commands that draw: every picture is one self-contained page."""

from __future__ import annotations

from pathlib import Path

import click

from evigraph.cli.output import deliver
from evigraph.cli.where import here


@click.group()
def view() -> None:
    """Draw pictures: self-contained HTML pages that need no network."""


@view.command("claim")
@click.argument("claim")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write (default: CLAIM.html here; - for stdout).",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
@click.pass_obj
def view_claim(folder: Path | None, claim: str, output: Path | None, force: bool, open_: bool) -> None:
    """Draw the evidence ladder of CLAIM as one HTML page."""
    from evigraph.build import open_dataset
    from evigraph.trace import find_claim
    from evigraph.view import claim_page

    dataset = open_dataset(here(folder))
    iri = find_claim(dataset, claim)
    path = output or Path(f"{iri.rsplit('/', 1)[-1]}.html")
    deliver(claim_page(dataset, iri), path, force)
    if open_ and str(path) != "-":
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
