"""Citations in the text, one for each link, and the clusters that a reader sees."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.article.later import waiting


@waiting("sentence", "cluster")
@dataclass(frozen=True, slots=True)
class Citation:
    """One link from the text to the reference list.

    ``block`` is an index into the article's blocks, ``sentence`` counts from 1 within it; ``start`` and
    ``end`` are half-open code points of the block's text, ``at`` is ``start`` in the text of the article.
    ``references`` are numbers (from 1) of the reference list; ``missing`` are identifiers that name no entry.
    """

    block: int
    sentence: int
    start: int
    end: int
    at: int
    text: str
    references: tuple[int, ...]
    cluster: int
    missing: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Citations printed together: "5-9" or "Lee 2015; Park 2018".

    ``references`` are the numbers of all entries meant, in the order of the list, those between the two
    ends of a range among them; ``implied`` are the ones that no link of the cluster names.
    """

    block: int
    sentence: int
    start: int
    end: int
    at: int
    text: str
    references: tuple[int, ...]
    implied: tuple[int, ...] = ()
