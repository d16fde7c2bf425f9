"""Independent cohorts: those that share patients count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from evigraph.query.nodes import Nodes


@dataclass(frozen=True)
class Cohort:
    """A cohort that is part of no other: its study, its number of patients if stated, and the group it shares
    patients within.

    ``told_by`` are the works its results are credited to.  Where there are any, its number of patients is theirs
    too: another report of the study does not state it.
    """

    study: str
    n: int | None
    group: str
    told_by: frozenset[str]


@dataclass(frozen=True)
class Patients:
    """How many independent cohorts, and how many patients they have at least; ``unstated`` is how many cohorts
    do not state it."""

    cohorts: int
    patients: int
    unstated: int


class Groups:
    """Sets that grow together (union-find); each is called by its least member."""

    def __init__(self, members: Iterable[str]) -> None:
        self._above = {member: member for member in members}

    def of(self, member: str) -> str:
        """The name of the set of ``member``."""
        while self._above[member] != member:
            self._above[member] = self._above[self._above[member]]
            member = self._above[member]
        return member

    def join(self, one: str, other: str) -> None:
        """Makes one set of two."""
        low, high = sorted((self.of(one), self.of(other)))
        self._above[high] = low


def top_cohorts(nodes: Nodes, studies: Iterable[str]) -> dict[str, list[Cohort]]:
    """The cohorts of each study that are part of no other.

    Cohorts that overlap, by themselves, through a part of theirs or because their studies do,
    are one group.  Overlap is taken to pass on (A with B, B with C), so taking evidence away
    never adds a cohort.
    """
    tops: dict[str, str] = {}
    by_study: dict[str, list[str]] = {}
    for study in sorted(studies):
        own = nodes.all(study, "ev:hasCohort")
        tops |= {cohort: _top(nodes, cohort) for cohort in own}
        by_study[study] = sorted({tops[cohort] for cohort in own})
    groups = Groups(sorted({*tops, *tops.values()}))
    for cohort, top in tops.items():
        for other in nodes.all(cohort, "ev:overlapsCohort"):
            if other in tops:
                groups.join(top, tops[other])
    for study, own in by_study.items():
        for other in nodes.all(study, "ev:overlapsStudy"):
            for cohort in own:
                for shared in by_study.get(other, ()):
                    groups.join(cohort, shared)
    return {
        study: [Cohort(study, _size(nodes, cohort), groups.of(cohort), _told_by(nodes, cohort)) for cohort in own]
        for study, own in by_study.items()
    }


def count(
    cohorts: Mapping[str, list[Cohort]], studies: Iterable[str], works: Collection[str] | None = None
) -> Patients:
    """Independent cohorts of ``studies``, and the least number of patients in them that ``works`` (or any) state.

    Of a group whose cohorts overlap the largest counts.
    """
    sizes: dict[str, list[int]] = defaultdict(list)
    groups: set[str] = set()
    for study in set(studies):
        for cohort in cohorts.get(study, ()):
            groups.add(cohort.group)
            stated = works is None or not cohort.told_by or not cohort.told_by.isdisjoint(works)
            if cohort.n is not None and stated:
                sizes[cohort.group].append(cohort.n)
    return Patients(len(groups), sum(max(found) for found in sizes.values()), len(groups) - len(sizes))


def _top(nodes: Nodes, cohort: str) -> str:
    seen = {cohort}
    while (above := nodes.one(cohort, "ev:subCohortOf")) and above not in seen:
        seen.add(above)
        cohort = above
    return cohort


def _size(nodes: Nodes, cohort: str) -> int | None:
    found = nodes.one(cohort, "ev:n")
    return int(found) if found else None


def _told_by(nodes: Nodes, cohort: str) -> frozenset[str]:
    return frozenset(
        work for result in nodes.all(cohort, "ev:hasResult") for work in nodes.all(result, "ev:attributedTo")
    )
