"""Answers to findings, as ``graph/responses.yaml`` keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from evigraph.audit.finding import Finding, Response
from evigraph.ns import EV, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes


@dataclass(frozen=True)
class Stale:
    """An answer whose finding has changed or gone."""

    finding: str
    why: str
    decision: str
    reason: str
    place: str


@dataclass(frozen=True)
class Answers:
    """Every answer of a workspace, by the identifier of its finding."""

    by_finding: dict[str, tuple[Response, str, str]]
    """Response, the digest it was given for, and where it is authored."""

    def attach(self, finding: Finding) -> Finding:
        """The finding with its answer, marked as current when the compared values are still the same."""
        known = self.by_finding.get(finding.id)
        if known is None:
            return finding
        response, digest, _ = known
        return replace(finding, response=replace(response, current=digest == finding.digest))


def responses(dataset: Dataset) -> Answers:
    """The answers that the workspace keeps."""
    nodes = Nodes(dataset)
    found = {}
    for node in nodes.of_type(f"{EV}Response"):
        response = Response(
            decision=local_name(nodes.one(node, "ev:decision") or ""),
            reason=nodes.one(node, "ev:reason") or "",
            who=tuple(nodes.all(node, "ev:answeredBy")),
            when=nodes.one(node, "ev:answeredOn") or "",
            current=False,
        )
        digest = nodes.one(node, "ev:comparedDigest") or ""
        found[nodes.one(node, "ev:answers") or ""] = (response, digest, nodes.one(node, "ev:definedAt") or "")
    return Answers(found)


def stale_answers(answers: Answers, findings: Iterable[Finding], ran: Collection[str]) -> tuple[Stale, ...]:
    """Answers to findings of the checks that ``ran`` which are no longer there, hold now, or compare other values.

    What is answered as fixed should be gone, so it is stale for as long as it stands.
    """
    now = {finding.id: finding for finding in findings}
    stale = []
    for name, (response, digest, place) in sorted(answers.by_finding.items()):
        finding = now.get(name)
        if name.partition(".")[0] not in ran:
            continue
        if finding is None or finding.holds:
            if response.decision == "fixed":
                continue
            why = "gone" if finding is None else "resolved: the check holds now"
        elif response.decision == "fixed":
            why = "answered as fixed, but still there"
        elif finding.digest != digest:
            why = f"changed: it now compares other values (digest {finding.digest})"
        else:
            continue
        stale.append(Stale(name, why, response.decision, response.reason, place))
    return tuple(stale)
