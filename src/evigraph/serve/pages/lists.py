"""The lists on a server: narrowed by facets and by words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from evigraph.serve.pages.addresses import Fields
from evigraph.serve.pages.facets import narrow
from evigraph.serve.pages.finder import search_pages
from evigraph.serve.pages.more import Download
from evigraph.view.site.links import Links, Ref
from evigraph.view.site.lists import LISTS, Cell, Row, listed
from evigraph.view.site.site import Site

KIND_OF = {"claims": "claim", "references": "reference", "studies": "study", "terms": "term", "findings": "finding"}
"""What a list is a list of, as pages are called."""


def narrowed_list(site: Site, name: str, fields: Fields, links: Links, data: dict[str, Any]) -> dict[str, Any]:
    """A list with its facets, and only those rows that fit the fields; with words, the best match first."""
    kind = KIND_OF[name]
    rows = {_subject(row, kind).name: row for row in data["rows"]}
    nodes = {site.iri(kind, item) or item: item for item in rows}
    kept, choices = narrow(site, name, list(nodes), fields)
    left = {nodes[node] for node in kept}
    text = " ".join(fields.get("text", [])).strip()
    if text:
        titles = {found.name: found.title for found in search_pages(site, text, kind)}
        shown = [_retitled(rows[item], kind, title) for item, title in titles.items() if item in rows and item in left]
    else:
        shown = [row for item, row in rows.items() if item in left]
    return {
        "rows": shown,
        "structured": listed(site, name, shown, links),
        "total": len(rows),
        "choices": choices,
        "text": text,
        "narrowed": bool(text) or any(choice.chosen for choice in choices),
        "noun": LISTS[name].title.lower(),
        "files": _files(name),
        "download": Download((), "all references") if name == "references" else None,
    }


def _files(name: str) -> list[tuple[str, str]]:
    """The whole list as files: words and addresses."""
    if name == "findings":
        return [(words, f"/api/audit?format={form}") for words, form in (("CSV", "csv"), ("SARIF", "sarif"))]
    return [(words, f"/api/{name}?format={form}") for words, form in (("CSV", "csv"), ("JSON", "json"))]


def _subject(row: Row, kind: str) -> Ref:
    """What a row is about: the first thing of its kind that it leads to."""
    return next(ref for cell in row for ref in cell.refs if ref.kind == kind)


def _retitled(row: Row, kind: str, title: Markup) -> Row:
    """The row with the words found marked in the title of what it is about."""
    subject = _subject(row, kind)
    return tuple(_marked(cell, subject, title) for cell in row)


def _marked(cell: Cell, subject: Ref, title: Markup) -> Cell:
    if subject not in cell.refs or title.striptags() != subject.words:
        return cell
    return replace(cell, refs=tuple(replace(ref, words=title) if ref == subject else ref for ref in cell.refs))
