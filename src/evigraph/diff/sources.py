"""What claims rest on, what they cite, and which claims support which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from evigraph.diff.facts import NODE, Facts
from evigraph.diff.model import Change
from evigraph.diff.pair import Pair
from evigraph.diff.words import joined, spaced
from evigraph.ns import CITO, EV, local_name

_CITES = f"{CITO}cites"
_FIRST_HAND = {f"{EV}primary", f"{EV}preclinical"}
_RELATIONS = {"supports": ("supports", "the support of"), "concedes": ("is a concession to", "the concession of")}


def source_changes(pair: Pair) -> Iterator[Change]:
    """For every claim that stayed: sources and citations lost and gained, gravest first."""
    for claim in pair.both(f"{EV}Claim"):
        rested, rests = (set(facts.all(claim, "restsOn")) for facts in (pair.old, pair.new))
        yield from _rests(pair, claim, rested, rests)
        yield from _cites(pair, claim, rested | rests)
        cito = [prop for facts in (pair.old, pair.new) for prop in facts.said[claim] if prop.startswith(CITO)]
        pair.tell(claim, "restsOn", *cito)


def argument_changes(pair: Pair) -> Iterator[Change]:
    """Links among claims that came or went, told of the claim that is still there."""
    links = [_links(facts) for facts in (pair.old, pair.new)]
    for claim in pair.both(f"{EV}Claim"):
        pair.tell(claim, *_RELATIONS)
    for link in sorted(links[0] ^ links[1]):
        lower, relation, upper = link
        gone = link in links[0]
        there = pair.new.said.keys() & pair.old.said.keys()
        verb, noun = _RELATIONS[relation]
        names = pair.name(lower), pair.name(upper)
        kind = f"{relation}-{'lost' if gone else 'gained'}"
        if lower in there and upper in there:
            message = f"{names[0]} {'no longer' if gone else 'now'} {verb} {names[1]}."
            node = lower
        elif upper in there:
            state = "which is gone" if gone else "which is new"
            message = f"{names[1]} {'lost' if gone else 'gained'} {noun} {names[0]}, {state}."
            node = upper
        elif lower in there:
            message = (
                f"{names[0]} {'no longer' if gone else 'now'} {verb} {names[1]}, which is {'gone' if gone else 'new'}."
            )
            node = lower
        else:
            continue
        sides = (names[1], "") if gone else ("", names[1])
        yield Change("substantial", "argument", kind, node, message, *sides)


def _links(facts: Facts) -> set[tuple[str, str, str]]:
    return {
        (claim, relation, target)
        for claim in facts.of_type(f"{EV}Claim")
        for relation in _RELATIONS
        for target in facts.all(claim, relation)
    }


def _rests(pair: Pair, claim: str, old: set[str], new: set[str]) -> Iterator[Change]:
    lost, gained = old - new, new - old
    name, words = pair.name(claim), pair.words_of(pair.old)
    was, now = words.sources(old), pair.words_of(pair.new).sources(new)

    def change(level: str, kind: str, message: str) -> Change:
        return Change(level, "sources", kind, claim, f"{name} {message}", was, now)

    before, after = _first_hand(pair.old, old), _first_hand(pair.new, new)
    fell = bool(before and not after)
    if old and not new:
        yield change("grave", "no-source-left", f"has no source left; it rested on {was}.")
        return
    if fell and lost & before:
        only = joined(", ".join(filter(None, words.cited(work))) for work in sorted(before))
        which = "its only first-hand source" if len(before) == 1 else "all its first-hand sources"
        rest = pair.words_of(pair.new).roles(new)
        yield change("grave", "no-first-hand-source-left", f"lost {which} ({only}); it now rests on {rest} only.")
    elif fell:
        rest = pair.words_of(pair.new).roles(new)
        yield change(
            "grave", "no-first-hand-source-left", f"has no first-hand source left: {now} counts as {rest} now."
        )
    if lost and not fell:
        yield change(
            "substantial", "source-lost", f"no longer rests on {words.sources(lost)}; it still rests on {now}."
        )
    if old and new and after and not before and not gained & after:
        message = f"has a first-hand source now: {pair.words_of(pair.new).sources(after)} counts as one."
        yield change("substantial", "first-hand-source-gained", message)
    if gained:
        first = "" if old else ", its first source"
        first = ", its first first-hand source" if old and after and not before else first
        message = f"now rests on {pair.words_of(pair.new).sources(gained)}{first}."
        yield change("substantial", "source-gained", message)


def _first_hand(facts: Facts, works: set[str]) -> set[str]:
    return {work for work in works if facts.one(work, "evidenceRole") in _FIRST_HAND}


def _cites(pair: Pair, claim: str, rested: set[str]) -> Iterator[Change]:
    """Works cited without resting on them, and works that are cited in another way than before."""
    old, new = (_relations(facts, claim) for facts in (pair.old, pair.new))
    for work in sorted(old.keys() | new.keys()):
        source = pair.words_of(pair.new if work in new else pair.old).source(work)
        name = pair.name(claim)
        if work in old and work in new:
            was, now = (_how(found[work]) for found in (old, new))
            if was != now:
                message = f"{name} cites {source} in another way: {was} -> {now}."
                yield Change("substantial", "sources", "citation-changed", claim, message, was, now)
        elif work not in rested:
            verb, sides = ("now cites", ("", source)) if work in new else ("no longer cites", (source, ""))
            kind = f"citation-{'gained' if work in new else 'lost'}"
            yield Change("substantial", "sources", kind, claim, f"{name} {verb} {source}.", *sides)


def _relations(facts: Facts, claim: str) -> dict[str, set[str]]:
    """Work -> the ways in which the claim cites it."""
    found: dict[str, set[str]] = defaultdict(set)
    for prop, values in facts.said[claim].items():
        if prop.startswith(CITO):
            for value in values:
                if value.kind == NODE:
                    found[value.text] |= {prop} - {_CITES}
    return found


def _how(relations: set[str]) -> str:
    return joined(sorted(spaced(local_name(prop)) for prop in relations)) or "cites"
