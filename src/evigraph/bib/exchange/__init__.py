"""The formats of reference managers and databases, each a table of tags read in both directions.

detect, decoding    which format a file has, and in which encoding
tagged              RIS, nbib and enw
xml, pubmed, endnote, csljson, sheet   PubMed XML, EndNote XML, CSL-JSON, CSV
mapping, incoming, outgoing   the table of a format; tags and values as an item, and back
normal, dates, persons, notes   values in one form; what has no tag
"""
