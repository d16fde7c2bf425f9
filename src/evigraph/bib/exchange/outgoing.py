"""A CSL-JSON item as a record of tags and values, by the table of a format.

What the format has no tag for, and what its tag would not give back as it is, goes into
notes (:mod:`evigraph.bib.exchange.notes`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from evigraph.bib.exchange.dates import MONTHS, issued_date, normal_date, written_date
from evigraph.bib.exchange.incoming import is_certain, is_isbn, read_names, without_period
from evigraph.bib.exchange.mapping import Mapping
from evigraph.bib.exchange.normal import bare_doi, clean, issue_and_supplement, page_range, text_of, variables
from evigraph.bib.exchange.notes import exact_note, is_name, plain_note, value_text
from evigraph.bib.exchange.persons import inverted, is_others, is_plain, without_others
from evigraph.bib.names import Name, as_csl, from_csl
from evigraph.bib.tables import Csl

_DONE = frozenset({"id", "type", "custom", "issued", "page", "issue", "supplement-number", "PMID", "note", "keyword"})
_SPECIAL = frozenset({"ISBN", "ISSN", "DOI", "PMCID", "status"}) | variables("names") | variables("dates")
# Names of which a line gives back just these two parts; any other is tried.
_CERTAIN = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]*(?: [A-ZÀ-ÖØ-Þ][\w'’-]*)*, [^\s,;]+")

_TAKEN = frozenset({"type", "id", "doi", "custom"})
"""Names whose notes mean something else than an own field."""


class Outgoing:
    """An item sorted into what the format has a tag for, and the rest."""

    def __init__(self, item: Csl, mapping: Mapping, write_name: Callable[[Name], str] = inverted) -> None:
        self.item = item
        self.mapping = mapping
        known = item.get("type", "") in mapping.type_codes
        self.type = item["type"] if known else mapping.default_type
        self.tags = mapping.written(self.type)
        self.values: dict[str, list[str]] = {}  # variable -> what is written under its tag
        self.people: dict[str, list[Name]] = {}  # the names behind the lines of a name list
        self.named: dict[str, str] = {}  # what has no tag, by its name
        self.own: dict[str, str] = {}  # what was read from a tag outside the table, by that tag
        self.exact: dict[str, Any] = {}  # what its tag does not give back as it is
        note = text_of(item.get("note", ""))
        self.note = plain_note(note) if note else ""
        self._write_name = write_name
        if not known and item.get("type"):
            self.named["type"] = text_of(item["type"])
        self._item()

    def notes(self) -> list[str]:
        """The notes of the record; the item's own comes last, where programs look that keep one of them only."""
        lines = []
        for name, value in sorted(self.named.items()):
            lines += [f"{name}: {line}" for line in map(clean, value.split("\n")) if line]
        lines += [exact_note(self.exact)] if self.exact else []
        return [*lines, self.note] if self.note else lines

    def _item(self) -> None:
        names, dates = variables("names"), variables("dates")
        self._id(text_of(self.item.get("id", "")))
        for variable, value in self.item.items():
            if variable in _DONE:
                continue
            if type(value) is str and variable not in _SPECIAL:
                self._text(variable, clean(value))
            elif variable in names and isinstance(value, list):
                self._names(variable, value)
            elif variable in dates:
                self._date(variable, value)
            elif variable in ("ISBN", "ISSN"):
                self._serial(variable, text_of(value))
            elif variable == "status" and value == "ahead of print" and "status-code" in self.tags:
                self._put("status-code", "aheadofprint")
            elif variable in ("DOI", "PMCID"):
                text = text_of(value)
                self._identifier(variable, bare_doi(text) if variable == "DOI" else text)
            else:
                self._text(variable, text_of(value))
        self._issued()
        self._pages()
        self._issue()
        self._pmid()
        for keyword in text_of(self.item.get("keyword", "")).split(";"):
            self._put("keyword", keyword.strip())
        custom = dict(self.item.get("custom", {}))
        self.code = self._code(custom)
        for name, value in custom.items():
            self._custom(clean(name), value if isinstance(value, str) else value_text(value))

    def _put(self, variable: str, value: str) -> None:
        """A value under the tag of its variable, or by name where there is none."""
        if not value:
            return
        if variable in self.tags:
            self.values.setdefault(variable, []).append(value)
        else:
            self._name(variable, value)

    def _name(self, name: str, value: str) -> None:
        if is_name(name) and name not in self.named:
            self.named[name] = value
        else:
            self.exact.setdefault("custom", {})[name] = value

    def _code(self, custom: dict[str, Any]) -> str:
        """What the format calls the type: the code it was read from, where that still says the same."""
        own_tag = self.mapping.syntax.get("type", "")
        own = custom.get(own_tag, "")
        if isinstance(own, str) and own and "type" not in self.named:
            codes = own.split("; ") if own_tag in self.mapping.tags else [own]
            known = next(filter(None, map(self.mapping.csl_type, codes)), self.mapping.default_type)
            if known == self.type:
                del custom[own_tag]
                return own
        return self.mapping.type_codes.get(self.type, "")

    def _id(self, key: str) -> None:
        if "other-id" in self.tags:
            self._put("other-id", f"key: {key}" if key else "")
        else:
            self._put("id", key)

    def _text(self, variable: str, value: str) -> None:
        if variable == "container-title-short" and "container-title" not in self.item:
            self._name(variable, value)
        elif self.mapping.syntax.get("title-period") and self.tags.get(variable) in ("TI", "BTI"):
            titled = value if value.endswith(("?", "!")) else f"{value}."
            self._put(variable, titled)
            if without_period(titled) != value:
                self.exact[variable] = value
        else:
            self._put(variable, value)

    def _names(self, variable: str, value: list[dict[str, str]]) -> None:
        people = [name for name in map(from_csl, value) if name != Name()]
        if variable not in self.tags:
            if people:
                self._name(variable, value_text([as_csl(name) for name in people]))
            return
        self.people[variable] = people
        lines = self.values.setdefault(variable, [])
        for place, name in enumerate(people, 1):
            if name.literal and variable == "author" and "group" in self.tags:
                lines.append(name.literal)  # groups have a tag of their own
                continue
            text = self._write_name(name)
            if not (name.particle or name.suffix or name.literal) and _CERTAIN.fullmatch(text) and is_plain(text):
                pass
            elif ";" in text or read_names(text) != ([name], False):
                self.exact.setdefault(variable, {})[str(place)] = as_csl(name)
                text = self._unmistakable(text)
            lines.append(text)

    def _unmistakable(self, text: str) -> str:
        """A name's text that is read as one name, whichever."""
        text = without_others(" ".join(text.replace(";", " ").split()).strip(", "))
        if not text or is_others(text):
            return "?"
        names, goes_on = read_names(text)
        return text if len(names) == 1 and not goes_on else f"{text},"

    def _date(self, variable: str, value: object) -> None:
        date = normal_date(value)
        if variable == "issued" or not date:
            return
        plain = written_date(date)
        if plain and variable in self.tags:
            self._put(variable, "/".join([*plain[1], "", ""][:3]))
        elif plain and len(plain[1]) == 3:
            self._name(variable, "-".join(plain[1]))
        else:
            self._name(variable, value_text(date))

    def _issued(self) -> None:
        date = normal_date(self.item.get("issued"))
        plain = written_date(date)
        if not plain:
            ends = date.get("date-parts")
            said = str(ends[0][0]) if ends else str(date.get("literal", ""))
            self._put("year" if "year" in self.tags else "date", said)
            if issued_date(said, "") != (date, ""):
                self.exact["issued"] = date
        elif "year" not in self.tags:
            year, *month = plain[1]
            self._put("date", " ".join([year, *(MONTHS[int(part) - 1] for part in month[:1]), *month[1:]]))
        else:
            self._put("year", plain[0])
            if len(plain[1]) > 1:
                self._put("date", "/".join([*plain[1], ""][:3]))

    def _pages(self) -> None:
        page = page_range(text_of(self.item.get("page", "")))
        if not page:
            return
        if "page" in self.tags:
            self._put("page", page)
            return
        first, _, last = page.partition("-")
        if not first or not last or first == last:
            self._put("first-page", page)
            return
        self._put("first-page", first)
        self._put("last-page", last)

    def _issue(self) -> None:
        issue = text_of(self.item.get("issue", ""))
        supplement = text_of(self.item.get("supplement-number", ""))
        self._put("issue", issue)
        if issue_and_supplement(issue) != (issue, supplement):
            self.exact["supplement-number"] = supplement
            self.exact["issue"] = issue

    def _pmid(self) -> None:
        pmid = text_of(self.item.get("PMID", ""))
        if not pmid:
            return
        if "accession" not in self.tags:
            self._put("PMID", pmid)
        elif "source" in self.item or not (pmid.isascii() and pmid.isdecimal() and pmid[0] != "0" and len(pmid) < 10):
            self._name("PMID", pmid)
        else:
            self._put("accession", pmid)
            self._put("source", "PubMed")

    def _serial(self, variable: str, value: str) -> None:
        if "serial" not in self.tags:
            self._put(variable, value)
        elif value and is_isbn(value, self.type) == (variable == "ISBN"):
            self._put("serial", value)
        elif value:
            self._name(variable, value)

    def _identifier(self, variable: str, value: str) -> None:
        if variable == "DOI" and "located" in self.tags:
            self._put("located", f"{value} [doi]" if value else "")
        elif f"{variable}-or-other" in self.tags and is_certain(variable, value):
            self._put(f"{variable}-or-other", value)
        else:
            self._put(variable, value)

    def _custom(self, name: str, value: str) -> None:
        """An own field: under its tag, or by its name unless that name would mean something else."""
        value = value if name == "annotation" else clean(value)
        if not value:
            return
        if f"custom.{name}" in self.tags:
            self._put(f"custom.{name}", value)
        elif name in self.mapping.own_tags:
            self.own[name] = value
        elif name in _TAKEN or any(name in variables(kind) for kind in ("text", "names", "dates")):
            self.exact.setdefault("custom", {})[name] = value
        else:
            self._name(name, value)
