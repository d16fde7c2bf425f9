"""Works that the same articles cite: counted once, when a corpus is built, because a query would take too long."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from evigraph.corpus.index import Together
from evigraph.corpus.keys import work_iri
from evigraph.corpus.quads import Quads, integer, iri
from evigraph.ns import BASE

GRAPH = f"{BASE}source/pairs"
MOST = 10_000
"""So many pairs are kept, the most frequent; the others say little."""


def pair_quads(pairs: Iterable[Together]) -> tuple[bytes, int]:
    """The pairs as statements, and how many they are."""
    quads, count = Quads(GRAPH), 0
    for pair in pairs:
        digest = hashlib.sha256(f"{pair.first} {pair.second}".encode()).hexdigest()[:16]
        node = iri(f"{BASE}pair/{digest}")
        quads.type(node, "ev:CitedPair")
        quads.add(node, "ev:firstOfPair", iri(work_iri(pair.first)))
        quads.add(node, "ev:secondOfPair", iri(work_iri(pair.second)))
        quads.add(node, "ev:citedTogether", integer(pair.articles))
        count += 1
        quads.add(node, "ev:pairRank", integer(count))
    return quads.encode(), count
