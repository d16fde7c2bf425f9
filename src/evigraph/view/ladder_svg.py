"""The evidence ladder of a claim as one still picture: inline SVG whose boxes lead to the pages they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from evigraph.trace.model import Trace
from evigraph.view.ladder import laid_out, silent
from evigraph.view.layout import LINE
from evigraph.view.marks import Mark, Marks
from evigraph.view.rungs import Argument, Edge, Node, Rungs
from evigraph.view.style import palette

if TYPE_CHECKING:
    from markupsafe import Markup

EDGE, TOP, BOTTOM = 4.0, 14.0, 16.0
_STEP, _INSET, _MOST_MARKS = 21.0, 26.0, 4
_HEAD, _HANG = 7.0, 18.0


def ladder_svg(trace: Trace, argument: Argument, marks: Marks, address: Callable[[str], str]) -> Markup:
    """The picture; ``address`` says where a box leads, by the identifier of what it stands for, or ""."""
    found, width, height = laid_out(trace, argument, marks)
    size = (-EDGE, -TOP, width + 2 * EDGE, height + TOP + BOTTOM)
    return tag(
        "svg",
        {
            "class": "ladder",
            "viewBox": " ".join(f"{length:g}" for length in size),
            "width": f"{size[2]:g}",
            "height": f"{size[3]:g}",
            "role": "group",
            "aria-label": "Evidence ladder; the table below holds the same data",
        },
        shapes(found, marks, address),
    )


def shapes(found: Rungs, marks: Marks, address: Callable[[str], str]) -> Markup:
    """Everything that is drawn, lines first; the looks are those of ``ladderpicture.css``."""
    from markupsafe import Markup

    quiet = silent(found)
    parts = [_edge(found, edge) for edge in found.edges]
    parts += [_verb(found, edge) for edge in found.edges if edge not in quiet]
    for node in found.nodes.values():
        box = _box(node, marks)
        there = "" if node.kind == "claim" else address(node.id)
        words = f"{palette()['kinds'][node.kind]['one']}: {node.heading or ' '.join(node.text)}"
        parts.append(tag("a", {"href": there, "aria-label": words}, box) if there else tag("g", {}, box))
    return Markup("").join(parts)


def _box(node: Node, marks: Marks) -> Markup:
    from markupsafe import Markup

    left, top = node.x - node.width / 2, node.y - node.height / 2
    pad = palette()["kinds"][node.kind]["pad"]
    around = outline(node.kind, left, top, node.width, node.height)
    parts = [tag("path", {"d": around, "class": "absent" if node.absent else "body"})]
    for index, (weight, text) in enumerate(node.lines):
        at = node.y + (index - (len(node.lines) - 1) / 2) * LINE + 4.2
        look = {"x": f"{left + pad:g}", "y": f"{at:g}", "class": "bold" if weight == "bold" else None}
        parts.append(tag("text", look, text))
    parts += _notices(node, left, top + node.height)
    parts += _badges([mark for mark in marks.marks if mark.number in node.marks], node, left + node.width, top)
    return tag("g", {"class": f"box {node.kind}"}, Markup("").join(parts))


def outline(kind: str, x: float, y: float, w: float, h: float) -> str:
    """A shape for each kind, as the other pictures draw them: color is never the only sign."""
    if kind in ("claim", "argument"):
        return _round(x, y, w, h, 9)
    if kind == "cohort":
        return _round(x, y, w, h, min(h / 2, 24))
    if kind == "study":
        return _path(
            (x + 12, y), (x + w - 12, y), (x + w, y + h / 2), (x + w - 12, y + h), (x + 12, y + h), (x, y + h / 2)
        )
    if kind == "passage":
        tail = ((x + 28, y + h), (x + 16, y + h + 9), (x + 16, y + h))
        return _path((x, y), (x + w, y), (x + w, y + h), *tail, (x, y + h))
    if kind == "reference":
        fold = _path((x + w - 12, y), (x + w - 12, y + 12), (x + w, y + 12), end="")
        return _path((x, y), (x + w - 12, y), (x + w, y + 12), (x + w, y + h), (x, y + h)) + fold
    return _path((x, y), (x + w, y), (x + w, y + h), (x, y + h))


def _path(*points: tuple[float, float], end: str = "Z") -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + end


def _round(x: float, y: float, w: float, h: float, r: float) -> str:
    arc = f"A{r:g} {r:g} 0 0 1 "
    return (
        f"M{x + r:g} {y:g}H{x + w - r:g}{arc}{x + w:g} {y + r:g}V{y + h - r:g}{arc}{x + w - r:g} {y + h:g}"
        f"H{x + r:g}{arc}{x:g} {y + h - r:g}V{y + r:g}{arc}{x + r:g} {y:g}Z"
    )


def _badges(marks: list[Mark], node: Node, right: float, y: float) -> Iterator[Markup]:
    """Numbers of findings astride the upper edge; more than fit become "…"."""
    most = 3 if node.kind == "result" else _MOST_MARKS
    last = right - _INSET + (12 if node.kind == "result" else 0)
    shown = marks[:most]
    for index, mark in enumerate(shown):
        cut = len(marks) > most and index == most - 1
        yield badge_at(mark, last - (len(shown) - 1 - index) * _STEP, y - 4, "…" if cut else str(mark.number))


def badge_at(mark: Mark, x: float, y: float, words: str) -> Markup:
    """The mark of a finding around a point."""
    from markupsafe import Markup

    shape = palette()["marks"][mark.severity]
    parts = Markup('<path class="halo" d="{0}"/><path d="{0}"/><text y="{1}">{2}</text>').format(
        shape["path"], shape["text"], words
    )
    look = {"class": f"badge {mark.severity} {mark.look}", "transform": f"translate({x:g} {y:g})"}
    return tag("g", look, parts)


def _notices(node: Node, left: float, bottom: float) -> Iterator[Markup]:
    if not node.notices:
        return
    first, *more = node.notices
    text = f"{first} +{len(more)}" if more else first
    width = 6.2 * len(text) + 12
    yield tag("rect", {"class": "told", "x": left + 8, "y": bottom - 6, "width": width, "height": 16, "rx": 3})
    yield tag("text", {"class": "bold small", "x": left + 13, "y": bottom + 6}, text)


def _ends(found: Rungs, edge: Edge) -> tuple[Node, Node, float, float]:
    start, end = found.nodes[edge.start], found.nodes[edge.end]
    right = end.x >= start.x
    x1 = start.x + (start.width if right else -start.width) / 2
    return start, end, x1, end.x - (end.width if right else -end.width) / 2


def _lowest(found: Rungs, start: Node, end: Node) -> float:
    """How deep a line must hang that passes below the wider claims between two of them."""
    between = [node for node in found.nodes.values() if node.kind == "argument" and start.x <= node.x <= end.x]
    return max(node.y + node.height / 2 for node in (start, end, *between)) + _HANG


def _edge(found: Rungs, edge: Edge) -> Markup:
    from markupsafe import Markup

    start, end, x1, x2 = _ends(found, edge)
    if edge in found.bends:
        under, below = start.y + start.height / 2, end.y + end.height / 2
        deep = (_lowest(found, start, end) - (under + below + _HEAD) / 8) / 0.75
        d = f"M{start.x:g} {under:g}C{start.x:g} {deep:g} {end.x:g} {deep:g} {end.x:g} {below + _HEAD:g}"
        tip = _path((end.x, below), (end.x - 3.5, below + _HEAD), (end.x + 3.5, below + _HEAD))
    else:
        sign = 1 if x2 >= x1 else -1
        bow = abs(x2 - x1) / 2
        d = f"M{x1:g} {start.y:g}C{x1 + sign * bow:g} {start.y:g} {x2 - sign * bow:g} {end.y:g} "
        d += f"{x2 - sign * _HEAD:g} {end.y:g}"
        tip = _path((x2, end.y), (x2 - sign * _HEAD, end.y - 3.5), (x2 - sign * _HEAD, end.y + 3.5))
    kind = {"rests on": "firm", "cites": "loose", "concedes": "loose"}.get(edge.verb, "")
    return tag(
        "g", {"class": f"edge {kind}".strip()}, Markup('<path class="line" d="{}"/><path d="{}"/>').format(d, tip)
    )


def _verb(found: Rungs, edge: Edge) -> Markup:
    start, end, x1, x2 = _ends(found, edge)
    if edge in found.bends:
        low = _lowest(found, start, end) + 4
        return tag("text", {"class": "verb", "x": f"{(start.x + end.x) / 2:g}", "y": f"{low:g}"}, edge.verb)
    level = abs(start.y - end.y) < 12
    at = {"x": f"{(x1 + x2) / 2 - _HEAD / 2:g}", "y": f"{(start.y + end.y) / 2 - (5 if level else -4):g}"}
    return tag("text", {"class": "verb", **at}, edge.verb)


def tag(name: str, attributes: dict[str, Any], content: Any = "") -> Markup:
    """An element with everything escaped that is not markup already; an attribute of None is left out."""
    from markupsafe import Markup

    given = Markup("").join(
        Markup(' {}="{}"').format(key, value) for key, value in attributes.items() if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(name, given, content)
