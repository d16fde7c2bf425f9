"""The sources by year, what each is evidence for, and the events the article dates."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.where import passage_place
from evigraph.view.links import Link
from evigraph.view.plots.exhibit import Exhibit, Line, cell
from evigraph.view.plots.sheet import SIZE, SMALL, Drawing, Sheet
from evigraph.view.plots.source import Sources
from evigraph.view.words import plain, wrap

WIDTH = 1160.0
_STEPS = (27.0, 22.0, 18.0, 14.0, 10.0, 7.0, 5.0)
"""Sizes of a mark with its gap, from the one that has room for a number to the least."""
_TALLEST = 560.0
ROLES = {
    "primary": ("square", "study-edge", "study-fill"),
    "review": ("circle", "reference-edge", "reference-fill"),
    "guideline": ("triangle", "claim-edge", "argument-fill"),
    "regulatory": ("flag", "claim-edge", "argument-fill"),
    "economic": ("diamond", "cohort-edge", "cohort-fill"),
    "preclinical": ("hexagon", "result-edge", "result-fill"),
}
"""The shape and colors of each role of a source; any other is a gray square on its corner."""
_OTHER = ("diamond", "edge", "wash")
_CORNERS: dict[str, list[tuple[float, float]]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "triangle": [(0, -1.1), (1.15, 0.9), (-1.15, 0.9)],
    "diamond": [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)],
    "hexagon": [(-0.6, -1), (0.6, -1), (1.15, 0), (0.6, 1), (-0.6, 1), (-1.15, 0)],
    "flag": [(-1, -1), (0.5, -1), (1.2, 0), (0.5, 1), (-1, 1)],
}
_COLUMNS = ("Year", "Kind", "What", "Role", "Meeting abstract", "Title", "Where")


@dataclass(frozen=True)
class Event:
    """A source that was published, or something a claim dates; ``numbers`` are those of the list."""

    year: int | None
    kind: str
    id: str
    name: str
    numbers: tuple[int, ...]
    role: str
    abstract: bool
    title: str
    place: str


def events(dataset: Dataset) -> tuple[list[Event], dict[str, tuple[Link, ...]]]:
    """Sources and dated claims by year, and the links of each source."""
    nodes = Nodes(dataset)
    sources = Sources(nodes)
    found, links = [], {}
    for work in sources.entries():
        source = sources.of(work)
        place = ", ".join(filter(None, (source.journal, str(source.year or ""))))
        links[source.id] = source.links
        facts = (source.numbers, source.role, source.abstract, source.title, place)
        found.append(Event(source.year, "source", source.id, source.short, *facts))
    for claim in nodes.of_type(f"{EV}Claim"):
        for year in nodes.all(claim, "ev:eventYear"):
            place = "; ".join(plain(passage_place(nodes, passage)) for passage in nodes.all(claim, "ev:statedIn"))
            label = plain(nodes.label(claim))
            when = int(year[:4]) if year[:4].isdigit() else None
            found.append(Event(when, "event", nodes.short(claim), label, (), "", False, label, place))
    return sorted(found, key=_order), links


def _order(event: Event) -> tuple[int, str, int, tuple[int, ...], str]:
    known = list(ROLES)
    role = known.index(event.role) if event.role in known else len(known)
    return event.year or 0, event.kind, role, event.numbers, event.id


def timeline_exhibit(found: Sequence[Event], links: dict[str, tuple[Link, ...]]) -> Exhibit:
    """The timeline with its table."""
    anchors = {event.id: f"timeline-{index}" for index, event in enumerate(found, 1)}
    lines = tuple(_line(event, anchors[event.id], links.get(event.id, ())) for event in found)
    return Exhibit("Sources and events by year", _drawing(found, anchors), _COLUMNS, lines, tuple(found))


def _drawing(found: Sequence[Event], anchors: dict[str, str]) -> Drawing:
    years: dict[int, list[Event]] = defaultdict(list)
    for event in found:
        if event.kind == "source":
            years[event.year or 0].append(event)
    dated = [event for event in found if event.kind == "event" and event.year]
    known = [year for year in (*years, *(event.year for event in dated)) if year]
    span = list(range(min(known), max(known) + 1)) if known else []
    columns = ([0] if 0 in years else []) + span
    width = min(WIDTH / max(len(columns), 1), 110.0)
    most = max(map(len, years.values()), default=0)
    step, across = _packed(most, width)
    tall = step * math.ceil(most / across)
    height = 40 + tall + 34 + (64 * len(dated) + 20 if dated else 0) + 50
    sources = sum(map(len, years.values()))
    first, last = (str(min(known)), str(max(known))) if known else ("no year", "no year")
    alt = (
        f"Timeline of {sources} sources from {first} to {last}, of which {sum(e.abstract for e in found)} are meeting "
        f"abstracts, and of {len(dated)} dated events. The table below holds the same data."
    )
    draw = partial(_draw, columns, years, dated, anchors, width, (step, across), 26 + tall)
    return Drawing("timeline", max(width * len(columns), 860.0), height, "Sources and events by year", alt, draw)


def _packed(most: int, width: float) -> tuple[float, int]:
    """How large the marks are, and how many stand side by side, so that the fullest year fits."""
    for step in _STEPS:
        for across in range(1, max(int(width * 0.92 // step), 1) + 1):
            if step <= width and step * math.ceil(most / across) <= _TALLEST:
                return step, across
    return _STEPS[-1], max(int(width * 0.92 // _STEPS[-1]), 1)


def _draw(
    columns: Sequence[int],
    years: dict[int, list[Event]],
    dated: Sequence[Event],
    anchors: dict[str, str],
    width: float,
    packing: tuple[float, int],
    base: float,
    sheet: Sheet,
) -> None:
    step, across = packing
    every = max(1, round(44 / width + 0.49))
    for index, year in enumerate(columns):
        x = width * (index + 0.5)
        for number, event in enumerate(years[year]):
            y = base - step * (number // across + 0.5)
            at = x + step * (number % across - (across - 1) / 2)
            sheet.target(at - step / 2, y - step / 2, step, step, anchors[event.id], _label(event))
            shape(sheet, event.role, at, y, (step - (4 if step > 15 else 2)) / 2, event.abstract)
            if step >= 22 and event.numbers:
                sheet.text(at, y + 4, str(event.numbers[0]), size=10, anchor="center")
        if index % every == 0 or not year:
            sheet.text(x, base + 20, str(year) if year else "no year", anchor="center")
    sheet.line([(0, base + 3), (width * len(columns), base + 3)], "ink")
    y = base + 54
    for event in dated:
        x = width * (columns.index(event.year or 0) + 0.5)
        sheet.line([(x, base + 26), (x, y - 4)], "edge", 1, (3, 3))
        sheet.polygon([(x, y - 6), (x + 7, y + 6), (x - 7, y + 6)], "ink")
        right = x > sheet.width * 0.6
        at = x - 14 if right else x + 14
        sheet.target(x - 260 if right else x - 10, y - 12, 270, 50, anchors[event.id], event.name)
        for index, line in enumerate(wrap(f"{event.year}: {event.name}", 250, SIZE, 3)):
            sheet.text(at, y + 6 + 15 * index, line, anchor="right" if right else "left")
        y += 64
    _key(sheet, sheet.height - 22, {event.role for found in years.values() for event in found})


def _label(event: Event) -> str:
    return f"{event.name}: {event.role}{', meeting abstract' if event.abstract else ''}. {event.title[:160]}"


def shape(sheet: Sheet, role: str, x: float, y: float, r: float, abstract: bool) -> None:
    """The mark of a source: its shape says its role, a thick outline without fill says abstract."""
    name, edge, fill = ROLES.get(role, _OTHER)
    inside, width = ("paper", 2.6) if abstract else (fill, 1.3)
    if name == "circle":
        sheet.circle(x, y, r, inside, edge, width)
        return
    corners = _CORNERS[name]
    sheet.polygon([(x + dx * r * 0.95, y + dy * r * 0.95) for dx, dy in corners], inside, edge, width)


def _key(sheet: Sheet, y: float, present: set[str]) -> None:
    x = 10.0
    for role in [*ROLES, *sorted(present - set(ROLES))]:
        if role in present:
            shape(sheet, role, x, y, 8, False)
            sheet.text(x + 16, y + 4, role, size=SMALL, ink="muted")
            x += 42 + 6.2 * len(role)
    shape(sheet, "primary", x, y, 8, True)
    words = "thick outline, no fill: meeting abstract. Numbers: place in the printed list."
    sheet.text(x + 16, y + 4, words, size=SMALL, ink="muted")


def _line(event: Event, anchor: str, links: tuple[Link, ...]) -> Line:
    return Line(
        anchor,
        (
            cell(str(event.year or ""), order=event.year, missing="no year"),
            cell({"source": "source", "event": "dated event"}[event.kind]),
            cell(event.name, links=links),
            cell(event.role, missing="none"),
            cell("yes" if event.abstract else "no"),
            cell(event.title),
            cell(event.place),
        ),
        event.id,
    )
