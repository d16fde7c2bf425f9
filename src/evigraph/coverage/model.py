"""What a comparison of a text with the graph comes to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Problem:
    """One disagreement: a stable ``kind``, its place in the text as ``line:column``, and words for it."""

    kind: str
    place: str
    message: str


@dataclass(frozen=True)
class Coverage:
    """How far a text and the graph of its article bear each other out.

    ``same_text`` says whether the text is the very one that was curated.  When it is not,
    ``shift`` is the number of code points by which every passage found has moved, or None
    when they moved differently.  ``clusters_total`` counts the clusters printed in the
    body, ``clusters_found`` those that the graph has as printed, ``uncovered`` the code
    points of prose in no passage.
    """

    article: str
    source: str
    same_text: bool
    shift: int | None
    passages_found: int
    passages_total: int
    clusters_found: int
    clusters_total: int
    uncovered: int
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        """True when text and graph bear each other out both ways."""
        return self.passages_total > 0 and not self.problems

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data, for JSON."""
        return {**asdict(self), "problems": [asdict(p) for p in self.problems], "complete": self.complete}
