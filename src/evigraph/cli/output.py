"""Results on standard output, in the form that was asked for."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from evigraph.separated import separated

FORMATS = ("table", "json", "csv", "tsv")

_Function = TypeVar("_Function", bound=Callable[..., Any])


def format_option(*more: str) -> Callable[[_Function], _Function]:
    """The ``--format`` option of a reading command; ``more`` are formats only it has."""
    return click.option(
        "--format",
        "form",
        type=click.Choice([*FORMATS, *more]),
        default=None,
        help="Form of the result (default: table on a terminal, tsv in a pipe).",
    )


def chosen(form: str | None) -> str:
    """The form asked for, else the one that suits where the result goes."""
    return form or ("table" if sys.stdout.isatty() else "tsv")


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str | None) -> None:
    """Rows of plain values; JSON is a list of objects."""
    form = chosen(form)
    if form == "json":
        data = [dict(zip(columns, row, strict=True)) for row in rows]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
    elif form == "table":
        click.echo(aligned(columns, [["" if cell is None else str(cell) for cell in row] for row in rows]))
    else:
        click.echo(separated(columns, rows, "," if form == "csv" else "\t"), nl=False)


def print_json(data: Any) -> None:
    """Nested plain data as indented JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with a header, wrapped to the terminal when there is one, never cut.

    Columns share the width: what fits keeps its width, the long ones divide the rest.
    """
    import shutil

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    cells = [[" ".join(cell.split()) for cell in row] for row in (columns, *rows)]
    needed = [max(len(row[index]) for row in cells) for index in range(len(columns))]
    widths = _share(needed, max(width - 2 * (len(columns) - 1), 8 * len(columns)))
    lines = []
    for number, row in enumerate(cells):
        wrapped = [textwrap.wrap(cell, size) or [""] for cell, size in zip(row, widths, strict=True)]
        for index in range(max(map(len, wrapped))):
            parts = [part[index] if index < len(part) else "" for part in wrapped]
            lines.append("  ".join(part.ljust(size) for part, size in zip(parts, widths, strict=True)).rstrip())
        if number == 0:
            lines.append("  ".join("-" * size for size in widths))
    return "\n".join(lines)


def _share(needed: list[int], width: int) -> list[int]:
    if sum(needed) <= width:
        return [max(size, 1) for size in needed]
    widths = [0] * len(needed)
    left = width
    for position, index in enumerate(sorted(range(len(needed)), key=lambda index: needed[index])):
        widths[index] = max(1, min(needed[index], left // (len(needed) - position)))
        left -= widths[index]
    return widths


def deliver(data: str | bytes, output: Path | None, force: bool) -> None:
    """Writes a result to a file, whole or not at all, or to standard output."""
    from evigraph.write import write_atomically

    content = data.encode() if isinstance(data, str) else data
    if output is None or str(output) == "-":
        click.echo(content, nl=False)
    else:
        write_atomically(output, content, overwrite=force)
        click.echo(f"Wrote {output} ({len(content):,} bytes).", err=True)
