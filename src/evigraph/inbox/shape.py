"""Whether a file of the inbox, which a person may have edited, has the records that it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evigraph.errors import Finding, Place
from evigraph.read import Items, Record, Text

STATES = ("open", "accepted", "rejected")
_RECORDS = frozenset(
    {"cells", "citations", "cohorts", "columns", "creator", "footnotes"}
    | {"quantities", "results", "rows", "sections", "segments", "textParts"}
)
"""Fields that hold a list of records."""
_WHOLE = "Mend it by hand, or move its folder away and draft the article again."


def faults_of(tree: Record, key: str, name: str) -> list[Finding]:
    """What is wrong with a file whose records stand under ``key``; what has no fault can be read as drafts."""
    found = [_fault(tree.key_places[other], f"Expected '{key}:', found '{other}:'.") for other in tree if other != key]
    if key not in tree:
        return found or [_fault(Place(name), f"Expected '{key}:' at the top, found nothing of it.")]
    value = tree[key]
    if key == "article":
        records: list[Any] = [value]
        if not isinstance(value, Record):
            return [*found, _fault(_place(value), f"Expected a mapping under '{key}:', {_found(value)}.")]
    elif isinstance(value, Items):
        records = value
    else:
        return [*found, _fault(_place(value), f"Expected a list of mappings under '{key}:', {_found(value)}.")]
    for record in records:
        found += _of_record(record, key)
    return found


def missing(name: str) -> Finding:
    """That the file of the article itself is not there."""
    return _fault(Place(name, 1), "Expected this file, with 'article:'; it is missing.")


def _of_record(record: Any, key: str) -> Iterator[Finding]:
    if not isinstance(record, Record):
        yield _fault(_place(record), f"Expected a mapping with 'draft:' in '{key}:', {_found(record)}.")
        return
    said = record.get("draft")
    if not isinstance(said, Record):
        place = record.place if said is None else _place(said)
        yield _fault(place, f"Expected 'draft:' with the 'id' of the draft, {_found(said)}.")
    else:
        if not isinstance(said.get("id"), Text):
            yield _fault(said.place, f"Expected 'id: ...' in 'draft:', {_found(said.get('id'))}.")
        state = said.get("state", "open")
        if state not in STATES:
            yield _fault(_place(state), f"Expected 'state' to be one of {', '.join(STATES)}, {_found(state)}.")
    if key == "references" and not isinstance(record.get("key"), Text):
        yield _fault(record.place, f"Expected 'key: ...', the entry of references.bib, {_found(record.get('key'))}.")
    yield from _within(record)


def _within(value: Any) -> Iterator[Finding]:
    """Lists of records at any depth that are none."""
    if isinstance(value, Items):
        for inner in value:
            yield from _within(inner)
    elif isinstance(value, Record):
        for field, inner in value.items():
            if field in _RECORDS:
                wrong = [one for one in inner if not isinstance(one, Record)] if isinstance(inner, Items) else [inner]
                for one in wrong:
                    yield _fault(_place(one), f"Expected a list of mappings under '{field}:', {_found(one)}.")
            if field != "draft":
                yield from _within(inner)


def _found(value: Any) -> str:
    if value is None:
        return "found none"
    what = (
        "a mapping" if isinstance(value, Record) else "a list" if isinstance(value, Items) else f"'{str(value)[:40]}'"
    )
    return f"found {what}"


def _place(value: Any) -> Place:
    place: Place = value.place
    return place


def _fault(place: Place, message: str) -> Finding:
    return Finding(place, "inbox-shape", message, _WHOLE)
