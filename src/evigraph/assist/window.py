"""The part of a long answer that is shown, and how to get the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 200
"""Rows that can be asked for at once."""
LARGEST = 40_000
"""Characters, roughly, at which a part ends before it has all the rows that were asked for."""


@dataclass(frozen=True)
class Page:
    """Which rows of an answer these are; next_offset asks for those that follow, and is null after the last."""

    total: int
    offset: int
    shown: int
    next_offset: int | None

    def words(self, what: str = "rows") -> str:
        """The page in a sentence; nothing when it is everything."""
        if self.offset == 0 and self.next_offset is None:
            return ""
        if not self.shown:
            return f"[There are {self.total} {what}; none from offset {self.offset} on.]"
        rest = f"; offset={self.next_offset} gives the next" if self.next_offset is not None else ", the last of them"
        return f"[{what.capitalize()} {self.offset + 1} to {self.offset + self.shown} of {self.total}{rest}.]"


def window(rows: Sequence[T], offset: int, limit: int) -> tuple[list[T], Page]:
    """The rows from ``offset`` on: at most ``limit``, fewer when they are large, one at least."""
    shown: list[T] = []
    size = 0
    for row in rows[offset : offset + limit]:
        size += len(repr(row))
        if shown and size > LARGEST:
            break
        shown.append(row)
    end = offset + len(shown)
    return shown, Page(len(rows), offset, len(shown), end if shown and end < len(rows) else None)


def windows(
    first: Sequence[T], others: Sequence[Sequence[Any]], offset: int, limit: int
) -> tuple[list[T], slice, Page]:
    """The same part of several lists: of the first, cut by its size too; the slice that takes it of the others."""
    shown, page = window(first, offset, limit)
    count = limit if page.next_offset is None else len(shown)
    longest = max(map(len, (first, *others)))
    end = offset + count
    whole = Page(longest, offset, max(min(count, longest - offset), 0), end if end < longest else None)
    return shown, slice(offset, end), whole
