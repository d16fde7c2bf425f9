"""What became of references that were to be added, told on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evigraph.cli.output import chosen, print_json, print_rows

if TYPE_CHECKING:
    from evigraph.bib import Library, Reference
    from evigraph.bib.library.addition import Addition
    from evigraph.errors import Finding

_COLUMNS = ("outcome", "key", "place", "title", "why")


def report(
    files: Sequence[Path],
    libraries: Sequence[Library],
    result: Addition,
    gaps: Mapping[str, Sequence[Finding]],
    dry_run: bool,
    form: str | None,
) -> int:
    """A row for each record that was read, faults, gaps and counts beside; the exit status: 3 if a record was lost."""
    rows = sorted(_rows(result), key=lambda row: (row[5], row[6]))
    records = [row[:5] for row in rows]
    findings = [*result.findings, *(finding for gap in gaps.values() for finding in gap)]
    if chosen(form) == "json":
        counts = [_counts(path, library) for path, library in zip(files, libraries, strict=True)]
        outcomes = [dict(zip(_COLUMNS, record, strict=True)) for record in records]
        print_json(
            {"files": counts, "records": outcomes, "findings": list(map(_finding, findings)), "written": not dry_run}
        )
    else:
        print_rows(_COLUMNS, records, form)
        for finding in findings:
            click.echo(("" if finding.severity == "error" else f"{finding.severity}: ") + str(finding), err=True)
    lost = sum(len(library.lost) for library in libraries)
    failed = lost or result.refused or any(f.severity == "error" for f in result.findings)
    read = sum(len(library.references) for library in libraries)
    new = len(result.added) + len(result.near)
    verb = "would be added" if dry_run else "added"
    told = f"{read + lost} records: {new} {verb}, {len(result.duplicates)} there already"
    told += f", {len(result.near)} of the new ones to be compared by eye" if result.near else ""
    told += f", {len(result.refused)} refused" if result.refused else ""
    click.echo(f"{told}{f', {lost} not readable' if lost else ''}.", err=True)
    if gaps:
        click.echo(f"To be mended before an article lists them: {len(gaps)} of the new ones.", err=True)
    return 3 if failed else 0


def _rows(result: Addition) -> Iterator[tuple[str, str, str, str, str, str, int]]:
    for added in result.added:
        yield _row("added", added.key, added.reference, "")
    for near in result.near:
        yield _row(
            "added", near.key, near.reference, "; ".join(f"like {each.key}: {each.likeness.why}" for each in near.like)
        )
    for twin in result.duplicates:
        more = (
            f"; it also gives {', '.join(f'{name} {value}' for name, value in twin.more.items())}" if twin.more else ""
        )
        yield _row("duplicate", twin.of.key, twin.reference, f"{twin.of.likeness.why}{more}")
    for refused in result.refused:
        yield _row("refused", "", refused.reference, refused.why)


def _row(outcome: str, key: str, reference: Reference, why: str) -> tuple[str, str, str, str, str, str, int]:
    place = reference.place
    return outcome, key, str(place), str(reference.item.get("title", "")), why, place.file, place.line


def _counts(path: Path, library: Library) -> dict[str, Any]:
    read, lost = len(library.references), len(library.lost)
    return {"file": str(path), "format": library.format, "present": read + lost, "read": read, "lost": lost}


def _finding(finding: Any) -> dict[str, Any]:
    place = finding.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "hint": finding.hint,
    }
