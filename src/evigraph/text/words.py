"""The words and forms by which parts of a text are known: ``words.json``."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_NUMBERING = re.compile(r"^(?:(?:\d{1,2}\.?)+|[IVX]{1,4}\.|[A-Z]\.)\s+")
_MARKUP = re.compile(r"^#{1,6}\s+|\s+#+$|\*\*|__|^\*(?=\S)|(?<=\S)\*$")


@cache
def table() -> dict[str, Any]:
    """The words and forms."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "words.json").read_text("utf-8"))
    return found


@cache
def headings(kind: str) -> frozenset[str]:
    """The headings of a kind: ``reference``, ``abstract``, ``body``, ``back`` or ``float``."""
    return frozenset(table()[f"{kind}-headings"])


@cache
def form(name: str) -> re.Pattern[str]:
    """A form by its name, without regard to case but for captions."""
    found = table()["front"].get(name) or table()[name]
    return re.compile(found, 0 if name.endswith("caption") else re.IGNORECASE)


def heading_words(line: str) -> str:
    """What a line says as a heading: without markup, number and colon, in lower case."""
    bare = _MARKUP.sub("", line.strip())
    return _NUMBERING.sub("", bare).strip(" \t.:").replace("’", "'").lower()


def kind_of_heading(line: str) -> str:
    """The kind of a heading that is known; "" for any other line."""
    if len(line) > 80:
        return ""
    words = heading_words(line)
    return next((kind for kind in ("reference", "abstract", "body", "back", "float") if words in headings(kind)), "")
