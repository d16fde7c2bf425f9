"""What the audit says of the claims, references and studies of a receipt."""

from __future__ import annotations

from typing import Any

from evigraph.audit import Finding, audit
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.receipt.answer import Spoken


def findings(dataset: Dataset, told: Spoken) -> list[dict[str, Any]]:
    """The findings that concern what is told, gravest first, then what was checked and holds.

    A finding about claims or their numbers belongs to a receipt that tells of one of those
    claims; another one, to a receipt that tells of anything it concerns.

    Raises:
        QueryError: a check cannot be asked.
    """
    nodes = Nodes(dataset)
    own = told.claims | _all(nodes, told.claims, "ev:hasQuantity")
    about_claims = set(nodes.of_type(f"{EV}Claim")) | set(nodes.of_type(f"{EV}Quantity"))
    passages = _all(nodes, told.claims, "ev:statedIn")
    near = passages | _all(nodes, passages, "ev:hasCitationGroup") | told.works | told.studies | told.results
    near |= {entry for work in told.works for entry in nodes.into("biro:references", work)}
    near |= _all(nodes, told.studies, "ev:hasCohort")
    found = audit(dataset)
    titles = {check.name: (check.text("title"), check.text("arithmetic")) for check in found.checks}
    return [
        _plain(dataset.base, finding, *titles[finding.check])
        for finding in (*found.findings, *found.passed)
        if finding.nodes & (own if finding.nodes & about_claims else near)
    ]


def _all(nodes: Nodes, start: set[str], prop: str) -> set[str]:
    return {node for name in start for node in nodes.all(name, prop)}


def _plain(base: str, finding: Finding, title: str, arithmetic: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": f"{base}finding/{finding.id}",
        "type": ["Finding"],
        "check": finding.check,
        "title": title,
        "severity": finding.severity,
        "holds": finding.holds,
        "message": finding.message,
        "concerns": sorted(finding.nodes),
        "compared": [{"name": name, "text": value} for name, value in finding.compared],
        "comparedDigest": finding.digest,
    }
    if arithmetic:
        data["arithmetic"] = arithmetic
    response = finding.response
    if response is not None:
        data["response"] = {
            "decision": response.decision,
            "reason": response.reason,
            "who": list(response.who),
            "when": response.when,
            "current": response.current,
        }
    return data
