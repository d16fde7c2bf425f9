"""The text of an article in one pass: sections, blocks, links, figures, tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from lxml.etree import _Element

from evigraph.article.blocks import Blocks, Reads
from evigraph.article.table import Table
from evigraph.article.text import Figure, Section
from evigraph.article.words import LANGUAGE, child_of, content, line_of
from evigraph.article.xml import ID
from evigraph.tei.elements import HOLDERS, KINDS, PARAGRAPHS, PASSED, PROSE, SECTIONS, SPLITS
from evigraph.tei.inline import Inline
from evigraph.tei.labels import labeled
from evigraph.tei.tables import read_table

_LONGEST_NUMBER = 30


class Body(Inline):
    """Reads elements into a flow."""

    passed, splits, holders = PASSED, SPLITS, HOLDERS
    prose, noting, identifier = PROSE, "note", ID
    floating, linking = ("figure", "table"), "ref"

    def __init__(self, language: str = "") -> None:
        super().__init__()
        self._language = language
        self._type = ""
        self._numbered: dict[tuple[int, str], int] = {}
        self._latest: dict[int, int] = {}

    # Sections

    def header(self, header: _Element, title: _Element | None) -> None:
        """What is prose in the header: the title, the abstracts."""
        if title is not None:
            self.title(title)
        for abstract in header.iter("abstract"):
            self._section_of(abstract, "abstract", None)

    def _part(self, element: _Element) -> None:
        """The front, body or back."""
        self._section_of(element, SECTIONS[element.tag], None)

    def _division(self, element: _Element) -> None:
        """A section where it has a heading, or a type and text of its own; else the section before it goes on."""
        heading = child_of(element, "head")
        before, self._type = self._type, element.get("type") or self._type
        own = heading is not None or (self._type and any(child.tag != "div" for child in element))
        if own:
            self._section_of(element, KINDS.get(self._type, ""), heading)
        else:
            above = self._section
            goes_on = not self._type and self._prose == "paragraph"
            self._section = self._latest.get(above, above) if goes_on else above
            self.walk(element)
            self._section = above
        self._type = before

    def _section_of(self, element: _Element, kind: str, heading: _Element | None) -> None:
        flow, above, type_ = self.flow, self._section, self._type
        number = (heading.get("n", "") if heading is not None else "").strip(" .")
        parent = self._under(number)
        kind = kind or (flow.sections[above].kind if above >= 0 else "body")
        language = element.get(LANGUAGE, "")
        language = "" if language == self._language else language
        index = len(flow.sections)
        line = line_of(element)
        flow.sections.append(
            Section(parent, content(heading), kind, number, element.get(ID, ""), type_, language, line)
        )
        if number:
            self._numbered[above, number] = index
        if element.tag == "div":
            self._latest[above] = index
        self._section, self._type = index, ""
        self.walk(element)
        self._section, self._type = above, type_

    def _under(self, number: str) -> int:
        """The section that one with this number stands in: "2" for "2.1", though the file has them side by side."""
        number = number if len(number) < _LONGEST_NUMBER else ""
        while number := number.rpartition(".")[0].strip(" ."):
            if (self._section, number) in self._numbered:
                return self._numbered[self._section, number]
        return self._section

    # Floats

    def _figure(self, element: _Element) -> None:
        if element in self._seen:
            return
        self._seen.add(element)
        owner, self._owner = self._owner, element.get(ID, "") or self._owner
        if element.tag == "table" or element.get("type") == "table":
            if element.tag == "figure":
                self._seen.update(element.iterchildren("table"))
            index = len(self.tables)
            self.tables.append(Table("", "", "", 0, (), (), ()))
            self.tables[index] = read_table(element, self)
        else:
            self.figures.append(self._drawn(element))
        self._owner = owner

    def _drawn(self, element: _Element) -> Figure:
        first, before = len(self.flow.blocks), self._prose
        label, told = labeled(element, "Figure")
        if told is not None:
            self._seen.add(told)
        self._prose = "caption"
        self.walk(element)
        self._prose = before
        graphics = tuple(filter(None, (each.get("url", "") for each in element.iter("graphic", "media"))))
        blocks = tuple(range(first, len(self.flow.blocks)))
        return Figure(element.get(ID, ""), "figure", label, self._section, blocks, graphics, line_of(element))

    def _heading(self, element: _Element) -> None:
        """A heading, unless it is only the label of a figure."""
        if element not in self._seen:
            self.title(element)

    readers: ClassVar[Mapping[str, Reads]] = {
        **dict.fromkeys(SECTIONS, _part),
        "div": _division,
        **dict.fromkeys(PARAGRAPHS, Blocks.paragraph),
        "head": _heading,
        **dict.fromkeys(PROSE, Blocks.prose_of),
        **dict.fromkeys(("figure", "table"), _figure),
    }
