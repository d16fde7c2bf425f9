"""The mixed content of elements, with its marks and links."""

from __future__ import annotations

from collections.abc import Callable

from lxml.etree import _Element

from evigraph.article.flow import Flow
from evigraph.jats.elements import FLOATS, MARKS, PARTED, SPLITS
from evigraph.jats.formulas import FORMULAS, formula
from evigraph.jats.words import address, child_of, content, line_of


class Inline:
    """Reads what stands within a block into a flow."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.addresses: list[str] = []
        self._seen: set[_Element] = set()
        self._floats: list[_Element] = []
        self._splits = False

    def read(self, element: _Element) -> None:
        """An element that is a block or holds blocks."""
        raise NotImplementedError

    def end_part(self) -> None:
        """End the open block, which goes on after what splits it."""
        raise NotImplementedError

    def inline(self, element: _Element) -> None:
        """The mixed content of an element into the open block."""
        add = self.flow.add
        if text := element.text:
            add(text)
        for child in element:
            reader = _WITHIN.get(child.tag)
            if reader:
                reader(self, child)
            else:
                self.inline(child)
            if tail := child.tail:
                add(tail)

    def _marked(self, element: _Element) -> None:
        start = self.flow.place
        self.inline(element)
        self.flow.mark(start, MARKS[element.tag])

    def _float(self, element: _Element) -> None:
        self._floats.append(element)

    def _split(self, element: _Element) -> None:
        if self._splits:
            self.end_part()
            self.read(element)
        else:
            self._apart(element)

    def _apart(self, element: _Element) -> None:
        self.flow.space()
        self.inline(element)
        self.flow.space()

    def _linked(self, element: _Element) -> None:
        start = self.flow.place
        self.inline(element)
        target = address(element)
        self.flow.mark(start, "link", target)
        self.addresses.append(target)

    def _unread(self, element: _Element) -> None:
        """Words that stand for a picture, and lines: nothing of the text."""

    def _xref(self, element: _Element) -> None:
        flow = self.flow
        start = flow.place
        self.inline(element)
        targets = (element.get("rid") or "").split()
        if element.get("ref-type") == "bibr" and element not in self._seen:
            self._seen.add(element)
            flow.link(start, tuple(targets), line_of(element))
        else:
            flow.mark(start, "see", " ".join(targets))

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


_WITHIN: dict[str, Callable[[Inline, _Element], object]] = {
    **dict.fromkeys(PARTED, Inline._apart),
    **dict.fromkeys(MARKS, Inline._marked),
    **dict.fromkeys(FLOATS, Inline._float),
    **dict.fromkeys(SPLITS, Inline._split),
    **dict.fromkeys(FORMULAS, Inline._formula),
    **dict.fromkeys(("ext-link", "uri", "email"), Inline._linked),
    **dict.fromkeys(("graphic", "inline-graphic", "media", "inline-media"), Inline._graphic),
    **dict.fromkeys(("alt-text", "long-desc", "object-id", "x", "hr"), Inline._unread),
    "alternatives": Inline._alternatives,
    "xref": Inline._xref,
}
