"""Marks that stand for formatting while an entry is made, and how text from outside is kept free of them.

The processor puts strings together and knows nothing of markup: an italic title goes
through it as a private-use character, the title, and another such character.  What an
author wrote can hold neither these marks nor markup that anything downstream would obey.
"""

from __future__ import annotations

import re

ITALIC, BOLD, SUPERSCRIPT, SUBSCRIPT, SMALL_CAPS, FIELD, DOI, URL, PMID, PMCID = map(chr, range(0xF0001, 0xF000B))
_TO_CLOSE = 0x20
BREAK = "\U000f0040"
"""Stands between the number of an entry and the entry."""

OPENING = frozenset((ITALIC, BOLD, SUPERSCRIPT, SUBSCRIPT, SMALL_CAPS, FIELD, DOI, URL, PMID, PMCID))
CLOSING = {chr(ord(mark) + _TO_CLOSE): mark for mark in OPENING}
MARK = re.compile("[\U000f0001-\U000f000a\U000f0021-\U000f002a]")

_RESERVED = re.compile("[\U000f0000-\U000f00ff]")
# What XML forbids, and what would reorder the text around it: bidirectional overrides and isolates.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_TAGS = {
    "i": ITALIC,
    "em": ITALIC,
    "b": BOLD,
    "strong": BOLD,
    "sup": SUPERSCRIPT,
    "sub": SUBSCRIPT,
    "sc": SMALL_CAPS,
}
_RICH = re.compile(
    r"<(?P<tag>i|em|b|strong|sup|sub|sc)>(?P<inner>[^<>]*)</(?P=tag)>"
    r"|<span style=\"font-variant: ?small-caps;?\">(?P<caps>[^<>]*)</span>"
    r"|<span class=\"nocase\">(?P<plain>[^<>]*)</span>"
)


def marked(mark: str, text: str) -> str:
    """The text between a mark and its closing counterpart."""
    return f"{mark}{text}{chr(ord(mark) + _TO_CLOSE)}"


def inert(text: object) -> str:
    """What a field says, on one line; nothing in it is a mark, a control character or a change of direction."""
    clean = _RESERVED.sub("\ufffd", _CONTROL.sub("", str(text).replace("\t", " ")))
    return " ".join(clean.split())


def rich(text: object) -> str:
    """:func:`inert` text in which the few tags that CSL-JSON allows in a field have become marks."""
    clean = inert(text)
    while "<" in clean:
        replaced = _RICH.sub(_as_mark, clean)
        if replaced == clean:
            break
        clean = replaced
    return clean


def _as_mark(found: re.Match[str]) -> str:
    if found["tag"]:
        return marked(_TAGS[found["tag"]], found["inner"])
    return found["plain"] if found["caps"] is None else marked(SMALL_CAPS, found["caps"])
