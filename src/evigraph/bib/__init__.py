"""The bibliography: any library in, CSL-JSON inside, any format out.

source, values  a file as text; the grammar of a field value
blocks, scan    where entries begin; one entry read with patience
read, rules     one's own file: entries with places; every fault as a finding
lenient         somebody else's library: what has one reading is read
inherit         what an entry takes from its crossref
latex, decode   what a value says
names, edtf     what a name list and a date say; dates in other formats: dates
csl             an entry as a CSL-JSON item
records         a library of any format as references; decoding, detect before it
incoming        tags and values as an item; outgoing the other way; mapping the table of a format
tagged          RIS, nbib and enw; xml, pubmed, endnote; csljson; sheet (CSV)
write           items as text; bibtex (and biblatex) beside the formats above
links           a record in one line, and where it is found
"""

from evigraph.bib.csl import to_csl
from evigraph.bib.entry import Entry
from evigraph.bib.latex import escaped, plain
from evigraph.bib.lenient import dialect, parse_bibtex
from evigraph.bib.links import identifier_links, search_link, short_citation
from evigraph.bib.names import Name, Names, from_csl, parse_names, write_names
from evigraph.bib.read import parse_bib, read_bib
from evigraph.bib.records import Library, Reference, parse_library, read_library
from evigraph.bib.tables import Csl
from evigraph.bib.write import FORMATS, render

__all__ = [
    "FORMATS",
    "Csl",
    "Entry",
    "Library",
    "Name",
    "Names",
    "Reference",
    "dialect",
    "escaped",
    "from_csl",
    "identifier_links",
    "parse_bib",
    "parse_bibtex",
    "parse_library",
    "parse_names",
    "plain",
    "read_bib",
    "read_library",
    "render",
    "search_link",
    "short_citation",
    "to_csl",
    "write_names",
]
