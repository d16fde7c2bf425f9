"""The text of an XML element on one line, and what else every format asks of one."""

from __future__ import annotations

import re
from typing import cast
from unicodedata import normalize

from lxml.etree import _Element, tostring

_LAYOUT = re.compile(r"[ \t\r\n]+")
HREF = "{http://www.w3.org/1999/xlink}href"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def content(element: _Element | None) -> str:
    """All text of an element in NFC, white space as one space; "" for none."""
    if element is None:
        return ""
    text = letters(element) if len(element) else element.text
    if not text:
        return ""
    if text.isascii():
        return text if text.isalnum() else " ".join(text.split())
    return tidy(text)


def letters(element: _Element) -> str:
    """All text of an element as it stands in the file."""
    return tostring(element, encoding="unicode", method="text", with_tail=False)


def child_of(element: _Element, tag: str) -> _Element | None:
    """The first child of this name."""
    return next(element.iterchildren(tag), None)


def tidy(text: str) -> str:
    """Text on one line, in NFC."""
    if text.isascii():
        return " ".join(text.split())
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        text = _LAYOUT.sub(" ", text)
    return normalize("NFC", text.strip(" "))


def address(element: _Element) -> str:
    """What an element links to."""
    return (element.get(HREF) or element.get("href") or "").strip()


def line_of(element: _Element) -> int:
    """The line an element begins in, from 1; 0 where it is not known."""
    return cast(int, element.sourceline or 0)


def replace_by(element: _Element, text: str) -> None:
    """Put a text in the place of an element; what stands behind it stays."""
    parent, before, tail = cast(_Element, element.getparent()), element.getprevious(), element.tail or ""
    element.tail = None
    parent.remove(element)
    if before is None:
        parent.text = (parent.text or "") + text + tail
    else:
        before.tail = (before.tail or "") + text + tail
