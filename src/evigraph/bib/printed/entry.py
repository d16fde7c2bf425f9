"""A printed reference as a CSL-JSON item, by rules, and what is unsure about it.

The order of work: what labels itself (identifiers, addresses, notes) is taken out; names are read from the
beginning; the place (year, volume, pages) is looked for from the end by the forms of ``printed.json``; what is
left between them are title and container.  Whatever letter or digit no part takes is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evigraph.bib.exchange.dates import month_number, read_date
from evigraph.bib.exchange.normal import issue_and_supplement, page_range
from evigraph.bib.printed.identifiers import printed_identifiers
from evigraph.bib.printed.people import People, leading_people
from evigraph.bib.printed.titles import titles
from evigraph.bib.tables import Csl, table

_EDGE = " .,;:\t"
_EARLY_YEAR = re.compile(
    r"[\s.,;:]*(?:\((?P<bracketed>(?:1[5-9]|20)\d\d)(?P<letter>[a-z])?(?:,\s[^()]{1,30})?\)|(?P<year>(?:1[5-9]|20)\d\d)(?P<letter2>[a-z])?(?=[\s.,:;]))[.,:;]*\s*"
)
_LONGEST = 6000
"""No reference is longer; a longer text is no reference."""


@cache
def _forms() -> list[re.Pattern[str]]:
    raw = table("printed")
    parts = re.compile(r"\{(" + "|".join(raw["parts"]) + r")\}")
    return [re.compile(parts.sub(lambda found: str(raw["parts"][found[1]]), form)) for _, form in raw["forms"]]


@cache
def _notes() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(form) for name, form in table("printed")["notes"].items()}


@cache
def _publishers() -> re.Pattern[str]:
    return re.compile(table("printed")["publishers"])


def read_entry(printed: str, italics: Sequence[tuple[int, int]] = ()) -> tuple[Csl, list[str]]:
    """The item, without an ``id``, and what is unsure; ``italics`` are the stretches printed in italics."""
    if len(printed) > _LONGEST:
        item: Csl = {"type": "document", "title": printed[:200].strip()}
        return item, [f"It has {len(printed)} characters, more than any reference."]
    return _Reading(*_on_one_line(printed, italics)).result()


def _on_one_line(printed: str, italics: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The text with one space for any white space, and where its italics are then."""
    kept: list[str] = []
    places: list[int] = []
    blank = True
    for char in printed:
        places.append(len(kept))
        if not (blank and char.isspace()):
            kept.append(" " if char.isspace() else char)
        blank = char.isspace()
    places.append(len(kept))
    return "".join(kept), [(places[start], places[end]) for start, end in italics if end < len(places)]


class _Reading:
    """One entry while it is read; what was taken is blanked in ``text``, so that offsets hold."""

    def __init__(self, printed: str, italics: Sequence[tuple[int, int]]) -> None:
        self.printed, self.text, self.italics = printed, printed, italics
        self.item: Csl = {"type": "document"}
        self.custom: dict[str, str] = {}
        self.doubts: list[str] = []

    def result(self) -> tuple[Csl, list[str]]:
        self._labelled()
        people = leading_people(self.text, len(self.text) - len(self.text.lstrip()))
        self._people(people)
        start = self._early_year(people.end)
        end = self._place(start)
        self._titles(start, end, people)
        self._type()
        self._judge()
        if self.custom:
            self.item["custom"] = dict(sorted(self.custom.items()))
        return self.item, self.doubts

    def _take(self, start: int, end: int) -> None:
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def _labelled(self) -> None:
        """Identifiers, addresses, and remarks that say what they are."""
        found, spans = printed_identifiers(self.text)
        self.item |= found
        for start, end in spans:
            self._take(start, end)
        for name, form in _notes().items():
            for match in form.finditer(self.text):
                parts = match.groupdict()
                value = (parts.get("value") or parts.get("value2") or "").strip(_EDGE)
                self._note(name, value)
                self._take(*match.span())

    def _note(self, name: str, value: str) -> None:
        if name == "accessed":
            date = read_date(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", value).replace(".", ""))
            self.item |= {"accessed": date} if date else {}
            self.custom |= {} if date else {"urldate": value}
        elif name in ("pubstate", "published"):
            self.item |= {"status": value} if name == "pubstate" else {}
            if date := read_date(" ".join(re.findall(r"\d+|[A-Z][a-z]+$|(?<=\d )[A-Z][a-z]+", value))):
                self.item["issued"] = date
        elif name in ("edition", "page"):
            self.item[name] = page_range(value)
        elif name in ("labelledabstract", "abstractnumber"):
            self.custom[name] = value or "yes"

    def _people(self, people: People) -> None:
        if people.names:
            role = "editor" if people.editors else "author"
            self.item[role] = people.csl()
            if people.others:
                self.custom["etal"] = role

    def _early_year(self, place: int) -> int:
        """Where what follows the names begins, behind a year that stands there."""
        found = _EARLY_YEAR.match(self.text, place)
        if found and (found["bracketed"] or place):
            self._issued(found["bracketed"] or found["year"])
            if letter := found["letter"] or found["letter2"]:
                self.custom["year-suffix"] = letter
            return found.end()
        return place

    def _issued(self, year: str, month: str = "", day: str = "") -> None:
        parts = [int(year)]
        if month and (number := month_number(month)):
            parts += [number, *([int(day)] if day and 0 < int(day) < 32 else [])]
        self.item.setdefault("issued", {"date-parts": [parts]})

    def _place(self, start: int) -> int:
        """Read year, volume, issue and pages; where they begin."""
        for match in _publishers().finditer(self.text, start):
            before = self.text[start : match.start()]
            parted = before.rstrip()[-1:] in ".?!,)]" or before[-3:].isspace()
            if before.strip(_EDGE) and parted and (match["year"] or "issued" in self.item):
                self._published(match)
                return match.start()
        dated = "issued" in self.item
        for form in _forms():
            matches = [match for match in form.finditer(self.text, start) if self._may_be(match, dated)]
            if matches:
                self._placed(matches[-1].groupdict())
                rest = self.text[matches[-1].end() :].strip(_EDGE + "()[]")
                if rest:
                    self._rest(rest)
                return matches[-1].start()
        return len(self.text.rstrip())

    def _may_be(self, match: re.Match[str], dated: bool) -> bool:
        said = match.groupdict()
        if "year" in said:
            return said["year"] is not None and not (dated and not said.get("volume"))
        return dated

    def _placed(self, said: dict[str, str | None]) -> None:
        if year := said.get("year"):
            self._issued(year, said.get("month") or "", said.get("day") or "")
        if volume := said.get("volume"):
            found = re.fullmatch(r"(.*?)\s?(?:[Ss]uppl|SUPPL|Supplement)\.?\s?(.*)", volume)
            self.item["volume"] = found[1] if found else volume
            if found:
                self.item["issue"], self.item["supplement-number"] = f"suppl {found[2]}".strip(), found[2]
        if issue := said.get("issue"):
            self.item["issue"], supplement = issue_and_supplement(issue.strip())
            if supplement:
                self.item["supplement-number"] = supplement
        if page := said.get("page") or said.get("page2"):
            self.item["page"] = page_range(page.strip(_EDGE))

    def _published(self, match: re.Match[str]) -> None:
        self.item["publisher-place"], self.item["publisher"] = (
            match["place"].strip(_EDGE),
            match["publisher"].strip(_EDGE),
        )
        if match["year"]:
            self._issued(match["year"])
        if page := match["page"] or match["page2"]:
            self.item["page"] = page_range(page)

    def _rest(self, rest: str) -> None:
        """What stands behind the place."""
        bare = re.fullmatch(r"\d{6,9}", rest)
        if bare and "PMID" not in self.item:
            self.item["PMID"] = rest
        elif any(char.isalnum() for char in rest):
            self.doubts.append(f"No part takes '{rest[:80]}'.")

    def _titles(self, start: int, end: int, people: People) -> None:
        placed = "publisher" not in self.item and ("volume" in self.item or "page" in self.item)
        ahead = "DOI" in self.item or "status" in self.item
        found = titles(self.text, start, end, self.italics, comma=people.comma, placed=placed, ahead=ahead)
        if found.title:
            self.item["title"] = found.title
        if found.container:
            self.item["container-title"] = found.container
        if found.editors:
            self.item["editor"] = found.editors
        if found.kind:
            self.item["type"] = found.kind
        self.doubts += found.doubts

    def _type(self) -> None:
        item = self.item
        if item["type"] == "document":
            if "publisher" in item:
                item["type"] = "chapter" if "container-title" in item else "book"
            elif "container-title" in item:
                item["type"] = "article-journal"
            elif "URL" in item:
                item["type"] = "webpage"

    def _judge(self) -> None:
        """Say what a reference should have and this one has not."""
        item = self.item
        if not ("author" in item or "editor" in item):
            self.doubts.append("No names are recognized at its beginning.")
        if "title" not in item:
            self.doubts.append("No title is recognized.")
        if "issued" not in item:
            self.doubts.append("No year is recognized.")
        if item["type"] == "document":
            self.doubts.append("What kind of work it is is not recognized.")
