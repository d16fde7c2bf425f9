"""Addresses that may stand behind a link: verified identifiers and web searches, nothing else."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from evigraph.bib.links import identifier_links
from evigraph.trace.model import Citation, Study

Link = tuple[str, str]
"""The words of a link and its address."""


def safe(address: str) -> str | None:
    """``address`` when it is an ordinary web address (http or https with a host), else None."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    clean = not re.search(r"[\s\x00-\x20\x7f<>\"\\]", address)
    return address if clean and parts.scheme in ("http", "https") and parts.hostname else None


def citation_links(citation: Citation) -> list[Link]:
    """Where a cited work can be read; a search when no identifier of it is verified."""
    found = identifier_links({name.upper(): value for name, value in citation.identifiers.items()})
    links = [(words, address) for words, address in found if safe(address)]
    if not links and citation.search and safe(citation.search):
        links = [("search PubMed", citation.search)]
    return links


def registry_links(study: Study) -> list[Link]:
    """The registry entries of a study that are on ClinicalTrials.gov."""
    known = [number for number in study.registry if re.fullmatch(r"NCT\d{8}", number)]
    return [(number, f"https://clinicaltrials.gov/study/{quote(number)}") for number in known]
