"""Files as articles, each by the reader of what it is: the only place that chooses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evigraph import jats, text
from evigraph.article.reading import Reading, Refusal


def read_any(path: Path) -> Iterator[Reading | Refusal]:
    """The articles of a file: a text by the end of its name, else JATS, packed or not."""
    reader = text.read_articles if path.suffix.lower() in text.SUFFIXES else jats.read_articles
    yield from reader([path])
