"""What is drawn: nodes in words for people, the statements that join them, their clusters."""

from __future__ import annotations

from dataclasses import dataclass, field

from evigraph.view.graph.kinds import Kind
from evigraph.view.links import Link

Fact = tuple[str, str]


@dataclass
class Item:
    """A node to draw, its middle at ``x`` and ``y``.

    ``short`` stands beside it where there is little room; ``order`` is its place in the
    article, ``home`` the name of its cluster.
    """

    id: str
    kind: Kind
    label: str
    short: str
    place: str
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    type: str = ""
    order: tuple[int, ...] = ()
    home: str = ""
    cluster: int = 0
    rank: int = 0
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Relation:
    """One statement that joins two nodes."""

    start: str
    end: str
    predicate: str


@dataclass
class Cluster:
    """Nodes of one kind that belong together; ``box`` is left, top, width, height, ``head`` that of its heading."""

    kind: Kind
    name: str
    members: list[Item] = field(default_factory=list)
    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    head: float = 0


@dataclass
class Scene:
    """Everything to draw, in a fixed order; ``pitch`` is the distance of rows."""

    items: dict[str, Item]
    relations: list[Relation]
    clusters: list[Cluster] = field(default_factory=list)
    pitch: float = 0
