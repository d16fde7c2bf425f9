"""JATS, the XML of journals, as articles.

read        files and archives as articles
front       metadata
body        text, links, figures
tables      grids, headings, notes
references, citation, names   the reference list as CSL-JSON
formulas    MathML and TeX as a line of text
"""

from evigraph.jats.read import parse_article, parse_articles, read_article, read_articles

__all__ = ["parse_article", "parse_articles", "read_article", "read_articles"]
