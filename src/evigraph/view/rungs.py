"""The rungs of a ladder as things to draw: what each says, and what leads to what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evigraph.trace.model import Citation, Cohort, Number, Study, Trace
from evigraph.view.links import Link, citation_links, registry_links
from evigraph.view.words import (
    MISSING,
    condition,
    counted_words,
    in_article,
    outcome,
    plain,
    printed,
    sentence,
    spaced,
    span,
)

Fact = tuple[str, str]
"""A term and its value, as the details of a node show them."""


@dataclass
class Node:
    """One thing to draw; ``x`` and ``y`` are its middle, lengths are pixels at full size.

    ``marks`` are numbers of findings, ``notices`` what became of a work.
    """

    id: str
    kind: str
    heading: str
    text: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    links: tuple[Link, ...] = ()
    absent: bool = False
    marks: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()
    lines: list[tuple[str, str]] = field(default_factory=list)
    layer: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0


@dataclass(frozen=True)
class Edge:
    """A step from one node to another, named by a verb; ``tree`` when it shapes the layout."""

    start: str
    end: str
    verb: str
    tree: bool = False


@dataclass
class Rungs:
    """Everything to draw, in the order of the trace; ``bends`` are the edges that must go around others."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    bends: dict[Edge, float] = field(default_factory=dict)

    def add(self, parent: str, verb: str, node: Node) -> bool:
        """Adds ``node`` below ``parent``; False when it is drawn already and only gains an edge."""
        new = node.id not in self.nodes
        if new:
            self.nodes[node.id] = node
        self.edges.append(Edge(parent, node.id, verb, tree=new))
        return new


@dataclass(frozen=True)
class Argument:
    """The edges among claims, and the theses of the article they lead to."""

    edges: tuple[Edge, ...] = ()
    theses: frozenset[str] = frozenset()


def rungs(trace: Trace, argument: Argument) -> Rungs:
    """The nodes and edges of ``trace``, with the edges of ``argument`` among what is drawn."""
    found = Rungs({trace.id: _claim(trace)})
    for index, place in enumerate(trace.stated_in):
        found.add(trace.id, "said in", _passage(f"{trace.id}#passage{index}", place))
    for citation in trace.citations:
        _add_citation(found, trace.id, citation)
    for step in trace.towards_thesis:
        words = {"supports": "the claim before it supports it", "concedes": "the claim before it is a concession to it"}
        facts = (("In the argument", words.get(step.relation, spaced(step.relation))), ("Steps away", str(step.depth)))
        heading = "Thesis" if step.id in argument.theses else ""
        found.nodes[step.id] = Node(step.id, "argument", heading, (plain(step.label),), facts, layer=step.depth)
    found.edges += [edge for edge in argument.edges if edge.start in found.nodes and edge.end in found.nodes]
    return found


def claim_facts(trace: Trace) -> list[Fact]:
    """What is known of the claim itself, in the order in which people ask."""
    facts = [("Certainty", spaced(trace.certainty)), ("Kind", spaced(trace.kind))]
    facts += [("Favors", " and ".join(map(plain, trace.favours)) or "neither side")]
    facts += [("Said in", place_words(place)) for place in trace.stated_in]
    facts += [("Proposition", sentence(trace.proposition))] if trace.proposition else []
    facts += [("States", _stated(number)) for number in trace.quantities]
    facts += [("Place in the argument", "the thesis of the article")] if trace.thesis else []
    facts += [("Outside the argument", plain(trace.outside_argument))] if trace.outside_argument else []
    return facts + ([("Note", plain(trace.note))] if trace.note else [])


def place_words(place: str) -> str:
    """A place in the article without the short name in brackets that ends it."""
    return re.sub(r" \([^()\s]*\)$", "", plain(place))


def short_reference(citation: Citation) -> str:
    """List number and first author: "[5] Topp MS et al"."""
    names = [name.strip() for name in plain(citation.authors).split(",")]
    author = f"{names[0]} et al" if len(names) > 1 else names[0]
    numbers = f"[{', '.join(map(str, citation.numbers))}] " if citation.numbers else ""
    return f"{numbers}{author or plain(citation.title)}"


def published(citation: Citation) -> str:
    """Journal and year, as far as they are known."""
    return " ".join(plain(part) for part in (citation.journal, citation.year) if part) or MISSING


def interval_words(number: Number) -> str | None:
    """The interval we computed and what it was computed from, or None."""
    found = number.interval
    return f"{span(found)}% ({plain(found.method)}, from {plain(found.computed_from)})" if found else None


def _add_citation(found: Rungs, claim: str, citation: Citation) -> None:
    verb = "rests on" if citation.rests_on else "cites"
    if not found.add(claim, verb, _reference(citation)):
        return
    for study in citation.studies:
        if not found.add(citation.id, "reports", _study(study)):
            continue
        for cohort in study.cohorts:
            if not found.add(study.id, "with", _cohort(cohort)):
                continue
            for number in cohort.results:
                found.add(cohort.id, "found", _result(number))


def _claim(trace: Trace) -> Node:
    return Node(trace.id, "claim", plain(trace.label), (), tuple(claim_facts(trace)))


def _passage(name: str, place: str) -> Node:
    return Node(name, "passage", "", (place_words(place),), (("Place in the article", plain(place)),))


def _reference(citation: Citation) -> Node:
    kind = ("meeting abstract",) if citation.abstract else ()
    facts = [
        ("Title", plain(citation.title)),
        ("Authors", plain(citation.authors) or MISSING),
        ("Published in", published(citation)),
        ("Kind", ", ".join((f"{spaced(citation.role)} evidence", *kind)) if citation.role else MISSING),
        ("How it is cited", ", ".join(map(spaced, citation.relations)) or "cited"),
    ]
    text, links = (published(citation), *kind), tuple(citation_links(citation))
    return Node(citation.id, "reference", short_reference(citation), text, tuple(facts), links)


def _study(study: Study) -> Node:
    registry = ", ".join(map(plain, study.registry))
    facts = (("Design", spaced(study.kind) or MISSING), ("Registered as", registry or MISSING))
    text = (registry or spaced(study.kind),)
    return Node(study.id, "study", plain(study.label), text, facts, tuple(registry_links(study)))


def _cohort(cohort: Cohort) -> Node:
    n = f"n = {cohort.n}" if cohort.n else f"n {MISSING}"
    facts = (
        ("Patients", str(cohort.n) if cohort.n else MISSING),
        ("Age", plain(cohort.age).removesuffix(" y") + " years" if cohort.age else MISSING),
        ("Treatment", " + ".join(map(plain, cohort.therapies)) or MISSING),
    )
    return Node(cohort.id, "cohort", n, (plain(cohort.label),), facts)


def _result(number: Number) -> Node:
    facts = [("Outcome", outcome(number)), ("Result as printed", in_article(number))]
    facts += [("95% interval, computed", interval_words(number) or "none")]
    facts += [("Whom it counts", counted_words(number.counted))] if number.counted else []
    facts += [("Denominator", spaced(number.basis))] if number.basis else []
    facts += [("Where it is printed", place_words(number.where) if number.where else MISSING)]
    facts += [("Note", plain(note)) for note in number.notes]
    interval = f"  ({span(number.interval)})" if number.interval else ""
    absent = number.status != "reported"
    text = tuple(filter(None, (condition(number), outcome(number))))
    return Node(number.id, "result", printed(number) + interval, text, tuple(facts), absent=absent)


def _stated(number: Number) -> str:
    about = f" ({plain(number.about)})" if number.about else ""
    return f"{outcome(number)}: {printed(number)}{about}"
