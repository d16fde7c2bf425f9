"""A list met with a workspace: what it tells of the works here, and what that changes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evigraph.errors import InputError, UsageError
from evigraph.query.dataset import Dataset
from evigraph.standing.lists import read_list
from evigraph.standing.records import NAME, Standing, Standings, in_force, read_standings, written
from evigraph.standing.told import Told
from evigraph.standing.values import clean, date, is_day
from evigraph.standing.works import Work, Works, works_of
from evigraph.write import write_atomically


@dataclass(frozen=True)
class Row:
    """What was made of one record of a list.

    ``outcome`` is "matched" (about works here), "nothing told" (about works here, of which
    nothing has become), "doubtful" (looks like a work here), "unreadable" or "other" (about
    a work that is not here).  ``change`` says whether a matched record is "new", "updated" or
    "known"; ``why`` what speaks against taking it over.
    """

    told: Told
    outcome: str
    works: tuple[Work, ...] = ()
    how: str = ""
    change: str = ""
    why: str = ""


@dataclass(frozen=True)
class Update:
    """A list met with a workspace.

    ``rows`` holds every record of the list, in its order; ``unmentioned`` the works here that
    it does not mention.  ``marked`` are the works that are now retracted or of concern and
    were not before, ``lifted`` those that were and are no longer, by their key.
    """

    file: str
    source: str
    as_of: str
    remark: str
    rows: tuple[Row, ...]
    unmentioned: tuple[Work, ...]
    marked: dict[str, str]
    lifted: tuple[str, ...]
    before: str
    after: str

    def of(self, outcome: str) -> list[Row]:
        """The rows with this outcome."""
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def changes(self) -> bool:
        """Whether ``graph/standing.yaml`` becomes another."""
        return self.before != self.after

    def write(self, dataset: Dataset) -> None:
        """Writes ``graph/standing.yaml``, whole or not at all, if it changes.

        Raises:
            WorkspaceError: the workspace is the one that evigraph carries.
            WriteError: the file cannot be written.
        """
        workspace = dataset.workspace
        if not self.changes:
            return
        workspace.require_own()
        write_atomically(workspace.root / NAME, self.after.encode(), overwrite=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "file": self.file,
            "source": self.source,
            "asOf": self.as_of,
            "changes": self.changes,
            "marked": self.marked,
            "lifted": list(self.lifted),
            "rows": [_row_dict(row) for row in self.rows],
            "unmentioned": [{"work": work.key, "numbers": list(work.numbers)} for work in self.unmentioned],
        }


def standing(
    dataset: Dataset,
    path: Path,
    as_of: str | None = None,
    source: str | None = None,
    today: datetime.date | None = None,
) -> Update:
    """What the list in ``path`` tells of the works of a workspace; nothing is written yet.

    ``as_of`` is the date to which the list is current; without it the list must tell.  No list is
    current to a day after ``today``.

    Raises:
        UsageError: the date is missing, is none, or is to come.
        InputError: the list cannot be read, or ``graph/standing.yaml`` holds what it must not lose.
    """
    listed = read_list(path)
    current = _current(as_of, listed.as_of, path, today or _today())
    teller = clean(source or listed.source).replace(";", ",")
    works = works_of(dataset)
    index = Works(works, listed.told)
    held, before = read_standings(dataset.workspace.root)
    records = Standings(held)
    rows = _taken_over([_row(told, index, current) for told in listed.told], records, current, teller)
    if fault := next(filter(None, (record.fault for record in records)), ""):
        raise InputError(f"{path}: {fault}; nothing was written.")
    mentioned = {work for row in rows if row.outcome in ("matched", "nothing told", "unreadable") for work in row.works}
    was, now = in_force(held), in_force(records)
    return Update(
        file=path.name,
        source=teller,
        as_of=current,
        remark=listed.remark,
        rows=tuple(rows),
        unmentioned=tuple(work for work in works if work.cited and work not in mentioned),
        marked={work: status for work, status in sorted(now.items()) if was.get(work) != status},
        lifted=tuple(sorted(was.keys() - now.keys())),
        before=before,
        after=written(records),
    )


def _today() -> datetime.date:
    """Here or in Greenwich, whichever is later: Crossref dates its answers there."""
    return max(datetime.date.today(), datetime.datetime.now(datetime.UTC).date())


def _current(given: str | None, told: str, path: Path, today: datetime.date) -> str:
    if given is None and not told:
        raise UsageError(f"{path} does not tell its date. Say to which day it is current: --as-of 2024-05-31.")
    found = date(given) if given is not None else told
    if not found or not is_day(found):
        raise UsageError(f"'{given}' is no date. Write --as-of as year, month and day: 2024-05-31.")
    if found > today.isoformat() and given is None:
        raise InputError(f"{path} says that it is current to {found}, which is after today ({today}).")
    if found > today.isoformat():
        raise UsageError(f"--as-of {found} is after today ({today}). To which day is the list current?")
    return found


def _row(told: Told, index: Works, current: str) -> Row:
    if not (told.doi or told.pmid or told.title):
        return Row(told, "unreadable", why=told.fault or "it has neither DOI nor PubMed identifier nor title")
    match = index.match(told)
    if match.doubt or not match.works:
        return Row(told, "doubtful" if match.doubt else "other", why=match.doubt)
    cited = tuple(work for work in match.works if work.cited)
    why = told.fault or (f"it is dated {told.date}, after the list ({current})" if told.date > current else "")
    outcome = "unreadable" if why else "matched" if told.status else "nothing told"
    if outcome == "matched" and not cited:
        outcome, why = "doubtful", "it tells of the article itself; only of works that it cites is it kept"
    return Row(told, outcome, cited, match.how, why=why)


def _taken_over(rows: list[Row], records: Standings, current: str, teller: str) -> list[Row]:
    """Puts what the matched rows tell into ``records``; the rows, with what that changes.

    The finest dates go first, so that the order of a list does not count.
    """
    ids: dict[int, list[tuple[str, str, str]]] = {}
    for number in sorted(range(len(rows)), key=lambda number: -len(rows[number].told.date)):
        if rows[number].outcome == "matched":
            ids[number] = [records.take(new) for new in _standings(rows[number], current, teller)]
    found = list(rows)
    for number, taken in ids.items():
        changes = {records.change(record) for record in taken}
        change = next(change for change in ("new", "updated", "known") if change in changes)
        found[number] = replace(rows[number], change=change)
    return found


def _standings(row: Row, current: str, teller: str) -> Iterator[Standing]:
    told = row.told
    for work in row.works:
        yield Standing(
            work=work.key,
            status=told.status,
            statusDate=told.date,
            asOf=current,
            noticeDoi=told.notice,
            reason=clean(told.reason),
            toldBy=teller,
            matchedBy=row.how,
            note=(clean(told.note),) if told.note else (),
        )


def _row_dict(row: Row) -> dict[str, Any]:
    told = row.told
    found: dict[str, Any] = {"outcome": row.outcome, "place": str(told.place)}
    found |= {"works": [work.key for work in row.works], "matchedBy": row.how, "change": row.change, "why": row.why}
    names = ("doi", "pmid", "title", "status", "date", "notice", "reason", "note")
    return {**found, **{name: getattr(told, name) for name in names}}
