"""Links to citations and the clusters they are printed in, with the ranges between two numbers expanded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from evigraph.article.citation import Citation, Cluster
from evigraph.article.flow import Link
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


def cited(
    links: Sequence[Link], blocks: Sequence[Block], numbers: Mapping[str, int], labels: Mapping[str, int]
) -> tuple[tuple[Citation, ...], tuple[Cluster, ...]]:
    """The citations and clusters of all links.

    ``numbers`` gives the entry an identifier names; ``labels`` the entry that is printed as a number.
    """
    citations: list[Citation] = []
    clusters: list[Cluster] = []
    for index, of_block in groupby(links, key=itemgetter(0)):
        block = blocks[index]
        for group in _grouped(sorted(of_block, key=itemgetter(1)), block.text):
            made = [_citation(link, block, numbers, len(clusters)) for link in group]
            citations += made
            clusters.append(_cluster(made, block, labels))
    return tuple(citations), tuple(clusters)


def _grouped(links: list[Link], text: str) -> list[list[Link]]:
    groups: list[list[Link]] = []
    for link in links:
        if groups and _goes_on(text, groups[-1][-1].end, link.start):
            groups[-1].append(link)
        else:
            groups.append([link])
    return groups


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether what is printed between two links leaves them one cluster."""
    if start <= end or _BETWEEN.fullmatch(text, end, start):
        return True
    short = start - end < _LONGEST_NAMES
    return short and _NAMES.fullmatch(text, end, start) is not None and _is_open(text, end)


def _is_open(text: str, place: int) -> bool:
    """Whether a place is in brackets."""
    return text.rfind("(", max(0, place - _MOST_BEFORE), place) > text.rfind(")", max(0, place - _MOST_BEFORE), place)


def _citation(link: Link, block: Block, numbers: Mapping[str, int], cluster: int) -> Citation:
    found = tuple(dict.fromkeys(numbers[target] for target in link.targets if target in numbers))
    missing = tuple(target for target in link.targets if target not in numbers)
    text = block.text[link.start : link.end]
    sentence = block.sentence_at(link.start)
    at = block.start + link.start
    return Citation(link.block, sentence, link.start, link.end, at, text, found, cluster, missing, link.line)


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
