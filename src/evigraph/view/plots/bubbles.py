"""The evidence map: therapies down, outcomes across, a bubble where there are results, a gap where there are none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

from evigraph.view.plots.coverage import Spot, ranks
from evigraph.view.plots.exhibit import Exhibit, Line, cell
from evigraph.view.plots.sheet import SIZE, SMALL, Drawing, Sheet
from evigraph.view.words import wrap

_LEFT, _ROW, _GROUP, _FOOT, _TOP = 236.0, 64.0, 34.0, 84.0, 16.0
_LEAST, _MOST, _ROOM = 74.0, 104.0, 1160.0
_RADIUS = 21.0
_COLUMNS = (
    "Therapy",
    "Class",
    "Outcome",
    "Independent cohorts",
    "Studies",
    "Patients",
    "Strongest design",
    "Cohorts without a value",
    "Where printed",
    "Sources",
)


def map_exhibit(spots: Sequence[Spot], name: str) -> Exhibit:
    """The map of ``spots`` with its table; ``name`` is what its files are called."""
    anchors = {(spot.group, spot.therapy, spot.outcome): f"{name}-{index}" for index, spot in enumerate(spots, 1)}
    lines = tuple(_line(spot, anchors[spot.group, spot.therapy, spot.outcome]) for spot in spots)
    return Exhibit("Therapies and outcomes", _drawing(name, spots, anchors), _COLUMNS, lines, tuple(spots))


def _drawing(name: str, spots: Sequence[Spot], anchors: Mapping[tuple[str, str, str], str]) -> Drawing:
    outcomes = sorted({spot.outcome for spot in spots}, key=lambda name: (-_n(spots, name), name.casefold()))
    rows = sorted({(spot.group, spot.therapy) for spot in spots}, key=lambda row: [*map(str.casefold, row)])
    width = min(max((_ROOM - _LEFT) / max(len(outcomes), 1), _LEAST), _MOST)
    heads = [_head(outcome, width - 8) for outcome in outcomes]
    top = _TOP + 14 * max(map(len, heads), default=1) + 14
    plain = all(group == therapy for group, therapy in rows)
    groups = 0 if plain else len({group for group, _ in rows})
    height = top + _ROW * len(rows) + _GROUP * groups + _FOOT
    draw = partial(_draw, spots, anchors, outcomes, rows, heads, width, top, plain)
    blanks = len(rows) * len(outcomes) - sum(spot.cohorts > 0 for spot in spots)
    alt = (
        f"Evidence map of {len(rows)} therapies and {len(outcomes)} outcomes. A bubble stands where cohorts report a "
        f"value; {blanks} of {len(rows) * len(outcomes)} fields have none. The table below holds the same numbers."
    )
    total = max(_LEFT + width * len(outcomes), 10 + sum(_key_step(found.name) for found, _ in ranks()))
    return Drawing(name, total, height, "Evidence map: therapies and outcomes", alt, draw)


def _head(name: str, width: float) -> list[str]:
    """The name in lines that break at spaces and after hyphens, not inside words."""
    return [line.replace("- ", "-") for line in wrap(name.replace("-", "- "), width, SMALL, 6)]


def _n(spots: Sequence[Spot], outcome: str) -> int:
    return sum(spot.cohorts for spot in spots if spot.outcome == outcome)


def _draw(
    spots: Sequence[Spot],
    anchors: Mapping[tuple[str, str, str], str],
    outcomes: Sequence[str],
    rows: Sequence[tuple[str, str]],
    heads: Sequence[Sequence[str]],
    width: float,
    top: float,
    plain: bool,
    sheet: Sheet,
) -> None:
    by_place = {(spot.group, spot.therapy, spot.outcome): spot for spot in spots}
    largest = max((spot.n for spot in spots), default=0) or 1
    for index, lines in enumerate(heads):
        for number, line in enumerate(reversed(lines)):
            sheet.text(_x(index, width), top - 16 - 14 * number, line, size=SMALL, anchor="center")
    sheet.line([(0, top - 6), (sheet.width, top - 6)], "ink")
    y = top
    for group, members in groupby(rows, key=lambda row: row[0]):
        if not plain:
            sheet.text(0, y + 22, group, bold=True)
            y += _GROUP
        for row in members:
            _row(sheet, row[1], y, plain)
            for index, outcome in enumerate(outcomes):
                spot = by_place.get((*row, outcome))
                x, middle = _x(index, width), y + 26
                if spot is None:
                    sheet.line([(x - 4, middle), (x + 4, middle)], "line", 1.5)
                    continue
                anchor = anchors[spot.group, spot.therapy, spot.outcome]
                sheet.target(x - width / 2 + 1, y + 1, width - 2, _ROW - 2, anchor, _label(spot))
                _bubble(sheet, spot, x, y, largest)
            y += _ROW
            sheet.line([(0, y), (sheet.width, y)], "line")
    _key(sheet, y + 26, largest)


def _x(index: int, width: float) -> float:
    return _LEFT + width * (index + 0.5)


def _row(sheet: Sheet, therapy: str, y: float, bold: bool) -> None:
    lines = wrap(therapy, _LEFT - 20, SIZE, 3, bold=bold)
    for number, line in enumerate(lines):
        sheet.text(0, y + 30 + 15 * (number - (len(lines) - 1) / 2), line, bold=bold)


def _bubble(sheet: Sheet, spot: Spot, x: float, y: float, largest: int) -> None:
    middle = y + 25
    if not spot.cohorts:
        sheet.text(x, y + 30, "no value", size=SMALL, ink="muted", anchor="center")
        return
    radius = max(_RADIUS * math.sqrt(spot.n / largest), 5.0)
    bubble(sheet, spot.ring, x, middle, radius)
    patients = f"n {spot.n:,}" if spot.n else "n not reported"
    below = max(middle + radius + 13, y + 46)
    sheet.text(x, below, f"{patients} · {spot.cohorts}", size=SMALL, anchor="center")


def bubble(sheet: Sheet, ring: str, x: float, y: float, radius: float) -> None:
    """A bubble with the outline that stands for a group of designs."""
    if ring == "square":
        sheet.rect(x - radius, y - radius, 2 * radius, 2 * radius, "result-fill", "result-edge")
        return
    if ring == "double":
        sheet.circle(x, y, radius + 3, "paper", "claim-edge", 1.2)
    edge = "reference-edge" if ring == "dashed" else "claim-edge"
    sheet.circle(x, y, radius, "reference-fill" if ring == "dashed" else "argument-fill", "", 0)
    if ring == "dashed":
        steps = 12
        for step in range(steps):
            arc = [2 * math.pi * (step + part / 6 * 0.6) / steps for part in range(7)]
            points = [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in arc]
            sheet.line(points, edge, 1.6)
    else:
        sheet.circle(x, y, radius, "argument-fill", edge, 1.6)


def _key_step(name: str) -> float:
    """How much room a name and its bubble take in the legend."""
    return 44 + 5.6 * len(name)


def _key(sheet: Sheet, y: float, largest: int) -> None:
    x = 10.0
    for found, _ in ranks():
        bubble(sheet, found.ring, x, y, 7)
        sheet.text(x + 16, y + 4, found.name, size=SMALL, ink="muted")
        x += _key_step(found.name)
    words = (
        f"Area: patients in independent cohorts (largest: {largest:,}). Below a bubble: patients · cohorts. "
        "A dash: nothing in the graph."
    )
    sheet.text(0, y + 34, words, size=SMALL, ink="muted")


def _label(spot: Spot) -> str:
    if not spot.cohorts:
        return f"{spot.therapy}, {spot.outcome}: no value reported"
    many = "cohort" if spot.cohorts == 1 else "cohorts"
    return f"{spot.therapy}, {spot.outcome}: {spot.n:,} patients, {spot.cohorts} independent {many}, {spot.design}"


def _line(spot: Spot, anchor: str) -> Line:
    size = (f"{spot.n:,}" if spot.n else "", f"and {spot.unsized} of unknown size" if spot.unsized else "")
    return Line(
        anchor,
        (
            cell(spot.therapy),
            cell(spot.group),
            cell(spot.outcome),
            cell(str(spot.cohorts), order=spot.cohorts),
            cell(str(spot.studies), order=spot.studies),
            cell(*size, order=spot.n, missing="not reported"),
            cell(spot.design, missing="no value reported"),
            cell(str(spot.not_reported), order=spot.not_reported),
            cell(*spot.places),
            cell(*spot.references, missing="none"),
        ),
    )
