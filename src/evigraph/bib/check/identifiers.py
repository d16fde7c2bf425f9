"""Identifiers and addresses: their form, and the digit that guards them against slips."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

from evigraph.bib.bibtex.rules import DOI_LABEL, IDENTIFIERS
from evigraph.bib.check.record import Record, Remark

_DOI_END = re.compile(r"[.,;]$|&(?:amp|lt|gt);|%3C|%3E", re.IGNORECASE)
_ARXIV = re.compile(r"(?:arxiv:)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE | re.ASCII)
_ISSN = re.compile(r"\d{4}-?\d{3}[\dX]", re.IGNORECASE | re.ASCII)
_ORCID = re.compile(r"(?:https?://orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])", re.ASCII)
_NOTE = re.compile(
    r"\([^()]*\)|[\[\]\"']|\bE(?=\d{4}-)|\bISBN(?:-1[03])?:?|\bISSN:?|\b(?:print|online|electronic|linking|hbk|pbk)\b",
    re.IGNORECASE,
)
_HINT = "Compare it with the work itself."


def forms(record: Record, _: date) -> Iterator[Remark]:
    """DOI, PubMed and PubMed Central numbers in their form; of a BibTeX entry the reader has said it."""
    for variable, (form, example) in ((field.upper(), form) for field, form in IDENTIFIERS.items()):
        value = DOI_LABEL.sub("", record.text(variable))
        if value and not form.fullmatch(value) and not record.entry:
            message = f"Expected a {variable} like {example}, found '{value[:60]}'."
            hint = "Give the identifier alone, without an address or label."
            yield Remark(variable, "bib-bad-identifier", message, hint, "error")
        elif variable == "DOI" and _DOI_END.search(value):
            message = f"The DOI '{value[:60]}' holds signs that come from the text around it."
            yield Remark(variable, "bib-doubtful-doi", message, "See whether it leads to the work.")
    archive = record.text("archiveprefix") or record.text("eprinttype")
    if archive.casefold() == "arxiv" and not _ARXIV.fullmatch(eprint := record.text("eprint")) and eprint:
        message = f"Expected an arXiv number like 2101.00001, found '{eprint[:40]}'."
        yield Remark("eprint", "bib-bad-identifier", message, severity="error")


def check_digits(record: Record, _: date) -> Iterator[Remark]:
    """ISSN, ISBN and ORCID numbers, of which one digit follows from the others."""
    for variable in ("ISSN", "ISBN"):
        for number in _numbers(record.text(variable)):
            compact = re.sub(r"[\s‐-]", "", number.upper())
            guard = _GUARDS.get(len(compact))
            if not guard or not re.fullmatch(r"\d+[\dX]", compact, re.ASCII):
                message = f"Expected an {variable} like {_EXAMPLES[variable]}, found '{number[:40]}'."
                yield Remark(variable, "bib-bad-identifier", message, _HINT, "error")
            elif not guard(compact):
                message = f"The {variable} '{number}' has a slip: its last digit does not follow from the others."
                yield Remark(variable, "bib-check-digit", message, _HINT, "error")
    if (orcid := _ORCID.fullmatch(record.text("orcid"))) and not _orcid(orcid.group(1).replace("-", "")):
        message = f"The ORCID '{orcid.group(1)}' has a slip: its last digit does not follow from the others."
        yield Remark("orcid", "bib-check-digit", message, _HINT, "error")


def _numbers(value: str) -> Iterator[str]:
    """The numbers in a field that may hold several, with notes between them."""
    for part in re.split(r"[,;/]| and |\n", _NOTE.sub(" ", value)):
        words = [word for word in part.split() if re.search(r"\d", word) and word[0] not in "$£€"]
        lengths = [len(re.sub(r"[‐-]", "", word)) for word in words]
        if words and all(length in _GUARDS for length in lengths):
            yield from words
        elif words:
            yield " ".join(words)


def _issn(digits: str) -> bool:
    return sum((8 - place) * _digit(sign) for place, sign in enumerate(digits)) % 11 == 0


def _isbn10(digits: str) -> bool:
    return sum((10 - place) * _digit(sign) for place, sign in enumerate(digits)) % 11 == 0


def _isbn13(digits: str) -> bool:
    return sum((3 if place % 2 else 1) * _digit(sign) for place, sign in enumerate(digits)) % 10 == 0


def _orcid(digits: str) -> bool:
    total = 0
    for sign in digits[:-1]:
        total = (total + int(sign)) * 2
    return (12 - total % 11) % 11 == _digit(digits[-1])


def _digit(sign: str) -> int:
    return 10 if sign == "X" else int(sign)


_GUARDS: dict[int, Callable[[str], bool]] = {8: _issn, 10: _isbn10, 13: _isbn13}
_EXAMPLES = {"ISSN": "0028-4793", "ISBN": "978-0-306-40615-7"}


def address(record: Record, _: date) -> Iterator[Remark]:
    """Addresses that no browser opens."""
    value = record.text("URL").removeprefix("\\url")
    for part in value.split():
        try:
            split = urlsplit(part)
        except ValueError:
            split = urlsplit("")
        if split.scheme.casefold() not in ("http", "https", "ftp") or not split.netloc:
            message = f"Expected an address like https://example.org/page, found '{value[:60]}'."
            hint = "Begin it with https://" if part.startswith("www.") else "Give the address alone."
            yield Remark("URL", "bib-bad-url", message, hint)
            return
