"""The bibliography: any library in, CSL-JSON inside, any format out.

tables, names   the tables of the formats; people and groups, for all of them
bibtex          BibTeX and biblatex, read strictly or with patience, and written
exchange        RIS, nbib, enw, PubMed and EndNote XML, CSL-JSON, CSV
reference, records   a library of any format as references, and a finding for each record lost
write           items as text in any format
library         adding, layout, duplicates
check           what is wrong, doubtful or missing
formatted       lists in a CSL style as text, HTML, Markdown and Word
links           a record in one line, and where it is found
"""

from evigraph.bib.bibtex.csl import to_csl
from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.latex import escaped, plain
from evigraph.bib.bibtex.lenient import dialect, parse_bibtex
from evigraph.bib.bibtex.read import parse_bib, read_bib
from evigraph.bib.links import identifier_links, search_link, short_citation
from evigraph.bib.names import Name, Names, from_csl, parse_names, write_names
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
