"""A format's table of tags and the CSL variables they stand for, read both ways.

A tag that comes first for its variable is the one that is written; of several tags that
a record gives for one variable, the first in the table is the one believed.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from evigraph.bib.tables import reverse, table


class Mapping:
    """The table of one format."""

    def __init__(self, loaded: dict[str, Any]) -> None:
        self.tags: dict[str, str] = loaded["tags"]
        self.syntax: dict[str, Any] = loaded.get("syntax", {})
        self.default_type: str = loaded.get("default-type", "document")
        self.own_tags = frozenset(loaded.get("own-tags", ()))
        self._types: dict[str, str] = loaded.get("types", {})
        self._by_type: dict[str, dict[str, str]] = loaded.get("by-type", {})
        self._meanings: dict[str, dict[str, tuple[int, str]]] = {}
        self._written: dict[str, dict[str, str]] = {}

    @cached_property
    def _folded_types(self) -> dict[str, str]:
        return {code.casefold(): csl_type for code, csl_type in self._types.items()}

    @cached_property
    def type_codes(self) -> dict[str, str]:
        """CSL type -> what the format calls it."""
        return reverse(self._types)

    def csl_type(self, code: str) -> str:
        """The CSL type of a code; "" for an unknown one."""
        return self._folded_types.get(code.casefold(), "")

    def meaning(self, csl_type: str) -> dict[str, tuple[int, str]]:
        """Tag -> its rank and variable in a record of that type."""
        if csl_type not in self._meanings:
            ordered = self._ordered(csl_type)
            self._meanings[csl_type] = {tag: (rank, name) for rank, (tag, name) in enumerate(ordered.items())}
        return self._meanings[csl_type]

    def written(self, csl_type: str) -> dict[str, str]:
        """Variable -> the tag that is written for it in a record of that type."""
        if csl_type not in self._written:
            self._written[csl_type] = reverse(self._ordered(csl_type))
        return self._written[csl_type]

    def _ordered(self, csl_type: str) -> dict[str, str]:
        own = self._by_type.get(csl_type, {})
        return own | {tag: name for tag, name in self.tags.items() if tag not in own}


@cache
def mapping(format: str) -> Mapping:
    """The table of a format, e.g. ``ris``."""
    return Mapping(table(format))
