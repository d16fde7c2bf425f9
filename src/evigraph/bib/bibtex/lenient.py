"""A BibTeX or biblatex library of somebody else: every entry is read or said to be lost.

What has only one reading is read, with a warning; :mod:`evigraph.bib.bibtex.read` is for the file
that is one's own, where the same things are errors.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from evigraph.bib.bibtex.blocks import blocks_of, brace_pairs, plain_fields
from evigraph.bib.bibtex.csl import to_csl
from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.inherit import inherited
from evigraph.bib.bibtex.rules import entry_findings
from evigraph.bib.bibtex.scan import HEAD, NEXT, NO_ENTRY, Scanned, scan_entry
from evigraph.bib.bibtex.source import Source
from evigraph.bib.bibtex.values import MONTHS, Fault, plain_value
from evigraph.bib.tables import Csl, table
from evigraph.errors import Finding, Place

if TYPE_CHECKING:
    from bibtexparser import model

_PLAIN_KEY = re.compile(r"[\w.:+/'-]+")
_RUNS_ON = re.compile(r"\s*,\s*[^\s=,{}()\"#%@]+\s*=\s*[{\"\d]")
_MISTAKEN = re.compile(r"@(?:string|comment|preamble)\w", re.IGNORECASE)  # "@commentary" is no comment
_FRAGMENT = re.compile(r"[{}=@]")
_QUIET_LINE = re.compile(r"%|@comment\b|[{}\s]*$", re.IGNORECASE)


def parse_bibtex(text: str, name: str) -> tuple[list[tuple[Csl, Place]], list[Finding], list[Finding]]:
    """The entries of a library as CSL-JSON items with their places, those lost, and all findings by place.

    Each entry of the text is either an item, under the key the file gives it, or one of the lost;
    an entry within an ``@comment`` or behind text of another is not one of its own, but is spoken of.
    Containers (``@xdata``, ``@set``) are none: what they hold is in the entries that name them.
    Nothing is raised, whatever the text is.
    """
    reader = _Lenient(Source(text.replace("\r\n", "\n").replace("\r", "\n"), name))
    entries = reader.read()
    full, findings = inherited(entries)
    references = [(to_csl(entry), entry.place) for entry in full if entry.is_work]
    mild = [replace(finding, severity="warning") for entry in entries for finding in entry_findings(entry)]
    everything = [*reader.lost, *reader.findings, *findings, *mild, *reader.source.control_characters("warning")]
    return references, sorted(reader.lost), sorted(everything)


def dialect(text: str) -> str:
    """``biblatex`` for a text that uses its fields or types, else ``bibtex``."""
    own = table("biblatex")["marks"]
    pattern = rf"^\s*(?:@(?:{'|'.join(own['types'])})\s*[{{(]|(?:{'|'.join(own['fields'])})\s*=)"
    return "biblatex" if re.search(pattern, text, re.IGNORECASE | re.MULTILINE) else "bibtex"


class _Lenient:
    """Takes the blocks of a file in order."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.entries: list[Entry] = []
        self.lost: list[Finding] = []
        self.findings: list[Finding] = []
        self._seen: dict[str, int] = {}
        self._strings = dict(MONTHS)
        self._limits = [found.start() for found in NEXT.finditer(source.text)]
        self._spans: list[tuple[int, int]] = []  # what is accounted for
        self._pairs: dict[int, int] | None = None
        self._done = 0  # the text before this offset is

    def read(self) -> list[Entry]:
        """All entries; afterwards each head of an entry in the text is accounted for."""
        for block, start in blocks_of(self.source.text):
            end = start + len(block.raw or "")
            if end > self._done:
                self._take(block, max(start, self._done), end, clipped=start < self._done)
        self._account()
        if not (self.entries or self.lost):
            message = "There is no entry in this file." if self.source.text.strip() else "The file is empty."
            self._say(0, "bib-empty", message, "An entry looks like @article{key, ...}.")
        return self.entries

    def _take(self, block: model.Block, start: int, end: int, *, clipped: bool) -> None:
        from bibtexparser import model

        if isinstance(block, model.ImplicitComment):
            self._outside(start, end)
        elif clipped:
            return  # what reached into it has taken it in
        elif isinstance(block, model.Entry):
            self._entry(block, start, end)
        elif _MISTAKEN.match(self.source.text, start):
            self._keep(self._scan(start), start)
        elif isinstance(block, model.String):
            value = plain_value(str(block.value))
            if value is None:
                self._define(self._scan(start))
            else:
                self._strings[block.key.lower()] = value
        elif isinstance(block, model.ParsingFailedBlock):
            self._failed(start, end)
            return
        elif isinstance(block, model.ExplicitComment):
            self._comment(start, end)
        self._done = max(self._done, end)

    def _say(self, offset: int, code: str, message: str, hint: str = "") -> None:
        self.findings.append(Finding(self.source.place(offset), code, message, hint, "warning"))

    def _say_faults(self, faults: list[Fault]) -> None:
        for fault in faults:
            self._say(fault.offset, fault.code, fault.message, fault.hint)

    def _scan(self, start: int) -> Scanned:
        following = bisect.bisect_right(self._limits, start)
        limit = self._limits[following] if following < len(self._limits) else len(self.source.text)
        return scan_entry(self.source.text, start, self._strings, limit)

    def _entry(self, block: model.Entry, start: int, end: int) -> None:
        behind = self.source.text[start - 1 : start] not in {"", "\n"} and self.source.line_before(start).strip()
        fields = None if behind else plain_fields(block)
        if fields is None or not _PLAIN_KEY.fullmatch(block.key):
            self._keep(self._scan(start), start)
        else:
            self._add(block.key, block.entry_type, fields, start, end)

    def _keep(self, scanned: Scanned, start: int) -> None:
        """Note an entry that was scanned, or that it is lost."""
        if scanned.lost:
            where = f"The entry '{scanned.key}' cannot be read: " if scanned.key else "This entry cannot be read: "
            message = where + scanned.lost.message
            self.lost.append(Finding(self.source.place(start), scanned.lost.code, message, scanned.lost.hint))
            self._spans.append((start, start + 1))
            self._done = scanned.end  # read on where the next line begins an entry
            return
        if self.source.line_before(start).lstrip().startswith("%"):
            message = f"The entry '{scanned.key}' was read although a % stands before it, as BibTeX does."
            self._say(start, "bib-commented-entry", message, "Delete it, or put it in @comment{...}.")
        self._say_faults(scanned.faults)
        fields = {found.name: found.value for found in scanned.fields}
        self._add(scanned.key, scanned.type, fields, start, scanned.end)

    def _add(self, key: str, kind: str, fields: Mapping[str, str], start: int, end: int) -> None:
        if not _PLAIN_KEY.fullmatch(key):
            message = f"Expected a key for the entry, found '{key}'." if key else "The entry has no key."
            self._say(start, "bib-bad-key", message, "A key has letters, digits and - _ . : + / only.")
        elif key in self._seen:
            line = self.source.place(self._seen[key]).line
            self._say(start, "bib-duplicate-key", f"The key '{key}' is taken: line {line} has an entry of that name.")
        self._seen.setdefault(key, start)
        self.entries.append(Entry(key, kind, dict(fields), self.source, start))
        self._spans.append((start, end))
        self._done = max(self._done, end)

    def _define(self, scanned: Scanned) -> None:
        self._say_faults([*scanned.faults, *([scanned.lost] if scanned.lost else [])])
        self._strings |= {found.name: found.value for found in scanned.fields}
        self._done = max(self._done, scanned.end)

    def _failed(self, start: int, end: int) -> None:
        """A block that bibtexparser gave up."""
        head = HEAD.match(self.source.text, start)
        kind = head[1].lower() if head else ""
        if kind == "string":
            self._define(self._scan(start))
        elif kind in {"comment", "preamble"}:
            if self._pairs is None:
                self._pairs = brace_pairs(self.source.text)
            self._comment(start, max(self._pairs.get(self.source.text.find("{", start), -1) + 1, end))
        elif head or self.source.text[start + 1 : start + 2].isalpha():
            self._keep(self._scan(start), start)
        else:
            self._outside(start, end)

    def _comment(self, start: int, end: int) -> None:
        """A comment as a whole, and the entries that it takes out of the library."""
        self._spans.append((start, end))
        self._done = max(self._done, end)
        within = [
            found for found in HEAD.finditer(self.source.text, start + 1, end) if found[1].lower() not in NO_ENTRY
        ]
        if within:
            message = f"The comment holds what looks like {len(within)} entries; they were not read."
            self._say(
                start, "bib-commented-entry", message, "Take them out of @comment{...} if they belong to the library."
            )

    def _outside(self, start: int, end: int) -> None:
        """Text between entries; where it goes on with fields, the entry before it was closed too early."""
        if self.entries and self._spans and self._spans[-1][0] == self.entries[-1].start:
            last = self._spans[-1][1]
            if _RUNS_ON.match(self.source.text, last, end):
                self._spans.pop()
                again = self.entries.pop()
                if self._seen.get(again.key) == again.start:
                    del self._seen[again.key]
                self._keep(self._scan(again.start), again.start)
                start = max(start, self._done)
        offset = start
        for line in self.source.text[start:end].splitlines(keepends=True):
            if not _QUIET_LINE.match(line.strip()):
                code = "bib-stray-text" if not _FRAGMENT.search(line) else "bib-stray-fragment"
                message = f"Expected an entry or a comment, found '{line.strip()[:40]}'."
                self._say(offset, code, message, "A comment line begins with %.")
                return
            offset += len(line)

    def _account(self) -> None:
        """Whatever looks like an entry and was passed over is lost, or stands within another."""
        starts = [start for start, _ in self._spans]
        for found in HEAD.finditer(self.source.text):
            at = self.source.text.index("@", found.start())
            before = bisect.bisect_right(starts, at) - 1
            start, end = self._spans[before] if before >= 0 else (-1, -1)
            if found[1].lower() in NO_ENTRY or at == start:
                continue
            if at < end:
                if not self.source.text[start + 1 : start + 8].lower().startswith("comment"):
                    self._say(at, "bib-entry-inside", "A value holds what looks like an entry; it stays text.")
            else:
                message = f"This @{found[1]} block cannot be read."
                self.lost.append(Finding(self.source.place(at), "bib-syntax", message, "Check the lines before it."))
