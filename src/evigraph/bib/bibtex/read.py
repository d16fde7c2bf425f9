"""A BibTeX file as entries with places, and every fault in it as a finding.

bibtexparser splits the file into blocks.  Around it stands what it does not do: places to
the column, a message for each fault, missing commas, abbreviations, text outside entries.
Values keep the characters of the file; :mod:`evigraph.bib.bibtex.latex` decodes where asked.
"""

from __future__ import annotations

import pathlib
import re
from typing import TYPE_CHECKING

from evigraph.bib.bibtex.blocks import FIELD, blocks_of, plain_fields
from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.rules import entry_findings, list_findings
from evigraph.bib.bibtex.source import Source, read_source
from evigraph.bib.bibtex.values import MONTHS, read_value
from evigraph.errors import Finding

if TYPE_CHECKING:
    from bibtexparser import model

_KEY = re.compile(r"[\w.:+/'-]+")
_BEGINNING = re.compile(r"^\s*(@\w*\s*[{(])", re.MULTILINE)
_HEAD = re.compile(r"@\s*(\w*)\s*[{(]\s*([^,\s={}()\"]*)")
_COMMENT = re.compile(r"%|@comment\b(?!\s*[{(])", re.IGNORECASE)
_BLANK = re.compile(r"\s*")


def read_bib(path: pathlib.Path, name: str | None = None, *, rules: bool = True) -> tuple[list[Entry], list[Finding]]:
    """The entries of a BibTeX file in file order, and all its faults, sorted by place.

    ``name`` is what findings call the file (by default its own name).  Every entry of the
    file is either returned or has a finding of severity "error" that says why it could not be
    read; with ``rules``, an entry that was read may have findings about its content besides.
    Nothing is raised: a file that cannot be read at all is one finding and no entries.
    """
    source = read_source(path, path.name if name is None else name)
    if isinstance(source, Finding):
        return [], [source]
    return _read(source, rules)


def parse_bib(text: str, name: str = "text", *, rules: bool = True) -> tuple[list[Entry], list[Finding]]:
    """The same for BibTeX that is already in memory."""
    return _read(Source(text.replace("\r\n", "\n").replace("\r", "\n"), name), rules)


def _read(source: Source, rules: bool) -> tuple[list[Entry], list[Finding]]:
    reader = _Reader(source)
    for block, start in blocks_of(source.text):
        reader.take(block, start)
    findings = reader.findings + source.control_characters()
    if rules:
        findings += [finding for entry in reader.entries for finding in entry_findings(entry)]
        findings += list_findings(reader.entries, reader.seen)
    if not reader.seen:
        blank = not source.text.strip()
        message = "The file is empty." if blank else "There is no entry in this file."
        place, severity = source.place(0), "error" if blank else "warning"
        findings.append(Finding(place, "bib-empty", message, "An entry looks like @article{key, ...}.", severity))
    return reader.entries, sorted(findings)


class _Reader:
    """Takes the blocks of a file in order."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []
        self.seen: dict[str, int] = {}  # folded key, even of an entry that is not returned -> where it is
        self._strings = dict(MONTHS)
        self._own_strings: set[str] = set()
        self._after_failure = False

    def take(self, block: model.Block, start: int) -> None:
        """Read one block."""
        from bibtexparser import model

        raw = block.raw or ""
        if isinstance(block, model.Entry):
            self._entry(block, start)
        elif isinstance(block, model.String):
            self._string(block, start)
        elif isinstance(block, model.ParsingFailedBlock):
            self._failed(raw, str(getattr(block.error, "abort_reason", block.error)), start)
        elif isinstance(block, model.ImplicitComment):
            self._outside(raw, start)
        elif not isinstance(block, model.ExplicitComment | model.Preamble):
            raise TypeError(f"bibtexparser gave an unknown block {type(block).__name__}")
        self._after_failure = isinstance(block, model.ParsingFailedBlock)

    def _report(self, offset: int, code: str, message: str, hint: str = "", severity: str = "error") -> None:
        self.findings.append(Finding(self.source.place(offset), code, message, hint, severity))

    def _entry(self, block: model.Entry, start: int) -> None:
        faults_before = len(self.findings)
        if self.source.text[start - 1 : start] != "\n" and self.source.line_before(start).lstrip().startswith("%"):
            message = f"BibTeX reads the entry '{block.key}' although a % stands before it."
            self._report(start, "bib-commented-entry", message, "Delete it, or put it in @comment{...}.")
        self._key(block.key, start)
        fields = plain_fields(block)
        if fields is None:
            fields = self._fields(block, start)
        if len(self.findings) == faults_before:
            self.entries.append(Entry(block.key, block.entry_type, fields, self.source, start))

    def _key(self, key: str, start: int) -> None:
        folded = key.casefold()
        if not _KEY.fullmatch(key):
            message = f"Expected a key for the entry, found '{key}'." if key else "The entry has no key."
            hint = "A key has letters, digits and - _ . : + / only, as in topp-2014."
            self._report(start, "bib-bad-key", message, hint)
        elif folded in self.seen:
            line = self.source.place(self.seen[folded]).line
            message = f"The key '{key}' is taken: line {line} has an entry of that name."
            self._report(start, "bib-duplicate-key", message, "Give each entry a key of its own.")
        self.seen.setdefault(folded, start)

    def _fields(self, block: model.Entry, start: int) -> dict[str, str]:
        """Each field's value by its lower-case name, and everything that is wrong with them."""
        text = self.source.text
        values: dict[str, str] = {}
        offsets: dict[str, int] = {}
        cursor = text.find(",", start) + 1
        for field in block.fields:
            offset = self._after_blank(cursor)
            name = field.key.lower()
            raw = str(field.value)
            value_start = self._after_blank(text.index("=", offset + len(field.key)) + 1)
            cursor = self._after_blank(value_start + len(raw)) + 1  # the comma, or the end of the entry
            value, faults = read_value(raw, self._strings)
            for fault in faults:
                self._report(value_start + fault.offset, fault.code, fault.message, fault.hint)
            if not FIELD.fullmatch(name):
                message = f"Expected the name of a field before '=', found '{field.key}'."
                self._report(offset, "bib-syntax", message, "Check the line before it.")
            elif name in values:
                line = self.source.place(offsets[name]).line
                message = f"The field '{name}' was already given in line {line}."
                self._report(offset, "bib-duplicate-field", message, "Keep the right one.")
            values.setdefault(name, value)
            offsets.setdefault(name, offset)
        return values

    def _string(self, block: model.String, start: int) -> None:
        name, raw = block.key.lower(), str(block.value)
        value, faults = read_value(raw, self._strings)
        value_start = self._after_blank(self.source.text.index("=", start) + 1)
        for fault in faults:
            self._report(value_start + fault.offset, fault.code, fault.message, fault.hint)
        if name in self._own_strings:
            message = f"The abbreviation '{block.key}' is defined twice."
            self._report(start, "bib-duplicate-string", message, "Keep one definition.")
            return
        self._own_strings.add(name)
        self._strings[name] = value

    def _failed(self, raw: str, reason: str, start: int) -> None:
        head = _HEAD.match(raw)
        kind, key = head.groups() if head else ("", "")
        what = f"The entry '{key}'" if key else f"This @{kind} block"
        if kind.lower() not in ("string", "comment", "preamble"):
            self.seen.setdefault(key.casefold(), start)
        if reason.startswith("Unexpected"):
            hint = "Check that every { has its } and that the entry ends with }."
            message = f"{what} is not closed before the next one begins or the file ends."
            self._report(start, "bib-unclosed-entry", message, hint)
        else:
            # bibtexparser calls the name of a field an entry key, too.
            said = " ".join(reason.split()).replace("`=` after entry key", "`=` after the name of a field")
            message = f"{what} cannot be read: {said}"
            place = max(start, start + len(raw.rstrip()) - 1)
            self._report(place, "bib-syntax", message, "A field looks like name = {value}, with the comma.")
        self._swallowed(raw, start, 1)

    def _swallowed(self, raw: str, start: int, after: int) -> None:
        """A finding for each entry that begins in what could not be read, ``after`` so many characters."""
        for found in _BEGINNING.finditer(raw, after):
            key = _HEAD.match(raw, found.start(1))
            message = f"The entry '{key[2] if key else ''}' is not read: something before it is not closed."
            hint = "Mend the entry before it first."
            self._report(start + found.start(1), "bib-unclosed-entry", message, hint)

    def _outside(self, raw: str, start: int) -> None:
        """Text between entries: comments begin with %; what remains of a failed block is reported already."""
        if self._after_failure:
            self._swallowed(raw, start, 0)
            return
        offset = start
        for line in raw.splitlines(keepends=True):
            if (text := line.strip()) and not _COMMENT.match(text):
                fragment = re.search(r"[{}=@]", text) is not None
                message = f"Expected an entry or a comment, found '{text[:40]}'."
                hint = "An entry begins with @article{key, ...}; a comment line begins with %."
                self._report(offset, "bib-stray-text", message, hint, "error" if fragment else "warning")
                return
            offset += len(line)

    def _after_blank(self, offset: int) -> int:
        found = _BLANK.match(self.source.text, offset)
        return found.end() if found else offset
