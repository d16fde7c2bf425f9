"""Units in the headings of columns, by the words of ``units.txt``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]\s*$")
_AFTER_COMMA = re.compile(r",\s*([^,;:()]{1,20})$")
_PARTS = re.compile(r"[\s/·⋅.×*^]+|(?<=[A-Za-zµμΩ])(?=[−⁻-]?[0-9⁰¹²³⁴-⁹])")
_POWER = re.compile(r"[−⁻+-]?[0-9⁰¹²³⁴-⁹]+")
_ALONE = frozenset({"%", "n", "N", "n (%)", "No. (%)", "N (%)", "no. (%)"})


@cache
def _known() -> frozenset[str]:
    lines = (Path(__file__).parent / "units.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def unit_of(heading: str) -> str:
    """The unit that a heading gives, "" for none.

    >>> unit_of("Dose (mg/kg)"), unit_of("Age, years"), unit_of("Patients (all)")
    ('mg/kg', 'years', '')
    """
    heading = heading.strip()
    if heading in _ALONE:
        return heading
    for form in (_BRACKETS, _AFTER_COMMA):
        if (found := form.search(heading)) and is_unit(found[1]):
            before = heading[: found.start()].rstrip()
            return next(
                (f"{alone}" for alone in _ALONE if f"{before} ({found[1]})".endswith(f" {alone}")), found[1].strip()
            )
    return ""


def is_unit(text: str) -> bool:
    """Whether a text is made of units and powers alone, one unit at least.

    >>> is_unit("kg/m2"), is_unit("10^9/L"), is_unit("95% CI")
    (True, True, False)
    """
    parts = [part for part in _PARTS.split(text.strip()) if part]
    known = [part for part in parts if part in _known()]
    return bool(known) and all(part in _known() or _POWER.fullmatch(part) for part in parts)
