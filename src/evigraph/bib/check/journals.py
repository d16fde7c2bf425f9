"""One journal written in several ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from evigraph.bib.check.record import Record, Remark
from evigraph.bib.library.likeness import sharing, words

# Not "a": the Philosophical Magazine has a part A.
_SMALL = {"and", "der", "des", "et", "for", "in", "of", "on", "the", "und"}
_JOURNALS = ("article-journal", "article-magazine")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dX]", re.IGNORECASE | re.ASCII)


def spellings(records: Sequence[Record]) -> Iterator[tuple[Record, Remark]]:
    """The rarer ways to write a journal: other punctuation, an abbreviation, another title for an ISSN."""
    uses: dict[str, list[Record]] = defaultdict(list)
    numbers: dict[str, set[str]] = defaultdict(set)
    for record in records:
        name = record.text("container-title")
        if name and record.item.get("type") in _JOURNALS:
            uses[name].append(record)
            numbers[name] |= {number.replace("-", "").upper() for number in _ISSN.findall(record.text("ISSN"))}
    names = sorted(uses)
    for places in sharing(_marks(names, numbers)):
        group = [names[place] for place in places]
        usual = max(group, key=lambda name: (len(uses[name]), len(name), name))
        for name in group:
            if name != usual:
                message = f"The journal '{name}' is elsewhere '{usual}' ({len(uses[usual])} in all)."
                yield (
                    uses[name][0],
                    Remark("container-title", "bib-journal-spelling", message, "Choose one form.", "note"),
                )


def _marks(names: Sequence[str], numbers: dict[str, set[str]]) -> list[list[Hashable]]:
    """For each name what tells its journal: its ISSN, its words, and those of the one name that it abbreviates."""
    told = {name: tuple(word for word in words(name) if word not in _SMALL) for name in names}
    issn_of: dict[tuple[str, ...], set[str]] = defaultdict(set)
    same_initials: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name, said in told.items():
        issn_of[said] |= numbers[name]
        same_initials[_initials(said)].add(said)
    marks: list[list[Hashable]] = []
    for name, said in told.items():
        longer = {other for other in same_initials[_initials(said)] if _abbreviates(said, other)}
        longest = [one for one in longer if not any(_abbreviates(one, other) for other in longer)]
        one_journal = len(longest) == 1 and not (
            issn_of[said] and issn_of[longest[0]] and issn_of[said].isdisjoint(issn_of[longest[0]])
        )
        marks.append([*numbers[name], *([said] if said else []), *(longest if one_journal else [])])
    return marks


def _initials(said: tuple[str, ...]) -> str:
    return "".join(word[0] for word in said)


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether each word is the other's beginning, or its contraction as "natl" is of "national"."""
    return 1 < len(short) == len(long) and short != long and all(map(_shortens, short, long))


def _shortens(short: str, long: str) -> bool:
    if long.startswith(short):
        return True
    letters = iter(long)
    return short[-1] == long[-1] and all(letter in letters for letter in short)
