"""What each claim stands on, and what is left of it: sets alone, no graph.

A set of works is an integer with one bit for each, so that joining the sets of ten thousand
claims stays fast.  Supports may form cycles; nothing here depends on order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

LOSES_ALL = "loses all support"
FALLS_BACK = "falls back on argument"
WEAKENED = "weakened"
INHERITS = "inherits the loss"
UNCHANGED = "unchanged"
STATUSES = (LOSES_ALL, FALLS_BACK, WEAKENED, INHERITS, UNCHANGED)
"""Gravest first."""


@dataclass(frozen=True)
class Footing:
    """What one claim stands on, before and after: ``direct`` is D, ``total`` is E of docs/impact.md."""

    direct: int
    total: int
    direct_left: int
    total_left: int

    @property
    def status(self) -> str:
        """One of :data:`STATUSES`."""
        if self.total and not self.total_left:
            return LOSES_ALL
        if self.direct and not self.direct_left:
            return FALLS_BACK
        if self.direct != self.direct_left:
            return WEAKENED
        return INHERITS if self.total != self.total_left else UNCHANGED


def footings(
    direct: Mapping[str, int],
    below: Mapping[str, Collection[str]],
    gone_works: int,
    gone_claims: Collection[str],
    total: Mapping[str, int] | None = None,
) -> dict[str, Footing]:
    """The footing of every claim that stays.

    ``direct`` has the works that each claim rests on, ``below`` the claims that support it; ``total``
    is what :func:`gathered` makes of both, for whoever has it.
    """
    total = gathered(direct, below) if total is None else total
    left = {claim: works & ~gone_works for claim, works in direct.items() if claim not in gone_claims}
    still_below = {claim: [c for c in below.get(claim, ()) if c in left] for claim in left}
    total_left = gathered(left, still_below)
    return {claim: Footing(direct[claim], total[claim], left[claim], total_left[claim]) for claim in left}


def gathered(direct: Mapping[str, int], below: Mapping[str, Collection[str]]) -> dict[str, int]:
    """The works of each claim and of all claims below it."""
    total = dict(direct)
    order = list(_lowest_first(direct, below))
    changed = True
    while changed:  # twice for a tree; again only where supports form a cycle
        changed = False
        for claim in order:
            works = total[claim]
            for lower in below.get(claim, ()):
                works |= total[lower]
            if works != total[claim]:
                total[claim] = works
                changed = True
    return total


def _lowest_first(claims: Collection[str], below: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Every claim once, what supports it before it where there is no cycle."""
    seen: set[str] = set()
    for start in claims:
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(below.get(start, ())))]
        while path:
            claim, lower = path[-1]
            found = next((other for other in lower if other not in seen), None)
            if found is None:
                path.pop()
                yield claim
            else:
                seen.add(found)
                path.append((found, iter(below.get(found, ()))))
