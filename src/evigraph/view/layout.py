"""Where each rung stands: columns by kind from left to right, nothing on top of anything else."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

from evigraph.view.rungs import Node, Rungs
from evigraph.view.style import palette
from evigraph.view.words import wrap

WIDTH = 1200.0
"""The width of a picture whose columns are all in use, in pixels."""

SIZE, LINE, PADDING = 12.0, 16.0, 8.0
_MOST_LINES = {"claim": 11, "argument": 8}
_GAPS = {"reference": 20.0, "study": 18.0, "cohort": 14.0, "result": 6.0}
_NARROWEST, _WIDEST = 54.0, 130.0
_BAND = 34.0
_HIGHEST_CLAIM = 320.0
# Marks sit astride the upper edge of a box, notices astride the lower; its neighbours keep clear of them.
_MARK = 14.0
_ARC_SPACE = 26.0
# vis-network draws an arc whose depth is this share of its length times its roundness.
_ARC_DEPTH = 0.47
# How far a curve from the claim has climbed towards its reference where it leaves the second column.
_CLIMBED = 0.8


def place(found: Rungs) -> tuple[float, float]:
    """Gives every node its lines, size and position; returns width and height of the whole."""
    for node in found.nodes.values():
        _measure(node)
    _deepen(found)
    claim = next(iter(found.nodes.values()))
    children = _children(found)
    references = [node for node in children[claim.id] if node.kind == "reference"]
    # The claim stands beside the middle of its evidence, but never below the first screen.
    claim.y = min(_evidence(references, children) / 2, _HIGHEST_CLAIM)
    _passages([node for node in children[claim.id] if node.kind == "passage"], references, claim.y)
    _argument([node for node in found.nodes.values() if node.kind == "argument"], found, claim)
    width, height = _columns(found), _shift(found)
    return width, max([height, *_arcs(found)])


def column(node: Node) -> int:
    """The column of a node, from 0; claims further up the argument stand further right."""
    first: int = palette()["kinds"][node.kind]["column"]
    return node.layer if node.kind == "argument" else first


def _measure(node: Node) -> None:
    look = palette()["kinds"][node.kind]
    inner = look["width"] - 2 * look["pad"]
    most = _MOST_LINES.get(node.kind, 6)
    node.lines = [("bold", line) for line in wrap(node.heading, inner, SIZE, most, bold=True)]
    for text in node.text:
        node.lines += [("plain", line) for line in wrap(text, inner, SIZE, most)]
    node.width, node.height = look["width"], LINE * max(1, len(node.lines)) + 2 * PADDING


def _children(found: Rungs) -> dict[str, list[Node]]:
    children: dict[str, list[Node]] = defaultdict(list)
    for edge in found.edges:
        if edge.tree:
            children[edge.start].append(found.nodes[edge.end])
    return children


def _evidence(references: Iterable[Node], children: dict[str, list[Node]]) -> float:
    """Stacks the trees below the references; returns the height of all."""
    top = 0.0
    for reference in references:
        top += _stack(reference, top, children)
    return top


def _stack(node: Node, top: float, children: dict[str, list[Node]]) -> float:
    """Puts ``node`` beside the middle of what hangs on it; returns the height of the block."""
    own = _own(node)
    below = children[node.id]
    needed = sum(_needed(child, children) for child in below)
    height = max(own, needed + (_GAPS[node.kind] if below else 0))
    node.y = top + height / 2
    at = top + (height - needed) / 2
    for child in below:
        at += _stack(child, at, children)
    return height


def _needed(node: Node, children: dict[str, list[Node]]) -> float:
    below = sum(_needed(child, children) for child in children[node.id])
    return max(_own(node), below + (_GAPS[node.kind] if below else 0))


def _own(node: Node) -> float:
    """The height that a box takes up, with what keeps it apart from the next."""
    return node.height + _GAPS[node.kind] + (_MARK if node.marks or node.notices else 0)


def _passages(passages: list[Node], references: list[Node], middle: float) -> None:
    """Above the curves that run from the claim to its references."""
    highest = min((node.y - middle for node in references), default=0.0)
    bottom = middle + _CLIMBED * min(highest, 0) - _BAND
    for node in reversed(passages):
        node.y = bottom - node.height / 2
        bottom -= node.height + _GAPS["cohort"]


def _argument(steps: list[Node], found: Rungs, claim: Node) -> None:
    """A band below the evidence in the columns it uses, one column for each step up."""
    if not steps:
        return
    layers: dict[int, list[Node]] = defaultdict(list)
    for node in steps:
        layers[node.layer].append(node)
    evidence = [node for node in found.nodes.values() if node.kind not in ("claim", "argument", "passage")]
    lowest = max((node.y for node in evidence if node.kind == "reference"), default=claim.y)
    under = [node.y + node.height / 2 for node in evidence if column(node) <= max(layers)]
    top = max([claim.y + _CLIMBED * (lowest - claim.y) + _BAND / 2, *(bottom + _BAND for bottom in under)])
    heights = {layer: sum(node.height + _BAND for node in nodes) - _BAND for layer, nodes in layers.items()}
    middle = top + max(heights.values()) / 2
    for layer, nodes in layers.items():
        at = middle - heights[layer] / 2
        for node in nodes:
            node.y = at + node.height / 2
            at += node.height + _BAND


def _deepen(found: Rungs) -> None:
    """Moves each step of the argument right of every claim that leads to it."""
    steps = [node for node in found.nodes.values() if node.kind == "argument"]
    edges = [edge for edge in found.edges if found.nodes[edge.end].kind == "argument"]
    for _ in steps:  # as many rounds as there are steps settle any argument without a circle
        for edge in edges:
            end = found.nodes[edge.end]
            end.layer = min(max(end.layer, found.nodes[edge.start].layer + 1), len(steps))


def _columns(found: Rungs) -> float:
    """Spreads the columns in use over the width; returns the width used."""
    used = 1 + max(column(node) for node in found.nodes.values())
    widths = [
        max((node.width for node in found.nodes.values() if column(node) == index), default=0.0)
        for index in range(used)
    ]
    gap = min(max((WIDTH - sum(widths)) / max(used - 1, 1), _NARROWEST), _WIDEST)
    for node in found.nodes.values():
        index = column(node)
        node.x = sum(widths[:index]) + gap * index + widths[index] / 2
    return sum(widths) + gap * (used - 1)


def _shift(found: Rungs) -> float:
    """Moves everything so that the highest node, or mark on it, touches 0; returns the height."""
    top = min(node.y - node.height / 2 - (_MARK if node.marks else 0) for node in found.nodes.values())
    for node in found.nodes.values():
        node.y -= top
    return max(node.y + node.height / 2 for node in found.nodes.values())


def _arcs(found: Rungs) -> Iterator[float]:
    """Bends each edge that passes over a column below the boxes in between; yields how deep it hangs."""
    for edge in found.edges:
        start, end = found.nodes[edge.start], found.nodes[edge.end]
        if end.kind != "argument" or end.layer - start.layer < 2:
            continue
        between = [
            node.y + node.height / 2
            for node in found.nodes.values()
            if node.kind == "argument" and start.x < node.x < end.x
        ]
        middle, length = (start.y + end.y) / 2, math.dist((start.x, start.y), (end.x, end.y))
        depth = max([middle, *between]) + _ARC_SPACE - middle
        found.bends[edge] = round(depth / (_ARC_DEPTH * length), 3)
        yield middle + depth + SIZE
