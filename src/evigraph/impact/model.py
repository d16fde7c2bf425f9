"""What would fall, as plain values."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from evigraph.audit import Finding
from evigraph.impact.argument import STATUSES, UNCHANGED


@dataclass(frozen=True)
class Reference:
    """A work: ``numbers`` are all the places it has in the printed list, ``name`` is like "Topp 2014"."""

    key: str
    numbers: tuple[int, ...]
    name: str
    title: str
    role: str
    studies: tuple[str, ...]


@dataclass(frozen=True)
class Support:
    """Evidence counted: works, independent cohorts, and the patients in them.

    ``patients`` is the least there can be; ``unstated`` is how many of the cohorts do not
    state their number.
    """

    works: int
    cohorts: int
    patients: int
    unstated: int


@dataclass(frozen=True)
class Removed:
    """Something taken away: ``kind`` is "reference", "study" or "claim"."""

    kind: str
    id: str
    label: str


@dataclass(frozen=True)
class Change:
    """A claim before and after.

    ``direct`` counts the works it rests on itself, ``total`` also those of the claims that
    support it.  ``left`` are the works of ``total`` that stay.  ``loses_first_hand``: its last
    first-hand (primary) source is gone from ``total``.  ``supports``: what it is a reason for.
    """

    id: str
    label: str
    status: str
    direct: Support
    direct_left: Support
    total: Support
    total_left: Support
    left_directly: tuple[Reference, ...]
    left: tuple[Reference, ...]
    studies_left: tuple[str, ...]
    loses_first_hand: bool
    supports: tuple[str, ...]
    thesis: bool


@dataclass(frozen=True)
class Audited:
    """How the audit changes: findings that come, that go, and that compare other values than before."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    changed: tuple[Finding, ...]


_LISTED = ("context", "reasons")


@dataclass(frozen=True)
class Impact:
    """What happens without ``removed``.

    ``claims`` are those that change, gravest first; ``context`` those that cite a removed
    work without resting on it; ``reasons`` those that a removed claim supported; ``total``
    counts all claims that stay.  ``rows``, ``cells`` and ``results`` are the table rows, table
    cells and study results that go.
    """

    removed: tuple[Removed, ...]
    references: tuple[Reference, ...]
    studies: tuple[str, ...]
    claims: tuple[Change, ...]
    context: tuple[tuple[str, str], ...]
    total: int
    rows: tuple[str, ...]
    cells: tuple[str, ...]
    results: tuple[str, ...]
    audit: Audited | None = None
    reasons: tuple[tuple[str, str], ...] = ()

    def counts(self) -> dict[str, int]:
        """How many of the claims that stay have each status; all of them together."""
        found = Counter(change.status for change in self.claims if change.status != UNCHANGED)
        changed = {status: found[status] for status in STATUSES if status != UNCHANGED}
        return {**changed, UNCHANGED: self.total - sum(changed.values())}

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        audit = self.audit
        data: dict[str, Any] = {"removed": [asdict(item) for item in self.removed], "counts": self.counts()}
        data |= {name: value for name, value in _plain(self).items() if name not in ("removed", "audit", *_LISTED)}
        data |= {name: [{"id": claim, "label": label} for claim, label in getattr(self, name)] for name in _LISTED}
        names = ("new", "gone", "changed")
        data["audit"] = audit and {name: [found.to_dict() for found in getattr(audit, name)] for name in names}
        return data

    def __str__(self) -> str:
        from evigraph.impact.text import impact_text

        return impact_text(self)

    def _repr_html_(self) -> str:
        import html

        return f"<pre>{html.escape(str(self))}</pre>"


def _plain(impact: Impact) -> dict[str, Any]:
    """The fields as plain data, tuples as lists; the audit is left out, for it has a form of its own."""
    from dataclasses import replace

    return asdict(replace(impact, audit=None))
