"""BibTeX and biblatex.

source, values  a file as text; the grammar of a field value
blocks, scan    where entries begin; one entry read with patience
read, rules     one's own file: entries with places; every fault as a finding
lenient         somebody else's library: what has one reading is read
inherit         what an entry takes from its crossref
latex, decode   what a value says
edtf            dates as biblatex writes them
csl             an entry as a CSL-JSON item
write           items as BibTeX or biblatex
"""
