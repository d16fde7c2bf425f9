"""Results, quantities and cells whose number is another than before."""

from __future__ import annotations

from collections.abc import Iterator

from evigraph.diff.facts import Facts
from evigraph.diff.model import Change
from evigraph.diff.pair import Pair
from evigraph.diff.words import joined, spaced
from evigraph.ns import EV, local_name

_NUMBER = ("value", "low", "high", "ciLow", "ciHigh", "numerator", "denominator", "unit", "comparison")
_PRINTED = ("asPrinted", "reportingStatus")
_IN_PRINT = ("value", "low", "high", "unit")


def number_changes(pair: Pair) -> Iterator[Change]:
    """Each changed number once, as printed; what is not in print is told beside it."""
    for word in ("Result", "Quantity"):
        for node in pair.both(f"{EV}{word}"):
            if any(pair.differs(node, prop) for prop in (*_NUMBER, *_PRINTED)):
                yield _number(pair, node, word.lower())
                pair.tell(node, *_NUMBER, *_PRINTED)
    for node in pair.both(f"{EV}Cell"):
        if pair.differs(node, "text"):
            was, now = pair.number(pair.old, node), pair.number(pair.new, node)
            message = f"{pair.name(node)}: {was} -> {now}."
            yield Change("substantial", "numbers", "cell-changed", node, message, was, now)
            pair.tell(node, "text")


def _number(pair: Pair, node: str, word: str) -> Change:
    was, now = pair.number(pair.old, node), pair.number(pair.new, node)
    words = pair.words_of(pair.new)
    told = () if was == now else _IN_PRINT
    more = [
        f"{spaced(prop)} {_shown(pair.old, node, prop)} -> {_shown(pair.new, node, prop)}"
        for prop in _NUMBER
        if prop not in told and pair.differs(node, prop)
    ]
    what = f"{was} -> {now}" if was != now else f"{now}, as before"
    message = f"{words.measure(node)} {what} in {words.whose(node)}{'; ' + joined(more) if more else ''}."
    if was == now:
        was, now = (joined(_shown(f, node, p) for p in _NUMBER if pair.differs(node, p)) for f in (pair.old, pair.new))
    return Change("substantial", "numbers", f"{word}-changed", node, message, was, now)


def _shown(facts: Facts, node: str, prop: str) -> str:
    text = facts.one(node, prop)
    return (spaced(local_name(text)) if text.startswith(EV) else text) or "not given"
