"""TEI, the XML that GROBID makes from PDF, as articles.

read        files as articles
front, contributors   metadata
body, inline          text, sentences, links, figures
tables, labels        grids, headings, notes; what tables and figures are called
references, citation, parts, names   the reference list as CSL-JSON, and where it is unsure
"""

from evigraph.article.formats import Reader
from evigraph.tei.read import TEI

_READER = Reader(TEI)
parse_article, parse_articles = _READER.parse_article, _READER.parse_articles
read_article, read_articles = _READER.read_article, _READER.read_articles

__all__ = ["TEI", "parse_article", "parse_articles", "read_article", "read_articles"]
