"""People and groups as TEI tags them."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.words import content
from evigraph.bib.exchange.persons import read_name
from evigraph.bib.names import as_csl

_PARTS = {
    "forename": "given",
    "surname": "family",
    "nameLink": "non-dropping-particle",
    "roleName": "dropping-particle",
    "genName": "suffix",
}


def person(element: _Element) -> dict[str, str]:
    """The CSL name of an ``author`` or ``editor``; empty where the element says none."""
    named = next(element.iterchildren("persName"), None)
    parts: dict[str, str] = {}
    for each in named.iter(*_PARTS) if named is not None else ():
        if text := content(each):
            part = _PARTS[each.tag]
            parts[part] = f"{parts[part]} {text}" if part in parts else text
    if "family" in parts:
        return parts
    if parts:
        return {"literal": " ".join(parts.values())}
    if named is not None and (shown := content(named)):
        return as_csl(read_name(shown))
    group = content(next(element.iterchildren("orgName", "name"), None))
    bare = "" if len(element) else content(element)
    return {"literal": group or bare} if group or bare else {}
