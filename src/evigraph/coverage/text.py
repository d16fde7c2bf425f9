"""The comparison in words."""

from __future__ import annotations

from collections.abc import Iterator

from evigraph.coverage.model import Coverage


def coverage_text(found: Coverage) -> str:
    """The comparison as lines of plain text: the counts first, then each problem with its place."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Coverage) -> Iterator[str]:
    passages = f"{found.passages_found} of {found.passages_total} passages found"
    clusters = f"{found.clusters_found} of {found.clusters_total} clusters covered"
    yield f"{found.article}: {passages}; {clusters}"
    if not found.same_text:
        yield "The text differs from the one curated.  " + _moved(found)
    if found.uncovered:
        yield f"{found.uncovered} code points of prose belong to no passage."
    for problem in found.problems:
        yield f"{found.source}:{problem.place}: {problem.kind}: {problem.message}"
    if found.complete:
        yield "Complete both ways: every citation printed is in the graph, every passage is in the text."


def _moved(found: Coverage) -> str:
    if not found.passages_found:
        return "None of its passages is in it."
    if found.shift is None:
        return "Passages were looked for nearby, and moved by different amounts."
    if found.shift == 0:
        return "The passages found stand where they should."
    way = "later" if found.shift > 0 else "earlier"
    by = f"{abs(found.shift)} code point{'s' if abs(found.shift) > 1 else ''}"
    return f"All passages found stand {by} {way}: something before them differs."
