"""Commands about the bibliography: take out, add, lay out, check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from evigraph.cli.output import deliver, format_option, print_rows
from evigraph.cli.progress import Progress
from evigraph.cli.where import here

if TYPE_CHECKING:
    from evigraph.bib import Reference

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
@click.option("-o", "--output", metavar="PATH", help="File to write, or a folder to write it in (default: stdout).")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.pass_obj
def export(
    folder: Path | None,
    /,
    form: str | None,
    style: str | None,
    numbering: str,
    with_evidence: bool,
    output: str | None,
    force: bool,
    parameters: tuple[str, ...],
    **chosen: tuple[str, ...],
) -> None:
    """Export references: all of them, or those that support a claim, answer a question, ...

    Options of one kind add up, different kinds narrow the choice.
    """
    from evigraph.bibliography import Wanted, choose, export_references
    from evigraph.build import open_dataset
    from evigraph.cli.ask import values_of

    form, style, path = _asked(form, style, output)
    dataset = open_dataset(here(folder))
    if path is not None and path.resolve() == (dataset.workspace.root / "references.bib").resolve():
        raise click.UsageError(f"{path} is the bibliography of the workspace itself. Name another file.")
    wanted = Wanted(**chosen, parameters=values_of(parameters))
    if not choose(dataset, wanted):
        click.echo("No reference answers to all of these options; the list is empty.", err=True)
    with Progress("Exporting") as progress:
        data = export_references(dataset, wanted, form, style, numbering, with_evidence, progress.over)
    deliver(data, path, force)


def _asked(form: str | None, style: str | None, output: str | None) -> tuple[str, str | None, Path | None]:
    """Form, style and file that are meant: a file's suffix chooses the form, a style as form means plain text."""
    from evigraph.bib import FORMATS
    from evigraph.bib.formatted import FORMS
    from evigraph.write import within

    if output == "":
        raise click.UsageError("--output is empty; name a file, a folder, or - for standard output.")
    path = Path(output) if output is not None else None
    if form is not None and form not in (*FORMATS, *FORMS):
        if style is not None:
            raise click.UsageError(f"--format {form} is no format beside --style {style}; name one of the two styles.")
        style = _style(form)
        form = None
    folder = path is not None and path.is_dir()
    if path is not None and not folder and output is not None and output.endswith(("/", "\\")):
        raise click.UsageError(f"There is no folder {output}. Make it first, or name a file.")
    suffix = path.suffix.lower() if path is not None and not folder else ""
    if form is None:
        form = "text" if style else "bibtex"
        if suffix and suffix not in _SUFFIXES:
            raise click.UsageError(
                f"'{suffix}' is the suffix of no format. Known: {', '.join(_SUFFIXES)}; or use --format."
            )
        if suffix and not (style and _SUFFIXES[suffix] in FORMATS):
            form = _SUFFIXES[suffix]
    if suffix in _SUFFIXES and _SUFFIXES[suffix] not in (form, {"biblatex": "bibtex"}.get(form)):
        told = f" in {style}" if style else ""
        raise click.UsageError(f"{path} would hold {form}{told}, but '{suffix}' is for {_SUFFIXES[suffix]}.")
    if folder and path is not None:
        suffixes = {name: suffix for suffix, name in _SUFFIXES.items()} | {"biblatex": ".bib"}
        path = within(path, f"references{suffixes[form]}")
    return form, style, path


def _style(name: str) -> str:
    """The style that was named where a format was expected."""
    from evigraph.bib import FORMATS
    from evigraph.bib.formatted import FORMS, STYLES
    from evigraph.bib.formatted.styles import find_style
    from evigraph.errors import UsageError, did_you_mean

    try:
        find_style(name)
    except UsageError as error:
        known = (*FORMATS, *FORMS, *STYLES)
        hint = did_you_mean(name, known) or f"Formats: {', '.join((*FORMATS, *FORMS))}. {error}"
        raise click.UsageError(f"There is no format or style '{name}'. {hint}") from None
    return name


@bib.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--from", "source", metavar="FORMAT", help="Format of the files (default: found out).")
@click.option("--dry-run", is_flag=True, help="Tell what would be added, and write nothing.")
@click.option(
    "--duplicates",
    type=click.Choice(["skip", "add"]),
    default="skip",
    show_default=True,
    help="What to do with a reference that is there already.",
)
@format_option()
@click.pass_obj
def add(
    folder: Path | None,
    /,
    files: tuple[Path, ...],
    source: str | None,
    dry_run: bool,
    duplicates: Literal["skip", "add"],
    form: str | None,
) -> int:
    """Add the references of FILE... to references.bib.

    Reads BibTeX, biblatex, RIS, PubMed nbib and XML, CSL-JSON, EndNote XML and tagged files,
    and CSV.  Duplicates are shown, never merged.  Exit status 3 when a record could not be read.
    """
    from evigraph.bib import read_library
    from evigraph.cli.added import report
    from evigraph.library import add as add_to
    from evigraph.load.schema import read_schema
    from evigraph.load.works import gaps
    from evigraph.load.workspace import own_workspace

    workspace = own_workspace(folder)
    with Progress("Reading") as progress:
        libraries = [read_library(path, str(path), source) for path in progress.over(files)]
    with Progress("Comparing"):
        target = workspace.root / "references.bib"
        result = add_to(target, libraries, dry_run=dry_run, duplicates=duplicates, name="references.bib")
    asked = gaps(result.entries, read_schema(workspace))
    return report(files, libraries, result, asked, dry_run, form)


@bib.command("format")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--sort", metavar="ORDER", default="", help="Also put entries in order: key, author or year.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit status 1 if something would change.")
@click.pass_obj
def format_(folder: Path | None, /, file: Path | None, sort: str, only_check: bool) -> int:
    """Give references.bib, or FILE, its canonical layout; what the entries say stays as it is."""
    from evigraph.bib.bibtex.source import Source, read_source
    from evigraph.bib.library.layout import unformatted
    from evigraph.library import format_file

    path, name = _bibliography(folder, file, write=not only_check)
    with Progress("Formatting"):
        changed = format_file(path, sort=sort, dry_run=only_check, name=name)
    if only_check and changed:
        read = read_source(path, name)
        for finding in unformatted(read.text, name=name) if isinstance(read, Source) else []:
            click.echo(str(finding))
    click.echo(
        f"{name}: {('would change' if only_check else 'formatted') if changed else 'nothing to change'}.", err=True
    )
    return 1 if only_check and changed else 0


@bib.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@click.option("--from", "source", metavar="FORMAT", help="Format of the files (default: found out).")
@format_option()
@click.pass_obj
def check(folder: Path | None, /, files: tuple[Path, ...], source: str | None, form: str | None) -> int:
    """Check references.bib, or FILE... of any format: fields, identifiers, names, text.

    Exit status 1 when something is surely wrong.
    """
    from datetime import UTC, datetime

    from evigraph.bib.check import check_file
    from evigraph.cli.make import print_findings

    today = datetime.now(UTC).date()
    paths = [_bibliography(folder, file) for file in files or (None,)]
    with Progress("Checking") as progress:
        findings = [
            found for path, name in progress.over(paths) for found in check_file(path, name, source, today=today)
        ]
    return print_findings(findings, f"{len(paths)} {'file' if len(paths) == 1 else 'files'} checked", form)


@bib.command("duplicates")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@click.option("--from", "source", metavar="FORMAT", help="Format of the files (default: found out).")
@format_option()
@click.pass_obj
def duplicates(folder: Path | None, /, files: tuple[Path, ...], source: str | None, form: str | None) -> int:
    """Show references that are, or may be, the same work: in references.bib, or in and across FILE...

    Exit status 1 when two are surely one work and no `sameas` says so.
    """
    from evigraph.bib import read_library
    from evigraph.bib.library.duplicates import duplicates as find_duplicates

    paths = [_bibliography(folder, file) for file in files or (None,)]
    with Progress("Reading") as progress:
        libraries = [read_library(path, name, source) for path, name in progress.over(paths)]
    with Progress("Comparing"):
        groups = find_duplicates([reference for library in libraries for reference in library.references])
    rows = []
    for number, group in enumerate(groups, 1):
        for reference in group.references:
            title = str(reference.item.get("title", ""))
            rows.append((number, group.level, reference.item.get("id", ""), str(reference.place), title, group.why))
    print_rows(("group", "level", "key", "place", "title", "why"), rows, form)
    lost = [finding for library in libraries for finding in library.findings if finding.severity == "error"]
    for finding in lost:
        click.echo(str(finding), err=True)
    sure = [group for group in groups if group.level != "near" and not _said(group.references)]
    click.echo(f"{len(sure)} duplicates, {sum(group.level == 'near' for group in groups)} candidates.", err=True)
    return 3 if lost else 1 if sure else 0


def _said(references: Sequence[Reference]) -> bool:
    """Whether the bibliography itself says that these are one work: all but one name another."""
    return sum("sameas" not in reference.item.get("custom", {}) for reference in references) < 2


def _bibliography(folder: Path | None, file: Path | None, write: bool = False) -> tuple[Path, str]:
    """The file that is meant, and what findings call it: references.bib of the workspace if none is named."""
    from evigraph.load.workspace import own_workspace

    if file:
        return file, str(file)
    return (own_workspace(folder) if write else here(folder)).root / "references.bib", "references.bib"
