"""The lines of a text: which of them are no prose, and where an offset stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from evigraph.coverage.curated import CuratedText, Span

_CAPTION = re.compile(r"(?:Table|Figure|Fig\.?)\s*\w{1,4}[.:]\s")


class Layout:
    """Headings, captions, table lines and the footnotes under them are not prose; all else is."""

    def __init__(self, text: str, curated: CuratedText) -> None:
        self.text = text
        self.curated = curated
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._other = list(self._other_lines())

    def place(self, offset: int) -> str:
        """``line:column`` of an offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return f"{line}:{offset - self._starts[line - 1] + 1}"

    def prose(self, start: int, end: int) -> Iterator[Span]:
        """The stretches of prose between two offsets, without the white space at their ends."""
        first, last = (bisect_right(self._other, (offset, offset)) for offset in (start, end))
        for low, high in [*self._other[max(0, first - 1) : last], (end, end)]:
            stretch = self.text[start : min(low, end)]
            if low > start and stretch.strip():
                yield start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())
            start = max(start, high)

    def _other_lines(self) -> Iterator[Span]:
        in_table = False
        for match in re.finditer(r"[^\n]*\S[^\n]*", self.text):
            line = match[0].strip(" \r\f")
            is_table = "\t" in line or bool(_CAPTION.match(line)) or (in_table and self._is_note(line))
            in_table = is_table
            if is_table or line in self.curated.headings:
                yield match.span()

    def _is_note(self, line: str) -> bool:
        """True for a table footnote: it begins with its mark, which ends in a sign if it is a word."""
        return any(
            line.startswith(tuple(f"{mark}{sign}" for sign in ",:=") if mark[-1].isalnum() else mark)
            for mark in self.curated.marks
        )
