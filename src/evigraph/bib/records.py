"""What reading a library gives, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.bib.tables import Csl
from evigraph.errors import Finding, Place


@dataclass(frozen=True)
class Reference:
    """One record of a library; ``item["id"]`` is the key the file gives it, "" where it has none."""

    item: Csl
    place: Place


@dataclass(frozen=True)
class Library:
    """The records of a file, and what is to be said about it."""

    format: str
    references: list[Reference]
    lost: list[Finding]
    findings: list[Finding]
