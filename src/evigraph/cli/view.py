"""Commands that draw: every picture is one self-contained page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from evigraph.cli.output import deliver


@click.group()
def view() -> None:
    """Draw pictures: self-contained HTML pages that need no network."""


def drawn(default: str, forms: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of every command that draws; ``forms`` are endings that give the bare picture."""
    told = f"File to write (default: {default} here; - for stdout).{forms}"

    output = click.option("-o", "--output", type=click.Path(path_type=Path), help=told)
    force = click.option("--force", is_flag=True, help="Replace the file if it exists.")
    open_ = click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        return output(force(open_(click.pass_obj(function))))

    return decorate


@view.command("claim")
@click.argument("claim")
@drawn("CLAIM.html")
def view_claim(folder: Path | None, claim: str, output: Path | None, force: bool, open_: bool) -> None:
    """Draw the evidence ladder of CLAIM as one HTML page."""
    from evigraph.build import open_dataset
    from evigraph.load.workspace import find_workspace
    from evigraph.trace import find_claim
    from evigraph.view import claim_page

    dataset = open_dataset(find_workspace(folder))
    iri = find_claim(dataset, claim)
    path = output or Path(f"{iri.rsplit('/', 1)[-1]}.html")
    deliver(claim_page(dataset, iri), path, force)
    show(path, open_)


def show(path: Path, wanted: bool) -> None:
    """Opens what was written in the browser."""
    if wanted and str(path) != "-":
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
