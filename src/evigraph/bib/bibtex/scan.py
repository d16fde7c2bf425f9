"""One BibTeX entry read with patience: what its author meant, and everything that is wrong with it.

bibtexparser's splitter stops at the first fault of an entry.  Here the entry is read on as long as
only one reading makes sense; what has two is given up, and the next entry is safe, because no entry
reaches over a line that begins another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from evigraph.bib.bibtex.values import Fault

HEAD = re.compile(r"^[ \t\ufeff]*@[ \t]*([A-Za-z]\w*)\s*[{(]", re.MULTILINE)
"""What begins a block on a line of its own."""

NO_ENTRY = frozenset({"string", "comment", "preamble"})
"""Blocks that are no entries."""

# An "@" within an abstract may begin a line, too; a head is followed by a key and a comma or line end.
NEXT = re.compile(
    r"^[ \t]*@[ \t]*(?:(?:string|comment|preamble)\s*[{(]"
    r"|[A-Za-z]\w*\s*(?:\{\s*[^,{}=\"\n]*|\(\s*[^\s,{}()=\"]*[ \t]*)(?:,|\n))",
    re.IGNORECASE | re.MULTILINE,
)
"""What an entry never reaches over."""
_OPENING = re.compile(r"@\s*(\w*)\s*([{(])\s*")
_KEYS = {"}": re.compile(r"([^,=}\n]*?)\s*(,|\n|(?=}))"), ")": re.compile(r"([^,=)\n]*?)\s*(,|\n|(?=\)))")}
_NAME = re.compile(r"([^\s=,{}()\"#%@]+)(\s*=\s*|[ \t]*(?=[{\"]))")
_LONG_NAME = re.compile(r"([^\n=,{}()\"#%@]+?)(\s*=\s*)")
_ASSIGNMENT = re.compile(r"[^\s=,{}()\"#%@]+\s*=\s*[{\"\w]")
_SWALLOWED = re.compile(r"\n\s*[A-Za-z][\w-]*\s*=\s*[{\"\d]")
_BLANK = re.compile(r"\s*")
_BLANK_OR_PERCENT = re.compile(r"[\s%]*")
_BARE = re.compile(r"[^\s#{}\",=]+")
_MARK = re.compile(r"[{}\"]")
_UNESCAPED = re.compile(r"(?<!\\)[{}\"]")
_REST = re.compile(r"[^,{}\n]*")
_COMMA = re.compile(r"\s*,\s*")
_QUOTE = re.compile('"')
_ENDS_VALUE = re.compile(r"\s*(?:,\s*\n|,\s*[\w-]+\s*=|[})]\s*(?:\n|$))")
_FIELD_AHEAD = re.compile(r"\s*,\s*[A-Za-z][\w-]*\s*=\s*[{\"\d]")
_AFTER_VALUE = re.compile(r"\s*(?:[,#})]|$|[^\s=,{}()\"#%@]+\s*=)")


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field: its name in lower case, its value without delimiters, where it begins."""

    name: str
    value: str
    offset: int


@dataclass(slots=True)
class Scanned:
    """An entry as it was understood; ``lost`` says why it was not."""

    type: str
    key: str
    end: int
    fields: list[FoundField] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lost: Fault | None = None


def scan_entry(text: str, start: int, strings: Mapping[str, str] | None = None, limit: int = -1) -> Scanned:
    """The entry whose ``@`` stands at ``start``; offsets of its faults count from the text's beginning.

    ``strings`` are the abbreviations known so far; ``limit`` is where the next entry begins, if that is known.
    """
    if limit < 0:
        line_end = text.find("\n", start)
        following = NEXT.search(text, line_end + 1) if line_end >= 0 else None
        limit = following.start() if following else len(text)
    return _Scanner(text, start, strings or {}, limit).scan()


def _closing(text: str, start: int, limit: int, marks: re.Pattern[str]) -> int:
    """Where the brace or quote at ``start`` is closed before ``limit``; -1 if nowhere."""
    wanted = '"' if text[start] == '"' else "}"
    depth = 0
    for mark in marks.finditer(text, start + 1, limit):
        if mark[0] == wanted and depth == 0:
            return mark.start()
        depth = max(0, depth + (mark[0] == "{") - (mark[0] == "}"))
    return -1


class _Scanner:
    def __init__(self, text: str, start: int, strings: Mapping[str, str], limit: int) -> None:
        self.text = text
        self.strings = strings
        self.position = start
        self.limit = limit
        line = text.rfind("\n", 0, start) + 1
        # In an entry that stands behind a % each line begins with one.
        self.blank = _BLANK_OR_PERCENT if text[line:start].lstrip().startswith("%") else _BLANK
        self.found = Scanned("", "", start)

    def scan(self) -> Scanned:
        """Read head and fields up to the end of the entry."""
        opening = _OPENING.match(self.text, self.position)
        if not opening:
            return self.lose("bib-syntax", "Expected an entry, found none.", "An entry looks like @article{key, ...}.")
        self.found.type = opening[1].lower()
        self.closing = "}" if opening[2] == "{" else ")"
        self.position = min(opening.end(), self.limit)
        if self.found.type != "string":
            self.key()
        while self.found.lost is None and not self.at_end():
            self.field()
        self.found.end = min(self.position, self.limit)
        return self.found

    def fault(self, code: str, message: str, hint: str = "", offset: int | None = None) -> None:
        self.found.faults.append(Fault(self.position if offset is None else offset, code, message, hint))

    def lose(self, code: str, message: str, hint: str, offset: int | None = None) -> Scanned:
        """Give the entry up."""
        self.found.lost = Fault(self.found.end if offset is None else offset, code, message, hint)
        self.position = self.found.end = self.limit
        return self.found

    def skip(self) -> None:
        found = self.blank.match(self.text, self.position, self.limit)
        self.position = found.end() if found else self.position

    def key(self) -> None:
        """The key of the entry, if it has one."""
        found = _KEYS[self.closing].match(self.text, self.position, self.limit)
        if not found:
            return
        self.found.key = found[1].strip()
        self.position = found.end()
        if found[2] == "\n":
            self.skip()
            if self.text.startswith(",", self.position):
                return
            if not self.text.startswith(self.closing, self.position):
                self.fault("bib-missing-comma", "Expected a comma after the key, found none.", offset=found.end(1))

    def at_end(self) -> bool:
        """Skip what parts two fields; whether the entry ends here."""
        while True:
            self.skip()
            if self.position >= self.limit:
                self.unclosed()
                return True
            char = self.text[self.position]
            if char == ",":
                self.position += 1
            elif char == "%":
                end = self.text.find("\n", self.position, self.limit)
                end = self.limit if end < 0 else end
                said = " ".join(self.text[self.position : end].split())
                self.fault("bib-commented-field", f"Left out what stands behind a %: '{said[:40]}'.")
                self.position = end
            elif char == self.closing:
                self.position += 1
                if not self.continues():
                    return True
                self.fault("bib-extra-brace", "Found a closing brace too many; the fields after it were read.")
            else:
                return False

    def continues(self) -> bool:
        """Whether fields go on after the brace that closes the entry: that brace is one too many."""
        comma = _COMMA.match(self.text, self.position, self.limit)
        return bool(comma and _ASSIGNMENT.match(self.text, comma.end(), self.limit))

    def unclosed(self) -> None:
        """The next entry or the end of the file comes first."""
        start = self.found.end
        head = f"The entry '{self.found.key}'" if self.found.key else f"This @{self.found.type} block"
        message = f"{head} is not closed before the next one begins or the file ends."
        hint = "Check that every { has its } and that the entry ends with }."
        if not self.found.fields:
            self.lose("bib-unclosed-entry", message, hint)
        else:
            self.fault("bib-unclosed-entry", message, hint, offset=start)

    def field(self) -> None:
        """One field: its name and its value, or what stands in its place."""
        offset = self.position
        found = _NAME.match(self.text, offset, self.limit) or _LONG_NAME.match(self.text, offset, self.limit)
        if not found:
            return self.no_field()
        name = "-".join(found[1].lower().split())
        if "=" not in found[2]:
            self.fault("bib-syntax", f"Expected '=' after the name of the field '{name}', found none.")
        elif name != found[1].lower():
            self.fault("bib-syntax", f"Expected the name of a field before '=', found '{found[1]}'.")
        self.position = found.end()
        value = self.value()
        if self.found.lost is None:
            self.keep(name, value, offset)
        return None

    def no_field(self) -> None:
        """Skip what is no field up to the next comma or line."""
        found = _REST.match(self.text, self.position, self.limit)
        end = found.end() if found else self.position
        if end == self.position:
            end += 1
        said = " ".join(self.text[self.position : end].split())
        self.fault("bib-syntax", f"Expected a field like name = {{value}}, found '{said[:40]}'; it was left out.")
        self.position = end

    def keep(self, name: str, value: str, offset: int) -> None:
        """Note the field; of two that say different things under one name both are kept."""
        taken = {found.name: found.value for found in self.found.fields}
        if name in taken:
            kept, count = name, 1
            while kept in taken and taken[kept] != value:
                count += 1
                kept = f"{name}-{count}"
            message = f"The field '{name}' is given twice; " + (
                "with one value." if kept in taken else f"kept as '{kept}'."
            )
            self.fault("bib-duplicate-field", message, "Keep the right one.", offset)
            if kept in taken:
                return
            name = kept
        self.found.fields.append(FoundField(name, value, offset))

    def value(self) -> str:
        """The pieces of a value, put together."""
        texts = [self.piece()]
        while self.found.lost is None:
            self.skip()
            if self.text.startswith("#", self.position):
                self.position += 1
                self.skip()
                texts.append(self.piece())
            elif self.position >= self.limit or self.text[self.position] in {",", self.closing}:
                break
            elif _ASSIGNMENT.match(self.text, self.position, self.limit):
                self.fault("bib-missing-comma", "Expected a comma before this field, found none.")
                break
            else:
                texts.append(self.stray())
        return "".join(texts)

    def stray(self) -> str:
        """What stands between a value and the next comma; it stays with the value."""
        start = self.position
        if self.text[start] in '{"':
            self.piece()
        else:
            found = _REST.match(self.text, start, self.limit)
            self.position = max(found.end() if found else 0, start + 1)
        more = self.text[start : self.position].rstrip()
        self.fault("bib-syntax", f"Expected a comma after the value, found '{more[:40]}'.", offset=start)
        return self.text[start - 1 : start].replace("\n", " ") * (self.text[start - 1].isspace()) + more

    def piece(self) -> str:
        """One piece of a value: in braces, in quotes, a number, an abbreviation."""
        start = self.position
        char = self.text[start : start + 1] if start < self.limit else ""
        if char and char in '{"':
            end = self.end_of_piece(start)
            if end < 0 or not self.text[end + 1 : self.limit].strip():
                mended = _SWALLOWED.search(self.text, start, self.limit if end < 0 else end)
                if mended:
                    said = self.text[start + 1 : mended.start()].rstrip().removesuffix(",")
                    self.position = start + 1 + len(said)
                    self.fault("bib-unclosed-value", "This value is not closed; the next field ends it.", offset=start)
                    return said
            if end < 0:
                message = f"A value that begins with {char} here is never closed."
                self.lose(
                    "bib-unclosed-entry", message, "Check that every { has its } and every quote its partner.", start
                )
                return ""
            self.position = end + 1
            return self.text[start + 1 : end]
        found = _BARE.match(self.text, start, self.limit)
        word = found[0] if found else ""
        if self.closing == ")":
            word = word.partition(")")[0]
        if not word:
            self.fault("bib-syntax", "A value is missing here.", "Write it in braces: {...}.")
            self.position += bool(char and char not in {",", "#", self.closing})
            return ""
        self.position = start + len(word)
        if word.isdecimal():
            return word
        if word.lower() not in self.strings:
            message = f"'{word}' is neither in braces nor an abbreviation that an @string above defines."
            self.fault("bib-undefined-string", message, f"Write {{{word}}}, or define it.", start)
        return self.strings.get(word.lower(), word)

    def end_of_piece(self, start: int) -> int:
        """Where a piece ends: as BibTeX counts, or, where that leads nowhere, without escaped signs."""
        ends = [_closing(self.text, start, self.limit, marks) for marks in (_MARK, _UNESCAPED)]
        ends = [end for end in ends if end < 0 or _AFTER_VALUE.match(self.text, end + 1, self.limit)] or ends
        if len(ends) == 2 and 0 <= ends[1] < ends[0] and _FIELD_AHEAD.match(self.text, ends[1] + 1):
            return ends[1]
        for end in ends:
            if end >= 0 and _AFTER_VALUE.match(self.text, end + 1, self.limit):
                return end
        if self.text[start] == '"':
            for quote in _QUOTE.finditer(self.text, start + 1, self.limit):
                if _ENDS_VALUE.match(self.text, quote.end(), self.limit):
                    return quote.start()
        return max(ends)
