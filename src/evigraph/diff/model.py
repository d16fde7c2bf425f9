"""One change, and all of them in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

LEVELS = ("grave", "substantial", "editorial")
"""Gravest first: evidence was lost or cannot be reconciled any more; what is said changed; how it is said."""

GROUPS = {
    "sources": "What claims rest on and cite",
    "findings": "Findings of the audit",
    "claims": "Claims",
    "argument": "The argument among claims",
    "numbers": "Numbers",
    "studies": "Studies and cohorts",
    "references": "References",
    "text": "The article: passages and tables",
    "terms": "Terms",
}
"""Group -> its heading, in the order in which groups of equal weight stand."""


@dataclass(frozen=True)
class Change:
    """One thing that changed, in a sentence.

    ``kind`` is stable (kebab-case); ``node`` is the short identifier of what it concerns;
    ``old`` and ``new`` are empty where there was or is nothing.
    """

    level: str
    group: str
    kind: str
    node: str
    message: str
    old: str = ""
    new: str = ""

    def to_dict(self) -> dict[str, str]:
        """Plain data for JSON."""
        return {
            "level": self.level,
            "group": self.group,
            "kind": self.kind,
            "node": self.node,
            "message": self.message,
            "old": self.old,
            "new": self.new,
        }


@dataclass(frozen=True)
class Changes:
    """All changes from one graph to another, grouped, the gravest group first."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        """True when anything changed."""
        return bool(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def counts(self) -> dict[str, int]:
        """How many changes of each level."""
        return {level: sum(change.level == level for change in self.changes) for level in LEVELS}

    def groups(self) -> dict[str, list[Change]]:
        """The changes of each group that has any, in order."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.group, []).append(change)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"counts": self.counts(), "changes": [change.to_dict() for change in self.changes]}


def ordered(changes: Iterable[Change]) -> Changes:
    """The changes in the order in which people read them: groups by their gravest change, then as in GROUPS."""
    every = [replace(change, message=change.message[:1].upper() + change.message[1:]) for change in changes]
    gravest: dict[str, int] = {}
    for change in every:
        level = LEVELS.index(change.level)
        gravest[change.group] = min(level, gravest.get(change.group, level))
    order = list(GROUPS)

    def key(change: Change) -> tuple[int, int, int, str, str, str]:
        level, group = LEVELS.index(change.level), order.index(change.group)
        return gravest[change.group], group, level, change.node, change.kind, change.message

    return Changes(tuple(sorted(every, key=key)))
