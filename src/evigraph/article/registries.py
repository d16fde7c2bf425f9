"""Numbers of studies in registries, found in text by the forms of ``registries.json``."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from evigraph.article.metadata import Registration
from evigraph.article.text import Block


@cache
def _forms() -> tuple[tuple[str, str, re.Pattern[str], int], ...]:
    """Each registry: letters that its numbers have, their form, and how many characters stand before what it finds."""
    forms = json.loads((Path(__file__).parent / "registries.json").read_text("utf-8"))
    return tuple(
        (name, form["has"], re.compile(rf"{form['form']}(?![0-9])"), form.get("before", 0))
        for name, form in forms.items()
    )


def registrations(blocks: Sequence[Block], addresses: Iterable[str] = ()) -> tuple[Registration, ...]:
    """The registrations that blocks print or addresses of links hold, in order of their first place."""
    text = "\n".join([*(block.text for block in blocks), *addresses])
    starts = [block.start for block in blocks]
    end = starts[-1] + len(blocks[-1].text) + 1 if blocks else 0
    places: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for start, stop, name in sorted(_found(text)):
        where = places.setdefault((name, "".join(text[start:stop].split())), [])
        if start < end:
            block = bisect_right(starts, start) - 1
            where.append((block, start - starts[block], stop - starts[block]))
    return tuple(Registration(registry, number, tuple(where)) for (registry, number), where in places.items())


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """Where numbers stand, and of which registry."""
    for name, letters, form, before in _forms():
        if letters in text:
            for found in form.finditer(text):
                start = found.start() - before
                if start == 0 or not text[start - 1].isalnum():
                    yield start, found.end(), name
