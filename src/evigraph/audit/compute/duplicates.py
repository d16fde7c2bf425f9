"""Entries of one list that are, or may be, the same work.

Titles and names are compared as words without case, accents and punctuation.  Near
likenesses are sought only among titles that share two of their rarest words, so the work
grows with the length of the list and not with its square.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from evigraph.audit.compute.row import Row

ALIKE = 75
"""Percent of words in common from which any two titles are nearly alike."""
ALIKE_WITH_AUTHOR = 50
"""The same where the first author is the same and the years are near."""
YEARS = 3
RAREST = 4
NEIGHBORS = 8
"""How many later titles of a block one title is compared with."""

_FILLERS = {"a", "an", "and", "at", "by", "for", "from", "in", "is", "its", "of", "on", "or", "the", "to", "with"}
_NUMBER = re.compile(r".*\d.*|[ivx]+")


def words(text: str | None) -> list[str]:
    """The words of a text, without case, accents and punctuation.

    >>> words("Gökbuget N: B-cell ALL")
    ['gokbuget', 'n', 'b', 'cell', 'all']
    """
    plain = unicodedata.normalize("NFKD", text or "")
    return re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold())


def listed_twice(rows: Sequence[Row]) -> Iterator[Row]:
    """One row for each set of entries of a list that are one work, however that shows."""
    for group in _groups(rows):
        yield {
            "entries": [row["entry"] for row in group],
            "references": _listed([row["number"] for row in group]),
            "shared": ", and ".join(_shared(group)) or "identifiers or titles",
            "title": group[0]["title"],
            "places": "; ".join(
                f"{row['number']} in {_places(row)}" if row["cited"] else f"{row['number']} nowhere" for row in group
            ),
        }


def nearly_alike(rows: Sequence[Row]) -> Iterator[Row]:
    """One row for each pair of different works of a list that may be one work or one study."""
    known = {
        frozenset((one["entry"], other["entry"])) for group in _groups(rows) for one, other in combinations(group, 2)
    }
    lists = defaultdict(list)
    for row in rows:
        lists[row["article"]].append(row)
    for listed in lists.values():
        for one, other in sorted(_candidates(listed)):
            first, second = listed[one], listed[other]
            if frozenset((first["entry"], second["entry"])) in known or _one_study(first, second):
                continue
            author = _author(first) != "" and _author(first) == _author(second)
            near = author and _apart(first, second) <= YEARS
            likeness = _likeness(first["title"], second["title"])
            if likeness >= (ALIKE_WITH_AUTHOR if near else ALIKE):
                yield {
                    "entries": [first["entry"], second["entry"]],
                    "references": f"{first['number']} and {second['number']}",
                    "first_title": first["title"],
                    "second_title": second["title"],
                    "alike": f"{likeness}% of the words of their titles"
                    + (f" and the first author, {first['first']}," if author else ""),
                }


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """The sets of two or more entries of one list that share a mark of identity."""
    group_of = {row["entry"]: [row] for row in rows}
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        for mark in _marks(row):
            other = group_of[seen.setdefault(mark, row)["entry"]]
            mine = group_of[row["entry"]]
            if mine is not other:
                other += mine
                group_of |= {moved["entry"]: other for moved in mine}
    groups = {
        id(group): sorted(group, key=lambda row: int(row["number"])) for group in group_of.values() if len(group) > 1
    }
    return list(groups.values())


def _marks(row: Row) -> Iterator[tuple[str, ...]]:
    """What two entries of one list cannot share unless they are one work."""
    article = row["article"]
    yield (article, "work", row["work"])
    if row["doi"]:
        yield (article, "DOI", row["doi"].casefold())
    if row["pmid"]:
        yield (article, "PubMed", row["pmid"])
    where = row["pages"] or row["journal"]
    if row["first"] and row["year"] and where:
        yield (article, " ".join(words(row["title"])), _author(row), str(row["year"]), " ".join(words(where)))


def _shared(group: Sequence[Row]) -> Iterator[str]:
    """In words, what all the entries of a group share: what a list prints first, then identifiers."""
    titles = {(" ".join(words(row["title"])), _author(row), row["year"]) for row in group}
    pages = {" ".join(words(row["pages"])) for row in group}
    if len(titles) == 1:
        yield (
            "title, first author, year and pages"
            if len(pages) == 1 and "" not in pages
            else "title, first author and year"
        )
    same = []
    for name, key in (("DOI", "doi"), ("PubMed number", "pmid")):
        values = {str(row[key] or "").casefold() for row in group}
        if len(values) == 1 and "" not in values:
            same.append(f"the {name} {group[0][key]}")
    if same:
        yield f"{' and '.join(same)} (identifiers from the bibliography file)"


def _candidates(listed: Sequence[Row]) -> set[tuple[int, int]]:
    """Pairs of places in the list whose titles share two of their rarest words."""
    titles = [_content(row["title"]) for row in listed]
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


def _content(title: str) -> set[str]:
    return set(words(title)) - _FILLERS


def _likeness(one: str, other: str) -> int:
    """Words in common in percent of all words, rounded down; 0 where the titles differ in a number."""
    first, second = _content(one), _content(other)
    if any(_NUMBER.fullmatch(word) for word in first ^ second):
        return 0
    return 100 * len(first & second) // len(first | second) if first else 0


def _one_study(one: Row, other: Row) -> bool:
    return bool(set((one["studies"] or "").split()) & set((other["studies"] or "").split()))


def _author(row: Row) -> str:
    return " ".join(words(row["first"]))


def _apart(one: Row, other: Row) -> int:
    """Years between two works; a large number where one has none."""
    if not (one["year"] and other["year"]):
        return 10_000
    return abs(int(one["year"]) - int(other["year"]))


def _places(row: Row) -> str:
    return " and ".join(sorted(row["cited"].split("; ")))


def _listed(numbers: Sequence[int]) -> str:
    return f"{', '.join(str(number) for number in numbers[:-1])} and {numbers[-1]}"
