"""Numbers that are printed like the citations of an article and are no links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evigraph.article.article import Article
from evigraph.article.printed import numbers_of
from evigraph.article.text import Block

_PRINTED = re.compile(r"\[\s?(\d{1,4}(?:\s?[-‐‑‒–—−,;]\s?\d{1,4})*)\s?\]")
_VALUE = re.compile(
    r"(?:[\d%=±<>≤≥~(\[/*^_]|\b(?:CI|CrI|IQR|SD|range|ranges|ranged|ranging|interval|median|mean))"
    r"[\s,:;]*$",
    re.IGNORECASE,
)
_FEWEST = 3
_BEFORE = 24


def unlinked(article: Article) -> Iterator[tuple[int, str]]:
    """Line and text of each; only where the article cites by numbers in brackets, and not in tables.

    An interval, an index of a formula or a value with its range looks the same: what stands behind a number, a sign or
    the name of an interval is none, nor is what begins a paragraph.
    """
    linked: dict[int, list[tuple[int, int]]] = {}
    bracketed = 0
    for citation in article.citations:
        linked.setdefault(citation.block, []).append((citation.start, citation.end))
        text = article.blocks[citation.block].text
        before, behind = text[: citation.end].rfind("["), text.find("]", citation.start)
        bracketed += _PRINTED.fullmatch(text, before, behind + 1) is not None if before >= 0 <= behind else False
    if bracketed < _FEWEST or 2 * bracketed < len(article.citations):
        return
    for index, block in enumerate(article.blocks):
        if block.kind != "row" and "[" in block.text:
            yield from _in_block(block, linked.get(index, []), len(article.references))


def _in_block(block: Block, linked: list[tuple[int, int]], highest: int) -> Iterator[tuple[int, str]]:
    taken = [*linked, *((mark.start, mark.end) for mark in block.marks if mark.kind in ("formula", "see", "link"))]
    for match in _PRINTED.finditer(block.text):
        start, end = match.span()
        if not start or any(first < end and start < last for first, last in taken):
            continue
        numbers = numbers_of(match[1])
        rising = list(numbers) == sorted(set(numbers))
        if not numbers or not rising or numbers[0] < 1 or numbers[-1] > highest:
            continue
        if not _VALUE.search(block.text[max(0, start - _BEFORE) : start]):
            yield block.line, match.group()
