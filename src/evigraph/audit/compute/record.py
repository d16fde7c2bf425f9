"""What is recorded, beside what is printed: every number recorded must stand in the print it was taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from evigraph.audit.compute.printed import agree, joined
from evigraph.audit.compute.row import Row

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+")
_COMMA = re.compile(r"\d+,\d+")
_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORDS = {word: Decimal(number) for number, word in enumerate(_SMALL)} | {
    "no": Decimal(0),
    "none": Decimal(0),
    "both": Decimal(2),
    "half": Decimal(50),
}
_LARGE = re.compile(r"\b(?:\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)\b")
_PARTS = re.compile(r"\b(?:thirds?|quarters?|fourths?|fifths?|tenths?|dozens?)\b")
_ROLES = {
    "value": "as",
    "low": "with low end",
    "high": "with high end",
    "numerator": "with count",
    "denominator": "with denominator",
}


def differs(rows: Sequence[Row]) -> Iterator[Row]:
    """The results, stated numbers and sizes of cohorts that are not those printed, one row for each.

    Left alone are prints without digits or with numbers spelled out beyond twelve, denominators that are
    the size of the cohort, and a percentage or count where the recorded ones give each other and one is printed.
    """
    found: dict[str, Row] = {}
    for row in rows:
        own = _absent(row, row["printed"], list(_ROLES))
        cell = [] if row.get("text") is None or own else _absent(row, row["text"], ["value"])
        told = [f"recorded {fault}, printed as '{row['printed']}'" for fault in own]
        told += [f"recorded {fault}, printed as '{row['text']}' in its cell of {row['where']}" for fault in cell]
        if told and row["number"] not in found:
            found[row["number"]] = {
                **{name: row[name] for name in ("number", "owner", "named", "measured", "printed")},
                "faults": joined(told),
            }
    yield from found.values()


def _absent(row: Row, text: str, roles: Sequence[str]) -> list[str]:
    """The recorded numbers that a printed text does not hold, each with its role."""
    numbers = _numbers(text)
    if row.get("unit") == "%" and "%" not in text:
        numbers |= {100 * number for number in numbers if number < 1}
    if not numbers:
        return []
    recorded = {role: abs(Decimal(row[role])) for role in roles if row.get(role) is not None}
    absent = [role for role, one in recorded.items() if one not in numbers]
    if row.get("size") == row.get("denominator"):
        absent = [role for role in absent if role != "denominator"]
    if len({"value", "numerator"} & set(absent)) == 1 and _computed(row):
        absent = [role for role in absent if role not in ("value", "numerator")]
    return [f"{_ROLES[role]} {row[role]}" for role in absent]


def _numbers(text: str) -> set[Decimal]:
    """The numbers in a text, in every way to read a comma; none when it has no digit or spells out what is not read."""
    plain = text.lower().replace("·", ".").replace("\N{THIN SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "")
    if not re.search(r"\d", plain) or _LARGE.search(plain) or _PARTS.search(plain):
        return set()
    found = [*(one.replace(",", "") for one in _NUMBER.findall(plain))]
    found += [one.replace(",", ".") for one in _COMMA.findall(plain)]
    return {Decimal(one) for one in found} | {_WORDS[word] for word in re.findall(r"[a-z]+", plain) if word in _WORDS}


def _computed(row: Row) -> bool:
    """Whether the recorded percentage and counts give each other, so that one of them need not be printed."""
    if row.get("unit") != "%" or None in (row.get("value"), row.get("numerator")) or not row.get("denominator"):
        return False
    return agree(Decimal(100 * int(row["numerator"])) / int(row["denominator"]), Decimal(row["value"]))
