"""The lines of a text: which of them are no prose, and where an offset stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from evigraph.coverage.curated import CuratedText, Span

_CAPTION = re.compile(r"(?:Table|Figure|Fig\.?)\s*\w{1,4}[.:]\s")
_LINE = re.compile(r"[^\n]+")


class Layout:
    """Headings, captions, table lines and footnotes are not prose; everything else is."""

    def __init__(self, text: str, curated: CuratedText) -> None:
        self.text = text
        self.curated = curated
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._other = [match.span() for match in _LINE.finditer(text) if self._is_other(match[0].strip("\r \f"))]

    def place(self, offset: int) -> str:
        """``line:column`` of an offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return f"{line}:{offset - self._starts[line - 1] + 1}"

    def prose(self, start: int, end: int) -> Iterator[Span]:
        """The stretches of prose between two offsets, white space at their ends left out."""
        for low, high in [*self._other, (end, end)]:
            if high > start and low <= end:
                stretch = self.text[start : max(start, min(low, end))]
                if stretch.strip():
                    first = start + len(stretch) - len(stretch.lstrip())
                    yield first, start + len(stretch.rstrip())
                start = max(start, high)

    def body(self, anchors: Sequence[tuple[Span, int]]) -> Span:
        """Where the body stands in this text, when ``anchors`` say how far its parts have moved.

        An anchor is a curated segment that was found again, with its shift.
        """
        start, end = self.curated.body
        before = [shift for (low, _), shift in anchors if low < start]
        inside = [shift for (low, _), shift in anchors if start <= low < end]
        first = min(len(self.text), max(0, start + (before[-1:] or inside[:1] or [0])[0]))
        last = min(len(self.text), max(first, end + (inside or before or [0])[-1]))
        if inside and last < len(self.text) and (inside[-1] or before != inside[: len(before)]):
            last = self._line_end(last)
        return first, last

    def _line_end(self, offset: int) -> int:
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found

    def _is_other(self, line: str) -> bool:
        return line in self.curated.headings or "\t" in line or bool(_CAPTION.match(line)) or self._is_note(line)

    def _is_note(self, line: str) -> bool:
        """True for a table footnote: it begins with its mark, an abbreviation also with a comma or the like."""
        return any(
            line.startswith(tuple(f"{mark}{sign}" for sign in ",:=") if mark[-1].isalnum() else mark)
            for mark in self.curated.marks
        )
