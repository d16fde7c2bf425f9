"""A list that people type: on each line a DOI (or pmid:…), a date, and what became of the work."""

from __future__ import annotations

import re

from evigraph.errors import Place
from evigraph.standing import values
from evigraph.standing.told import Listed, Told

_GAP = r"(?:\s*[,;\t]\s*|\s+)"
_WHEN = r"\d[\d/-]*(?:[ T]\d{1,2}:\d{2}(?::\d{2})?Z?)?|unknown"
_LINE = re.compile(rf"(\S.*){_GAP}({_WHEN})(?:{_GAP}(\D.*))?", re.IGNORECASE)
MAX_LINE = 2_000
_AS_OF = re.compile(r"#\s*as\s+of:?\s+(\d{4}-\d{2}-\d{2})\s*", re.IGNORECASE)
_EXPECTED = "expected a DOI (or pmid:…), a date and perhaps a status, such as 10.1000/xyz 2020-01-31 retracted"


def looks_so(text: str) -> bool:
    """Whether the first line that is no comment begins with an identifier."""
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return bool(values.doi(re.split(r"[,;\s]", first, maxsplit=1)[0]) or re.match(r"(?i)doi:|pmid:", first))


def read(text: str, file: str, name: str) -> Listed:
    """The records of such a list; without a status a work is retracted.  ``name`` is what to call the list.

    A comment like ``# as of 2024-05-01`` says to which date it is current.
    """
    told = []
    as_of = ""
    for number, line in enumerate(text.splitlines(), 1):
        if found := _AS_OF.fullmatch(line.strip()):
            as_of = found[1]
        elif line.strip() and not line.lstrip().startswith("#"):
            told.append(_told(line.strip(), Place(file, number)))
    return Listed(name, tuple(told), as_of)


def _told(line: str, place: Place) -> Told:
    found = _LINE.fullmatch(line.partition(" #")[0].rstrip()) if len(line) <= MAX_LINE else None
    if found is None:
        return Told(place, fault=_EXPECTED)
    named, when, kind = found[1], values.date(found[2]), found[3] or "retracted"
    doi = values.doi(named)
    pmid = "" if doi or not named.lower().startswith("pmid") else values.pmid(named)
    fault = ""
    if not (doi or pmid):
        fault = f"'{values.clean(named)}' is neither a DOI nor a PubMed identifier; {_EXPECTED}"
    elif when is None:
        fault = f"'{found[2]}' is no date; {_EXPECTED}"
    elif not values.status(kind):
        fault = f"its status is '{values.clean(kind)}'; expected {values.KINDS}"
    note = "the list says: partial retraction" if "partial" in kind.lower() else ""
    return Told(place, doi, pmid, status=values.status(kind), date=when or "", note=note, fault=fault)
