"""CSL-JSON libraries, item by item: each has its line, and a bad one costs no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from evigraph.bib.bibtex.source import Source
from evigraph.bib.exchange.normal import is_empty, normal_item
from evigraph.bib.reference import Library, Reference, library
from evigraph.errors import Finding, Place

_BETWEEN = re.compile(r"[\s,]*")
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_TOKEN = re.compile(rf"{_STRING}|[{{}}\[\]]", re.DOTALL)
_KEY = re.compile(rf"\s*,?\s*({_STRING})\s*:\s*", re.DOTALL)
_BARE = re.compile(rf"{_STRING}|[^,\]\n]*", re.DOTALL)
_LISTS = ('"items"', '"references"')
_DEPTH = 60
_LONGEST_NUMBER = 300


def read_csl_json(text: str, label: str, format: str) -> Library:
    """The items of a list, of the list "items" in an object, or the one item that an object is."""
    source = Source(text, label)
    reader = _Items(source)
    for start, end, depth in _extents(text):
        reader.take(start, end, depth)
    return library(format, reader.references, reader.lost, reader.doubts)


class _Items:
    """Takes the items of a file in order."""

    def __init__(self, source: Source) -> None:
        self.references: list[Reference] = []
        self.lost: list[Finding] = []
        self.doubts: list[Finding] = []
        self._source = source
        self._place = Place(source.label)
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=_number, parse_constant=str, strict=False
        )

    def take(self, start: int, end: int | None, depth: int) -> None:
        """One item; ``end`` is None where the file breaks off within it."""
        self._place = self._source.place(start)
        if depth > _DEPTH:
            self._lose(self._place, f"The item is nested more than {_DEPTH} deep.")
            return
        doubts_before = len(self.doubts)
        try:
            value, stop = self._decoder.raw_decode(self._source.text, start)
        except json.JSONDecodeError as error:
            del self.doubts[doubts_before:]
            reason = "the file ends within it" if end is None else f"{error.msg[0].lower()}{error.msg[1:]}"
            self._lose(self._source.place(min(error.pos, len(self._source.text))), f"The item is no JSON: {reason}.")
            return
        if end is not None and stop != end:
            self._lose(self._place, "The item is no JSON.")
        elif not isinstance(value, dict):
            self._lose(self._place, f"Expected an item in braces, found {json.dumps(value)[:60]}.")
        elif "itemType" in value and "type" not in value:
            self._lose(self._place, "This is an item in Zotero's own form.", "Export the library as CSL JSON.")
        elif is_empty(item := normal_item(value, self._doubt)):
            self._lose(self._place, "The item has no content.")
        else:
            self.references.append(Reference(item, self._place))

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self._doubt(f"'{twice}' is given twice; the last one stands.")
        return found

    def _lose(self, place: Place, message: str, hint: str = "") -> None:
        self.lost.append(Finding(place, "bib-bad-item", message, hint))

    def _doubt(self, message: str) -> None:
        self.doubts.append(Finding(self._place, "bib-bad-value", message, "", "warning"))


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits


def _extents(text: str) -> Iterator[tuple[int, int | None, int]]:
    """Where each item begins and ends, found by its brackets alone, and how deep it is."""
    start = _list_in(text, _first(text, 0))
    if text[start] != "[":
        yield (start, *_end(text, start))
        return
    position = _first(text, start + 1)
    while position < len(text) and text[position] != "]":
        end, depth = _end(text, position)
        yield position, end, depth
        if end is None:
            return
        position = _first(text, end)


def _list_in(text: str, start: int) -> int:
    """Where the list of items begins in an object that has one; else ``start``."""
    position: int | None = start + 1
    while text[start] == "{" and position is not None and (key := _KEY.match(text, position)):
        if key[1] in _LISTS and text[key.end() : key.end() + 1] == "[":
            return key.end()
        position = _end(text, key.end())[0] if key.end() < len(text) else None
    return start


def _first(text: str, position: int) -> int:
    found = _BETWEEN.match(text, position)
    return found.end() if found else position


def _end(text: str, start: int) -> tuple[int | None, int]:
    """Behind the bracket that closes the one at ``start``, or behind a bare value; None if it never ends."""
    if text[start] not in "{[":
        bare = _BARE.match(text, start)
        return max(start + 1, len(text[: bare.end()].rstrip()) if bare else 0), 0
    depth = deepest = 0
    for token in _TOKEN.finditer(text, start):
        mark = token.group()
        if mark in ("{", "["):
            depth += 1
            deepest = max(deepest, depth)
        elif mark in ("}", "]"):
            depth -= 1
            if depth == 0:
                return token.end(), deepest
    return None, deepest
