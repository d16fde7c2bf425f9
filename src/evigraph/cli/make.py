"""Commands that check, build and write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evigraph.cli.output import deliver, format_option, print_rows
from evigraph.cli.where import here

if TYPE_CHECKING:
    from evigraph.errors import Finding

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
    return print_findings(findings, f"{len(workspace.sources())} files checked", form)


def print_findings(findings: Sequence[Finding], checked: str, form: str | None) -> int:
    """Findings in lines, or in columns where a form asks for them; the exit status that they give."""
    if form in (None, "table"):
        for finding in findings:
            click.echo(("" if finding.severity == "error" else f"{finding.severity}: ") + str(finding))
    else:
        columns = ("file", "line", "column", "severity", "code", "message", "hint")
        rows = [(f.place.file, f.place.line, f.place.column, f.severity, f.code, f.message, f.hint) for f in findings]
        print_rows(columns, rows, form)
    counts = Counter(finding.severity for finding in findings)
    notes = f", {counts['note']} notes" if counts["note"] else ""
    click.echo(f"{checked}: {counts['error']} to mend, {counts['warning']} warnings{notes}.", err=True)
    return 1 if counts["error"] else 0


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


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--bare", is_flag=True, help="Leave the worked example out: for an article to be drafted with `ingest`.")
def init(folder: Path, bare: bool) -> None:
    """Start a new workspace in DIR, with one worked example of each kind of record."""
    from evigraph.scaffold import init as make_workspace

    made = make_workspace(folder, bare=bare)
    click.echo(f"Made a workspace of {len(made)} files in {folder}. Read {folder / 'README.md'} next.")
    click.echo(f"Then: evigraph -C {folder} check")


COMMANDS: tuple[click.Command, ...] = (build, check, export, init)
