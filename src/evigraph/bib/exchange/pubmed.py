"""PubMed's XML: the elements of an article as the tags that PubMed gives the same facts in nbib."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evigraph.bib.exchange.incoming import item_of
from evigraph.bib.exchange.mapping import mapping
from evigraph.bib.exchange.persons import person as in_parts
from evigraph.bib.exchange.xml import content, read_xml
from evigraph.bib.names import Name
from evigraph.bib.reference import Library
from evigraph.bib.tables import Csl, table

if TYPE_CHECKING:
    from lxml.etree import _Element

_Tags = Iterator[tuple[str, str | Name]]


def read_pubmed_xml(text: str, label: str, format: str) -> Library:
    """The articles and books in a set from PubMed, or one that stands alone."""
    whole = ("PubmedArticle", "PubmedBookArticle")
    tags = whole if any(f"<{tag}" in text for tag in whole) else ("MedlineCitation",)
    return read_xml(text, label, format, tags, _item)


def _item(record: _Element) -> Csl | None:
    tags = [(tag, value) for tag, value in _tags(record) if value]
    if not tags:
        return None
    nbib = mapping("nbib")
    types = [value for tag, value in tags if tag == "PT" and isinstance(value, str)]
    csl_type = next(filter(None, map(nbib.csl_type, types)), nbib.default_type)
    if record.find("BookDocument") is not None:
        csl_type = "chapter" if any(tag == "TI" for tag, _ in tags) else "book"
    return item_of(tags, nbib, csl_type)


def _tags(record: _Element) -> _Tags:
    for path, tag in table("pubmed-xml").items():
        for found in record.iterfind(path):
            yield from _READERS.get(tag, _text)(tag, found)


def _text(tag: str, element: _Element) -> _Tags:
    yield tag, content(element)


def _labelled(tag: str, element: _Element) -> _Tags:
    """A part of an abstract with its heading; the parts become one text."""
    parts = []
    for part in element.iterfind("AbstractText"):
        heading = part.get("Label")
        parts.append(f"{heading}: {content(part)}" if heading and heading != "UNLABELLED" else content(part))
    yield tag, " ".join(filter(None, parts))


def _located(tag: str, element: _Element) -> _Tags:
    kind = element.get("EIdType") or element.get("IdType") or ""
    if text := content(element):
        if kind == "pmc":
            yield "PMC", text
        elif kind != "pubmed":
            yield tag, f"{text} [{kind}]" if kind else text


def _people(tag: str, element: _Element) -> _Tags:
    """The names of a list; PubMed says by "N" which lists go on."""
    if element.get("Type") == "editors":
        tag = "FED"
    for someone in element.iterfind("Author"):
        family = content(someone.find("LastName"))
        given = content(someone.find("ForeName")) or content(someone.find("Initials"))
        group = content(someone.find("CollectiveName"))
        if family:
            yield tag, in_parts(family, given, content(someone.find("Suffix")))
        elif group or given:
            yield tag, Name(literal=group or given)
        for where in someone.iterfind("AffiliationInfo/Affiliation"):
            yield "AD", content(where)
    if element.get("CompleteYN") == "N":
        yield tag, "et al"


def _date(tag: str, element: _Element) -> _Tags:
    """The date in words: "2014 Sep 19", "2014 Spring", or what the article prints ("2014 Sep-Oct")."""
    parts = ("Year", "Month", "Season", "Day", "MedlineDate")
    said = [content(element.find(part)) for part in parts]
    months = table("names")["months"]
    said[1] = months.get(said[1].lstrip("0"), said[1])
    yield tag, " ".join(filter(None, said))


def _heading(tag: str, element: _Element) -> _Tags:
    """A subject heading with its qualifiers."""
    yield tag, "/".join(content(part) for part in element if part.tag in ("DescriptorName", "QualifierName"))


_READERS = {"AB": _labelled, "AID": _located, "FAU": _people, "DP": _date, "MH": _heading}
