"""The mixed content of elements, with its marks, links and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from lxml.etree import _Element

from evigraph.article.blocks import Blocks, Reads
from evigraph.article.words import line_of
from evigraph.tei.elements import FLOATS, PARTED, RAISED, SPLITS, UNREAD


class Inline(Blocks):
    """Reads what stands within a block into a flow."""

    def cites(self, element: _Element) -> bool:
        """Whether a reference leads to the list of them."""
        return element.tag == "ref" and element.get("type") == "bibr"

    def link(self, element: _Element) -> None:
        """A reference to an entry of the list, an address, or a figure, table, note or formula."""
        flow = self.flow
        start = flow.place
        self.inline(element)
        if kind := RAISED.get(element.get("rend", "")):
            flow.mark(start, kind)
        target = (element.get("target") or "").strip()
        targets = tuple(each.removeprefix("#") for each in target.split())
        if self.cites(element) and element not in self._seen:
            self._seen.add(element)
            flow.link(start, targets, line_of(element))
        elif target.startswith("#") or not target:
            flow.mark(start, "see", " ".join(targets))
        else:
            flow.mark(start, "link", target)
            self.addresses.append(target)

    def _set_apart(self, element: _Element) -> None:
        start = self.flow.place
        self.inline(element)
        if kind := RAISED.get(element.get("rend", "")):
            self.flow.mark(start, kind)

    def _sentence(self, element: _Element) -> None:
        start = self.flow.place
        self.inline(element)
        self.flow.sentence(start)

    def _formula(self, element: _Element) -> None:
        start = self.flow.place
        self.apart(element)
        self.flow.mark(start, "formula")

    def _graphic(self, element: _Element) -> None:
        self.flow.mark(self.flow.place, "graphic", element.get("url", ""))

    within: ClassVar[Mapping[str, Reads]] = {
        **dict.fromkeys(PARTED, Blocks.apart),
        **dict.fromkeys(FLOATS, Blocks.float),
        **dict.fromkeys(SPLITS, Blocks.split),
        **dict.fromkeys(UNREAD, Blocks.unread),
        "hi": _set_apart,
        "s": _sentence,
        "formula": _formula,
        **dict.fromkeys(("graphic", "media"), _graphic),
        **dict.fromkeys(("ref", "ptr"), link),
    }
