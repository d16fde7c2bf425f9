"""Articles from files and archives in any format that is read: the root element of a document tells which."""

from evigraph.article.formats import Reader
from evigraph.jats import JATS
from evigraph.tei import TEI

_READER = Reader(JATS, TEI)
parse_article, parse_articles = _READER.parse_article, _READER.parse_articles
read_article, read_articles = _READER.read_article, _READER.read_articles

__all__ = ["parse_article", "parse_articles", "read_article", "read_articles"]
