"""JATS, the XML of journals, as articles.

read        files as articles
front       metadata
body        text, links, figures
tables      grids, headings, notes
references, citation, names   the reference list as CSL-JSON
formulas    MathML and TeX as a line of text
"""

from evigraph.article.formats import Reader
from evigraph.jats.read import JATS

_READER = Reader(JATS)
parse_article, parse_articles = _READER.parse_article, _READER.parse_articles
read_article, read_articles = _READER.read_article, _READER.read_articles

__all__ = ["JATS", "parse_article", "parse_articles", "read_article", "read_articles"]
