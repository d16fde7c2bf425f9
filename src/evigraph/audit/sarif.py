"""An audit as SARIF 2.1.0, so that code hosts and editors show findings on the lines of a review kept in git.

Source: OASIS Standard, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from evigraph.audit.check import Check
from evigraph.audit.finding import Finding
from evigraph.audit.places import Places
from evigraph.audit.run import Audit
from evigraph.errors import Place
from evigraph.query.dataset import Dataset
from evigraph.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(dataset: Dataset, audit: Audit, show_passed: bool) -> str:
    """The audit as a SARIF log; what holds is of kind ``pass``, what is answered is suppressed."""
    places = Places(dataset)
    rules = list(audit.checks)
    index = {check.name: number for number, check in enumerate(rules)}
    shown = [*audit.findings, *(audit.passed if show_passed else ())]
    run = {
        "tool": {"driver": {"name": "evigraph", "version": __version__, "rules": [_rule(check) for check in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.check], places) for finding in shown],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(check: Check) -> dict[str, Any]:
    parts = {"Why": "why", "Arithmetic": "arithmetic", "What to do": "advice", "Known false alarms": "false_alarms"}
    lines = [f"{word}: {check.text(key)}" for word, key in parts.items() if check.text(key)]
    return {
        "id": check.name,
        "shortDescription": {"text": check.text("title")},
        "fullDescription": {"text": check.text("looks_for")},
        "help": {"text": "\n".join(lines), "markdown": "\n\n".join(lines)},
        "defaultConfiguration": {"level": check.severity},
        "properties": {"tags": [check.text("group")]},
    }


def _result(finding: Finding, rule: int, places: Places) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "kind": "pass" if finding.holds else "fail",
        "level": "none" if finding.holds else finding.severity,
        "message": {"text": finding.message},
        "locations": [_location(finding.place)],
        "partialFingerprints": {"evigraphFinding/v1": finding.id, "evigraphValues/v1": finding.digest},
        "properties": {
            "concerns": [node for _, node in finding.concerns],
            "compared": dict(finding.compared),
        },
    }
    placed = ((places.get(node), role) for role, node in finding.concerns)
    related = {place: role for place, role in placed if place is not None and place != finding.place}
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(place), "message": {"text": role}}
            for number, (place, role) in enumerate(sorted(related.items()), 1)
        ]
    if finding.response is not None and finding.response.current:
        response = finding.response
        words = f"{response.decision} by {', '.join(response.who)} on {response.when}: {response.reason}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": words}]
    return result


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file), "uriBaseId": "SRCROOT"}}
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {"physicalLocation": physical}
