"""Entries of the printed lists that stand at another number, and what follows for passages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from evigraph.diff.facts import ENTRY, full
from evigraph.diff.model import Change
from evigraph.diff.pair import Pair
from evigraph.diff.words import joined
from evigraph.ns import CITO, EV


def reference_changes(pair: Pair) -> Iterator[Change]:
    """Entries with another number: a run that moved together is one change."""
    shared = sorted(pair.both(ENTRY), key=lambda node: (pair.old.one(node, "listedIn"), _number(pair, node)[0]))
    steps = [(pair.old.one(node, "listedIn"), _number(pair, node), node) for node in shared]
    for (_, shift), run in groupby(steps, lambda step: (step[0], step[1][1] - step[1][0])):
        moved = list(run)
        for _, _, node in moved:
            pair.tell(node, "number")
        if not shift:
            continue
        (_, (first, now), node), (_, (last, then), _) = moved[0], moved[-1]
        if len(moved) == 1:
            who = pair.words_of(pair.new).cited(node)[1]
            message = f"Reference {first} ({who}) is now reference {now}."
            yield Change("editorial", "references", "reference-renumbered", node, message, str(first), str(now))
        else:
            message = f"References {first} to {last} are now {now} to {then}."
            sides = f"{first}-{last}", f"{now}-{then}"
            yield Change("editorial", "references", "references-renumbered", node, message, *sides)


def passage_changes(pair: Pair) -> Iterator[Change]:
    """What passages cite, by work rather than by number; offsets that moved are counted, not listed."""
    moved = 0
    for node in pair.both(f"{EV}Passage"):
        old, new = (set(facts.all(node, f"{CITO}cites")) for facts in (pair.old, pair.new))
        if pair.differs(node, f"{CITO}cites"):
            yield from _cited(pair, node, old, new)
        if old != new or any(pair.differs(entry, "number") for entry in old & new):
            pair.tell(node, "clusters")
        moved += pair.differs(node, "offsets")
        pair.tell(node, f"{CITO}cites", "offsets")
    if moved:
        what = "1 passage stands" if moved == 1 else f"{moved} passages stand"
        message = f"{what} at other offsets of the source text."
        yield Change("editorial", "text", "passages-moved", full("offsets"), message, "", str(moved))


def _cited(pair: Pair, node: str, old: set[str], new: set[str]) -> Iterator[Change]:
    parts = []
    lost, gained = (pair.words_of(f).sources(s) for f, s in ((pair.old, old - new), (pair.new, new - old)))
    if lost:
        parts.append(f"no longer cites {lost}")
    if gained:
        parts.append(f"now cites {gained}")
    message = f"{pair.name(node)} {joined(parts)}."
    yield Change("substantial", "text", "passage-cites", node, message[:1].upper() + message[1:], lost, gained)


def _number(pair: Pair, node: str) -> tuple[int, int]:
    old, new = (facts.one(node, "number") for facts in (pair.old, pair.new))
    return int(old or 0), int(new or 0)
