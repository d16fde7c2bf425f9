"""An impact in words, as a tree that climbs from the fallen claims, and as rows of a table."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from evigraph.audit import Finding
from evigraph.impact.argument import FALLS_BACK, INHERITS, LOSES_ALL, UNCHANGED, WEAKENED
from evigraph.impact.model import Change, Impact, Reference, Support

WIDTH = 100
COLUMNS: tuple[str, ...] = ("status", "claim", "statement", "references", "references left", "cohorts", "cohorts left")
COLUMNS += ("patients", "patients left", "of its own", "of its own left", "loses first-hand")
COLUMNS += ("what is left", "studies left")

_COUNTED = {
    LOSES_ALL: ("loses all support", "lose all support"),
    FALLS_BACK: ("falls back on argument", "fall back on argument"),
    WEAKENED: ("is weakened", "are weakened"),
    INHERITS: ("inherits the loss", "inherit the loss"),
}
_SHOWN = {UNCHANGED: "keeps its references"}
_MOST = 12
_DEEPEST = 10


def impact_text(impact: Impact, width: int = WIDTH) -> str:
    """The impact in plain text."""
    return "\n".join(_Words(impact, width).lines()) + "\n"


def impact_rows(impact: Impact) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Columns, and a row for each claim that changes or cites a removed work for context.

    The counts are those of all evidence below a claim; "of its own" counts the references
    that it rests on itself.
    """
    rows: list[tuple[object, ...]] = []
    for change in impact.claims:
        before, left = change.total, change.total_left
        counts = (before.works, left.works, before.cohorts, left.cohorts, before.patients, left.patients)
        own = (change.direct.works, change.direct_left.works, change.loses_first_hand)
        remains = (", ".join(map(_number, change.left)), "; ".join(change.studies_left))
        rows.append((_SHOWN.get(change.status, change.status), change.id, change.label, *counts, *own, *remains))
    missing = [None] * (len(COLUMNS) - 3)
    rows += [("cites it for context", claim, label, *missing) for claim, label in impact.context]
    return COLUMNS, rows


def headline(impact: Impact) -> str:
    """What happens, in one sentence."""
    counts = impact.counts()
    parts: list[str] = []
    for status, (one, several) in _COUNTED.items():
        number = counts[status]
        if number:
            noun = "" if parts else " claim" if number == 1 else " claims"
            parts.append(f"{number}{noun} {one if number == 1 else several}")
    named = _listed(
        [item.label if item.kind == "reference" else f"{item.kind} “{item.label}”" for item in impact.removed]
    )
    rest = f"{counts[UNCHANGED]} of {impact.total} claims keep all they rest on"
    reasons = len(impact.reasons)
    if reasons:
        them = "it" if reasons == 1 else "them"
        rest += f"; {_count(reasons, 'claim loses', 'claims lose')} a claim that supports {them}"
    return f"Without {named}: {_listed(parts)}; {rest}." if parts else f"Without {named}: {rest}."


class _Words:
    """Writes an impact line by line."""

    def __init__(self, impact: Impact, width: int) -> None:
        self.impact = impact
        self.width = width
        self.changes = {change.id: change for change in impact.claims}
        self.told: set[str] = set()

    def lines(self) -> Iterator[str]:
        yield from self.wrap(headline(self.impact), 0)
        if self.impact.claims:
            yield ""
            yield "CLAIMS, FROM WHAT FALLS UP TOWARD THE THESIS"
            for root in self.roots():
                yield from self.tree(root)
        yield from self.context()
        yield from self.numbers()
        yield from self.audit()

    def roots(self) -> Iterator[Change]:
        """Changed claims that no changed claim supports; then those of cycles that were not reached."""
        above = {target for change in self.impact.claims for target in change.supports if target != change.id}
        yield from (change for change in self.impact.claims if change.id not in above)
        yield from (change for change in self.impact.claims if change.id not in self.told)

    def tree(self, root: Change) -> Iterator[str]:
        waiting = [(root, 0)]
        while waiting:
            change, depth = waiting.pop()
            known = change.id in self.told
            self.told.add(change.id)
            yield from self.claim(change, depth, known)
            if not known:
                above = [self.changes[target] for target in change.supports if target in self.changes]
                waiting += [(target, depth + 1) for target in reversed(above)]

    def claim(self, change: Change, depth: int, known: bool) -> Iterator[str]:
        indent = 2 * min(depth, _DEEPEST)
        status = _SHOWN.get(change.status, change.status).upper()
        head = f"{' ' * indent}{'supports  ' if depth else ''}"
        if known:
            yield from self.wrap(f"{head}{change.id}  (above)", indent + 4)
            return
        thesis = " (the thesis)" if change.thesis else ""
        yield from self.wrap(f"{head}{status}  {change.label}{thesis}", indent + 4)
        yield " " * (indent + 4) + change.id
        for line in _told(change):
            yield from self.wrap(" " * (indent + 4) + line, indent + 6)

    def context(self) -> Iterator[str]:
        if self.impact.context:
            yield ""
            yield "CLAIMS THAT CITE IT FOR CONTEXT ONLY"
        for claim, label in self.impact.context:
            yield from self.wrap(f"  {label}  ({claim})", 4)
        if self.impact.reasons:
            yield ""
            yield "CLAIMS THAT LOSE A CLAIM WHICH SUPPORTS THEM"
        for claim, label in self.impact.reasons:
            yield from self.wrap(f"  {label}  ({claim})", 4)

    def numbers(self) -> Iterator[str]:
        impact = self.impact
        parts = []
        if impact.studies:
            parts.append(f"{_count(len(impact.studies), 'study', 'studies')} ({'; '.join(impact.studies)})")
        if impact.rows:
            parts.append(f"{_count(len(impact.rows), 'table row')} ({'; '.join(map(_row, impact.rows))})")
        if impact.cells:
            parts.append(_count(len(impact.cells), "table cell"))
        if impact.results:
            parts.append(_count(len(impact.results), "result"))
        if parts:
            yield ""
            yield "NUMBERS THAT GO WITH IT"
            yield from self.wrap(f"  {_listed(parts)}.", 2)

    def audit(self) -> Iterator[str]:
        audit = self.impact.audit
        if audit is None or not (audit.new or audit.gone or audit.changed):
            return
        yield ""
        yield "THE AUDIT WITHOUT IT"
        for word, findings in (("new", audit.new), ("changed", audit.changed), ("gone", audit.gone)):
            # What is merely worth knowing is told when it is new, and otherwise counted.
            notes = [finding for finding in findings if finding.severity == "note" and word != "new"]
            for finding in findings:
                if finding not in notes:
                    yield from self.wrap(_finding(word, finding), 4)
            if notes:
                yield f"  {word}: {_count(len(notes), 'note')}, which --format json tells"

    def wrap(self, text: str, hang: int) -> list[str]:
        indent = " " * hang
        return textwrap.wrap(text, self.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _told(change: Change) -> Iterator[str]:
    """What a claim rested on, and what is left."""
    if change.status == LOSES_ALL:
        yield f"rested on {_support(change.total)}; nothing is left"
    elif change.status == FALLS_BACK:
        yield f"rested itself on {_support(change.direct)}; nothing of that is left"
        yield f"the claims that support it rest on {_support(change.total_left)}"
    elif change.status == WEAKENED:
        yield f"rested itself on {_support(change.direct)}, now on {_support(change.direct_left)}"
        yield f"left: {_references(change.left_directly)}"
        if change.total != change.direct:
            yield f"with the claims that support it: {_support(change.total)}, now {_support(change.total_left)}"
    else:
        yield f"with the claims that support it: {_support(change.total)}, now {_support(change.total_left)}"
    if change.loses_first_hand:
        yield "no first-hand source is left" if change.total_left.works else "first-hand evidence is among what falls"


def _support(support: Support) -> str:
    cohorts = "no cohort recorded"
    if support.cohorts:
        least = "at least " if support.unstated else ""
        patients = f"{least}{_count(support.patients, 'patient')}" if support.patients else "patients not counted"
        cohorts = f"{_count(support.cohorts, 'cohort', 'independent cohorts')}, {patients}"
    return f"{_count(support.works, 'reference')} ({cohorts})"


def _references(references: Sequence[Reference]) -> str:
    shown = [f"{_number(reference)} {reference.name}" for reference in references[:_MOST]]
    more = [f"{len(references) - _MOST} more"] if len(references) > _MOST else []
    word = "reference" if len(references) == 1 else "references"
    return f"{word} {_listed([*shown, *more])}"


def _number(reference: Reference) -> str:
    return str(reference.numbers[0]) if reference.numbers else reference.key


def _row(row: str) -> str:
    return re.sub(r"^.*/table-(\d+)\.(\d+)$", r"Table \1, row \2", row)


def _finding(word: str, finding: Finding) -> str:
    return f"  {word} {finding.severity}  {finding.check}: {finding.message}"


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
