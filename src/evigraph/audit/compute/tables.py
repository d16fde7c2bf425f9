"""Tables that stand alone: abbreviations spelled out under the table that uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evigraph.audit.compute.hierarchy import having
from evigraph.audit.compute.row import Row

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_ROMAN = re.compile(r"[IVX]+")
_UNITS = {"IU", "mIU", "MBq", "GBq", "kBq", "MHz"}


def abbreviations(text: str) -> set[str]:
    """Words with a part of two capitals or more, not counting Roman numbers and units."""
    return {token for token in _TOKEN.findall(text) if any(_short(part) for part in token.split("-"))}


def abbreviation_undefined(rows: Sequence[Row]) -> Iterator[Row]:
    """Tables with abbreviations that none of their footnotes spells out, and where else they are.

    Rows are of three kinds: a printed text of a table (``text``), a footnote of a table
    (``mark``, ``label``), and an abbreviation of a term with what it stands for (``short``, ``full``).
    """
    full: dict[str, set[str]] = {}
    for row in having(rows, "short"):
        full.setdefault(row["short"], set()).add(row["full"].casefold())
    notes: dict[str, list[tuple[str, str]]] = {}
    numbers: dict[str, dict[str, str]] = {}
    for row in having(rows, "mark"):
        notes.setdefault(row["sheet"], []).append((row["mark"], row["label"]))
    used: dict[str, set[str]] = {}
    for row in having(rows, "text"):
        numbers.setdefault(row["article"], {})[row["sheet"]] = row["table"]
        used.setdefault(row["sheet"], set()).update(abbreviations(row["text"]))
    names = {name for row in having(rows, "name") for name in [row["name"]]}
    for sheets in numbers.values():
        for sheet, table in sheets.items():
            missing = sorted(used[sheet] - names, key=str.casefold)
            missing = [short for short in missing if not spelled_out(short, notes.get(sheet, ()), full)]
            if missing:
                elsewhere = {
                    short: sorted(sheets[other] for other in sheets if spelled_out(short, notes.get(other, ()), full))
                    for short in missing
                }
                yield {"sheet": sheet, "table": table, "missing": missing, "elsewhere": _elsewhere(elsewhere)}


def spelled_out(short: str, notes: Iterable[tuple[str, str]], full: dict[str, set[str]]) -> bool:
    """Whether a footnote explains the abbreviation or all its parts, or holds what it stands for."""
    notes = list(notes)
    if any(words in label.casefold() for _, label in notes for words in full.get(short, ())):
        return True
    # Footnotes are recorded in other words than printed, so what a mere part stands for may not be printed there.
    parts = [part for part in short.split("-") if _short(part)]
    return any(all(_explained(part, notes) for part in whole) for whole in ([short], parts))


def _explained(short: str, notes: Iterable[tuple[str, str]]) -> bool:
    word = rf"(?<![\w-]){re.escape(short)}(?![\w-])\s*[,:=(]|\(\s*{re.escape(short)}\s*\)"
    return any(mark == short or re.search(word, label) for mark, label in notes)


def _short(part: str) -> bool:
    capitals = sum(letter.isupper() for letter in part)
    small = sum(letter.islower() for letter in part)
    return capitals >= 2 and small <= capitals and not _ROMAN.fullmatch(part) and part not in _UNITS


def _elsewhere(found: dict[str, list[str]]) -> str:
    """Which abbreviations are spelled out under which other table."""
    tables: dict[str, list[str]] = {}
    for short, others in found.items():
        for table in others[:1]:
            tables.setdefault(table, []).append(short)
    told = [
        f"Table {table} spells out {', '.join(shorts)}"
        for table, shorts in sorted(tables.items(), key=lambda item: item[0])
    ]
    return " and ".join(told) if told else "Nor does one under another table"
