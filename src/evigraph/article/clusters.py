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
            clusters.append(_cluster(made, block))
    return tuple(citations), tuple(clusters)


def _grouped(links: list[Link], text: str) -> list[list[Link]]:
    groups: list[list[Link]] = []
    for link in links:
        if groups and _BETWEEN.fullmatch(text, groups[-1][-1].end, max(link.start, groups[-1][-1].end)):
            groups[-1].append(link)
        else:
            groups.append([link])
    return groups


def _citation(link: Link, block: Block, numbers: Mapping[str, int], cluster: int) -> Citation:
    found = tuple(dict.fromkeys(numbers[target] for target in link.targets if target in numbers))
    missing = tuple(target for target in link.targets if target not in numbers)
    text = block.text[link.start : link.end]
    sentence = block.sentence_at(link.start)
    at = block.start + link.start
    return Citation(link.block, sentence, link.start, link.end, at, text, found, cluster, missing, link.line)


def _cluster(citations: list[Citation], block: Block) -> Cluster:
    first, end = citations[0], max(citation.end for citation in citations)
    named = {number for citation in citations for number in citation.references}
    meant = set(named)
    for left, right in pairwise(citations):
        if left.references and right.references and _DASH.fullmatch(block.text, left.end, max(right.start, left.end)):
            low, high = left.references[-1], right.references[0]
            if low < high <= low + _MOST_BETWEEN:
                meant |= set(range(low, high + 1))
    return Cluster(
        first.block,
        first.sentence,
        first.start,
        end,
        first.at,
        block.text[first.start : end],
        tuple(sorted(meant)),
        tuple(sorted(meant - named)),
    )
