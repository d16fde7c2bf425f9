"""References as lists print them, read by rules.

entry        a reference as a CSL-JSON item, and what is unsure about it
people       the names it begins with
titles       title and container
identifiers  DOI, PubMed numbers, addresses
"""

from evigraph.bib.printed.entry import read_entry
from evigraph.bib.printed.identifiers import printed_identifiers

__all__ = ["printed_identifiers", "read_entry"]
