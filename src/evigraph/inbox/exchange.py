"""Drafts as the rows of a table that a curator fills in with a spreadsheet, and what became of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from evigraph.errors import Finding, InputError, NotFound, Place, RecordError, UsageError
from evigraph.inbox.drafts import Article, Draft, Inbox, of_arm
from evigraph.inbox.edit import change
from evigraph.separated import separated

TOLD = ("id", "kind", "state", "confidence", "text", "numbers", "version")
"""Columns that say what a draft is, and what it was when the table was made; they are not to be filled in."""
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
COLUMNS = ("id", "kind", "state", "confidence", "text", "decision", "label", "numbers", *list(FIELDS)[1:], "version")
DECISIONS = ("accept", "reject", "leave")
_LISTS = ("favours", "cites", "restsOn")
_USUAL = ("article", "table", "claim", "study")
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass
class Taken:
    """What a filled-in table asks for: drafts to accept and to reject, how many fields it changed.

    ``ignored`` are headings of columns that the table has of its own.
    """

    accepted: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    changed: int = 0
    ignored: list[str] = field(default_factory=list)


def rows(article: Article, kinds: Sequence[str] = ()) -> list[list[str]]:
    """A row for each draft of these kinds, with :data:`COLUMNS`; by default no sentences and references."""
    wanted = kinds or _USUAL
    return [[_cell(draft, column) for column in COLUMNS] for draft in article if draft.kind in wanted]


def as_csv(article: Article, kinds: Sequence[str] = ()) -> str:
    """The table as comma-separated values; what a spreadsheet would run stands behind an apostrophe."""
    return separated(COLUMNS, rows(article, kinds))


def read_csv(text: str, name: str) -> list[list[str]]:
    """The cells of comma-separated values, whatever sign a spreadsheet put between them.

    Raises:
        InputError: the text is no table.
    """
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return [[_unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise InputError(f"{name} is no table of comma-separated values: {error}.") from None


def take(inbox: Inbox, table: Sequence[Sequence[str]], name: str) -> Taken:
    """Make the changes of a filled-in table to the drafts, which are not written yet, and tell its decisions.

    Raises:
        RecordError: rows that cannot be understood, or would undo what was done since; all of them.
    """
    if not table or "id" not in table[0]:
        where = Place(name, 1, 1)
        raise RecordError([Finding(where, "sheet-no-id", "The table has no column 'id'.", "Keep the first row.")])
    heads = table[0]
    taken, faults = Taken(ignored=[head for head in heads if head and head not in COLUMNS]), []
    for line, cells in enumerate(table[1:], 2):
        told = [" ".join(cell.split()) for cell in cells]
        if any(told):
            try:
                if any(told[len(heads) :]):
                    raise InputError("The row has more cells than headings; put text with commas in quotation marks.")
                _take_row(inbox, dict(zip(heads, told, strict=False)), taken)
            except (InputError, UsageError) as error:
                faults.append(Finding(Place(name, line, 1), "sheet-row", str(error)))
    if faults:
        raise RecordError(faults)
    return taken


def _take_row(inbox: Inbox, row: Mapping[str, str], taken: Taken) -> None:
    draft = _draft(inbox, row["id"])
    decision = row.get("decision", "").lower() or "leave"
    if decision not in DECISIONS:
        raise InputError(f"'{decision}' is no decision; write accept, reject or leave.")
    settings = {
        path: f"[{row[column]}]" if column in _LISTS and row[column] else row[column]
        for column, path in FIELDS.items()
        if column in row and row[column] != _cell(draft, column)
    }
    if draft.state == "accepted":
        if settings or decision == "reject":
            raise InputError(f"{draft.id} was accepted; change the curated record instead.")
        return
    version = row.get("version", "")
    if settings and version not in ("", _version(draft)) and draft.said.get("table") != _since(version, draft):
        raise InputError(
            f"{draft.id} was changed since this table was made; taking {', '.join(map(_column, settings))} from it "
            "would undo that. Export a new table, or leave this row out."
        )
    change(draft, settings)
    if settings and version:
        draft.said["table"] = _since(version, draft)
    taken.changed += len(settings)
    if decision == "accept":
        taken.accepted.append(draft.id)
    elif decision == "reject" and draft.state != "rejected":
        taken.rejected.append(draft.id)


def _draft(inbox: Inbox, name: str) -> Draft:
    found = inbox.find(name)[1]
    if name != found.id:
        raise NotFound(f"There is no draft '{name}' in the inbox.")
    return found


def _version(draft: Draft) -> str:
    """What tells whether the fields of a draft are still those of a table."""
    return sha256("\0".join(_cell(draft, column) for column in FIELDS).encode()).hexdigest()[:8]


def _since(version: str, draft: Draft) -> str:
    """What a draft keeps of the table that it was last changed by, so that the same one may be filled in further."""
    return f"{version} {_version(draft)}"


def _column(path: str) -> str:
    return next(column for column, filled in FIELDS.items() if filled == path)


def _cell(draft: Draft, column: str) -> str:
    if column in FIELDS:
        value: Any = draft.record
        for part in FIELDS[column].split("."):
            value = value.get(part, "") if isinstance(value, dict) else ""
        return " ".join((", ".join(value) if isinstance(value, list) else str(value)).split())
    if column == "decision":
        return {"accepted": "accept", "rejected": "reject"}.get(draft.state, "")
    if column == "version":
        return _version(draft)
    if column == "numbers":
        return "; ".join(_numbers(draft.record))
    told = {"id": draft.id, "kind": draft.kind, "state": draft.state}
    return told.get(column, str(draft.said.get(column, "")))


def _numbers(record: Mapping[str, Any]) -> Iterator[str]:
    """The quantities of a claim and the results of a study, each in a few words."""
    for quantity in record.get("quantities", ()):
        yield f"{quantity.get('outcome', quantity.get('statistic', ''))}: {quantity.get('asPrinted', '')}"
    for cohort in record.get("cohorts", ()):
        for result in cohort.get("results", ()):
            yield f"{of_arm(cohort)}{result.get('outcome', '')}: {result.get('asPrinted', '')}"


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_GUARDED) else cell
