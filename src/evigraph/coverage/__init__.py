"""Is a copy of an article covered by the graph, and the graph by the copy?

curated    what the graph keeps of the text: offsets, hashes, citation groups, conventions
compare    both ways: what the text lacks, what the graph lacks
locate     passages found again by hash, also where the text has moved
layout     lines that are no prose; lines and columns
model      the answer
text       the answer in words
"""

from __future__ import annotations

from pathlib import Path

from evigraph.coverage.compare import compare
from evigraph.coverage.curated import curated_text, find_article
from evigraph.coverage.layout import Layout
from evigraph.coverage.locate import collapsed, locate
from evigraph.coverage.model import Coverage, Problem
from evigraph.coverage.text import coverage_text
from evigraph.errors import InputError, NotFound, did_you_mean
from evigraph.query import Dataset
from evigraph.read import read_text


def coverage(dataset: Dataset, source: Path, article: str | None = None) -> Coverage:
    """Every passage and citation of the article looked up in the user's copy, and the other way round.

    ``article`` is the identifier of the article, needed only where the workspace has several.

    Raises:
        InputError: the file is no readable text, or the graph does not say where the body stands.
        NotFound: there is no such article; ``Ambiguous`` when there are several and none is named.
    """
    curated = curated_text(dataset, find_article(dataset, article))
    return compare(_read(source), curated, str(source))


def passage_text(dataset: Dataset, source: Path, passage_id: str) -> str:
    """The sentence or table row with this identifier, as the user's copy prints it, white space collapsed.

    ``efficacy.1.2`` is enough where one article has such a passage; else
    ``<article>/passage/efficacy.1.2``.

    Raises:
        InputError: the file is no readable text, or the passage's words are not in it.
        NotFound: no passage is called so; ``Ambiguous`` when several articles have one.
    """
    name = passage_id.removeprefix(dataset.base)
    named, _, last = name.rpartition("/passage/")
    curated = curated_text(dataset, find_article(dataset, named or None))
    known = [passage.id for passage in curated.passages]
    if last not in known:
        raise NotFound(f"{curated.article} has no passage '{last}'. {did_you_mean(last, known)}".strip())
    text = _read(source)
    found = locate(text, curated, Layout(text, curated)).passages[known.index(last)]
    if found.state != "found":
        raise InputError(f"{source} does not hold the words of {last} that were curated.")
    return collapsed(text, found.spans)


def _read(source: Path) -> str:
    text, findings = read_text(source, str(source), "source")
    if text is None:
        raise InputError("\n".join(str(finding) for finding in findings))
    if not text.strip():
        raise InputError(f"{source} is empty; give the text of the article.")
    if "\0" in text:
        raise InputError(f"{source} is not a text: it holds NUL characters.")
    return text


__all__ = ["Coverage", "Problem", "coverage", "coverage_text", "passage_text"]
