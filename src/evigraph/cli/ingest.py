"""Commands from an article to a draft, and from a draft to curated records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evigraph.cli.output import deliver, format_option, print_rows

if TYPE_CHECKING:
    from evigraph.article.reading import Reading, Refusal
    from evigraph.inbox import Inbox

_KINDS = ("article", "reference", "passage", "table", "claim", "study")
_BY = click.option("--by", "who", metavar="NAME", help="Who decides (default: the name of your account).")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--force", is_flag=True, help="Replace the draft of an article that is in the inbox already.")
@format_option()
@click.pass_obj
def ingest(folder: Path | None, /, files: tuple[Path, ...], force: bool, form: str | None) -> int:
    """Draft the records of the articles in FILE... for review with `evigraph inbox`.

    Reads JATS XML and the TEI that GROBID makes from PDF, packed or not, and plain text or Markdown with a
    list of references (.txt, .text, .md, .markdown).  The drafts stand in graph/inbox/, one folder for each
    article; no other file is changed.  Exit status 3 when an article could not be drafted.
    """
    from evigraph.article.reading import Refusal
    from evigraph.cli.progress import Progress
    from evigraph.errors import InputError, RecordError
    from evigraph.ingest import ingest as draft
    from evigraph.load.workspace import own_workspace

    workspace = own_workspace(folder)
    rows, failed = [], 0
    with Progress("Drafting"):
        for reading, file_hash in _readings(files):
            if isinstance(reading, Refusal):
                click.echo(str(reading.finding), err=True)
                failed += 1
                continue
            try:
                made = draft(workspace, reading, file_hash, force=force)
            except InputError as error:
                told = str(error) if isinstance(error, RecordError) else f"{reading.article.file}: {error}"
                click.echo(told, err=True)
                failed += 1
                continue
            if made.findings:
                many = f"{made.findings} finding{'s' if made.findings > 1 else ''}"
                where = f"{made.folder.relative_to(workspace.root).as_posix()}/article.yaml"
                click.echo(
                    f"{reading.article.file}: {many} about what was not read as it stands; see draft.losses in {where}",
                    err=True,
                )
            counts = ", ".join(f"{number} {kind}" for kind, number in made.counts.items())
            rows.append((made.article, counts or "as before", reading.article.file))
    print_rows(("article", "drafted", "file"), rows, form)
    return 3 if failed else 0


def _readings(files: Sequence[Path]) -> Iterator[tuple[Reading | Refusal, str]]:
    """Every article of these files with the SHA-256 of the file it came in."""
    from evigraph.reader import read_articles

    for path in files:
        digest = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        passed: list[str] = []
        for reading in read_articles([path], passed.append):
            yield reading, digest
        if passed:
            many = "1 file in it was" if len(passed) == 1 else f"{len(passed):,} files in it were"
            click.echo(f"{path}: {many} passed over: of an archive, only .xml and .nxml are read.", err=True)


@click.group(invoke_without_command=False)
def inbox() -> None:
    """Review the drafts that `evigraph ingest` made: list, show, accept, edit, reject, or all at once in a table."""


@inbox.command("list")
@format_option()
@click.pass_obj
def list_(folder: Path | None, /, form: str | None) -> None:
    """List the articles of the inbox and how many drafts of each kind are open."""
    from evigraph.inbox.drafts import KINDS

    rows = []
    for article in _inbox(folder):
        open_ = Counter(draft.kind for draft in article if draft.state == "open")
        done = Counter(draft.state for draft in article)
        title = str(article.about.record.get("title", ""))
        rows.append(
            (article.name, *(open_[kind] for kind in KINDS.values()), done["accepted"], done["rejected"], title)
        )
    print_rows(("article", *KINDS.values(), "accepted", "rejected", "title"), rows, form)


@inbox.command("show")
@click.argument("name", metavar="ARTICLE|ID")
@click.option("--kind", type=click.Choice(_KINDS), help="Only drafts of this kind.")
@click.option("--state", type=click.Choice(["open", "accepted", "rejected"]), help="Only drafts in this state.")
@format_option()
@click.pass_obj
def show(folder: Path | None, /, name: str, kind: str | None, state: str | None, form: str | None) -> None:
    """Show the drafts of an ARTICLE with the words they were read from, or one draft whole."""
    from evigraph.inbox.edit import editable

    found = _inbox(folder)
    if name not in found.names:
        click.echo(editable(found.find(name)[1]), nl=False)
        return
    rows = [
        (draft.id, draft.state, draft.said.get("confidence", ""), draft.said.get("by", ""), draft.said.get("text", ""))
        for draft in found.article(name)
        if kind in (None, draft.kind) and state in (None, draft.state)
    ]
    print_rows(("id", "state", "confidence", "by", "text"), rows, form)


@inbox.command("accept")
@click.argument("names", nargs=-1, required=True, metavar="ID...")
@click.option("--set", "settings", metavar="FIELD=VALUE", multiple=True, help="Set a field first; may be repeated.")
@_BY
@click.pass_obj
def accept(folder: Path | None, /, names: tuple[str, ...], settings: tuple[str, ...], who: str | None) -> None:
    """Move drafts into the curated files; an article brings its references, sentences and tables.

    The graph is checked as it would be; if it had a fault, nothing is written.
    """
    from evigraph.inbox import accept as accept_drafts

    decided = accept_drafts(_inbox(folder), names, _person(who), _today(), _fields(settings))
    for finding in decided.warnings:
        click.echo(f"warning: {finding}", err=True)
    for identifier, became in decided.became.items():
        click.echo(f"{identifier} -> {became}")
    click.echo(f"Wrote {', '.join(decided.files)}.", err=True)


@inbox.command("reject")
@click.argument("names", nargs=-1, required=True, metavar="ID...")
@click.option("--reason", default="", help="Why, in words.")
@_BY
@click.pass_obj
def reject(folder: Path | None, /, names: tuple[str, ...], reason: str, who: str | None) -> None:
    """Note that drafts are not wanted; they stay in the inbox as rejected."""
    from evigraph.inbox import reject as reject_drafts

    decided = reject_drafts(_inbox(folder), names, _person(who), _today(), reason)
    for identifier in decided.became:
        click.echo(f"{identifier} rejected")


@inbox.command("edit")
@click.argument("name", metavar="ID")
@click.pass_obj
def edit(folder: Path | None, /, name: str) -> None:
    """Open a draft in $EDITOR.  What is typed and cannot be read is kept in a file beside the drafts."""
    from evigraph.errors import InputError
    from evigraph.inbox import edited
    from evigraph.inbox.edit import editable
    from evigraph.write import write_together

    article, draft = _inbox(folder).find(name)
    text = _typed(editable(draft))
    try:
        changed = text is not None and edited(draft, text)
    except InputError as error:
        kept = _kept_beside(article.folder, draft.kind, text or "")
        raise InputError(f"{error}\nWhat you typed is kept in {kept}.") from None
    if not changed:
        click.echo("Nothing changed.", err=True)
        return
    write_together(article.changes())
    click.echo(f"{draft.id} changed.")


def _typed(text: str) -> str | None:
    """What a person makes of a text in the editor; None where it was not saved."""
    from evigraph.errors import InputError

    try:
        return click.edit(text, extension=".yaml")
    except (click.ClickException, OSError) as error:
        name = str(error).partition(": ")[0]
        message = f"The editor '{name}' is not there or failed; name another in the variable EDITOR, as EDITOR=nano."
        raise InputError(message) from None


def _kept_beside(folder: Path, kind: str, text: str) -> Path:
    """A new file in the folder of the drafts that holds what was typed."""
    numbers = (f"{kind}-edited{f'-{n}' if n > 1 else ''}.txt" for n in range(1, 1000))
    path = next(path for name in numbers if not (path := folder / name).exists())
    path.write_bytes(text.encode())
    return path


@inbox.command("sheet")
@click.argument("name", metavar="ARTICLE")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write (default: standard output).")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.pass_obj
def sheet_(folder: Path | None, /, name: str, output: Path | None, force: bool) -> None:
    """Show all drafts of ARTICLE with their sentences as one HTML page."""
    from evigraph.inbox.sheet import sheet

    deliver(sheet(_inbox(folder).article(name)), output, force)


@inbox.command("export")
@click.argument("name", metavar="ARTICLE")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write, .csv or .xlsx (default: CSV).")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Only this kind; may be repeated.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.pass_obj
def export(folder: Path | None, /, name: str, output: Path | None, kinds: tuple[str, ...], force: bool) -> None:
    """Write the drafts of ARTICLE as a table to be filled in with a spreadsheet.

    Columns `decision` (accept, reject, leave), `label` and the fields behind it are yours; `inbox import`
    takes them back.  Without --kind: article, tables, claims and studies.
    """
    from evigraph.inbox.exchange import as_csv, rows
    from evigraph.inbox.workbook import as_workbook

    if output is not None:
        _is_table(output)
    article = _inbox(folder).article(name)
    if output is not None and output.suffix.lower() == ".xlsx":
        deliver(as_workbook(rows(article, kinds)), output, force)
    else:
        mark = "\ufeff" if output is not None else ""  # without it a spreadsheet reads UTF-8 as something else
        deliver(mark + as_csv(article, kinds), output, force)


@inbox.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_BY
@click.pass_obj
def import_(folder: Path | None, /, file: Path, who: str | None) -> None:
    """Take back a filled-in table: fields are set, drafts accepted and rejected; all of it or nothing."""
    from evigraph.errors import InputError
    from evigraph.inbox import decide
    from evigraph.inbox.exchange import read_csv, take
    from evigraph.inbox.workbook import read_workbook

    _is_table(file)
    try:
        data = file.read_bytes()
        is_book = file.suffix.lower() == ".xlsx"
        table = read_workbook(data, file.name) if is_book else read_csv(data.decode("utf-8-sig"), file.name)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise InputError(f"{file} is not UTF-8; save it as CSV UTF-8.") from None
    found = _inbox(folder)
    by = _person(who)
    taken = take(found, table, file.name, by)
    if taken.ignored:
        click.echo(f"warning: columns that are not read: {', '.join(map(repr, taken.ignored))}.", err=True)
    decided = decide(found, taken.accepted, taken.rejected, by, _today(), rows=taken.rows)
    for finding in decided.warnings:
        click.echo(f"warning: {finding}", err=True)
    for identifier, became in decided.became.items():
        click.echo(f"{identifier} -> {became}")
    click.echo(f"{taken.changed} fields set, {len(taken.accepted)} accepted, {len(taken.rejected)} rejected.", err=True)


def _is_table(path: Path) -> None:
    """Refuses a name that ends in something else than a table that is written and read."""
    from evigraph.errors import UsageError

    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"'{path.name}' should end in .csv or .xlsx, the tables that are written and read.")


def _inbox(folder: Path | None) -> Inbox:
    from evigraph.inbox import open_inbox
    from evigraph.load.workspace import own_workspace

    return open_inbox(own_workspace(folder))


def _person(who: str | None) -> str:
    """Who decides: the name that was given, else that of the account."""
    import getpass

    if who:
        return who
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise click.UsageError("Say who decides with --by NAME.") from None


def _fields(settings: tuple[str, ...]) -> dict[str, str]:
    pairs = [setting.partition("=") for setting in settings]
    for name, sign, _ in pairs:
        if not (name.strip() and sign):
            raise click.UsageError(f"'{name}' is not of the form FIELD=VALUE.")
    return {name.strip(): value for name, _, value in pairs}


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


COMMANDS = (ingest, inbox)
