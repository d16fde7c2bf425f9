"""One citation of a reference list as a CSL-JSON item."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from lxml.etree import _Element

from evigraph.bib.exchange.dates import month_number, read_date
from evigraph.bib.exchange.normal import bare_doi
from evigraph.bib.tables import Csl
from evigraph.jats.names import NAMES, person
from evigraph.jats.words import address, content

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_DOI_TAIL = re.compile(r"(?:[.,;:]|&[a-z]+;|[)\]](?![^(\[]*[(\[]))+$")
_PMID = re.compile(r"\bPMID:?\s*(\d{4,9})\b")
_PMCID = re.compile(r"\bPMC\d{4,9}\b")
_URL = re.compile(r"\bhttps?://[^\s<>\"]+")
_YEAR = re.compile(r"(?<![\d/.-])(1[6-9]\d\d|20\d\d)(?![\d/])")
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_ARCHIVE = re.compile(r"(?:ncbi\.nlm\.nih\.gov|europepmc\.org)/(?:pmc/)?articles?/(?:PMC/)?(PMC\d+)", re.IGNORECASE)
_PUBMED = re.compile(r"(?:ncbi\.nlm\.nih\.gov/(?:pubmed|m/pubmed)|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{4,9})\b")


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "citations.json").read_text("utf-8"))
    return table


class _Parts:
    """What the tags of a citation say, before it is put together."""

    def __init__(self) -> None:
        self.text: dict[str, str] = {}
        self.custom: dict[str, str] = {}
        self.people: dict[str, list[dict[str, str]]] = {}
        self.continued: set[str] = set()
        self.identifiers: dict[str, str] = {}
        self.date: dict[str, str] = {}
        self.accessed = ""
        self.pages: dict[str, str] = {}


def read_citation(element: _Element) -> tuple[Csl, list[str]]:
    """The item, without an ``id``, and what is unsure about it."""
    parts = _Parts()
    _collect(element, parts, "author")
    kind = (element.get("publication-type") or element.get("citation-type") or "").lower()
    item, doubts = _item(parts, kind), []
    if "title" not in item:
        doubts.append(
            "No title is tagged." if parts.people or "container-title" in item else "No part of it is tagged."
        )
        _guess(item, parts, content(element))
    else:
        _printed_identifiers(item, parts, content(element) if "DOI" not in item else "")
    if parts.custom:
        item["custom"] = dict(sorted(parts.custom.items()))
    return item, doubts


def _collect(element: _Element, parts: _Parts, role: str) -> None:
    """What the children of an element say; elements without a meaning of their own are looked into."""
    for child in element:
        if reader := _READERS.get(child.tag):
            reader(child, parts, role)
        elif len(child):
            _collect(child, parts, role)


def _name(element: _Element, parts: _Parts, role: str) -> None:
    if name := person(element):
        parts.people.setdefault(role, []).append(name)


def _group(element: _Element, parts: _Parts, _role: str) -> None:
    role = _table()["roles"].get(element.get("person-group-type", "author"), "author")
    people = parts.people.setdefault(role, [])
    before = len(people)
    _collect(element, parts, role)
    if len(people) == before and (text := content(element)):
        people.append({"literal": text})
    if not people:
        del parts.people[role]


def _date(element: _Element, parts: _Parts, _role: str) -> None:
    parts.date.setdefault(element.tag, content(element))
    if iso := element.get("iso-8601-date"):
        parts.date.setdefault("iso", iso)


def _etal(_element: _Element, parts: _Parts, role: str) -> None:
    parts.continued.add(role)


def _text(element: _Element, parts: _Parts, _role: str) -> None:
    _add_text(parts, element.tag, _table()["text"][element.tag], content(element))
    if len(element):
        for child in element.iter("ext-link", "uri"):
            _linked(parts, address(child) or content(child))


def _page(element: _Element, parts: _Parts, _role: str) -> None:
    parts.pages.setdefault(element.tag, content(element))


def _identifier(element: _Element, parts: _Parts, _role: str) -> None:
    _identify(parts, element.get("pub-id-type", ""), content(element))
    _linked(parts, address(element))


def _link(element: _Element, parts: _Parts, _role: str) -> None:
    _identify(parts, element.get("ext-link-type", ""), content(element), linked=True)
    _linked(parts, address(element) or content(element))


def _accessed(element: _Element, parts: _Parts, _role: str) -> None:
    parts.accessed = parts.accessed or element.get("iso-8601-date") or content(element)


_READERS: dict[str, Callable[[_Element, _Parts, str], None]] = {
    **dict.fromkeys(_table()["text"], _text),
    **dict.fromkeys(NAMES, _name),
    **dict.fromkeys(("year", "month", "day", "season"), _date),
    **dict.fromkeys(("fpage", "lpage", "page-range", "elocation-id", "page-count"), _page),
    **dict.fromkeys(("pub-id", "object-id"), _identifier),
    **dict.fromkeys(("ext-link", "uri", "self-uri"), _link),
    **dict.fromkeys(("date-in-citation", "access-date"), _accessed),
    "person-group": _group,
    "etal": _etal,
}


def _add_text(parts: _Parts, tag: str, variable: str, text: str) -> None:
    if not text:
        return
    if variable == "custom" or (variable in parts.text and variable != "note"):
        parts.custom.setdefault(tag, text)
    elif variable in parts.text:
        parts.text[variable] += f" {text}"
    else:
        parts.text[variable] = text


def _identify(parts: _Parts, scheme: str, text: str, linked: bool = False) -> None:
    variable = _table()["identifiers"].get(scheme.lower())
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


def _linked(parts: _Parts, target: str) -> None:
    """Take an address for the identifier in it, where it has one."""
    if _RESOLVER.match(target) or target.lower().startswith("doi:") or target.startswith("10."):
        if doi := clean_doi(target):
            parts.identifiers.setdefault("DOI", doi)
    elif found := _ARCHIVE.search(target):
        parts.identifiers.setdefault("PMCID", found[1].upper())
    elif found := _PUBMED.search(target):
        parts.identifiers.setdefault("PMID", found[1])
    elif target.startswith(("http://", "https://", "ftp://")):
        parts.identifiers.setdefault("URL", target)


def clean_doi(text: str) -> str:
    """The DOI in a text; "" where there is none."""
    found = _DOI.search(bare_doi(text.strip()))
    return _DOI_TAIL.sub("", found.group()) if found else ""


def _item(parts: _Parts, kind: str) -> Csl:
    text = dict(parts.text)
    item: Csl = {}
    source, chapter, title = text.pop("source", ""), text.pop("chapter", ""), text.pop("title", "")
    whole = chapter or title
    type_ = _table()["types"].get(kind) or _type_by_parts(parts, bool(title), bool(source))
    if type_ == "book" and whole and source and whole != source:
        type_ = "chapter"
    item["type"] = type_
    for role, people in parts.people.items():
        item[role] = people
    if whole or source:
        item["title"] = whole or source
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
    if kind and kind not in _table()["types"] and kind != "other":
        parts.custom.setdefault("publication-type", kind)
    return item


def _type_by_parts(parts: _Parts, title: bool, source: bool) -> str:
    if "patent" in parts.custom:
        return "patent"
    if "event-title" in parts.text:
        return "paper-conference"
    if "publisher" in parts.text or "ISBN" in parts.text:
        return "chapter" if (title or "chapter" in parts.text) and source else "book"
    if title and source and ("volume" in parts.text or "fpage" in parts.pages):
        return "article-journal"
    return "webpage" if "URL" in parts.identifiers and not source else "document"


def _dates(parts: _Parts) -> Csl:
    dates: dict[str, Any] = {}
    if issued := _issued(parts):
        dates["issued"] = issued
    if parts.accessed:
        accessed = read_date(
            re.sub(
                r"(?i)^\W*(?:date )?(?:last )?(?:accessed|cited|retrieved|available)(?: on)?:?\s*", "", parts.accessed
            ).strip(" .()[]")
        )
        dates |= {"accessed": accessed} if accessed else {}
        parts.custom |= {} if accessed else {"date-in-citation": parts.accessed}
    return dates


def _issued(parts: _Parts) -> dict[str, Any]:
    printed = parts.date.get("year", "")
    found = re.fullmatch(r"[\[(]?(\d{4})([a-z])?[\])]?[.,;]?", printed)
    if not found:
        parts.custom |= {name: text for name, text in parts.date.items() if name in ("month", "day") and text}
        iso = read_date(parts.date.get("iso", ""))
        return iso or ({"literal": printed} if printed else {})
    date: dict[str, Any] = {}
    numbers = [int(found[1])]
    if found[2]:
        parts.custom["year-suffix"] = found[2]
    month, day = parts.date.get("month", ""), parts.date.get("day", "")
    number = int(month) if month.isascii() and month.isdecimal() else month_number(month.rstrip("."))
    if 1 <= number <= 12:
        numbers.append(number)
        numbers += [int(day)] if day.isascii() and day.isdecimal() and 1 <= int(day) <= 31 else []
    elif month:
        parts.custom["month"] = month
    if parts.date.get("season"):
        parts.custom["season"] = parts.date["season"]
    return date | {"date-parts": [numbers]}


def _pages(parts: _Parts) -> str:
    first, last = parts.pages.get("fpage", ""), parts.pages.get("lpage", "")
    pages, number = parts.pages.get("page-range", ""), parts.pages.get("elocation-id", "")
    if first and not pages:
        pages = f"{first}-{last}" if last and last != first else first
    if number:
        parts.custom["articlenumber"] = number
    if count := parts.pages.get("page-count"):
        parts.custom["page-count"] = count
    return re.sub(r"\s*[–—‐‑−]\s*", "-", pages) or number


def _printed_identifiers(item: Csl, parts: _Parts, printed: str) -> None:
    """Identifiers that are printed but not tagged."""
    if not printed:
        return
    if "DOI" not in item and (doi := clean_doi(printed)):
        item["DOI"] = doi
    if "PMID" not in item and (found := _PMID.search(printed)):
        item["PMID"] = found[1]
    if "PMCID" not in item and (found := _PMCID.search(printed)):
        item["PMCID"] = found.group()


def _guess(item: Csl, parts: _Parts, printed: str) -> None:
    """What can be read off an entry without tags: its identifiers, address and year."""
    _printed_identifiers(item, parts, printed)
    if "URL" not in item and "DOI" not in item and (found := _URL.search(printed)):
        item["URL"] = found.group().rstrip(".,;:)]")
    if "issued" not in item and (years := _YEAR.findall(printed)):
        item["issued"] = {"date-parts": [[int(years[0])]]}
