"""The mapping tables of the bibliography formats; each stands alone in ``formats/`` as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

Csl = dict[str, Any]
"""One CSL-JSON item: the internal form of a bibliographic record."""


@cache
def table(name: str) -> dict[str, Any]:
    """The mapping table of a format, e.g. ``bibtex`` or ``ris``."""
    text = (Path(__file__).parent / "formats" / f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return _extended(loaded, table(loaded.pop("extends"))) if "extends" in loaded else loaded


def _extended(own: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """A table that extends another: its own lines come first, in each mapping and each list."""
    merged = dict(base)
    for name, lines in own.items():
        if isinstance(lines, dict):
            merged[name] = lines | {key: line for key, line in base.get(name, {}).items() if key not in lines}
        else:
            merged[name] = lines + [line for line in base.get(name, []) if line not in lines]
    return merged


def reverse(mapping: dict[str, str]) -> dict[str, str]:
    """The mapping read backwards; where several keys share a value, the first one stands."""
    backwards: dict[str, str] = {}
    for key, value in mapping.items():
        backwards.setdefault(value, key)
    return backwards


@cache
def known_fields() -> frozenset[str]:
    """Every BibTeX or biblatex field that has a meaning of its own here."""
    biblatex = table("biblatex")
    kinds = ("names", "text", "verbatim", "computed", "as-is", "subtitles", "order")
    return frozenset().union(*(biblatex[kind] for kind in kinds))
