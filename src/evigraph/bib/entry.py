"""An entry of a bibliography, as its file has it."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.errors import Place


@dataclass(frozen=True)
class Entry:
    """One BibTeX entry; ``type`` and field names in lower case, values as written."""

    key: str
    type: str
    fields: dict[str, str]
    place: Place
    field_places: dict[str, Place]
