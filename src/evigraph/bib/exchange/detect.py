"""Which format a library has: what it holds decides, the suffix of its name where that does not."""

from __future__ import annotations

import pathlib
import re

SUFFIXES = {
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".ris": "ris",
    ".nbib": "nbib",
    ".medline": "nbib",
    ".enw": "enw",
    ".ref": "enw",
    ".json": "csl-json",
    ".csljson": "csl-json",
    ".csv": "csv",
}
"""Suffix of a file name -> format; ``.xml`` and ``.txt`` can be any."""

FORMATS = ("bibtex", "biblatex", "ris", "nbib", "enw", "pubmed-xml", "endnote-xml", "csl-json", "csv")
"""The formats that can be read."""

_BIBLATEX = re.compile(r"^[ \t]*(?:journaltitle|date|location|eprinttype)[ \t]*=", re.MULTILINE | re.IGNORECASE)
_PUBMED_XML = re.compile(r"<(?:PubmedArticle|PubmedBookArticle|MedlineCitation)\b")
_ENDNOTE_XML = re.compile(r"<records?\b")
_JSON = re.compile(r"\s*(?:\[\s*(?:[{\]\[\"\d]|$)|\{\s*[\"}])")
_CSV = re.compile(r"[\"']?(?:key|type|authors|author|title)[\"']?,", re.IGNORECASE)
_ENOUGH = 100_000
# The first line of each kind that occurs in a file decides.
_LINES = (
    ("nbib", re.compile(r"^(?:PMID|FAU |STAT|OWN |DCOM)- ?", re.MULTILINE)),
    ("ris", re.compile(r"^[ \t]*TY[ \t]{0,4}-(?:[ \t]|$)", re.MULTILINE | re.IGNORECASE)),
    ("enw", re.compile(r"^%[0ABDJT](?:[ \t]+\S.*)?\n(?:%\S[ \t]|%\S$|[ \t]*$)", re.MULTILINE)),
    ("bibtex", re.compile(r"^[^%\n]*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)),
)
_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(][^{}()\s]*\s*,", re.MULTILINE)
_TYPED = re.compile(r"^(?:%0 |PMID- |TY  - )", re.MULTILINE)
_LOOSE = (
    ("ris", re.compile(r"^[A-Z][A-Z0-9]  -(?: |$)", re.MULTILINE)),
    ("enw", re.compile(r"^%[0AT][ \t]", re.MULTILINE)),
    ("bibtex", re.compile(r"^[ \t]*@\s*\w+\s*[{(]", re.MULTILINE)),
)


def detect(text: str, name: str) -> str:
    """The format of a text with that file name, or "" where nothing tells."""
    return _told(text[:_ENOUGH]) or _told(text) or SUFFIXES.get(pathlib.PurePath(name).suffix.lower(), "")


def _told(text: str) -> str:
    """What the text alone tells."""
    start = text.lstrip()[:2000]
    if start.startswith("<") and (kind := _xml(text)):
        return kind
    if _JSON.match(start):
        return "csl-json"
    firsts = [(found.start(), format) for format, pattern in _LINES if (found := pattern.search(text))]
    # The comments of a BibTeX file may look like anything.
    format = "bibtex" if _ENTRY.search(text) and not _TYPED.search(text) else min(firsts)[1] if firsts else ""
    format = format or next((format for format, pattern in _LOOSE if pattern.search(text)), "")
    return _which(format, text) if format or not _CSV.match(start) else "csv"


def _xml(text: str) -> str:
    if _PUBMED_XML.search(text):
        return "pubmed-xml"
    return "endnote-xml" if _ENDNOTE_XML.search(text) else ""


def _which(format: str, text: str) -> str:
    """BibTeX that uses biblatex's own fields is biblatex."""
    return "biblatex" if format == "bibtex" and _BIBLATEX.search(text) else format
