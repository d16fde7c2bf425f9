"""Elements into a flow in one pass, by tables that say what each element is to a format.

A format derives from :class:`Blocks`, fills the tables and adds what is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from lxml.etree import _Element

from evigraph.article.flow import Flow
from evigraph.article.table import Table
from evigraph.article.text import Figure
from evigraph.article.words import line_of

Reads = Callable[[Any, _Element], object]
"""A method that reads an element."""


class Blocks:
    """Reads what holds blocks (``readers``), and the mixed content within them (``within``)."""

    readers: ClassVar[Mapping[str, Reads]] = {}
    """Elements that are blocks or hold them."""
    within: ClassVar[Mapping[str, Reads]] = {}
    """Elements within a block that are more than their letters."""
    passed: ClassVar[frozenset[str]] = frozenset()
    """Elements without prose of their own: read elsewhere, or nothing that is printed."""
    splits: ClassVar[frozenset[str]] = frozenset()
    """Elements within a paragraph that are blocks themselves."""
    holders: ClassVar[frozenset[str]] = frozenset()
    """Elements that are too large to be a block."""
    floating: ClassVar[tuple[str, ...]] = ()
    """Elements that are tables and figures."""
    prose: ClassVar[Mapping[str, str]] = {}
    """Elements whose paragraphs are blocks of a kind of their own."""
    noting: ClassVar[str] = ""
    """The element that is a note, which owns its blocks."""
    identifier: ClassVar[str] = "id"
    """The attribute that names an element."""
    linking: ClassVar[str] = ""
    """The element that is a citation, where :meth:`cites` says so."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.addresses: list[str] = []
        self.figures: list[Figure] = []
        self.tables: list[Table] = []
        self._seen: set[_Element] = set()
        self._floats: list[_Element] = []
        self._splits = False
        self._section = -1
        self._owner = ""
        self._prose = "paragraph"
        self._kind = "paragraph"
        self._line = 0

    # What a format says of its elements

    def cites(self, element: _Element) -> bool:
        """Whether a linking element leads to the reference list."""
        raise NotImplementedError

    def link(self, element: _Element) -> None:
        """A linking element within a block."""
        raise NotImplementedError

    # Within a block

    def inline(self, element: _Element) -> None:
        """The mixed content of an element into the open block."""
        add, within = self.flow.add, self.within
        if text := element.text:
            add(text)
        for child in element:
            reader = within.get(child.tag)
            if reader:
                reader(self, child)
            else:
                self.inline(child)
            if tail := child.tail:
                add(tail)

    def float(self, element: _Element) -> None:
        """An element that stands beside the paragraph it is in: it goes on after it."""
        self._floats.append(element)

    def split(self, element: _Element) -> None:
        """An element that is a block itself, or stands apart where there can be none."""
        if self._splits:
            self.end_part()
            self.read(element)
        else:
            self.apart(element)

    def apart(self, element: _Element) -> None:
        """An element that a space parts from what stands around it."""
        self.flow.space()
        self.inline(element)
        self.flow.space()

    def unread(self, element: _Element) -> None:
        """Words that stand for a picture, and lines: nothing of the text."""

    # Blocks and what holds them

    def walk(self, element: _Element) -> None:
        """The children of an element that holds blocks."""
        if (text := element.text) and not text.isspace():
            self.stray(text, element)
        for child in element:
            tag = child.tag
            reader = self.readers.get(tag)
            if reader:
                reader(self, child)
            elif tag not in self.passed:
                self.other(child)
            if (tail := child.tail) and not tail.isspace():
                self.stray(tail, child)

    def other(self, element: _Element) -> None:
        """An element that is either a block or holds blocks: its children say which."""
        if any(child.tag in self.readers or child.tag in self.splits for child in element):
            self.walk(element)
        else:
            self.paragraph(element)

    def stray(self, text: str, near: _Element) -> None:
        """Text between the blocks, which is one itself."""
        self.flow.add(text)
        self.close(self._prose, line_of(near))

    def paragraph(self, element: _Element) -> int:
        """A block of prose; the index of its last part."""
        return self.block(element, self._prose, splits=True)

    def title(self, element: _Element) -> int:
        """A heading."""
        return self.block(element, "title" if self._prose != "caption" else "caption")

    def block(self, element: _Element, kind: str, splits: bool = False) -> int:
        """An element as a block, and what floats in it after it."""
        before = self._splits, self._kind, self._floats, self._line
        self._splits, self._kind, self._floats, self._line = splits, kind, [], line_of(element)
        self.inline(element)
        index = self.close(kind, self._line)
        floats = self._floats
        self._splits, self._kind, self._floats, self._line = before
        for each in floats:
            self.read(each)
        return index

    def read(self, element: _Element) -> None:
        """An element that is a block or holds blocks."""
        reader = self.readers.get(element.tag)
        if reader:
            reader(self, element)
        else:
            self.other(element)

    def prose_of(self, element: _Element) -> None:
        """The paragraphs of a list item, quotation, note or caption."""
        before = self._prose, self._owner
        self._prose = self.prose[element.tag]
        if element.tag == self.noting:
            self._owner = element.get(self.identifier, "") or self._owner
        self.other(element)
        self._prose, self._owner = before

    def read_as(self, prose: str, element: _Element) -> None:
        """An element whose paragraphs are blocks of a kind of their own."""
        before, self._prose = self._prose, prose
        self.readers.get(element.tag, Blocks.other)(self, element)  # not by read: frames are few at the greatest depth
        self._prose = before

    def end_part(self) -> None:
        """End the open block, which goes on after what splits it."""
        self.close(self._kind, self._line)

    def close(self, kind: str, line: int) -> int:
        """End the open block; its index, -1 for none."""
        return self.flow.close(kind, self._section, self._owner, line)

    def row(self, cells: list[_Element], line: int) -> int:
        """A row of a table as a block, its cells parted by tabs; its index."""
        flow = self.flow
        if not any(map(len, cells)):  # nothing but text in them
            return flow.row([cell.text or "" for cell in cells], self._section, self._owner, line)
        before = self._splits, self._floats
        self._splits, self._floats = False, []
        for number, cell in enumerate(cells):
            if number:
                flow.tab()
            if len(cell):
                self.inline(cell)
            elif cell.text:
                flow.add(cell.text)
        index = self.close("row", line)
        floats = self._floats
        self._splits, self._floats = before
        for each in floats:
            self.read(each)
        return index

    @property
    def here(self) -> int:
        """The index of the section that is read."""
        return self._section

    # What the pass did not come by

    def misses(self, counts: dict[str, int]) -> bool:
        """Whether less was read than the file has."""
        figures = sum(1 for each in self.figures if each.kind == "figure")
        read = {"citations": len(self.flow.links), "tables": len(self.tables), "figures": figures}
        return any(read[kind] < counts[kind] for kind in read)

    def strays(self, root: _Element) -> None:
        """Read what stands where no prose is expected: tables, figures and citations in metadata or entries."""
        for element in list(root.iter(*self.floating)):
            self.read(element)
        for element in list(root.iter(self.linking)):
            if self.cites(element) and element not in self._seen:
                self.block(self._around(element), "other")
                if element not in self._seen:  # in words for a picture, in TeX
                    self.link(element)
                    self.close("other", line_of(element))

    def _around(self, element: _Element) -> _Element:
        """The largest element that is a block and holds nothing that was read."""
        block = element
        while (above := block.getparent()) is not None and above.tag not in self.holders:
            if any(each in self._seen for each in above.iter(self.linking, *self.floating)):
                break
            block = above
        return block
