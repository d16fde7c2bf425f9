"""Keys for references that come without one, or with one that is taken.

A made key says who and when, as in ``topp-2014``; where that is taken or wanted by several,
words of the title follow: ``topp-2014-phase``.  It depends on the reference and on the keys
that are taken already, not on the order of the references that are added with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import count

from evigraph.bib.library.duplicates import plain_title, year
from evigraph.bib.library.likeness import FILLERS, words
from evigraph.bib.names import from_csl
from evigraph.bib.tables import Csl
from evigraph.ns import is_key

# Letters of their own to Unicode, letters with a mark to a reader.
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "'": "", "’": ""}
)
_LETTER = re.compile(r"[^\W\d_]")
_GROUP_WORDS = 3
_TITLE_WORDS = 3
_LONGEST_PART = 40


def give_keys(items: Sequence[Csl], taken: Collection[str]) -> list[str]:
    """A key for each item: its own where that can stand, else a made one.

    All differ from each other and from ``taken`` in more than case.  A key that several items
    want goes to none of them; each gets the next one that it would take.  Only items that
    agree in all that keys are made of are told apart by their order, with a number.
    """
    used = {key.casefold() for key in taken}
    given: dict[int, str] = {}
    contested: set[str] = set()
    wishes = [_wishes(item) for item in items]
    for rank in range(max(map(len, wishes), default=0)):
        wanted = {place: own[rank] for place, own in enumerate(wishes) if place not in given and own[rank:]}
        demand = Counter(key.casefold() for key in wanted.values())
        contested |= {key for key, number in demand.items() if number > 1}
        blocked = used | contested
        free = {place: key for place, key in wanted.items() if key and key.casefold() not in blocked}
        given |= free
        used |= {key.casefold() for key in free.values()}
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
    for place, own in enumerate(wishes):
        if place not in given:
            numbered = (own[-1] if number == 1 else f"{own[-1]}-{number}" for number in numbers[own[-1].casefold()])
            given[place] = next(key for key in numbered if key.casefold() not in used)
            used.add(given[place].casefold())
    return [given[place] for place in range(len(items))]


def is_readable(key: str) -> bool:
    """Whether a key can stand as it is: a work can be called so, and it is more than the number of a record."""
    return is_key(key) and _LETTER.search(key) is not None and unicodedata.is_normalized("NFC", key)


def _wishes(item: Csl) -> list[str]:
    """The keys an item would take, best first: its own (or ""), the made one, longer ones."""
    own = str(item.get("id") or "")
    title = [word for word in _slug_words(plain_title(item)) if word not in FILLERS]
    who, when = _who(item), year(item)
    if not (who and when):
        who, title = "-".join(filter(None, [who, *title[: 1 if who else 2]])), title[1 if who else 2 :]
    base = "-".join(filter(None, [who or "entry", when]))
    longer = ["-".join([base, *title[:length]]) for length in range(1, min(_TITLE_WORDS, len(title)) + 1)]
    return [own if is_readable(own) else "", base, *longer]


def _who(item: Csl) -> str:
    """The family name of the first author (else editor), or the first words of a group's name."""
    for variable in ("author", "editor"):
        names = item.get(variable)
        for name in [from_csl(name) for name in names if isinstance(name, dict)] if isinstance(names, list) else ():
            group = [word for word in _slug_words(name.literal) if word not in FILLERS][:_GROUP_WORDS]
            if said := "-".join(group or _slug_words(f"{name.particle} {name.family}"))[:_LONGEST_PART].strip("-"):
                return said
    return ""


def _slug_words(text: str) -> list[str]:
    """The words of a text in plain letters; letters that have no plain form stay."""
    return [part for word in words(text.casefold().translate(_PLAIN)) for part in word.split("_") if part]
