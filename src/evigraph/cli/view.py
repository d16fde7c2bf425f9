"""Commands that draw: every picture is one self-contained page."""

from __future__ import annotations

from pathlib import Path

import click

from evigraph.cli.ask import values_of
from evigraph.cli.output import deliver


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
    from evigraph.load.workspace import find_workspace
    from evigraph.trace import find_claim
    from evigraph.view import claim_page

    dataset = open_dataset(find_workspace(folder))
    iri = find_claim(dataset, claim)
    path = output or Path(f"{iri.rsplit('/', 1)[-1]}.html")
    deliver(claim_page(dataset, iri), path, force)
    _show(path, open_)


@view.command("graph")
@click.option("--type", "types", multiple=True, help="Only this kind or class: claim, study, Therapy; may be repeated.")
@click.option("--around", metavar="ID", multiple=True, help="Only what is near this node; may be repeated.")
@click.option("--hops", type=click.IntRange(0, 20), help="How near, in steps (default: 2, or 0 with --query).")
@click.option("--query", "question", metavar="NAME", help="Only what the answer to this question names.")
@click.option("-p", "--param", "parameters", metavar="KEY=VALUE", multiple=True, help="A parameter of the question.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write (default: graph.html here; - for stdout)."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
@click.pass_obj
def view_graph(
    folder: Path | None,
    types: tuple[str, ...],
    around: tuple[str, ...],
    hops: int | None,
    question: str | None,
    parameters: tuple[str, ...],
    output: Path | None,
    force: bool,
    open_: bool,
) -> None:
    """Draw the whole graph, or a part of it, as one HTML page."""
    from evigraph.build import open_dataset
    from evigraph.load.workspace import find_workspace
    from evigraph.view.graph import Wanted, graph_page

    if parameters and question is None:
        raise click.UsageError("--param belongs to a question; name it with --query.")
    if hops is not None and not around and question is None:
        raise click.UsageError("--hops goes with --around or --query.")
    choice = Wanted(types, around, hops, question, values_of(parameters))
    path = output or Path("graph.html")
    deliver(graph_page(open_dataset(find_workspace(folder)), choice), path, force)
    _show(path, open_)


def _show(path: Path, open_: bool) -> None:
    if open_ and str(path) != "-":
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
