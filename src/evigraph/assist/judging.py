"""What the audit finds, and what would fall without a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evigraph.assist.answer import NOT_WRONG, Answer, Told
from evigraph.assist.inputs import AuditArguments, ImpactArguments
from evigraph.assist.locate import Located, cite_as, located
from evigraph.assist.window import window, windows
from evigraph.audit import Finding, Response, audit
from evigraph.audit.finding import OWN_WORDS
from evigraph.impact import impact
from evigraph.impact.model import Change, Reference, Removed
from evigraph.impact.text import headline
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import find_claim


@dataclass(frozen=True)
class Judged:
    """A finding: what is not reproducible, the values compared, where they are printed, and what was answered."""

    id: str
    check: str
    severity: str
    message: str
    compared: dict[str, str]
    concerns: tuple[Located, ...]
    authored_at: str
    response: Response | None


@dataclass(frozen=True, kw_only=True)
class Audited(Answer):
    """Findings, gravest first; the counts are of all of them, by severity, with what is answered and what holds."""

    counts: dict[str, int]
    findings: tuple[Judged, ...]


@dataclass(frozen=True)
class Named:
    """A claim by name."""

    id: str
    label: str
    cite_as: str


@dataclass(frozen=True, kw_only=True)
class Fallen(Answer):
    """What would fall.

    The counts are of all claims, by what happens to them. Claims, context (those that cite without resting on
    it), reasons (those that lose a claim which supports them) and findings are those of the page.
    """

    summary: str
    removed: tuple[Removed, ...]
    references: tuple[Reference, ...]
    studies: tuple[str, ...]
    counts: dict[str, int]
    claims: tuple[Change, ...]
    context: tuple[Named, ...]
    reasons: tuple[Named, ...]
    findings: dict[str, int]
    new_findings: tuple[Judged, ...]
    changed_findings: tuple[Judged, ...]


def audit_graph(dataset: Dataset, given: AuditArguments) -> Told:
    """What the audit finds.

    Raises:
        QueryError: there is no such check.
        NotFound: there is no such claim; Ambiguous: there are several.
    """
    claim = find_claim(dataset, given.claim) if given.claim else None
    found = audit(dataset, given.check, claim, given.severity)
    nodes = Nodes(dataset)
    findings, page = window(found.findings, given.offset, given.limit)
    judged = tuple(_judged(nodes, finding) for finding in findings)
    lines = [line for each in judged for line in _lines(each)]
    notes = [OWN_WORDS, NOT_WRONG] if judged else []
    text = "\n".join([found.summary(), "", *lines, page.words("findings"), *notes])
    return Told(Audited(page=page, counts=found.counts(), findings=judged), text)


def what_falls(dataset: Dataset, given: ImpactArguments) -> Told:
    """What would fall without references, studies or claims.

    Raises:
        NotFound: a name stands for nothing; Ambiguous: for several things.
    """
    found = impact(dataset, given.without)
    nodes = Nodes(dataset)
    new, changed, gone = (found.audit.new, found.audit.changed, found.audit.gone) if found.audit else ((), (), ())
    others = (found.context, found.reasons, new, changed)
    claims, span, page = windows(found.claims, others, given.offset, given.limit)
    data = Fallen(
        page=page,
        summary=headline(found),
        removed=found.removed,
        references=found.references,
        studies=found.studies,
        counts=found.counts(),
        claims=tuple(claims),
        context=tuple(_named(nodes, *pair) for pair in found.context[span]),
        reasons=tuple(_named(nodes, *pair) for pair in found.reasons[span]),
        findings={"new": len(new), "changed": len(changed), "gone": len(gone)},
        new_findings=tuple(_judged(nodes, finding) for finding in new[span]),
        changed_findings=tuple(_judged(nodes, finding) for finding in changed[span]),
    )
    return Told(data, "\n".join(_fallen(data)))


def _judged(nodes: Nodes, finding: Finding) -> Judged:
    concerned = located(nodes, [node for _, node in finding.concerns])
    compared: dict[str, Any] = dict(finding.compared)
    return Judged(
        finding.id, finding.check, finding.severity, finding.message, compared, concerned, str(finding.place),
        finding.response,
    )  # fmt: skip


def _named(nodes: Nodes, claim: str, label: str) -> Named:
    return Named(claim, label, cite_as(nodes, nodes.dataset.base + claim))


def _lines(each: Judged) -> list[str]:
    lines = [f"{each.severity}  {each.check}  {each.authored_at}", f"    {each.message}"]
    lines += [f"    concerns {node.id}: {node.cite_as}" for node in each.concerns]
    if each.response:
        about = "" if each.response.current else ", for other values than now"
        who = ", ".join(each.response.who)
        lines.append(f"    {each.response.decision} by {who} on {each.response.when}{about}: {each.response.reason}")
    return [*lines, f"    id {each.id}"]


def _fallen(data: Fallen) -> list[str]:
    lines = [data.summary, ""]
    for change in data.claims:
        left = ", ".join(str(each.numbers[0]) if each.numbers else each.key for each in change.left) or "none"
        thesis = " (the thesis)" if change.thesis else ""
        lines += [f"{change.status}: {change.label}{thesis}", f"    {change.id}; references left beneath it: {left}"]
    for title, named in (("Cites it for context only", data.context), ("Loses a supporting claim", data.reasons)):
        lines += [f"{title}: {each.label}\n    {each.id}: {each.cite_as}" for each in named]
    lines.append(
        "The audit without it: {new} new findings, {changed} with other values, {gone} gone.".format(**data.findings)
    )
    for word, findings in (("new", data.new_findings), ("changed", data.changed_findings)):
        lines += [f"{word} {line}" if line[0] != " " else line for each in findings for line in _lines(each)]
    return [*lines, data.page.words("entries of each list")]
