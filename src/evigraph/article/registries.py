"""Numbers of studies in registries, found in text by the forms of ``registries.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from evigraph.article.metadata import Registration
from evigraph.article.text import Block


@cache
def _forms() -> tuple[tuple[str, ...], re.Pattern[str]]:
    forms = json.loads((Path(__file__).parent / "registries.json").read_text("utf-8"))
    pattern = "|".join(f"({form})" for form in forms.values())
    return tuple(forms), re.compile(rf"(?<![0-9A-Za-z])(?:{pattern})(?![0-9])")


def registrations(blocks: Sequence[Block], addresses: Iterable[str] = ()) -> tuple[Registration, ...]:
    """The registrations that blocks print or addresses of links hold, in order of their first place."""
    names, pattern = _forms()
    places: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for index, block in enumerate(blocks):
        for found in pattern.finditer(block.text):
            key = _key(names[(found.lastindex or 1) - 1], found.group())
            places.setdefault(key, []).append((index, found.start(), found.end()))
    for address in addresses:
        for found in pattern.finditer(address):
            places.setdefault(_key(names[(found.lastindex or 1) - 1], found.group()), [])
    return tuple(Registration(registry, number, tuple(where)) for (registry, number), where in places.items())


def _key(registry: str, printed: str) -> tuple[str, str]:
    return registry, "".join(printed.split())
