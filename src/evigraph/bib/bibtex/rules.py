"""What must hold within a bibliography beyond its syntax: in one entry, and between entries."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.latex import verbatim
from evigraph.bib.names import outside_braces, split_names
from evigraph.bib.tables import known_fields, table
from evigraph.errors import Finding, did_you_mean

IDENTIFIERS = {
    "doi": (re.compile(r"10\.\d{4,9}/\S+", re.ASCII), "10.1056/NEJMoa1609783"),
    "pmid": (re.compile(r"[1-9]\d{0,8}", re.ASCII), "28249141"),
    "pmcid": (re.compile(r"PMC\d+", re.ASCII), "PMC5881572"),
}
DOI_LABEL = re.compile(r"(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
"""What people write before a DOI; readers leave it out."""
# Near enough to be a slip of the hand: "jounal", "authors", but not "subtitle" or "urldate".
_MISTYPED = 0.85
_IN_PARTS = re.compile(r"\s*[a-z]+\s*=", re.IGNORECASE)  # biblatex: "family=Gogh, given=Vincent, prefix=van"
_ASSIGNMENT_INSIDE = re.compile(r"\n\s*([A-Za-z][\w-]*)\s*=\s*[{\"\d]")


def entry_findings(entry: Entry) -> list[Finding]:
    """What is wrong or doubtful in one entry."""
    return [*_words(entry), *_swallowed(entry), *_identifiers(entry), *_name_lists(entry)]


def list_findings(entries: Sequence[Entry], keys: Collection[str]) -> list[Finding]:
    """What is wrong between entries; ``keys`` are all keys of the file, case-folded."""
    repeats = {entry.key for entry in entries if "sameas" in entry.fields}
    findings = []
    for entry in entries:
        target = entry.fields.get("sameas", "")
        if "sameas" not in entry.fields:
            continue
        place, code = entry.field_places["sameas"], "bib-bad-sameas"
        if target.casefold() not in keys:
            message = f"'sameas' names '{target}', but no entry has that key."
            findings.append(Finding(place, code, message, did_you_mean(target, keys)))
        elif target in repeats:
            message = f"'sameas' names '{target}', which has a 'sameas' itself."
            findings.append(Finding(place, code, message, "Name the entry that both repeat."))
    return findings


def _words(entry: Entry) -> Iterator[Finding]:
    """A type nobody knows; a field that looks like a known one mistyped.  Other own fields are welcome."""
    types = table("biblatex")["types"]
    if entry.type not in types and entry.is_work:
        message = f"The entry type '{entry.type}' is unknown and is treated as 'misc'."
        yield Finding(entry.place, "bib-unknown-type", message, did_you_mean(entry.type, types), "warning")
    for field in entry.fields:
        if field not in known_fields() and (near := _nearest(field)):
            message, hint = f"The field '{field}' is unknown.", f"Did you mean '{near}'?"
            yield Finding(entry.field_places[field], "bib-unknown-field", message, hint, "warning")


@lru_cache(maxsize=1024)
def _nearest(field: str) -> str:
    """The known field of which this one is a slip of the hand, if any."""
    return next(iter(difflib.get_close_matches(field, sorted(known_fields()), n=1, cutoff=_MISTYPED)), "")


def _swallowed(entry: Entry) -> Iterator[Finding]:
    """A value that runs on over the next field, because a brace is missing here and one too many later."""
    for field, value in entry.fields.items():
        if "\n" in value and (found := _ASSIGNMENT_INSIDE.search(value)):
            message = f"The value of '{field}' holds what looks like the field '{found.group(1)}'."
            hint = f"Close the value of '{field}' before it."
            yield Finding(entry.field_places[field], "bib-swallowed-field", message, hint)


def _identifiers(entry: Entry) -> Iterator[Finding]:
    for field, (form, example) in IDENTIFIERS.items():
        value = verbatim(entry.fields.get(field, ""))
        if not value or form.fullmatch(value):
            continue
        bare = DOI_LABEL.sub("", value, count=1) if field == "doi" else ""
        if form.fullmatch(bare):
            message = f"The DOI stands with an address or label: '{value}'."
            hint = f"The DOI alone is enough: {bare}."
            yield Finding(entry.field_places[field], "bib-labelled-doi", message, hint, "warning")
        else:
            message = f"Expected a {field} like {example}, found '{value}'."
            hint = "Give the identifier alone, without an address or label."
            yield Finding(entry.field_places[field], "bib-bad-identifier", message, hint)


def _name_lists(entry: Entry) -> Iterator[Finding]:
    """Names with more commas than a name can have: people parted by commas instead of "and"."""
    for field in table("biblatex")["names"]:
        value = entry.fields.get(field, "")
        for written in split_names(value) if value.count(",") > 2 else ():
            if outside_braces(written).count(",") > 2 and not _IN_PARTS.match(written):
                message = f"Expected 'and' between names, found '{written[:40]}'."
                hint = "Write {Topp, MS and Stein, AS and others}."
                yield Finding(entry.field_places[field], "bib-bad-names", message, hint)
