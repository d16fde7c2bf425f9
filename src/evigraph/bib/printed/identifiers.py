"""Identifiers and addresses in what is printed."""

from __future__ import annotations

import re

from evigraph.bib.exchange.identifiers import DOI_TAIL

_BARE = re.compile(r"(?:(?<=[\w.)/;-] )|(?<=\)))(\d{7,8})\s*$")
"""A PubMed number behind everything else, as texts from PubMed Central have it."""

_PUBMED = r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/"
_ARCHIVE = r"https?://(?:www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/"
_RESOLVER = r"(?:https?://)?(?:(?:dx\.)?doi\.org/)"
_LABELLED = {
    "DOI": re.compile(
        rf"(?:(?:doi|DOI|Doi)\s?[:.]?\s*(?:{_RESOLVER})?\s?|{_RESOLVER}\s?)?(?P<value>10\.\d{{4,9}}/[^\s\"<>]+)"
    ),
    "PMID": re.compile(rf"(?:{_PUBMED}|[\[(]?\b(?:PMID|PubMed(?: ID)?|pmid):?\s*)(?P<value>\d{{4,9}})/?\b[\])]?"),
    "PMCID": re.compile(
        rf"(?:{_ARCHIVE}|[\[(]?\b(?:PMCID|PubMed Central(?: PMCID)?|PMC ID)?:?\s*)\b(?P<value>PMC\d{{4,9}})/?[\])]?"
    ),
    "URL": re.compile(r"(?:\bURL:?\s*)?<?(?P<value>(?:https?://|ftp://|www\.)[^\s<>\"]+)>?"),
}


def printed_identifiers(text: str) -> tuple[dict[str, str], list[tuple[int, int]]]:
    """The first DOI, PubMed numbers and address of a text, and where they stand with what labels them.

    >>> printed_identifiers("Lancet 2019;1:2. doi:10.1000/x. PMID: 123456.")[0]
    {'DOI': '10.1000/x', 'PMID': '123456'}
    """
    found: dict[str, str] = {}
    spans: list[tuple[int, int]] = []
    for name, form in _LABELLED.items():
        for match in form.finditer(text):
            start, end = match.span()
            if any(start < stop and begin < end for begin, stop in spans):
                continue
            value = match["value"]
            shorter = DOI_TAIL.sub("", _closed(value)) if name in ("DOI", "URL") else value
            found.setdefault(name, shorter)
            spans.append((start, end - (len(value) - len(shorter)) if text[start:end].endswith(value) else end))
    if (
        "PMID" not in found
        and (bare := _BARE.search(text))
        and ("DOI" in found or "URL" in found or text[bare.start() - 2] in ".0123456789")
    ):
        found["PMID"] = bare[1]
        spans.append(bare.span(1))
    return found, sorted(spans)


def _closed(value: str) -> str:
    """An identifier up to a bracket that it has not opened."""
    depth = 0
    for place, char in enumerate(value):
        depth += (char in "([") - (char in ")]")
        if depth < 0:
            return value[:place]
    return value
