"""A record of tags and values as a CSL-JSON item, by the table of its format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from evigraph.bib.exchange.dates import issued_date, read_date
from evigraph.bib.exchange.mapping import Mapping
from evigraph.bib.exchange.normal import bare_doi, finished, normal_item, variables
from evigraph.bib.exchange.notes import read_exact, split_note
from evigraph.bib.exchange.persons import is_others, read_name, without_others
from evigraph.bib.names import Name, as_csl
from evigraph.bib.tables import Csl

Record = list[tuple[str, str | Name]]
"""Tags with their values in the order of the record; a name may come in parts already."""

_LISTS = frozenset({"keyword", "note", "serial", "located", "publication-type", "other-id"})
_ISBN = re.compile(r"(?:97[89])?\d{9}[\dX]", re.IGNORECASE)
_ISSN = re.compile(r"\d{7}[\dX]", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{3,9}/\S+", re.ASCII)
_LOCATED = re.compile(r"(.*?)\s*\[([a-z]+)\]")
_PUBMED = re.compile(r"\b(?:pubmed|medline|nlm)\b", re.IGNORECASE)
_PMCID = re.compile(r"PMC\d+", re.ASCII)
_PMID = re.compile(r"[1-9]\d{0,8}", re.ASCII)


class _Said:
    """What a record says, sorted by variable."""

    def __init__(self) -> None:
        self.text: dict[str, tuple[int, str, str]] = {}  # variable -> rank, tag and value believed
        self.lists: dict[str, list[str]] = {}
        self.names: dict[str, list[Name]] = {}
        self.continued: list[str] = []
        self.custom: dict[str, list[str]] = {}

    def take(self, rank: int, tag: str, variable: str, value: str) -> None:
        """A value of a variable that has one; what is not believed is kept under its tag."""
        before = self.text.get(variable)
        if before is None:
            self.text[variable] = (rank, tag, value)
        elif before[2].casefold() == value.casefold():
            return
        elif rank < before[0]:
            self.text[variable] = (rank, tag, value)
            self.custom.setdefault(before[1], []).append(before[2])
        else:
            self.custom.setdefault(tag, []).append(value)

    def name(self, variable: str, value: str | Name) -> None:
        """A line of a name list."""
        if isinstance(value, Name):
            self.names.setdefault(variable, []).append(value)
        else:
            names, goes_on = read_names(value)
            self.continued += [variable] if goes_on else []
            if names:
                self.names.setdefault(variable, []).extend(names)

    def pop(self, variable: str) -> str:
        """A text that is worked on further."""
        return self.text.pop(variable, (0, "", ""))[2]


def read_names(line: str) -> tuple[list[Name], bool]:
    """The names on one author line, and whether the list goes on; some programs put all names on one line."""
    parts = list(filter(None, map(str.strip, line.split(";")))) if ";" in line and "," in line else [line]
    said = [without_others(part) for part in parts if not is_others(part)]
    names = [name for name in map(read_name, filter(None, said)) if name != Name()]
    return names, said != parts


def item_of(record: Iterable[tuple[str, str | Name]], mapping: Mapping, csl_type: str) -> Csl:
    """The item that a record says; tags outside the table are kept under ``custom``."""
    said = _sorted_out(record, mapping, csl_type)
    if mapping.syntax.get("title-period"):
        _vernacular(said)
    item: Csl = {"id": said.pop("id"), "type": csl_type}
    item |= {variable: [as_csl(name) for name in names] for variable, names in said.names.items()}
    custom = {tag: "; ".join(values) for tag, values in said.custom.items()}
    if said.continued:
        custom["etal"] = " ".join(dict.fromkeys(said.continued))
    if mapping.syntax.get("title-period"):
        _without_period(said)
    for computed in (_dates, _pages, _accession, _serials, _located, _other):
        computed(said, item, custom)
    types = said.lists.get("publication-type", [])
    if types and types != [mapping.type_codes.get(csl_type)]:
        custom["PT"] = "; ".join(types)
    if "container-title" not in said.text and "container-title-short" in said.text:
        said.text["container-title"] = said.text.pop("container-title-short")  # the only name the journal has
    for variable, (_, _, value) in said.text.items():
        if variable.startswith("custom."):
            custom[variable[7:]] = value
        else:
            item[variable] = value
    notes = said.lists.get("note", [])
    if mapping.syntax.get("plain-notes"):
        notes = [f"note: {line}" for line in notes]
    return _with_notes(notes, item, custom)


def _sorted_out(record: Iterable[tuple[str, str | Name]], mapping: Mapping, csl_type: str) -> _Said:
    meaning, names = mapping.meaning(csl_type), variables("names")
    said = _Said()
    for tag, value in record:
        rank, variable = meaning.get(tag, (0, ""))
        if variable in names:
            said.name(variable, value)
        elif isinstance(value, Name):
            raise TypeError(f"A name came under the tag {tag}, which is no list of names.")
        elif not variable:
            said.custom.setdefault(tag, []).append(value)
        elif variable in _LISTS:
            known = said.lists.setdefault(variable, [])
            if tag != mapping.syntax.get("remark") or value not in known:  # it repeats a note
                known.append(value)
        elif variable == "group":
            said.name("author", Name(literal=value))
        else:
            said.take(rank, tag, variable, value)
    return said


def _vernacular(said: _Said) -> None:
    """A work without a title in English is called as it calls itself."""
    own = said.custom.get("TT")
    if own and said.text.get("title", (0, "", ""))[2].strip("[]. ").casefold() in ("", "not available"):
        said.text["title"] = (0, "TI", own[0])
        del said.custom["TT"]


def _without_period(said: _Said) -> None:
    """MEDLINE ends each title with a period that is not the title's own."""
    for variable in ("title", "container-title"):
        rank, tag, value = said.text.get(variable, (0, "", ""))
        if tag in ("TI", "BTI"):
            said.text[variable] = (rank, tag, without_period(value))


def without_period(title: str) -> str:
    """A title without the period at its end; three of them are its own."""
    return title.removesuffix(".") if not title.endswith("...") else title


def _dates(said: _Said, item: Csl, custom: dict[str, str]) -> None:
    item["issued"], left = issued_date(said.pop("year"), said.pop("date"))
    if left:
        custom["date"] = left
    if accessed := said.pop("accessed"):
        if date := read_date(accessed):
            item["accessed"] = date
        else:
            custom["accessed"] = accessed


def _pages(said: _Said, item: Csl, custom: dict[str, str]) -> None:
    first, last = said.pop("first-page"), said.pop("last-page")
    whole = not first or not last or first == last or first.endswith((f"-{last}", f"–{last}", f" {last}"))
    page = (first or last) if whole else f"{first}-{last}"
    if page:
        item["page"] = page


def _accession(said: _Said, item: Csl, custom: dict[str, str]) -> None:
    """An accession number is a PMID only where the record says that PubMed gave it."""
    number = said.pop("accession")
    source = said.text.get("source", (0, "", ""))[2]
    address = said.text.get("URL", (0, "", ""))[2]
    provider = custom.get("DP") or custom.get("remote-database-provider", "")
    vouched = _PUBMED.search(source or provider) or ("pubmed" in address and number in address)
    if number and vouched and _PMID.fullmatch(number):
        item["PMID"] = number
        if source == "PubMed":
            del said.text["source"]
    elif number:
        custom["accessionnumber"] = number


def is_isbn(text: str, csl_type: str) -> bool:
    """Whether a serial number is an ISBN: by its form, else by the kind of work."""
    first = re.sub(r"[\s-]", "", re.split(r"[,;(]|\s(?=\S*\d{3})", text.strip(), maxsplit=1)[0])
    if _ISBN.fullmatch(first):
        return True
    return not _ISSN.fullmatch(first) and csl_type in ("book", "chapter")


def is_certain(variable: str, value: str) -> bool:
    """Whether a tag that is shared with other identifiers would give a DOI or PMCID back as one."""
    found = _DOI.fullmatch(bare_doi(value)) if variable == "DOI" else _PMCID.fullmatch(value)
    return found is not None


def _serials(said: _Said, item: Csl, custom: dict[str, str]) -> None:
    for number in dict.fromkeys(said.lists.get("serial", [])):
        variable = "ISBN" if is_isbn(number, item["type"]) else "ISSN"
        item[variable] = f"{item[variable]}, {number}" if variable in item else number


def _located(said: _Said, item: Csl, custom: dict[str, str]) -> None:
    """Identifiers that name their kind behind them: "10.1056/NEJMoa1609783 [doi]"."""
    for located in dict.fromkeys(said.lists.get("located", [])):
        found = _LOCATED.fullmatch(located)
        number, kind = (found[1], found[2]) if found else (located, "")
        doi = kind == "doi" or (not kind and is_certain("DOI", number))
        if doi and str(item.get("DOI", number)).casefold() == number.casefold():
            item.setdefault("DOI", number)
        else:
            name = kind or "located"
            custom[name] = f"{custom[name]}; {number}" if name in custom else number
    for variable in ("DOI", "PMCID"):
        _, tag, value = said.text.pop(f"{variable}-or-other", (0, "", ""))
        if is_certain(variable, value):
            item[variable] = value
        elif value:
            custom[tag] = "; ".join(filter(None, (value, custom.get(tag))))


def _other(said: _Said, item: Csl, custom: dict[str, str]) -> None:
    if keywords := said.lists.get("keyword"):
        item["keyword"] = "; ".join(keywords)
    for number in said.lists.get("other-id", []):
        if number.startswith("key: ") and not item["id"]:
            item["id"] = number[5:]
        else:
            custom["OID"] = "; ".join(filter(None, (custom.get("OID"), number)))
    if status := said.pop("status-code"):
        if status == "aheadofprint":
            item["status"] = "ahead of print"
        else:
            custom["PST"] = status


def _with_notes(lines: list[str], item: Csl, custom: dict[str, str]) -> Csl:
    """The item with what its notes say: variables by name, own fields, and notes."""
    notes: list[str] = []
    exact: dict[str, Any] = {}
    for line in lines:
        name, value = split_note(line)
        if name == "note":
            notes.append(value)
        elif name == "exact" and (values := read_exact(value)):
            exact |= values
        elif name == "doi" and "DOI" not in item and is_certain("DOI", value):
            item["DOI"] = value
        elif name in variables("text") or name == "type":
            if name in item and name != "type":
                notes.append(line)
            else:
                item[name] = value
        elif name in variables("names") or name in variables("dates"):
            exact.setdefault(name, read_exact(value) or _json_list(value))
        elif name == "annotation" and "annotation" in custom:
            custom[name] += f"\n{value}"
        elif name in custom:
            notes.append(line)
        else:
            custom[name] = value
    if notes:
        item["note"] = "; ".join(notes)
    item = finished(item, custom)
    return corrected(item, exact) if exact else item


def _json_list(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def corrected(item: Csl, exact: dict[str, Any]) -> Csl:
    """The item with the values that its tags could not say letter by letter."""
    raw = dict(item)
    for name, value in exact.items():
        if name in variables("names") and isinstance(value, dict):
            raw[name] = [value.get(str(place), said) for place, said in enumerate(item.get(name, []), 1)]
        elif name == "custom" and isinstance(value, dict):
            raw[name] = item.get("custom", {}) | value
        else:
            raw[name] = value
            if name == "issued" and isinstance(value, dict) and (custom := dict(raw.get("custom", {}))):
                # What the tag did not say as a date was kept beside it; now the date says it.
                if custom.get("date") == value.get("literal"):
                    custom.pop("date", None)
                raw["custom"] = custom
    return normal_item(raw, doubt=lambda message: None)
