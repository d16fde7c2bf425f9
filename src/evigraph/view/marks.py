"""Marks on the boxes of a picture: what the audit found about them, and what became of cited works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from evigraph.audit import Audit, Finding
from evigraph.ns import EV, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.standing.told import STATUSES
from evigraph.standing.told import WORDS as STATUS_WORDS
from evigraph.trace.model import Trace
from evigraph.view.audit import WORDS, shown
from evigraph.view.things import Things
from evigraph.view.words import plain


@dataclass(frozen=True)
class Mark:
    """A finding as a numbered mark; ``boxes`` are what it stands on.

    ``elsewhere`` names the claims it speaks of when none of them is in the picture: it then
    concerns what is drawn only because another claim uses it too.
    """

    number: int
    severity: str
    answered: bool
    title: str
    message: str
    compared: tuple[tuple[str, str], ...]
    answer: str
    boxes: tuple[str, ...]
    elsewhere: str = ""
    id: str = ""

    @property
    def words(self) -> str:
        """What a finding of this kind means to a reader."""
        return f"{WORDS['answered']}: {WORDS[self.severity].lower()}" if self.answered else WORDS[self.severity]

    @property
    def look(self) -> str:
        """``answered``, ``elsewhere`` or ``here``: how the mark is drawn."""
        return "answered" if self.answered else "elsewhere" if self.elsewhere else "here"


@dataclass(frozen=True)
class Notice:
    """What became of a work: "retracted", and when and who tells it."""

    status: str
    told: str


@dataclass(frozen=True)
class Marks:
    """Every mark of a picture, in the order of their numbers, and the notices on works by box."""

    marks: tuple[Mark, ...] = ()
    notices: Mapping[str, tuple[Notice, ...]] = field(default_factory=dict)

    @cached_property
    def on(self) -> dict[str, list[Mark]]:
        """The marks of each box."""
        found: dict[str, list[Mark]] = defaultdict(list)
        for mark in self.marks:
            for box in mark.boxes:
                found[box].append(mark)
        return dict(found)

    def counts(self) -> list[tuple[str, str, int]]:
        """Severity, its words and number of marks, gravest first, for those there are; answered ones apart."""
        keys = [("answered" if mark.answered else mark.severity) for mark in self.marks]
        return [(key, words, keys.count(key)) for key, words in WORDS.items() if key in keys]


def marks_of(dataset: Dataset, audit: Audit, boxes: Mapping[str, str]) -> Marks:
    """The findings of ``audit`` that concern a node of ``boxes`` (IRI to box), gravest first, answered last."""
    nodes = Nodes(dataset)
    things = Things(nodes)
    checks = {check.name: check for check in audit.checks}
    order = list(WORDS)
    found = [
        (shown(item, checks[item.check], things), item, _elsewhere(nodes, item, boxes)) for item in audit.about(boxes)
    ]
    found.sort(key=lambda told: (order.index(told[0].state), bool(told[2])))
    marks = [
        Mark(
            number,
            finding.severity,
            finding.answered,
            plain(checks[finding.check].text("title")),
            item.message,
            item.compared,
            item.answer,
            tuple(dict.fromkeys(boxes[node] for node in sorted(finding.nodes & boxes.keys()))),
            elsewhere,
            finding.id,
        )
        for number, (item, finding, elsewhere) in enumerate(found, 1)
    ]
    return Marks(tuple(marks), _notices(nodes, boxes))


def ladder_marks(dataset: Dataset, trace: Trace, audit: Audit) -> Marks:
    """The marks of an evidence ladder."""
    return marks_of(dataset, audit, _boxes(dataset, trace))


def claim_parts(nodes: Nodes, claim: str) -> list[str]:
    """A claim and the numbers it states: a finding about either is a finding about the claim."""
    return [claim, *nodes.all(claim, "ev:hasQuantity")]


def _boxes(dataset: Dataset, trace: Trace) -> dict[str, str]:
    """IRI of everything that a ladder shows, and of the parts it is made of, to the box that shows it."""
    nodes, base = Nodes(dataset), dataset.base
    found: dict[str, str] = {}

    def add(box: str, parts: Iterable[str]) -> None:
        for part in parts:
            found.setdefault(part, box)

    add(trace.id, claim_parts(nodes, trace.iri))
    for index, passage in enumerate(nodes.all(trace.iri, "ev:statedIn")):
        add(f"{trace.id}#passage{index}", [passage, *nodes.all(passage, "ev:hasCitationGroup")])
    for citation in trace.citations:
        work = base + citation.id
        add(citation.id, [work, *nodes.into("biro:references", work)])
        for study in citation.studies:
            add(study.id, [base + study.id])
            for cohort in study.cohorts:
                add(cohort.id, [base + cohort.id, *nodes.all(base + cohort.id, "ev:tableRow")])
                for result in cohort.results:
                    add(result.id, [base + result.id, *nodes.all(base + result.id, "ev:cell")])
    for step in trace.towards_thesis:
        add(step.id, claim_parts(nodes, base + step.id))
    return found


def _elsewhere(nodes: Nodes, finding: Finding, boxes: Mapping[str, str]) -> str:
    claims = [node for node in sorted(finding.nodes) if f"{EV}Claim" in nodes.types(node)]
    return "" if any(claim in boxes for claim in claims) else "; ".join(plain(nodes.label(claim)) for claim in claims)


def _notices(nodes: Nodes, boxes: Mapping[str, str]) -> dict[str, tuple[Notice, ...]]:
    """What is told of the works among ``boxes``, gravest first."""
    found: dict[str, list[tuple[int, Notice]]] = defaultdict(list)
    for standing in nodes.of_type(f"{EV}Standing"):
        box = boxes.get(nodes.one(standing, "ev:standingOf") or "")
        status = local_name(nodes.one(standing, "ev:standingStatus") or "")
        if box is None or status not in STATUSES:
            continue
        when, source, read = (plain(nodes.one(standing, f"ev:{name}") or "") for name in _TOLD)
        told = ", ".join(filter(None, (when, f"told by {source}" if source else "", f"as of {read}" if read else "")))
        found[box].append((STATUSES.index(status), Notice(STATUS_WORDS.get(status, status), told)))
    return {box: tuple(notice for _, notice in sorted(all_, key=lambda one: one[0])) for box, all_ in found.items()}


_TOLD = ("statusDate", "toldBy", "asOf")
