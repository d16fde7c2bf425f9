"""CSL-JSON items in the one form that the rest of the bibliography relies on.

Whatever a program put into an item, afterwards text is one line of text, names are lists
of name parts, dates have the shape of :mod:`evigraph.bib.exchange.dates`, and what CSL has no
variable for stands under ``custom`` as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from evigraph.bib.bibtex.latex import one_line
from evigraph.bib.exchange.dates import normal_date
from evigraph.bib.exchange.notes import value_text
from evigraph.bib.exchange.persons import is_others, is_suffix, read_name
from evigraph.bib.names import Name, as_csl, from_csl
from evigraph.bib.tables import Csl, table

_DOI_PREFIX = re.compile(r"(?:\s*(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s*(?=10\.)|doi:))+", re.IGNORECASE)
_PAGE_DASH = re.compile(r"\s*[-‐-―−](?:\s*[-‐-―−])*\s*")
_SUPPLEMENT = re.compile(r"(?:(.*\S)[ (]+|\(?)suppl(?:ement)?\b\.?[ ]*([^()]*)\)?", re.IGNORECASE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_RENAMED = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short", "event": "event-title"}


@cache
def variables(kind: str) -> frozenset[str]:
    """The CSL variables of a kind: ``names``, ``dates`` or ``text``."""
    return frozenset(table("csl")[kind])


def clean(text: str) -> str:
    """One line of text that can be written as UTF-8."""
    text = one_line(text)
    return _SURROGATE.sub("\ufffd", text) if not text.isascii() else text


def text_of(value: object) -> str:
    """Any value as one line; what is no text or number as JSON."""
    return clean(value if isinstance(value, str) else value_text(value))


def bare_doi(text: str) -> str:
    """A DOI without the label or address before it."""
    found = _DOI_PREFIX.match(text)
    return text[found.end() :].strip() if found else text


def page_range(text: str) -> str:
    """A page range with a hyphen, whichever dash it was written with."""
    return _PAGE_DASH.sub("-", text)


def issue_and_supplement(issue: str) -> tuple[str, str]:
    """The issue as styles print it, and its supplement: "22 Suppl. 1" -> "22 suppl 1", "1"."""
    found = _SUPPLEMENT.fullmatch(issue) if len(issue) < 100 else None
    if not found:
        return issue, ""
    number, supplement = found[1] or "", found[2].strip()
    return " ".join(filter(None, (number, "suppl", supplement))), supplement


def normal_item(raw: dict[str, Any], doubt: Callable[[str], None]) -> Csl:
    """The item in normal form; ``doubt`` is told of each value that is not what CSL-JSON has there."""
    custom: dict[str, str] = {}
    continued: list[str] = []
    item: Csl = {"id": _plain(raw.get("id")), "type": _plain(raw.get("type")) or "document"}
    for key, value in raw.items():
        name = clean(_RENAMED.get(key, key))
        if name in ("id", "type") or value is None or value == "":
            continue
        if name == "custom" and isinstance(value, dict):
            custom |= {
                clean(field): _lines(said) if field == "annotation" else _plain(said) for field, said in value.items()
            }
        elif name in variables("names"):
            continued += [name] if _set_names(item, custom, name, value, doubt) else []
        elif name in variables("dates"):
            if date := normal_date(value):
                item[name] = date
            elif not _says_nothing(value):
                doubt(f"Expected a date in '{name}', found {value_text(value)[:60]}.")
                custom[name] = text_of(value)
        elif name in variables("text"):
            _set_text(item, custom, name, value, doubt)
        elif text := _plain(value):
            custom[name] = text
    if continued:
        custom["etal"] = " ".join(dict.fromkeys([*custom.get("etal", "").split(), *continued]))
    return finished(item, {name: value for name, value in custom.items() if value})


def finished(item: Csl, custom: dict[str, str]) -> Csl:
    """The item with its identifiers bare, its pages with a hyphen, its supplement by itself."""
    item = {name: value for name, value in item.items() if value or name == "id"}
    if "page" not in item and custom.get("articlenumber"):
        item["page"] = custom["articlenumber"]  # styles print it in the place of pages
    if genre := table("biblatex")["genres"].get(item.get("genre", "")):
        item["genre"] = genre  # "phdthesis", as biblatex calls it
    if "DOI" in item:
        item["DOI"] = bare_doi(item["DOI"])
    if "page" in item:
        item["page"] = page_range(item["page"])
    if ";" in item.get("keyword", ""):
        item["keyword"] = "; ".join(filter(None, map(str.strip, item["keyword"].split(";"))))
    if "issue" in item and "supplement-number" not in item:
        item["issue"], supplement = issue_and_supplement(item["issue"])
        if supplement:
            item["supplement-number"] = supplement
    item = {name: value for name, value in item.items() if value or name == "id"}
    if custom:
        item["custom"] = custom
    return item


def is_empty(item: Csl) -> bool:
    """Whether an item says nothing but its type."""
    return not item.get("id") and item.keys() <= {"id", "type"}


def _set_names(item: Csl, custom: dict[str, str], variable: str, value: object, doubt: Callable[[str], None]) -> bool:
    """Set the names; whether one of them says that the list goes on."""
    names = []
    goes_on = False
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.strip():
            name = read_name(clean(one))
        elif isinstance(one, dict):
            name = _named({str(part): clean(_plain(text)) for part, text in one.items()})
        else:
            doubt(f"Expected names in '{variable}', found {value_text(value)[:60]}.")
            custom[variable] = text_of(value)
            return False
        if is_others(name.literal or name.family) and not name.given:
            goes_on = True
        elif name != Name():
            names.append(as_csl(name))
    if names:
        item[variable] = names
    return goes_on


def _named(parts: dict[str, str]) -> Name:
    """The name of its parts; programs that have no suffix put it behind the given name: "DW, III"."""
    name = from_csl(parts)
    given, _, suffix = name.given.rpartition(", ")
    return replace(name, given=given, suffix=suffix) if given and not name.suffix and is_suffix(suffix) else name


def _set_text(item: Csl, custom: dict[str, str], variable: str, value: object, doubt: Callable[[str], None]) -> None:
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        item[variable] = ("; " if variable == "keyword" else ", ").join(map(_plain, value))
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        item[variable] = _plain(value)
    else:
        doubt(f"Expected text in '{variable}', found {value_text(value)[:60]}.")
        custom[variable] = text_of(value)


def _plain(value: object) -> str:
    """A value as one line; a whole number loses the ".0" that a spreadsheet gave it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return text_of(value)


def _lines(value: object) -> str:
    """A value whose lines stay lines, as an annotation has them."""
    lines = value.split("\n") if isinstance(value, str) else [_plain(value)]
    return "\n".join(filter(None, map(clean, lines)))


def _says_nothing(value: object) -> bool:
    """Whether a date holds no digit and no word: ``{"date-parts": [[null]]}``."""
    if isinstance(value, dict):
        return all(map(_says_nothing, value.values()))
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    return value is None or value == ""
