"""Where everything stands: columns along the evidence path, terms and housekeeping below, in clusters.

Each kind of the path is a column of blocks, one for each cluster; a block is a grid of cells.
The height of the columns is chosen so that the whole has the shape of a page.  The order in
the columns follows that of the neighbors (barycenter sweeps), so that few lines cross.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evigraph.view.graph import heading
from evigraph.view.graph.kinds import verb
from evigraph.view.graph.model import Cluster, Item, Scene

PITCH, PITCH_OF_FEW = 17.0, 44.0
"""From one row to the next, in a large graph and in a small one, where there is room for whole labels."""

PAD = 7.0
GAP = 9.0
LANE = 30.0
STRIP = 26.0
ASPECT = 1.65
SWEEPS = 6
_INSET = 8.0
_MANY = 1000
_FEW, _NOT_FEW = 60, 400
_WIDER = 1.6
_PASSES = 5
_TALLEST = 3 * PITCH_OF_FEW
_BESIDE = 48.0
_WHOLE_WORDS, _MARK = 0.5, 18.0
_SHELF = 1.25

Box = tuple[float, float, float, float]


@dataclass
class Band:
    """A column of the evidence path: its blocks, and in how many cells side by side."""

    clusters: list[Cluster]
    cell: float = 0
    columns: int = 1
    left: float = 0
    least: float = 0

    @property
    def width(self) -> float:
        """From the left of its first cell to the right of its last, with what is around them."""
        return max(self.columns * self.cell + 2 * PAD, self.least)


def place(found: Scene) -> tuple[float, float]:
    """Gives every node its position and every cluster its box; returns width and height of all."""
    return _Layout(found).place()


class _Layout:
    def __init__(self, found: Scene) -> None:
        self.found = found
        # Large graphs are seen from afar: what keeps blocks apart grows with them.
        air = max(1.0, math.sqrt(len(found.items) / _MANY))
        # Small ones have room for labels: rows stand further apart and cells are wider.
        front = sum(item.kind.where != "behind" for item in found.items.values()) or len(found.items)
        self.room = min(max((_NOT_FEW - front) / (_NOT_FEW - _FEW), 0.0), 1.0)
        self.pitch = found.pitch = PITCH + self.room * (PITCH_OF_FEW - PITCH)
        self.gap, self.lane, self.strip = GAP * air, LANE * air, STRIP * air
        self.path = self._bands([cluster for cluster in found.clusters if cluster.kind.where == "path"])
        self.terms = [cluster for cluster in found.clusters if cluster.kind.where == "terms"]
        self.behind = [cluster for cluster in found.clusters if cluster.kind.where == "behind"]
        self.scale = 1.0

    def place(self) -> tuple[float, float]:
        height, width = self._sized()
        self._spread(width)
        for band in self.path:
            self._stack(band, height)
        self._sweep(height)
        bottom = height + self.strip if self.path else 0.0
        for strip in (self.terms, self.behind):
            for cluster in strip:
                cluster.members.sort(key=lambda item: (item.label.casefold(), item.id))
            if strip:
                bottom += self._shelve(strip, width, bottom) + self.strip
        return width, max(bottom - self.strip, 0.0)

    def _sized(self) -> tuple[float, float]:
        """Height of the columns and width of all, with room for headings that can be read at the scale they lead to."""
        for _ in range(_PASSES):
            before = self.scale, self.pitch
            for band in self.path:
                band.cell = max(map(self._cell, band.clusters))
                longest = max(heading.least_width(cluster, self.scale) for cluster in band.clusters)
                band.least = longest - self.lane / 2
            height = self._fitting()
            width = max(self._across(height), self._strip_width(self.terms or self.behind))
            below = self._shelved(self.terms, width)[1] + self.strip if self.terms else 0.0
            self.scale = heading.scale_of(width + _BESIDE, height + below)
            # Few things make a wide and low picture: their rows then stand further apart.
            if self.room and self.path and width > 1.1 * ASPECT * (height + below):
                self.pitch = self.found.pitch = min(self.pitch * width / ASPECT / (height + below), _TALLEST)
            if (self.scale, self.pitch) == before:
                break
        return height, width

    def _bands(self, clusters: Sequence[Cluster]) -> list[Band]:
        by_band: dict[int, list[Cluster]] = defaultdict(list)
        for cluster in clusters:
            by_band[cluster.kind.band].append(cluster)
        return [Band(members) for _, members in sorted(by_band.items())]

    def _cell(self, cluster: Cluster) -> float:
        few = cluster.kind.few or cluster.kind.cell * _WIDER
        cell = round(cluster.kind.cell + self.room * (few - cluster.kind.cell), 1)
        if self.room < _WHOLE_WORDS:
            return cell
        return max(
            cell, heading.longest_word((item.label for item in cluster.members), self.scale) + _MARK / self.scale
        )

    def _head(self, cluster: Cluster, width: float) -> float:
        """The height of the heading of a block, which may go on into what is free beside it."""
        free = self.lane if cluster.kind.where == "path" else self.gap
        return heading.height(cluster, width + free - PAD, self.scale)

    def _block(self, cluster: Cluster, rows: int, width: float) -> float:
        return rows * self.pitch + self._head(cluster, width) + PAD

    def _fitting(self) -> float:
        """The height of the columns that gives the whole the shape wanted."""
        if not self.path:
            return 0.0
        least = max(self._needed(band, max(len(c.members) for c in band.clusters)) for band in self.path)
        most = max(self._needed(band, 1) for band in self.path)
        best = (math.inf, least)
        for step in range(41):
            height = least * (max(most, least) / least) ** (step / 40)
            width = max(self._across(height), self._strip_width(self.terms))
            below = self._shelved(self.terms, width)[1] + self.strip if self.terms else 0.0
            best = min(best, (abs(math.log(width / (height + below) / ASPECT)), height))
        return best[1]

    def _across(self, height: float) -> float:
        """Chooses the cells side by side of every band; returns the width of all."""
        for band in self.path:
            low, high = 1, max(len(cluster.members) for cluster in band.clusters)
            while low < high:
                middle = (low + high) // 2
                low, high = (low, middle) if self._needed(band, middle) <= height else (middle + 1, high)
            band.columns = low
        return sum(band.width for band in self.path) + self.lane * max(len(self.path) - 1, 0)

    def _needed(self, band: Band, columns: int) -> float:
        width = max(columns * band.cell + 2 * PAD, band.least)
        blocks = (self._block(c, math.ceil(len(c.members) / columns), width) for c in band.clusters)
        return sum(blocks) + self.gap * (len(band.clusters) - 1)

    def _strip_width(self, strip: Sequence[Cluster]) -> float:
        """The least width that lets every block of a strip stand in it."""
        cells = [max(self._cell(cluster), heading.least_width(cluster, self.scale)) for cluster in strip]
        alone = math.sqrt(sum(len(cluster.members) * self._cell(cluster) * self.pitch for cluster in strip) * ASPECT)
        return max([*(2 * PAD + cell for cell in cells), 0.0 if self.path else alone])

    def _spread(self, width: float) -> None:
        free = width - sum(band.width for band in self.path)
        lane = free / (len(self.path) - 1) if len(self.path) > 1 else 0.0
        left = 0.0 if len(self.path) > 1 else free / 2
        for band in self.path:
            band.left = left
            left += band.width + lane

    def _stack(self, band: Band, height: float) -> None:
        """Puts the blocks of a band below one another, spread over the height."""
        needed = self._needed(band, band.columns)
        gap = min(self.gap + (height - needed) / len(band.clusters), 4 * self.gap)
        top = (height - needed - (gap - self.gap) * (len(band.clusters) - 1)) / 2
        for cluster in band.clusters:
            tall = self._block(cluster, math.ceil(len(cluster.members) / band.columns), band.width)
            cluster.box = (band.left, top, band.width, tall)
            self._fill(cluster, band.columns, band.cell)
            top += tall + gap

    def _fill(self, cluster: Cluster, columns: int, cell: float) -> None:
        left, top, width, _ = cluster.box
        cluster.head = self._head(cluster, width)
        for index, item in enumerate(cluster.members):
            row, column = divmod(index, columns)
            item.x = round(left + PAD + column * cell + _INSET, 1)
            item.y = round(top + cluster.head + (row + 0.5) * self.pitch, 1)

    def _sweep(self, height: float) -> None:
        """Orders nodes and blocks by the middle of their neighbors in other columns, there and back."""
        joined = self._neighbors()
        for turn in range(SWEEPS):
            for band in self.path if turn % 2 else reversed(self.path):
                middles = {item.id: _middle(item, joined) for cluster in band.clusters for item in cluster.members}
                for cluster in band.clusters:
                    if cluster.kind.natural != "members":
                        cluster.members.sort(key=lambda item: (middles[item.id], item.id))
                if not any(cluster.kind.natural for cluster in band.clusters):
                    band.clusters.sort(key=lambda cluster: _mean([middles[item.id] for item in cluster.members]))
                self._stack(band, height)

    def _neighbors(self) -> dict[str, list[Item]]:
        on_path = {item.id: band.left for band in self.path for cluster in band.clusters for item in cluster.members}
        joined: dict[str, list[Item]] = defaultdict(list)
        for relation in self.found.relations:
            start, end = relation.start, relation.end
            if start not in on_path or end not in on_path or on_path[start] == on_path[end]:
                continue
            if verb(relation.predicate)[2] != "frame":
                joined[start].append(self.found.items[end])
                joined[end].append(self.found.items[start])
        return joined

    def _shelve(self, strip: Sequence[Cluster], width: float, top: float) -> float:
        """Puts the blocks of a strip side by side on shelves; returns the height of all."""
        rows, height = self._shelved(strip, width)
        for cluster, columns, box in self._shelf(strip, width, rows):
            cluster.box = (box[0], top + box[1], *box[2:])
            self._fill(cluster, columns, self._cell(cluster))
        return height

    def _shelved(self, strip: Sequence[Cluster], width: float) -> tuple[int, float]:
        """The rows of a shelf that need the least height, and that height."""
        largest = max(len(cluster.members) for cluster in strip)
        best = (math.inf, math.inf, largest)
        for rows in sorted({*range(1, min(largest, 40) + 1), *(math.ceil(largest / part) for part in range(1, 41))}):
            boxes = [box for _, _, box in self._shelf(strip, width, rows)]
            if all(box[0] + box[2] <= width + 1 for box in boxes):
                # A shelf more costs as much as the labels it leaves no room for.
                shelves = len({box[1] for box in boxes})
                height = max(box[1] + box[3] for box in boxes)
                best = min(best, (height * _SHELF**shelves, height, rows))
        return best[2], best[1]

    def _shelf(self, strip: Sequence[Cluster], width: float, rows: int) -> Iterator[tuple[Cluster, int, Box]]:
        """Every cluster with its cells side by side and its box, when a shelf holds so many rows."""
        left = shelf = tallest = 0.0
        for cluster in strip:
            columns = math.ceil(len(cluster.members) / rows)
            wide = max(columns * self._cell(cluster), heading.least_width(cluster, self.scale)) + 2 * PAD
            tall = self._block(cluster, math.ceil(len(cluster.members) / columns), wide)
            if left and left + wide > width:
                left, shelf, tallest = 0.0, shelf + tallest + self.gap, 0.0
            yield cluster, columns, (left, shelf, wide, tall)
            left, tallest = left + wide + self.gap, max(tallest, tall)


def _middle(item: Item, joined: dict[str, list[Item]]) -> float:
    return _mean([other.y for other in joined[item.id]]) if joined[item.id] else item.y


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
