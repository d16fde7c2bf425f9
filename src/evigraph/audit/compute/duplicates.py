"""Entries of one list that are, or may be, the same work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from evigraph.audit.compute.row import Row
from evigraph.bib.library.likeness import candidates, content, likeness, sharing, words

ALIKE = 75
"""Percent of words in common from which any two titles are nearly alike."""
ALIKE_WITH_AUTHOR = 50
"""The same where the first author is the same and the years are near."""
YEARS = 3


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
        titles = [content(row["title"]) for row in listed]
        for one, other in sorted(candidates(titles)):
            first, second = listed[one], listed[other]
            if frozenset((first["entry"], second["entry"])) in known or _one_study(first, second):
                continue
            author = _author(first) != "" and _author(first) == _author(second)
            near = author and _apart(first, second) <= YEARS
            alike = likeness(titles[one], titles[other])
            if alike >= (ALIKE_WITH_AUTHOR if near else ALIKE):
                yield {
                    "entries": [first["entry"], second["entry"]],
                    "references": f"{first['number']} and {second['number']}",
                    "first_title": first["title"],
                    "second_title": second["title"],
                    "alike": f"{alike}% of the words of their titles"
                    + (f" and the first author, {first['first']}," if author else ""),
                }


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """The sets of two or more entries of one list that share a mark of identity."""
    found = sharing([list(_marks(row)) for row in rows])
    return [sorted((rows[place] for place in group), key=lambda row: int(row["number"])) for group in found]


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
