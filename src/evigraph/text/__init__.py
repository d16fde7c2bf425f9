"""Plain text and Markdown with a list of references, as articles.

read       files as articles
lines      numbered lines, joined to runs
front, people   title, people, institutions, identifiers
region     where the list of references stands
outline    headings, paragraphs, tables, captions
rows, tables   cells, grids, notes
inline     emphasis, links, raised letters
listing    the list of references
cited      where the text cites it
sections   headings and what they are about
emit, compose   blocks, and all of it as one article
words      the words and forms of ``words.json``
account    what was lost
"""

from evigraph.text.read import SUFFIXES, parse_article, read_article, read_articles

__all__ = ["SUFFIXES", "parse_article", "read_article", "read_articles"]
"""``SUFFIXES`` are what the names of texts end in."""
