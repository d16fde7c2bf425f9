"""The text of an article in one pass: sections, blocks, links, figures, tables."""

from __future__ import annotations

from collections.abc import Callable

from lxml.etree import _Element

from evigraph.article.table import Table
from evigraph.article.text import Figure, Section
from evigraph.jats.elements import HOLDERS, PARAGRAPHS, PASSED, PROSE, SECTIONS, SPLITS
from evigraph.jats.inline import Inline
from evigraph.jats.tables import read_table
from evigraph.jats.words import LANGUAGE, address, child_of, content, line_of


class Body(Inline):
    """Reads elements into a flow."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: list[Figure] = []
        self.tables: list[Table] = []
        self._section = -1
        self._owner = ""
        self._prose = "paragraph"
        self._kind = "paragraph"
        self._line = 0

    def misses(self, counts: dict[str, int]) -> bool:
        """Whether less was read than the file has."""
        figures = sum(1 for each in self.figures if each.kind == "figure")
        read = {"citations": len(self.flow.links), "tables": len(self.tables), "figures": figures}
        return any(read[kind] < counts[kind] for kind in read)

    def strays(self, root: _Element) -> None:
        """Read what stands where no prose is expected: tables, figures and citations in metadata or entries."""
        for element in list(root.iter("table-wrap", "fig")):
            self.read(element)
        for element in list(root.iter("xref")):
            if element.get("ref-type") == "bibr" and element not in self._seen:
                self.block(self._around(element), "other")
                if element not in self._seen:  # in words for a picture, in TeX
                    self._xref(element)
                    self._close("other", line_of(element))

    def _around(self, element: _Element) -> _Element:
        """The largest element that is a block and holds nothing that was read."""
        block = element
        while (above := block.getparent()) is not None and above.tag not in HOLDERS:
            if any(each in self._seen for each in above.iter("xref", "table-wrap", "fig")):
                break
            block = above
        return block

    # Sections

    def section(self, element: _Element, kind: str = "") -> None:
        """A section with all within it."""
        above, flow = self._section, self.flow
        kind = kind or SECTIONS[element.tag] or (flow.sections[above].kind if above >= 0 else "body")
        index = len(flow.sections)
        heading = child_of(element, "title")
        if heading is None and (caption := child_of(element, "caption")) is not None:
            heading = caption.find("title")
        flow.sections.append(
            Section(
                above,
                content(heading),
                kind,
                content(child_of(element, "label")),
                element.get("id", ""),
                element.get("sec-type") or element.get("abstract-type") or element.get("notes-type") or "",
                element.get(LANGUAGE, ""),
                line_of(element),
            )
        )
        self._section = index
        self.walk(element)
        self._section = above

    def sub_article(self, element: _Element) -> None:
        """A letter, an answer or a translation that is printed with the article."""
        front = next(iter(element.iter("front-stub", "front")), element)
        heading = front.find(".//article-title")
        above, self._section = self._section, len(self.flow.sections)
        kind, type_ = SECTIONS[element.tag], element.get("article-type") or element.get("response-type") or ""
        line, language = line_of(element), element.get(LANGUAGE, "")
        self.flow.sections.append(
            Section(above, content(heading), kind, "", element.get("id", ""), type_, language, line)
        )
        self.front(front)
        self.walk(element)
        self._section = above

    def front(self, element: _Element) -> None:
        """What is prose in the metadata: titles, abstracts, notes of the authors."""
        meta = child_of(element, "article-meta")
        for child in [*(element if meta is None else meta), *element.findall("notes")]:
            if child.tag == "title-group":
                for each in child.iter("article-title", "subtitle", "trans-title", "trans-subtitle"):
                    self.title(each)
            elif child.tag in ("abstract", "trans-abstract", "author-notes", "notes"):
                self.section(child)

    def walk(self, element: _Element) -> None:
        """The children of an element that holds blocks."""
        if (text := element.text) and not text.isspace():
            self._stray(text, element)
        for child in element:
            tag = child.tag
            reader = _READERS.get(tag)
            if reader:
                reader(self, child)
            elif tag not in PASSED:
                self._other(child)
            if (tail := child.tail) and not tail.isspace():
                self._stray(tail, child)

    def _other(self, element: _Element) -> None:
        """An element that is either a block or holds blocks: its children say which."""
        if any(child.tag in _READERS or child.tag in SPLITS for child in element):
            self.walk(element)
        else:
            self.paragraph(element)

    def _stray(self, text: str, near: _Element) -> None:
        self.flow.add(text)
        self._close(self._prose, line_of(near))

    # Blocks

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
        index = self._close(kind, self._line)
        floats = self._floats
        self._splits, self._kind, self._floats, self._line = before
        for each in floats:
            self.read(each)
        return index

    def read(self, element: _Element) -> None:
        """An element that is a block or holds blocks."""
        reader = _READERS.get(element.tag)
        if reader:
            reader(self, element)
        else:
            self._other(element)

    def end_part(self) -> None:
        """End the open block, which goes on after what splits it."""
        self._close(self._kind, self._line)

    def _close(self, kind: str, line: int) -> int:
        return self.flow.close(kind, self._section, self._owner, line)

    def _item(self, element: _Element) -> None:
        """A term and what it means, as one block."""
        self.block(element, "item")

    def _prose_of(self, element: _Element) -> None:
        """The paragraphs of a list item, quotation, note or caption."""
        before = self._prose, self._owner
        self._prose = PROSE[element.tag]
        if element.tag == "fn":
            self._owner = element.get("id", "") or self._owner
        self._other(element)
        self._prose, self._owner = before

    def note(self, element: _Element) -> None:
        """What stands under a table."""
        before, self._prose = self._prose, "note"
        self.read(element)
        self._prose = before

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
        index = self._close("row", line)
        floats = self._floats
        self._splits, self._floats = before
        for each in floats:
            self.read(each)
        return index

    @property
    def here(self) -> int:
        """The index of the section that is read."""
        return self._section

    # Floats

    def _figure(self, element: _Element) -> None:
        if element in self._seen:
            return
        self._seen.add(element)
        first, owner = len(self.flow.blocks), self._owner
        self._owner = element.get("id", "") or owner
        self.walk(element)
        self._owner = owner
        graphics = tuple(
            filter(None, (address(each) for each in element.iter("graphic", "media", "supplementary-material")))
        )
        self.figures.append(
            Figure(
                element.get("id", ""),
                "figure" if element.tag == "fig" else "supplement",
                content(child_of(element, "label")),
                self._section,
                tuple(range(first, len(self.flow.blocks))),
                graphics,
                line_of(element),
            )
        )

    def _table(self, element: _Element) -> None:
        if element in self._seen:
            return
        self._seen.add(element)
        owner, self._owner = self._owner, element.get("id", "") or self._owner
        index = len(self.tables)
        self.tables.append(Table("", "", "", 0, (), (), ()))
        self.tables[index] = read_table(element, self)
        self._owner = owner


_READERS: dict[str, Callable[[Body, _Element], object]] = {
    **dict.fromkeys(SECTIONS, Body.section),
    **dict.fromkeys(("sub-article", "response"), Body.sub_article),
    **dict.fromkeys(PARAGRAPHS, Body.paragraph),
    "title": Body.title,
    "subtitle": Body.title,
    **dict.fromkeys(PROSE, Body._prose_of),
    "def-item": Body._item,
    "fig": Body._figure,
    **dict.fromkeys(("supplementary-material", "media", "inline-supplementary-material"), Body._figure),
    "table-wrap": Body._table,
}
