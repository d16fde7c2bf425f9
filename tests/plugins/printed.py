"""The article's reference list and tables, read from its text independently of the graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_NUMBERED = re.compile(r" ?(\d+)\. (.*)")
_ENTRY = re.compile(
    r"(?P<authors>.+?)\. (?P<title>.+?)(?: \[(?P<remark>[^\]]+)\])?\.? \*(?P<journal>[^*]+?)\.?\*\.? (?P<rest>.+)"
)
_WHERE = re.compile(
    r"(?P<year>\d{4});(?P<volume>\d+)(?:\((?:suppl (?P<supplement>\d+)|(?P<issue>\d+))\))?"
    r"(?::(?P<locator>[\w-]+))?\.(?: Abstract (?P<abstract>\d+)\.?)?"
)
_LONGEST_NOTE = 200
_CAPTION = re.compile(r"Table (\d+)\. ")


@dataclass(frozen=True)
class PrintedEntry:
    """One entry of the printed list; what is not printed is None."""

    number: int
    authors: str
    title: str
    remark: str | None
    journal: str
    where: dict[str, str | None]
    doi: str | None


@dataclass
class PrintedTable:
    """The tab-separated lines under a caption, and the footnotes under them."""

    number: int
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def printed_entries(reference_list: str) -> list[PrintedEntry]:
    """The entries in printed order."""
    return [_entry(number, line) for number, line in printed_lines(reference_list)]


def printed_lines(reference_list: str) -> list[tuple[int, str]]:
    """Number and text of each entry in printed order; one that a page break splits is joined again."""
    lines: list[tuple[int, str]] = []
    for line in filter(str.strip, reference_list.split("\n")):
        if match := _NUMBERED.fullmatch(line):
            lines.append((int(match[1]), match[2].strip()))
        else:
            number, begun = lines[-1]
            lines[-1] = (number, f"{begun} {line.removeprefix('- ').strip()}")
    return lines


def _entry(number: int, line: str) -> PrintedEntry:
    match = _ENTRY.fullmatch(line)
    assert match, f"reference {number} cannot be read: {line}"
    authors, title, remark, journal, rest = match.groups()
    if rest.startswith("doi:"):
        return PrintedEntry(number, authors, title, remark, journal, {}, rest.removeprefix("doi:").rstrip("."))
    where = _WHERE.fullmatch(rest)
    assert where, f"reference {number}: where it was published cannot be read: {rest}"
    return PrintedEntry(number, authors, title, remark, journal, where.groupdict(), None)


def printed_tables(body: str) -> list[PrintedTable]:
    """The tables of the body, in order."""
    return list(_tables(body))


def _tables(body: str) -> Iterator[PrintedTable]:
    table: PrintedTable | None = None
    for line in filter(str.strip, body.split("\n")):
        cells = [cell.strip() for cell in line.split("\t")]
        if caption := _CAPTION.match(line):
            table = PrintedTable(int(caption[1]))
        elif table and len(cells) > 1:
            if table.header:
                table.rows.append(cells)
            else:
                table.header = cells
        elif table and len(line) < _LONGEST_NOTE:
            table.notes.append(line)
        elif table:
            yield table
            table = None
