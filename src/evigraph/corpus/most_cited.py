"""The works that most articles cite, in their order, so that a question for them need not sort all works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evigraph.corpus.keys import work_iri
from evigraph.corpus.quads import Quads, integer, iri
from evigraph.corpus.works import GRAPH, LEAST_COUNTED, Work

MOST = 1_000
"""So many works have a rank."""


class MostCited:
    """Sees all works pass and keeps the most cited of them."""

    def __init__(self) -> None:
        self._kept: list[tuple[int, str]] = []

    def passing(self, works: Iterable[Work]) -> Iterator[Work]:
        """The works, as they come."""
        for work in works:
            if work.articles >= LEAST_COUNTED:
                self._kept.append((-work.articles, work.key))
                if len(self._kept) >= 2 * MOST:
                    self._kept = self._first()
            yield work

    def quads(self) -> bytes:
        """The rank of each as a statement; of works that equally many articles cite, by their keys."""
        quads = Quads(GRAPH)
        for rank, (_, key) in enumerate(self._first(), 1):
            quads.add(iri(work_iri(key)), "ev:citedRank", integer(rank))
        return quads.encode()

    def _first(self) -> list[tuple[int, str]]:
        return sorted(self._kept)[:MOST]
