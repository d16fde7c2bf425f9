"""A trace as a pyvis network: nodes and edges with their words, looks and positions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace.model import Trace
from evigraph.view.layout import place
from evigraph.view.marks import Marks
from evigraph.view.rungs import Argument, Edge, Rungs, rungs
from evigraph.view.style import palette

if TYPE_CHECKING:
    from pyvis.network import Network

_RELATIONS = ("supports", "concedes")


def to_pyvis(trace: Trace, argument: Argument | None = None, marks: Marks | None = None) -> Network:
    """The ladder as a directed ``pyvis.network.Network`` with fixed positions and no physics.

    Beside what pyvis draws, each node carries ``kind``, ``lines`` (weight and text, as they
    are broken), ``width`` and ``height`` in pixels, ``facts``, ``links``, ``marks`` (numbers of
    findings) and ``notices``; each edge has its ``verb``.  ``argument`` joins the claims
    (:func:`argument_of`); without it a claim further up is joined only where a single claim
    stands below it.
    """
    from pyvis.network import Network

    found, width, height = laid_out(trace, argument, marks)
    network = Network(height=f"{round(height)}px", width=f"{round(width)}px", directed=True)
    network.toggle_physics(False)
    _add_nodes(network, found)
    _add_edges(network, found)
    return network


def laid_out(trace: Trace, argument: Argument | None = None, marks: Marks | None = None) -> tuple[Rungs, float, float]:
    """Everything to draw with its lines and positions, and the width and height of the whole."""
    found = rungs(trace, sure_argument(trace) if argument is None else argument)
    if marks is not None:
        _mark(found, marks)
    return found, *place(found)


def argument_of(dataset: Dataset, trace: Trace) -> Argument:
    """Which claim supports or concedes to which, from the claim of ``trace`` up to the thesis."""
    nodes = Nodes(dataset)
    names = (trace.id, *(step.id for step in trace.towards_thesis))
    edges = (
        Edge(name, nodes.short(target), relation)
        for name in names
        for relation in _RELATIONS
        for target in nodes.all(dataset.base + name, f"ev:{relation}")
    )
    return Argument(tuple(edges), frozenset(name for name in names if nodes.into("ev:thesis", dataset.base + name)))


def sure_argument(trace: Trace) -> Argument:
    """What follows from the trace alone, which knows only how far each claim is."""
    levels: dict[int, list[str]] = defaultdict(list, {0: [trace.id]})
    for step in trace.towards_thesis:
        levels[step.depth].append(step.id)
    edges = (
        Edge(levels[step.depth - 1][0], step.id, step.relation)
        for step in trace.towards_thesis
        if len(levels[step.depth - 1]) == 1
    )
    return Argument(tuple(edges))


def _mark(found: Rungs, marks: Marks) -> None:
    for node in found.nodes.values():
        node.marks = tuple(mark.number for mark in marks.on.get(node.id, ()))
        told = marks.notices.get(node.id, ())
        node.notices = tuple(notice.status for notice in told)
        node.facts += tuple(("Since published", f"{notice.status} ({notice.told})") for notice in told)


def _add_nodes(network: Network, found: Rungs) -> None:
    kinds, colors = palette()["kinds"], palette()["light"]
    for node in found.nodes.values():
        fill, border, ink = colors[node.kind]
        network.add_node(
            node.id,
            label="\n".join(line for _, line in node.lines) or " ",
            shape=kinds[node.kind]["shape"],
            color={"background": fill, "border": border},
            font={"color": ink, "size": 12},
            x=round(node.x, 1),
            y=round(node.y, 1),
            physics=False,
            kind=node.kind,
            heading=" ".join(node.text) if node.kind == "argument" else node.heading or " ".join(node.text),
            lines=[list(line) for line in node.lines],
            width=node.width,
            height=node.height,
            facts=[list(fact) for fact in node.facts],
            links=[list(link) for link in node.links],
            absent=node.absent,
            marks=list(node.marks),
            notices=list(node.notices),
        )


def silent(found: Rungs) -> set[Edge]:
    """The edges that do not say their verb: of a fan of results only the middle one does, eleven times is noise."""
    fans: dict[str, list[Edge]] = defaultdict(list)
    for edge in found.edges:
        if edge.verb == "found":
            fans[edge.start].append(edge)
    return {edge for fan in fans.values() for edge in fan if edge is not fan[len(fan) // 2]}


def _add_edges(network: Network, found: Rungs) -> None:
    quiet = silent(found)
    for edge in found.edges:
        network.add_edge(
            edge.start,
            edge.end,
            label="" if edge in quiet else edge.verb,
            verb=edge.verb,
            dashes=edge.verb in ("cites", "concedes"),
            bend=found.bends.get(edge, 0),
        )
