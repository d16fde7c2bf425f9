"""A whole list, before it takes a form."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.bib.formatted.runs import FormattedEntry


@dataclass(frozen=True)
class Listing:
    """Entries in their order under a title (or none); ``language`` is the style's, e.g. "en-US"."""

    title: str
    language: str
    entries: tuple[FormattedEntry, ...]

    @property
    def numbered(self) -> bool:
        """Whether entries have numbers."""
        return any(entry.label for entry in self.entries)
