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


def labeled(element: _Element, kind: str) -> tuple[str, bool]:
    """The label of a figure or table as "Table 1", and whether its heading says nothing else.

    Where the heading does not begin with one, it is made of what the file gives as label.
    """
    heading, label = content(child_of(element, "head")), content(child_of(element, "label"))
    if found := _CALLED.match(heading):
        return " ".join(found[1].split()), not heading[found.end() :].strip(_AROUND)
    return f"{kind} {label.strip(_AROUND)}" if label.strip(_AROUND) else "", not heading
