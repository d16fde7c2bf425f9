"""The rungs of an evidence ladder, as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Interval:
    """A confidence interval we computed, in the unit of its result, and on what footing."""

    low: float
    high: float
    method: str
    computed_from: str


@dataclass(frozen=True)
class Number:
    """A result of a study, or a quantity that the claim states.

    ``counted`` says of a proportion whether the source tells whom it counts: ``stated``,
    ``not stated`` (an interval then holds if all n count) or ``not given`` (there is none).
    """

    id: str
    outcome: str
    statistic: str
    as_printed: str
    status: str = "reported"
    value: str | None = None
    unit: str | None = None
    time_point: str | None = None
    basis: str | None = None
    where: str | None = None
    about: str | None = None
    notes: tuple[str, ...] = ()
    interval: Interval | None = None
    counted: str = ""


@dataclass(frozen=True)
class Cohort:
    """A group of patients with the results that matter to the claim."""

    id: str
    label: str
    n: int | None
    therapies: tuple[str, ...]
    age: str | None
    results: tuple[Number, ...]


@dataclass(frozen=True)
class Study:
    """A study reported by a cited work."""

    id: str
    label: str
    kind: str
    registry: tuple[str, ...]
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True)
class Citation:
    """A work that the claim cites, and how."""

    id: str
    numbers: tuple[int, ...]
    key: str
    authors: str
    year: str | None
    title: str
    journal: str | None
    identifiers: dict[str, str]
    search: str | None
    role: str
    abstract: bool
    relations: tuple[str, ...]
    rests_on: bool
    studies: tuple[Study, ...]


@dataclass(frozen=True)
class Step:
    """A claim elsewhere in the argument, and how far from this one."""

    id: str
    label: str
    relation: str
    depth: int


@dataclass(frozen=True)
class Trace:
    """The evidence ladder of one claim."""

    id: str
    iri: str
    label: str
    kind: str
    certainty: str
    favours: tuple[str, ...]
    stated_in: tuple[str, ...]
    authored_at: str | None
    proposition: dict[str, tuple[str, ...]]
    quantities: tuple[Number, ...]
    citations: tuple[Citation, ...]
    towards_thesis: tuple[Step, ...]
    supported_by: tuple[Step, ...]
    outside_argument: str | None
    thesis: bool
    note: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The trace as plain data, for JSON."""
        return asdict(self)
