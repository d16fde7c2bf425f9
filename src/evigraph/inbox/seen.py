"""What a curator saw of a draft in a table, and what became of the draft since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evigraph.errors import InputError
from evigraph.inbox.cells import DIGITS, FIELDS, cell_of, digest, version_of
from evigraph.inbox.drafts import Draft

_VERSION = re.compile(rf"v[0-9a-f]{{{DIGITS * (1 + len(FIELDS))}}}")
_RECORD = 1 + DIGITS


class Seen:
    """A row of a table beside its draft.

    A table that has no column ``version`` is one of the curator's own and is taken as it is.  What the same person
    took from the same table before may be filled in further, or taken back; a copy that somebody else fills in may
    not undo it.

    Raises:
        InputError: the version is none.
    """

    def __init__(self, row: Mapping[str, str], draft: Draft, who: str) -> None:
        self._row, self._draft = row, draft
        self._version, self._now = row.get("version", ""), version_of(draft)
        if self._version and not _VERSION.fullmatch(self._version):
            raise InputError(
                f"'{self._version}' is no version of a draft: a spreadsheet may have changed it, or it is of another "
                "evigraph. Take the row from a new table."
            )
        self._slot = f"{self._version[:_RECORD]} {_short(who)}"
        self._own: dict[str, Any] = self._kept().get(self._slot, {})

    @property
    def is_current(self) -> bool:
        """Whether the draft is as the table shows it."""
        return self._version[:_RECORD] == self._now[:_RECORD]

    @property
    def is_stale(self) -> bool:
        """Whether somebody changed the draft since the table was made."""
        if not self._version or self.is_current:
            return False
        return self._own.get("now") != self._now[:_RECORD] or any(map(self._is_others, FIELDS))

    def fills(self, column: str) -> bool:
        """Whether the row says something in a column that is not so already, and was not merely shown by the table."""
        cell = self._row[column]
        if cell == cell_of(self._draft, column):
            return False
        return not self._version or column in self._own or _short(cell) != self._shown(column)

    def has_taken(self, path: str, value: str) -> bool:
        """Whether the column ``set`` of this very table set a field so before.

        Raises:
            InputError: a number was taken out of the same list, so that the places of the others are not the table's.
        """
        if _short(f"{path}={value}") in self._own.get("set", []):
            return True
        moved = next((each for each in self._own.get("moved", []) if path.startswith(f"{each}.")), "")
        if moved:
            raise InputError(f"'{path}': a number was taken out of {moved} with this table; go on with a new one.")
        if not self._version and not value and path.rpartition(".")[2].isdecimal():
            raise InputError(f"'{path}': to take a number away a table needs its column 'version'.")
        return False

    def would_undo(self, path: str) -> bool:
        """Whether setting a field would undo what somebody else set."""
        column = _column(path)
        return self._is_others(column) if column and self._version else self.is_stale

    def name(self, path: str) -> str:
        """What a table calls a field: its column, else the field itself."""
        return _column(path) or path

    def keep(self, settings: Mapping[str, str]) -> None:
        """Note in the draft what of it was taken from this table, and what it is now."""
        if not self._version:
            return
        further = {path: value for path, value in settings.items() if not _column(path)}
        away = [path.rpartition(".")[0] for path, value in further.items() if _is_place(path) and not value]
        told = {
            **self._own,
            **{column: _short(cell_of(self._draft, column)) for column in map(_column, settings) if column},
            "set": [*self._own.get("set", []), *(_short(f"{path}={value}") for path, value in further.items())],
            "moved": list(dict.fromkeys([*self._own.get("moved", []), *away])),
            "now": version_of(self._draft)[:_RECORD],
        }
        self._draft.said["tables"] = {**self._kept(), self._slot: told}

    def _kept(self) -> dict[str, Any]:
        kept = self._draft.said.get("tables", {})
        return kept if isinstance(kept, dict) else {}

    def _is_others(self, column: str) -> bool:
        """Whether what stands in a column now is neither what the table was made with nor what it set itself."""
        return _short(cell_of(self._draft, column)) not in (self._shown(column), self._own.get(column))

    def _shown(self, column: str) -> str:
        place = _RECORD + DIGITS * list(FIELDS).index(column)
        return self._version[place : place + DIGITS]


def _short(text: str) -> str:
    return digest(text)[:DIGITS]


def _is_place(path: str) -> bool:
    return path.rpartition(".")[2].isdecimal()


def _column(path: str) -> str:
    return next((column for column, filled in FIELDS.items() if filled == path), "")
