"""Items made ready for a style: inert values, initials apart, dates as numbers, what CSL has no variable for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from evigraph.bib.formatted.marks import inert, rich
from evigraph.bib.tables import Csl, table

ABSTRACT = "\U000f0041"
"""Stands between the pages and the number of an abstract."""

_NAMES = frozenset(table("styles")["name variables"])
_DATES = frozenset(table("styles")["date variables"])
_VERBATIM = frozenset(["DOI", "URL", "PMID", "PMCID", "ISBN", "ISSN", "id", "type", "language"])
_OTHER_NAMES = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short"}
_NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix")
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_FIRST_PAGE = re.compile(r"\s*([^\s,–—-]+)")


Ready = tuple[dict[str, Any], frozenset[str]]
"""The values of an item as they are printed, and the name variables whose list goes on with "et al"."""


def prepared(item: Csl, variables: frozenset[str], unpaged_doi: bool) -> Ready:
    """The values that a style using ``variables`` prints, and the name variables that go on with "et al"."""
    values: dict[str, Any] = {"type": "document", "id": ""}
    for name, value in item.items():
        variable = _OTHER_NAMES.get(name, name)
        if variable == "custom" or value in (None, "", [], {}):
            continue
        if variable in _NAMES and isinstance(value, list):
            values[variable] = [each for each in map(_name, value) if each]
        elif variable in _DATES and isinstance(value, dict):
            values[variable] = _date(value)
        elif isinstance(value, str | int | float):
            values[variable] = inert(value) if variable in _VERBATIM else rich(value)
    custom = item.get("custom") or {}
    _supplement(values, "supplement-number" in variables)
    if unpaged_doi and values.get("page"):
        values.pop("DOI", None)
        values.pop("URL", None)
    if custom.get("labelledabstract") and values.get("title") and "[abstract]" not in values["title"].lower():
        values["title"] += " [abstract]"
    if number := inert(custom.get("abstractnumber", "")):
        values["page"] = f"{values.get('page', '')}{ABSTRACT}Abstract {number}"
    if first := _FIRST_PAGE.match(values.get("page", "")):
        values.setdefault("page-first", first[1])
    return values, frozenset(str(custom.get("etal", "")).split())


def tell_years_apart(items: Iterable[dict[str, Any]]) -> None:
    """Gives items of the same authors and year a letter each, in their order: 2020a, 2020b."""
    alike: dict[str, list[dict[str, Any]]] = {}
    for values in items:
        names = next((values[role] for role in ("author", "editor", "title") if values.get(role)), "")
        year = ((values.get("issued") or {}).get("parts") or [("",)])[0][0]
        alike.setdefault(f"{names} {year}", []).append(values)
    for group in alike.values():
        for position, values in enumerate(group if len(group) > 1 else []):
            values["year-suffix"] = _letters(position)


def _letters(position: int) -> str:
    """a to z, then aa, ab ..."""
    before, last = divmod(position, 26)
    return (_letters(before - 1) if before else "") + chr(ord("a") + last)


def _supplement(values: dict[str, Any], apart: bool) -> None:
    """The supplement as its own variable where the style prints that, else after the issue ("22 suppl 1")."""
    supplement, issue = values.get("supplement-number", ""), values.get("issue", "")
    if not supplement:
        return
    number = issue.removesuffix(f"suppl {supplement}").strip()
    if apart:
        values["issue"] = number
    else:
        values["issue"] = f"{number} suppl {supplement}".strip()


def _name(name: Any) -> dict[str, str]:
    if not isinstance(name, dict):
        return {"literal": inert(name)} if name else {}
    if name.get("literal") or not name.get("family"):
        whole = inert(name.get("literal") or name.get("given") or "")
        return {"literal": whole} if whole else {}
    parts = {part: inert(name[part]) for part in _NAME_PARTS if name.get(part)}
    if "given" in parts:
        parts["given"] = _initials_apart(parts["given"], parts["family"])
    return parts


def _initials_apart(given: str, family: str) -> str:
    """Initials written as one word get their full stops, so that a style can write them in its own way.

    >>> _initials_apart("MS", "Topp")
    'M. S.'
    """
    longest = 2 if family.isupper() else 4  # "SMITH JOHN" is a name in capitals
    words = [
        " ".join(f"{letter}." for letter in word)
        if word.isalpha() and word.isupper() and len(word) <= longest
        else word
        for word in given.split()
    ]
    return " ".join(words)


def _date(date: dict[str, Any]) -> dict[str, Any] | None:
    """Year, month and day as numbers, one date or two; what is no date stays as it was written."""
    parts = [tuple(_numbers(each)) for each in date.get("date-parts") or [] if isinstance(each, list)]
    parts = [each for each in parts if each][:2]
    if not parts:
        text = inert(date.get("literal") or date.get("raw") or "")
        return {"literal": text} if text else None
    season = str(date.get("season", "")).lower()
    number = _SEASONS.get(season) or (int(season) if season in ("1", "2", "3", "4") else None)
    return {"parts": parts, "season": number, "circa": date.get("circa")}


def _numbers(parts: list[Any]) -> list[int]:
    numbers: list[int] = []
    for part in parts[:3]:
        text = str(part).strip()
        if not re.fullmatch(r"-?\d{1,6}", text, re.ASCII) or not int(text):
            break
        numbers.append(int(text))
    return numbers
