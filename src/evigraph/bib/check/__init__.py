"""What is wrong, doubtful or missing in a library that could be read.

record       a reference under check, and a remark about it
fields       what a record of its type should say; pages, years, keys
identifiers  forms and check digits; addresses
text         braces, encodings, entities, capitals
people       names; one name in two spellings
journals     one journal in several ways

An "error" is surely wrong, a "warning" is to be looked at, a "note" is a matter of habit.
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from evigraph.bib.bibtex.csl import to_csl
from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.read import read_bib
from evigraph.bib.check import fields, identifiers, journals, people, text
from evigraph.bib.check.record import Record, Remark
from evigraph.bib.records import Library, read_library
from evigraph.errors import Finding

RULES: tuple[Callable[[Record, date], Iterator[Remark]], ...] = (
    fields.missing,
    fields.pages,
    fields.plausible_year,
    fields.key,
    identifiers.forms,
    identifiers.check_digits,
    identifiers.address,
    text.braces,
    text.encoding,
    text.entities,
    text.title,
    people.several_in_one,
    people.et_al,
)
"""What is said of one record."""

COMPARISONS: tuple[Callable[[Sequence[Record]], Iterator[tuple[Record, Remark]]], ...] = (
    people.spellings,
    journals.spellings,
)
"""What is said of records beside others."""


def check_library(library: Library, *, today: date) -> list[Finding]:
    """What is to be said of the records of a library besides its own findings, sorted by place."""
    said = {(finding.place, finding.code) for finding in library.findings}
    found = _check([Record(reference.item, reference.place) for reference in library.references], today)
    return [finding for finding in found if (finding.place, finding.code) not in said]


def check_entries(entries: Sequence[Entry], *, today: date) -> list[Finding]:
    """The same for BibTeX entries, with the place of each field and a look at braces, besides what reading said."""
    return _check([Record(to_csl(entry), entry.place, entry) for entry in entries if entry.is_work], today)


def check_file(path: pathlib.Path, name: str, format: str | None = None, *, today: date) -> list[Finding]:
    """Everything to say of a library file: what reading it found, and what :func:`check_library` does.

    Raises:
        UsageError: there is no such format.
    """
    library = read_library(path, name, format)
    if library.format not in ("bibtex", "biblatex"):
        return sorted([*library.findings, *check_library(library, today=today)])
    entries, findings = read_bib(path, name)
    said = {(finding.place, finding.code) for finding in findings}
    found = [each for each in check_entries(entries, today=today) if (each.place, each.code) not in said]
    return sorted([*findings, *found])


def _check(records: Sequence[Record], today: date) -> list[Finding]:
    found = {record.finding(remark) for record in records for rule in RULES for remark in rule(record, today)}
    found |= {record.finding(remark) for compare in COMPARISONS for record, remark in compare(records)}
    return sorted(found)
