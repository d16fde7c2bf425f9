"""Numbers that are printed like the citations of an article and are no links."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

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
    for citation in article.citations:
        linked.setdefault(citation.block, []).append((citation.start, citation.end))
    bracketed = sum(_bracketed(article.blocks[block].text, links) for block, links in linked.items())
    if bracketed < _FEWEST or 2 * bracketed < len(article.citations):
        return
    for index, block in enumerate(article.blocks):
        if block.kind != "row" and "[" in block.text:
            yield from _in_block(block, linked.get(index, []), len(article.references))


def _bracketed(text: str, links: Sequence[tuple[int, int]]) -> int:
    """How many links of a block stand in brackets that hold nothing but numbers: the last opened, the first closed."""
    printed = [match.span() for match in _PRINTED.finditer(text)]
    count = 0
    for start, end in links:
        place = bisect_left(printed, (end, 0)) - 1
        if place >= 0:
            first, last = printed[place]
            count += start < last and "[" not in text[last:end] and "]" not in text[start:first]
    return count


def _in_block(block: Block, linked: list[tuple[int, int]], highest: int) -> Iterator[tuple[int, str]]:
    marked = ((mark.start, mark.end) for mark in block.marks if mark.kind in ("formula", "see", "link"))
    taken = sorted([*linked, *marked], reverse=True)
    reached = 0  # how far reaches what begins before a match ends; matches come in order
    for match in _PRINTED.finditer(block.text):
        start, end = match.span()
        while taken and taken[-1][0] < end:
            reached = max(reached, taken.pop()[1])
        if not start or start < reached:
            continue
        numbers = numbers_of(match[1])
        rising = list(numbers) == sorted(set(numbers))
        if not numbers or not rising or numbers[0] < 1 or numbers[-1] > highest:
            continue
        if not _VALUE.search(block.text[max(0, start - _BEFORE) : start]):
            yield block.line, match.group()
