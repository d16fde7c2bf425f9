"""Libraries of tagged lines: RIS ("TY  - "), PubMed's nbib ("PMID- ") and EndNote's Refer ("%0 ").

One reader and one writer; what differs between the formats stands in their tables.  The
reader takes what programs really export: records that lack their end or their type, tags
with one space, lines that continue a value, text around the records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from evigraph.bib.exchange.incoming import Record, item_of
from evigraph.bib.exchange.mapping import Mapping, mapping
from evigraph.bib.exchange.normal import is_empty
from evigraph.bib.exchange.outgoing import Outgoing
from evigraph.bib.exchange.persons import inverted, medline, short_medline
from evigraph.bib.names import Name
from evigraph.bib.reference import Library, Reference, library
from evigraph.bib.tables import Csl
from evigraph.errors import EvigraphError, Finding, Place

FORMATS = ("ris", "nbib", "enw")
"""The formats of tagged lines."""


class _Lines:
    """Takes the lines of a file in order and parts them into records."""

    def __init__(self, text: str, syntax: dict[str, Any]) -> None:
        self.records: list[tuple[int, list[tuple[str, str]]]] = []  # line of the beginning, tags with values
        self.doubts: dict[str, list[tuple[int, str]]] = {}  # code -> the lines it speaks of, with their text
        self._start, self._end = syntax["start"], syntax["end"]
        self._blank_ends, self._indented = syntax["blank-line-ends"], syntax["indented"]
        self._bare_end = re.compile(rf"\s*{self._end}\s*-\s*" if self._end else r"(?!)")
        self._open: list[tuple[str, str]] | None = None
        self._begun = False  # whether the open record has its beginning
        self._read(text, syntax)

    def _read(self, text: str, syntax: dict[str, Any]) -> None:
        match = re.compile(_line_form(text, syntax)).match
        special = {self._start, self._end}
        blank = False
        for number, line in enumerate(text.split("\n"), 1):
            found = match(line)
            if found:
                if blank and self._blank_ends:
                    self._open = None
                tag, value = found.group(1, 2)
                value = " ".join(value.split()) if value else ""
                if self._open is not None and tag not in special and tag.isupper():
                    self._open.append((tag, value))
                else:
                    self._tag(number, tag.upper(), value)
                blank = False
            elif not line or line.isspace():
                blank = True
            else:
                self._text(number, line)
                blank = False
        if self._open is not None and not self._begun:
            self._fragment()

    def _tag(self, number: int, tag: str, value: str) -> None:
        if tag == self._end:
            if self._open is None or value:
                self._doubt("bib-stray-text", number, value or tag)
            self._open = None
            return
        begins = tag == self._start
        if begins and self._open is not None:
            if not self._begun:
                self._fragment()
            elif self._end:
                self._doubt("bib-missing-end", number, "")
            if self._begun or self._end:
                self._open = None
        if self._open is None:
            self._open, self._begun = [], False
            self.records.append((number, self._open))
        self._begun = self._begun or begins
        self._open.append((tag, value))

    def _fragment(self) -> None:
        """Tagged lines between the end of a record and the next beginning belong to the record before them."""
        if self._end and len(self.records) > 1:
            number, lines = self.records.pop()
            self.records[-1][1].extend(lines)
            self._doubt("bib-stray-text", number, " ".join(lines[0]))

    def _text(self, number: int, line: str) -> None:
        """A line without a tag continues the value before it; of keywords it is one more."""
        if self._bare_end.fullmatch(line):
            self._open = None
        elif not self._open or (self._indented and not line[0].isspace()):
            self._doubt("bib-stray-text", number, line.strip())
        else:
            tag, value = self._open[-1]
            more = " ".join(line.split())
            if tag in ("KW", "%K"):
                self._open.append((tag, more))
            else:
                self._open[-1] = (tag, f"{value} {more}".lstrip())

    def _doubt(self, code: str, number: int, text: str) -> None:
        self.doubts.setdefault(code, []).append((number, text))


def _line_form(text: str, syntax: dict[str, Any]) -> str:
    """The form of a tagged line: the strict one, unless the file's own records begin otherwise."""
    strict: str = syntax["line"]
    loose: str = syntax.get("loose-line", strict)
    first = re.search(rf"^[ \t]*{syntax['start']}[ \t]*-", text, re.MULTILINE | re.IGNORECASE)
    if first is None or re.match(strict, first.group()):
        return strict
    return loose if syntax["start"] in first.group() else f"(?i:{loose})"


_DOUBTS = {
    "bib-stray-text": (
        "{} lines stand outside any record; the first is '{}'.",
        "One line stands outside any record: '{1}'.",
    ),
    "bib-missing-end": (
        "{} records lack their end; they were read.",
        "The record before this line lacks its end; it was read.",
    ),
    "bib-no-type": (
        "{} records lack the line that begins them; they were read.",
        "The record lacks the line that begins it; it was read.",
    ),
}


def _warnings(lines: _Lines, label: str) -> Iterator[Finding]:
    """One warning for each kind of doubt, at the first place that gave rise to it."""
    for code, places in lines.doubts.items():
        number, text = places[0]
        message = _DOUBTS[code][len(places) == 1].format(len(places), text[:60])
        yield Finding(Place(label, number, 1), code, message, "", "warning")


def read_tagged(text: str, label: str, format: str) -> Library:
    """The library that a text in one of :data:`FORMATS` holds.

    A record without any value is lost; every other is read.
    """
    table = mapping(format)
    lines = _Lines(text, table.syntax)
    references, lost = [], []
    untyped = [
        (number, "")
        for number, record in lines.records
        if table.syntax["end"] and record[0][0] != table.syntax["start"]
    ]
    if untyped:
        lines.doubts["bib-no-type"] = untyped
    for number, record in lines.records:
        place = Place(label, number, 1)
        item = _item(record, table)
        if item is None or is_empty(item):
            lost.append(Finding(place, "bib-empty-record", "The record has no content."))
        else:
            references.append(Reference(item, place))
    return library(format, references, lost, _warnings(lines, label))


def _item(record: list[tuple[str, str]], table: Mapping) -> Csl | None:
    """The item of a record; None for one that says nothing but its type."""
    type_tag = table.syntax["type"]
    codes = [value for tag, value in record if tag == type_tag and value]
    csl_type = next(filter(None, map(table.csl_type, codes)), "")
    listed = table.tags.get(type_tag) is not None  # in nbib the types of publication are a field like others
    content: Record = [(tag, value) for tag, value in record if value and (listed or tag != type_tag)]
    if not content:
        return None
    if pair := table.syntax.get("paired"):
        content = _unpaired(content, *pair)
    if not csl_type:
        tags = {tag for tag, _ in content}
        guesses = table.syntax["guess"].items() if not codes else ()
        csl_type = next((guess for tag, guess in guesses if tag in tags), table.default_type)
        csl_type = "chapter" if csl_type == "book" and {"BTI", "TI"} <= tags else csl_type
    if codes and not listed and table.type_codes.get(csl_type) != codes[0]:
        content.append((type_tag, codes[0]))  # a type that CSL does not tell apart is kept by its code
    return item_of(content, table, csl_type)


def _unpaired(record: Record, full: str, short: str) -> Record:
    """The record without the short form that follows each name in full."""
    kept: Record = []
    before = ""
    for tag, value in record:
        if not (tag == short and before == full):
            kept.append((tag, value))
        if tag in (full, short):
            before = tag
    return kept


def write_tagged(items: Sequence[Csl], format: str) -> str:
    """The items as records of tagged lines, one for each item.

    Raises :class:`EvigraphError` should the text not hold as many records and lines as were put into it.
    """
    table = mapping(format)
    records = [_written(item, table) for item in items]
    text = "".join(["\n".join(lines) + "\n\n" for lines in records])
    begun = (
        len(re.findall(rf"^{re.escape(table.syntax['written'].format(table.syntax['start']))}", text, re.MULTILINE))
        if records
        else 0
    )
    if begun != len(items) or text.count("\n") != sum(map(len, records)) + len(records):
        raise EvigraphError(f"Wrote {len(items)} records as {format}, but the text holds {begun}.")
    return text


def _written(item: Csl, table: Mapping) -> list[str]:
    out = Outgoing(item, table, medline if table.syntax.get("paired") else inverted)
    head, syntax, values = table.syntax["written"], table.syntax, out.values
    start, repeated = syntax["start"], syntax.get("repeated", {})
    if notes := out.notes():
        values["note"] = notes
    if syntax["type"] == start:
        lines = [head.format(start) + out.code]
    else:
        lines = [head.format(start) + "".join(values.pop("PMID", []))]
        values["publication-type"] = out.code.split("; ")
    for variable, tag in out.tags.items():
        said = values.get(variable)
        if not said:
            continue
        if variable == "author" and "paired" in syntax:
            lines += _paired(zip(said, out.people[variable], strict=True), head)
        elif tag == syntax.get("continued"):
            lines += _continued(said, head.format(tag))
        else:
            lines += [head.format(each) + value for each in (tag, *repeated.get(tag, ())) for value in said]
    lines += [head.format(tag) + value for tag, value in sorted(out.own.items())]
    if "remark" in syntax and out.note:
        lines.append(head.format(syntax["remark"]) + out.note)
    if syntax["end"]:
        lines.append(head.format(syntax["end"]))
    return lines


def _continued(values: list[str], before: str) -> Iterator[str]:
    """Values on lines of their own under one tag; one that looks like a tag has its own."""
    for place, value in enumerate(values):
        yield before + value if not place or value.startswith("%") else value


def _paired(people: Iterable[tuple[str, Name]], head: str) -> Iterator[str]:
    """The authors of nbib: each person in full and in short, each group by itself."""
    for text, name in people:
        if name.literal:
            yield head.format("CN") + text
        else:
            yield head.format("FAU") + text
            yield head.format("AU") + short_medline(name)
