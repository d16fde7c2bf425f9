"""Running the checks: rows of queries become findings, findings meet their answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from evigraph.audit.check import Check, find_checks
from evigraph.audit.compute import Row, function
from evigraph.audit.compute.row import natural
from evigraph.audit.finding import SEVERITIES, Finding, finding_id, values_digest
from evigraph.audit.places import Places
from evigraph.audit.responses import Stale, responses, stale_answers
from evigraph.errors import QueryError
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes

_FEW = 20
"""So many checks take less time than it takes to have a graph in memory."""


@dataclass(frozen=True)
class Audit:
    """What the checks found: ``findings`` to look at, what ``passed``, and answers gone ``stale``."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    passed: tuple[Finding, ...]
    stale: tuple[Stale, ...] = ()

    def failing(self, level: str) -> list[Finding]:
        """Unanswered findings at least as grave as ``level``; none for ``none``."""
        grave = SEVERITIES[: SEVERITIES.index(level) + 1] if level in SEVERITIES else ()
        return [finding for finding in self.findings if finding.severity in grave and not finding.answered]

    def about(self, nodes: Iterable[str]) -> list[Finding]:
        """The findings that concern any of ``nodes``, in their order."""
        places = {place for node in nodes for place in self._places.get(node, ())}
        return [self.findings[place] for place in sorted(places)]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Node -> where in ``findings`` those about it stand: whoever makes many pages asks for many nodes."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, finding in enumerate(self.findings):
            for node in finding.nodes:
                found[node].append(place)
        return dict(found)

    def counts(self) -> dict[str, int]:
        """How many findings of each severity, answered ones apart."""
        found = dict.fromkeys(SEVERITIES, 0)
        for finding in self.findings:
            if not finding.answered:
                found[finding.severity] += 1
        return {**found, "answered": sum(finding.answered for finding in self.findings), "passed": len(self.passed)}

    def summary(self) -> str:
        """The counts in one line."""
        counts = self.counts()
        found = ", ".join(f"{counts[level]} {level}{'' if counts[level] == 1 else 's'}" for level in SEVERITIES)
        many = "check" if len(self.checks) == 1 else "checks"
        stale = f"; {len(self.stale)} to look at again" if self.stale else ""
        return f"{len(self.checks)} {many}: {found}; {counts['answered']} answered, {counts['passed']} hold{stale}."


def audit(
    dataset: Dataset, names: Sequence[str] | None = None, claim: str | None = None, severity: str = "note"
) -> Audit:
    """Every finding of the checks ``names`` (default: all), gravest first.

    With ``claim`` (an IRI) only what concerns it: the claim, its numbers, its passages and
    their citation groups.  With ``severity`` only checks at least as grave.  Answers whose
    finding changed or went are told for every check that ran, unless ``claim`` narrows it.

    Raises:
        QueryError: no such check, or a check file that cannot be used.
    """
    grave = SEVERITIES[: SEVERITIES.index(severity) + 1]
    chosen = [check for check in find_checks(dataset.workspace, list(names or ())) if check.severity in grave]
    answers = responses(dataset)
    asked = dataset.at_hand() if len(chosen) > _FEW else dataset
    found = [finding for check in chosen for finding in run_check(asked, check)]
    if claim is not None:
        around = _around(dataset, claim)
        found = [finding for finding in found if finding.nodes & around]
    found = [answers.attach(finding) for finding in found]
    found.sort(key=lambda f: (SEVERITIES.index(f.severity), f.check, f.place, f.id))
    ran = {check.name for check in chosen} if claim is None else set()
    return Audit(
        tuple(chosen),
        tuple(finding for finding in found if not finding.holds),
        tuple(finding for finding in found if finding.holds),
        stale_answers(answers, found, ran),
    )


def run_check(dataset: Dataset, check: Check) -> Iterator[Finding]:
    """The findings of one check, those that hold among them.

    Raises:
        QueryError: the check cannot be asked, or two of its rows concern the same nodes.
    """
    try:
        table = dataset.select(check.sparql)
    except QueryError as error:
        raise QueryError(f"{check.path.name}: {error}") from None
    rows: list[Row] = table.records()
    for row, name in product(rows, check.lists.intersection(table.columns)):
        row[name] = _ordered(row[name])
    if compute := function(check.text("compute")):
        rows = list(compute(rows))
    places = Places(dataset)
    seen = set()
    if len(rows) == 1 and all(rows[0].get(name) is None for name in check.names("concerns")):
        return  # a query that counts gives one row over nothing
    for row in rows:
        _check_nodes(check, row)
        finding = _finding(check, row, dataset.base, places)
        if finding.id in seen:
            raise QueryError(f"{check.path.name}: Two rows concern the same nodes; 'concerns' must tell them apart.")
        seen.add(finding.id)
        yield finding


def _check_nodes(check: Check, row: Row) -> None:
    """Refuses a row that says about no node what it found."""
    names = check.names("concerns")
    if all(row.get(name) in (None, "", ()) for name in names):
        raise QueryError(f"{check.path.name}: A row has no value for any column of 'concerns' ({', '.join(names)}).")
    for name in names:
        for node in _items(row.get(name), r"\s+"):
            if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$", node):
                raise QueryError(f"{check.path.name}: '{name}' of 'concerns' holds text ('{node[:60]}'), not a node.")


def _finding(check: Check, row: Row, base: str, places: Places) -> Finding:
    holds = row.get("holds") is True
    concerns = sorted(
        {(name, node) for name in check.names("concerns") for node in _items(row.get(name), r"\s+") if node}
    )
    compared = tuple(
        (name, _joined(row.get(name))) for name in check.names("compared") if row.get(name) not in (None, "", ())
    )
    short = [(role, node.removeprefix(base)) for role, node in concerns]
    template = check.text("passed") if holds else check.text("finding")
    first = next(iter(_items(row.get(check.names("concerns")[0]), r"\s+")), "")
    return Finding(
        id=finding_id(check.name, short),
        check=check.name,
        severity=check.severity,
        holds=holds,
        message=_filled(template, row, base),
        concerns=tuple(concerns),
        compared=compared,
        digest=values_digest(compared),
        place=places.of(first),
    )


def _filled(template: str, row: Row, base: str) -> str:
    def fill(match: re.Match[str]) -> str:
        return _joined(row.get(match[1])).replace(base, "") or "not stated"

    return re.sub(r"\.\.(?=\s|$)", ".", re.sub(r"\{(\w+)\}", fill, template))


def _items(value: Any, separator: str) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(item) for item in value)
    return sorted(set(re.split(separator, str(value).strip())))


def _joined(value: Any) -> str:
    """A value as people read it."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)


def _ordered(value: Any) -> Any:
    """Text that a query put together from parts, in a fixed order: engines collect them in any."""
    return "; ".join(sorted(set(value.split("; ")), key=natural)) if isinstance(value, str) else value


def _around(dataset: Dataset, claim: str) -> set[str]:
    nodes = Nodes(dataset)
    near = {claim, *nodes.all(claim, "ev:hasQuantity")}
    for passage in nodes.all(claim, "ev:statedIn"):
        near |= {passage, *nodes.all(passage, "ev:hasCitationGroup")}
    return near
