"""What a reference is worth to an article: its claims, studies, findings and standing, in words and as keywords."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from evigraph.audit import Finding, audit
from evigraph.bib import Csl
from evigraph.ns import CITO, EV, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes


@dataclass(frozen=True)
class Support:
    """One claim that a work is cited for: how, by CiTO, and whether the claim rests on it."""

    claim: str
    statement: str
    relations: tuple[str, ...]
    rests_on: bool


@dataclass(frozen=True)
class Evidence:
    """What the graph says of one work."""

    role: str
    supports: tuple[Support, ...]
    studies: tuple[tuple[str, tuple[str, ...]], ...]
    findings: tuple[tuple[str, str, str], ...]
    standing: tuple[str, ...]

    def keywords(self) -> list[str]:
        """Short marks that a reference manager can filter by."""
        marks = [f"evidence role: {self.role}"] if self.role else []
        marks += [f"supports: {support.claim}" for support in self.supports if support.rests_on]
        marks += [f"cited for: {support.claim}" for support in self.supports if not support.rests_on]
        marks += [f"study: {label}" for label, _ in self.studies]
        marks += sorted({f"finding: {check}" for check, _, _ in self.findings})
        return [
            mark.replace(",", "").replace(";", "")
            for mark in [*marks, *(f"standing: {each}" for each in self.standing)]
        ]

    def text(self) -> str:
        """All of it in sentences, for the notes of a reference manager."""
        parts = [f"Evidence role: {self.role}." if self.role else ""]
        for support in self.supports:
            how = "Supports" if support.rests_on else "Cited for"
            relations = f" ({', '.join(support.relations)})" if support.relations else ""
            parts.append(f"{how} {support.claim}{relations}: {_sentence(support.statement)}")
        for label, cohorts in self.studies:
            parts.append(f"Study: {label}; {', '.join(cohorts)}." if cohorts else f"Study: {label}.")
        parts += [f"Finding ({severity}, {check}): {_sentence(message)}" for check, severity, message in self.findings]
        parts += [f"Standing: {each}." for each in self.standing] or ["Standing: no notice recorded."]
        return " ".join(filter(None, parts))


class Gathered:
    """The evidence of every work of a graph, audited once."""

    def __init__(self, dataset: Dataset) -> None:
        self.nodes = Nodes(dataset)
        self._concerned: dict[str, list[Finding]] = defaultdict(list)
        for finding in audit(dataset).findings:
            for node in finding.nodes:
                self._concerned[node].append(finding)

    def of(self, work: str) -> Evidence:
        """What the graph says of the work."""
        nodes = self.nodes
        claims = nodes.into("cito:cites", work)
        supports = [self._support(claim, work) for claim in claims if f"{EV}Claim" in nodes.types(claim)]
        role = local_name(nodes.one(work, "ev:evidenceRole") or "")
        studies = [(nodes.label(study), self._cohorts(study)) for study in nodes.into("ev:reportedIn", work)]
        return Evidence(
            role="" if role == "unassessed" else role,
            supports=tuple(sorted(supports, key=lambda each: (not each.rests_on, each.claim))),
            studies=tuple(sorted(studies)),
            findings=self._findings(work),
            standing=tuple(self._standing(node) for node in nodes.into("ev:standingOf", work)),
        )

    def _support(self, claim: str, work: str) -> Support:
        nodes = self.nodes
        relations = {
            local_name(prop) for prop, value, _ in nodes.facts(claim) if value == work and prop.startswith(CITO)
        }
        return Support(
            claim=local_name(nodes.short(claim)),
            statement=nodes.label(claim),
            relations=tuple(_spoken(name) for name in sorted(relations - {"cites"})),
            rests_on=work in nodes.all(claim, "ev:restsOn"),
        )

    def _cohorts(self, study: str) -> tuple[str, ...]:
        nodes = self.nodes
        found = []
        for cohort in nodes.all(study, "ev:hasCohort"):
            n = nodes.one(cohort, "ev:n")
            name = nodes.label(cohort)
            which = "" if name == nodes.short(cohort) else f"{name}: "
            found.append(f"{which}n = {n}" if n else f"{which}n not stated")
        return tuple(found)

    def _findings(self, work: str) -> tuple[tuple[str, str, str], ...]:
        """The findings that name the work, one of its entries, or a study it reports."""
        nodes = self.nodes
        mine = [work, *nodes.into("biro:references", work), *nodes.into("ev:reportedIn", work)]
        found = {
            (finding.check, finding.severity, finding.message) for node in mine for finding in self._concerned[node]
        }
        return tuple(sorted(found))

    def _standing(self, node: str) -> str:
        nodes = self.nodes
        status = nodes.label(nodes.one(node, "ev:standingStatus") or "")
        date, as_of = nodes.one(node, "ev:statusDate"), nodes.one(node, "ev:asOf")
        return f"{status}{f' {date}' if date else ''} (as of {as_of})"


def with_evidence(item: Csl, evidence: Evidence) -> Csl:
    """The item with its evidence where reference managers keep it: keywords, and a note people can read."""
    keywords = [*_parted(item.get("keyword", "")), *evidence.keywords()]
    custom = {**item.get("custom", {}), "annotation": evidence.text()}
    return {**item, "keyword": "; ".join(dict.fromkeys(keywords)), "custom": custom}


def _spoken(relation: str) -> str:
    """The name of a CiTO property as words: "cites as evidence"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", relation).lower()


def _parted(keywords: str) -> Iterable[str]:
    return [word.strip() for word in keywords.split(";") if word.strip()]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
