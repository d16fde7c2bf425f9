"""The text of an article in one pass: sections, blocks, links, figures, tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from lxml.etree import _Element

from evigraph.article.blocks import Blocks, Reads
from evigraph.article.table import Table
from evigraph.article.text import Figure, Section
from evigraph.article.words import LANGUAGE, address, child_of, content, line_of
from evigraph.jats.elements import HOLDERS, PARAGRAPHS, PASSED, PROSE, SECTIONS, SPLITS
from evigraph.jats.inline import Inline
from evigraph.jats.tables import read_table


class Body(Inline):
    """Reads elements into a flow."""

    passed, splits, holders = PASSED, SPLITS, HOLDERS
    prose, noting = PROSE, "fn"
    floating, linking = ("table-wrap", "fig"), "xref"

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
        front = next(element.iterchildren("front-stub", "front"), None)
        heading = element.find(".//article-title") if front is None else front.find(".//article-title")
        above, self._section = self._section, len(self.flow.sections)
        kind, type_ = SECTIONS[element.tag], element.get("article-type") or element.get("response-type") or ""
        line, language = line_of(element), element.get(LANGUAGE, "")
        self.flow.sections.append(
            Section(above, content(heading), kind, "", element.get("id", ""), type_, language, line)
        )
        if front is not None:
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

    # Blocks

    def _item(self, element: _Element) -> None:
        """A term and what it means, as one block."""
        self.block(element, "item")

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

    readers: ClassVar[Mapping[str, Reads]] = {
        **dict.fromkeys(SECTIONS, section),
        **dict.fromkeys(("sub-article", "response"), sub_article),
        **dict.fromkeys(PARAGRAPHS, Blocks.paragraph),
        "title": Blocks.title,
        "subtitle": Blocks.title,
        **dict.fromkeys(PROSE, Blocks.prose_of),
        "def-item": _item,
        "fig": _figure,
        **dict.fromkeys(("supplementary-material", "media", "inline-supplementary-material"), _figure),
        "table-wrap": _table,
    }
