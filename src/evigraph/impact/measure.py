"""From what is taken away to all that follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evigraph.impact.argument import STATUSES, UNCHANGED, Footing, footings
from evigraph.impact.evidence import Evidence
from evigraph.impact.findings import audited
from evigraph.impact.model import Change, Impact, Removed
from evigraph.impact.names import Names, named
from evigraph.query.dataset import Dataset


@dataclass(frozen=True)
class Loss:
    """Nodes that go: works, studies and claims, and with them cohorts, results, cells and rows."""

    works: frozenset[str]
    studies: frozenset[str]
    claims: frozenset[str]
    cohorts: frozenset[str]
    results: frozenset[str]
    cells: frozenset[str]
    rows: frozenset[str]


def impact(
    dataset: Dataset, names: str | Sequence[str], audit: bool = True, evidence: Evidence | None = None
) -> Impact:
    """What falls without ``names``: references, studies and claims of docs/impact.md.

    With ``audit`` also how the findings of the audit change.  ``evidence`` is that of the
    graph, for whoever asks many times; else it is gathered.

    Raises:
        NotFound: a name stands for nothing here, or for several things.
    """
    evidence = evidence or Evidence(dataset)
    taken = named(evidence, [names] if isinstance(names, str) else names)
    loss = _loss(evidence, taken)
    gone = evidence.mask(loss.works)
    after = footings(evidence.direct, evidence.below, gone, taken.claims, evidence.total)
    thinner = evidence.mask(work for work, studies in evidence.reports.items() if studies & loss.studies)
    changed = [c for c, footing in after.items() if footing.status != UNCHANGED or footing.total & thinner]
    changes = [_change(evidence, claim, after[claim], loss) for claim in changed]
    context = [claim for claim in after if evidence.cites[claim] & ~evidence.direct[claim] & gone]
    nodes = evidence.nodes
    reasons = {above for claim in taken.claims for above in nodes.all(claim, "ev:supports")} - taken.claims
    return Impact(
        removed=tuple(_removed(evidence, taken)),
        references=evidence.references(gone),
        studies=tuple(nodes.label(study) for study in sorted(loss.studies)),
        claims=tuple(sorted(changes, key=lambda change: (STATUSES.index(change.status), change.id))),
        context=tuple((nodes.short(claim), nodes.label(claim)) for claim in sorted(context)),
        reasons=tuple((nodes.short(claim), nodes.label(claim)) for claim in sorted(reasons)),
        total=len(after),
        rows=tuple(map(nodes.short, sorted(loss.rows))),
        cells=tuple(map(nodes.short, sorted(loss.cells))),
        results=tuple(map(nodes.short, sorted(loss.results))),
        audit=audited(dataset, loss.works | loss.studies | loss.claims | _parts(loss)) if audit else None,
    )


def _parts(loss: Loss) -> frozenset[str]:
    return loss.cohorts | loss.results | loss.cells | loss.rows


def _loss(evidence: Evidence, taken: Names) -> Loss:
    """Everything that goes with what is taken away.

    A work goes with the studies it reports when they are all taken away, a study with the
    works that report it when they all are.  A result goes with its study, or with the works
    it is credited to.
    """
    nodes = evidence.nodes
    works = set(taken.works)
    works |= {work for work, studies in evidence.reports.items() if studies and studies <= taken.studies}
    told = evidence.pairs("ev:reportedIn")
    studies = set(taken.studies) | {study for study, by in told.items() if by and by <= works}
    cohorts = {cohort for study in studies for cohort in nodes.all(study, "ev:hasCohort")}
    results = {result for cohort in cohorts for result in nodes.all(cohort, "ev:hasResult")}
    owned = {result for found in evidence.pairs("ev:hasResult").values() for result in found}
    credited = evidence.pairs("ev:attributedTo")
    results |= {result for result in owned if credited.get(result) and credited[result] <= works}
    cells = evidence.pairs("ev:cell")
    stay = {cell for result in owned - results for cell in cells.get(result, ())}
    rows = {row for cohort in cohorts for row in nodes.all(cohort, "ev:tableRow")}
    kept = {row for cohort, found in evidence.pairs("ev:tableRow").items() if cohort not in cohorts for row in found}
    return Loss(
        works=frozenset(works),
        studies=frozenset(studies),
        claims=taken.claims,
        cohorts=frozenset(cohorts),
        results=frozenset(results),
        cells=frozenset(cell for result in results for cell in cells.get(result, ())) - stay,
        rows=frozenset(rows - kept),
    )


def _change(evidence: Evidence, claim: str, footing: Footing, loss: Loss) -> Change:
    """What becomes of a claim whose works change, or the cohorts behind them."""
    nodes = evidence.nodes
    first_hand = evidence.first_hand
    return Change(
        id=nodes.short(claim),
        label=nodes.label(claim),
        status=footing.status,
        direct=evidence.support(footing.direct),
        direct_left=evidence.support(footing.direct_left, loss.studies),
        total=evidence.support(footing.total),
        total_left=evidence.support(footing.total_left, loss.studies),
        left_directly=evidence.references(footing.direct_left, loss.studies),
        left=evidence.references(footing.total_left, loss.studies),
        studies_left=_labels(evidence, evidence.reported(footing.total_left, loss.studies)),
        loses_first_hand=bool(footing.total & first_hand and not footing.total_left & first_hand),
        supports=tuple(map(nodes.short, evidence.supports[claim])),
        thesis=bool(nodes.into("ev:thesis", claim)),
    )


def _labels(evidence: Evidence, studies: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({evidence.nodes.label(study) for study in studies}))


def _removed(evidence: Evidence, taken: Names) -> Iterator[Removed]:
    """What was named, with the works in the order of the list."""
    nodes = evidence.nodes
    for reference in evidence.references(evidence.mask(taken.works)):
        number, *again = map(str, reference.numbers or (reference.key,))
        repeated = f", listed again as {' and '.join(again)}" if again else ""
        yield Removed("reference", f"work/{reference.key}", f"reference {number}{repeated} ({reference.name})")
    for kind, found in (("study", taken.studies), ("claim", taken.claims)):
        for node in sorted(found):
            yield Removed(kind, nodes.short(node), nodes.label(node))
