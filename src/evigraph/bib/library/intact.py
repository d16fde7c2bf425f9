"""A bibliography that is to be changed: every entry of it must be read before one is touched."""

from __future__ import annotations

from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.read import parse_bib
from evigraph.errors import RecordError

# Faults in what an entry says.  All others keep an entry from being read.
_MILD = {
    "bib-bad-identifier",
    "bib-bad-names",
    "bib-bad-sameas",
    "bib-control-character",
    "bib-empty",
    "bib-swallowed-field",
}


def intact_entries(text: str, name: str) -> list[Entry]:
    """The entries of a bibliography, none of which was lost in reading.

    Raises:
        RecordError: an entry cannot be read; ``findings`` are the faults that stand in the way.
    """
    entries, findings = parse_bib(text, name)
    if faults := [finding for finding in findings if finding.severity == "error" and finding.code not in _MILD]:
        raise RecordError(faults)
    return entries
