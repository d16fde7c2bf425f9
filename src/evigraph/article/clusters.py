"""Links to citations and the clusters they are printed in, with the ranges between two numbers expanded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import Any

from evigraph.article.citation import Citation, Cluster
from evigraph.article.flow import Link
from evigraph.article.later import later
from evigraph.article.text import Block

_DASH = re.compile(r"[\s\]\[()]*[-‐‑‒–—−][\s\]\[()]*|\s*(?:to|through)\s*")
_BETWEEN = re.compile(r"[\s,;&/\[\]()‐‑‒–—−-]*(?:and|or|to|through)?[\s,;&/\[\]()‐‑‒–—−-]*")
# "(Lee et al., 2015; Park and Kim, 2018)" where only the years are links, or what follows them.
_NAMES = re.compile(r"[^\w()\[\]]*;\s*(?:(?:[^\W\d_][^\s\d;()\[\]]*|&)[\s,]+){1,8}(?:\d{4}[a-z]?[\s,]*)?")
_LONGEST_NAMES = 100
_MOST_BEFORE = 2000
_LIST = re.compile(r"\D?\d{1,3}(?:\s?[-‐‑–—−,;]\s?\d{1,3})+\D?")
_PART = re.compile(r"(\d{1,3})(?:\s?[-‐‑–—−]\s?(\d{1,3}))?")
_AROUND = " []()-‐‑‒–—−,;"
_OPEN_END = re.compile(r"\s?[-‐‑–—−]\s?(\d{1,3})(?=\s?[\]),;])")
_IN_BRACKETS = re.compile(r"[\[(][\d\s,;‐‑–—−-]*$")
_MOST_BETWEEN = 200
_PLACE = itemgetter(0, 1)


class Cited:
    """The links of an article, in order, as citations, and as clusters once these are asked for.

    ``numbers`` gives the entry an identifier names; ``labels`` the entry that is printed as a number.
    Citations know this, this knows no citation: nothing goes round in a circle that only the collector ends.
    """

    def __init__(
        self, links: Sequence[Link], blocks: Sequence[Block], numbers: Mapping[str, int], labels: Mapping[str, int]
    ) -> None:
        self._links, self._blocks = sorted(links, key=_PLACE), blocks
        self._numbers, self._labels = numbers, labels

    def citations(self) -> tuple[Citation, ...]:
        """The citations, in the order of the text."""
        blocks, numbers = self._blocks, self._numbers
        sentence, cluster = later(self._sentence_of), later(self._cluster_of)
        return tuple([_citation(link, blocks[link[0]], numbers, sentence, cluster) for link in self._links])

    def clusters(self, citations: Sequence[Citation]) -> tuple[Cluster, ...]:
        """The clusters of these citations, in the order of the text."""
        groups = [list(group) for _, group in groupby(citations, key=attrgetter("cluster"))]
        return tuple(_cluster(group, self._blocks[group[0].block], self._labels) for group in groups)

    @cached_property
    def _clusters(self) -> dict[tuple[int, int], int]:
        """The cluster that is printed at a place of a block; links that begin at one place are in one cluster."""
        clusters: dict[tuple[int, int], int] = {}
        number, before, end = -1, -1, 0
        for block, start, stop, *_ in self._links:
            if block != before or not _goes_on(self._blocks[block].text, end, start):
                number += 1
            clusters[block, start] = number
            before, end = block, stop
        return clusters

    def _cluster_of(self, citation: Citation) -> int:
        return self._clusters[citation.block, citation.start]

    def _sentence_of(self, citation: Citation) -> int:
        return self._blocks[citation.block].sentence_at(citation.start)


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether what is printed between two links leaves them one cluster."""
    if start <= end or _BETWEEN.fullmatch(text, end, start):
        return True
    short = start - end < _LONGEST_NAMES
    return short and _NAMES.fullmatch(text, end, start) is not None and _is_open(text, end)


def _is_open(text: str, place: int) -> bool:
    """Whether a place is in brackets."""
    return text.rfind("(", max(0, place - _MOST_BEFORE), place) > text.rfind(")", max(0, place - _MOST_BEFORE), place)


def _citation(link: Link, block: Block, numbers: Mapping[str, int], sentence: Any, cluster: Any) -> Citation:
    index, start, end, targets, line = link
    found: tuple[int, ...]
    missing: tuple[str, ...] = ()
    if len(targets) == 1 and targets[0] in numbers:
        found = (numbers[targets[0]],)
    else:
        found = tuple(dict.fromkeys(numbers[target] for target in targets if target in numbers))
        missing = tuple(target for target in targets if target not in numbers)
    text = block.text[start:end]
    return Citation(index, sentence, start, end, block.start + start, text, found, cluster, missing, line)


def _cluster(citations: list[Citation], block: Block, labels: Mapping[str, int]) -> Cluster:
    first, end = citations[0], max(citation.end for citation in citations)
    named = {number for citation in citations for number in citation.references}
    meant = set(named)
    for left, right in pairwise(citations):
        if left.references and right.references and _is_range(block.text, left, right):
            meant |= _between(left.references[-1], right.references[0])
    for citation in citations:
        if citation.references and _LIST.fullmatch(citation.text):
            meant |= _printed(citation, labels)
    last = citations[-1]
    if last.text.isdecimal() and (open_end := _OPEN_END.match(block.text, end)):
        low, high = labels.get(last.text, 0), labels.get(open_end[1], 0)
        if last.references == (low,) and high and _IN_BRACKETS.search(block.text[max(0, first.start - 40) : end]):
            meant |= _between(low, high)
            end = open_end.end(1)
    text = block.text[first.start : end]
    implied = tuple(sorted(meant - named))
    return Cluster(first.block, first.sentence, first.start, end, first.at, text, tuple(sorted(meant)), implied)


def _is_range(text: str, left: Citation, right: Citation) -> bool:
    """Whether nothing but a dash stands between what two links say, be it in one of them: "[3-" and "7]"."""
    start = left.start + len(left.text.rstrip(_AROUND))
    end = right.start + len(right.text) - len(right.text.lstrip(_AROUND))
    return _DASH.fullmatch(text, start, max(start, end)) is not None


def _printed(citation: Citation, labels: Mapping[str, int]) -> set[int]:
    """The entries that numbers and ranges printed in one link mean; none where the link leads elsewhere."""
    named: set[int] = set()
    meant: set[int] = set()
    for first, last in _PART.findall(citation.text):
        low, high = labels.get(first, 0), labels.get(last or first, 0)
        if not (low and high):
            return set()
        named |= {low, high}
        meant |= named | _between(low, high)
    return meant if named.intersection(citation.references) and meant.issuperset(citation.references) else set()


def _between(low: int, high: int) -> set[int]:
    """A range of the reference list; empty where the two ends make none."""
    return set(range(low, high + 1)) if low < high <= low + _MOST_BETWEEN else set()
