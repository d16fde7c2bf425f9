"""The argument around comparisons: which claims compare, what stands beneath them, which term is wider.

Built from the rows of one query, each of a kind told by the columns it fills:

``claim`` ``supports``         a claim supports a claim
``claim`` ``one`` ``other``    a claim sets one therapy against another, about ``object``;
                               where the other is its object, the one has to be ``favored``
``term`` ``above``             a term and a more general one
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evigraph.audit.compute.hierarchy import Hierarchy, having
from evigraph.audit.compute.row import Row

DEPTH = 4
"""How many steps below a comparison its evidence is looked for."""


@dataclass(frozen=True)
class Comparison:
    """A claim that sets one therapy, or class, against another."""

    claim: str
    statement: str
    one: str
    other: str
    object: str
    names: tuple[str, str]
    """What people call ``one`` and ``other``."""


class Argument:
    """Claims that support claims, the comparisons among them, and the hierarchy of terms."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.beneath: dict[str, list[str]] = {}
        for row in having(rows, "supports"):
            self.beneath.setdefault(row["supports"], []).append(row["claim"])
        self.parents: dict[str, set[str]] = {}
        for row in having(rows, "term"):
            self.parents.setdefault(row["term"], set()).add(row["above"])
        self.terms = Hierarchy(having(rows, "term"))
        self.over = self.terms.over
        self.comparisons: dict[str, Comparison] = {}
        for row in having(rows, "one"):
            nested = self.related(row["one"], row["other"])  # a class and its own member are no two sides
            favored = row.get("favored")  # a claim that speaks for its subject prefers it to its object
            if not nested and (favored is None or favored in self.over(row["one"])):
                names = (row["one_name"], row["other_name"])
                found = Comparison(
                    row["claim"], row["statement"], row["one"], row["other"], row.get("object") or "", names
                )
                self.comparisons[found.claim] = found

    def related(self, one: str, other: str) -> bool:
        """Whether one term is the other or more general than it."""
        return one in self.over(other) or other in self.over(one)

    def same_sides(self, one: Comparison, other: Comparison) -> bool:
        """Whether two comparisons set the same therapies against each other, either way round."""
        straight = self.related(one.one, other.one) and self.related(one.other, other.other)
        return straight or (self.related(one.one, other.other) and self.related(one.other, other.one))

    def side(self, found: Comparison, therapies: set[str]) -> int | None:
        """0 or 1: the side that patients given ``therapies`` stand on; None for neither, and for both."""
        given = [any(side in self.over(therapy) for therapy in therapies) for side in (found.one, found.other)]
        return None if given[0] == given[1] else given.index(True)

    def resting_on(self, found: Comparison) -> Iterator[str]:
        """The claim and those beneath it, down to claims that make the same comparison themselves."""
        yield from self._down(found, DEPTH, through=False)

    def near(self, found: Comparison) -> Iterator[str]:
        """The claim, its direct supports, and those of supports that make the same comparison."""
        yield from self._down(found, 2, through=True)

    def all_beneath(self, claim: str) -> set[str]:
        """The claim and every claim beneath it."""
        seen, todo = {claim}, [claim]
        while todo:
            new = set(self.beneath.get(todo.pop(), ())) - seen
            seen |= new
            todo.extend(new)
        return seen

    def same_beneath(self, found: Comparison) -> list[Comparison]:
        """The direct supports that make the same comparison."""
        below = [self.comparisons[claim] for claim in self.beneath.get(found.claim, ()) if claim in self.comparisons]
        return [comparison for comparison in below if self.same_sides(found, comparison)]

    def _down(self, found: Comparison, depth: int, through: bool) -> Iterator[str]:
        seen, level = {found.claim}, [found.claim]
        yield found.claim
        for _ in range(depth):
            below = sorted({claim for above in level for claim in self.beneath.get(above, ())} - seen)
            seen.update(below)
            same = [self._same(found, claim) for claim in below]
            kept = below if through else [claim for claim, also in zip(below, same, strict=True) if not also]
            yield from kept
            level = [claim for claim, also in zip(below, same, strict=True) if also] if through else kept

    def _same(self, found: Comparison, claim: str) -> bool:
        other = self.comparisons.get(claim)
        return other is not None and self.same_sides(found, other)


def counted(number: int, thing: str) -> str:
    """``1 study``, ``2 studies``, ``no study``."""
    plural = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number} {thing if number == 1 else plural}" if number else f"no {thing}"
