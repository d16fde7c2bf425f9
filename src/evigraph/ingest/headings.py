"""What a column is about, guessed from its headings by the terms of the workspace and ``headings.json``."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from evigraph.article.lexicon import Lexicon, mentions
from evigraph.article.table import Column

_SHORT_NOTE = 5
_COUPLED = re.compile(r"\w\s?(?:/|&|\b(?:and|or)\b)\s?$")
"""Before a name: another outcome, of which the heading prints half the name."""

OUTCOMES = ("Outcome", "Toxicity")


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "headings.json").read_text("utf-8"))
    found["statistic"] = [(name, re.compile(form, re.IGNORECASE), *of) for name, form, *of in found["statistic"]]
    for kind in ("confidence", "compared"):
        found[kind] = re.compile(found[kind], re.IGNORECASE)
    return found


def meaning(lexicon: Lexicon, column: Column) -> dict[str, str]:
    """``outcome``, ``statistic`` and ``unit`` of a column, as far as its headings tell; the innermost counts first.

    A column of intervals, P values, ratios or differences gives neither outcome nor statistic.
    """
    unit = ucum(column.unit)
    guess = {"unit": unit} if unit else {}
    parts = [_table()["confidence"].sub(" ", part).strip() for part in reversed(column.path)]
    if any(map(_table()["compared"].search, parts)) or (parts and column.path[-1] and not parts[0]):
        return guess
    for part in parts:
        named = [m for m in mentions(lexicon, part) if lexicon.types.get(m.term) in OUTCOMES]
        if len({m.term for m in named}) == 1:
            if not _COUPLED.search(part[: named[0].start]):
                guess["outcome"] = named[0].term
            break
    counted = "outcome" in guess and (not column.unit or unit == "%")
    if told := next(filter(None, (statistic(part, counted) for part in parts)), ""):
        guess["statistic"] = told
    return guess


def outcome_of(lexicon: Lexicon, text: str) -> str:
    """The outcome that a short note says that its cell gives; "" where it says anything else."""
    named = {m.term for m in mentions(lexicon, text) if lexicon.types.get(m.term) in OUTCOMES}
    return named.pop() if len(named) == 1 and len(text.split()) <= _SHORT_NOTE else ""


def statistic(text: str, of_outcome: bool = False) -> str:
    """The statistic that a heading names; "" for none.  Rates and times are read where they are of an outcome."""
    forms = ((name, form) for name, form, *of in _table()["statistic"] if of_outcome or not of)
    return next((name for name, form in forms if form.search(text)), "")


def ucum(unit: str) -> str:
    """A printed unit in UCUM; "" for one that is not in the table."""
    found: dict[str, str] = _table()["unit"]
    return found.get(unit.strip(), "")
