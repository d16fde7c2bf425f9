"""A text as numbered lines, and lines joined to runs that know where each of their letters stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from unicodedata import normalize

_HYPHENED = re.compile(r"[^\W\d_]{2,}[-‐\u00ad]$")
_SOFT = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_FINISHED = re.compile(r"[.!?:;…][\"'”’»)\]*_]*(?:[\d⁰¹²³⁴-⁹⁻–,-]|\^\{[^{}]*\}|\[[^\[\]]*\])*[\"'”’»)\]*_]*$")
FENCE = re.compile(r"(`{3,}|~{3,})[^`]{0,100}")
_LONG = 40
_WIDEST = 130


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, counted from 1, without white space at its end; form feeds end pages and lines.

    ``code`` says that it stands in a fence, or is one.
    """

    number: int
    text: str
    code: bool = False

    @property
    def bare(self) -> str:
        """The line without white space at its ends."""
        return self.text.strip(" \t\u00a0")

    @property
    def indent(self) -> int:
        """How far the line is moved in."""
        return len(self.text) - len(self.text.lstrip(" \t\u00a0"))


def numbered(text: str, markdown: bool = False) -> list[Line]:
    """The lines of a text in NFC; in Markdown code stands between tildes too, which elsewhere are rules."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        for part in line.split("\f") if "\f" in line else (line,):
            found.append(Line(number, normalize("NFC", part).rstrip()))
    return _fenced(found, "`~" if markdown else "`")


def _fenced(lines: list[Line], signs: str) -> list[Line]:
    """The lines with those marked that stand between a fence and the next of its kind, which is no shorter."""
    told = ((at, FENCE.fullmatch(line.bare)) for at, line in enumerate(lines) if line.bare[:1] in signs)
    fences = [(at, found[1]) for at, found in told if found]
    closing = {at for at, fence in fences if fence == lines[at].bare}
    longest = {"`": [0], "~": [0]}  # from each fence on, the longest that may close one
    for at, fence in reversed(fences):
        for sign, sizes in longest.items():
            sizes.append(max(sizes[-1], len(fence) if at in closing and fence[0] == sign else 0))
    for sizes in longest.values():
        sizes.reverse()
    marked, open_, opened = list(lines), -1, ""
    for place, (at, fence) in enumerate(fences):
        if open_ < 0 and longest[fence[0]][place + 1] >= len(fence):
            open_, opened = at, fence
        elif open_ >= 0 and at in closing and fence.startswith(opened):
            for each in range(open_, at + 1):
                marked[each] = replace(lines[each], code=True)
            open_ = -1
    return marked


class Run:
    """Lines joined to one line of text."""

    def __init__(self, text: str, starts: Sequence[tuple[int, int, int]]) -> None:
        self.text = text
        self._starts = starts

    @property
    def line(self) -> int:
        """The number of the first line."""
        return self._starts[0][1] if self._starts else 0

    @property
    def lines(self) -> list[int]:
        """The numbers of all lines."""
        return [number for _, number, _ in self._starts]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a letter."""
        if not self._starts:
            return 0, 0
        start, number, column = self._starts[max(0, bisect_right(self._starts, (offset, 10**9, 0)) - 1)]
        return number, column + offset - start

    def cut(self, start: int, end: int | None = None) -> Run:
        """A stretch of it, without white space at its ends."""
        inside = self.text[start:end]
        start += len(inside) - len(inside.lstrip())
        inside = inside.strip()
        first = max(0, bisect_right(self._starts, (start, 10**9, 0)) - 1)
        kept = [each for each in self._starts[first:] if each[0] < start + max(len(inside), 1)]
        moved = [(max(0, at - start), number, column + max(0, start - at)) for at, number, column in kept]
        return Run(inside, moved)

    @cached_property
    def finished(self) -> bool:
        """Whether it ends as a sentence does, citations behind its full stop left aside."""
        return is_finished(self.text)


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _FINISHED.search(text[-80:]) is not None


def joined(lines: Sequence[Line], words: frozenset[str] = frozenset()) -> Run:
    """Lines as one; a word that is parted at the end of a line is one again where ``words`` has it whole."""
    pieces: list[str] = []
    starts: list[tuple[int, int, int]] = []
    length = 0
    for line in lines:
        bare = line.bare
        if not bare:
            continue
        if pieces:
            last, parted = pieces[-1], _HYPHENED.search(pieces[-1][-60:])
            if parted and bare[0].islower():
                whole = parted.group()[:-1] + (found.group() if (found := _WORD.match(bare)) else "")
                if last.endswith(_SOFT) or whole.lower() in words:
                    pieces[-1] = last[:-1]
                    length -= 1
            elif not parted or bare[0].isspace():
                pieces.append(" ")
                length += 1
        starts.append((length, line.number, line.indent + 1))
        pieces.append(bare)
        length += len(bare)
    return Run("".join(pieces), starts)


def runs_joined(runs: Sequence[Run]) -> Run:
    """Runs as one, with a space between."""
    starts: list[tuple[int, int, int]] = []
    at = 0
    for run in runs:
        starts += [(start + at, number, column) for start, number, column in run._starts]
        at += len(run.text) + 1
    return Run(" ".join(run.text for run in runs), starts)


def vocabulary(lines: Sequence[Line]) -> frozenset[str]:
    """The words that stand within lines, in lower case."""
    return frozenset(word.lower() for line in lines for word in _WORD.findall(line.text))


def are_wrapped(lines: Sequence[Line]) -> bool:
    """Whether paragraphs were cut into lines of one width, so that a line alone is none."""
    prose = [line for line in lines if "\t" not in line.text and "|" not in line.text]
    lengths = sorted(len(line.text) for line in prose if len(line.text) >= _LONG)
    if not lengths or lengths[int(0.9 * (len(lengths) - 1))] > _WIDEST:
        return False
    pairs = [
        above
        for above, below in pairwise(prose)
        if below.number == above.number + 1 and len(above.text) >= _LONG and below.text
    ]
    going_on = sum(1 for line in pairs if not is_finished(line.text))
    return bool(pairs) and going_on >= 0.4 * len(pairs)
