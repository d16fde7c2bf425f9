"""The ages of the studies: how far each cohort reaches, its median, and whom nobody describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from evigraph.ns import local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.where import passage_place
from evigraph.view.plots.cohort import Groups
from evigraph.view.plots.exhibit import Exhibit, Line, cell
from evigraph.view.plots.scale import Scale, scale
from evigraph.view.plots.sheet import SIZE, SMALL, Drawing, Sheet
from evigraph.view.plots.source import Sources, marks
from evigraph.view.words import NO_NUMBER, plain, wrap

WIDTH = 1160.0
_PLOT, _RIGHT = (536.0, 952.0), 974.0
_SETTING, _N = 262.0, 508.0
_COLUMNS = (
    "Study",
    "Patients",
    "Class of therapy",
    "Age group",
    "Setting",
    "n",
    "Median age",
    "Ages as printed",
    "Lowest",
    "Highest",
    "Where printed",
    "Sources",
)


@dataclass(frozen=True)
class Span:
    """The ages of one cohort in years; ``below`` is True where some are younger than ``lowest``."""

    cohort: str
    study: str
    name: str
    part_of: str
    group: str
    age_group: str
    setting: str
    n: int | None
    median: float | None
    lowest: float | None
    highest: float | None
    below: bool
    printed: str
    place: str
    references: tuple[str, ...]

    @property
    def words(self) -> str:
        """The ages as people write them: "8 (<1-17)"."""
        median = f"{self.median:g}" if self.median is not None else ""
        return f"{median} ({self.printed})".strip() if self.printed else median or "not reported"


def spans(dataset: Dataset) -> list[Span]:
    """Every cohort with its ages, by therapy class and median; those without ages last."""
    nodes = Nodes(dataset)
    sources = Sources(nodes)
    found = []
    for group in Groups(nodes).all():

        def number(name: str, cohort: str = group.id) -> float | None:
            text = nodes.one(cohort, name)
            return float(text) if text is not None else None

        row = nodes.one(group.id, "ev:tableRow")
        works = sorted(map(sources.of, group.works), key=lambda source: (source.numbers, source.id))
        found.append(
            Span(
                cohort=nodes.short(group.id),
                study=group.study_name,
                name=group.name,
                part_of=nodes.short(group.whole) if group.whole else "",
                group=group.class_name,
                age_group=group.age_group,
                setting=group.setting,
                n=group.n,
                median=number("ev:medianAge"),
                lowest=number("ev:minAge"),
                highest=number("ev:maxAge"),
                below=local_name(nodes.one(group.id, "ev:minAgeRelation") or "") == "less-than",
                printed=group.ages,
                place=plain(passage_place(nodes, row)) if row else "",
                references=tuple(work.short for work in works),
            )
        )
    return sorted(found, key=_order)


def _order(span: Span) -> tuple[str, bool, float, str, str]:
    middle = span.median if span.median is not None else span.highest
    return span.group.casefold(), middle is None, middle or 0.0, span.study.casefold(), span.cohort


def ages_exhibit(found: Sequence[Span]) -> Exhibit:
    """The picture of every cohort whose ages are known, with a table of all."""
    drawn = [span for span in found if span.median is not None or span.lowest is not None]
    anchors = {span.cohort: f"ages-{index}" for index, span in enumerate(found, 1)}
    silent = len(found) - len(drawn)
    note = (f"{silent} of {len(found)} cohorts are not drawn, because no age is printed; the table lists them.",)
    lines = tuple(_line(span, anchors[span.cohort]) for span in found)
    heading = "Ages of the patients studied"
    return Exhibit(heading, _drawing(drawn, found, anchors), _COLUMNS, lines, tuple(found), note if silent else ())


def _drawing(drawn: Sequence[Span], found: Sequence[Span], anchors: dict[str, str]) -> Drawing:
    ends = [end for span in drawn for end in (span.median, span.lowest, span.highest) if end is not None]
    axis = scale(ends, *_PLOT, most=9)
    blocks = [(span, wrap(_name(span), 244, SIZE, 3), wrap(span.setting, 200, SMALL, 3)) for span in drawn]
    groups = len({span.group for span in drawn})
    height = 56 + sum(map(_height, blocks)) + 34 * groups + 76 if drawn else 40.0
    low, high = (min(ends), max(ends)) if ends else (0, 0)
    alt = (
        f"Ages of {len(drawn)} cohorts, from {low:g} to {high:g} years; "
        f"{len(found) - len(drawn)} cohorts print no ages. The table below holds the same numbers."
    )
    return Drawing("ages", WIDTH, height, "Ages of the patients studied", alt, partial(_draw, blocks, anchors, axis))


def _name(span: Span) -> str:
    return f"{span.study}{f': {span.name}' if span.part_of else ''} {marks(span.references)}".rstrip()


def _height(block: tuple[Span, list[str], list[str]]) -> float:
    return 15.0 * max(len(block[1]), len(block[2]), 1) + 11


def _draw(
    blocks: Sequence[tuple[Span, list[str], list[str]]], anchors: dict[str, str], axis: Scale, sheet: Sheet
) -> None:
    if not blocks:
        sheet.text(0, 24, "No cohort prints its ages.", ink="muted")
        return
    heads = ((0.0, "Study"), (_SETTING, "Setting"), (_RIGHT, "Median (range), years"))
    for x, words in heads:
        sheet.text(x, 20, words, bold=True)
    sheet.text(_N, 20, "n", bold=True, anchor="right")
    sheet.text(sum(_PLOT) / 2, 20, "age, years", bold=True, anchor="center")
    sheet.line([(0, 32), (WIDTH, 32)], "ink")
    bottom = 56 + sum(map(_height, blocks)) + 34 * len({block[0].group for block in blocks}) + 4
    for tick in axis.ticks:
        sheet.line([(axis(tick), 54), (axis(tick), bottom)], "line")
        for y in (49, bottom + 16):
            sheet.text(axis(tick), y, f"{tick:g}", size=SMALL, ink="muted", anchor="center")
    sheet.line([(axis.left, bottom), (axis.right, bottom)], "edge")
    y = 56.0
    for group, members in groupby(blocks, key=lambda block: block[0].group):
        sheet.text(0, y + 23, group, bold=True)
        y += 34
        for block in members:
            sheet.target(0, y, WIDTH, _height(block), anchors[block[0].cohort], f"{block[0].study}: {block[0].words}")
            _row(sheet, block, y, axis)
            y += _height(block)
    words = "Bar: lowest to highest age; tick: median; an arrow: some are younger than the number printed."
    if any(span.n is None for span, _, _ in blocks):
        words = f"{words} {NO_NUMBER}"
    sheet.text(0, bottom + 50, words, size=SMALL, ink="muted")


def _row(sheet: Sheet, block: tuple[Span, list[str], list[str]], top: float, axis: Scale) -> None:
    span, name, setting = block
    first = top + 16.5
    for index, line in enumerate(name):
        sheet.text(0, first + 15 * index, line)
    for index, line in enumerate(setting):
        sheet.text(_SETTING, first + 15 * index, line, size=SMALL, ink="muted")
    sheet.text(_N, first, f"{span.n:,}" if span.n is not None else "–", anchor="right")
    sheet.text(_RIGHT, first, span.words)
    y = first - 4
    if span.lowest is not None and span.highest is not None:
        left = axis(span.lowest)
        sheet.rect(left, y - 4, max(axis(span.highest) - left, 2), 8, "study-fill", "study-edge", 1.3)
        if span.below:
            sheet.polygon([(left - 9, y), (left, y - 6), (left, y + 6)], "study-edge")
    if span.median is not None:
        sheet.line([(axis(span.median), y - 8), (axis(span.median), y + 8)], "ink", 2.4)


def _line(span: Span, anchor: str) -> Line:
    def year(value: float | None) -> str:
        return f"{value:g}" if value is not None else ""

    return Line(
        anchor,
        (
            cell(span.study),
            cell(span.name, "part of another group" if span.part_of else "", missing="all patients"),
            cell(span.group),
            cell(span.age_group),
            cell(span.setting),
            cell(f"{span.n:,}" if span.n is not None else "", order=span.n),
            cell(year(span.median), order=span.median),
            cell(f"“{span.printed}”" if span.printed else ""),
            cell("below" if span.below else "", year(span.lowest), order=span.lowest),
            cell(year(span.highest), order=span.highest),
            cell(span.place, missing="not in a table"),
            cell(*span.references, missing="none"),
        ),
        span.cohort,
    )
