"""A finding: one row of a check, with what it concerns, what it compared and what was answered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from evigraph.errors import Place

SEVERITIES = ("error", "warning", "note")
"""Gravest first: cannot be reconciled as cited; weakens what is said; worth knowing."""

OWN_WORDS = (
    "Claims and footnotes in quotation marks are told in the curators' own words, not in the article's; "
    "numbers, headers and cells are as printed."
)
"""What everyone who reads findings should know first."""


@dataclass(frozen=True)
class Response:
    """What a person decided about a finding, and whether the finding is still the one they saw."""

    decision: str
    reason: str
    who: tuple[str, ...]
    when: str
    current: bool


@dataclass(frozen=True)
class Finding:
    """One row of a check.

    ``id`` is the check and a digest of the nodes concerned, so it survives re-ordering and
    edits elsewhere; ``digest`` covers the values compared.  ``holds`` is True for a
    reconciliation: the check looked, and all is well.
    """

    id: str
    check: str
    severity: str
    holds: bool
    message: str
    concerns: tuple[tuple[str, str], ...]
    compared: tuple[tuple[str, str], ...]
    digest: str
    place: Place
    response: Response | None = field(default=None, compare=False)

    @property
    def answered(self) -> bool:
        """True when a person has answered it and it has not changed since; what is said to be fixed must be gone."""
        return self.response is not None and self.response.current and self.response.decision != "fixed"

    @property
    def nodes(self) -> frozenset[str]:
        """The nodes it concerns, whatever their role."""
        return frozenset(node for _, node in self.concerns)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        response = self.response
        return {
            "id": self.id,
            "check": self.check,
            "severity": self.severity,
            "holds": self.holds,
            "message": self.message,
            "concerns": [{"role": role, "node": node} for role, node in self.concerns],
            "compared": [{"name": name, "value": value} for name, value in self.compared],
            "digest": self.digest,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "response": None
            if response is None
            else {
                "decision": response.decision,
                "reason": response.reason,
                "who": list(response.who),
                "when": response.when,
                "current": response.current,
            },
        }


def finding_id(check: str, concerns: Iterable[tuple[str, str]]) -> str:
    """The identifier of a finding: its check and a digest of its sorted (role, node) pairs."""
    text = "\n".join(f"{role} {node}" for role, node in sorted(concerns))
    return f"{check}.{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def values_digest(compared: Iterable[tuple[str, str]]) -> str:
    """A digest of the compared values, which tells a finding that changed from one that did not."""
    text = "\n".join(f"{name}={value}" for name, value in sorted(compared))
    return hashlib.sha256(text.encode()).hexdigest()[:8]
