"""Commands that judge the evidence."""

from __future__ import annotations

from pathlib import Path

import click

from evigraph.cli.output import deliver, print_rows
from evigraph.cli.where import here

_FORMATS = ("table", "json", "csv", "tsv", "md", "sarif", "html", "ttl", "jsonld")
_LEVELS = ("error", "warning", "note")
_OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write (default: standard output)."
)
_FORCE = click.option("--force", is_flag=True, help="Replace the file if it exists.")


@click.command()
@click.option("--check", "names", metavar="NAME", multiple=True, help="Only this check; may be repeated.")
@click.option("--severity", type=click.Choice(_LEVELS), default="note", help="Only findings at least as grave.")
@click.option("--claim", help="Only what concerns this claim.")
@click.option("--show-passed", is_flag=True, help="Also show what was checked and holds.")
@click.option("--fail-on", type=click.Choice([*_LEVELS, "none"]), default="error", show_default=True)
@click.option("--list", "show_list", is_flag=True, help="List the checks.")
@click.option("--explain", metavar="NAME", help="Print the documentation of a check.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default=None, help="Form of the result.")
@_OUTPUT
@_FORCE
@click.pass_obj
def audit(
    folder: Path | None,
    names: tuple[str, ...],
    severity: str,
    claim: str | None,
    show_passed: bool,
    fail_on: str,
    show_list: bool,
    explain: str | None,
    form: str | None,
    output: Path | None,
    force: bool,
) -> int:
    """Check every number and citation; exit status 1 when an unanswered finding is grave.

    A finding says what cannot be reproduced from the cited rows, with its arithmetic.
    """
    from evigraph.audit import audit as run_audit
    from evigraph.audit.documents import check_text, document
    from evigraph.build import open_dataset
    from evigraph.trace import find_claim

    if show_list and explain:
        raise click.UsageError("Give --list or --explain, not both.")
    if (show_list or explain) and (output is not None or form in ("html", "sarif", "md", "ttl", "jsonld")):
        raise click.UsageError("--list and --explain print a table or text; leave --output and this --format out.")
    if fail_on in _LEVELS and _LEVELS.index(fail_on) > _LEVELS.index(severity):
        raise click.UsageError(f"--severity {severity} leaves out what --fail-on {fail_on} should fail on.")
    if show_list or explain:
        from evigraph.audit import checks, find_checks
        from evigraph.load.workspace import find_workspace

        workspace = find_workspace(folder)
        if explain:
            click.echo(check_text(find_checks(workspace, [explain])[0]), nl=False)
        else:
            rows = [(c.name, c.severity, c.text("group"), c.text("title")) for c in checks(workspace).values()]
            print_rows(("check", "severity", "group", "title"), rows, form)
        return 0
    dataset = open_dataset(here(folder))
    iri = find_claim(dataset, claim) if claim is not None else None
    found = run_audit(dataset, names, iri, severity)
    if form == "html":
        from evigraph.view.audit import audit_page

        deliver(audit_page(dataset, found, show_passed), output, force)
    else:
        deliver(document(dataset, found, form or "table", show_passed), output, force)
    click.echo(found.summary(), err=True)
    return 1 if found.failing(fail_on) else 0


@click.command()
@click.argument("finding")
@click.option("--decision", required=True, type=click.Choice(["accepted", "explained", "fixed"]))
@click.option("--reason", required=True, help="Why, in a sentence.")
@click.option("--who", required=True, multiple=True, help="Who decided; may be repeated.")
@click.option("--when", help="Date of the decision, 2024-05-01 (default: today).")
@click.pass_obj
def answer(
    folder: Path | None, finding: str, decision: str, reason: str, who: tuple[str, ...], when: str | None
) -> None:
    """Answer a FINDING of the audit, by its id, in graph/responses.yaml.

    An answered finding is shown as such and fails no run, as long as it compares the same values.
    """
    from datetime import date

    from evigraph.audit import audit as run_audit
    from evigraph.audit.answer import answer as record_answer
    from evigraph.build import open_dataset
    from evigraph.errors import NotFound, UsageError, did_you_mean
    from evigraph.load.workspace import own_workspace

    try:
        day = date.fromisoformat(when) if when else date.today()
    except ValueError:
        raise UsageError(f"'{when}' is not a date such as 2024-05-01.") from None
    if day > date.today():
        raise UsageError(f"'{when}' is yet to come.")
    if not reason.strip() or not all(name.strip() for name in who):
        raise UsageError("Say in words why, and who decided.")
    workspace = own_workspace(folder)
    if "." not in finding:
        raise NotFound(
            f"'{finding}' is not the identifier of a finding, which is a check and digits: check.0a1b2c3d4e."
        )
    known = {found.id: found for found in run_audit(open_dataset(workspace), [finding.partition(".")[0]]).findings}
    if finding not in known:
        raise NotFound(f"The audit has no finding '{finding}'. {did_you_mean(finding, known)}".strip())
    place = record_answer(workspace, known[finding], decision, reason, who, day.isoformat())
    click.echo(f"Answered in {place}.")


COMMANDS: tuple[click.Command, ...] = (audit, answer)
