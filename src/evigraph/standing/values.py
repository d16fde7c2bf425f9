"""Identifiers, titles, dates and statuses as lists write them."""

from __future__ import annotations

import datetime
import html
import re
import unicodedata
from urllib.parse import unquote

MAX_TITLE = 2_000
_NONE = frozenset({"", "0", "-", "unavailable", "not available", "none", "null", "nan", "n/a", "na", "unknown"})
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_NEXT_DOI = re.compile(r"[\s;,|]+(?=(?:https?://\S{0,20}doi\.org/|doi:\s*)?10\.[0-9])", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"(?:https?://)?(?:www\.)?(?:dx\.)?doi\.org/|doi:\s*", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp][Mm])?)?")
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ].*)?)?)?")
_SPELLED = re.compile(r"(\d{4})\s+([A-Za-z]{3})[a-z]*(?:\s+(\d{1,2}))?")
_MARK = (
    r"(?:editorial\s+)?(?:retracted|retraction|withdrawn|withdrawal|removed|expression\s+of\s+concern)"
    r"(?:\s+(?:article|paper|chapter|note|notice))?(?:\s+(?:to|of|for))?"
)
_BEFORE = re.compile(rf"\s*(?:[\[(]\s*{_MARK}\s*[\])]\s*[:.\-–—]?|{_MARK}\s*[:\-–—])\s*", re.IGNORECASE)
_AFTER = re.compile(rf"\s*[\[(]\s*{_MARK}\b[^\])]*[\])]\s*\.?\s*$", re.IGNORECASE)
_RETRACTED = re.compile(
    r"\s*[\[(]?\s*(?:retracted|withdrawn)(?:\s+(?:article|paper|chapter))?\s*[\])]?\s*:", re.IGNORECASE
)

STATUS_OF = {
    "retraction": "retracted",
    "retracted": "retracted",
    "retracted publication": "retracted",
    "withdrawal": "retracted",
    "withdrawn": "retracted",
    "removal": "retracted",
    "partial retraction": "concern",
    "expression of concern": "concern",
    "concern": "concern",
    "correction": "corrected",
    "corrected": "corrected",
    "corrigendum": "corrected",
    "erratum": "corrected",
    "reinstatement": "reinstated",
    "reinstated": "reinstated",
}
"""How lists name a status -> ours.  Half a retraction is none; it is published doubt."""

KINDS = "Retraction, Expression of concern, Correction or Reinstatement"


def clean(text: object) -> str:
    """Text on one line, without characters that cannot be seen."""
    shown = unicodedata.normalize("NFC", str(text))
    if not shown.isprintable():
        shown = "".join(char if char.isprintable() else " " for char in shown)
    return " ".join(shown.split())


def told(text: object) -> str:
    """A value, or nothing where a list writes that there is none."""
    value = clean("" if text is None else text)
    return "" if value.casefold() in _NONE else value


def doi(text: object) -> str:
    """A DOI in lower case without a prefix, or nothing when it is none."""
    value = told(text)
    bare = _DOI_PREFIX.sub("", value, count=1)
    if bare != value and "%" in bare:
        bare = unquote(bare)
    bare = bare.strip().rstrip(".,;").lower()
    return bare if _DOI.fullmatch(bare) else ""


def dois(text: object) -> str:
    """The DOIs of a cell that may hold several, separated by spaces; what is none is left out.

    A semicolon alone separates nothing: there are DOIs with one.
    """
    found = [doi(part) for part in _NEXT_DOI.split(told(text))]
    return " ".join(dict.fromkeys(filter(None, found)))


def pmid(text: object) -> str:
    """A PubMed identifier without leading zeros, or nothing when it is none."""
    found = re.fullmatch(r"(?:pmid:?\s*)?0*([1-9]\d{0,8})(?:\.0+)?", told(text), re.IGNORECASE)
    return found[1] if found else ""


def date(text: object) -> str | None:
    """A date like 2020-01-31, as exact as it was written; empty for none, None when it is no date.

    Read are 1/31/2020 (month first, with or without a time), 2020-01-31, 2020-01, 2020 and 2020 Jan 31.
    """
    value = told(text)
    if not value:
        return ""
    if found := _AMERICAN.fullmatch(value):
        return _date(found[3], found[1], found[2])
    if found := _ISO.fullmatch(value):
        return _date(found[1], found[2], found[3])
    if (found := _SPELLED.fullmatch(value)) and found[2].lower() in _MONTHS:
        return _date(found[1], str(_MONTHS.index(found[2].lower()) + 1), found[3])
    return None


def date_parts(parts: object) -> str | None:
    """A date from ``[[2020, 1, 31]]``, as Crossref writes it; empty for none, None when it is no date."""
    inner = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(inner, list) or not inner or inner[0] is None:
        return ""
    if not all(isinstance(part, int) for part in inner) or len(inner) > 3:
        return None
    return _date(*map(str, inner))


def is_day(text: str) -> bool:
    """Whether this is a day of the calendar, like 2020-01-31."""
    return len(text) == 10 and date(text) == text


def _date(year: str, month: str | None = None, day: str | None = None) -> str | None:
    try:
        whole = datetime.date(int(year), int(month or 1), int(day or 1))
    except (ValueError, OverflowError):
        return None
    return whole.isoformat()[: 10 if day else 7 if month else 4]


def status(kind: str) -> str:
    """Our status for how a list names it, or nothing when it is none that is kept."""
    return STATUS_OF.get(plain_kind(kind), "")


def plain_kind(kind: str) -> str:
    """A name of a status without the differences in case and punctuation between lists."""
    return re.sub(r"[\s_-]+", " ", kind).strip().casefold()


def plain_title(title: object) -> str:
    """A title without markup and without the mark of a retraction that publishers put at its ends."""
    text = html.unescape(re.sub(r"<[^<>]{1,40}>", "", told(title)[:MAX_TITLE]))
    return _AFTER.sub("", _BEFORE.sub("", text, count=1))


def says_retracted(title: object) -> bool:
    """Whether a publisher has marked a title as that of a retracted work."""
    return bool(_RETRACTED.match(told(title)[:MAX_TITLE]))


def title_words(title: str) -> list[str]:
    """The words of a title without case, accents and punctuation."""
    text = plain_title(title)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.findall(r"[^\W_]+", text.casefold())


def title_key(title: str) -> str:
    """What two ways of writing one title have in common: "T-cell" is "T cell"."""
    return "".join(title_words(title))
