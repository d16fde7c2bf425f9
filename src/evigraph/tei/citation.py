"""One entry of a reference list as a CSL-JSON item, and what GROBID may have got wrong in it."""

from __future__ import annotations

import re

from lxml.etree import _Element

from evigraph.article.words import tidy
from evigraph.bib.exchange.identifiers import add_printed, clean_doi, guess
from evigraph.bib.tables import Csl
from evigraph.tei.parts import Parts, citation_table

_WHOLE = frozenset({"book", "thesis", "report", "patent"})
"""Types of works that stand in no other, and have pages and volumes of their own."""
_MEETING = re.compile(r"\b(?:proceedings|proc|conference|workshop|symposium|congress|meeting)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{3,}")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐]\s+(?=[^\W\d_])")
_LEAST_WORDS = 6
"""Entries with fewer words than this are too short to say that words are missing."""


def read_citation(element: _Element, printed: str) -> tuple[Csl, list[str]]:
    """The item, without an ``id``, and what is unsure about it.

    ``printed`` is the entry as it stands in the article, "" where the file does not say.
    """
    parts = Parts(element)
    item = _item(parts)
    doubts = _gaps(item) + parts.doubts
    if printed:
        doubts += _against(item, element, printed)
        add_printed(item, printed) if "title" in item else guess(item, printed)
    if parts.custom:
        item["custom"] = dict(sorted(parts.custom.items()))
    return item, doubts


def _item(parts: Parts) -> Csl:
    titles, item = parts.titles, parts.item
    own, journal, book = titles.get("a", ""), titles.get("j", ""), titles.get("m", "") or titles.get("u", "")
    type_ = _type(parts, own, journal, book)
    item = {"type": type_, **item}
    if own or book:
        item["title"] = own or book
    elif journal and type_ != "article-journal":
        item["title"] = journal
    if own and (journal or book):
        item["container-title"] = journal or book
    elif journal and item.get("title") != journal:
        item["container-title"] = journal
    if own and journal and book:
        parts.custom["other title"] = book
    return item


def _type(parts: Parts, own: str, journal: str, book: str) -> str:
    said = " ".join(parts.reports).lower()
    reports = [type_ for word, type_ in citation_table()["reports"].items() if word in said]
    if reports:
        return reports[0]
    if "event-title" in parts.item or "event-place" in parts.item or (own and _MEETING.search(book)):
        return "paper-conference"
    if journal or (own and book):
        return "article-journal" if journal else "chapter"
    if parts.custom.get("eprint"):
        return "article"
    if "publisher" in parts.item or "ISBN" in parts.item:
        return "book"
    return "webpage" if "URL" in parts.item else "document"


def _gaps(item: Csl) -> list[str]:
    """What an entry ought to have and does not."""
    doubts = []
    if "title" not in item and not _is_short(item):
        doubts.append("No title is tagged.")
    if "author" not in item and "editor" not in item:
        doubts.append("No author is tagged.")
    if "date-parts" not in item.get("issued", {}):
        doubts.append("No year is tagged.")
    if item["type"] not in _WHOLE and "container-title" not in item and ("volume" in item or "page" in item):
        doubts.append("No journal or book is tagged.")
    return doubts


def _is_short(item: Csl) -> bool:
    """Whether an entry names its article by journal and page, as chemists do."""
    return "container-title" in item and "issued" in item and ("volume" in item or "page" in item)


def _against(item: Csl, element: _Element, printed: str) -> list[str]:
    """Where the parts do not agree with what is printed."""
    doubts = []
    doi, tagged = clean_doi(printed), item.get("DOI", "")
    if doi and tagged and doi.lower() != tagged.lower() and not _cut(doi, tagged):
        doubts.append(f"The DOI printed is {doi}, the one tagged {tagged}.")
    shown = set(_words(printed))
    title = _words(str(item.get("title", "")))
    if title and sum(word in shown for word in title) < 0.7 * len(title):
        doubts.append("The title that is tagged is not what is printed.")
    own = set(_words(_tagged(element)))
    if len(shown) >= _LEAST_WORDS and len(shown - own) > 0.4 * len(shown):
        doubts.append("Much of what is printed is in no part.")
    return doubts


def _cut(one: str, other: str) -> bool:
    """Whether of two DOIs one is the other cut off at the end of a line."""
    one, other = one.lower(), other.lower()
    return one.startswith(other) or other.startswith(one)


def _words(text: str) -> list[str]:
    """The words of a text, those that are cut at the end of a line put together."""
    return _WORD.findall(_HYPHEN.sub("", text.casefold()))


def _tagged(element: _Element) -> str:
    """All that is in the parts of an entry, addresses and page numbers among it."""
    raw = {each for each in element.iter("note") if each.get("type") == "raw_reference"}
    pieces = [tidy(" ".join(map(str, child.itertext()))) for child in element if child not in raw]
    pieces += [value for each in element.iter("ptr", "biblScope", "date") for value in map(str, each.attrib.values())]
    return " ".join(pieces)
