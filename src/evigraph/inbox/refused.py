"""Drafts that cannot be decided on as asked: all of them are told at once, and where each was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from evigraph.errors import Finding, InputError, Place, RecordError
from evigraph.inbox.drafts import Draft


class Refused:
    """Gathers why drafts are refused; ``rows`` are the rows of a table in which they were decided on."""

    def __init__(self, rows: Mapping[str, Place]) -> None:
        self._rows = rows
        self._found: dict[str, str] = {}

    @contextmanager
    def of(self, draft: Draft, needs: Draft | None = None) -> Iterator[None]:
        """Keeps the reason why what is tried with a draft is refused; none where it ``needs`` one that was.

        Raises:
            RecordError: a file cannot be read, which is no matter of this draft.
        """
        try:
            yield
        except RecordError:
            raise
        except InputError as error:
            if needs is None or needs is draft or needs.id not in self._found:
                self._found.setdefault(draft.id, str(error))

    def tell(self) -> None:
        """Does nothing where nothing was refused.

        Raises:
            InputError: a draft was; ``RecordError`` with all of them where they are several, or stand in rows.
        """
        if len(self._found) == 1 and not self._found.keys() & self._rows.keys():
            raise InputError(*self._found.values())
        if self._found:
            places = ((self._rows.get(name, Place(name)), reason) for name, reason in self._found.items())
            raise RecordError([Finding(place, "draft-refused", reason) for place, reason in places])
