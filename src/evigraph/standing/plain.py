"""A list that people type: on each line a DOI (or PubMed identifier), a date, and what became of the work."""

from __future__ import annotations

import re

from evigraph.errors import InputError, Place
from evigraph.standing import values
from evigraph.standing.told import Listed, Told

_GAP = r"(?:\s*[,;\t]\s*|\s+)"
_WHEN = r"\d[\d/-]*(?:[ T]\d{1,2}:\d{2}(?::\d{2})?Z?)?|unknown"
_LINE = re.compile(rf"(\S.*){_GAP}({_WHEN})(?:{_GAP}(\D.*))?", re.IGNORECASE)
MAX_LINE = 2_000
_AS_OF = re.compile(r"#\s*as\s+of:?\s+(\d\S*)\s*", re.IGNORECASE)
_PMID = re.compile(rf"[0-9]{{6,9}}(?:{_GAP}(?:{_WHEN})(?:{_GAP}.*)?)?", re.IGNORECASE)
_EXPECTED = "expected a DOI (or pmid:…), a date and perhaps a status, such as 10.1000/xyz 2020-01-31 retracted"


def looks_so(text: str) -> bool:
    """Whether the first line that is no comment begins with an identifier."""
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if values.doi(re.split(r"[,;\s]", first, maxsplit=1)[0]) or re.match(r"(?i)doi:|pmid:", first):
        return True
    return len(first) <= MAX_LINE and bool(_PMID.fullmatch(first))


def read(text: str, file: str, name: str) -> Listed:
    """The records of such a list; without a status a work is retracted.  ``name`` is what to call the list.

    A comment like ``# as of 2024-05-01`` says to which date it is current.

    Raises:
        InputError: such a comment names no day of the calendar.
    """
    told = []
    as_of = ""
    for number, line in enumerate(text.splitlines(), 1):
        if found := _AS_OF.fullmatch(line.strip()):
            as_of = values.date(found[1]) or ""
            if not values.is_day(as_of):
                raise InputError(
                    f"{file}:{number}: '{values.clean(found[1])}' is no day of the calendar. "
                    "Write year, month and day: # as of 2024-05-31."
                )
        elif line.strip() and not line.lstrip().startswith("#"):
            told.append(_told(line.strip(), Place(file, number)))
    return Listed(name, tuple(told), as_of)


def _told(line: str, place: Place) -> Told:
    found = _LINE.fullmatch(line.partition(" #")[0].rstrip()) if len(line) <= MAX_LINE else None
    if found is None:
        return Told(place, fault=_EXPECTED)
    named, when, kind = found[1], values.date(found[2]), found[3] or "retracted"
    doi = values.dois(named)
    pmid = values.pmid(named) if re.match(r"(?i)pmid|[0-9]{6,9}$", named) else ""
    fault = ""
    if not (doi or pmid):
        fault = f"'{values.clean(named)}' is neither a DOI nor a PubMed identifier; {_EXPECTED}"
    elif when is None:
        fault = f"'{found[2]}' is no date; {_EXPECTED}"
    elif not values.status(kind):
        fault = f"its status is '{values.clean(kind)}'; expected {values.KINDS}"
    note = "the list says: partial retraction" if "partial" in kind.lower() else ""
    return Told(place, doi, pmid, status=values.status(kind), date=when or "", note=note, fault=fault)
