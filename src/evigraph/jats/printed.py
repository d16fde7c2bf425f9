"""What a citation looks like in print."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.words import content, tidy
from evigraph.jats.names import NAMES, person

_AFTER = {
    **dict.fromkeys(("sup", "sub", "italic", "bold", "sc", "underline", "monospace"), ""),
    **dict.fromkeys(("styled-content", "named-content", "xref"), ""),
    **dict.fromkeys(NAMES, ", "),
}
"""What parts an element from the next where nothing is printed between them; a space unless it is here."""


def printed(element: _Element, whole: frozenset[str]) -> str:
    """A citation as printed; parts that are tagged with nothing between them are parted by a space.

    ``whole`` are the elements that are one part, whatever is in them.
    """
    shown = [element.text or ""]
    _collect(element, shown, whole)
    return tidy("".join(shown))


def _collect(element: _Element, shown: list[str], whole: frozenset[str]) -> None:
    for child in element:
        tag = child.tag
        if tag in NAMES:
            name = person(child)
            shown.append(content(child) if name and tag == "string-name" else " ".join(name.values()))
        elif tag in whole:
            text = content(child)
            if tag in ("pub-id", "object-id") and (shown[-1][-1:].isalnum() or shown[-1][-1:] in (".", ",", ";")):
                shown.append(" ")
            shown.append(text or ("et al." if tag == "etal" else ""))
        else:
            shown.append(child.text or "")
            if len(child):
                _collect(child, shown, whole)
            if tag == "person-group":
                shown.append("")
        shown.append(child.tail or _AFTER.get(tag, " "))
