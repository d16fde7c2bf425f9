"""The audit as one page: findings with their arithmetic, answers, and links to what they concern."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from evigraph.audit import SEVERITIES, Audit, Check, Finding
from evigraph.audit.finding import OWN_WORDS
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view import schema
from evigraph.view.shell import render
from evigraph.view.style import asset
from evigraph.view.things import Thing, Things
from evigraph.view.words import plain, spaced

WORDS = {
    "error": "Cannot be reconciled as cited",
    "warning": "Weakens what is said",
    "note": "Worth knowing",
    "answered": "Answered",
    "holds": "Holds",
}
"""States of a finding, gravest first, and what they mean to a reader."""

_DOCUMENTED = {
    "looks_for": "Looks for",
    "why": "Why it matters",
    "arithmetic": "Arithmetic",
    "advice": "What to do",
    "false_alarms": "Known false alarms",
}


@dataclass(frozen=True)
class Shown:
    """A finding as the page shows it."""

    finding: Finding
    state: str
    message: str
    compared: tuple[tuple[str, str], ...]
    concerns: tuple[Thing, ...]
    answer: str


@dataclass(frozen=True)
class Section:
    """One check with the findings it gave in one state."""

    check: Check
    title: str
    documentation: tuple[tuple[str, str], ...]
    findings: tuple[Shown, ...]


def audit_page(dataset: Dataset, audit: Audit, show_passed: bool = True) -> str:
    """The whole audit as one self-contained HTML page."""
    nodes = Nodes(dataset)
    things = Things(nodes)
    checks = {check.name: check for check in audit.checks}
    found = [*audit.findings, *(audit.passed if show_passed else ())]
    items = [shown(finding, checks[finding.check], things) for finding in found]
    items.sort(key=lambda item: list(WORDS).index(item.state))
    states = [
        (state, WORDS[state], [_section(checks[name], list(found)) for name, found in groupby(ordered, _check_of)])
        for state, group in groupby(items, key=lambda item: item.state)
        for ordered in [sorted(group, key=_check_of)]
    ]
    sources = [plain(nodes.one(a, "dcterms:title") or nodes.label(a)) for a in nodes.of_type(f"{EV}SourceArticle")]
    told = [item.finding for item in items]
    counts = [(state, WORDS[state], sum(item.state == state for item in items)) for state in WORDS]
    return render(
        "audit.html",
        ("base.css", "audit.css"),
        {"script": asset("audit.js")},
        structured=schema.report(nodes, f"Evidence audit of {'; '.join(sources)}", OWN_WORDS, told),
        sources=sources,
        states=states,
        counts=[item for item in counts if item[2]],
        groups=sorted({check.text("group") for check in audit.checks}),
        checked=len(audit.checks),
        own_words=OWN_WORDS,
        things=_mentioned(items),
        stale=audit.stale,
    )


def _check_of(item: Shown) -> str:
    return item.finding.check


def shown(finding: Finding, check: Check, things: Things) -> Shown:
    """A finding in the words of a page: its state, its arithmetic, what it concerns, and the answer."""
    meanings = check.header["columns"]
    response = finding.response
    answer = ""
    if response is not None:
        past = "" if response.current else " The finding has changed since."
        answer = f"{response.decision} by {', '.join(response.who)} on {response.when}: {response.reason}{past}"
    return Shown(
        finding,
        "holds" if finding.holds else "answered" if finding.answered else finding.severity,
        plain(finding.message),
        tuple((plain(str(meanings[name])), plain(value)) for name, value in finding.compared),
        tuple(things.of(node) for node in dict.fromkeys(node for _, node in finding.concerns)),
        plain(answer),
    )


def _section(check: Check, findings: list[Shown]) -> Section:
    return Section(check, plain(check.text("title")), documentation(check), tuple(findings))


def documentation(check: Check) -> tuple[tuple[str, str], ...]:
    """What a check looks for, why, and how, as its header tells it."""
    told = ((word, check.text(key)) for key, word in _DOCUMENTED.items())
    return tuple((word, plain(text)) for word, text in told if text)


def _mentioned(shown: list[Shown]) -> list[tuple[str, list[tuple[Thing, list[Shown]]]]]:
    """Everything that findings concern, by kind, with the findings that concern it."""
    about: dict[Thing, list[Shown]] = {}
    for item in shown:
        for thing in item.concerns:
            about.setdefault(thing, []).append(item)
    ordered = sorted(about.items(), key=lambda pair: (pair[0].kind, pair[0].anchor))
    return [(spaced(kind), list(group)) for kind, group in groupby(ordered, key=lambda pair: pair[0].kind)]


__all__ = ["SEVERITIES", "WORDS", "Shown", "audit_page", "shown"]
