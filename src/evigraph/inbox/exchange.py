"""Drafts as the rows of a table that a curator fills in with a spreadsheet, and what became of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evigraph.errors import Finding, InputError, NotFound, Place, RecordError, UsageError
from evigraph.inbox.cells import COLUMNS, FIELDS, FILLED_IN, LISTS, cell_of
from evigraph.inbox.drafts import Article, Draft, Inbox
from evigraph.inbox.edit import assignments, change, is_set
from evigraph.inbox.seen import Seen
from evigraph.separated import separated

DECISIONS = ("accept", "reject", "leave")
_LARGEST_FIELD = 16 * 1024 * 1024
_USUAL = ("article", "table", "claim", "study")
_PLAIN = frozenset(path for column, path in FIELDS.items() if column not in LISTS)
"""Fields whose text is taken as it stands, be it in brackets."""
_COMPARED = 30_000
"""So many letters of a cell are compared: a workbook holds few more."""
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass
class Taken:
    """What a filled-in table asks for: drafts to accept and to reject, how many fields it changed.

    ``ignored`` are headings of columns that the table has of its own, ``rows`` where each draft stands in it.
    """

    accepted: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    changed: int = 0
    ignored: list[str] = field(default_factory=list)
    rows: dict[str, Place] = field(default_factory=dict)


def rows(article: Article, kinds: Sequence[str] = ()) -> list[list[str]]:
    """A row for each draft of these kinds, with :data:`COLUMNS`; by default no sentences and references."""
    wanted = kinds or _USUAL
    return [[cell_of(draft, column) for column in COLUMNS] for draft in article if draft.kind in wanted]


def as_csv(article: Article, kinds: Sequence[str] = ()) -> str:
    """The table as comma-separated values; what a spreadsheet would run stands behind an apostrophe."""
    return separated(COLUMNS, rows(article, kinds))


def read_csv(text: str, name: str) -> list[list[str]]:
    """The cells of comma-separated values, whatever sign a spreadsheet put between them.

    Raises:
        InputError: the text is no table.
    """
    csv.field_size_limit(_LARGEST_FIELD)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return [[_unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise InputError(f"{name} is no table of comma-separated values: {error}.") from None


def take(inbox: Inbox, table: Sequence[Sequence[str]], name: str, who: str) -> Taken:
    """Make the changes of a table that ``who`` filled in to the drafts, and tell its decisions; nothing is written yet.

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
    for line, cells in enumerate(table[1:], 2):
        told = [" ".join(cell.split()) for cell in cells]
        if any(told):
            try:
                if any(told[len(heads) :]):
                    raise InputError("The row has more cells than headings; put text with commas in quotation marks.")
                row = _evened(dict(zip(heads, told, strict=False)))
                if (first := taken.rows.setdefault(row["id"], Place(name, line, 1)).line) != line:
                    raise InputError(f"{row['id']} stands in row {first} already; decide on it once.")
                _take_row(inbox, row, who, taken)
            except (InputError, UsageError) as error:
                faults.append(Finding(Place(name, line, 1), "sheet-row", str(error)))
    if faults:
        raise RecordError(faults)
    return taken


def _evened(row: dict[str, str]) -> dict[str, str]:
    """The row with its lists as a table writes them: ``a,b`` says the same as ``a, b``."""
    lists = {
        column: ", ".join(filter(None, map(str.strip, row[column].split(",")))) for column in LISTS if column in row
    }
    return row | lists


def _take_row(inbox: Inbox, row: Mapping[str, str], who: str, taken: Taken) -> None:
    draft = _draft(inbox, row["id"])
    decision = row.get("decision", "").lower() or "leave"
    if decision not in DECISIONS:
        raise InputError(f"'{decision}' is no decision; write accept, reject or leave.")
    seen = Seen(row, draft, who)
    settings = _settings(row, draft, seen)
    if draft.state == "accepted":
        if settings or decision == "reject":
            raise InputError(f"{draft.id} was accepted; change the curated record instead.")
        return
    _require_current(row, draft, seen, settings, decision)
    change(draft, settings, plain=_PLAIN)
    if settings:
        seen.keep(settings)
    taken.changed += len(settings)
    if decision == "accept":
        taken.accepted.append(draft.id)
    elif decision == "reject" and draft.state != "rejected":
        taken.rejected.append(draft.id)


def _settings(row: Mapping[str, str], draft: Draft, seen: Seen) -> dict[str, str]:
    """The fields that a row fills in, with their values; nothing that it only shows, or that is so already."""
    filled = {column: path for column, path in FIELDS.items() if column in row and seen.fills(column)}
    settings = {path: f"[{row[column]}]" if column in LISTS else row[column] for column, path in filled.items()}
    further = assignments(row.get("set", ""))
    named = [*filled, *(column for column, path in FIELDS.items() if path in further)]
    if alien := next((column for column in named if draft.kind not in FILLED_IN[column]), ""):
        raise InputError(f"There is no '{alien}' in a draft of the kind {draft.kind}; leave it empty.")
    if twice := [column for column, path in FIELDS.items() if path in further]:
        raise InputError(f"'{twice[0]}' has a column of its own; write its value there.")
    told = {path: value for path, value in further.items() if not seen.has_taken(path, value)}
    return settings | {path: value for path, value in told.items() if not is_set(draft, path, value)}


def _require_current(
    row: Mapping[str, str], draft: Draft, seen: Seen, settings: Mapping[str, str], decision: str
) -> None:
    """Refuses a row that would undo or decide on what the table does not show.

    Raises:
        InputError: the reason, and what to do.
    """
    numbers = cell_of(draft, "numbers")
    if seen.is_current and row.get("numbers", numbers)[:_COMPARED] != numbers[:_COMPARED]:
        raise InputError(
            "'numbers' is there to be read. Change a number with the column 'set': quantities.1.value=53, or "
            "quantities.1= to take it away."
        )
    undone = [seen.name(path) for path in settings if seen.would_undo(path)]
    if undone:
        raise InputError(
            f"{draft.id} was changed since this table was made; taking {', '.join(undone)} from it would undo that. "
            "Export a new table, or leave this row out."
        )
    shown = row.get("state", "") or draft.state
    if decision != "leave" and shown != draft.state and not draft.state.startswith(decision):
        raise InputError(f"{draft.id} was {draft.state} since this table was made; decide on it from a new table.")
    if decision == "accept" and seen.is_stale:
        raise InputError(f"{draft.id} was changed since this table was made; accept it from a new table.")


def _draft(inbox: Inbox, name: str) -> Draft:
    found = inbox.find(name)[1]
    if name != found.id:
        raise NotFound(f"There is no draft '{name}' in the inbox.")
    return found


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_GUARDED) else cell
