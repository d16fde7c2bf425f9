"""What became of the works of a corpus after they were published, as a public list tells it."""

from __future__ import annotations

from collections.abc import Iterator

from evigraph.corpus.index import Index
from evigraph.corpus.keys import keys_of, work_iri
from evigraph.corpus.quads import Quads, iri, name, text
from evigraph.ns import BASE, as_segment
from evigraph.standing.told import Listed, Told

GRAPH = f"{BASE}source/standing"


def standing_quads(listed: Listed, index: Index) -> tuple[bytes, int]:
    """The records of a list that are about works of the corpus, and how many works those are."""
    quads = Quads(GRAPH)
    found = {
        (work, told.status, told.date): told
        for told in reversed(listed.told)
        if told.status and not told.fault
        for key in _keys(told)
        if (work := index.work_of(key))
    }
    for (work, status, date), told in sorted(found.items(), key=lambda item: item[0]):
        node = iri(f"{BASE}standing/{as_segment(work)}.{status}{f'.{date}' if date else ''}")
        quads.type(node, "ev:Standing")
        quads.add(node, "ev:standingOf", iri(work_iri(work)))
        quads.add(node, "ev:standingStatus", name(f"ev:{status}"))
        quads.add(node, "ev:toldBy", text(listed.source))
        for property_, value in (
            ("ev:statusDate", date),
            ("ev:noticeDoi", told.notice),
            ("ev:reason", told.reason),
        ):
            if value:
                quads.add(node, property_, text(value))
    return quads.encode(), len({work for work, _, _ in found})


def _keys(told: Told) -> Iterator[str]:
    """What the work of a record may be known by."""
    for doi in told.doi.split():
        yield from keys_of({"DOI": doi}).all
    yield from keys_of({"PMID": told.pmid}).all
