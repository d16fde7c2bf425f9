"""One citation of a reference list as a CSL-JSON item."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import _Element

from evigraph.article.words import letters
from evigraph.bib.exchange.dates import month_number, read_date
from evigraph.bib.exchange.identifiers import SIGNS, add_printed, guess
from evigraph.bib.tables import Csl
from evigraph.jats.parts import WHOLE, Parts, citation_table
from evigraph.jats.printed import printed

_FULL_STOP = re.compile(r"(?<=[a-z0-9)\]]{2})\.$")
_PRINTED_YEAR = re.compile(r"[\[(]?(\d{4})([a-z])?[\])]?[.,;]?")
_ACCESSED = re.compile(r"(?i)^\W*(?:date )?(?:last )?(?:accessed|cited|retrieved|available)(?: on)?:?\s*")
_PAGE_DASH = re.compile(r"\s*[–—‐‑−]\s*")


def read_citation(element: _Element) -> tuple[Csl, list[str]]:
    """The item, without an ``id``, and what is unsure about it."""
    parts = Parts(element)
    kind = (element.get("publication-type") or element.get("citation-type") or "").lower()
    item, doubts = _item(parts, kind), []
    if "title" not in item and not _is_short(item):
        named = parts.people or "container-title" in item
        doubts.append("No title is tagged." if named else "No part of it is tagged.")
        guess(item, printed(element, WHOLE))
    elif "DOI" not in item and any(sign in letters(element) for sign in SIGNS):
        add_printed(item, printed(element, WHOLE))
    if parts.custom:
        item["custom"] = dict(sorted(parts.custom.items()))
    return item, doubts


def _is_short(item: Csl) -> bool:
    """Whether a citation names its article by journal and page, as chemists do."""
    return "container-title" in item and "issued" in item and ("volume" in item or "page" in item)


def _item(parts: Parts, kind: str) -> Csl:
    text = dict(parts.text)
    item: Csl = {}
    source, chapter, title = text.pop("source", ""), text.pop("chapter", ""), text.pop("title", "")
    whole = chapter or title
    type_ = citation_table()["types"].get(kind) or _type_by_parts(parts, bool(title), bool(source))
    if type_ == "book" and whole and source and whole != source:
        type_ = "chapter"
    item["type"] = type_
    for role, people in parts.people.items():
        item[role] = people
    if whole or source:
        item["title"] = _FULL_STOP.sub("", whole) if whole[-1:] == "." else whole or source
    if whole and source:
        item["container-title"] = source
    elif type_ == "article-journal" and source:
        item["container-title"] = item.pop("title")
    if chapter and title and chapter != title:
        parts.custom.setdefault("article-title", title)
    item |= text
    item |= _dates(parts)
    if pages := _pages(parts):
        item["page"] = pages
    for variable, identifier in parts.identifiers.items():
        item.setdefault(variable, identifier)
    if parts.continued:
        parts.custom["etal"] = " ".join(sorted(parts.continued))
    if kind and kind not in citation_table()["types"] and kind != "other":
        parts.custom.setdefault("publication-type", kind)
    return item


def _type_by_parts(parts: Parts, title: bool, source: bool) -> str:
    if "patent" in parts.custom:
        return "patent"
    if "event-title" in parts.text:
        return "paper-conference"
    if "publisher" in parts.text or "ISBN" in parts.text:
        return "chapter" if (title or "chapter" in parts.text) and source else "book"
    if title and source and ("volume" in parts.text or "fpage" in parts.pages):
        return "article-journal"
    return "webpage" if "URL" in parts.identifiers and not source else "document"


def _dates(parts: Parts) -> Csl:
    dates: dict[str, Any] = {}
    if issued := _issued(parts):
        dates["issued"] = issued
    if parts.accessed:
        accessed = read_date(_ACCESSED.sub("", parts.accessed).strip(" .()[]"))
        dates |= {"accessed": accessed} if accessed else {}
        parts.custom |= {} if accessed else {"date-in-citation": parts.accessed}
    return dates


def _issued(parts: Parts) -> dict[str, Any]:
    printed = parts.date.get("year", "")
    found = _PRINTED_YEAR.fullmatch(printed)
    if not found:
        parts.custom |= {name: text for name, text in parts.date.items() if name in ("month", "day") and text}
        iso = read_date(parts.date.get("iso", ""))
        return iso or ({"literal": printed} if printed else {})
    numbers = [int(found[1])]
    if found[2]:
        parts.custom["year-suffix"] = found[2]
    if len(parts.date) == 1:
        return {"date-parts": [numbers]}
    month, day = parts.date.get("month", ""), parts.date.get("day", "")
    number = int(month) if month.isascii() and month.isdecimal() else month_number(month.rstrip("."))
    if 1 <= number <= 12:
        numbers.append(number)
        numbers += [int(day)] if day.isascii() and day.isdecimal() and 1 <= int(day) <= 31 else []
    elif month:
        parts.custom["month"] = month
    if parts.date.get("season"):
        parts.custom["season"] = parts.date["season"]
    return {"date-parts": [numbers]}


def _pages(parts: Parts) -> str:
    first, last = parts.pages.get("fpage", ""), parts.pages.get("lpage", "")
    pages, number = parts.pages.get("page-range", ""), parts.pages.get("elocation-id", "")
    if first and not pages:
        pages = f"{first}-{last}" if last and last != first else first
    if number:
        parts.custom["articlenumber"] = number
    if count := parts.pages.get("page-count"):
        parts.custom["page-count"] = count
    return _PAGE_DASH.sub("-", pages) if not pages.isascii() else pages or number
