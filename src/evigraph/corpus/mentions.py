"""The terms of a workspace, recognized in text by their labels and synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_LONGEST_ABBREVIATION = 5


class Mentions:
    """Finds terms in sentences; ``labels`` are (label, identifier of the term).

    Words count, not what stands between them, so that "CAR T cell" is "CAR T-cell".  The longest label
    wins.  A label that is one short word with capitals ("CAR", "ALL") is found only as it is written.
    A label of several terms names none of them.

    >>> Mentions([("CAR T-cell therapy", "car"), ("ALL", "leukemia")]).of("All had CAR T cell therapy.")
    ['car']
    """

    def __init__(self, labels: Iterable[tuple[str, str]]) -> None:
        self._plain: dict[tuple[str, ...], str] = {}
        self._exact: dict[tuple[str, ...], str] = {}
        self._longest: dict[str, int] = {}
        several: set[tuple[str, ...]] = set()
        for label, term in sorted(labels):
            written = tuple(_WORD.findall(label))
            if not written:
                continue
            as_written = len(written) == 1 and len(written[0]) <= _LONGEST_ABBREVIATION and not written[0].islower()
            words = written if as_written else _folded(written)
            table = self._exact if as_written else self._plain
            if table.setdefault(words, term) != term:
                several.add(words)
            first = words[0].casefold()
            self._longest[first] = max(self._longest.get(first, 0), len(words))
        for words in several:
            self._exact.pop(words, None)
            self._plain.pop(words, None)

    def of(self, text: str) -> list[str]:
        """The terms that a text speaks of, sorted."""
        if not self._longest:
            return []
        written = _WORD.findall(text)
        words = _folded(written)
        found: set[str] = set()
        place = 0
        while place < len(words):
            size = self._longest.get(words[place], 0)
            for length in range(min(size, len(words) - place), 0, -1):
                end = place + length
                term = self._exact.get(tuple(written[place:end])) or self._plain.get(words[place:end])
                if term:
                    found.add(term)
                    place = end - 1
                    break
            place += 1
        return sorted(found)


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)
