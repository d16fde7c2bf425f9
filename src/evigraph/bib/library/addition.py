"""References added to a bibliography: which are new, under which keys, and the text to append.

Nothing is merged, and what stands in the bibliography is not touched: the outcome for every
reference is told, and a person decides about duplicates.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from evigraph.bib.bibtex.csl import to_csl
from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.read import parse_bib
from evigraph.bib.library.duplicates import LINKS, Likeness, Work, alike, compare, work
from evigraph.bib.library.intact import intact_entries
from evigraph.bib.library.keys import give_keys
from evigraph.bib.library.same import differences
from evigraph.bib.library.sound import renamed, sound
from evigraph.bib.records import Library, Reference
from evigraph.bib.tables import Csl, table
from evigraph.bib.write import render
from evigraph.errors import EvigraphError, Finding

Choice = Literal["skip", "add"]
"""What is done with a reference that the bibliography has already."""


@dataclass(frozen=True)
class Like:
    """The key of an entry that a reference is like, and how."""

    key: str
    likeness: Likeness


@dataclass(frozen=True)
class Added:
    """A reference that is added under ``key``; ``like`` are the entries that may be the same work."""

    reference: Reference
    key: str
    like: tuple[Like, ...] = ()


@dataclass(frozen=True)
class Duplicate:
    """A reference that is there already, and what it says that the entry does not."""

    reference: Reference
    of: Like
    more: dict[str, str]


@dataclass(frozen=True)
class Refused:
    """A reference that cannot be written so that it says the same when read again."""

    reference: Reference
    why: str


@dataclass(frozen=True)
class Addition:
    """What adding references comes to: each is in exactly one of the four lists, in the order given.

    ``near`` are added too, but may be works that are there already.  ``text`` is what has to
    be appended to the bibliography, empty if nothing is added, and ``entries`` is what it will
    be read as there.  ``findings`` are those of reading the libraries, and those of references
    that can be added only with a loss or a change, or say next to nothing.
    """

    added: list[Added] = field(default_factory=list)
    near: list[Added] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    text: str = ""
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def addition(
    text: str, libraries: Sequence[Library], *, duplicates: Choice = "skip", name: str = "references.bib"
) -> Addition:
    """What adding the references of the libraries to the bibliography ``text`` comes to.

    A reference is a duplicate of an entry, or of a reference added before it, as
    :mod:`evigraph.bib.library.duplicates` says.  ``duplicates="add"`` adds it nevertheless, under a
    key of its own; it then stands among those that are ``near``.

    Raises:
        RecordError: the bibliography has entries that cannot be read.
        EvigraphError: the bibliography with the text appended would not read as it should.
    """
    entries = intact_entries(text, name)
    findings = [finding for library in libraries for finding in library.findings]
    refused: list[Refused] = []
    coming: list[_Coming] = []
    for source, library in enumerate(libraries):
        named = {str(one.item.get("id") or "").casefold() for one in library.references}
        named |= {entry.key.casefold() for entry in entries}
        for reference in library.references:
            item, doubts = sound(reference, named)
            trial, why = _trial(item)
            if trial:
                coming.append(_Coming(source, reference, item, trial))
                findings += [*doubts, *_doubts(reference, trial)]
            else:
                refused.append(Refused(reference, why))
    there = [to_csl(entry) for entry in entries]
    everything = there + [one.item for one in coming]
    works = [work(item) for item in there] + [work(to_csl(one.trial)) for one in coming]
    twins, near = _fates(works, len(there), duplicates)
    new = [place for place in range(len(there), len(everything)) if place not in twins]
    keys = {place: entry.key for place, entry in enumerate(entries)}
    keys |= zip(new, give_keys([everything[place] for place in new], list(keys.values())), strict=True)
    keys |= {place: keys[twin] for place, (twin, _) in twins.items()}
    findings += [found for place in new for found in renamed(coming[place - len(there)].reference, keys[place])]
    result = Addition(refused=refused, findings=sorted(findings))
    for place, one in enumerate(coming, len(there)):
        like = tuple(Like(keys[other], likeness) for other, likeness in near.get(place, ()))
        if place in twins:
            twin, likeness = twins[place]
            more = _more(one.item, everything[twin])
            result.duplicates.append(Duplicate(one.reference, Like(keys[twin], likeness), more))
        else:
            (result.near if like else result.added).append(Added(one.reference, keys[place], like))
    items = _linked(coming, [keys[place] for place in range(len(there), len(everything))])
    added = [place - len(there) for place in new]
    trials = [coming[place].trial for place in added]
    written, read = _written([items[place] for place in added], trials, text, entries, name)
    return replace(result, text=written, entries=read)


def appended(text: str, more: str) -> str:
    """The bibliography with more entries at its end, a blank line before them."""
    if not text.strip() or not more:
        return text + more
    return text + "\n" * (2 - (len(text) - len(text.rstrip("\n")))) + more


@dataclass(frozen=True)
class _Coming:
    """A reference to be added, the number of its library, what is added of it, and how that reads as BibTeX."""

    source: int
    reference: Reference
    item: Csl
    trial: Entry


def _trial(item: Csl) -> tuple[Entry | None, str]:
    """The item as the BibTeX entry it becomes, or none and why it cannot be added."""
    if not any(value for variable, value in item.items() if variable not in ("id", "type")):
        return None, "It says nothing."
    entries, _ = parse_bib(render([item | {"id": "trial"}], "bibtex"))
    if len(entries) != 1:
        return None, "It cannot be written as one BibTeX entry."
    lost = differences(item, to_csl(entries[0]))
    return (None, f"Read again, it would not say the same for {', '.join(lost)}.") if lost else (entries[0], "")


def _doubts(reference: Reference, trial: Entry) -> Iterator[Finding]:
    """What is to be said of a reference that can be added."""
    said = reference.item.get("type", "")
    if table("bibtex")["types"].get(trial.type, "document") != said:
        message = f"BibTeX has no type for '{said}'; the entry is '{trial.type}'."
        yield Finding(reference.place, "bib-type-lost", message, severity="warning")
    if not reference.item.get("title") and not reference.item.get("author"):
        message = "The reference has neither title nor author."
        yield Finding(reference.place, "bib-bare-reference", message, "Complete it.", "warning")


_Fates = tuple[dict[int, tuple[int, Likeness]], dict[int, list[tuple[int, Likeness]]]]


def _fates(works: Sequence[Work], there: int, duplicates: Choice) -> _Fates:
    """For each place from ``there`` on: the one earlier place it repeats, or those that it is near.

    A work is held against those that stand: one that is like a duplicate only is held
    against what that repeats, so that two works are never one by way of a third.
    """
    earlier: dict[int, list[int]] = defaultdict(list)
    for one, other in alike(works):
        earlier[other].append(one)
    twins: dict[int, tuple[int, Likeness]] = {}
    near: dict[int, list[tuple[int, Likeness]]] = {}
    for place in range(there, len(works)):
        stand = dict.fromkeys(twins[other][0] if other in twins else other for other in earlier[place])
        verdicts = [(other, found) for other in stand if (found := compare(works[other], works[place]))]
        same = [verdict for verdict in verdicts if verdict[1].level != "near"]
        if same and duplicates == "skip":
            twins[place] = same[0]
        elif verdicts:
            near[place] = verdicts
    return twins, near


def _more(new: Csl, there: Csl) -> dict[str, str]:
    """What a reference says that the entry says nothing about, by variable."""
    mine = {**new, **new.get("custom", {})}
    theirs = {**there, **there.get("custom", {})}
    silent = [variable for variable in mine if mine[variable] and not theirs.get(variable)]
    return {
        variable: value if isinstance(value := mine[variable], str) else json.dumps(value, ensure_ascii=False)
        for variable in silent
        if variable not in ("id", "type", "custom")
    }


def _linked(coming: Sequence[_Coming], keys: Sequence[str]) -> list[Csl]:
    """The items under their new keys, also where a record names another one of its library."""
    known: dict[tuple[int, str], str] = {}
    for one, key in zip(coming, keys, strict=True):
        known.setdefault((one.source, str(one.item.get("id") or "").casefold()), key)
    items = []
    for one, key in zip(coming, keys, strict=True):
        custom = dict(one.item.get("custom", {}))
        for link in LINKS:
            if said := custom.get(link):
                named = [known.get((one.source, name.strip().casefold()), name.strip()) for name in said.split(",")]
                custom[link] = ",".join(named)
        items.append(one.item | {"id": key} | ({"custom": custom} if custom else {}))
    return items


def _written(
    items: Sequence[Csl], trials: Sequence[Entry], text: str, entries: Sequence[Entry], name: str
) -> tuple[str, list[Entry]]:
    """The items as BibTeX and as entries.

    The whole bibliography is read with them to see that all says what it should.
    """
    written = "\n".join(render([item], "bibtex") for item in items)
    if not written:
        return "", []
    again, _ = parse_bib(appended(text, written), name)
    meant = [(entry.key, entry.type, entry.fields) for entry in entries]
    meant += [(item["id"], trial.type, _unlinked(trial)) for item, trial in zip(items, trials, strict=True)]
    old = [(entry.key, entry.type, entry.fields) for entry in again[: len(entries)]]
    new = [(entry.key, entry.type, _unlinked(entry)) for entry in again[len(entries) :]]
    if old + new != meant:
        raise EvigraphError(f"{name} would not read as it should with the new entries; nothing is changed.")
    return written, again[len(entries) :]


def _unlinked(entry: Entry) -> dict[str, str]:
    """The fields of an entry without those that name other entries, whose keys may have changed."""
    return {field: value for field, value in entry.fields.items() if field not in LINKS}
