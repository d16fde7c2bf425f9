"""What a record of its type should say, and in which form numbers stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from evigraph.bib.check.record import Record, Remark
from evigraph.bib.library.duplicates import year
from evigraph.bib.tables import table

_FIRST_YEAR = 1450
_NAMED = 3
_LONG = 5
"""Digits of an article number; "236802-1" is its first page."""
_ENDS = re.compile(r"([A-Za-z]{0,3})(\d+)[A-Za-z]?")


def missing(record: Record, _: date) -> Iterator[Remark]:
    """Fields without which nobody finds the work, and those that help; one of several may do."""
    rules = table("required")
    if any(record.said.get(link) for link in rules["inherits"]):
        return
    kind = record.text("type")
    for any_of in rules["required"].get(kind, rules["required"]["other"]):
        if not any(record.said.get(variable) for variable in any_of):
            yield Remark("", "bib-missing-field", f"The record has no {_either(any_of)}.", "Add what is known.")
    for any_of in rules["recommended"].get(kind, ()):
        if not any(record.said.get(variable) for variable in any_of):
            message = f"The record has no {_either(any_of)}."
            yield Remark("", "bib-recommended-field", message, "It is easier to find with one.", "note")


def _either(variables: list[str]) -> str:
    """The alternatives in words; of many, the first ones stand for all."""
    called = list(dict.fromkeys(table("required")["called"].get(variable, variable) for variable in variables))[:_NAMED]
    return f"{', '.join(called[:-1])} or {called[-1]}" if len(called) > 1 else called[0]


def pages(record: Record, _: date) -> Iterator[Remark]:
    """Page ranges that run backwards; the end may be shortened, as in 40-6 for 40-46."""
    for part in re.split(r"[,;+&]", record.text("page")):
        ends = [_ENDS.fullmatch(end.strip()) for end in re.split(r"[-–—]+", part)]
        if len(ends) != 2 or not ends[0] or not ends[1]:
            continue
        prefix, first = ends[0].groups()
        letter, last = ends[1].groups()
        short_of_article = len(first) >= _LONG and len(first) - len(last) >= _LONG - 2
        if letter.casefold() not in ("", prefix.casefold()) or last.startswith("0") or short_of_article:
            continue
        whole = first[: len(first) - len(last)] + last
        if int(whole) < int(first):
            message = f"The pages run backwards: '{part.strip()}'."
            yield Remark("page", "bib-page-range", message, "Check them in the work itself.")


def plausible_year(record: Record, today: date) -> Iterator[Remark]:
    """Years before printing and after next year, and numbers that are no year."""
    issued = record.item.get("issued") or {}
    literal = str(issued.get("literal", "")).strip() if isinstance(issued, dict) else ""
    if literal.isdecimal() and len(literal) != 4:
        yield Remark("issued", "bib-year", f"Expected a year like 2014, found '{literal}'.", "Check the year.")
    elif (said := year(record.item)) and not _FIRST_YEAR <= int(said) <= today.year + 1:
        message = f"The year {int(said)} is {'in the future' if int(said) > today.year else 'before printing'}."
        yield Remark("issued", "bib-year", message, "Check the year.")


def key(record: Record, _: date) -> Iterator[Remark]:
    """Keys with letters that not every LaTeX takes."""
    if record.entry and not record.entry.key.isascii():
        message = f"The key '{record.entry.key}' has letters beyond a to z."
        yield Remark("", "bib-doubtful-key", message, "Older LaTeX cannot cite it.", "note")
