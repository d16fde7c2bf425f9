"""The CSV export of the Retraction Watch database."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence

from evigraph.errors import InputError, Place
from evigraph.standing import values
from evigraph.standing.told import Listed, Told

MAX_FIELD = 1_000_000
MAX_FAULTS = 1_000
NATURE = "retractionnature"
Row = tuple[int, list[str], str]
"""Line, cells, and why they cannot be read if so."""
_NAMED = ("title", "originalpaperdoi", "originalpaperpubmedid")


def delimiter(text: str) -> str | None:
    """What separates the columns when this is such an export, else None."""
    first = text[:20_000].lstrip().split("\n", 1)[0]
    for char in (",", ";", "\t"):
        if NATURE in map(_name, first.split(char)):
            return char
    return None


def read(text: str, file: str, char: str) -> Listed:
    """The records of an export.

    Raises:
        InputError: columns are missing, or too little of it can be read.
    """
    (_, header, fault), *rows = _rows(text, file, char)
    if fault:
        raise InputError(f"{file}:1: the names of the columns cannot be read: {fault}.")
    columns: dict[str, int] = {}
    for index, name in enumerate(map(_name, header)):
        columns.setdefault(name, index)
    if not any(name in columns for name in _NAMED):
        raise InputError(f"{file}:1: expected a column OriginalPaperDOI, OriginalPaperPubMedID or Title.")
    return Listed("Retraction Watch", tuple(_told(columns, Place(file, line), row, why) for line, row, why in rows))


def _told(columns: dict[str, int], place: Place, row: Sequence[str], why: str) -> Told:
    if why:
        return Told(place, fault=why)

    def cell(name: str) -> str:
        return row[columns[name]] if name in columns else ""

    kind = values.told(cell(NATURE))
    when = values.date(cell("retractiondate"))
    fault = ""
    if not values.status(kind):
        fault = f"its nature is '{kind}'; expected {values.KINDS}"
    elif when is None:
        fault = f"its date is '{values.clean(cell('retractiondate'))}'; expected one like 1/31/2020"
    reasons = [part.strip().lstrip("+").strip() for part in values.told(cell("reason")).split(";")]
    return Told(
        place,
        doi=values.dois(cell("originalpaperdoi")),
        pmid=values.pmid(cell("originalpaperpubmedid")),
        title=values.told(cell("title")),
        year=(values.date(cell("originalpaperdate")) or "")[:4],
        status=values.status(kind),
        date=when or "",
        notice=values.doi(cell("retractiondoi")),
        reason="; ".join(part for part in reasons if part),
        note=_other_notice(values.told(cell("retractiondoi")), values.pmid(cell("retractionpubmedid"))),
        fault=fault,
    )


def _other_notice(doi: str, pmid: str) -> str:
    """What is told of the notice when it has no DOI."""
    named = "" if values.doi(doi) else doi or (f"PMID {pmid}" if pmid else "")
    return f"the list gives the notice as {named}" if named else ""


def _rows(text: str, file: str, char: str) -> list[Row]:
    """Every row that is not empty, the header first.

    Raises:
        InputError: so many rows cannot be read that this is no such export.
    """
    limit = csv.field_size_limit(MAX_FIELD)
    try:
        rows: list[Row] = []
        faults = 0
        for row in _walk(list(io.StringIO(text, newline="")), char):
            rows.append(row)
            faults += bool(row[2])
            if faults > MAX_FAULTS:
                raise InputError(f"{file}: more than {MAX_FAULTS} rows cannot be read. Is it whole, and not edited?")
        return rows
    finally:
        csv.field_size_limit(limit)


def _walk(lines: list[str], char: str) -> Iterator[Row]:
    """Row by row; after one that cannot be read on with the next line, so that a quotation mark
    that is never closed hides no other row."""
    start = base = width = 0
    reader = csv.reader(lines, delimiter=char, strict=True)
    while start < len(lines):
        try:
            cells = next(reader)
            why = _misfit(cells, width) if width else ""
        except csv.Error as error:
            cells, why = [], f"values in quotation marks cannot be told apart: {error}"
        if why:
            yield start + 1, cells, why
            start = base = start + 1
            reader = csv.reader(itertools.islice(lines, start, None), delimiter=char, strict=True)
            continue
        if any(cell.strip() for cell in cells):
            width = width or max(index for index, cell in enumerate(cells, 1) if cell.strip())
            yield start + 1, cells, ""
        start = base + reader.line_num


def _misfit(cells: list[str], width: int) -> str:
    if not any(cell.strip() for cell in cells):
        return ""
    if len(cells) < width:
        return f"has {len(cells)} values where the header has {width} columns"
    return f"has a value after the last of {width} columns" if any(cell.strip() for cell in cells[width:]) else ""


def _name(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
