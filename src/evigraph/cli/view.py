"""Commands that draw: every picture is one self-contained page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from evigraph.cli.output import deliver
from evigraph.cli.where import here

_Function = TypeVar("_Function", bound=Callable[..., Any])


def page_options(name: str) -> Callable[[_Function], _Function]:
    """The options of every command that writes a page; ``name`` is what the file is called by default."""

    def add(function: _Function) -> _Function:
        output = click.Path(path_type=Path)
        function = click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")(function)
        function = click.option("--force", is_flag=True, help="Replace the file if it exists.")(function)
        words = f"File to write (default: {name} here; - for stdout)."
        return click.option("-o", "--output", type=output, help=words)(function)

    return add


@click.group()
def view() -> None:
    """Draw pictures: self-contained HTML pages that need no network."""


@view.command("claim")
@click.argument("claim")
@page_options("CLAIM.html")
@click.pass_obj
def view_claim(folder: Path | None, claim: str, output: Path | None, force: bool, open_: bool) -> None:
    """Draw the evidence ladder of CLAIM, with what the audit found about it, as one HTML page."""
    from evigraph.build import open_dataset
    from evigraph.trace import find_claim
    from evigraph.view import claim_page

    dataset = open_dataset(here(folder))
    iri = find_claim(dataset, claim)
    path = output or Path(f"{iri.rsplit('/', 1)[-1]}.html")
    _write(claim_page(dataset, iri), path, force, open_)


@view.command("argument")
@click.option("--claim", help="Only the way up from this claim, and all below it.")
@click.option("--article", metavar="ID", help="Only the claims of this article.")
@page_options("argument.html")
@click.pass_obj
def view_argument(
    folder: Path | None, claim: str | None, article: str | None, output: Path | None, force: bool, open_: bool
) -> None:
    """Draw how claims support and concede one another up to the thesis, as one HTML page that folds.

    Claims whose ladder pages (`evigraph view claim`) lie beside the page link to them.
    """
    from evigraph.build import open_dataset
    from evigraph.load.workspace import find_workspace
    from evigraph.trace import find_claim
    from evigraph.view import argument_page

    dataset = open_dataset(find_workspace(folder))
    iri = find_claim(dataset, claim) if claim else None
    path = output or Path("argument.html")
    beside = () if str(path) == "-" else {file.stem for file in path.parent.glob("*.html")}
    page = argument_page(dataset, iri, article and dataset.base + article.removeprefix(dataset.base), beside=beside)
    _write(page, path, force, open_)


def _write(page: str, path: Path, force: bool, open_: bool) -> None:
    deliver(page, path, force)
    if open_ and str(path) != "-":
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
