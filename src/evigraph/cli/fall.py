"""Commands that ask what falls: with a work, a study or a claim, and by what became of a work since."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evigraph.cli.output import FORMATS, aligned, deliver
from evigraph.cli.where import here
from evigraph.separated import separated

if TYPE_CHECKING:
    from evigraph.impact import Impact
    from evigraph.query import Dataset

_OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write (default: standard output)."
)
_FORCE = click.option("--force", is_flag=True, help="Replace the file if it exists.")


@click.command()
@click.option(
    "--without", "names", metavar="NAME", multiple=True, required=True, help="What to take away; may be repeated."
)
@click.option("--format", "form", type=click.Choice(["tree", *FORMATS]), default="tree", help="Form of the result.")
@_OUTPUT
@_FORCE
@click.pass_obj
def impact(folder: Path | None, names: tuple[str, ...], form: str, output: Path | None, force: bool) -> None:
    """Show what would fall without a reference, a study or a claim.

    A NAME is a list number, BibTeX key, DOI or PMID, a study, or a claim. For each claim: what
    it loses, what is left, and how the audit changes.
    """
    from evigraph.build import open_dataset
    from evigraph.impact import impact as find_impact
    from evigraph.impact import impact_rows, impact_text

    found = find_impact(open_dataset(here(folder)).at_hand(), names)
    if form == "json":
        text = json_text(found.to_dict())
    elif form == "tree":
        text = impact_text(found)
    else:
        text = rows_text(*impact_rows(found), form)
    deliver(text, output, force)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as-of", metavar="DATE", help="Day to which the list is current, if it does not tell: 2024-05-31.")
@click.option("--source", metavar="NAME", help="Who tells it (default: what the format says).")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--format", "form", type=click.Choice(["text", *FORMATS]), default="text", help="Form of the result.")
@click.pass_obj
def standing(folder: Path | None, file: Path, as_of: str | None, source: str | None, dry_run: bool, form: str) -> int:
    """Read a list of retractions, corrections and expressions of concern.

    FILE is a Retraction Watch CSV, JSON of Crossref or PubMed, or lines of DOI and date. What it
    tells of works here is kept in graph/standing.yaml; every record is matched, named as of
    another work, or listed. Exit status 1 when some cannot be read.
    """
    from evigraph.build import open_dataset
    from evigraph.load.workspace import own_workspace
    from evigraph.standing import standing as read_standing
    from evigraph.standing import update_rows, update_text

    workspace = here(folder) if dry_run else own_workspace(folder)
    dataset = open_dataset(workspace)
    update = read_standing(dataset, file, as_of, source)
    if not dry_run and update.changes:
        update.write(dataset)
        dataset = open_dataset(workspace)
    fallen = _fallen(dataset, update.marked)
    if form == "json":
        click.echo(json_text({**update.to_dict(), "impact": [found.to_dict() for found in fallen]}), nl=False)
    elif form == "text":
        text = update_text(update, not dry_run)
        click.echo("\n".join([text, *map(str, fallen)]), nl=False)
        if fallen:
            without = " ".join(f"--without {work}" for work in update.marked)
            click.echo(f"\nHow the audit changes: evigraph impact {without}")
    else:
        click.echo(rows_text(*update_rows(update), form), nl=False)
    return 1 if update.of("unreadable") else 0


def _fallen(dataset: Dataset, marked: Mapping[str, str]) -> list[Impact]:
    """What falls without the works newly retracted, and without those newly of concern."""
    from evigraph.impact import impact as find_impact

    groups = [
        [f"work/{work}" for work, status in marked.items() if status == kind] for kind in ("retracted", "concern")
    ]
    return [find_impact(dataset, names, audit=False) for names in groups if names]


def json_text(data: object) -> str:
    """Plain data as JSON."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def rows_text(columns: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> str:
    """Rows as a table, CSV or TSV."""
    if form == "table":
        return aligned(columns, [["" if cell is None else str(cell) for cell in row] for row in rows]) + "\n"
    return separated(columns, rows, "," if form == "csv" else "\t")


COMMANDS: tuple[click.Command, ...] = (impact, standing)
