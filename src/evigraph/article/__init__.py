"""An article as plain records, the same from whatever format it is read.

article, metadata, text, table, reference, citation   the records
reading     an article with the account of what was lost; a file that was refused
flow        mixed content to blocks of text with marks and links
sentences   where sentences end
later       fields that are worked out when they are first read
clusters    links to clusters of citations, ranges expanded
printed     clusters as a text prints them, found and read
notes       notes under tables and the cells they belong to
registries  numbers of study registries in text
lexicon     terms in text by their names
opened, xml   files, archives and XML from anyone, within bounds
plain       records as JSON
"""
