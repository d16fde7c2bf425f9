"""The grammar of a BibTeX field value: pieces in braces, quotes or bare, joined with ``#``.

bibtexparser takes everything up to the next comma as one value.  Where a comma is missing
it therefore swallows the following field without a word; that is found here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MONTHS = {
    month: month for month in ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
}
"""The abbreviations that every BibTeX style defines."""

_BLANK = re.compile(r"\s*")
_BARE = re.compile(r"[^\s#{}\"=,]+")
_ASSIGNMENT = re.compile(r"([A-Za-z][\w:.+-]*)\s*=\s*")
_MARK = re.compile(r"(?<!\\)[{}\"]")


# One group and what is balanced within it, three deep, without an escaped brace.
_GROUP = re.compile(r"\{(?:[^{}\\]++|\\[^{}]|\{(?:[^{}\\]++|\\[^{}]|\{(?:[^{}\\]++|\\[^{}])*+\})*+\})*+\}")


def plain_value(raw: str) -> str | None:
    """The text of a value that is a number or one group in braces; None where :func:`read_value` is needed."""
    if raw.startswith("{"):
        if raw.find("{", 1) < 0 and raw.find("}") == len(raw) - 1 and not raw.endswith("\\}"):
            return raw[1:-1]
        return raw[1:-1] if _GROUP.fullmatch(raw) else None
    return raw if raw.isdecimal() else None


@dataclass(frozen=True)
class Fault:
    """Something wrong ``offset`` characters into a value."""

    offset: int
    code: str
    message: str
    hint: str


def read_value(raw: str, strings: Mapping[str, str]) -> tuple[str, list[Fault]]:
    """The text of a value as written, without its delimiters, and every fault in it.

    ``strings`` are the abbreviations known so far, by their lower-case names.
    """
    texts: list[str] = []
    faults: list[Fault] = []
    position, expected = 0, True
    while position < len(raw):
        if expected:
            text, end, fault = _piece(raw, position, strings)
            texts.append(text)
        elif raw[position] == "#":
            end, fault = position + 1, None
        else:
            end, fault = _unexpected(raw, position)
        if fault:
            faults.append(fault)
        if end == len(raw) and not expected and raw[position] != "#":
            return "".join(texts), faults  # what follows the value is no field: reported, and left
        # After "#" or a field name that was swallowed another piece has to follow.
        expected = not expected
        position = _after_blank(raw, end)
    if expected:
        faults.append(Fault(len(raw), "bib-syntax", "A value is missing here.", "Write it in braces: {...}."))
    return "".join(texts), faults


def _piece(raw: str, start: int, strings: Mapping[str, str]) -> tuple[str, int, Fault | None]:
    """One piece: its text, where it ends, and what is wrong with it."""
    if raw[start] in '{"':
        end = _closing(raw, start)
        return raw[start + 1 : end], end + 1, None
    found = _BARE.match(raw, start)
    if not found:
        message = f"Expected a value in braces, found '{raw[start]}'."
        return "", len(raw), Fault(start, "bib-syntax", message, "Write the value as {...}.")
    word = found.group()
    if word.isdecimal():
        return word, found.end(), None
    if word.lower() in strings:
        return strings[word.lower()], found.end(), None
    message = f"'{word}' is neither in braces nor an abbreviation that an @string above defines."
    return (
        word,
        found.end(),
        Fault(start, "bib-undefined-string", message, f"Write {{{word}}}, or define it."),
    )


def _unexpected(raw: str, start: int) -> tuple[int, Fault]:
    """What stands after a complete value: usually the next field, its comma forgotten."""
    if swallowed := _ASSIGNMENT.match(raw, start):
        message = f"Expected a comma before the field '{swallowed.group(1)}', found none."
        hint = "End the field before it with a comma."
        return swallowed.end(), Fault(start, "bib-missing-comma", message, hint)
    rest = " ".join(raw[start : start + 40].split())
    hint = "Put the whole value in one pair of braces."
    return len(raw), Fault(start, "bib-syntax", f"Expected a comma after the value, found '{rest}'.", hint)


def _closing(raw: str, start: int) -> int:
    """Where the brace or quote that opens at ``start`` is closed (the end, if it never is)."""
    quoted = raw[start] == '"'
    depth = 0
    for mark in _MARK.finditer(raw, start + quoted):
        depth += (mark.group() == "{") - (mark.group() == "}")
        if depth == 0 and mark.group() == ('"' if quoted else "}"):
            return mark.start()
    return len(raw)


def _after_blank(raw: str, start: int) -> int:
    found = _BLANK.match(raw, start)
    return found.end() if found else start
