"""The canonical layout of a BibTeX file.

What entries say stays as it is; so do comments, text between entries, @string and @preamble.
Only the order of fields, indents, delimiters and blank lines change, and a file that cannot
be read in full is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.values import read_value
from evigraph.bib.library.intact import intact_entries
from evigraph.bib.library.likeness import words
from evigraph.bib.names import parse_names
from evigraph.bib.tables import table
from evigraph.errors import EvigraphError, Finding, Place, UsageError, did_you_mean

if TYPE_CHECKING:
    from bibtexparser import model


@dataclass(frozen=True)
class _Piece:
    """An entry, a comment or another block with the number of line breaks before it in the file."""

    text: str
    breaks: int
    entry: Entry | None = None
    canonical: str = ""


@dataclass(frozen=True)
class _Unit:
    """What moves together: an entry with the comments that stand at it, or a block by itself."""

    text: str
    breaks: int
    entry: Entry | None = None


def format_library(text: str, *, sort: str = "", name: str = "text") -> str:
    """The BibTeX text in the canonical layout; formatting that again changes nothing.

    Fields stand in the order of the table, unknown ones after them by name, one a line as
    ``name = {value},``; a blank line parts the entries.  Abbreviations and what is joined with
    ``#`` stay as they are written.  ``sort`` (key, author or year) puts in order the entries
    between two blocks that stand by themselves; entries that others refer to with crossref
    come last there, as BibTeX demands.

    Raises:
        RecordError: the text has entries that cannot be read.
        UsageError: there is no such order.
        EvigraphError: the result would not say the same.
    """
    if sort and sort not in _ORDERS:
        hint = did_you_mean(sort, _ORDERS) or f"There are {', '.join(_ORDERS)}."
        raise UsageError(f"Entries cannot be sorted by '{sort}'. {hint}")
    ending = "\r\n" if "\r\n" in text else "\n"
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    mark = "\ufeff" if source.startswith("\ufeff") else ""
    source = source.removeprefix(mark)
    entries = intact_entries(source, name)
    pieces = list(_pieces(source, entries))
    units = _units(pieces)
    formatted = _joined(_sorted(units, sort) if sort else units)
    _prove(formatted, pieces, entries, name)
    return (mark + formatted).replace("\n", ending)


def unformatted(text: str, *, name: str = "text") -> list[Finding]:
    """A finding for each entry whose layout is not canonical, or one for the file if only blank lines differ.

    Raises:
        RecordError: the text has entries that cannot be read.
    """
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    pieces = list(_pieces(source, intact_entries(source, name)))
    hint = "Format the file."
    found = [
        Finding(piece.entry.place, "bib-layout", f"The entry '{piece.entry.key}' is not in the usual layout.", hint)
        for piece in pieces
        if piece.entry and piece.text != piece.canonical
    ]
    if not found and _joined(_units(pieces)) != source:
        found = [Finding(Place(name), "bib-layout", "Entries and comments are not parted as usual.", hint)]
    return [replace(finding, severity="warning") for finding in found]


def _pieces(source: str, entries: Sequence[Entry]) -> Iterator[_Piece]:
    """The blocks of the file in order; a comment falls into paragraphs, what stands behind an entry is one."""
    from bibtexparser import model
    from bibtexparser.splitter import Splitter

    remaining = iter(entries)
    cursor = 0
    for block in Splitter(source).split().blocks:
        raw = block.raw or ""
        start = source.index(raw, cursor)
        if between := source[cursor:start].strip():
            raise EvigraphError(f"The text '{between[:40]}' between two entries would be lost; nothing is changed.")
        breaks = source.count("\n", cursor, start) if cursor else 1
        cursor = start + len(raw)
        if isinstance(block, model.Entry):
            yield _Piece(raw.strip(), breaks, next(remaining), _canonical(block))
        elif isinstance(block, model.ImplicitComment):
            yield from _paragraphs(raw, breaks)
        else:
            yield _Piece(raw.strip(), breaks)


def _paragraphs(comment: str, breaks: int) -> Iterator[_Piece]:
    lines: list[str] = []
    for line in comment.strip().split("\n"):
        if not line.strip():
            if lines:
                yield _Piece("\n".join(lines), breaks)
                lines, breaks = [], 1
            breaks += 1
        elif breaks == 0:  # behind an entry
            yield _Piece(line.strip(), 0)
            breaks = 1
        else:
            lines.append(line.rstrip())
    if lines:
        yield _Piece("\n".join(lines), breaks)


def _canonical(block: model.Entry) -> str:
    order = {field: rank for rank, field in enumerate(table("bibtex")["order"])}
    fields = {field.key.lower(): _value(str(field.value)) for field in block.fields}
    names = sorted(fields, key=lambda name: (order.get(name, len(order)), name))
    lines = "".join(f"  {name} = {fields[name]},\n" for name in names)
    return f"@{block.entry_type.lower()}{{{block.key},\n{lines}}}"


def _value(raw: str) -> str:
    """A value in braces; an abbreviation, or what is joined with ``#``, as it is written."""
    raw = raw.strip()
    if raw.isdecimal():
        return f"{{{raw}}}"
    inner = raw[1:-1]
    quoted = len(raw) > 1 and raw[0] == raw[-1] == '"' and read_value(raw, {}) == (inner, [])
    return f"{{{inner}}}" if quoted and read_value(f"{{{inner}}}", {}) == (inner, []) else raw


def _units(pieces: Sequence[_Piece]) -> list[_Unit]:
    """Entries with the comments right above and right behind or below them, and all else by itself."""
    units: list[_Unit] = []
    above: list[_Piece] = []
    for place, piece in enumerate(pieces):
        following = pieces[place + 1].breaks if place + 1 < len(pieces) else 2
        if piece.entry:
            leading = "".join(f"{comment.text}\n" for comment in above)
            breaks = above[0].breaks if above else piece.breaks
            units.append(_Unit(leading + piece.canonical, breaks, piece.entry))
            above = []
        elif piece.text.startswith("@") or not piece.text:
            units.append(_Unit(piece.text, piece.breaks))
        elif piece.breaks == 0 and units and not above:
            units[-1] = replace(units[-1], text=f"{units[-1].text} {piece.text}")
        elif place + 1 < len(pieces) and pieces[place + 1].entry and following <= 1:
            above.append(piece)
        else:
            units.append(_Unit(piece.text, piece.breaks))
    return units


def _joined(units: Sequence[_Unit]) -> str:
    """The units with a blank line around entries, and elsewhere where one stood."""
    out: list[str] = []
    for place, unit in enumerate(units):
        beside_entry = unit.entry or (place and units[place - 1].entry)
        out.append("" if not place else "\n\n" if beside_entry or unit.breaks > 1 else "\n")
        out.append(unit.text)
    return "".join(out) + "\n" if out else ""


def _sorted(units: Sequence[_Unit], order: str) -> list[_Unit]:
    """The units with the entries of each run in order; what stands by itself keeps its place."""
    result: list[_Unit] = []
    parents = {unit.entry.fields.get("crossref", "").casefold() for unit in units if unit.entry}
    for is_entry, run in groupby(units, key=lambda unit: unit.entry is not None):
        units_of_run = list(run)
        if is_entry:
            units_of_run.sort(key=lambda unit: _rank(unit.entry, order, parents))
        result += units_of_run
    return result


def _rank(entry: Entry | None, order: str, parents: set[str]) -> tuple[bool, list[str], str]:
    if entry is None:
        raise EvigraphError("Only entries can be sorted.")
    key = entry.key.casefold()
    return key in parents, _ORDERS[order](entry), key


def _by_author(entry: Entry) -> list[str]:
    names = parse_names(entry.fields.get("author") or entry.fields.get("editor", ""))
    return [" ".join(words(f"{name.literal or name.family} {name.given}")) for name in names]


_ORDERS: dict[str, Callable[[Entry], list[str]]] = {
    "key": lambda entry: [],
    "author": _by_author,
    "year": lambda entry: [entry.fields.get("year") or entry.fields.get("date", "")],
}


def _prove(formatted: str, pieces: Sequence[_Piece], entries: Sequence[Entry], name: str) -> None:
    """Hold the result against what was there: the same entries, and the same text outside them."""
    again = intact_entries(formatted, name)
    outside = [line for piece in pieces if not piece.entry for line in piece.text.split("\n")]
    outside_again = [line for piece in _pieces(formatted, again) if not piece.entry for line in piece.text.split("\n")]
    same = sorted(map(_said, again)) == sorted(map(_said, entries))
    if not (same and sorted(outside) == sorted(outside_again)):
        raise EvigraphError(f"{name} would not say the same in the usual layout; nothing is changed.")


def _said(entry: Entry) -> tuple[str, str, list[tuple[str, str]]]:
    return entry.key, entry.type, sorted(entry.fields.items())
