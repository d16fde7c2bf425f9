"""The bibliography: BibTeX in, CSL-JSON inside, BibTeX, biblatex, RIS and CSL-JSON out.

source, values  a file as text; the grammar of a field value
blocks, scan    where entries begin; one entry read with patience
read, rules     one's own file: entries with places; every fault as a finding
lenient         somebody else's library: what has one reading is read
inherit         what an entry takes from its crossref
latex, decode   what a value says
names, dates    what a name list and a date say
csl             an entry as a CSL-JSON item
write           items as text: bibtex (and biblatex), ris, CSL-JSON
links           a record in one line, and where it is found
"""

from evigraph.bib.csl import to_csl
from evigraph.bib.entry import Entry
from evigraph.bib.latex import plain
from evigraph.bib.lenient import dialect, parse_bibtex
from evigraph.bib.links import identifier_links, search_link, short_citation
from evigraph.bib.names import Name, Names, parse_names
from evigraph.bib.read import parse_bib, read_bib
from evigraph.bib.tables import Csl
from evigraph.bib.write import FORMATS, render

__all__ = [
    "FORMATS",
    "Csl",
    "Entry",
    "Name",
    "Names",
    "dialect",
    "identifier_links",
    "parse_bib",
    "parse_bibtex",
    "parse_names",
    "plain",
    "read_bib",
    "render",
    "search_link",
    "short_citation",
    "to_csl",
]
