"""An audit as Markdown: for a pull request, a letter to authors, a page of documentation."""

from __future__ import annotations

import re
from itertools import groupby

from evigraph.audit.finding import OWN_WORDS, Finding
from evigraph.audit.run import Audit
from evigraph.query.dataset import Dataset

_HEADINGS = {
    "error": "Cannot be reconciled as cited",
    "warning": "Weakens what is said",
    "note": "Worth knowing",
}


def markdown(dataset: Dataset, audit: Audit, show_passed: bool) -> str:
    """Findings by severity and check, each with its arithmetic; nothing of the data is read as markup."""
    checks = {check.name: check for check in audit.checks}
    lines = ["# Evidence audit", "", OWN_WORDS, ""]
    open_ = [finding for finding in audit.findings if not finding.answered]
    for severity, found in groupby(open_, key=lambda finding: finding.severity):
        lines += [f"## {_HEADINGS[severity]}", ""]
        for name, group in groupby(found, key=lambda finding: finding.check):
            lines += [f"### {escaped(checks[name].text('title'))}", "", escaped(checks[name].text("why")), ""]
            lines += [line for finding in group for line in _item(finding)]
            lines.append("")
    for heading, chosen in (
        ("Answered", [finding for finding in audit.findings if finding.answered]),
        ("What holds", list(audit.passed) if show_passed else []),
    ):
        if chosen:
            lines += [f"## {heading}", "", *(line for finding in chosen for line in _item(finding)), ""]
    if audit.stale:
        lines += ["## Answers to look at again", ""]
        lines += [f"- `{stale.finding}` is {escaped(stale.why)}." for stale in audit.stale] + [""]
    return "\n".join(lines)


def _item(finding: Finding) -> list[str]:
    lines = [f"- {escaped(finding.message)}  "]
    if finding.compared:
        lines.append("  " + "; ".join(f"{name}: {escaped(value)}" for name, value in finding.compared) + "  ")
    response = finding.response
    if response is not None:
        past = "" if response.current else " (the finding has changed since)"
        words = f"{response.decision} by {', '.join(response.who)} on {response.when}: {response.reason}{past}"
        lines.append(f"  *{escaped(words)}*  ")
    lines.append(f"  `{finding.id}` in `{finding.place}`")
    return lines


def escaped(text: str) -> str:
    """Text in which no character is markup, on one line; angle brackets as entities, for lenient readers."""
    plain = re.sub(r"([\\`*_\[\]#|~!])", r"\\\1", " ".join(text.split()).replace("&", "&amp;"))
    return plain.replace("<", "&lt;").replace(">", "&gt;")
