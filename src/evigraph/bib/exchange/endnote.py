"""EndNote's XML: each leaf of a record is a tag of the table, named by its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evigraph.bib.exchange.incoming import item_of
from evigraph.bib.exchange.mapping import mapping
from evigraph.bib.exchange.xml import content, read_xml
from evigraph.bib.reference import Library
from evigraph.bib.tables import Csl

if TYPE_CHECKING:
    from lxml.etree import _Element

_ABOUT_THE_FILE = frozenset({"database", "source-app", "foreign-keys/key", "style"})


def read_endnote_xml(text: str, label: str, format: str) -> Library:
    """The library that an XML export of EndNote holds."""
    return read_xml(text, label, format, ("record",), _item)


def _item(record: _Element) -> Csl | None:
    table = mapping("endnote-xml")
    named = record.find("ref-type")
    code = "" if named is None else (named.get("name") or content(named))
    content_ = [(path, text) for path, text in _leaves(record, "") if path != "ref-type"]
    if not any(path != "rec-number" for path, _ in content_):
        return None
    if code and table.type_codes.get(table.csl_type(code)) != code:
        content_.append(("ref-type", code))
    return item_of(content_, table, table.csl_type(code) or table.default_type)


def _leaves(element: _Element, above: str) -> Iterator[tuple[str, str]]:
    """Path and text of each element that holds text; styling is part of its text."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        path = f"{above}/{child.tag}" if above else child.tag
        if path in _ABOUT_THE_FILE:
            continue
        if any(isinstance(part.tag, str) and part.tag != "style" for part in child):
            yield from _leaves(child, path)
        elif text := content(child):
            yield path, text
