"""Commands about the bibliography: take out, add, lay out, check."""

from __future__ import annotations

from pathlib import Path

import click

from evigraph.cli.output import deliver

_SUFFIXES = {
    ".bib": "bibtex",
    ".ris": "ris",
    ".json": "csl-json",
    ".enw": "enw",
    ".nbib": "nbib",
    ".csv": "csv",
    ".txt": "text",
    ".html": "html",
    ".md": "markdown",
    ".docx": "docx",
}

_FORMATS = (
    "bibtex, biblatex, ris, csl-json, enw, nbib, csv; text, html, markdown, docx; or a style, for plain text "
    "(default: by the suffix of the file, else bibtex)."
)
_STYLES = (
    "Style of a formatted list: ama, vancouver, nejm, lancet, apa, blood, haematologica, the name of any style, "
    "or a CSL file (default: ama)."
)


@click.group()
def bib() -> None:
    """Take references out by what they support; add, check and lay out the bibliography."""


@bib.command("export")
@click.option("--claim", "claims", metavar="ID", multiple=True, help="Cited by this claim.")
@click.option("--section", "sections", metavar="S", multiple=True, help="Cited in this section.")
@click.option("--study", "studies", metavar="S", multiple=True, help="Reporting this study.")
@click.option("--role", "roles", metavar="ROLE", multiple=True, help="Of this evidence role: primary, review, ...")
@click.option("--cited-with", metavar="N", multiple=True, help="Cited in one cluster with this reference.")
@click.option("--query", "queries", metavar="NAME", multiple=True, help="In the answer to this question.")
@click.option("-p", "--param", "parameters", metavar="KEY=VALUE", multiple=True, help="A parameter of the question.")
@click.option("--check", "checks", metavar="NAME", multiple=True, help="Concerned by a finding of this check.")
@click.option("--article", "articles", metavar="ID", multiple=True, help="In the list of this article.")
@click.option("--format", "form", metavar="FORMAT", help=_FORMATS)
@click.option("--style", metavar="STYLE", help=_STYLES)
@click.option("--numbering", type=click.Choice(["list", "citation", "alphabetical"]), default="list", show_default=True)
@click.option("--with-evidence", is_flag=True, help="Add to each what it supports, its studies, findings, standing.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write, or a folder to write it in.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.pass_obj
def export(
    folder: Path | None,
    form: str | None,
    style: str | None,
    numbering: str,
    with_evidence: bool,
    output: Path | None,
    force: bool,
    parameters: tuple[str, ...],
    **chosen: tuple[str, ...],
) -> None:
    """Export references: all of them, or those that support a claim, answer a question, ...

    Options of one kind add up, different kinds narrow the choice.
    """
    from evigraph.bibliography import Wanted, export_references
    from evigraph.build import open_dataset
    from evigraph.cli.ask import values_of
    from evigraph.load.workspace import find_workspace

    form, style, path = _asked(form, style, output)
    dataset = open_dataset(find_workspace(folder))
    wanted = Wanted(**chosen, parameters=values_of(parameters))
    data = export_references(dataset, wanted, form, style, numbering, with_evidence)
    deliver(data, path, force)


def _asked(form: str | None, style: str | None, output: Path | None) -> tuple[str, str | None, Path | None]:
    """Form, style and file that are meant: a file's suffix chooses the form, a style as form means plain text."""
    from evigraph.bib import FORMATS
    from evigraph.bib.formatted import FORMS, STYLES

    if form in STYLES or (form and form.endswith(".csl")):
        if style is not None:
            raise click.UsageError(f"--format {form} is a style already; leave --style out.")
        form, style = None, form
    if form is None:
        by_suffix = _SUFFIXES.get(output.suffix.lower()) if output and not output.is_dir() else None
        form = by_suffix if by_suffix and not (style and by_suffix in FORMATS) else "text" if style else "bibtex"
    elif form not in (*FORMATS, *FORMS):
        from evigraph.errors import did_you_mean

        hint = did_you_mean(form, (*FORMATS, *FORMS, *STYLES)) or f"There are {', '.join((*FORMATS, *FORMS))}."
        raise click.UsageError(f"There is no format or style '{form}'. {hint}")
    if output is not None and output.is_dir():
        suffixes = {name: suffix for suffix, name in _SUFFIXES.items()} | {"biblatex": ".bib"}
        output = output / f"references{suffixes[form]}"
    return form, style, output
