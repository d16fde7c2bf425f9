"""Where in a journal or book a work stands."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.words import content


def scope(source: _Element | None, unit: str) -> str:
    """The volume, issue or pages that a ``monogr`` gives; "" for none."""
    texts: list[str] = []
    for each in source.iter("biblScope") if source is not None else ():
        if unit in (each.get("unit"), each.get("type")):
            first, last = each.get("from", "").strip(), each.get("to", "").strip()
            if last and not first and len(texts) == 1:  # the two ends by themselves
                return f"{texts[0]}-{last}" if last != texts[0] else last
            span = f"{first}-{last}" if first and last and first != last else first
            texts += [text] if (text := span or content(each)) else []
    return texts[0] if texts else ""


def pages_of(source: _Element | None) -> str:
    """The pages that a ``monogr`` gives."""
    return scope(source, "page") or scope(source, "pp")
