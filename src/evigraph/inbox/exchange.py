"""Drafts as the rows of a table that a curator fills in with a spreadsheet, and what became of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from evigraph.errors import Finding, InputError, NotFound, Place, RecordError, UsageError
from evigraph.inbox.drafts import Article, Draft, Inbox, of_arm
from evigraph.inbox.edit import assignments, change, is_set
from evigraph.ingest import single
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
COLUMNS: tuple[str, ...] = ("id", "kind", "state", "confidence", "text", "decision", "label", "numbers")
COLUMNS += (*list(FIELDS)[1:], "set", "version")
"""``numbers`` gives each with the field that it stands in; ``set`` is for any field: ``quantities.1.value=53``."""
DECISIONS = ("accept", "reject", "leave")
_LISTS = ("favours", "cites", "restsOn")
_USUAL = ("article", "table", "claim", "study")
_COMPARED = 30_000
"""So many letters of a cell are compared: a workbook holds few more."""
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
    if twice := next((head for head in COLUMNS if list(heads).count(head) > 1), ""):
        raise RecordError([Finding(Place(name, 1, 1), "sheet-column-twice", f"There are two columns '{twice}'.")])
    taken, faults = Taken(ignored=[head for head in heads if head and head not in COLUMNS]), []
    lines: dict[str, int] = {}
    for line, cells in enumerate(table[1:], 2):
        told = [" ".join(cell.split()) for cell in cells]
        if any(told):
            try:
                if any(told[len(heads) :]):
                    raise InputError("The row has more cells than headings; put text with commas in quotation marks.")
                row = dict(zip(heads, told, strict=False))
                if (first := lines.setdefault(row["id"], line)) != line:
                    raise InputError(f"{row['id']} stands in row {first} already; decide on it once.")
                _take_row(inbox, row, taken)
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
    version, told = row.get("version", ""), row.get("set", "")
    further = assignments(told)
    if twice := [column for column, path in FIELDS.items() if path in further]:
        raise InputError(f"'{twice[0]}' has a column of its own; write its value there.")
    before = str(draft.said.get("table", "")).split()
    if not (version and before[::2] == [version, _digest(told)]):  # else they were set by this very table
        settings |= {path: value for path, value in further.items() if not is_set(draft, path, value)}
    if draft.state == "accepted":
        if settings or decision == "reject":
            raise InputError(f"{draft.id} was accepted; change the curated record instead.")
        return
    now = _version(draft)
    if version == now and row.get("numbers", "")[:_COMPARED] != _cell(draft, "numbers")[:_COMPARED]:
        raise InputError(
            "'numbers' is there to be read. Change a number with the column 'set': quantities.1.value=53, or "
            "quantities.1= to take it away."
        )
    stale = version not in ("", now) and before[:2] != [version, now]
    if stale and decision == "accept" and not settings:
        raise InputError(f"{draft.id} was changed since this table was made; look at it again before it is accepted.")
    if stale and settings:
        raise InputError(
            f"{draft.id} was changed since this table was made; taking {', '.join(_named(settings))} from it "
            "would undo that. Export a new table, or leave this row out."
        )
    change(draft, settings)
    if settings and version:  # so that the same table may be filled in further
        draft.said["table"] = f"{version} {_version(draft)} {_digest(told)}"
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
    """What tells whether a draft is still what it was when a table was made."""
    record = {key: value for key, value in draft.record.items() if key != "draft"}
    return f"v{_digest(single(record))}"  # a letter first, or a spreadsheet takes 40e96862 for a number


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def _named(paths: Iterable[str]) -> Iterator[str]:
    """What a table calls these fields."""
    columns = {path: column for column, path in FIELDS.items()}
    return (columns.get(path, path) for path in paths)


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


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_GUARDED) else cell
