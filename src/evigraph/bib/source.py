"""A BibTeX file as text, or the one reason why there is none; places in it."""

from __future__ import annotations

import bisect
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

    def control_characters(self) -> list[Finding]:
        """A finding for each control character: none has a meaning in BibTeX, and XML forbids them."""
        return [
            Finding(
                self.place(found.start()),
                "bib-control-character",
                f"Found the invisible control character U+{ord(found.group()):04X}.",
                "Delete it.",
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
