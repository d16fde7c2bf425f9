"""What a format has no tag for, as notes that a person can read: "abstractnumber: 218".

A note that only looks like one of these is written after "note: ".  What a note cannot
say, and what a tag would not give back letter by letter, stands once more as JSON after
"exact: ".
"""

from __future__ import annotations

import json
import re
from typing import Any

from evigraph.bib.bibtex.latex import one_line

_NAME = re.compile(r"[a-z][a-z0-9-]*|[A-Z][A-Z0-9]{1,4}", re.ASCII)
_NAMED = re.compile(rf"({_NAME.pattern}): (.*)", re.ASCII)
_RESERVED = {"note", "exact"}


def is_name(name: str) -> bool:
    """Whether a name can stand before the colon of a note."""
    return name not in _RESERVED and _NAME.fullmatch(name) is not None


def split_note(line: str) -> tuple[str, str]:
    """Name and value of a note; the name is "note" where it is nothing but a note."""
    found = _NAMED.fullmatch(line)
    return (found[1], found[2]) if found else ("note", line)


def plain_note(text: str) -> str:
    """A note as it is written, so that :func:`split_note` takes it for one."""
    return f"note: {text}" if _NAMED.fullmatch(text) else text


def exact_note(values: dict[str, Any]) -> str:
    """Values that have to be given back letter by letter."""
    return f"exact: {json.dumps(values, ensure_ascii=False, sort_keys=True)}"


def read_exact(text: str) -> dict[str, Any]:
    """The values of such a note; nothing where it is none."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def value_text(value: object) -> str:
    """Any value as one line; what is no text or number as JSON."""
    if isinstance(value, str):
        return one_line(value)
    return one_line(json.dumps(value, ensure_ascii=False))
