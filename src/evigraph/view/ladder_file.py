"""The evidence ladder as a figure in a file of its own: the picture, and below it how to read it, on light paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evigraph.trace.model import Trace
from evigraph.view.ladder import laid_out
from evigraph.view.ladder_svg import BOTTOM, EDGE, TOP, badge_at, outline, shapes, tag
from evigraph.view.marks import Mark, Marks
from evigraph.view.rungs import Argument
from evigraph.view.style import asset, on_paper, palette
from evigraph.view.words import plain, wrap

if TYPE_CHECKING:
    from markupsafe import Markup

_MARGIN, _GAP, _NARROWEST = 20.0, 26.0, 760.0
_SIZE, _LINE, _INDENT = 12.0, 16.0, 30.0
_GLYPH, _GLYPH_WIDTH, _LETTER = 0.45, 34.0, 6.2
_MOST_LINES = 3
_READING = (
    "In brackets after a percentage: its 95% interval (Wilson), computed here and not printed by the article; "
    "“if all n count” means that the source does not say whom the percentage counts. A dashed box holds no value; "
    "a dashed line cites without resting on it."
)
_HOLLOW = "A hollow mark speaks of another claim that uses the same evidence."


def ladder_file(trace: Trace, argument: Argument, source: str, marks: Marks | None = None) -> str:
    """A ladder already traced as one SVG document; ``source`` is the title of the article."""
    from markupsafe import Markup

    marks = marks or Marks()
    found, width, height = laid_out(trace, argument, marks)
    kinds = Counter(node.kind for node in found.nodes.values())
    wide = max(width, _NARROWEST)
    below = _Below(height + BOTTOM + _GAP, wide)
    below.legend(kinds)
    for mark in marks.marks:
        below.finding(mark)
    below.words(f"{_READING} {_HOLLOW}" if any(mark.look == "elsewhere" for mark in marks.marks) else _READING)
    below.words(f"Evidence ladder of a claim in “{plain(source)}”.")
    left, top = -EDGE - _MARGIN, -TOP - _MARGIN
    size = (left, top, wide + 2 * (EDGE + _MARGIN), below.y - top + _MARGIN)
    body = [
        tag("title", {"id": "title"}, f"Evidence ladder: {plain(trace.label)}"),
        tag("desc", {"id": "about"}, _about(kinds, marks)),
        Markup("<style>{}</style>").format(Markup(_style())),  # noqa: S704  our own files
        tag("rect", {"class": "sheet", "x": left, "y": top, "width": size[2], "height": size[3]}),
        shapes(found, marks, lambda _: ""),
        *below.parts,
    ]
    looks = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "ladder",
        "viewBox": " ".join(f"{length:g}" for length in size),
        "width": f"{size[2]:g}",
        "height": f"{size[3]:g}",
        "role": "img",
        "aria-labelledby": "title",
        "aria-describedby": "about",
    }
    return f"{tag('svg', looks, Markup('').join(body))}\n"


class _Below:
    """What stands below the picture, line by line; ``y`` is where the next one begins."""

    def __init__(self, y: float, width: float) -> None:
        self.y, self.width = y, width
        self.parts: list[Markup] = []

    def legend(self, kinds: Counter[str]) -> None:
        """The shape of every kind that is drawn, with its word."""
        x = 0.0
        for kind, look in palette()["kinds"].items():
            if kinds[kind]:
                shape = tag("path", {"class": "body", "d": outline(kind, 0, 0, 51, 20 if kind == "passage" else 27)})
                at = {"class": f"box {kind}", "transform": f"translate({x:g} {self.y:g}) scale({_GLYPH:g})"}
                self.parts.append(tag("g", at, shape))
                self._text(x + _GLYPH_WIDTH, self.y + 10.5, look["word"])
                x += _GLYPH_WIDTH + _LETTER * len(look["word"]) + 24
        self.y += 2 * _LINE

    def finding(self, mark: Mark) -> None:
        """What a mark in the picture stands for."""
        self.parts.append(badge_at(mark, 12, self.y + 5, str(mark.number)))
        self.words(f"{mark.words}: {plain(mark.message)}", _INDENT)

    def words(self, text: str, left: float = 0.0) -> None:
        """A paragraph."""
        lines = wrap(text, self.width - left, _SIZE, _MOST_LINES)
        for index, line in enumerate(lines):
            self._text(left, self.y + 9 + _LINE * index, line)
        self.y += _LINE * len(lines) + 8

    def _text(self, x: float, y: float, words: str) -> None:
        self.parts.append(tag("text", {"class": "said", "x": f"{x:g}", "y": f"{y:g}"}, words))


def _about(kinds: Counter[str], marks: Marks) -> str:
    """The picture in words."""
    drawn = [f"{kinds[kind]} {look['word']}" for kind, look in palette()["kinds"].items() if kinds[kind]]
    found = f" {len(marks.marks)} findings of the audit are marked." if marks.marks else ""
    return f"From the claim through what it rests on to the results of the studies: {_listed(drawn)}.{found}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _style() -> str:
    own: Any = ".sheet { fill: var(--paper); }\n.said { fill: var(--ink); }\n"
    return on_paper(asset("marks.css") + asset("ladderpicture.css") + own)
