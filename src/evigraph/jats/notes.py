"""Notes under tables as JATS tags them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.etree import _Element

from evigraph.article.notes import Notes, parts_of
from evigraph.article.table import Note
from evigraph.jats.words import child_of, content

if TYPE_CHECKING:
    from evigraph.jats.body import Body


class TaggedNotes(Notes):
    """The notes of one table, read from its elements."""

    def read(self, foot: _Element, body: Body) -> None:
        """What stands under the grid: notes one by one, or paragraphs with several in each."""
        if foot.tag not in ("fn", "attrib"):
            for child in foot:
                if child.tag in ("fn-group", "table-wrap-foot"):
                    self.read(child, body)
                else:
                    self._add(child, body)
        else:
            self._add(foot, body)

    def _add(self, element: _Element, body: Body) -> None:
        blocks = body.flow.blocks
        first = len(blocks)
        body.note(element)
        if first == len(blocks):
            return
        identifier, label = element.get("id", ""), content(child_of(element, "label"))
        if element.tag == "fn" and (label or first + 1 < len(blocks)):
            text = " ".join(block.text for block in blocks[first:] if block.kind == "note")
            self.keep(Note(identifier, label, text, first))
            return
        for index in range(first, len(blocks)):
            for start, end, label in parts_of(blocks[index]):
                text = blocks[index].text[start:end].strip()
                self.keep(Note(identifier, label, text, index))
