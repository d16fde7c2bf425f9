"""The page of a study: its cohorts, every result with its cell and footnotes, and a small forest of its proportions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evigraph.ns import EV, local_name
from evigraph.trace.ladder import number
from evigraph.trace.model import Number
from evigraph.view import schema
from evigraph.view.links import Link
from evigraph.view.plots.cohort import Group
from evigraph.view.rungs import interval_words, place_words
from evigraph.view.site.links import Links, Ref
from evigraph.view.site.parts import ClaimRow, cited, claim_rows, told
from evigraph.view.site.site import Site
from evigraph.view.site.strip import Mark, strip
from evigraph.view.words import MISSING, in_article, outcome, plain, spaced

_REGISTRY = "https://clinicaltrials.gov/study/"


@dataclass(frozen=True)
class Cohort:
    """A group of patients on the page of its study."""

    anchor: str
    group: Group
    name: str
    received: list[Ref]
    settings: list[Ref]
    median: str
    whole: str
    overlaps: list[Ref]


@dataclass(frozen=True)
class Result:
    """A result in the table: ``n`` is the size of its cohort."""

    anchor: str
    cohort: str
    outcome: Ref | None
    words: str
    printed: str
    absent: bool
    interval: str
    basis: str
    where: str
    notes: tuple[str, ...]


def study_data(site: Site, name: str, node: str, links: Links) -> dict[str, Any]:
    """What the page of a study shows."""
    nodes = site.nodes
    cohorts = [_cohort(site, cohort) for cohort in nodes.all(node, "ev:hasCohort")]
    numbers = [
        (cohort, result, number(site.dataset, result, cohort.group.n))
        for cohort in cohorts
        for result in nodes.all(cohort.group.id, "ev:hasResult")
    ]
    works = sorted(nodes.all(node, "ev:reportedIn"), key=lambda work: (site.source(work).numbers, work))
    parts = [cohort.group.id for cohort in cohorts] + [result for _, result, _ in numbers]
    return {
        "title": site.label(node),
        "facts": list(_facts(site, node)),
        "registry": _registry(nodes.all(node, "ev:registryId")),
        "cohorts": cohorts,
        "results": [_result(site, cohort, result, value) for cohort, result, value in numbers],
        "picture": strip([mark for cohort, result, value in numbers if (mark := _mark(site, cohort, result, value))]),
        "references": [cited(site, work) for work in works],
        "claims": _claims(site, works, parts),
        "overlaps": site.refs(nodes.all(node, "ev:overlapsStudy") + nodes.into("ev:overlapsStudy", node)),
        "findings": told(site, site.about(node, *parts, *_cells(site, parts))),
        "structured": schema.study(site.nodes, node),
    }


def _facts(site: Site, study: str) -> Iterator[tuple[str, str]]:
    nodes = site.nodes
    kinds = [local_name(kind) for kind in nodes.types(study) if kind.startswith(EV) and kind != f"{EV}Study"]
    design, phase = nodes.one(study, "ev:design"), nodes.one(study, "ev:phase")
    yield "Kind", ", ".join(spaced(kind[:1].lower() + kind[1:]) for kind in kinds) or "study"
    if design:
        yield "Design", spaced(local_name(design))
    if phase:
        yield "Phase", spaced(local_name(phase))
    yield from (("Registered as", plain(entry)) for entry in nodes.all(study, "ev:registryId"))
    yield from (("Note", plain(note)) for note in nodes.all(study, "skos:note"))


def _registry(entries: list[str]) -> tuple[Link, ...]:
    known = [entry for entry in entries if re.fullmatch(r"NCT\d{8}", entry)]
    return tuple((f"{entry} at ClinicalTrials.gov", f"{_REGISTRY}{entry}") for entry in known)


def _cohort(site: Site, cohort: str) -> Cohort:
    nodes, group = site.nodes, site.groups.of(cohort)
    whole = nodes.one(cohort, "ev:subCohortOf")
    others = sorted({*nodes.all(cohort, "ev:overlapsCohort"), *nodes.into("ev:overlapsCohort", cohort)})
    return Cohort(
        site.place(cohort),
        group,
        group.name or "all patients",
        site.refs(nodes.all(cohort, "ev:receives")),
        site.refs(nodes.all(cohort, "ev:diseaseSetting")),
        plain(nodes.one(cohort, "ev:medianAge") or ""),
        (site.groups.of(whole).name or "all patients") if whole else "",
        [_overlap(site, other, group) for other in others if site.ref(other)],
    )


def _overlap(site: Site, other: str, group: Group) -> Ref:
    """A cohort that shares patients: by its study, or by its own name where that is the same one."""
    ref, shared = site.ref(other) or Ref("study", ""), site.groups.of(other)
    words = shared.study_name if shared.study != group.study else shared.name or "all patients"
    return Ref(ref.kind, ref.name, words, ref.anchor)


def _result(site: Site, cohort: Cohort, result: str, value: Number) -> Result:
    measured = site.nodes.one(result, "ev:outcome")
    return Result(
        site.place(result),
        cohort.name,
        site.ref(measured, outcome(value)) if measured else None,
        outcome(value),
        in_article(value),
        value.status != "reported",
        interval_words(value) or "none",
        spaced(value.basis) if value.basis else "",
        place_words(value.where) if value.where else MISSING,
        tuple(map(plain, value.notes)),
    )


def _mark(site: Site, cohort: Cohort, result: str, value: Number) -> Mark | None:
    """A proportion with its interval, to be drawn; nothing where there is none."""
    if value.interval is None or value.value is None:
        return None
    size = f", n = {cohort.group.n}" if cohort.group.n else ""
    words = f"{outcome(value)} ({cohort.name}{size})"
    return Mark(site.place(result), words, float(value.value), value.interval.low, value.interval.high)


def _cells(site: Site, results: list[str]) -> list[str]:
    """The table cells and rows that cohorts and results were read from: a finding about them is one about the study."""
    nodes = site.nodes
    return [cell for node in results for prop in ("ev:cell", "ev:tableRow") for cell in nodes.all(node, prop)]


def _claims(site: Site, works: list[str], parts: list[str]) -> list[ClaimRow]:
    """The claims that rest on a report of the study, and those that state numbers about it."""
    nodes = site.nodes
    roles: dict[str, set[str]] = defaultdict(set)
    for work in works:
        for claim in nodes.into("ev:restsOn", work):
            roles[site.short(claim)].add("rests on its report")
    for part in parts:
        for quantity in nodes.into("ev:about", part):
            for claim in nodes.into("ev:hasQuantity", quantity):
                roles[site.short(claim)].add("states its numbers")
    return claim_rows(site, ((claim, ", ".join(sorted(found))) for claim, found in roles.items()))
