"""An article as plain records, the same from whatever format it is read.

article, metadata, text, table, reference, citation   the records
reading     an article with the account of what was lost; a file that was refused
formats     formats of XML, and how files in them are read
blocks      elements to a flow, by the tables of a format
flow        mixed content to blocks of text with marks and links
sentences   where sentences end
later       fields that are worked out when they are first read
clusters    links to clusters of citations, ranges expanded
drawn, grid, notes   rows of a table to its grid with headings, units and notes
assembled, losses    what was read as one article, with the account of losses
printed     clusters as a text prints them, found and read
registries  numbers of study registries in text
lexicon     terms in text by their names
opened, xml, words   files, archives and XML from anyone, within bounds
plain       records as JSON
"""
