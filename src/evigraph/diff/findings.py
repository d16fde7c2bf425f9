"""Findings of the audit that are new, gone, changed or answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evigraph.audit import Audit, Finding
from evigraph.diff.facts import Facts
from evigraph.diff.model import Change
from evigraph.diff.words import joined

_LEVELS = {"error": "grave", "warning": "substantial", "note": "editorial"}
_Key = tuple[str, frozenset[tuple[str, str]]]


def finding_changes(old: tuple[Facts, Audit], new: tuple[Facts, Audit]) -> Iterator[Change]:
    """What the same checks say of both graphs; a finding is known by its check and the nodes it concerns."""
    before, after = (_by_key(*side, "findings") for side in (old, new))
    held, holds = (_by_key(*side, "passed") for side in (old, new))
    for key, finding in after.items():
        if key not in before:
            word = "What held before does not hold now" if key in held else f"New {finding.severity}"
            yield _change(finding, "finding-new", f"{word}: {finding.message}", "", finding.message)
        else:
            yield from _both(before[key], finding)
    for key, finding in before.items():
        if key not in after:
            now = holds[key].message if key in holds else ""
            word = (
                f"The {finding.severity} is resolved: {now}"
                if now
                else f"Gone is the {finding.severity}: {finding.message}"
            )
            yield _change(finding, "finding-gone", word, finding.message, now, level="editorial")


def _both(before: Finding, after: Finding) -> Iterator[Change]:
    if before.digest != after.digest:
        was, now = dict(before.compared), dict(after.compared)
        names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
        values = joined(f"{name} {was.get(name, 'none')} -> {now.get(name, 'none')}" for name in names)
        sides = (_listed(was), _listed(now))
        yield _change(after, "finding-changed", f"Other values than before ({values}): {after.message}", *sides)
    if after.answered and not before.answered and after.response is not None:
        response = after.response
        told = f"Answered now, {response.decision} by {', '.join(response.who)}: {response.reason} ({after.message})"
        yield _change(after, "finding-answered", told, "", response.reason, level="editorial")
    if before.answered and not after.answered:
        why = "it was given for other values" if after.response else "the answer is gone"
        reason = before.response.reason if before.response else ""
        yield _change(after, "finding-unanswered", f"No longer answered, {why}: {after.message}", reason, "")


def _change(finding: Finding, kind: str, message: str, old: str, new: str, level: str = "") -> Change:
    return Change(level or _LEVELS[finding.severity], "findings", kind, finding.id, message, old, new)


def _by_key(facts: Facts, audit: Audit, which: str) -> Mapping[_Key, Finding]:
    found: tuple[Finding, ...] = getattr(audit, which)
    return {(f.check, frozenset((role, facts.name(node)) for role, node in f.concerns)): f for f in found}


def _listed(values: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in values.items())
