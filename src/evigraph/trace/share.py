"""What share of how many patients a result states, as far as its numbers tell."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.feasible import feasible_counts
from evigraph.ns import EV, local_name
from evigraph.query.nodes import Nodes

IF_ALL_COUNT = "if all n count"
"""What an interval holds on whose source does not say whom the share counts."""

_WHOLE = ("enrolled", "infused", "unstated")
"""Bases on which the share is taken to be one of the whole cohort."""


@dataclass(frozen=True)
class Share:
    """``part`` (0 to 1) of ``of`` patients; ``counts`` are the whole counts it can stand for.

    ``source`` says what it was computed from; ``assumed`` is True where the source does not
    say whom the share counts and the whole cohort is taken.
    """

    part: float
    of: int
    source: str
    assumed: bool
    counts: range

    @property
    def counted(self) -> str:
        """Whether the source says whom the share counts: ``stated`` or ``not stated``."""
        return "not stated" if self.assumed else "stated"


def counted_of(nodes: Nodes, result: str, share: Share | None) -> str:
    """How far it is known whom a reported proportion counts: ``stated``, ``not stated`` or ``not given``.

    ``share`` is what :func:`share_of` makes of the result; empty for anything but a reported proportion.
    """
    status = local_name(nodes.one(result, "ev:reportingStatus") or "reported")
    if nodes.one(result, "ev:statistic") != f"{EV}proportion" or status != "reported":
        return ""
    return share.counted if share else "not given"


def share_of(nodes: Nodes, result: str, n: int | None) -> Share | None:
    """The share that a result states, ``n`` being the size of its cohort.

    None when the result is no proportion, or when it is not known of how many patients: a share
    whose source does not say whom it counts is taken to be one of the whole cohort, unless its
    outcome is counted among patients with another one, as relapse is among those in remission.
    """
    if nodes.one(result, "ev:statistic") != f"{EV}proportion":
        return None
    value = nodes.one(result, "ev:value") if nodes.one(result, "ev:unit") == "%" else None
    numerator, denominator = nodes.one(result, "ev:numerator"), nodes.one(result, "ev:denominator")
    basis = local_name(nodes.one(result, "ev:denominatorBasis") or "")
    among = nodes.all(nodes.one(result, "ev:outcome") or "", "ev:countedAmong") if basis == "unstated" else []
    assumed = False
    if numerator and denominator:
        part, of, source = int(numerator) / int(denominator), int(denominator), f"{numerator}/{denominator}"
    elif value and denominator:
        part, of, source = float(value) / 100, int(denominator), f"{value}% of {denominator}"
    elif value and n and basis in _WHOLE and not among:
        part, of, assumed = float(value) / 100, n, basis == "unstated"
        source = f"{value}% of {n}" + (f", {IF_ALL_COUNT} (basis not stated)" if assumed else "")
    else:
        return None
    if not 0 <= part <= 1:
        return None
    counts = range(int(numerator), int(numerator) + 1) if numerator else feasible_counts(value or "0", of)
    return Share(part, of, source, assumed, counts)
