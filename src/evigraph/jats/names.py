"""People and groups as JATS tags them."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.words import child_of, content
from evigraph.bib.exchange.persons import read_name
from evigraph.bib.names import as_csl

NAMES = frozenset({"name", "string-name", "collab", "name-alternatives", "collab-alternatives", "on-behalf-of"})
_PARTS = {
    "surname": "family",
    "given-names": "given",
    "prefix": "dropping-particle",
    "suffix": "suffix",
}


def person(element: _Element) -> dict[str, str]:
    """A CSL name; empty where the element says none."""
    tag = element.tag
    if tag == "name":
        parts = {}
        for child in element:
            if (part := _PARTS.get(child.tag)) and (text := content(child)):
                parts[part] = text
        return parts if "family" in parts else _loose(element, parts)
    if tag in ("name-alternatives", "collab-alternatives"):
        first = next(iter(element), None)
        return {} if first is None else person(first)
    if tag == "string-name":
        parts = {part: content(child) for child in element.iter() if (part := _PARTS.get(child.tag))}
        return parts if parts.get("family") else _loose(element, parts)
    printed = _group(element)
    return {"literal": printed} if printed else {}


def _group(element: _Element) -> str:
    """The name of a group without its members, which some publishers put inside it."""
    if child_of(element, "contrib-group") is None:
        return content(element)
    pieces = [element.text or ""]
    for child in element:
        pieces += [] if child.tag == "contrib-group" else [content(child)]
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def _loose(element: _Element, parts: dict[str, str]) -> dict[str, str]:
    """A name whose family name is not tagged."""
    if parts.get("given"):
        return {"literal": parts["given"]}
    shown = content(element)
    return as_csl(read_name(shown)) if shown else {}
