"""The map as the page's script draws it: boxes with their lines and sizes, and how far it is unfolded at first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from evigraph.impact.model import Support
from evigraph.view.argument.claims import Claim
from evigraph.view.argument.tree import Branch, Forest
from evigraph.view.marks import Marks
from evigraph.view.words import wrap

SIZE, LINE, PADDING, GAP = 12.0, 14.0, 3.5, 6.5
STRIP, GUTTER = 22.0, 74.0
NARROWEST, WIDEST = 250.0, 424.0
ROOT_WIDTH, ROOT_LINE = 178.0, 17.0
COLUMN = 46.0
MARKED = 46.0
SCREEN = (1128.0, 640.0)
"""A map that is no wider and no higher fits the first screen."""

_MOST_LINES, _ROOT_LINES = 6, 12


def boxes(found: Forest, marks: Marks, focus: str | None, page_of: Callable[[str], str]) -> dict[str, Any]:
    """Everything the script needs; ``page_of`` gives the address of a page about a claim, or ""."""
    width = _width(found, focus)
    lines = {branch.claim.id: _lines(branch, width) for branch in found.branches}
    heights = {branch.claim.id: _height(branch, lines[branch.claim.id], marks) for branch in found.branches}
    opened = _opened(found, focus, width, heights)
    text = width - STRIP - GUTTER
    return {
        "nodes": [
            {
                **_node(branch, marks, branch.claim.id in opened),
                "lines": lines[branch.claim.id],
                "width": ROOT_WIDTH if branch.level == 1 else width,
                "height": heights[branch.claim.id],
                "page": page_of(branch.claim.id),
            }
            for branch in found.branches
        ],
        "roots": [root.claim.id for root in found.roots],
        "focus": focus,
        "look": {
            "gap": GAP,
            "column": COLUMN,
            "line": LINE,
            "rootLine": ROOT_LINE,
            "strip": STRIP,
            "text": text,
            "size": SIZE,
        },
    }


def strength(support: Support) -> str:
    """Evidence in words: references, independent cohorts, patients."""
    if not support.works:
        return "no reference"
    parts = [_count(support.works, "reference")]
    if support.cohorts:
        parts.append(_count(support.cohorts, "independent cohort"))
    if support.patients:
        parts.append(f"{'at least ' if support.unstated else ''}{_count(support.patients, 'patient')}")
    return ", ".join(parts)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _node(branch: Branch, marks: Marks, opened: bool) -> dict[str, Any]:
    claim = branch.claim
    return {
        "id": claim.id,
        "label": claim.label,
        "number": branch.number,
        "level": branch.level,
        "relation": branch.relation,
        "kids": [kid.claim.id for kid in branch.kids],
        "also": [list(pair) for pair in branch.also],
        "open": opened,
        "thesis": claim.thesis,
        "sideKey": claim.side,
        "certainty": claim.certainty,
        "sections": list(claim.sections),
        "cohorts": claim.support.cohorts,
        "patients": claim.support.patients,
        "works": claim.support.works,
        "strength": strength(claim.support),
        "facts": [list(fact) for fact in facts(claim)],
        "cited": " ".join(claim.cited),
        "marks": [mark.number for mark in marks.on.get(claim.id, ())],
    }


def facts(claim: Claim) -> list[tuple[str, str]]:
    """What the details tell of a claim."""
    found = [("Favors", claim.favours or "neither side"), ("Certainty", claim.certainty or "not stated")]
    found += [("Kind", claim.kind)] if claim.kind else []
    found += [("Proposition", claim.proposition)] if claim.proposition else []
    found += [("Said in", place) for place in claim.places]
    found += [("Cites", ", ".join(claim.cited) or "nothing")]
    found += [("Rests itself on", strength(claim.own)), ("With all that supports it", strength(claim.support))]
    return found


def _width(found: Forest, focus: str | None) -> float:
    """The width of a box: two columns fill a screen, more where the way to ``focus`` has more steps."""
    way = _way(found, focus)
    steps = max((branch.level for branch in found.branches if branch.claim.id in way), default=0)
    return min(max((SCREEN[0] - ROOT_WIDTH) / max(2, steps - 1) - COLUMN, NARROWEST), WIDEST)


def _lines(branch: Branch, width: float) -> list[str]:
    if branch.level == 1:
        return wrap(branch.claim.label, ROOT_WIDTH - 28, SIZE + 1, _ROOT_LINES, bold=True)
    return wrap(branch.claim.label, width - STRIP - GUTTER - 10, SIZE, _MOST_LINES)


def _height(branch: Branch, lines: list[str], marks: Marks) -> float:
    """The height of a box: its lines, or beside them the evidence with the marks of the audit below it."""
    if branch.level == 1:
        return ROOT_LINE * max(len(lines), 2) + 80
    return max(LINE * max(len(lines), 2), MARKED if marks.on.get(branch.claim.id) else 0) + 2 * PADDING


def _opened(found: Forest, focus: str | None, width: float, heights: Mapping[str, float]) -> set[str]:
    """The claims that are unfolded at first: level by level as long as the map fits a screen.

    The way up from ``focus`` is unfolded however long it is.
    """
    way = _way(found, focus)
    sides = max((len({kid.relation for kid in root.kids}) for root in found.roots), default=1)
    best: set[str] = set()
    for depth in range(1, 1 + max((branch.level for branch in found.branches), default=0)):
        opened = {branch.claim.id for branch in found.branches if branch.level <= depth} | way
        wide = ROOT_WIDTH + sides * depth * (width + COLUMN) > SCREEN[0]
        if best and (wide or _stacked(found, opened, heights) > SCREEN[1]):
            break
        best = opened
    return best


def _way(found: Forest, focus: str | None) -> set[str]:
    above = {kid.claim.id: branch.claim.id for branch in found.branches for kid in branch.kids}
    way: set[str] = set()
    while focus is not None and focus not in way:
        way.add(focus)
        focus = above.get(focus)
    return way


def _stacked(found: Forest, opened: Collection[str], heights: Mapping[str, float]) -> float:
    """The height of the map: reasons and concessions of a thesis stand on either side of it."""
    needed: dict[str, float] = {}
    for branch in reversed(found.branches):  # what is below comes first
        below = {"supports": 0.0, "concedes": 0.0}
        for kid in branch.kids if branch.claim.id in opened else ():
            below[kid.relation] += needed[kid.claim.id]
        both = max(below.values()) if branch.level == 1 else sum(below.values())
        needed[branch.claim.id] = max(heights[branch.claim.id] + GAP, both)
    return sum(needed[root.claim.id] for root in found.roots)
