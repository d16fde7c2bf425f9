"""What reading a library gives: its records, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evigraph.bib.tables import Csl
from evigraph.errors import Finding, Place


@dataclass(frozen=True)
class Reference:
    """One record of a library; ``item["id"]`` is the key its file gives it, "" where it has none."""

    item: Csl
    place: Place


@dataclass(frozen=True)
class Library:
    """A library as it was read.

    ``lost`` has exactly one finding for each record that could not be read, so that
    ``references`` and ``lost`` together are as many as the file has records.  ``findings``
    is everything there is to say, those of ``lost`` and the milder ones, sorted by place.
    """

    format: str
    references: list[Reference]
    lost: list[Finding]
    findings: list[Finding]


def library(format: str, references: list[Reference], lost: list[Finding], milder: Iterable[Finding] = ()) -> Library:
    """A library whose ``findings`` are those of ``lost`` and the milder ones in order."""
    return Library(format, references, lost, sorted([*lost, *milder]))
