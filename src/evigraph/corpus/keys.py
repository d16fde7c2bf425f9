"""What a work is called in a corpus: a function of its own identifiers, so that no two readers need to agree."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from evigraph.ns import BASE, as_segment

_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_PMCID = re.compile(r"(?:PMC)?([1-9][0-9]{0,9})", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")
_LEAST_TITLE = 16
"""Letters without which a title ("Editorial", "Reply") tells no work from another."""


class Keys(NamedTuple):
    """The keys of one work, the best first: ``doi:``, ``pmid:``, ``pmcid:``, ``title:``, ``place:`` or ``text:``."""

    all: tuple[str, ...]

    @property
    def best(self) -> str:
        """The key that names the work; "" for none."""
        return self.all[0] if self.all else ""


def keys_of(item: Mapping[str, Any], printed: str = "") -> Keys:
    """The keys of a CSL-JSON item; what is printed serves where nothing else is known.

    >>> keys_of({"DOI": "10.1000/ABC", "PMID": "12"}).all
    ('doi:10.1000/abc', 'pmid:12')
    """
    found = [_doi(item.get("DOI")), _pmid(item.get("PMID")), _pmcid(item.get("PMCID")), _by_title(item)]
    keys = [key for key in found if key]
    if not keys:
        keys = [key for key in (_by_place(item), _by_text(printed)) if key][:1]
    return Keys(tuple(keys))


def work_iri(key: str) -> str:
    """The identifier of the work with this key.

    >>> work_iri("doi:10.1000/abc")
    'https://w3id.org/evigraph/id/work/doi%3A10.1000%2Fabc'
    """
    return f"{BASE}work/{as_segment(key)}"


def year_of(item: Mapping[str, Any]) -> str:
    """The year of an item, "" when it does not say."""
    parts = item.get("issued", {}).get("date-parts", [[]])
    year = str(parts[0][0]) if parts and parts[0] else ""
    return year if _YEAR.fullmatch(year) else ""


def first_author(item: Mapping[str, Any]) -> str:
    """The family name, or the group, that an item begins with."""
    for person in item.get("author", [])[:1]:
        return str(person.get("family") or person.get("literal") or "")
    return ""


def plain(text: str) -> str:
    """Letters and digits alone, without case or accents.

    >>> plain("Über CAR-T, II.")
    'ubercartii'
    """
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())


def _doi(value: object) -> str:
    text = str(value or "").strip().lower()
    return f"doi:{text}" if _DOI.fullmatch(text) else ""


def _pmid(value: object) -> str:
    text = str(value or "").strip()
    return f"pmid:{text}" if _PMID.fullmatch(text) else ""


def _pmcid(value: object) -> str:
    found = _PMCID.fullmatch(str(value or "").strip())
    return f"pmcid:PMC{found[1]}" if found else ""


def _by_title(item: Mapping[str, Any]) -> str:
    title, year, author = plain(str(item.get("title", ""))), year_of(item), plain(first_author(item))
    if len(title) < _LEAST_TITLE or not year or not author:
        return ""
    return f"title:{_digest(title, year, author)}"


def _by_place(item: Mapping[str, Any]) -> str:
    """Journal, volume and page, by which chemists cite."""
    journal, page = plain(str(item.get("container-title", ""))), plain(str(item.get("page", "")).partition("-")[0])
    volume, year = plain(str(item.get("volume", ""))), year_of(item)
    return f"place:{_digest(journal, volume, page, year)}" if journal and volume and page and year else ""


def _by_text(printed: str) -> str:
    text = plain(printed)
    return f"text:{_digest(text)}" if text else ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
