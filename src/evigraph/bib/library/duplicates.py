"""References that are, or may be, one work.

Two references are one work where they share an identifier, or title, year, first author and
first page; those without title where they say the same in all.  What speaks against it
(another DOI, title, edition) makes them only alike: that is shown too, for a person to
decide.  Nothing is ever merged here.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evigraph.bib.library.likeness import NEIGHBORS, candidates, content, likeness, sharing, words
from evigraph.bib.names import from_csl
from evigraph.bib.records import Reference
from evigraph.bib.tables import Csl

Level = Literal["doi", "pmid", "pmcid", "title", "all", "near"]
"""By what two references are one work; "near": they may be."""

ALIKE = 85
"""Percent of words in common from which the titles of one author in near years are alike."""
UNLIKE = 25
"""Percent below which two titles speak against a shared identifier."""
YEARS = 1
TELLING = 5
"""How many words a title needs to say by itself which work it is; "Letters to the editor" does not."""

LINKS = ("crossref", "xref", "sameas", "xdata", "related", "entryset")
"""Fields that name other entries by their keys."""

_TOLD_BY = {
    "volume": "volume",
    "issue": "issue",
    "edition": "edition",
    "chapter": "chapter-number",
    "number": "number",
    "address": "URL",
    "type": "type",
}
"""What tells works of one title apart where both say it."""
_SAYS_LITTLE = ("address", "type")
"""What differs from one library to the next; of works with the same first page it tells nothing."""
_ANY_TYPE = ("", "document", "article")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NAMES = {"doi": "DOI", "pmid": "PubMed number", "pmcid": "PubMed Central number"}


@dataclass(frozen=True)
class Work:
    """What tells a work from others, in a form that can be compared; empty where it is not said."""

    identifiers: dict[Level, str]
    title: str
    content: frozenset[str]
    year: str
    author: str
    page: str
    source: str
    told_by: dict[str, str]
    all: str


@dataclass(frozen=True)
class Likeness:
    """Why two references are one work (``level`` names the mark they share), or may be ("near")."""

    level: Level
    why: str


@dataclass(frozen=True)
class Group:
    """References that are one work, or, where ``level`` is "near", two that may be."""

    references: tuple[Reference, ...]
    level: Level
    why: str


def duplicates(references: Sequence[Reference]) -> list[Group]:
    """The groups of references that are one work, then the pairs that may be, in file order."""
    works = [work(reference.item) for reference in references]
    verdicts = alike(works)
    same = [(pair, found) for pair, found in verdicts.items() if found.level != "near"]
    marks: list[list[Hashable]] = [[] for _ in works]
    reasons: dict[int, list[Likeness]] = defaultdict(list)
    for pair, found in same:
        for place in pair:
            marks[place].append(pair)
        reasons[pair[1]].append(found)
    groups: list[Group] = []
    group_of: dict[int, int] = {}
    for places in sharing(marks):
        whys = [found for place in places for found in reasons[place]]
        told = "; ".join(dict.fromkeys(found.why for found in whys))
        groups.append(Group(tuple(references[place] for place in places), whys[0].level, told))
        group_of |= dict.fromkeys(places, places[0])
    return groups + [
        Group((references[one], references[other]), "near", found.why)
        for (one, other), found in verdicts.items()
        if found.level == "near" and group_of.get(one, one) != group_of.get(other, other)
    ]


def alike(works: Sequence[Work]) -> dict[tuple[int, int], Likeness]:
    """Every pair of places in the list, the earlier one first, whose works are one or nearly alike."""
    found = {pair: verdict for pair in _pairs(works) if (verdict := compare(works[pair[0]], works[pair[1]]))}
    return dict(sorted(found.items()))


def _pairs(works: Sequence[Work]) -> set[tuple[int, int]]:
    """Pairs worth comparing.  Of many that share a mark, each meets its next neighbours only."""
    places = defaultdict(list)
    for place, work in enumerate(works):
        for mark in _marks(work):
            places[mark].append(place)
    shared = {
        (one, other)
        for listed in places.values()
        for rank, other in enumerate(listed)
        for one in listed[max(0, rank - NEIGHBORS) : rank]
    }
    return shared | candidates([set(work.content) for work in works])


def _marks(work: Work) -> Iterator[tuple[str, ...]]:
    yield from work.identifiers.items()
    if not work.title:
        yield ("all", work.all)
    if work.title:
        yield ("title", work.title, work.author)
        yield ("title", work.title, work.author, work.year, work.page)
        yield ("title", work.title, work.author, work.year, work.page, work.source, *sorted(work.told_by.values()))


def work(item: Csl) -> Work:
    """What tells the work of a reference from others."""
    title = plain_title(item)
    names = item.get("author") or item.get("editor")
    name = from_csl(names[0]) if isinstance(names, list) and names and isinstance(names[0], dict) else None
    family = words(name.family)[-1:] or words(name.literal) if name else []
    return Work(
        identifiers=_identifiers(item),
        title=" ".join(words(title)),
        content=frozenset(content(title)),
        year=year(item),
        author=" ".join(family),
        page=" ".join(words(_text(item, "page").split("-")[0].split(",")[0])),
        source=" ".join(words(_text(item, "container-title") or _text(item, "publisher"))),
        told_by={name: said for name, variable in _TOLD_BY.items() if (said := _form(variable, _text(item, variable)))},
        all="" if title else _everything(item),
    )


def _form(variable: str, value: str) -> str:
    """A value in the form in which it is compared: "2nd ed." is "2", an address is that of one page."""
    if variable == "URL":
        return "" if "doi.org/" in value else re.sub(r"^https?://(www\.)?", "", value.strip()).rstrip("/")
    if variable == "edition" and (number := re.search(r"\d+", value)):
        return number.group()
    if variable == "type":
        return value if value not in _ANY_TYPE else ""
    return " ".join(words(value))


def _everything(item: Csl) -> str:
    """All that a reference says, but for its key and the keys of others."""
    said = {**item, "custom": {name: value for name, value in item.get("custom", {}).items() if name not in LINKS}}
    said = {variable: value for variable, value in said.items() if value and variable not in ("id", "type")}
    return json.dumps(said, sort_keys=True, default=str) if said else ""


def plain_title(item: Csl) -> str:
    """The title without the tags of styled text."""
    return _TAG.sub("", _text(item, "title"))


def year(item: Csl) -> str:
    """The year of publication as digits, or ""."""
    issued = item.get("issued")
    if not isinstance(issued, dict):
        return ""
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else []
    said = str(first[0]) if isinstance(first, list) and first else str(issued.get("literal") or issued.get("raw") or "")
    found = re.search(r"\d{4}", said)
    return found.group() if found else ""


def _identifiers(item: Csl) -> dict[Level, str]:
    doi = _DOI.search(_text(item, "DOI")) or _DOI.search(_text(item, "URL") if "doi.org" in _text(item, "URL") else "")
    pmid = re.fullmatch(r"\s*(?:PMID:?\s*)?0*([1-9]\d*)\s*", _text(item, "PMID"), re.IGNORECASE)
    pmcid = re.fullmatch(r"\s*(?:PMC)?0*([1-9]\d*)(?:\.\d+)?\s*", _text(item, "PMCID"), re.IGNORECASE)
    found: dict[Level, str] = {}
    if doi:
        found["doi"] = doi.group().casefold().rstrip(".,;")
    if pmid:
        found["pmid"] = pmid.group(1)
    if pmcid:
        found["pmcid"] = f"PMC{pmcid.group(1)}"
    return found


def _text(item: Csl, variable: str) -> str:
    value = item.get(variable)
    return value if isinstance(value, str) else ""


def compare(one: Work, other: Work) -> Likeness | None:
    """How two works are alike; None where they are not."""
    percent = 100 if one.title == other.title else likeness(set(one.content), set(other.content))
    shared = [level for level, value in one.identifiers.items() if other.identifiers.get(level) == value]
    if shared:
        level = shared[0]
        said = f"the same {_NAMES[level]} {one.identifiers[level]}"
        if one.title and other.title and percent < UNLIKE:
            return Likeness("near", f"{said}, but another title")
        return Likeness(level, said)
    if one.all and one.all == other.all:
        return Likeness("all", "the same in all they say, and no title")
    if not one.title or percent < ALIKE or _years_apart(one, other) > YEARS:
        return None
    if percent < 100:
        same_author = one.author != "" and one.author == other.author
        return (
            Likeness("near", f"{percent}% of the words of their titles and the first author") if same_author else None
        )
    return _same_title(one, other)


def _same_title(one: Work, other: Work) -> Likeness | None:
    """How works with one title and near years are alike: what they share, and what speaks against it."""
    if one.author != other.author and one.author and other.author:
        return None
    against = [
        _NAMES[level] for level, value in one.identifiers.items() if other.identifiers.get(level, value) != value
    ]
    against += ["year"] if one.year != other.year else []
    against += ["first author"] if one.author != other.author else []
    against += ["first page"] if one.page != other.page else []
    against += [
        name
        for name, value in one.told_by.items()
        if other.told_by.get(name, value) != value and not (one.page and name in _SAYS_LITTLE)
    ]
    against += ["source"] if not one.page and one.source != other.source else []
    if not against:
        last = "first page" if one.page else "source" if one.source else ""
        return Likeness("title", f"the same title, first author{f', year and {last}' if last else ' and year'}")
    elsewhere = one.page != other.page and one.page and other.page
    if len(one.content) < TELLING and (elsewhere or len(against) > 1):
        return None
    return Likeness("near", f"the same title, but not the same {_listed(against)}")


def _years_apart(one: Work, other: Work) -> int:
    """Years between two works; 0 where one has none."""
    return abs(int(one.year) - int(other.year)) if one.year and other.year else 0


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
