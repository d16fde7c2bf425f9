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
    by part, by its publisher or by a program whose parts agree with what is printed.
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
        """Whether every work of the entry was read from tagged parts."""
        return not self.doubts
