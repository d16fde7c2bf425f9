"""Two graphs to their changes."""

from __future__ import annotations

from collections.abc import Iterator

from evigraph.audit import audit
from evigraph.diff.facts import Facts
from evigraph.diff.findings import finding_changes
from evigraph.diff.model import Change, Changes, ordered
from evigraph.diff.numbers import number_changes
from evigraph.diff.pair import WHOLE, Pair
from evigraph.diff.records import record_changes
from evigraph.diff.references import passage_changes, reference_changes
from evigraph.diff.sources import argument_changes, source_changes
from evigraph.query.dataset import Dataset


def diff(old: Dataset, new: Dataset) -> Changes:
    """What is otherwise in ``new`` than in ``old``.

    Statements are compared as sets under names without the base, so order, layout and the
    place where something is authored do not count.  The audit runs on both sides with the
    checks of ``new``.

    Raises:
        QueryError: a check of ``new`` cannot be asked.
    """
    return ordered(_changes(old, new))


def _changes(old: Dataset, new: Dataset) -> Iterator[Change]:
    old, new = old.at_hand(), new.at_hand()
    before, after = Facts(old), Facts(new)
    pair = Pair(before, after)
    judged = Dataset(old.store, new.workspace, old.base, old.held)
    for change in finding_changes((before, audit(judged)), (after, audit(new))):
        if change.kind in ("finding-answered", "finding-unanswered"):
            pair.tell(f"response/{change.node}", WHOLE)
        yield change
    yield from _statements(pair)


def _statements(pair: Pair) -> Iterator[Change]:
    """What the graphs say themselves; the special parts come before the general one."""
    for part in (source_changes, argument_changes, number_changes, reference_changes, passage_changes, record_changes):
        yield from part(pair)
