"""Headings of blocks: how much room each needs when the whole picture fits a screen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from evigraph.view.graph.model import Cluster
from evigraph.view.words import width_of, wrap

SCREEN = (932.0, 556.0)
"""What a screen of 1280 by 800 leaves for the picture."""

SMALLEST = 0.4
"""The scale below which no room is made for headings: so large a graph is read in parts."""

_SIZE, _LINE, _MOST, _AIR, _LONGEST = 11.5, 13.0, 4, 5.0, 90.0


def words(cluster: Cluster) -> str:
    """What stands over a block; nothing where the column says it all."""
    return cluster.name or ("" if cluster.kind.where == "path" else cluster.kind.many)


def brief(name: str) -> str:
    """What of a name is needed to know it: of "Safety: CRS and ICANS" the part before the colon."""
    return name.partition(": ")[0]


def height(cluster: Cluster, width: float, scale: float) -> float:
    """The height that the brief heading needs over a block with so much width, both on the page."""
    lines = _lines(brief(words(cluster)), round(width * scale))
    return (lines * _LINE + _AIR) / scale if lines else _AIR


def least_width(cluster: Cluster, scale: float) -> float:
    """The width of the longest word of the brief heading, on the page."""
    return longest_word([brief(words(cluster))], scale)


def longest_word(labels: Iterable[str], scale: float) -> float:
    """The width of the longest word of labels, on the page; very long ones are cut anyway."""
    return max((_width(word) for label in labels for word in label.split()[:40]), default=0.0) / scale


def scale_of(width: float, height: float) -> float:
    """How large a page of this size is drawn when all of it is seen."""
    return max(min(SCREEN[0] / max(width, 1), SCREEN[1] / max(height, 1), 1.0), SMALLEST)


@cache
def _lines(text: str, width: int) -> int:
    return len(wrap(text, width, _SIZE, _MOST))


@cache
def _width(word: str) -> float:
    return min(width_of(word, _SIZE), _LONGEST)
