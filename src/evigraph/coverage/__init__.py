"""Is a copy of an article covered by the graph, and the graph by the copy?

clusters   printed citation clusters, found and read
curated    what the graph keeps of the text: offsets, hashes, citation groups, conventions
locate     passages found again by hash, also where the text has moved
layout     lines that are no prose; lines and columns
model      the answer
text       the answer in words
"""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from evigraph.coverage.clusters import Cluster, numbers_of, printed_clusters
from evigraph.coverage.curated import CuratedText, Passage, Span, curated_text, find_article
from evigraph.coverage.layout import Layout
from evigraph.coverage.locate import Found, collapsed, locate
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
    return _Comparison(_read(source), curated).result(str(source))


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


class _Comparison:
    """One text against what the graph keeps of it."""

    def __init__(self, text: str, curated: CuratedText) -> None:
        self.text = text
        self.curated = curated
        self.layout = Layout(text, curated)
        located = locate(text, curated, self.layout)
        self.found, self.body, self.same = located.passages, located.body, located.same_text
        self.spans = sorted((span, index) for index, found in enumerate(self.found) for span in found.spans)

    def result(self, source: str) -> Coverage:
        clusters = printed_clusters(self.text, *self.body, self.curated.style)
        differing, matched = self._clusters(clusters)
        stretches = list(self._uncovered())
        here = sum(found.state == "found" for found in self.found)
        if self.found and not here:
            message = "nothing of the article is found in this text; is it the right file?"
            problems = [(0, Problem("wrong-text", self.layout.place(0), message))]
        else:
            problems = [*self._passages(), *differing, *map(self._stretch, stretches)]
        return Coverage(
            article=self.curated.article,
            source=source,
            same_text=self.same,
            shift=None if self.same else _shift(self.found),
            passages_found=here,
            passages_total=len(self.found),
            clusters_found=matched,
            clusters_total=len(clusters),
            uncovered=sum(end - start for start, end in stretches),
            problems=tuple(problem for _, problem in sorted(problems)),
        )

    def _problem(self, kind: str, offset: int, message: str) -> tuple[int, Problem]:
        return offset, Problem(kind, self.layout.place(offset), message)

    def _passages(self) -> Iterator[tuple[int, Problem]]:
        said = {
            "changed": "the words of {} here are not those that were curated",
            "missing": "{} should stand here, but nothing is left of it",
            "beyond-end": "the text ends before {} does",
            "unplaced": "the graph keeps no offsets or no hash of {}, so it cannot be looked up",
        }
        for passage, found in zip(self.curated.passages, self.found, strict=True):
            if found.state != "found":
                yield self._problem(
                    f"passage-{found.state}", found.offset, said[found.state].format(passage.id)
                )

    def _clusters(self, clusters: list[Cluster]) -> tuple[list[tuple[int, Problem]], int]:
        """What is wrong with printed clusters, and how many are as the graph has them."""
        printed: dict[int, list[Cluster]] = defaultdict(list)
        problems = []
        matched = 0
        for cluster in clusters:
            index = self._passage_at(cluster.start)
            if index is None:
                message = f"{cluster.text} is cited here, but no passage of the graph covers it"
                problems.append(self._problem("cluster-uncovered", cluster.start, message))
            else:
                printed[index].append(cluster)
        for index, passage in enumerate(self.curated.passages):
            if self.found[index].state in ("found", "changed", "beyond-end"):
                faults, good = self._groups(passage, self.found[index], printed[index])
                problems += faults
                matched += good
        return problems, matched

    def _passage_at(self, offset: int) -> int | None:
        position = bisect_right(self.spans, ((offset, len(self.text) + 1), 0)) - 1
        if position < 0:
            return None
        (start, end), index = self.spans[position]
        return index if start <= offset < end else None

    def _groups(
        self, passage: Passage, found: Found, printed: list[Cluster]
    ) -> tuple[list[tuple[int, Problem]], int]:
        """Printed clusters of a passage aligned with its citation groups."""
        groups = passage.groups
        aligned = difflib.SequenceMatcher(
            None, [numbers_of(group) for group in groups], [cluster.numbers for cluster in printed], False
        )
        problems = []
        matched = 0
        for operation, low, high, first, last in aligned.get_opcodes():
            if operation == "equal":
                matched += last - first
                continue
            has = ", ".join(groups[low:high])
            for cluster in printed[first:last]:
                kind = "cluster-differs" if has else "cluster-unknown"
                known = (
                    f"the graph has {has} in {passage.id}" if has else f"the graph has it not in {passage.id}"
                )
                problems.append(
                    self._problem(kind, cluster.start, f"{cluster.text} is cited here, but {known}")
                )
            if first == last and found.state != "beyond-end":
                message = f"the graph has {has} in {passage.id}, which does not cite it here"
                problems.append(self._problem("cluster-not-printed", found.offset, message))
        return problems, matched

    def _uncovered(self) -> Iterator[Span]:
        """Stretches of prose in the body that belong to no passage."""
        position, end = self.body
        for (start, stop), _ in self.spans:
            if stop > self.body[0] and start < end:
                yield from self.layout.prose(position, start)
                position = max(position, stop)
        yield from self.layout.prose(position, end)

    def _stretch(self, span: Span) -> tuple[int, Problem]:
        start, end = span
        message = f"{end - start} code points, to {self.layout.place(end)}, belong to no passage"
        return self._problem("text-uncovered", start, message)


def _shift(found: Iterable[Found]) -> int | None:
    """By how many code points every passage has moved, when all moved alike."""
    shifts = {found.shift for found in found if found.state == "found"}
    return shifts.pop() if len(shifts) == 1 else None


__all__ = ["Coverage", "Problem", "coverage", "coverage_text", "passage_text"]
