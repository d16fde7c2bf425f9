"""Keywords: a list in CSL-JSON parted by "; ", in BibTeX and biblatex by commas, as LaTeX and managers part them."""

from __future__ import annotations

import re

from evigraph.bib.bibtex.latex import escaped, plain

# A group, an escaped sign and a character that HTML calls by a name hold no separator.
_PIECE = re.compile(r"\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\})*\}|\\.|&#?\w+;|[,;]", re.DOTALL)


def read_keywords(value: str) -> str:
    """The keywords of a field value.

    They are parted by semicolons where there are any outside braces, else by commas: "Antigens,
    CD19; Humans" has two.
    """
    written = value.strip()
    if (whole := _PIECE.fullmatch(written)) and whole.group().startswith("{"):
        return "; ".join(filter(None, map(str.strip, plain(written).split(";"))))
    marks = [mark for mark in _PIECE.finditer(written) if mark.group() in (",", ";")]
    by_semicolon = any(mark.group() == ";" for mark in marks)
    parts, start = [], 0
    for mark in marks:
        if not by_semicolon or mark.group() == ";":
            parts.append(written[start : mark.start()])
            start = mark.end()
    return "; ".join(filter(None, map(plain, [*parts, written[start:]])))


def write_keywords(keywords: str) -> str:
    """The field value from which :func:`read_keywords` reads them; braces keep the comma in "{Antigens, CD19}"."""
    words = filter(None, map(str.strip, keywords.split(";")))
    return ", ".join(f"{{{escaped(word)}}}" if "," in word else escaped(word) for word in words)
