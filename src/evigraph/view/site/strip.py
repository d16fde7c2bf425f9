"""A small forest: proportions of one study with their intervals on a scale from 0 to 100%."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evigraph.trace.model import Interval
from evigraph.view.words import span, wrap

if TYPE_CHECKING:
    from markupsafe import Markup

_LABEL, _SCALE, _VALUE = 300.0, 360.0, 150.0
_ROW, _LINE, _AXIS = 18.0, 15.0, 26.0


@dataclass(frozen=True)
class Mark:
    """A proportion in percent with its interval; ``anchor`` is its row of the table."""

    anchor: str
    words: str
    value: float
    low: float
    high: float


def strip(marks: Sequence[Mark]) -> Markup | None:
    """The picture as inline SVG; None when there is nothing to draw."""
    from markupsafe import Markup

    if not marks:
        return None
    rows, top = [], 6.0
    for mark in marks:
        lines = wrap(mark.words, _LABEL - 16, 12, 3)
        height = _LINE * len(lines) + _ROW - _LINE + 2
        rows.append(_row(mark, lines, top, height))
        top += height
    axis = Markup("").join(
        Markup('<path class="grid" d="M{0:g} 0V{1:g}"/><text class="tick" x="{0:g}" y="{2:g}">{3}%</text>').format(
            _x(tick), top + 4, top + 18, tick
        )
        for tick in (0, 25, 50, 75, 100)
    )
    width = _LABEL + _SCALE + _VALUE
    return Markup(
        '<svg class="strip" viewBox="0 0 {0:g} {1:g}" width="{0:g}" height="{1:g}" role="group" '
        'aria-label="Proportions with their 95% intervals; the table holds the same numbers">{2}{3}</svg>'
    ).format(width, top + _AXIS, axis, Markup("").join(rows))


def _x(percent: float) -> float:
    return _LABEL + 8 + (_SCALE - 16) * percent / 100


def _row(mark: Mark, lines: Sequence[str], top: float, height: float) -> Markup:
    from markupsafe import Markup

    middle = top + height / 2
    first = middle - _LINE * (len(lines) - 1) / 2 + 4.2
    label = Markup("").join(
        Markup('<text x="0" y="{:g}">{}</text>').format(first + _LINE * index, line) for index, line in enumerate(lines)
    )
    ends = span(Interval(mark.low, mark.high, "", ""))
    return Markup(
        '<a href="#{0}" aria-label="{1}: {2:g}%, {3}%">'
        '<rect class="hit" x="0" y="{4:g}" width="{5:g}" height="{6:g}"/>{7}'
        '<path class="line" d="M{8:g} {9:g}H{10:g}M{8:g} {11:g}v8M{10:g} {11:g}v8"/>'
        '<rect class="dot" x="{12:g}" y="{11:g}" width="8" height="8"/>'
        '<text x="{13:g}" y="{14:g}"><tspan class="bold">{2:g}%</tspan> ({3})</text></a>'
    ).format(
        mark.anchor,
        mark.words,
        mark.value,
        ends,
        top,
        _LABEL + _SCALE + _VALUE,
        height,
        label,
        _x(mark.low),
        middle,
        _x(mark.high),
        middle - 4,
        _x(mark.value) - 4,
        _LABEL + _SCALE + 12,
        middle + 4.2,
    )
