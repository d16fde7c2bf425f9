"""An audit as people and programs take it: text, JSON, CSV here; Markdown, SARIF and RDF in their files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from evigraph.audit.check import Check
from evigraph.audit.finding import OWN_WORDS, Finding
from evigraph.audit.markdown import markdown
from evigraph.audit.run import Audit
from evigraph.audit.sarif import sarif
from evigraph.audit.triples import jsonld, turtle
from evigraph.query.dataset import Dataset
from evigraph.separated import separated
from evigraph.version import __version__

COLUMNS = ("severity", "check", "id", "message", "file", "line", "column", "concerns", "compared", "answer")


def document(dataset: Dataset, audit: Audit, form: str, show_passed: bool = False) -> str:
    """The audit in one of :data:`FORMS`."""
    return FORMS[form](dataset, audit, show_passed)


def check_text(check: Check) -> str:
    """The documentation of a check for the terminal."""
    import textwrap

    parts = [f"{check.name} ({check.severity}, {check.text('group')})", check.text("title"), ""]
    named = {"looks_for": "Looks for", "why": "Why", "arithmetic": "Arithmetic", "advice": "What to do"}
    for key, word in {**named, "false_alarms": "Known false alarms"}.items():
        if check.text(key):
            parts.append(textwrap.fill(f"{word}: {check.text(key)}", 100, subsequent_indent="  "))
    return "\n".join(parts) + "\n"


def _all(audit: Audit, show_passed: bool) -> Iterator[Finding]:
    yield from audit.findings
    if show_passed:
        yield from audit.passed


def _text(dataset: Dataset, audit: Audit, show_passed: bool) -> str:
    import textwrap

    lines = []
    for finding in _all(audit, show_passed):
        state = "holds" if finding.holds else "answered" if finding.answered else finding.severity
        lines.append(f"{state}  {finding.check}  {finding.place}")
        lines += textwrap.wrap(finding.message, 100, initial_indent="    ", subsequent_indent="    ")
        if finding.response is not None:
            response = finding.response
            about = "" if response.current else ", for other values than now"
            who = ", ".join(response.who)
            lines.append(f"    {response.decision} by {who} on {response.when}{about}: {response.reason}")
        lines.append(f"    id {finding.id}  values {finding.digest}")
    for stale in audit.stale:
        lines.append(f"answer  {stale.finding}  {stale.place}\n    The finding it answers is {stale.why}.")
        lines.append(f"    {stale.decision}: {stale.reason}")
    if audit.findings or (show_passed and audit.passed):
        lines += ["", *textwrap.wrap(OWN_WORDS, 100)]
    return "\n".join(lines) + ("\n" if lines else "")


def _json(dataset: Dataset, audit: Audit, show_passed: bool) -> str:
    data = {
        "version": __version__,
        "counts": audit.counts(),
        "findings": [finding.to_dict() for finding in _all(audit, show_passed)],
        "staleAnswers": [{"finding": stale.finding, "why": stale.why, "place": stale.place} for stale in audit.stale],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _rows(audit: Audit, show_passed: bool, base: str) -> Iterator[tuple[str | int, ...]]:
    for finding in _all(audit, show_passed):
        place = finding.place
        yield (
            "holds" if finding.holds else finding.severity,
            finding.check,
            finding.id,
            finding.message,
            place.file,
            place.line,
            place.column,
            " ".join(node.removeprefix(base) for _, node in finding.concerns),
            "; ".join(f"{name}={value}" for name, value in finding.compared),
            f"{finding.response.decision}: {finding.response.reason}" if finding.response else "",
        )


def _csv(dataset: Dataset, audit: Audit, show_passed: bool) -> str:
    return separated(COLUMNS, _rows(audit, show_passed, dataset.base), ",")


def _tsv(dataset: Dataset, audit: Audit, show_passed: bool) -> str:
    return separated(COLUMNS, _rows(audit, show_passed, dataset.base), "\t")


FORMS: dict[str, Callable[[Dataset, Audit, bool], str]] = {
    "table": _text,
    "json": _json,
    "csv": _csv,
    "tsv": _tsv,
    "md": markdown,
    "sarif": sarif,
    "ttl": turtle,
    "jsonld": jsonld,
}
