"""``graph/standing.yaml``: what it holds, what is added, and its one form."""

from __future__ import annotations

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from evigraph.errors import InputError, RecordError
from evigraph.read import Items, Record, Text, each, parse_yaml, read_text
from evigraph.standing.told import STATUSES

NAME = "graph/standing.yaml"
HEADER = """\
# What became of the works of references.bib after they were published, as public lists tell it.
#
# `evigraph standing FILE` writes this file as a whole: it keeps every record, brings it up to
# date and sorts them all, but would lose comments. Write remarks as `note:` of a record.
"""
_HOW = ("by-doi", "by-pmid", "by-title")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()-]*(?<! )")


@dataclass(frozen=True, order=True)
class Standing:
    """One record of the file, field by field as it is authored; empty fields are left out."""

    work: str
    status: str
    statusDate: str = ""  # noqa: N815
    asOf: str = ""  # noqa: N815
    noticeDoi: str = ""  # noqa: N815
    reason: str = ""
    toldBy: str = ""  # noqa: N815
    matchedBy: str = ""  # noqa: N815
    note: tuple[str, ...] = ()

    @property
    def id(self) -> tuple[str, str, str]:
        """What makes it this record: two lists that tell of one event tell of one record."""
        return self.work, self.status, self.statusDate

    @property
    def fault(self) -> str:
        """What date of it is not in the calendar; empty when all are."""
        if self.asOf and not _in_calendar(self.asOf, r"\d{4}-\d\d-\d\d"):
            return f"asOf is '{self.asOf}', which is no day of the calendar"
        if self.statusDate and not _in_calendar(self.statusDate, r"\d{4}(-\d\d){0,2}"):
            return f"statusDate is '{self.statusDate}', which is not in the calendar"
        return ""


_KEYS = tuple(field.name for field in fields(Standing))


def merged(held: Standing | None, new: Standing) -> Standing:
    """A record brought up to date: what is newer counts, and what only one of the two tells is kept."""
    if held is None:
        return new
    first, second = (new, held) if new.asOf >= held.asOf else (held, new)
    tellers = {*held.toldBy.split("; "), *new.toldBy.split("; ")} - {""}
    return replace(
        first,
        noticeDoi=first.noticeDoi or second.noticeDoi,
        reason=first.reason or second.reason,
        toldBy="; ".join(sorted(tellers)),
        matchedBy=min((how for how in (held.matchedBy, new.matchedBy) if how in _HOW), key=_HOW.index, default=""),
        note=tuple(dict.fromkeys((*held.note, *new.note))),
    )


class Standings:
    """Records by the event that they tell of, brought up to date one by one.

    A date tells of the event of any finer date within it (2024-05 of 2024-05-31), unless the two
    name different notices; the finer one is kept.  No date is within no other.
    """

    def __init__(self, held: Iterable[Standing]) -> None:
        self._of: dict[tuple[str, str], dict[str, Standing]] = defaultdict(dict)
        self._held: dict[tuple[str, str, str], Standing] = {}
        for record in held:
            self._of[record.work, record.status][record.statusDate] = record
            self._held[record.id] = record

    def __iter__(self) -> Iterator[Standing]:
        return (record for dated in self._of.values() for record in dated.values())

    def take(self, new: Standing) -> tuple[str, str, str]:
        """Brings the record of an event up to date, or adds one; which it is then."""
        dated = self._of[new.work, new.status]
        old = _same_event(dated, new)
        before = None
        if old is not None:
            before = self._held.pop(old.id, None)
            del dated[old.statusDate]
        now = replace(merged(old, new), statusDate=max(new.statusDate, old.statusDate if old else "", key=len))
        dated[now.statusDate] = now
        if before is not None:
            self._held[now.id] = before
        return now.id

    def change(self, found: tuple[str, str, str]) -> str:
        """Whether a record is "new", "updated" or "known", compared with what was held at first."""
        work, status, date = found
        before = self._held.get(found)
        return "new" if before is None else "known" if before == self._of[work, status][date] else "updated"


def _same_event(dated: dict[str, Standing], new: Standing) -> Standing | None:
    """The record of one work and status that tells of the event that ``new`` tells of."""
    date, exact = new.statusDate, dated.get(new.statusDate)
    if not date:
        return exact
    alike = [
        record
        for record in dated.values()
        if not (record.noticeDoi and new.noticeDoi) or record.noticeDoi == new.noticeDoi
    ]
    finer = [record for record in alike if record.statusDate.startswith(date)]
    if finer:
        return min(finer, key=lambda record: (record.noticeDoi != new.noticeDoi, record.id))
    coarser = [record for record in alike if record.statusDate and date.startswith(record.statusDate)]
    return exact or max(coarser, key=lambda record: record.id, default=None)


def _in_calendar(text: str, form: str) -> bool:
    try:
        datetime.date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return bool(re.fullmatch(form, text, re.ASCII))


def in_force(standings: Iterable[Standing]) -> dict[str, str]:
    """Work -> "retracted" or "concern", where no later reinstatement has lifted it."""
    found: dict[str, str] = {}
    records = list(standings)
    lifted: dict[str, str] = {}
    for record in records:
        if record.status == "reinstated":
            lifted[record.work] = max(lifted.get(record.work, ""), record.statusDate)
    for record in sorted(records, key=lambda record: STATUSES.index(record.status), reverse=True):
        standing = record.work not in lifted or record.statusDate > lifted[record.work]
        if record.status in ("retracted", "concern") and standing:
            found[record.work] = record.status
    return found


def read_standings(root: Path) -> tuple[list[Standing], str]:
    """The records of a workspace, and the file as it is (empty when there is none).

    Raises:
        RecordError: the file has faults.
        InputError: it holds something that writing it anew would lose.
    """
    path = root / NAME
    if not path.exists():
        return [], ""
    text, faults = read_text(path, NAME)
    tree, more = parse_yaml(text, NAME) if text is not None else (None, [])
    if text is None or tree is None or faults or more:
        raise RecordError([*faults, *more])
    records = [_record(item) for item in each(tree.get("standings", Items(tree.place)))]
    if written(records) != text:
        _refuse_comments(text)
    return records, text


def written(records: Iterable[Standing]) -> str:
    """The file with these records, the same for the same records in whatever order; empty for none."""
    blocks = []
    for record in sorted(records):
        lines = [(key, value) for key in _KEYS for value in [getattr(record, key)] if value]
        blocks.append("- " + "  ".join(f"{key}: {_value(value)}\n" for key, value in lines))
    return f"{HEADER}standings:\n{''.join(blocks)}" if blocks else ""


def _value(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return _scalar(value[0]) if len(value) == 1 else f"[{', '.join(map(_quoted, value))}]"
    return _scalar(value)


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else _quoted(value)


def _quoted(value: str) -> str:
    """In the quotes that JSON and YAML share; what cannot be seen by its number."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)


def _record(item: object) -> Standing:
    if not isinstance(item, Record):
        raise InputError(f"{getattr(item, 'place', NAME)}: expected a record with 'work' and 'status'.")
    given: dict[str, str | tuple[str, ...]] = {}
    for key, value in item.items():
        place = item.key_places[key]
        if key not in _KEYS:
            raise InputError(f"{place}: '{key}' is no key of a standing, so writing this file would lose it.")
        if key == "note":
            given[key] = tuple(map(str, each(value)))
        elif isinstance(value, Text):
            given[key] = str(value)
        else:
            raise InputError(f"{place}: '{key}' takes one value.")
    if missing := {"work", "status"} - given.keys():
        raise InputError(f"{item.place}: a standing needs {' and '.join(sorted(missing))}.")
    standing = Standing(**given)  # type: ignore[arg-type]
    if fault := standing.fault:
        place = item.key_places[fault.split(maxsplit=1)[0]]
        raise InputError(f"{place}: {fault}.")
    return standing


def _refuse_comments(text: str) -> None:
    """Raises InputError when a file holds comments other than the header's."""
    import yaml

    rest = text.removeprefix(HEADER)
    shift = text.count("\n") - rest.count("\n")
    bare = list(rest)
    for token in yaml.scan(rest, Loader=yaml.SafeLoader):
        for index in range(token.start_mark.index, token.end_mark.index):
            bare[index] = " " if bare[index] != "\n" else "\n"
    for number, line in enumerate("".join(bare).splitlines(), shift + 1):
        if "#" in line:
            raise InputError(
                f"{NAME}:{number}: writing this file anew would lose the comment here. "
                "Make it the `note:` of a record, or delete it."
            )
