"""Commands that draw plots: a page by default, the bare figure or its numbers by the ending of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evigraph.cli.view import drawn, hand_over
from evigraph.cli.where import here

_FORMS = " An ending .svg, .png, .pdf gives the bare figure, .csv its numbers."


@click.command("forest")
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


@click.command("map")
@click.option("--by", type=click.Choice(("therapy", "class")), default="therapy", show_default=True, help="Rows.")
@drawn("map.html", _FORMS)
def view_map(folder: Path | None, by: str, output: Path | None, force: bool, open_: bool) -> None:
    """Draw what has been studied: therapies against outcomes, with the gaps."""
    _draw(folder, "map", output, force, open_, by=by)


@click.command("timeline")
@drawn("timeline.html", _FORMS)
def view_timeline(folder: Path | None, output: Path | None, force: bool, open_: bool) -> None:
    """Draw the sources by year and by what they are evidence for, with dated events."""
    _draw(folder, "timeline", output, force, open_)


@click.command("ages")
@drawn("ages.html", _FORMS)
def view_ages(folder: Path | None, output: Path | None, force: bool, open_: bool) -> None:
    """Draw the ages of the patients studied."""
    _draw(folder, "ages", output, force, open_)


@click.command("citations")
@drawn("citations.html", _FORMS)
def view_citations(folder: Path | None, output: Path | None, force: bool, open_: bool) -> None:
    """Draw how often, where and for what the article uses each reference."""
    _draw(folder, "citations", output, force, open_)


@click.command("audit")
@drawn("audit-overview.html", _FORMS)
def view_audit(folder: Path | None, output: Path | None, force: bool, open_: bool) -> None:
    """Draw the findings of the audit by group, severity and part of the article.

    Where the whole audit (`evigraph audit --format html -o audit.html`) lies beside the page, every row leads to it.
    """
    path = output or Path("audit-overview.html")
    page = path.parent / "audit.html"
    beside = str(path) != "-" and path.name != page.name and _is_audit(page)
    _draw(folder, "audit", path, force, open_, page=page.name if beside else "")


def _is_audit(path: Path) -> bool:
    """True for a page that `evigraph audit` has made."""
    try:
        with path.open(encoding="utf-8") as page:
            return "<title>Evidence audit: " in page.read(4000)
    except (OSError, UnicodeDecodeError):
        return False


def _draw(folder: Path | None, name: str, output: Path | None, force: bool, open_: bool, **options: Any) -> None:
    """Writes the view called ``name`` to a file of the form that its ending says."""
    from evigraph.build import open_dataset
    from evigraph.view.plots import form_of
    from evigraph.view.plots import view as make

    form = "html" if output is None or str(output) == "-" else form_of(output)
    found = make(open_dataset(here(folder)), name, **options)
    hand_over(found.bytes(form), output or Path(f"{found.file}.html"), force, open_)


COMMANDS = (view_forest, view_map, view_timeline, view_ages, view_citations, view_audit)
