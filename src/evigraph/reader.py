"""Files as articles, each by the reader of what it is: the only place that chooses.

A text is known by the end of its name, a document of XML by its root element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from evigraph import text
from evigraph.article.formats import Reader
from evigraph.article.opened import unheard
from evigraph.article.reading import Reading, Refusal
from evigraph.jats import JATS
from evigraph.tei import TEI

_XML = Reader(JATS, TEI)
parse_article, parse_articles = _XML.parse_article, _XML.parse_articles


def read_article(path: Path | str) -> Reading:
    """The one article of a file, which may be packed.

    Raises:
        RecordError: the file cannot be read, is in none of the formats, or holds no article or several; one finding.
    """
    return text.read_article(path) if _is_text(path) else _XML.read_article(path)


def read_articles(
    paths: Iterable[Path | str], passed_over: Callable[[str], None] = unheard
) -> Iterator[Reading | Refusal]:
    """Every article of these files and archives in their order, one at a time.

    A file or document that cannot be read is a refusal in its place; ``passed_over`` hears the name of every member of
    an archive that is no document.
    """
    for path in paths:
        yield from text.read_articles([path]) if _is_text(path) else _XML.read_articles([path], passed_over)


def _is_text(path: Path | str) -> bool:
    return Path(path).suffix.lower() in text.SUFFIXES


__all__ = ["parse_article", "parse_articles", "read_article", "read_articles"]
