"""The bibliography: BibTeX in, CSL-JSON inside, BibTeX, RIS and CSL-JSON out.

source, values  a file as text; the grammar of a field value
read, rules     entries with places; every fault as a finding
latex, names    what a value and a name list say
csl             an entry as a CSL-JSON item
write, ris      items as text
links           a record in one line, and where it is found
"""

from evigraph.bib.csl import to_csl
from evigraph.bib.entry import Entry
from evigraph.bib.latex import escaped, plain
from evigraph.bib.links import identifier_links, search_link, short_citation
from evigraph.bib.names import Name, Names, from_csl, parse_names, write_names
from evigraph.bib.read import parse_bib, read_bib
from evigraph.bib.tables import Csl
from evigraph.bib.write import FORMATS, render

__all__ = [
    "FORMATS",
    "Csl",
    "Entry",
    "Name",
    "Names",
    "escaped",
    "from_csl",
    "identifier_links",
    "parse_bib",
    "parse_names",
    "plain",
    "read_bib",
    "render",
    "search_link",
    "short_citation",
    "to_csl",
    "write_names",
]
