"""How alike titles and names are, as words without case, accents and punctuation.

Near likenesses are sought only among titles that share two of their rarest words, so the
work grows with the length of a list and not with its square.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

RAREST = 4
NEIGHBORS = 8
"""How many later titles of a block one title is compared with."""

FILLERS = {"a", "an", "and", "at", "by", "for", "from", "in", "is", "its", "of", "on", "or", "the", "to", "with"}
_NUMBER = re.compile(r".*\d.*|[ivx]+")
_ORDINAL = re.compile(
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|[a-z]+teenth|[a-z]+tieth"
)


def words(text: str | None) -> list[str]:
    """The words of a text, without case, accents and punctuation.

    >>> words("Gökbuget N: B-cell ALL")
    ['gokbuget', 'n', 'b', 'cell', 'all']
    """
    return re.findall(r"\w+", without_accents(text or "").casefold())


def without_accents(text: str) -> str:
    """The text without accents, and with characters that are made for looks written plainly."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def content(title: str) -> set[str]:
    """The words of a title that say what it is about."""
    return set(words(title)) - FILLERS


def likeness(one: set[str], other: set[str]) -> int:
    """Words in common in percent of all words, rounded down; 0 where the titles differ in a number.

    >>> likeness(content("Standards: second supplement"), content("Standards: third supplement"))
    0
    """
    if any(_NUMBER.fullmatch(word) for word in one ^ other):
        return 0
    if all(any(_ORDINAL.fullmatch(word) for word in more) for more in (one - other, other - one)):
        return 0
    return 100 * len(one & other) // len(one | other) if one else 0


def candidates(titles: Sequence[set[str]]) -> set[tuple[int, int]]:
    """Pairs of places in a list whose titles, given as words, share two of their rarest words."""
    frequency = Counter(word for title in titles for word in title)
    blocks = defaultdict(list)
    for index, title in enumerate(titles):
        rarest = sorted(title, key=lambda word: (frequency[word], word))[:RAREST]
        for pair in combinations(sorted(rarest), 2):
            blocks[pair].append(index)
    return {
        (one, other)
        for block in blocks.values()
        for place, one in enumerate(block)
        for other in block[place + 1 : place + 1 + NEIGHBORS]
    }


def sharing(marks: Sequence[Iterable[Hashable]]) -> list[list[int]]:
    """The sets of two or more places in a list that share a mark, be it through others between them."""
    group_of = [[place] for place in range(len(marks))]
    seen: dict[Hashable, int] = {}
    for place, own in enumerate(marks):
        for mark in own:
            other, mine = group_of[seen.setdefault(mark, place)], group_of[place]
            if mine is not other:
                other += mine
                for moved in mine:
                    group_of[moved] = other
    groups = {id(group): sorted(group) for group in group_of if len(group) > 1}
    return list(groups.values())
