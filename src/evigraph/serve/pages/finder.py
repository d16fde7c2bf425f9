"""Full text over every page: ranked, by the beginnings of words, with what was found marked."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from evigraph.view.site.general import found_by
from evigraph.view.site.links import NODES
from evigraph.view.site.site import Site

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around what was found; private characters, so that no text holds them."""
_TABLE = """
CREATE VIRTUAL TABLE page USING fts5(
  kind UNINDEXED, name UNINDEXED, title, more, tokenize = 'porter unicode61 remove_diacritics 2'
)
"""
_FOUND = """
SELECT kind, name, highlight(page, 2, :open, :close), snippet(page, 3, :open, :close, '…', 24)
FROM page WHERE page MATCH :words AND :kind IN ('', kind)
ORDER BY bm25(page, 0, 0, 4, 1), rowid
"""


@dataclass(frozen=True)
class Found:
    """A page that holds the words: its kind and name, its title and the words around, marked, as safe HTML."""

    kind: str
    name: str
    title: Markup
    around: Markup


@lru_cache(maxsize=2)
def _index(site: Site) -> sqlite3.Connection:
    index = sqlite3.connect(":memory:", check_same_thread=False)
    index.execute(_TABLE)
    rows = ((kind, name, *map(_bare, found_by(site, kind, name))) for kind in NODES for name in site.items(kind))
    index.executemany("INSERT INTO page VALUES (?, ?, ?, ?)", rows)
    return index


def search_pages(site: Site, text: str, kind: str = "") -> list[Found]:
    """The pages that hold all the words of ``text``, or their beginnings, best first."""
    words = re.findall(r"\w+", _bare(text))
    if not words:
        return []
    wanted = {"words": " AND ".join(f'"{word}"*' for word in words), "kind": kind, "open": _OPEN, "close": _CLOSE}
    rows = _index(site).execute(_FOUND, wanted)
    return [Found(kind, name, _marked(title), _marked(more)) for kind, name, title, more in rows]


def _bare(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "").encode("utf-8", "replace").decode()


def _marked(text: str) -> Markup:
    html = str(escape(text)).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return Markup(html)  # noqa: S704  escaped above
