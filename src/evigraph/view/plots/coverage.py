"""Which therapies have been studied for which outcomes, in how many patients, and how well: pure data."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.where import cell_place, passage_place
from evigraph.view.plots.cohort import Group, Groups
from evigraph.view.plots.source import Sources
from evigraph.view.words import plain

BY = ("therapy", "class")


@dataclass(frozen=True)
class Rank:
    """A group of study designs: what it is called, and the ring that stands for it."""

    name: str
    ring: str


@dataclass(frozen=True)
class Spot:
    """A therapy (or class) and an outcome: the cohorts that report a value, and those that do not.

    ``cohorts`` are independent: a part of another cohort, or one that overlaps a larger one,
    is not counted again; ``n`` are the patients in them as far as their size is given.
    ``design`` is the strongest of all that report a value.
    """

    therapy: str
    group: str
    outcome: str
    cohorts: int
    studies: int
    n: int
    unsized: int
    not_reported: int
    design: str
    ring: str
    places: tuple[str, ...]
    references: tuple[str, ...]


@cache
def ranks() -> tuple[tuple[Rank, frozenset[str]], ...]:
    """The groups of designs, strongest first, with the identifiers that belong to each."""
    listed = json.loads(Path(__file__).with_name("designs.json").read_text(encoding="utf-8"))
    return tuple((Rank(item["name"], item["ring"]), frozenset(item["designs"])) for item in listed)


def rank(design: str) -> int:
    """How far from the strongest a design is; what is not known comes last."""
    found = (index for index, (_, members) in enumerate(ranks()) if design in members)
    return next(found, len(ranks()) - 1)


def spots(dataset: Dataset, by: str = "therapy") -> list[Spot]:
    """Every pair for which the graph holds a result, by class, therapy and outcome."""
    nodes = Nodes(dataset)
    groups, sources = Groups(nodes), Sources(nodes)
    found: dict[tuple[str, str, str], list[tuple[str, Group]]] = defaultdict(list)
    for cohort in groups.all():
        # Therapies given together make a row of their own; those of a trial's arms stand each in its own row.
        rows = {(kind, kind if by == "class" else name) for kind, name in cohort.each}
        for result in nodes.all(cohort.id, "ev:hasResult"):
            for outcome in nodes.all(result, "ev:outcome"):
                for row in rows:
                    found[*row, plain(nodes.label(outcome))].append((result, cohort))
    return [_spot(nodes, sources, key, found[key]) for key in sorted(found, key=lambda k: [*map(str.casefold, k)])]


def _spot(nodes: Nodes, sources: Sources, key: tuple[str, str, str], results: list[tuple[str, Group]]) -> Spot:
    status = {result: nodes.one(result, "ev:reportingStatus") == f"{EV}reported" for result, _ in results}
    known = {cohort.id: cohort for result, cohort in results if status[result]}
    silent = {cohort.id for result, cohort in results if not status[result]} - set(known)
    counted = independent(nodes, known.values())
    best = min((rank(cohort.design) for cohort in known.values()), default=len(ranks()) - 1)
    works = {work for _, cohort in results for work in cohort.works}
    return Spot(
        therapy=key[1],
        group=key[0],
        outcome=key[2],
        cohorts=len(counted),
        studies=len({cohort.study for cohort in counted}),
        n=sum(cohort.n or 0 for cohort in counted),
        unsized=sum(cohort.n is None for cohort in counted),
        not_reported=len(silent),
        design=ranks()[best][0].name if counted else "",
        ring=ranks()[best][0].ring if counted else "",
        places=tuple(sorted({_place(nodes, result) for result, _ in results} - {""})),
        references=tuple(source.short for source in sorted(map(sources.of, works), key=lambda s: (s.numbers, s.id))),
    )


def independent(nodes: Nodes, cohorts: Iterable[Group]) -> list[Group]:
    """The cohorts without parts of others among them, and of those that overlap the largest only."""
    kept: list[Group] = []
    for cohort in sorted(cohorts, key=lambda group: (bool(group.whole), -(group.n or 0), group.id)):
        overlapping = _overlaps(nodes, "ev:overlapsCohort", cohort.id) | _overlaps(
            nodes, "ev:overlapsStudy", cohort.study
        )
        taken = {other.id for other in kept} | {other.study for other in kept}
        siblings = cohort.whole and any(other.study == cohort.study and not other.whole for other in kept)
        if cohort.whole not in taken and not overlapping & taken and not siblings:
            kept.append(cohort)
    return kept


def _overlaps(nodes: Nodes, name: str, node: str) -> set[str]:
    return {*nodes.all(node, name), *nodes.into(name, node)}


def _place(nodes: Nodes, result: str) -> str:
    cell = nodes.one(result, "ev:cell")
    if cell:
        return plain(cell_place(nodes, cell))
    found = nodes.one(result, "ev:foundIn")
    return plain(passage_place(nodes, found)) if found else ""
