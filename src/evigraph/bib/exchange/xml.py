"""Libraries in XML, parted into their records before any of them is parsed.

Each record is parsed by itself, with no document type, no entities, no network and the
parser's own limits on size and depth.  So memory is bounded by the largest record, and a
fault costs the record it stands in and no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.entities import name2codepoint
from typing import TYPE_CHECKING

from evigraph.bib.bibtex.source import Source
from evigraph.bib.exchange.normal import is_empty
from evigraph.bib.reference import Library, Reference, library
from evigraph.bib.tables import Csl
from evigraph.errors import Finding

if TYPE_CHECKING:
    from lxml.etree import _Element

_HIDDEN = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_OPENING = re.compile(r"<!--|<!\[CDATA\[|<\?|<!DOCTYPE")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def read_xml(
    text: str, label: str, format: str, tags: tuple[str, ...], read: Callable[[_Element], Csl | None]
) -> Library:
    """The records of a document that are elements of these names; ``read`` gives the item of one, None if empty."""
    source = Source(text, label)
    references: list[Reference] = []
    lost: list[Finding] = []
    for start, end in _records(text, tags):
        element = _parsed(source, start, end)
        if isinstance(element, Finding):
            lost.append(element)
            continue
        item = read(element)
        if item is None or is_empty(item):
            lost.append(Finding(source.place(start), "bib-empty-record", "The record has no content."))
        else:
            references.append(Reference(item, source.place(start)))
    return library(format, references, lost)


def content(element: _Element | None) -> str:
    """All text of an element on one line; raised and lowered digits and signs by their own characters."""
    return "" if element is None else " ".join("".join(_pieces(element)).split())


def _pieces(element: _Element) -> Iterator[str]:
    tag = element.tag
    if isinstance(tag, str):
        text = element.text or ""
        table = _RAISED if tag == "sup" else _LOWERED if tag == "sub" else {}
        yield text.translate(table) if table and all(ord(char) in table for char in text) else text
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""


def _records(text: str, tags: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where each record begins and ends: at its end tag, else before the next record."""
    seen = _masked(text)
    names = "|".join(tags)
    starts = [found.start() for found in re.finditer(rf"<(?:{names})(?=[\s/>])", seen)]
    for start, following in zip(starts, [*starts, len(text)][1:], strict=True):
        ends = [found.end() for found in re.finditer(rf"</(?:{names})\s*>", seen[start:following])]
        empty = re.match(r"<[^<>]*/>", seen[start:following])
        yield start, start + empty.end() if empty else start + ends[0] if ends else following


def _masked(text: str) -> str:
    """The text with blanks for what only looks like markup: comments, CDATA, instructions, the document type."""
    pieces, position = [], 0
    while found := _OPENING.search(text, position):
        end = _end_of_hidden(text, found)
        pieces += [text[position : found.start()], " " * (end - found.start())]
        position = end
    return "".join([*pieces, text[position:]])


def _end_of_hidden(text: str, opening: re.Match[str]) -> int:
    if opening.group() == "<!DOCTYPE":
        close, bracket = text.find(">", opening.end()), text.find("[", opening.end())
        if 0 <= bracket < close:
            close = text.find(">", max(text.find("]", bracket), bracket))
    else:
        mark = dict(_HIDDEN)[opening.group()]
        close = text.find(mark, opening.end())
        close += len(mark) - 1 if close >= 0 else 0
    return close + 1 if close >= 0 else len(text)


def _parsed(source: Source, start: int, end: int) -> _Element | Finding:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    chunk = _NAMED.sub(_character, source.text[start:end])
    try:
        return etree.fromstring(chunk.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        offset = _offset(source.text, start, end, line, column)
        reason = re.sub(
            r",? (?:use XML_PARSE_HUGE.*|line \d+, column \d+.*)$", "", str(error.msg or "The record is no XML")
        )
        return Finding(source.place(offset), "bib-syntax", f"The record cannot be read: {reason}.")


def _offset(text: str, start: int, end: int, line: int, column: int) -> int:
    """Where in the text a line and column of a record lie."""
    offset = start
    for _ in range(line - 1):
        following = text.find("\n", offset, end)
        if following < 0:
            break
        offset = following + 1
    return min(offset + max(column - 1, 0), max(end - 1, start))


def _character(found: re.Match[str]) -> str:
    """The character that HTML calls by this name; XML knows five of them only."""
    name = found[1]
    return chr(name2codepoint[name]) if name in name2codepoint and name not in _PREDEFINED else found.group()
