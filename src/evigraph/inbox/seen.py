"""What a curator saw of a draft in a table, and what became of the draft since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from evigraph.errors import InputError
from evigraph.inbox.cells import FIELDS, cell_of, digest, version_of
from evigraph.inbox.drafts import Draft

_VERSION = re.compile(rf"v[0-9a-f]{{{8 + 4 * len(FIELDS)}}}")


class Seen:
    """A row of a table beside its draft.

    A table that has no column ``version`` is one of the curator's own and is taken as it is.  What the same person
    took from the same table before may be filled in further; a copy that somebody else fills in may not undo it.

    Raises:
        InputError: the version is none.
    """

    def __init__(self, row: Mapping[str, str], draft: Draft, who: str) -> None:
        self._row, self._draft = row, draft
        self._version, self._now = row.get("version", ""), version_of(draft)
        if self._version and not _VERSION.fullmatch(self._version):
            raise InputError(
                f"'{self._version}' is no version: a spreadsheet may have changed it. Take the row from a new table."
            )
        self._by, self._set = digest(who)[:8], digest(row.get("set", ""))[:8]
        before = draft.said.get("table", {})
        own = isinstance(before, dict) and (before.get("made"), before.get("by")) == (self._version[:9], self._by)
        self._own: dict[str, str] = before if own else {}
        self.has_set = self._own.get("set") == self._set
        """Whether the column ``set`` of this very table was taken."""

    @property
    def is_current(self) -> bool:
        """Whether the draft is as the table shows it."""
        return self._version[:9] == self._now[:9]

    @property
    def is_stale(self) -> bool:
        """Whether somebody changed the draft since the table was made."""
        if not self._version or self.is_current:
            return False
        return self._own.get("now") != self._now[:9] or any(map(self._is_others, FIELDS))

    def fills(self, column: str) -> bool:
        """Whether the row says something in a column that it was not made with, and that is not so already."""
        cell = self._row[column]
        return cell != cell_of(self._draft, column) and (not self._version or digest(cell)[:4] != self._shown(column))

    def would_undo(self, path: str) -> bool:
        """Whether setting a field would undo what somebody else set."""
        column = _column(path)
        return self._is_others(column) if column and self._version else self.is_stale

    def name(self, path: str) -> str:
        """What a table calls a field: its column, else the field itself."""
        return _column(path) or path

    def keep(self, paths: Iterable[str]) -> None:
        """Note in the draft that these fields of it were taken from this table, and what it is now."""
        if self._version:
            columns = {column: digest(cell_of(self._draft, column))[:4] for column in map(_column, paths) if column}
            told = {"made": self._version[:9], "by": self._by, "now": version_of(self._draft)[:9], "set": self._set}
            self._draft.said["table"] = {**self._own, **columns, **told}

    def _is_others(self, column: str) -> bool:
        """Whether what stands in a column now is neither what the table was made with nor what it set itself."""
        return digest(cell_of(self._draft, column))[:4] not in (self._shown(column), self._own.get(column))

    def _shown(self, column: str) -> str:
        place = 9 + 4 * list(FIELDS).index(column)
        return self._version[place : place + 4]


def _column(path: str) -> str:
    return next((column for column, filled in FIELDS.items() if filled == path), "")
