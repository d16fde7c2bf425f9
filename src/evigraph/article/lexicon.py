"""Terms found in text: by label, synonym, or an abbreviation that the text defines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W_]+")
_SHORT = 5
_FEW = 2
"""Names of so few letters are found in other words too easily, unless they have a capital."""


class Mention(NamedTuple):
    """A term, the words that name it, where they stand; ``by`` is ``label``, ``synonym`` or ``abbreviation``."""

    term: str
    text: str
    start: int
    end: int
    by: str


@dataclass
class Lexicon:
    """The names of terms, as their words without case; ``types`` and ``labels`` are by term.

    Words count, not what stands between them, so that "CAR T cell" is "CAR T-cell".  A short name with
    capitals ("CAR", "ALL") is found only as it is written.
    """

    types: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, ...], list[tuple[str, str, str]]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    """First word of a name -> how many words the longest name that begins with it has."""

    def add(self, name: str, term: str, by: str) -> None:
        """Give a term one more name."""
        words = tuple(_stem(token) for token in _TOKEN.findall(name))
        if words and (name, term, by) not in (known := self.names.setdefault(words, [])):
            known.append((name, term, by))
            self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))

    def term(self, name: str) -> str:
        """The term that has exactly this name; "" where none has."""
        found = mentions(self, name)
        return found[0].term if len(found) == 1 and found[0].text == name.strip() else ""


def with_abbreviations(lexicon: Lexicon, defined: Mapping[str, str]) -> Lexicon:
    """The lexicon with the abbreviations of a text whose long forms name a term."""
    wider = Lexicon(
        dict(lexicon.types),
        dict(lexicon.labels),
        {words: list(names) for words, names in lexicon.names.items()},
        dict(lexicon.longest),
    )
    for short, long in defined.items():
        if term := lexicon.term(long):
            wider.add(short, term, "abbreviation")
    return wider


def mentions(lexicon: Lexicon, text: str) -> list[Mention]:
    """The terms that a text names, in order; where names overlap, the longest is meant.

    A name of several terms names none of them.
    """
    tokens = list(_TOKEN.finditer(text))
    stems = [_stem(token[0]) for token in tokens]
    found: list[Mention] = []
    place = 0
    while place < len(tokens):
        here = _here(lexicon, text, tokens, stems, place)
        if here is None:
            place += 1
        else:
            found.append(here[1])
            place += here[0]
    return found


def _here(
    lexicon: Lexicon, text: str, tokens: Sequence[re.Match[str]], stems: Sequence[str], place: int
) -> tuple[int, Mention] | None:
    """The longest name that begins with this word, and how many words it has."""
    for size in range(min(lexicon.longest.get(stems[place], 0), len(tokens) - place), 0, -1):
        names = lexicon.names.get(tuple(stems[place : place + size]))
        if names:
            start, end = tokens[place].start(), tokens[place + size - 1].end()
            words = text[start:end]
            fitting = [(term, by) for name, term, by in names if _fits(name, words)]
            if len({term for term, _ in fitting}) == 1:
                return size, Mention(fitting[0][0], words, start, end, fitting[0][1])
    return None


def _fits(name: str, words: str) -> bool:
    """Whether words are this name: a short one with capitals has to be printed with them.

    A comma between two words parts them: "ceftriaxone, azithromycin" is no ceftriaxone-azithromycin.
    So does a full stop, unless the name has one of its own: "S. Typhi".
    """
    if any(sign in words and sign not in name for sign in ",;"):
        return False
    if len(words) > 3 * len(name) + 3 or _stops(words) > _stops(name):
        return False
    bare, seen = "".join(_TOKEN.findall(name)), "".join(_TOKEN.findall(words))
    if len(bare) <= _SHORT and any(char.isupper() for char in bare[1:]):
        return seen in (bare, f"{bare}s")
    if len(bare) <= _FEW:
        return seen == bare
    return True


def _stops(words: str) -> int:
    """How many full stops stand between words: those of decimal numbers and at either end do not count."""
    return re.sub(r"\.\d", "", words).strip(".").count(".")


def _stem(word: str) -> str:
    """A word without case and without the s of the plural."""
    word = word.casefold()
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "is", "us")) else word
