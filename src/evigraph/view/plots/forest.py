"""The forest plot: text to the left, the interval in the middle, its numbers to the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from evigraph.view.plots.results import Panel, Row, unit_words
from evigraph.view.plots.scale import Scale, percent, scale
from evigraph.view.plots.sheet import SIZE, SMALL, Drawing, Sheet
from evigraph.view.plots.source import marks
from evigraph.view.words import NO_NUMBER, counted_words, wrap

WIDTH = 1160.0
_LINE, _PAD, _HEAD, _GROUP, _AXIS = 15.0, 11.0, 54.0, 34.0, 46.0
_STUDY, _THERAPY, _PEOPLE, _N, _PLOT, _RIGHT, _MARKS = 0.0, 250.0, 392.0, 604.0, (636.0, 984.0), 1006.0, 1126.0
_INDENT = 16.0
_INK = "claim-edge"
_KINDS = {
    **{counted: f"whom it counts: {counted_words(counted)}" for counted in ("stated", "not stated", "not given")},
    "changed": "another endpoint than its column in the article",
    "point": "value as printed",
    "range": "range as printed",
}
"""What each mark means, in the order of the key."""


@dataclass(frozen=True)
class Block:
    """A row as it is set: its lines and its height."""

    row: Row
    lines: tuple[tuple[str, bool], ...]
    therapy: tuple[str, ...]
    people: tuple[str, ...]
    inset: bool

    @property
    def height(self) -> float:
        """Room for the longest column."""
        return _LINE * max(len(self.lines), len(self.therapy), len(self.people)) + _PAD


def forest(panel: Panel, name: str, anchors: Sequence[str], about: Sequence[str]) -> Drawing:
    """The drawing of a panel; ``about`` are sentences that stand below it."""
    wholes = {(row.whose, row.group) for row in panel.rows}
    times = Counter(row.study for row in panel.rows)
    blocks = [_block(row, (row.part_of, row.group) in wholes, times[row.study] == 1) for row in panel.rows]
    told = footnotes(panel.rows)
    notes = [f"{_letter(index)}. {text}" for index, text in enumerate(told)] + list(about)
    notes += [NO_NUMBER] if any(row.n is None for row in panel.rows) else []
    lines = [line for note in notes for line in wrap(note, WIDTH - 20, SIZE, 4)]
    keys = [kind for kind in _KINDS if any(_kind(row) == kind for row in panel.rows if row.reported)]
    height = _HEAD + sum(block.height for block in blocks) + _GROUP * len(panel.groups)
    height += _AXIS + (30 if keys else 0) + 17 * len(lines) + 10
    draw = partial(_draw, panel, blocks, anchors, tuple(told), keys, lines)
    return Drawing(name, WIDTH, height, title(panel), alt(panel), draw)


def title(panel: Panel) -> str:
    """What the panel shows, in a few words."""
    kind = {"proportion": "share of patients", "landmark": "rate at a fixed time"}.get(panel.statistic, panel.statistic)
    unit = f", {unit_words(panel.unit)}" if panel.unit not in ("", "%") else ""
    return f"{panel.outcome}: {kind.replace('-', ' ')}{unit}"


def alt(panel: Panel) -> str:
    """The picture in words."""
    known = [row for row in panel.rows if row.reported]
    values = sorted(value for row in known for value in (row.value, row.low, row.high) if value is not None)
    unit = "%" if panel.unit == "%" else f" {unit_words(panel.unit)}".rstrip()
    span = f" Values run from {values[0]:g}{unit} to {values[-1]:g}{unit}." if values else ""
    silent = len(panel.rows) - len(known)
    missing = f" {silent} more are not reported." if silent else ""
    studies = len({row.study for row in known})
    return (
        f"{title(panel)}. {len(known)} results of {studies} {'study' if studies == 1 else 'studies'} in "
        f"{len(panel.groups)} {'group' if len(panel.groups) == 1 else 'groups'}.{span}{missing} "
        "Nothing is pooled. The table below holds the same numbers."
    )


def footnotes(rows: Sequence[Row]) -> list[str]:
    """The footnotes printed at the numbers, in the order in which they are met."""
    return list(dict.fromkeys(note for row in rows for note in row.footnotes))


def result_words(row: Row) -> str:
    """The number as the right column has it: "69% (53 to 82)"."""
    if not row.reported:
        return row.status
    words = value_words(row)
    if row.interval_low is not None and row.interval_high is not None:
        shown = [f"{end:.0f}" if row.unit == "%" else f"{end:g}" for end in (row.interval_low, row.interval_high)]
        words += f" ({' to '.join(shown)})" + (", as reported" if row.interval == "as reported" else "")
    when = time_words(row)
    return words + (f" at {when}" if when else "")


def value_words(row: Row) -> str:
    """The number with its unit, or its range; why there is none."""
    if not row.reported:
        return row.status
    number = f"{row.value:g}" if row.value is not None else " to ".join(f"{end:g}" for end in _range(row))
    return number + sign(row)


def time_words(row: Row) -> str:
    """When the number holds; a rate at a fixed time says so even where the source gives no time."""
    return row.time_point or ("a time not stated" if row.statistic == "landmark" else "")


def sign(row: Row) -> str:
    """The unit as it follows a number."""
    return "%" if row.unit == "%" else f" {row.unit}".rstrip()


def _range(row: Row) -> list[float]:
    return [end for end in (row.low, row.high) if end is not None]


def _letter(index: int) -> str:
    return chr(97 + index) if index < 26 else f"{chr(96 + index // 26)}{chr(97 + index % 26)}"


def _kind(row: Row) -> str:
    if row.changed:
        return "changed"
    if row.value is None:
        return "range"
    return row.basis or "point"


def _block(row: Row, below: bool, alone: bool) -> Block:
    """``below`` is True where the group it is part of stands in the panel, ``alone`` for the only row of a study."""
    inset = bool(row.part_of) and below
    left = _INDENT if inset else 0
    alone = alone and not row.part_of
    room = _THERAPY - _STUDY - left - 14
    lines = (
        [] if inset else [(line, True) for line in wrap(f"{row.study} {marks(row.references)}".rstrip(), room, SIZE, 3)]
    )
    if row.cohort and (inset or not alone):
        lines += [(line, False) for line in wrap(row.cohort, room, SMALL, 3)]
    therapy = wrap(row.therapy, _PEOPLE - _THERAPY - 14, SIZE, 3)
    people = wrap(row.population, _N - _PEOPLE - 44, SIZE, 3)
    return Block(row, tuple(lines or [(row.study[:40], True)]), tuple(therapy), tuple(people), inset)


def _draw(
    panel: Panel,
    blocks: Sequence[Block],
    anchors: Sequence[str],
    told: Sequence[str],
    keys: Sequence[str],
    lines: Sequence[str],
    sheet: Sheet,
) -> None:
    axis = _axis(panel)
    body = sum(block.height for block in blocks) + _GROUP * len(panel.groups)
    _frame(sheet, panel, axis, body)
    y, group = _HEAD, None
    for block, anchor in zip(blocks, anchors, strict=True):
        if block.row.group != group:
            group = block.row.group
            sheet.text(_STUDY, y + 24, " ".join(wrap(group, WIDTH * 0.5, SIZE, 1, bold=True)), bold=True)
            y += _GROUP
        sheet.target(0, y, WIDTH, block.height, anchor, f"{block.row.study}: {result_words(block.row)}")
        _row(sheet, block, y, axis, told)
        y += block.height
    y += _AXIS
    if keys:
        _key(sheet, keys, y)
        y += 30
    for index, line in enumerate(lines):
        sheet.text(0, y + 12 + 17 * index, line, ink="muted")


def _axis(panel: Panel) -> Scale:
    if panel.unit == "%":
        return percent(*_PLOT)
    ends = [(row.value, row.low, row.high, row.interval_low, row.interval_high) for row in panel.rows]
    return scale([value for found in ends for value in found if value is not None], *_PLOT)


def _frame(sheet: Sheet, panel: Panel, axis: Scale, body: float) -> None:
    """The head of the columns, the grid and the axis."""
    share = panel.unit == "%"
    heads = [(_STUDY, "Study"), (_THERAPY, "Treatment"), (_PEOPLE, "Population")]
    for x, words in heads:
        sheet.text(x, 20, words, bold=True)
    sheet.text(_N, 20, "n", bold=True, anchor="right")
    intervals = any(row.interval for row in panel.rows)
    sheet.text(_RIGHT, 20, "Rate" if share else "Value", bold=True)
    if intervals:
        sheet.text(_RIGHT + (34 if share else 40), 20, "(95% interval)", ink="muted")
    named = "% of patients" if share else unit_words(panel.unit)
    sheet.text(sum(_PLOT) / 2, 20, ", ".join(filter(None, (panel.outcome, named)))[:60], bold=True, anchor="center")
    sheet.line([(0, 32), (WIDTH, 32)], "ink")
    bottom = _HEAD + body + 6
    for tick in axis.ticks:
        sheet.line([(axis(tick), 54), (axis(tick), bottom)], "line", 1 if tick else 1.5)
        for y in (49, bottom + 16):
            sheet.text(axis(tick), y, f"{tick:g}", size=SMALL, ink="muted", anchor="center")
    sheet.line([(axis.left, bottom), (axis.right, bottom)], "edge")


def _row(sheet: Sheet, block: Block, top: float, axis: Scale, told: Sequence[str]) -> None:
    row = block.row
    first = top + _PAD / 2 + 11
    left = _STUDY + (_INDENT if block.inset else 0)
    for index, (line, strong) in enumerate(block.lines):
        sheet.text(left, first + _LINE * index, line, size=SIZE if strong else SMALL, ink="ink" if strong else "muted")
    for x, words in ((_THERAPY, block.therapy), (_PEOPLE, block.people)):
        for index, line in enumerate(words):
            sheet.text(x, first + _LINE * index, line, ink="muted" if block.inset else "ink")
    sheet.text(_N, first, f"{row.n:,}" if row.n is not None else "–", anchor="right")
    y = first - 4
    for index, line in enumerate(wrap(result_words(row), _MARKS - _RIGHT - 4, SIZE, 2)):
        sheet.text(_RIGHT, first + _LINE * index, line, ink="ink" if row.reported else "muted")
    letters = ",".join(_letter(told.index(note)) for note in row.footnotes)
    sheet.text(_MARKS, first - 3, letters, size=SMALL)
    if row.reported:
        _interval(sheet, row, y, axis)
    else:
        sheet.text(axis.left + 8, first, "no value", size=SMALL, ink="muted")


def _interval(sheet: Sheet, row: Row, y: float, axis: Scale) -> None:
    ends = (row.interval_low, row.interval_high)
    if ends[0] is not None and ends[1] is not None:
        left, right = axis(ends[0]), axis(ends[1])
        sheet.line([(left, y), (right, y)], _INK, 1.4, () if row.basis != "not stated" else (4, 3))
        for x in (left, right):
            sheet.line([(x, y - 3.5), (x, y + 3.5)], _INK, 1.4)
    kind = _kind(row)
    if row.value is None:
        low, high = _range(row)[0], _range(row)[-1]
        sheet.rect(axis(low), y - 3, max(axis(high) - axis(low), 3), 6, _INK)
    else:
        mark(sheet, kind, axis(row.value), y)


def mark(sheet: Sheet, kind: str, x: float, y: float) -> None:
    """The mark of a kind of number; each has a shape of its own."""
    if kind == "changed":
        sheet.polygon([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], "paper", "result-edge", 1.8)
    elif kind == "stated":
        sheet.rect(x - 4.5, y - 4.5, 9, 9, _INK, _INK, 1.6)
    elif kind == "not stated":
        sheet.rect(x - 4.5, y - 4.5, 9, 9, "paper", _INK, 1.6)
    elif kind == "not given":
        sheet.circle(x, y, 4.5, "paper", _INK, 1.6)
    elif kind == "range":
        sheet.rect(x - 8, y - 3, 16, 6, _INK)
    else:
        sheet.circle(x, y, 4.5, _INK, _INK)


def _key(sheet: Sheet, keys: Sequence[str], y: float) -> None:
    x = 6.0
    for kind in keys:
        mark(sheet, kind, x, y + 6)
        sheet.text(x + 12, y + 10, _KINDS[kind], size=SMALL, ink="muted")
        x += 40 + 5.4 * len(_KINDS[kind])
