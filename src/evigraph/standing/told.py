"""What a list tells, record by record."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.errors import Place

STATUSES = ("retracted", "concern", "corrected", "reinstated")
"""What can become of a work: the local names of ``ev:StandingStatus``, gravest first."""

WORDS = {"concern": "expression of concern"}
"""Statuses whose name is not what people say."""


@dataclass(frozen=True)
class Told:
    """One record: the work it is about, and what became of it.

    ``doi`` is in lower case without a prefix, several separated by spaces; ``date`` is like
    2020-01-31, 2020-01 or 2020; what the list does not tell is empty.  Without ``status`` nothing
    has become of the work.
    ``fault`` says why the record cannot be taken over, should it be about a work here.
    """

    place: Place
    doi: str = ""
    pmid: str = ""
    title: str = ""
    year: str = ""
    status: str = ""
    date: str = ""
    notice: str = ""
    reason: str = ""
    note: str = ""
    fault: str = ""

    @property
    def name(self) -> str:
        """What to call the work it is about; empty when it does not say."""
        return self.doi or (f"PMID {self.pmid}" if self.pmid else f"“{self.title}”" if self.title else "")


@dataclass(frozen=True)
class Listed:
    """A list as read: who tells it, its records, and the date it is current to when it says so."""

    source: str
    told: tuple[Told, ...]
    as_of: str = ""
    remark: str = ""
