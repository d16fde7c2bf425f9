"""The table of drafts as an Excel workbook, in which every cell is text; needs the extra ``ingest``."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evigraph.errors import InputError
from evigraph.inbox.cells import COLUMNS, FIELDS
from evigraph.inbox.exchange import DECISIONS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {"id": 34, "text": 70, "label": 60, "numbers": 36, "cites": 30, "restsOn": 30, "note": 30, "set": 36}
_LARGEST = 100_000_000
_MOST_ROWS = 100_000
_MOST_CELL = 32_767
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")


def as_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows under their headings; a cell that looks like a formula is text all the same.

    Raises:
        InputError: openpyxl is not installed, or a field is longer than a cell can hold.
    """
    openpyxl = _openpyxl()
    for row in rows:
        for name, text in zip(COLUMNS, row, strict=True):
            if name in FIELDS and len(text) > _MOST_CELL:
                raise InputError(f"{row[0]}: '{name}' is longer than a cell of a workbook can be; use CSV.")
    book = openpyxl.Workbook()
    book.properties.creator = "evigraph"
    sheet = book.active
    sheet.title = "drafts"
    for line, row in enumerate([COLUMNS, *rows], 1):
        for column, text in enumerate(row, 1):
            _put(sheet, line, column, text, heading=line == 1)
    _arranged(sheet, len(rows) + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Worksheet, line: int, column: int, text: str, heading: bool) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell: Any = sheet.cell(line, column)
    cell.value = _printable(text)[:_MOST_CELL] or None
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if heading:
        cell.font = Font(bold=True)
    elif COLUMNS[column - 1] in ("decision", "set", *FIELDS):
        cell.fill = PatternFill("solid", fgColor="FFF8E1")


def _arranged(sheet: Worksheet, lines: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.freeze_panes = "B2"
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column, 16)
    choice = DataValidation("list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True)
    letter = get_column_letter(COLUMNS.index("decision") + 1)
    choice.add(f"{letter}2:{letter}{max(lines, 2)}")
    sheet.add_data_validation(choice)


def _printable(text: str) -> str:
    return "".join(char for char in text if char in "\t\n" or char >= " ")


def read_workbook(data: bytes, name: str) -> list[list[str]]:
    """The cells of the first sheet of a workbook, as text.

    Raises:
        InputError: it is no workbook, is too large, declares entities, or has a formula, date or error in a cell.
    """
    openpyxl = _openpyxl()
    _looked_through(data, name)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        table = []
        for line, cells in enumerate(sheet.iter_rows(max_col=len(COLUMNS) + 20), 1):
            for cell in cells:
                kind = {"f": "a formula", "d": "a date", "e": "an error"}.get(str(cell.data_type))
                if kind:
                    raise InputError(f"{name}:{line}: {cell.coordinate} holds {kind}; write its value as text.")
            if line > _MOST_ROWS:
                if any(cell.value is not None for cell in cells):
                    raise InputError(f"{name} has more than {_MOST_ROWS:,} rows; import it in parts.")
                continue
            table.append(["" if cell.value is None else str(cell.value) for cell in cells])
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, SyntaxError, zipfile.BadZipFile) as error:
        raise InputError(f"{name} is no workbook that can be read: {error}.") from None
    width = max((place for place, heading in enumerate(table[0], 1) if heading), default=0) if table else 0
    return [row[:width] for row in table]


def _looked_through(data: bytes, name: str) -> None:
    """Refuses what unpacks out of proportion or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                raise InputError(f"{name} unpacks to more than {_LARGEST:,} bytes.")
            for member in archive.infolist():
                with archive.open(member) as opened:
                    head = opened.read(4096)
                if any(word in head for word in _DECLARES):
                    raise InputError(f"{name} declares entities in {member.filename}, which no workbook needs.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InputError(f"{name} is no workbook: {error}.") from None


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise InputError("Workbooks need openpyxl: pip install 'evigraph[ingest]'. CSV needs nothing more.") from None
    return openpyxl
