"""An entry of a bibliography, as its file has it."""

from __future__ import annotations

from dataclasses import dataclass, field

from evigraph.bib.bibtex.scan import scan_entry
from evigraph.bib.bibtex.source import Source
from evigraph.bib.tables import table
from evigraph.errors import Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One BibTeX entry; ``type`` and field names in lower case, values as written.

    Places are looked up when they are asked for: most entries of a large library are never
    spoken of, and a place for each of their fields costs more than the fields.
    """

    key: str
    type: str
    fields: dict[str, str]
    source: Source = field(repr=False, compare=False)
    start: int = field(repr=False)

    @property
    def is_work(self) -> bool:
        """Whether the entry stands for a work; biblatex has some that hold what others share, or name a group."""
        return self.type not in table("biblatex")["containers"]

    @property
    def place(self) -> Place:
        """Where the entry begins."""
        return self.source.place(self.start)

    @property
    def field_places(self) -> dict[str, Place]:
        """Where each field begins, by its name."""
        fields = scan_entry(self.source.text, self.start).fields
        return {found.name: self.source.place(found.offset) for found in fields if found.name in self.fields}
