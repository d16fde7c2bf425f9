"""A text against what the graph keeps of it, both ways."""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter

from evigraph.article.printed import Cluster, numbers_of, printed_clusters
from evigraph.coverage.curated import CuratedText, Passage, Span
from evigraph.coverage.layout import Layout
from evigraph.coverage.locate import Found, locate
from evigraph.coverage.model import Coverage, Problem

Placed = tuple[int, Problem]
"""A problem with the offset it is sorted by."""

_STATES = {
    "changed": "the words of {} here are not those that were curated",
    "missing": "{} should stand here, but nothing is left of it",
    "beyond-end": "the text ends before {} does",
    "unplaced": "the graph keeps no offsets or no hash of {}, so it cannot be looked up",
}


def compare(text: str, curated: CuratedText, source: str) -> Coverage:
    """What ``text`` and the graph say of each other; ``source`` is what people call the text."""
    return _Comparison(text, curated).result(source)


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
        problems = [*self._passages(), *differing, *map(self._stretch, stretches)]
        here = sum(found.state == "found" for found in self.found)
        if not here and any(found.state != "unplaced" for found in self.found):
            message = "nothing of the article is found in this text; is it the right file?"
            problems, matched, clusters, stretches = [self._problem("wrong-text", 0, message)], 0, [], []
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
            problems=tuple(problem for _, problem in sorted(problems, key=itemgetter(0))),
        )

    def _problem(self, kind: str, offset: int, message: str) -> Placed:
        return offset, Problem(kind, self.layout.place(offset), message)

    def _passages(self) -> Iterator[Placed]:
        for passage, found in zip(self.curated.passages, self.found, strict=True):
            if found.state != "found":
                message = _STATES[found.state].format(passage.id)
                yield self._problem(f"passage-{found.state}", found.offset, message)

    def _clusters(self, clusters: list[Cluster]) -> tuple[list[Placed], int]:
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

    def _groups(self, passage: Passage, found: Found, printed: list[Cluster]) -> tuple[list[Placed], int]:
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
            kind = "cluster-differs" if has else "cluster-unknown"
            known = f"the graph has {has or 'nothing'} there in {passage.id}"
            for cluster in printed[first:last]:
                problems.append(self._problem(kind, cluster.start, f"{cluster.text} is cited here, but {known}"))
            if first == last and found.state != "beyond-end":
                message = f"the graph has {has} in {passage.id}, which does not cite it here"
                problems.append(self._problem("cluster-not-printed", found.offset, message))
        return problems, matched

    def _uncovered(self) -> Iterator[Span]:
        """Stretches of prose in the body that belong to no passage; a cluster alone is none."""
        for start, end in self._between():
            if any(char.isalpha() for char in self.text[start:end]):
                yield start, end

    def _between(self) -> Iterator[Span]:
        position, end = self.body
        for (start, stop), _ in self.spans:
            if stop > self.body[0] and start < end:
                yield from self.layout.prose(position, start)
                position = max(position, stop)
        yield from self.layout.prose(position, end)

    def _stretch(self, span: Span) -> Placed:
        start, end = span
        message = f"{end - start} code points, to {self.layout.place(end)}, belong to no passage"
        return self._problem("text-uncovered", start, message)


def _shift(found: Iterable[Found]) -> int | None:
    """By how many code points every passage has moved, when all moved alike."""
    shifts = {found.shift for found in found if found.state == "found"}
    return shifts.pop() if len(shifts) == 1 else None
