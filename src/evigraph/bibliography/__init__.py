"""The reference list that knows what it supports.

listed    the printed lists: numbers, keys, order of citation
choose    a subset, by what it supports, where it is cited, what was asked or found
entries   the bibliographic records as the graph has them
evidence  what the graph says of each reference, for notes and keywords
export    the chosen references in an order and a form
"""

from evigraph.bibliography.choose import Wanted, choose
from evigraph.bibliography.entries import Entries
from evigraph.bibliography.evidence import Evidence, Gathered
from evigraph.bibliography.export import NUMBERINGS, Numbered, export_references, references, write_references

__all__ = [
    "NUMBERINGS",
    "Entries",
    "Evidence",
    "Gathered",
    "Numbered",
    "Wanted",
    "choose",
    "export_references",
    "references",
    "write_references",
]
