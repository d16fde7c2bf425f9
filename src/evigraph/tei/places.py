"""Where in a journal or book a work stands."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.words import content


def scope(source: _Element | None, unit: str) -> str:
    """The volume, issue or pages that a ``monogr`` gives; "" for none."""
    if source is None:
        return ""
    for each in source.iter("biblScope"):
        if each.get("unit") == unit or each.get("type") == unit:
            first, last = each.get("from", "").strip(), each.get("to", "").strip()
            span = f"{first}-{last}" if first and last and first != last else first
            if text := span or content(each):
                return text
    return ""


def pages_of(source: _Element | None) -> str:
    """The pages that a ``monogr`` gives."""
    return scope(source, "page") or scope(source, "pp")
