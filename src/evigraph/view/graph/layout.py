"""Where everything stands: columns along the evidence path, terms and housekeeping below, in clusters.

Each kind of the path is a column of blocks, one for each cluster; a block is a grid of cells.
The height of the columns is chosen so that the whole has the shape of a page.  The order in
the columns follows that of the neighbors (barycenter sweeps), so that few lines cross.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from evigraph.view.graph.kinds import verb
from evigraph.view.graph.model import Cluster, Item, Scene

PITCH = 17.0
"""From one row to the next."""

HEAD = 17.0
PAD = 7.0
GAP = 9.0
LANE = 34.0
STRIP = 34.0
ASPECT = 1.45
SWEEPS = 6
_INSET = 8.0


@dataclass
class Band:
    """A column of the evidence path: its blocks, and in how many cells side by side."""

    clusters: list[Cluster]
    cell: float
    columns: int = 1
    left: float = 0

    @property
    def width(self) -> float:
        return self.columns * self.cell + 2 * PAD


@dataclass
class _Placed:
    width: float = 0
    height: float = 0
    bands: list[Band] = field(default_factory=list)


def place(found: Scene) -> tuple[float, float]:
    """Gives every node its position and every cluster its box; returns width and height of all."""
    path = _bands([cluster for cluster in found.clusters if cluster.kind.where == "path"])
    terms = [cluster for cluster in found.clusters if cluster.kind.where == "terms"]
    behind = [cluster for cluster in found.clusters if cluster.kind.where == "behind"]
    height = _fitting(path, terms)
    width = _across(path, height) if path else 0.0
    width = max(width, _strip_width(path, terms or behind))
    _spread(path, width)
    for band in path:
        _stack(band, height)
    _sweep(path, found, height)
    bottom = height + STRIP if path else 0.0
    for strip in (terms, behind):
        for cluster in strip:
            cluster.members.sort(key=lambda item: (item.label.casefold(), item.id))
        if strip:
            bottom += _shelve(strip, width, bottom) + STRIP
    return width, max(bottom - STRIP, 0.0)


def _bands(clusters: Sequence[Cluster]) -> list[Band]:
    by_band: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        by_band[cluster.kind.band].append(cluster)
    return [Band(members, max(c.kind.cell for c in members)) for _, members in sorted(by_band.items())]


def _fitting(path: Sequence[Band], terms: Sequence[Cluster]) -> float:
    """The height of the columns that gives the whole the shape wanted."""
    if not path:
        return 0.0
    least = max(sum(_block(1) for _ in band.clusters) + GAP * (len(band.clusters) - 1) for band in path)
    most = max(_needed(band, 1) for band in path)
    best = (math.inf, least)
    for step in range(41):
        height = least * (max(most, least) / least) ** (step / 40)
        width = max(_across(path, height), _strip_width(path, terms))
        below = _shelved(terms, width)[1] + STRIP if terms else 0.0
        best = min(best, (abs(math.log(width / (height + below) / ASPECT)), height))
    return best[1]


def _across(path: Sequence[Band], height: float) -> float:
    """Chooses the cells side by side of every band; returns the width of all."""
    for band in path:
        low, high = 1, max(len(cluster.members) for cluster in band.clusters)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if _needed(band, middle) <= height else (middle + 1, high)
        band.columns = low
    return sum(band.width for band in path) + LANE * (len(path) - 1)


def _needed(band: Band, columns: int) -> float:
    rows = (math.ceil(len(cluster.members) / columns) for cluster in band.clusters)
    return sum(map(_block, rows)) + GAP * (len(band.clusters) - 1)


def _block(rows: int) -> float:
    return rows * PITCH + HEAD + PAD


def _strip_width(path: Sequence[Band], strip: Sequence[Cluster]) -> float:
    """The least width that lets every block of a strip stand in it."""
    cells = [cluster.kind.cell for cluster in strip]
    alone = math.sqrt(sum(len(cluster.members) * cluster.kind.cell * PITCH for cluster in strip) * ASPECT)
    return max([*(2 * PAD + cell for cell in cells), 0.0 if path else alone])


def _spread(path: Sequence[Band], width: float) -> None:
    free = width - sum(band.width for band in path)
    lane = free / (len(path) - 1) if len(path) > 1 else 0.0
    left = 0.0 if len(path) > 1 else free / 2
    for band in path:
        band.left = left
        left += band.width + lane


def _stack(band: Band, height: float) -> None:
    """Puts the blocks of a band below one another, spread over the height."""
    free = height - _needed(band, band.columns)
    gap = min(GAP + free / len(band.clusters), 4 * GAP)
    used = _needed(band, band.columns) + (gap - GAP) * (len(band.clusters) - 1)
    top = (height - used) / 2
    for cluster in band.clusters:
        rows = math.ceil(len(cluster.members) / band.columns)
        cluster.box = (band.left, top, band.width, _block(rows))
        _fill(cluster, band.columns, band.cell)
        top += _block(rows) + gap


def _fill(cluster: Cluster, columns: int, cell: float) -> None:
    left, top, _, _ = cluster.box
    for index, item in enumerate(cluster.members):
        row, column = divmod(index, columns)
        item.x = round(left + PAD + column * cell + _INSET, 1)
        item.y = round(top + HEAD + (row + 0.5) * PITCH, 1)


def _sweep(path: Sequence[Band], found: Scene, height: float) -> None:
    """Orders nodes and blocks by the middle of their neighbors in other columns, there and back."""
    joined = _neighbors(path, found)
    for turn in range(SWEEPS):
        for band in path if turn % 2 else reversed(path):
            middles = {item.id: _middle(item, joined) for cluster in band.clusters for item in cluster.members}
            for cluster in band.clusters:
                cluster.members.sort(key=lambda item: (middles[item.id], item.id))
            if not any(cluster.kind.natural for cluster in band.clusters):
                band.clusters.sort(key=lambda cluster: _mean([middles[item.id] for item in cluster.members]))
            _stack(band, height)


def _neighbors(path: Sequence[Band], found: Scene) -> dict[str, list[Item]]:
    on_path = {item.id: band.left for band in path for cluster in band.clusters for item in cluster.members}
    joined: dict[str, list[Item]] = defaultdict(list)
    for relation in found.relations:
        start, end = relation.start, relation.end
        if start not in on_path or end not in on_path or on_path[start] == on_path[end]:
            continue
        if verb(relation.predicate)[2] != "frame":
            joined[start].append(found.items[end])
            joined[end].append(found.items[start])
    return joined


def _middle(item: Item, joined: dict[str, list[Item]]) -> float:
    return _mean([other.y for other in joined[item.id]]) if joined[item.id] else item.y


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _shelve(strip: Sequence[Cluster], width: float, top: float) -> float:
    """Puts the blocks of a strip side by side on shelves; returns the height of all."""
    rows, height = _shelved(strip, width)
    left = shelf = tallest = 0.0
    for cluster in strip:
        columns = math.ceil(len(cluster.members) / rows)
        wide, tall = columns * cluster.kind.cell + 2 * PAD, _block(math.ceil(len(cluster.members) / columns))
        if left and left + wide > width:
            left, shelf, tallest = 0.0, shelf + tallest + GAP, 0.0
        cluster.box = (left, top + shelf, wide, tall)
        _fill(cluster, columns, cluster.kind.cell)
        left, tallest = left + wide + GAP, max(tallest, tall)
    return height


def _shelved(strip: Sequence[Cluster], width: float) -> tuple[int, float]:
    """The rows of a shelf that need the least height, and that height."""
    best = (math.inf, 1)
    largest = max(len(cluster.members) for cluster in strip)
    tried = sorted({*range(1, min(largest, 40) + 1), *(math.ceil(largest / part) for part in range(1, 41))})
    for rows in tried:
        left = shelf = tallest = 0.0
        for cluster in strip:
            columns = math.ceil(len(cluster.members) / rows)
            wide, tall = columns * cluster.kind.cell + 2 * PAD, _block(math.ceil(len(cluster.members) / columns))
            if wide > width and columns > 1:
                left, shelf, tallest = 0.0, math.inf, 0.0
                break
            if left and left + wide > width:
                left, shelf, tallest = 0.0, shelf + tallest + GAP, 0.0
            left, tallest = left + wide + GAP, max(tallest, tall)
        best = min(best, (shelf + tallest, rows))
    return best[1], best[0]
