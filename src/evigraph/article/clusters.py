"""Links to citations and the clusters they are printed in, with the ranges between two numbers expanded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
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
_RANGE = re.compile(r"\D?(\d{1,3})\s?[-‐‑–—−]\s?(\d{1,3})\D?")
_OPEN_END = re.compile(r"\s?[-‐‑–—−]\s?(\d{1,3})(?=\s?[\]),;])")
_IN_BRACKETS = re.compile(r"[\[(][\d\s,;‐‑–—−-]*$")
_MOST_BETWEEN = 200
_PLACE = itemgetter(0, 1)


class Cited:
    """The links of an article, block by block, as citations, and as clusters once these are asked for.

    ``numbers`` gives the entry an identifier names; ``labels`` the entry that is printed as a number.
    """

    def __init__(
        self, links: Sequence[Link], blocks: Sequence[Block], numbers: Mapping[str, int], labels: Mapping[str, int]
    ) -> None:
        self._blocks, self._labels = blocks, labels
        sentence = later(self._sentence_of)
        cluster = later(self._number_of)
        self.citations = tuple(
            [_citation(link, blocks[link[0]], numbers, sentence, cluster) for link in sorted(links, key=_PLACE)]
        )

    def clusters(self, _: object = None) -> tuple[Cluster, ...]:
        """The clusters, in the order of the text."""
        return tuple(_cluster(group, self._blocks[group[0].block], self._labels) for group in self._groups)

    @cached_property
    def _groups(self) -> list[list[Citation]]:
        groups: list[list[Citation]] = []
        for citation in self.citations:
            last = groups[-1][-1] if groups else None
            text = self._blocks[citation.block].text
            if last and last.block == citation.block and _goes_on(text, last.end, citation.start):
                groups[-1].append(citation)
            else:
                groups.append([citation])
        return groups

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """The cluster of each citation, by its identity: equal ones may stand in different clusters."""
        return {id(citation): number for number, group in enumerate(self._groups) for citation in group}

    def _number_of(self, citation: Citation) -> int:
        return self._numbers[id(citation)]

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
        if left.references and right.references and _DASH.fullmatch(block.text, left.end, max(right.start, left.end)):
            meant |= _between(left.references[-1], right.references[0])
    for citation in citations:
        if len(citation.references) in (1, 2) and (ends := _RANGE.fullmatch(citation.text)):
            low, high = (labels.get(part, 0) for part in ends.groups())
            meant |= _between(low, high) if low and set(citation.references) <= {low, high} else set()
    last = citations[-1]
    if last.text.isdecimal() and (open_end := _OPEN_END.match(block.text, end)):
        low, high = labels.get(last.text, 0), labels.get(open_end[1], 0)
        if last.references == (low,) and high and _IN_BRACKETS.search(block.text[max(0, first.start - 40) : end]):
            meant |= _between(low, high)
            end = open_end.end(1)
    text = block.text[first.start : end]
    implied = tuple(sorted(meant - named))
    return Cluster(first.block, first.sentence, first.start, end, first.at, text, tuple(sorted(meant)), implied)


def _between(low: int, high: int) -> set[int]:
    """A range of the reference list; empty where the two ends make none."""
    return set(range(low, high + 1)) if low < high <= low + _MOST_BETWEEN else set()
