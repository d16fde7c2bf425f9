"""What the tags of a citation say."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lxml.etree import _Element

from evigraph.article.words import address, content
from evigraph.bib.exchange.identifiers import clean_doi, linked_identifier
from evigraph.jats.names import NAMES, person


@cache
def citation_table() -> dict[str, dict[str, str]]:
    """Types, roles, fields and identifiers of citations, with what they are in CSL."""
    table: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "citations.json").read_text("utf-8"))
    return table


_TEXT, _ROLES, _IDENTIFIERS = (citation_table()[name] for name in ("text", "roles", "identifiers"))


class Parts:
    """The parts of one citation, before they are put together."""

    __slots__ = ("accessed", "continued", "custom", "date", "identifiers", "notes", "pages", "people", "text")

    def __init__(self, element: _Element) -> None:
        self.text: dict[str, str] = {}
        self.custom: dict[str, str] = {}
        self.people: dict[str, list[dict[str, str]]] = {}
        self.continued: set[str] = set()
        self.identifiers: dict[str, str] = {}
        self.date: dict[str, str] = {}
        self.accessed = ""
        self.pages: dict[str, str] = {}
        self.notes: list[str] = []
        _collect(element, self, "author")
        if self.notes:  # put together once: there may be thousands
            self.text["note"] = " ".join([self.text["note"], *self.notes])


def _collect(element: _Element, parts: Parts, role: str) -> None:
    """What the children of an element say; elements without a meaning of their own are looked into."""
    for child in element:
        tag = child.tag
        if reader := _READERS.get(tag):
            reader(child, tag, parts, role)
        elif len(child):
            _collect(child, parts, role)


def _name(element: _Element, _tag: str, parts: Parts, role: str) -> None:
    if name := person(element):
        people = parts.people
        if role in people:
            people[role].append(name)
        else:
            people[role] = [name]


def _group(element: _Element, _tag: str, parts: Parts, _role: str) -> None:
    role = _ROLES.get(element.get("person-group-type", "author"), "author")
    before = len(parts.people.get(role, ()))
    _collect(element, parts, role)
    if len(parts.people.get(role, ())) == before and (text := content(element)):
        parts.people.setdefault(role, []).append({"literal": text})


def _date(element: _Element, tag: str, parts: Parts, _role: str) -> None:
    parts.date.setdefault(tag, content(element))
    if iso := element.get("iso-8601-date"):
        parts.date.setdefault("iso", iso)


def _etal(element: _Element, _tag: str, parts: Parts, role: str) -> None:
    parts.continued.add(role)


def _text(element: _Element, tag: str, parts: Parts, _role: str) -> None:
    if text := content(element):
        variable = _TEXT[tag]
        if variable == "custom":
            parts.custom.setdefault(tag, text)
        elif variable not in parts.text:
            parts.text[variable] = text
        elif variable == "note":
            parts.notes.append(text)
        else:
            parts.custom.setdefault(tag, text)
    if len(element):
        for child in element.iter("ext-link", "uri"):
            _linked(parts, address(child) or content(child))


def _page(element: _Element, tag: str, parts: Parts, _role: str) -> None:
    parts.pages.setdefault(tag, content(element))


def _identifier(element: _Element, _tag: str, parts: Parts, _role: str) -> None:
    _identify(parts, element.get("pub-id-type", ""), content(element))
    if target := address(element):
        _linked(parts, target)


def _link(element: _Element, _tag: str, parts: Parts, _role: str) -> None:
    text = content(element)
    _identify(parts, element.get("ext-link-type", ""), text, linked=True)
    _linked(parts, address(element) or text)


def _accessed(element: _Element, _tag: str, parts: Parts, _role: str) -> None:
    parts.accessed = parts.accessed or element.get("iso-8601-date") or content(element)


_READERS: dict[str, Callable[[_Element, str, Parts, str], None]] = {
    **dict.fromkeys(_TEXT, _text),
    **dict.fromkeys(NAMES, _name),
    **dict.fromkeys(("year", "month", "day", "season"), _date),
    **dict.fromkeys(("fpage", "lpage", "page-range", "elocation-id", "page-count"), _page),
    **dict.fromkeys(("pub-id", "object-id"), _identifier),
    **dict.fromkeys(("ext-link", "uri", "self-uri"), _link),
    **dict.fromkeys(("date-in-citation", "access-date"), _accessed),
    "person-group": _group,
    "etal": _etal,
}
WHOLE = frozenset(_READERS) - {"person-group"}
"""Elements that are one part of a citation, whatever is in them."""


def _identify(parts: Parts, scheme: str, text: str, linked: bool = False) -> None:
    variable = _IDENTIFIERS.get(scheme.lower())
    if not text or (linked and variable in (None, "URL")):
        return
    if variable == "DOI":
        text = clean_doi(text)
    elif variable == "PMCID":
        text = text if text.upper().startswith("PMC") else f"PMC{text}"
    elif variable is None:
        parts.custom.setdefault(scheme or "pub-id", text)
        return
    if text:
        parts.identifiers.setdefault(variable, text)


def _linked(parts: Parts, target: str) -> None:
    """Take an address for the identifier in it, where it has one."""
    for variable, identifier in linked_identifier(target).items():
        parts.identifiers.setdefault(variable, identifier)
