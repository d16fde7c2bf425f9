"""What figures and tables are called."""

from __future__ import annotations

import re

from lxml.etree import _Element

from evigraph.article.words import child_of, content
from evigraph.tei.elements import LABELS

_CALLED = re.compile(
    rf"((?:[^\W\d_]+\s+){{0,2}}?(?i:{'|'.join(sorted(LABELS))})\.?\s*"
    r"(?:[A-Z]{0,2}\d{1,3}(?:\.\d{1,2})?[A-Za-z]?|[IVXL]{1,5}))(?=[\s.:|,—–-]|$)"
)
_AROUND = " .:|,—–-"


def labeled(element: _Element, kind: str) -> tuple[str, _Element | None]:
    """The label of a figure or table as "Table 1", and its heading where that says nothing else.

    Where the heading does not begin with one, it is made of what the file gives as label.
    """
    head, label = child_of(element, "head"), content(child_of(element, "label")).strip(_AROUND)
    heading = content(head)
    if found := _CALLED.match(heading):
        return " ".join(found[1].split()), None if heading[found.end() :].strip(_AROUND) else head
    return f"{kind} {label}" if label else "", None
