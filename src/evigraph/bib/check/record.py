"""A record under check, and what a rule says about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.latex import one_line
from evigraph.bib.names import Name, from_csl
from evigraph.bib.tables import Csl, table
from evigraph.errors import Finding, Place

_FIELDS = {
    "issued": ("year", "date", "pubdate"),
    "page": ("pages", "articlenumber"),
    "issue": ("number", "issuesupplement"),
}


@dataclass(frozen=True)
class Remark:
    """What a rule says: about which variable (or BibTeX field), how grave, and how to mend it."""

    variable: str
    code: str
    message: str
    hint: str = ""
    severity: str = "warning"


@dataclass(frozen=True)
class Record:
    """A reference; ``entry`` is its BibTeX entry, where that is its source."""

    item: Csl
    place: Place
    entry: Entry | None = None

    @cached_property
    def said(self) -> Csl:
        """Every variable by its name, those that CSL does not know among them."""
        return {**self.item.get("custom", {}), **self.item}

    def text(self, variable: str) -> str:
        """The value of a variable where it is text or a number, else ""."""
        value = self.said.get(variable, "")
        return one_line(str(value)) if isinstance(value, str | int) else ""

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """Every variable with text, and every list of names as one text."""
        texts = [(variable, text) for variable in self.said if (text := self.text(variable))]
        return texts + [
            (variable, " and ".join(f"{name.given} {name.particle} {name.family}{name.literal}" for name in names))
            for variable, names in self.people
        ]

    @cached_property
    def people(self) -> list[tuple[str, list[Name]]]:
        """Every variable with names, and the names."""
        lists = [(variable, self.item.get(variable)) for variable in ("author", "editor", "translator")]
        return [
            (variable, [from_csl(name) for name in names if isinstance(name, dict)])
            for variable, names in lists
            if isinstance(names, list)
        ]

    def finding(self, remark: Remark) -> Finding:
        """The remark with its place: that of the field, where the record is a BibTeX entry."""
        return Finding(self._at(remark.variable), remark.code, remark.message, remark.hint, remark.severity)

    def _at(self, variable: str) -> Place:
        places = self.entry.field_places if self.entry else {}
        bibtex = table("bibtex")
        for field, place in places.items():
            mapped = bibtex["names"].get(field) or bibtex["text"].get(field) or bibtex["verbatim"].get(field)
            if variable in (field, mapped) or field in _FIELDS.get(variable, ()):
                return place
        return self.place
