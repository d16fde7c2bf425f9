"""Commands that prove: what changed, and what an answer stands on."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from evigraph.cli.output import deliver
from evigraph.cli.where import here


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--exit-code", is_flag=True, help="Exit status 1 when anything changed.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "tsv", "md"]), default="table", show_default=True
)
@click.pass_obj
def diff(folder: Path | None, old: str, new: str, exit_code: bool, form: str) -> int:
    """Show what changed from OLD to NEW, gravest first.

    Each is a workspace folder, a revision of the git repository around the workspace
    (HEAD~1, a tag, a commit), or a graph: an exported .nq, .trig, .nt or .ttl file or a
    folder .evigraph/<hash>. A path wins over a revision of the same name.
    """
    from evigraph.diff import diff as compare
    from evigraph.diff import open_side
    from evigraph.diff.documents import document, summary
    from evigraph.load.workspace import find_workspace

    workspace = find_workspace(folder)  # what is compared is told below
    with open_side(old, workspace) as before, open_side(new, workspace) as after:
        click.echo(f"Old: {before.told}\nNew: {after.told}", err=True)
        changes = compare(before.dataset, after.dataset)
    deliver(document(changes, form, (before.told, after.told)), None, False)
    click.echo(summary(changes), err=True)
    return 1 if exit_code and changes else 0


@click.command()
@click.argument("subject", metavar="QUESTION|CLAIM", required=False)
@click.option("-p", "--param", "parameters", metavar="KEY=VALUE", multiple=True, help="A parameter; may be repeated.")
@click.option("--format", "form", type=click.Choice(["html", "jsonld"]), help="Form of the receipt (default: html).")
@click.option("--date", help="Date to write down, as 2024-05-31 (default: none, so that the bytes stay the same).")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write (default: standard output).")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--verify", "check", metavar="FILE", type=click.Path(path_type=Path), help="Verify this receipt.")
@click.pass_obj
def receipt(
    folder: Path | None,
    subject: str | None,
    parameters: tuple[str, ...],
    form: str | None,
    date: str | None,
    output: Path | None,
    force: bool,
    check: Path | None,
) -> int:
    """Write the evidence receipt of an answer or of a claim, or verify one, offline.

    A receipt holds the question, its rows, and the claims, passages, references, studies
    and findings behind them, with the SHA-256 of every file. --verify tells whether it
    still holds; exit status 1 when not.
    """
    if (subject is None) == (check is None):
        raise click.UsageError("Give a question or a claim to write a receipt of, or --verify FILE.")
    if check is not None:
        return _verify(folder, check)
    from evigraph.build import open_dataset
    from evigraph.cli.ask import values_of
    from evigraph.receipt import find_asked, text_of
    from evigraph.receipt import receipt as make
    from evigraph.view.receipt import receipt_page

    day = _day(date)
    dataset = open_dataset(here(folder))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine does not hear Ctrl-C while it evaluates
    asked, path = find_asked(dataset, str(subject), values_of(parameters))
    document = make(dataset, asked, path, day)
    named = output.suffix.lower() in (".jsonld", ".json") if output else False
    chosen = form or ("jsonld" if named else "html")
    deliver(receipt_page(document) if chosen == "html" else text_of(document), output, force)
    return 0


def _day(date: str | None) -> str:
    import datetime

    try:
        return datetime.date.fromisoformat(date).isoformat() if date else ""
    except ValueError:
        raise click.UsageError(f"'{date}' is not a date such as 2024-05-31.") from None


def _verify(folder: Path | None, file: Path) -> int:
    from evigraph.build import open_dataset
    from evigraph.receipt import read_receipt, verify
    from evigraph.view.receipt import receipt_page

    document, page = read_receipt(file)
    dataset = open_dataset(here(folder))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    outcomes = verify(document, dataset, page, receipt_page)
    words = {True: "holds", False: "FAILS", None: "unknown"}
    for outcome in outcomes:
        click.echo(f"{words[outcome.holds]:<8}{outcome.name:<10}{outcome.message}")
        for detail in outcome.details:
            click.echo(f"{'':18}{' '.join(detail.split())}")
    return 1 if any(outcome.holds is False for outcome in outcomes) else 0


COMMANDS: tuple[click.Command, ...] = (diff, receipt)
