"""Numbers that several articles attribute to one work and that differ, as findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from evigraph.corpus.index import Differing
from evigraph.corpus.quads import Quads, iri, text
from evigraph.ns import BASE

GRAPH = f"{BASE}source/numbers"
CHECK = "numbers-differ"


def number_quads(differing: Iterable[Differing]) -> Iterator[bytes]:
    """A finding for each work, measure and unit; numbers to be compared come together."""
    for (work, measure, unit), group in groupby(differing, key=lambda each: (each.work, each.measure, each.unit)):
        quads, numbers = Quads(GRAPH), list(group)
        node = iri(f"{BASE}finding/{CHECK}.{hashlib.sha256(f'{work} {measure} {unit}'.encode()).hexdigest()[:16]}")
        values = sorted({each.value for each in numbers}, key=float)
        articles = len({each.article for each in numbers})
        quads.type(node, "ev:Finding")
        quads.add(node, "ev:check", text(CHECK))
        shown = ", ".join(f"{value} {unit}".strip() for value in values)
        quads.add(node, "rdfs:label", text(f"{articles} articles attribute to this work: {measure} {shown}."))
        for each in numbers:
            quads.add(node, "ev:concerns", iri(each.node))
        yield quads.encode()
