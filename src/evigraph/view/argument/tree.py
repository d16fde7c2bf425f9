"""Which claims hang below which: each claim once, below the claim that is nearest to the thesis."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from evigraph.view.argument.claims import Claim


@dataclass
class Branch:
    """A claim in the tree; ``relation`` says what it is to the claim above, ``also`` what else it leads to."""

    claim: Claim
    relation: str = ""
    level: int = 1
    number: str = ""
    kids: list[Branch] = field(default_factory=list)
    also: tuple[tuple[str, str], ...] = ()

    def all(self) -> Iterator[Branch]:
        """This branch and every one below, in reading order."""
        waiting = [self]
        while waiting:
            branch = waiting.pop()
            yield branch
            waiting += reversed(branch.kids)


@dataclass
class Forest:
    """The trees of the argument, and the claims that stand outside it."""

    roots: list[Branch]
    outside: list[Claim]

    @cached_property
    def branches(self) -> list[Branch]:
        """Every claim of the argument, in reading order."""
        return [branch for root in self.roots for branch in root.all()]


def forest(claims: Mapping[str, Claim], focus: str | None = None) -> Forest:
    """The argument as trees, below the theses first.

    A claim with several claims above hangs below the one fewest steps from a thesis.  What
    leads to no thesis makes trees of its own; what leads nowhere and has nothing below it
    stands outside.  With ``focus`` only its way up and everything below it.
    """
    if focus is not None:
        claims = _around(claims, focus)
    below = _below(claims)
    seen: set[str] = set()
    roots = [_grow(claims, below, claim, seen) for claim in claims if claims[claim].thesis and claim not in seen]
    loose = [claim for claim in claims if claim not in seen]
    tops = [claim for claim in loose if not _known(claims, claim) and (below[claim] or claim == focus)]
    roots += [_grow(claims, below, claim, seen) for claim in tops if claim not in seen]
    circles = [claim for claim in loose if claim not in seen and (_known(claims, claim) or below[claim])]
    roots += [_grow(claims, below, claim, seen) for claim in circles if claim not in seen]
    found = Forest(roots, [claim for name, claim in claims.items() if name not in seen])
    _finish(found)
    return found


def _known(claims: Mapping[str, Claim], claim: str) -> list[tuple[str, str]]:
    """What a claim leads to among ``claims``."""
    return [(relation, target) for relation, target in claims[claim].parents if target in claims and target != claim]


def _below(claims: Mapping[str, Claim]) -> dict[str, list[tuple[str, str]]]:
    """Claim -> relation and claim of what leads to it."""
    found: dict[str, list[tuple[str, str]]] = {claim: [] for claim in claims}
    for claim in claims:
        for relation, target in _known(claims, claim):
            found[target].append((relation, claim))
    return found


def _around(claims: Mapping[str, Claim], focus: str) -> dict[str, Claim]:
    """The claims on the way from ``focus`` up, and all below it."""
    below = _below(claims)
    above = {claim: _known(claims, claim) for claim in claims}
    kept = _reached(focus, above) | _reached(focus, below)
    return {name: claim for name, claim in claims.items() if name in kept}


def _reached(start: str, steps: Mapping[str, Iterable[tuple[str, str]]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = {target for _, target in steps[waiting.pop()]} - found
        found |= new
        waiting += new
    return found


def _grow(
    claims: Mapping[str, Claim], below: Mapping[str, Collection[tuple[str, str]]], top: str, seen: set[str]
) -> Branch:
    """The tree below ``top``, level by level, so that each claim hangs as near to it as it can."""
    root = Branch(claims[top])
    seen.add(top)
    waiting = deque([root])
    while waiting:
        branch = waiting.popleft()
        for relation, lower in below[branch.claim.id]:
            if lower not in seen:
                seen.add(lower)
                kid = Branch(claims[lower], relation, branch.level + 1)
                branch.kids.append(kid)
                waiting.append(kid)
    return root


def _finish(found: Forest) -> None:
    """Orders, numbers and links the branches: reasons before concessions, the longest line of reasoning first."""
    for branch in reversed(found.branches):
        branch.kids.sort(
            key=lambda kid: (kid.relation != "supports", -len(list(kid.all())), kid.claim.order, kid.claim.id)
        )
    del found.branches  # they stand in another order now
    several = len(found.roots) > 1
    for index, root in enumerate(found.roots, 1):
        root.number = f"T{index}" if several else "T"
        for branch in root.all():
            for place, kid in enumerate(branch.kids, 1):
                head = "" if branch is root and not several else f"{branch.number}."
                kid.number = f"{head}{place}"
    numbers = {branch.claim.id for branch in found.branches}
    parents = {kid.claim.id: (kid.relation, branch.claim.id) for branch in found.branches for kid in branch.kids}
    for branch in found.branches:
        drawn = parents.get(branch.claim.id)
        branch.also = tuple(
            p for p in branch.claim.parents if p != drawn and p[1] in numbers and p[1] != branch.claim.id
        )
