"""A BibTeX file as text, or the one reason why there is none; places in it."""

from __future__ import annotations

import bisect
import codecs
import pathlib
import re

from evigraph.errors import Finding, Place

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Source:
    """The text of a file with its label; turns offsets into places."""

    def __init__(self, text: str, label: str) -> None:
        self.text = text
        self.label = label
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        """Line and column of an offset, both counted from 1."""
        line = bisect.bisect_right(self._starts, offset)
        return Place(self.label, line, offset - self._starts[line - 1] + 1)

    def line_before(self, offset: int) -> str:
        """What stands before an offset on its line."""
        line = bisect.bisect_right(self._starts, offset)
        return self.text[self._starts[line - 1] : offset]

    def control_characters(self, severity: str = "error") -> list[Finding]:
        """A finding for each control character: none has a meaning in BibTeX, and XML forbids them."""
        return [
            Finding(
                self.place(found.start()),
                "bib-control-character",
                f"Found the invisible control character U+{ord(found.group()):04X}.",
                "Delete it.",
                severity,
            )
            for found in _CONTROL.finditer(self.text)
        ]


def read_source(path: pathlib.Path, label: str) -> Source | Finding:
    """The file's text with line ends as ``\\n`` and no byte order mark, or why it cannot be had."""
    whole = Place(label)
    try:
        if path.exists() and not path.is_file():
            return Finding(whole, "bib-not-a-file", "Expected a BibTeX file, found a folder or device.")
        data = path.read_bytes()
    except FileNotFoundError:
        return Finding(whole, "bib-not-found", "There is no such file.")
    except OSError as error:
        return Finding(whole, "bib-unreadable", f"The file cannot be read: {error.strerror or error}.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8", errors="replace")) + 1
        message = f"Expected UTF-8, found the byte 0x{data[error.start]:02X}."
        return Finding(Place(label, line, column), "bib-not-utf8", message, "Save the file as UTF-8.")
    return Source(text.replace("\r\n", "\n").replace("\r", "\n"), label)


_DECLARED = re.compile(rb"%\s*encoding:\s*([\w-]+)", re.IGNORECASE)
_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"))
_MARKED_16 = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(data: bytes, label: str) -> tuple[str, list[Finding]]:
    """The text of a library of somebody else, and a warning where its encoding had to be assumed.

    A mark at the beginning is believed; then UTF-8, then what a line "% Encoding: ..." declares;
    a line that is none of these is read as Windows-1252.
    """
    for mark, encoding in (*_MARKED, *_MARKED_16):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), []
    if data[:2].count(0) == 1 and len(data) > 3:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
        return data.decode(encoding, errors="replace"), [_assumed(label, 1, "UTF-16")]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    declared = _DECLARED.search(data, 0, 1000)
    if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            return data.decode(name), [_assumed(label, line, declared[1].decode("ascii"))]
        except (LookupError, UnicodeDecodeError):
            pass
    lines = [_line(part) for part in data.split(b"\n")]
    return "\n".join(lines), [_assumed(label, line, "Windows-1252")]


def _line(data: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _assumed(label: str, line: int, encoding: str) -> Finding:
    message = f"The text from here on is not UTF-8; it was read as {encoding}."
    return Finding(Place(label, line), "bib-encoding", message, "Save the file as UTF-8.", "warning")
