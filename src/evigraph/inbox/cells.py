"""The columns of a table of drafts, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from evigraph.inbox.drafts import Draft, of_arm
from evigraph.ingest import single

FIELDS = {
    "label": "label",
    "claimType": "claimType",
    "certainty": "certainty",
    "favours": "favours",
    "subject": "proposition.subject",
    "predicate": "proposition.predicate",
    "object": "proposition.object",
    "population": "proposition.population",
    "comparator": "proposition.comparator",
    "disease": "proposition.disease",
    "cites": "cites",
    "restsOn": "restsOn",
    "note": "note",
}
"""Columns that can be filled in, and the field of the draft that each stands for."""
FILLED_IN: dict[str, tuple[str, ...]] = dict.fromkeys(FIELDS, ("claim",))
FILLED_IN |= {"label": ("article", "claim", "study"), "note": ("article", "table", "passage", "claim", "study")}
"""The kinds of draft that have what stands in a column."""
COLUMNS: tuple[str, ...] = ("id", "kind", "state", "confidence", "text", "decision", "label", "numbers")
COLUMNS += (*list(FIELDS)[1:], "set", "version")
"""``numbers`` gives each with the field that it stands in; ``set`` is for any field: ``quantities.1.value=53``."""
LISTS = ("favours", "cites", "restsOn")
DIGITS = 8
"""So many digits of a digest tell a cell."""


def cell_of(draft: Draft, column: str) -> str:
    """What stands in a column of the row of a draft, on one line."""
    if column in FIELDS:
        value: Any = draft.record
        for part in FIELDS[column].split("."):
            value = value.get(part, "") if isinstance(value, dict) else ""
        return " ".join((", ".join(value) if isinstance(value, list) else str(value)).split())
    if column == "decision":
        return {"accepted": "accept", "rejected": "reject"}.get(draft.state, "")
    if column == "version":
        return version_of(draft)
    if column == "numbers":
        return " ".join("; ".join(_numbers(draft.record)).split())
    told = {"id": draft.id, "kind": draft.kind, "state": draft.state, "set": ""}
    return told.get(column, str(draft.said.get(column, "")))


def _numbers(record: Mapping[str, Any]) -> Iterator[str]:
    """The quantities of a claim and the results of a study, each with its field and in a few words."""
    for place, quantity in enumerate(record.get("quantities", ()), 1):
        about = quantity.get("outcome", quantity.get("statistic", ""))
        yield f"quantities.{place} {about}: {quantity.get('asPrinted', '')}"
    for number, cohort in enumerate(record.get("cohorts", ()), 1):
        for place, result in enumerate(cohort.get("results", ()), 1):
            about = f"{of_arm(cohort)}{result.get('outcome', '')}"
            yield f"cohorts.{number}.results.{place} {about}: {result.get('asPrinted', '')}"


def version_of(draft: Draft) -> str:
    """What a draft was when a table was made: a digest of all of it, and of each field that has a column.

    A letter stands first, or a spreadsheet takes ``40e96862`` for a number.
    """
    record = {key: value for key, value in draft.record.items() if key != "draft"}
    return "v" + digest(single(record))[:DIGITS] + "".join(digest(cell_of(draft, column))[:DIGITS] for column in FIELDS)


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
