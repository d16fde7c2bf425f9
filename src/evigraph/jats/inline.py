"""The mixed content of elements, with its marks and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from lxml.etree import _Element

from evigraph.article.blocks import Blocks, Reads
from evigraph.article.words import address, child_of, content, line_of
from evigraph.jats.elements import FLOATS, MARKS, PARTED, SPLITS
from evigraph.jats.formulas import FORMULAS, formula


class Inline(Blocks):
    """Reads what stands within a block into a flow."""

    def cites(self, element: _Element) -> bool:
        """Whether a link leads to the reference list."""
        return element.get("ref-type") == "bibr"

    def link(self, element: _Element) -> None:
        """A link to an entry of the reference list, or to a figure, table, note or section."""
        flow = self.flow
        start = flow.place
        self.inline(element)
        targets = (element.get("rid") or "").split()
        if element.get("ref-type") == "bibr" and element not in self._seen:
            self._seen.add(element)
            flow.link(start, tuple(targets), line_of(element))
        else:
            flow.mark(start, "see", " ".join(targets))

    def _marked(self, element: _Element) -> None:
        start = self.flow.place
        self.inline(element)
        self.flow.mark(start, MARKS[element.tag])

    def _linked(self, element: _Element) -> None:
        start = self.flow.place
        self.inline(element)
        target = address(element)
        self.flow.mark(start, "link", target)
        self.addresses.append(target)

    def _formula(self, element: _Element) -> None:
        flow = self.flow
        if next(element.iter("xref"), None) is not None:
            self.inline(element)
            return
        if element.tag == "disp-formula":
            flow.space()
        start = flow.place
        text, tex = formula(element)
        flow.add(text)
        flow.mark(start, "formula", tex)
        if element.tag == "disp-formula":
            if label := content(child_of(element, "label")):
                flow.add(f" {label}")
            flow.space()

    def _graphic(self, element: _Element) -> None:
        if child_of(element, "caption") is not None:
            self._floats.append(element)
            return
        start = self.flow.place
        if element.tag.startswith("inline") and (alternative := content(child_of(element, "alt-text"))):
            self.flow.add(alternative)
        self.flow.mark(start, "graphic", address(element))

    def _alternatives(self, element: _Element) -> None:
        """Of several forms of one thing, the one that has text."""
        if any(child.tag in FORMULAS for child in element):
            self._formula(element)
            return
        for child in element:
            if child.tag in FLOATS or child.tag == "table":
                self._floats.append(child)
                return
        for child in element:
            if child.tag not in ("graphic", "inline-graphic", "media", "textual-form"):
                self.inline(child)
                return
        for child in element:
            self._graphic(child) if child.tag != "textual-form" else self.inline(child)

    within: ClassVar[Mapping[str, Reads]] = {
        **dict.fromkeys(PARTED, Blocks.apart),
        **dict.fromkeys(MARKS, _marked),
        **dict.fromkeys(FLOATS, Blocks.float),
        **dict.fromkeys(SPLITS, Blocks.split),
        **dict.fromkeys(FORMULAS, _formula),
        **dict.fromkeys(("ext-link", "uri", "email"), _linked),
        **dict.fromkeys(("graphic", "inline-graphic", "media", "inline-media"), _graphic),
        **dict.fromkeys(("alt-text", "long-desc", "object-id", "x", "hr"), Blocks.unread),
        "alternatives": _alternatives,
        "xref": link,
    }
