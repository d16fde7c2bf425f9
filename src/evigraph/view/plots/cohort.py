"""A group of patients in the words a figure has room for: who they are, what they received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from evigraph.ns import EV, local_name
from evigraph.query.nodes import Nodes
from evigraph.view.words import plain, spaced


@dataclass(frozen=True)
class Group:
    """A cohort of a study; ``whole`` is the cohort it is part of.

    ``given`` are the therapies with their classes, each by its label.  They were given together, or,
    where ``arms`` is True, one to each part of the cohort.
    """

    id: str
    study: str
    study_name: str
    name: str
    n: int | None
    given: tuple[tuple[str, tuple[str, ...]], ...]
    arms: bool
    setting: str
    ages: str
    age_group: str
    design: str
    whole: str
    works: tuple[str, ...]

    @property
    def therapy(self) -> str:
        """What the patients received, in one line."""
        return self._between.join(name for name, _ in self.given) or "not reported"

    @property
    def class_name(self) -> str:
        """The classes of what the patients received, in one line."""
        names = sorted({name for _, kinds in self.given for name in kinds}, key=lambda name: (name.casefold(), name))
        return self._between.join(names) or "therapy not reported"

    @property
    def each(self) -> list[tuple[str, str]]:
        """Class and therapy of each treatment whose patients are in the cohort: one, or those of its arms."""
        if self.arms:
            return [(" + ".join(kinds), name) for name, kinds in self.given]
        return [(self.class_name, self.therapy)]

    @property
    def _between(self) -> str:
        return " or " if self.arms else " + "

    @property
    def population(self) -> str:
        """Ages and setting in one line."""
        years = f"{self.ages} y" if self.ages else ""
        return ", ".join(filter(None, (self.age_group, years, self.setting))) or "not reported"


class Groups:
    """Describes cohorts, each once."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.of = cache(self._of)

    def all(self) -> Iterator[Group]:
        """Every cohort of every study, by identifier."""
        for study in self.nodes.of_type(f"{EV}Study"):
            yield from map(self.of, self.nodes.all(study, "ev:hasCohort"))

    def _of(self, cohort: str) -> Group:
        nodes = self.nodes
        study = next(iter(nodes.into("ev:hasCohort", cohort)), cohort)
        received = nodes.all(cohort, "ev:receives")
        parts = nodes.into("ev:subCohortOf", cohort)
        n = nodes.one(cohort, "ev:n")
        name = nodes.label(cohort)
        return Group(
            id=cohort,
            study=study,
            study_name=plain(nodes.label(study)),
            name="" if name == nodes.short(cohort) else plain(name),
            n=int(n) if n else None,
            given=tuple((plain(nodes.label(therapy)), self.classes(therapy)) for therapy in received),
            arms=any(set(nodes.all(part, "ev:receives")) < set(received) for part in parts),
            setting=", ".join(plain(nodes.label(setting)) for setting in nodes.all(cohort, "ev:diseaseSetting")),
            ages=ages(nodes, cohort),
            age_group=spaced(local_name(nodes.one(cohort, "ev:ageGroup") or "")),
            design=self.design(study),
            whole=nodes.one(cohort, "ev:subCohortOf") or "",
            works=tuple(nodes.all(study, "ev:reportedIn")),
        )

    def classes(self, therapy: str) -> tuple[str, ...]:
        """The class of a therapy, by its label; a class is its own."""
        kinds = self.nodes.all(therapy, "ev:therapyClass") or [therapy]
        return tuple(plain(self.nodes.label(kind)) for kind in kinds)

    def design(self, study: str) -> str:
        """How a study was set up, as its identifier: its design, else what kind of study it is."""
        design = self.nodes.one(study, "ev:design")
        kinds = [kind for kind in self.nodes.types(study) if kind.startswith(EV) and kind != f"{EV}Study"]
        return local_name(design) if design else local_name(kinds[0]) if kinds else ""


def ages(nodes: Nodes, cohort: str) -> str:
    """The ages of a cohort as printed, else from its lowest and highest."""
    printed = nodes.one(cohort, "ev:agePrinted")
    low, high = nodes.one(cohort, "ev:minAge"), nodes.one(cohort, "ev:maxAge")
    return plain(printed) if printed else f"{low}-{high}" if low and high else ""
