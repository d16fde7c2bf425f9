"""Commands that draw: every picture is one self-contained page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import click

from evigraph.cli.ask import values_of
from evigraph.cli.output import deliver
from evigraph.cli.where import here


@click.group()
def view() -> None:
    """Draw pictures: self-contained HTML pages that need no network."""


def drawn(default: str, forms: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of every command that draws, and the folder it was called for.

    ``default`` is what the file is called; ``forms`` tells of endings that give the bare picture.
    """
    told = f"File to write (default: {default} here; - for stdout).{forms}"
    output = click.option("-o", "--output", type=click.Path(path_type=Path), help=told)
    force = click.option("--force", is_flag=True, help="Replace the file if it exists.")
    open_ = click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        return output(force(open_(click.pass_obj(function))))

    return decorate


def hand_over(content: str | bytes, path: Path, force: bool, open_: bool) -> None:
    """Writes what was drawn, and shows it in the browser where that was asked for."""
    deliver(content, path, force)
    if open_ and str(path) != "-":
        import webbrowser

        webbrowser.open(path.resolve().as_uri())


@view.command("claim")
@click.argument("claim")
@drawn("CLAIM.html", " The ending .svg gives the bare figure.")
def view_claim(folder: Path | None, claim: str, output: Path | None, force: bool, open_: bool) -> None:
    """Draw the evidence ladder of CLAIM, with what the audit found about it: a page, or a figure by its ending."""
    from evigraph.build import open_dataset
    from evigraph.trace import find_claim
    from evigraph.view import claim_page, claim_svg
    from evigraph.view.plots.view import form_of

    forms = {"html": claim_page, "svg": claim_svg}
    draw = forms["html" if output is None or str(output) == "-" else form_of(output, tuple(forms))]
    dataset = open_dataset(here(folder))
    iri = find_claim(dataset, claim)
    hand_over(draw(dataset, iri), output or Path(f"{iri.rsplit('/', 1)[-1]}.html"), force, open_)


@view.command("argument")
@click.option("--claim", help="Only the way up from this claim, and all below it.")
@click.option("--article", metavar="ID", help="Only the claims of this article.")
@drawn("argument.html")
def view_argument(
    folder: Path | None, claim: str | None, article: str | None, output: Path | None, force: bool, open_: bool
) -> None:
    """Draw how claims support and concede one another up to the thesis, as one HTML page that folds.

    Claims whose ladder pages (`evigraph view claim`) lie beside the page link to them.
    """
    from evigraph.build import open_dataset
    from evigraph.trace import find_claim
    from evigraph.view import argument_page

    dataset = open_dataset(here(folder))
    iri = find_claim(dataset, claim) if claim else None
    path = output or Path("argument.html")
    beside = () if str(path) == "-" else {file.stem for file in path.parent.glob("*.html")}

    def page_of(claim: str) -> str:
        name = claim.rsplit("/", 1)[-1]
        return quote(f"{name}.html") if name in beside else ""

    page = argument_page(dataset, iri, article and dataset.base + article.removeprefix(dataset.base), page_of=page_of)
    hand_over(page, path, force, open_)


@view.command("graph")
@click.option("--type", "types", multiple=True, help="Only this kind or class: claim, study, Therapy; may be repeated.")
@click.option("--around", metavar="ID", multiple=True, help="Only what is near this node; may be repeated.")
@click.option("--hops", type=click.IntRange(0, 20), help="How near, in steps (default: 2, or 0 with --query).")
@click.option("--query", "question", metavar="NAME", help="Only what the answer to this question names.")
@click.option("-p", "--param", "parameters", metavar="KEY=VALUE", multiple=True, help="A parameter of the question.")
@drawn("graph.html")
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
    from evigraph.view.graph import Wanted, graph_page

    if parameters and question is None:
        raise click.UsageError("--param belongs to a question; name it with --query.")
    if hops is not None and not around and question is None:
        raise click.UsageError("--hops goes with --around or --query.")
    choice = Wanted(types, around, hops, question, values_of(parameters))
    hand_over(graph_page(open_dataset(here(folder)), choice), output or Path("graph.html"), force, open_)


@view.command("site")
@click.argument("folder_of_site", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace DIR if it is a site made by this command.")
@click.option("--open", "open_", is_flag=True, help="Open the first page in the browser.")
@click.pass_obj
def view_site(folder: Path | None, folder_of_site: Path, force: bool, open_: bool) -> None:
    """Write all of it as a static site into DIR: a page for every claim, reference, study, term and finding.

    The pages open from the file system and need no network; DIR can be put on any static host.
    """
    from evigraph.build import open_dataset
    from evigraph.cli.progress import Progress
    from evigraph.view.site import write_site

    dataset = open_dataset(here(folder))
    with Progress("Writing pages") as progress:
        count = write_site(dataset, folder_of_site, force, progress.over)
    click.echo(f"Wrote {count:,} files to {folder_of_site}; begin with {folder_of_site / 'index.html'}.", err=True)
    if open_:
        import webbrowser

        webbrowser.open((folder_of_site / "index.html").resolve().as_uri())
