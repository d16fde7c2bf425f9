"""What the tags of a reference say."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from lxml.etree import _Element

from evigraph.article.words import content
from evigraph.bib.exchange.dates import read_date
from evigraph.bib.exchange.identifiers import clean_doi, linked_identifier
from evigraph.bib.tables import Csl
from evigraph.tei.names import person
from evigraph.tei.places import scope

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)")


@cache
def citation_table() -> dict[str, dict[str, str]]:
    """Types of identifiers, units and kinds of report, with what they are in CSL."""
    table: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "citations.json").read_text("utf-8"))
    return table


class _Joined:
    """Texts that are put one behind another; there may be thousands, so it is done once."""

    def __init__(self, first: str) -> None:
        self._texts, self._length = [first], len(first)

    def add(self, text: str) -> None:
        """One more text, unless it says all that was said."""
        if len(text) != self._length or text != self.text():
            self._texts.append(text)
            self._length += len("; ") + len(text)

    def text(self) -> str:
        return "; ".join(self._texts)


class Parts:
    """The parts of one reference, before they are put together."""

    def __init__(self, element: _Element) -> None:
        self.item: Csl = {}
        self.custom: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.reports: list[str] = []
        self.doubts: list[str] = []
        self._notes: list[str] = []
        self._more: dict[str, _Joined] = {}
        self._people(element)
        for each in element.iter("title"):
            self._title(each)
        for each in element.iter("idno"):
            self._identifier(each)
        for each in element.iter("ptr", "ref"):
            for variable, identifier in linked_identifier((each.get("target") or "").strip()).items():
                self.item.setdefault(variable, identifier)
        self._published(element)
        for each in element.iter("note"):
            self._note(each)
        if self._notes:
            self.item["note"] = " ".join(self._notes)
        self.custom |= {name: joined.text() for name, joined in self._more.items()}

    def _people(self, element: _Element) -> None:
        people: dict[str, list[dict[str, str]]] = {"author": [], "editor": []}
        for each in element.iter("author", "editor"):
            if name := person(each):
                people[each.tag].append(name)
        self.item |= {role: names for role, names in people.items() if names}

    def _title(self, element: _Element) -> None:
        text = content(element)
        if not text:
            return
        level, above = element.get("level", ""), element.getparent()
        level = level or ("a" if above is not None and above.tag == "analytic" else "m")
        kind = level if element.get("type", "main") == "main" else f"{level} {element.get('type')}"
        if kind == "j abbrev":
            self.item.setdefault("container-title-short", text)
        elif kind == "s":
            self.item.setdefault("collection-title", text)
        elif kind in self.titles:
            self._keep("other title", text)
        elif kind in ("a", "j", "m", "u"):
            self.titles[kind] = text
        else:
            self._keep("other title", text)

    def _identifier(self, element: _Element) -> None:
        text, kind = content(element), element.get("type", "").lower()
        variable = citation_table()["identifiers"].get(kind, "")
        if variable == "DOI":
            text = clean_doi(text)
        elif variable == "PMCID" and text and not text.upper().startswith("PMC"):
            text = f"PMC{text}"
        elif variable == "eprint" and text:
            number = text.partition(":")[2] if text.lower().startswith("arxiv:") else text
            self.custom.setdefault("eprint", number.partition("[")[0].strip())
            self.custom.setdefault("eprinttype", "arxiv")
            return
        if text and variable:
            self.item.setdefault(variable, text)
        elif text:
            self._keep(kind or "number", text)

    def _published(self, element: _Element) -> None:
        source = element.find("monogr")
        if source is None:
            source = element
        for unit, variable in citation_table()["scopes"].items():
            if text := scope(source, unit):
                self.item.setdefault(variable, text)
        for tag, variable in (("publisher", "publisher"), ("pubPlace", "publisher-place"), ("edition", "edition")):
            for each in element.iter(tag):
                if text := content(each):
                    self.item.setdefault(variable, text)
        self._meeting(element)
        for each in element.iter("respStmt"):
            if text := content(each):
                self._keep("institution", text) if "publisher" in self.item else self.item.setdefault("publisher", text)
        for each in element.iter("date"):
            self._date(each)

    def _date(self, element: _Element) -> None:
        """When a work appeared; a number that GROBID takes for the year beside another one is not trusted."""
        when, text = element.get("when", ""), content(element)
        if "date-parts" in self.item.get("issued", {}) or not (when or text):
            return
        years = list(dict.fromkeys(_YEAR.findall(text)))
        date = read_date(when) or read_date(text)
        year = str(date["date-parts"][0][0]) if date else ""
        if years and (len(years) > 1 or year not in years):
            self.doubts.append(f"The year is read from {text!r}.")
            date = {"date-parts": [[int(year if year in years else years[0])]]}
        self.item["issued"] = date or {"literal": text or when}

    def _meeting(self, element: _Element) -> None:
        for each in element.iter("meeting"):
            place = next(each.iter("address", "placeName"), None)
            name = content(each) if place is None else (each.text or "").strip()
            if name:
                self.item.setdefault("event-title", " ".join(name.split()))
            if place is not None and (text := content(place)):
                self.item.setdefault("event-place", text)

    def _note(self, element: _Element) -> None:
        text, kind = content(element), element.get("type", "")
        if not text or kind == "raw_reference":
            return
        if kind == "report_type":
            self.reports.append(text)
            self.item.setdefault("genre", text)
        else:
            self.item.setdefault("note", text)  # its place among the parts
            self._notes.append(text)

    def _keep(self, name: str, text: str) -> None:
        if said := self.custom.get(name):
            if name not in self._more:
                self._more[name] = _Joined(said)
            self._more[name].add(text)
        else:
            self.custom[name] = text
