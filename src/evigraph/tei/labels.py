"""What figures and tables are called."""

from __future__ import annotations

import re

from lxml.etree import _Element

from evigraph.article.words import child_of, content

_CALLED = re.compile(r"((?:[^\W\d_]+\.?\s+){1,3}?[A-Z]{0,2}\d{1,3}(?:\.\d{1,2})?[A-Za-z]?)(?=[\s.:|,—–-]|$)")
_AROUND = " .:|,—–-"


def labeled(element: _Element, kind: str) -> tuple[str, bool]:
    """The label of a figure or table as "Table 1", and whether its heading says nothing else.

    Where the heading does not begin with one, it is made of what the file gives as label.
    """
    heading, label = content(child_of(element, "head")), content(child_of(element, "label"))
    if found := _CALLED.match(heading):
        return " ".join(found[1].split()), not heading[found.end() :].strip(_AROUND)
    return f"{kind} {label.strip(_AROUND)}" if label.strip(_AROUND) else "", not heading
