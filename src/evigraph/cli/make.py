"""Commands that check, build and write."""

from __future__ import annotations

from pathlib import Path

import click

from evigraph.cli.output import deliver, format_option, print_rows
from evigraph.cli.where import here

_OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write (default: standard output)."
)
_FORCE = click.option("--force", is_flag=True, help="Replace the file if it exists.")
_GRAPH_FORMATS = ("trig", "ttl", "nq", "nt", "jsonld", "graphml", "gexf", "node-link", "csv")


@click.command()
@click.pass_obj
def build(folder: Path | None) -> None:
    """Check the workspace and build its graph, unless nothing changed."""
    from evigraph.build import build as build_graph

    workspace = here(folder)
    built = build_graph(workspace)
    for warning in built.warnings:
        click.echo(f"warning: {warning}", err=True)
    files = len(workspace.sources())
    if not built.fresh:
        click.echo(f"Nothing changed: {len(built.dataset.store):,} statements, checked in {built.seconds:.2f} s.")
        return
    where = f"cached in {built.cache.parent}" if built.cache else "not cached: no folder could be written"
    click.echo(f"Built {len(built.dataset.store):,} statements from {files} files in {built.seconds:.2f} s; {where}.")


@click.command()
@format_option()
@click.pass_obj
def check(folder: Path | None, form: str | None) -> int:
    """Check every file of the workspace; exit status 1 when something must be mended."""
    from evigraph.check import check_workspace

    workspace = here(folder)
    _, findings = check_workspace(workspace)
    if form in (None, "table"):
        for finding in findings:
            click.echo(("" if finding.severity == "error" else f"{finding.severity}: ") + str(finding))
    else:
        columns = ("file", "line", "column", "severity", "code", "message", "hint")
        rows = [(f.place.file, f.place.line, f.place.column, f.severity, f.code, f.message, f.hint) for f in findings]
        print_rows(columns, rows, form)
    errors = sum(finding.severity == "error" for finding in findings)
    files = len(workspace.sources())
    click.echo(f"{files} files checked: {errors} to mend, {len(findings) - errors} warnings.", err=True)
    return 1 if errors else 0


@click.command()
@click.option("--format", "form", type=click.Choice(_GRAPH_FORMATS), default="trig", show_default=True)
@_OUTPUT
@_FORCE
@click.pass_obj
def export(folder: Path | None, form: str, output: Path | None, force: bool) -> None:
    """Write the whole graph: RDF, GraphML, GEXF, node-link JSON or an edge list.

    trig, ttl, nq, nt and jsonld are RDF (trig and nq keep one named graph per source file);
    graphml, gexf and node-link are the typed network; csv is its list of edges.
    """
    from evigraph.build import open_dataset
    from evigraph.export import export as export_graph

    deliver(export_graph(open_dataset(here(folder)), form), output, force)


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


@click.group()
def bib() -> None:
    """Take references out, by what they support."""


@bib.command("export")
@click.option("--claim", required=True, help="The claim whose references to export.")
@click.option("--format", "form", type=click.Choice(["bibtex", "ris", "csl-json"]), default="bibtex", show_default=True)
@_OUTPUT
@_FORCE
@click.pass_obj
def bib_export(folder: Path | None, claim: str, form: str, output: Path | None, force: bool) -> None:
    """Export the references that a claim cites."""
    from evigraph.bibliography import claim_bibliography
    from evigraph.build import open_dataset
    from evigraph.trace import find_claim

    dataset = open_dataset(here(folder))
    deliver(claim_bibliography(dataset, find_claim(dataset, claim), form), output, force)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def init(folder: Path) -> None:
    """Start a new workspace in DIR, with one worked example of each kind of record."""
    from evigraph.scaffold import init as make_workspace

    made = make_workspace(folder)
    click.echo(f"Made a workspace of {len(made)} files in {folder}. Read {folder / 'README.md'} next.")
    click.echo(f"Then: evigraph -C {folder} check")


COMMANDS: tuple[click.Command, ...] = (build, check, export, view, bib, init)
