"""A library as comma-separated values, one row for each reference, and read back from there.

The columns are those of the table; names are parted by semicolons.  What has no column, and
what its column would not give back as it is, stands in the last one as JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from evigraph.bib.exchange.incoming import Record, corrected, item_of
from evigraph.bib.exchange.mapping import Mapping, mapping
from evigraph.bib.exchange.normal import is_empty, variables
from evigraph.bib.exchange.notes import read_exact, value_text
from evigraph.bib.exchange.outgoing import Outgoing
from evigraph.bib.reference import Library, Reference, library
from evigraph.bib.tables import Csl
from evigraph.errors import EvigraphError, Finding, Place
from evigraph.separated import separated

_QUOTED_FORMULA = re.compile(r"'+[=+\-@]")
_LONGEST_CELL = 10_000_000
_OTHER_NAMES = {
    "author": "Authors", "editor": "Editors", "id": "Key", "number": "Issue", "page": "Pages", "pages": "Pages",
    "publication": "Journal", "journal/book": "Journal", "publication title": "Journal", "publication year": "Year",
    "container-title": "Journal", "manual tags": "Keywords", "keyword": "Keywords", "tags": "Keywords",
    "abstract note": "Abstract", "notes": "Note", "item type": "Type", "source title": "Journal",
    "publication date": "Date", "art. no.": "Article number", "source": "Journal", "link": "URL",
}  # fmt: skip


def write_csv(items: Sequence[Csl]) -> str:
    """The items as rows; no cell is a formula to a spreadsheet.

    Raises :class:`EvigraphError` should the text not hold as many rows as there are items.
    """
    table = mapping("csv")
    text = separated(list(table.tags), [_row(item, table) for item in items])
    count = sum(1 for _ in _rows(text)) - 1
    if count != len(items):
        raise EvigraphError(f"Wrote {len(items)} rows as csv, but the text holds {count}.")
    return text


def _row(item: Csl, table: Mapping) -> list[str]:
    out = Outgoing(item, table)
    out.named.pop("type", None)
    values = out.values | {"type": [value_text(item.get("type", ""))], "note": [value_text(item.get("note", ""))]}
    structured = variables("names") | variables("dates")
    rest: dict[str, Any] = {name: item[name] if name in structured else said for name, said in out.named.items()}
    if out.exact:
        rest["exact"] = out.exact
    values["other"] = [value_text(rest)] if rest else []
    return [_cell("; ".join(values.get(variable, ()))) for variable in table.tags.values()]


def _cell(text: str) -> str:
    """The text, with one more apostrophe where it looks like a formula that was made harmless already."""
    return f"'{text}" if _QUOTED_FORMULA.match(text) else text


def read_csv(text: str, label: str, format: str) -> Library:
    """The rows of a table whose first line names the columns; unknown columns are kept under their names."""
    table = mapping("csv")
    known = {name.lower(): name for name in table.tags} | _OTHER_NAMES
    references: list[Reference] = []
    lost: list[Finding] = []
    columns: list[str] | None = None
    for number, cells in _rows(text):
        place = Place(label, number, 1)
        if isinstance(cells, str):
            lost.append(Finding(place, "bib-syntax", f"The row cannot be read: {cells}."))
        elif columns is None:
            columns = [known.get(" ".join(cell.lower().split()), cell.strip()) for cell in cells]
            if not set(columns) & {"Title", "Authors", "DOI", "PMID", "Key"}:
                message = "The first line does not name the columns of a library."
                return library(format, [], [], [Finding(place, "bib-no-columns", message, "Name one Title.")])
        else:
            read = _item(columns, cells, table)
            if read is None or is_empty(read):
                lost.append(Finding(place, "bib-empty-record", "The row has no content."))
            else:
                references.append(Reference(read, place))
    return library(format, references, lost)


def _rows(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the line it begins on, or in its place what is wrong with it; blank lines are none."""
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        begins = 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield begins, str(error)
                begins = reader.line_num + 1
                continue
            if cells is None:
                return
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    finally:
        csv.field_size_limit(before)


def _item(columns: list[str], cells: list[str], table: Mapping) -> Csl | None:
    record: Record = []
    other: dict[str, Any] = {}
    csl_type = table.default_type
    for place, written in enumerate(cells):
        column = columns[place] if place < len(columns) else f"column-{place + 1}"
        cell = written[1:] if _QUOTED_FORMULA.match(written) else written
        value = " ".join(cell.split())
        if column == "Type":
            csl_type = value or csl_type
        elif column == "Other":
            other = read_exact(value)
        elif value and column in ("Authors", "Editors", "Translators"):
            record += [(column, name) for name in re.split(r"\s*;\s*", value) if name]
        elif value:
            if column == "Annotation":
                value = "\n".join(filter(None, (" ".join(line.split()) for line in cell.split("\n"))))
            record.append((column or f"column-{place + 1}", value))
    if not record and not other:
        return None
    exact = other.pop("exact", {})
    item = item_of(record, table, csl_type)
    return corrected(item, other | (exact if isinstance(exact, dict) else {})) if other or exact else item
