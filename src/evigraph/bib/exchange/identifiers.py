"""Identifiers of works in what is printed and in addresses."""

from __future__ import annotations

import re

from evigraph.bib.exchange.normal import bare_doi
from evigraph.bib.tables import Csl

SIGNS = ("10.", "PMID", "PMC")
"""What identifiers that are printed but not tagged have in them."""
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;:)\]]")
DOI_TAIL = re.compile(r"(?:[.,;:]|&[a-z]+;|[)\]](?![^(\[]*[(\[]))+$")
"""What follows a DOI in print and is no part of it."""
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_ARCHIVE = re.compile(r"(?:ncbi\.nlm\.nih\.gov|europepmc\.org)/(?:pmc/)?articles?/(?:PMC/)?(PMC\d+)", re.IGNORECASE)
_PUBMED = re.compile(r"(?:ncbi\.nlm\.nih\.gov/(?:pubmed|m/pubmed)|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{4,9})\b")
_URL = re.compile(r"\bhttps?://[^\s<>\"]+")
_YEAR = re.compile(r"(?<![\d/.-])(1[6-9]\d\d|20\d\d)(?![\d/])")
_PMID = re.compile(r"\bPMID:?\s*(\d{4,9})\b")
_PMCID = re.compile(r"\bPMC\d{4,9}\b")


def clean_doi(text: str) -> str:
    """The DOI in a text; "" where there is none."""
    if _PLAIN_DOI.fullmatch(text):
        return text
    found = _DOI.search(bare_doi(text.strip()))
    return DOI_TAIL.sub("", found.group()) if found else ""


def linked_identifier(target: str) -> dict[str, str]:
    """The identifier in an address by its CSL variable, else the address as ``URL``; empty where it is neither."""
    if _RESOLVER.match(target) or target.lower().startswith("doi:") or target.startswith("10."):
        doi = clean_doi(target)
        return {"DOI": doi} if doi else {}
    if found := _ARCHIVE.search(target):
        return {"PMCID": found[1].upper()}
    if found := _PUBMED.search(target):
        return {"PMID": found[1]}
    return {"URL": target} if target.startswith(("http://", "https://", "ftp://")) else {}


def add_printed(item: Csl, printed: str) -> None:
    """Give an item the identifiers that are printed and that it does not have."""
    if "DOI" not in item and "10." in printed and (doi := clean_doi(printed)):
        item["DOI"] = doi
    if "PMID" not in item and "PMID" in printed and (found := _PMID.search(printed)):
        item["PMID"] = found[1]
    if "PMCID" not in item and "PMC" in printed and (found := _PMCID.search(printed)):
        item["PMCID"] = found.group()


def guess(item: Csl, printed: str) -> None:
    """Give an item what can be read off an entry without tags: its identifiers, address and year."""
    add_printed(item, printed)
    if "URL" not in item and "DOI" not in item and (found := _URL.search(printed)):
        item["URL"] = found.group().rstrip(".,;:)]")
    if "issued" not in item and (years := _YEAR.findall(printed)):
        item["issued"] = {"date-parts": [[int(years[0])]]}
