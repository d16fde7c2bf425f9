"""Passages found again in a text, by offset and hash, also where the text has moved.

A passage stands where it was curated, or as far from there as its neighbors have moved,
or somewhere near: its length and hash are known, so it is recognized without its words.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evigraph.coverage.curated import CuratedText, Passage, Span
from evigraph.coverage.layout import Layout

REACH = 5000
"""How many beginnings of words are tried around the place where a passage is expected."""

GIVE_UP = 25
"""After so many searches in a row without success, only what its neighbors say is tried."""


@dataclass(frozen=True)
class Found:
    """Where a passage is.

    ``spans`` are its segments or, when its words are not there, the prose that stands in
    their place; ``offset`` is where it begins or should begin, ``shift`` the code points
    by which its beginning has moved.
    """

    state: Literal["found", "changed", "missing", "beyond-end", "unplaced"]
    spans: tuple[Span, ...]
    offset: int
    shift: int = 0


@dataclass(frozen=True)
class Located:
    """Every passage, in the order of ``CuratedText.passages``, and where the body now stands."""

    passages: tuple[Found, ...]
    body: Span
    same_text: bool


def sha256(text: str) -> str:
    """The digest of a text as the graph keeps it."""
    return hashlib.sha256(text.encode()).hexdigest()


def collapsed(text: str, spans: Sequence[Span]) -> str:
    """The words in ``spans`` joined by single spaces: what a passage's hash is made of."""
    return " ".join(" ".join(text[start:end] for start, end in spans).split())


def locate(text: str, curated: CuratedText, layout: Layout) -> Located:
    """Looks every passage of ``curated`` up in ``text``."""
    return _Search(text, curated, layout).run()


class _Search:
    def __init__(self, text: str, curated: CuratedText, layout: Layout) -> None:
        self.text = text
        self.curated = curated
        self.layout = layout
        self.same = sha256(text) == curated.text_hash
        self.words = [] if self.same else [match.start() for match in re.finditer(r"(?<!\S)\S", text)]
        self.segments = sorted(segment for passage in curated.passages for segment in passage.segments)
        self.spans: dict[str, tuple[Span, ...]] = {}  # of each passage found
        self.moved: dict[Span, Span] = {}  # curated segment of a passage found -> where it is
        self.anchors: list[Span] = []  # the keys of moved, sorted
        self.misses = 0

    def run(self) -> Located:
        passages = self.curated.passages
        # The pieces of a passage may have moved apart: what stands around them is found first.
        for passage in sorted(passages, key=lambda passage: len(passage.segments) > 1):
            spans = self._find(passage)
            if spans is not None:
                self.spans[passage.id] = spans
                self.moved.update(zip(passage.segments, spans, strict=True))
                self.anchors = sorted(self.moved)
        body = self._body()
        return Located(tuple(self._found(passage, body) for passage in passages), body, self.same)

    def _find(self, passage: Passage) -> tuple[Span, ...] | None:
        """The spans that hold the passage's words, or None."""
        if not passage.placed:
            return None
        for spans in self._candidates(passage):
            if sha256(collapsed(self.text, spans)) == passage.text_hash:
                self.misses = 0
                return spans
        self.misses += 1
        return None

    def _candidates(self, passage: Passage) -> Iterator[tuple[Span, ...]]:
        known = [self._shifts(segment) for segment in passage.segments]
        for shifts in itertools.product(*known):
            yield _shifted(passage, shifts)
        if self.misses < GIVE_UP:
            start = passage.segments[0][0]
            for place in self._near(start + known[0][0]):
                yield _shifted(passage, [place - start] * len(passage.segments))

    def _shifts(self, segment: Span) -> list[int]:
        """How far what stood there may have moved: as its neighbor before, as the one after, not at all."""
        at = bisect_right(self.anchors, segment)
        near = self.anchors[max(0, at - 1) : at + 1]
        return list(dict.fromkeys([*(self.moved[anchor][0] - anchor[0] for anchor in near), 0]))

    def _near(self, expected: int) -> list[int]:
        """Beginnings of words, the nearest to ``expected`` first."""
        at = bisect_left(self.words, expected)
        window = self.words[max(0, at - REACH // 2) : at + REACH // 2]
        return sorted(window, key=lambda place: abs(place - expected))

    def _body(self) -> Span:
        """Where the body stands: each end moved as the nearest passage before it did."""
        start, end = self.curated.body
        if self.same:
            return start, end
        length = len(self.text)
        first = min(max(0, start + self._shifts((start, start))[0]), length)
        last = min(max(first, end + self._shifts((end, end))[0]), length)
        line_end = self.text.find("\n", last)
        return first, length if line_end < 0 else line_end

    def _found(self, passage: Passage, body: Span) -> Found:
        if not passage.placed:
            return Found("unplaced", (), 0)
        first, last = passage.segments[0], passage.segments[-1]
        if spans := self.spans.get(passage.id):
            return Found("found", spans, spans[0][0], spans[0][0] - first[0])
        shift = self._shifts(first)[0]
        standing = tuple(span for segment in passage.segments for span in self._instead(segment, passage.is_row, body))
        offset = standing[0][0] if standing else min(max(0, first[0] + shift), len(self.text))
        if last[1] + shift > len(self.text):
            return Found("beyond-end", standing, offset, shift)
        return Found("changed" if standing else "missing", standing, offset, shift)

    def _instead(self, segment: Span, is_row: bool, body: Span) -> Iterator[Span]:
        """What stands where a lost segment stood, between what stands around it."""
        low, high = self._gap(segment, is_row, body)
        if not is_row:
            yield from self.layout.prose(low, high)
            return
        blank = self.text.find("\n\n", low, high)
        row = self.text[low : high if blank < 0 else blank].rstrip()
        if row:
            yield low, low + len(row)

    def _gap(self, segment: Span, is_row: bool, body: Span) -> Span:
        """From the end of the segment before to the beginning of the one after; a row begins on its line."""
        shift = self._shifts(segment)[0]
        at = self.segments.index(segment)
        before = self.segments[at - 1] if at else None
        after = self.segments[at + 1] if at + 1 < len(self.segments) else None
        low, high = segment[0] + shift, segment[1] + shift
        start, end = self.curated.body
        if start <= segment[0] < end:
            low = max(body[0], self.moved[before][1] if before in self.moved and not is_row else low)
            high = self.moved[after][0] if after in self.moved else after[0] + shift if after else body[1]
            high = min(high, body[1])
        else:
            # Front matter: only what stands before it can have moved it.
            low, high = (low, high) if before in self.moved else segment
            high = min(high, self.moved[after][0]) if after in self.moved else high
        low = min(max(0, low), len(self.text))
        return low, max(low, min(high, len(self.text)))


def _shifted(passage: Passage, shifts: Sequence[int]) -> tuple[Span, ...]:
    return tuple(
        (max(0, start + shift), max(0, end + shift))
        for (start, end), shift in zip(passage.segments, shifts, strict=True)
    )
