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
    found["statistic"] = [(name, re.compile(form, re.IGNORECASE)) for name, form in found["statistic"]]
    return found


def meaning(lexicon: Lexicon, column: Column) -> dict[str, str]:
    """``outcome``, ``statistic`` and ``unit`` of a column, as far as its headings tell; the innermost counts first."""
    guess: dict[str, str] = {}
    for part in reversed(column.path):
        named = [m for m in mentions(lexicon, part) if lexicon.types.get(m.term) in OUTCOMES]
        if len({m.term for m in named}) == 1:
            if not _COUPLED.search(part[: named[0].start]):
                guess["outcome"] = named[0].term
            break
    for part in reversed(column.path):
        if found := statistic(part):
            guess["statistic"] = found
            break
    if unit := ucum(column.unit):
        guess["unit"] = unit
    return guess


def outcome_of(lexicon: Lexicon, text: str) -> str:
    """The outcome that a short note says that its cell gives; "" where it says anything else."""
    named = {m.term for m in mentions(lexicon, text) if lexicon.types.get(m.term) in OUTCOMES}
    return named.pop() if len(named) == 1 and len(text.split()) <= _SHORT_NOTE else ""


def statistic(text: str) -> str:
    """The statistic that a heading names; "" for none."""
    return next((name for name, form in _table()["statistic"] if form.search(text)), "")


def ucum(unit: str) -> str:
    """A printed unit in UCUM; "" for one that is not in the table."""
    found: dict[str, str] = _table()["unit"]
    return found.get(unit.strip(), "")
