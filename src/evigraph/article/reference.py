"""An entry of the reference list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evigraph.article.later import waiting


@waiting("printed")
@dataclass(frozen=True, slots=True)
class Reference:
    """One entry: the works it names as CSL-JSON items, and what was printed.

    ``number`` counts from 1 through the whole article.  An entry may name several works, or none (a
    remark).  ``doubts`` say what in the reading is unsure, in words; an entry without any was tagged part
    by part, by its publisher, by a program whose parts agree with what is printed, or by rules that left
    nothing of it over.
    """

    number: int
    id: str
    label: str
    items: tuple[dict[str, Any], ...]
    printed: str
    doubts: tuple[str, ...] = ()
    line: int = 0

    @property
    def sure(self) -> bool:
        """Whether every work of the entry was read without a doubt."""
        return not self.doubts
