"""The list of references as BibTeX, and which of its works the bibliography has already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evigraph.article.reference import Reference as Printed
from evigraph.bib import Csl, Library, Reference, parse_bib, render, to_csl
from evigraph.bib.exchange.normal import normal_item
from evigraph.bib.library.addition import Addition, addition
from evigraph.bib.library.keys import give_keys
from evigraph.bib.tables import known_fields
from evigraph.errors import Place
from evigraph.ingest.draft import draft
from evigraph.ingest.source import Source

_FORMS = {"DOI": r"10\.[0-9]{4,9}/\S+", "PMID": r"[0-9]+", "PMCID": r"PMC[0-9]+"}
_UNKEPT = frozenset({"year-suffix"})
"""What BibTeX has no field for and the printed list shows by its order."""
_COMPUTED = frozenset({"etal", "entrytype"})
"""What stands in the type and the names of an entry."""
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class Listed:
    """The list: BibTeX text with an entry for each number, and by number its keys, works and records."""

    text: str
    keys: list[str]
    works: list[str]
    records: list[dict[str, Any]]


@dataclass(frozen=True)
class _Entry:
    """An entry of the list that became a work, how it did, and what is doubtful about it."""

    printed: Printed
    reference: Reference
    rule: str
    doubts: tuple[str, ...]


def list_references(source: Source, bibliography: str, article: str) -> Listed:
    """The references of the article, held against the text of a bibliography.

    A work that is there already keeps its key; one that the list prints twice gets a second entry with
    ``sameas``.  Works beyond the first of an entry stand at the end, under no number.
    """
    entries, more = [], []
    for printed in source.article.references:
        made = list(_entries(printed, source.article.format))
        entries.append(made[0])
        more += made[1:]
    everything = [*entries, *more]
    found = _found(bibliography, [entry.reference for entry in everything])
    standing = {entry.key for entry in parse_bib(bibliography)[0]}
    firsts = {key for key, _, twin in found if not twin}
    used: set[str] = set()
    keys, works, items, records = [], [], [], []
    for entry, (key, why, twin) in zip(everything, found, strict=True):
        if key in used and entry in more:
            continue
        own, item = key, entry.reference.item
        custom = {**item.get("custom", {}), "evidencerole": "unassessed"}
        if key in used:
            (own,) = give_keys([item | {"id": ""}], standing | firsts | used)
            custom["sameas"] = key
        used.add(own)
        items.append(item | {"id": own, "custom": custom})
        if entry in more:
            continue
        keys.append(own)
        works.append(key)
        same = key if own == key and key in standing else ""
        why_same = why if twin or same else ""
        records.append(
            _record(entry, article, source, own, {"sameWork": same, "why": why_same, "near": "" if twin else why})
        )
    return Listed("\n".join(render([item], "bibtex") for item in items), keys, works, records)


def _record(entry: _Entry, article: str, source: Source, key: str, more: dict[str, str]) -> dict[str, Any]:
    printed = entry.printed
    where = f"reference {printed.number}" + (f", line {printed.line} of {_name(source)}" if printed.line else "")
    said = {"doubts": list(entry.doubts), "why": more["why"], "near": more["near"]}
    return {
        "number": str(printed.number),
        "key": key,
        "sameWork": more["sameWork"],
        "draft": draft(f"{article}/ref/{printed.number}", entry.rule, where, printed.printed, **said),
    }


def _name(source: Source) -> str:
    return source.article.file.rpartition("/")[2]


def _found(bibliography: str, references: Sequence[Reference]) -> list[tuple[str, str, bool]]:
    """For each reference its key, what it is or may be the same as and why, and whether it is there already."""
    result = addition(bibliography, [Library("jats", list(references), [], [])])
    by_place: dict[int, tuple[str, str, bool]] = {}
    for added in (*result.added, *result.near):
        near = "; ".join(f"{like.key}: {like.likeness.why}" for like in added.like)
        by_place[id(added.reference)] = (added.key, near, False)
    for duplicate in result.duplicates:
        by_place[id(duplicate.reference)] = (duplicate.of.key, duplicate.of.likeness.why, True)
    return [by_place[id(reference)] for reference in references]


def _entries(printed: Printed, form: str) -> Iterator[_Entry]:
    """The works of an entry; one that says only what is printed where it names none."""
    works = printed.items or ({},)
    for item in works:
        place = Place("references", printed.number)
        sure = "references.tagged" if form == "jats" else "references.told"
        rule, doubts = (sure if printed.sure else "references.loose"), list(printed.doubts)
        normal = _mended(normal_item({**item, "id": ""}, doubts.append), printed, doubts)
        if not _can_be_written(normal):
            rule, normal = "references.printed", {"id": "", "type": "document", "title": printed.printed or "Untitled"}
            doubts.append("Its parts cannot be written as BibTeX; the title is all that is printed.")
        elif doubts and rule == sure:
            rule = "references.loose"
        if len(works) > 1:
            doubts.append(f"The entry names {len(works)} works.")
        yield _Entry(printed, Reference(normal, place), rule, tuple(dict.fromkeys(doubts)))


def _mended(item: Csl, printed: Printed, doubts: list[str]) -> Csl:
    """The item with a title and without what its fields cannot hold; the note then keeps all that is printed."""
    item = {variable: value for variable, value in item.items() if variable not in _UNKEPT}
    for variable, form in _FORMS.items():
        if item.get(variable) and not re.fullmatch(form, item[variable]):
            doubts.append(f"{variable} is '{item.pop(variable)}', which has not the form of one.")
    issued = item.get("issued")
    if issued and not _year(issued):
        said = str(item.pop("issued").get("literal", ""))
        years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", said)
        if len(years) == 1:
            item["issued"] = {"date-parts": [[years[0]]]}
            doubts.append(f"The year is taken from '{said}'.")
        else:
            doubts.append(f"No year can be read from '{said}'.")
            item["status"] = item.get("status") or said
    custom = item.get("custom", {})
    if unknown := {name: value for name, value in custom.items() if name not in known_fields() | _COMPUTED}:
        said = "; ".join(f"{name}: {value}" for name, value in unknown.items())
        item["custom"] = {name: value for name, value in custom.items() if name not in unknown}
        item["custom"]["otheridentifier"] = said
    if not item.get("title"):
        item["title"] = item.get("note") or printed.printed or "Untitled"
        doubts.append("No title is tagged; the title is what is printed.")
    if doubts:
        item["note"] = printed.printed or item.get("note", "")
    return {variable: value for variable, value in item.items() if value or variable == "id"}


def _year(issued: dict[str, Any]) -> bool:
    parts = issued.get("date-parts") or [[""]]
    return bool(parts[0]) and _YEAR.fullmatch(str(parts[0][0])) is not None


def _can_be_written(item: Csl) -> bool:
    """Whether the item says the same after it was written as BibTeX, with a year that is one."""
    result: Addition = addition("", [Library("jats", [Reference(item, Place("trial"))], [], [])])
    if result.refused or not result.entries:
        return False
    entry = result.entries[0]
    return bool(to_csl(entry).get("title")) and (
        "year" not in entry.fields or bool(_YEAR.fullmatch(entry.fields["year"]))
    )
