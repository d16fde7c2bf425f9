"""The sections of a text: what its headings are about, and which stands in which."""

from __future__ import annotations

from evigraph.article.flow import Flow
from evigraph.article.text import Section
from evigraph.text.words import heading_words, kind_of_heading

_KINDS = {"abstract": "abstract", "body": "body", "back": "back", "float": "floats", "reference": "back"}


class SectionsOf:
    """The sections of a flow as they are entered."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._open: list[tuple[int, int]] = []
        self._abstract: set[str] | None = None
        """The headings within an abstract that has parts, as long as it is open."""

    @property
    def is_back(self) -> bool:
        """Whether what comes now stands behind the text."""
        return bool(self._open) and self._flow.sections[self._open[0][1]].kind == "back"

    def front(self) -> int:
        """The section of what stands before the text."""
        return self._add(-1, "", "front", 0)

    def here(self) -> int:
        """The section that is open; one without a title where none is."""
        if not self._open:
            self._open = [(1, self._add(-1, "", "body", 0))]
        return self._open[-1][1]

    def back(self) -> None:
        """Begin what stands behind the text, without a heading."""
        self._open = [(1, self._add(-1, "", "back", 0))]

    def enter(self, title: str, level: int, line: int) -> int:
        """Begin the section of a heading."""
        words, known = heading_words(title), kind_of_heading(title)
        begun = any(section.kind == "body" for section in self._flow.sections)
        known = "body" if known == "abstract" and begun else known
        level = self._level(words, known, level)
        before = self._flow.sections[self._open[0][1]].kind if self._open else "body"
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        parent = self._open[-1][1] if self._open else -1
        if parent >= 0:
            kind = self._flow.sections[parent].kind
        else:
            kind = _KINDS.get(known, "back" if before == "back" and begun else "body")
        index = self._add(parent, title, kind, line)
        self._open.append((level, index))
        if known == "abstract":
            self._abstract = set()
        return index

    def _level(self, words: str, known: str, level: int) -> int:
        """The level of a heading; those of an abstract stand in it until one comes that it cannot have."""
        if self._abstract is None or not self._open:
            return level
        inside = known == "body" and words != "introduction" and words not in self._abstract
        bare = self._flow.blocks and self._flow.blocks[-1].kind == "title"
        if inside and (bare or self._abstract):
            self._abstract.add(words)
            return self._open[0][0] + 1
        self._abstract = None
        return level

    def _add(self, parent: int, title: str, kind: str, line: int) -> int:
        self._flow.sections.append(Section(parent, title, kind, line=line))
        return len(self._flow.sections) - 1
