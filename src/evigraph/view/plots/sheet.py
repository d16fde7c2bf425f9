"""A sheet to draw on, in pixels from the top left: what a plot needs of matplotlib, and no more.

Text is kept as text in SVG, in the fonts of the pages, so that it can be read aloud, searched
and copied.  PNG and PDF hold DejaVu Sans, the one font that comes with matplotlib, a little
smaller, because its letters are wider than those the layout was measured with.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evigraph.view.style import palette
from evigraph.view.words import plain

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

SIZE, SMALL = 12.0, 11.0
"""The two sizes of type, in pixels."""

_DOTS = 72
_SHRUNK = 0.88
_MOST_DOTS = 30_000  # of a side of a PNG; matplotlib can do twice that
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "text.parse_math": False,
    "path.simplify": False,
    "axes.unicode_minus": False,
}
# No file says when it was made, nor by which version of what.
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Target:
    """A place on the sheet that leads to a row of the table."""

    anchor: str
    label: str


@dataclass(frozen=True)
class Drawing:
    """A picture not yet drawn: its size, what draws it, and what it is called.

    ``name`` is short and unique on a page; ``alt`` says in words what the picture shows.
    """

    name: str
    width: float
    height: float
    title: str
    alt: str
    draw: Callable[[Sheet], None]


class Sheet:
    """An empty sheet; colors are names of the palette (``ink``, ``study-edge``, ``study-fill``)."""

    def __init__(self, width: float, height: float, shrink: float = 1.0) -> None:
        from matplotlib.figure import Figure

        size = (width / _DOTS, height / _DOTS)
        self.width, self.height, self.shrink = width, height, shrink
        self._whole = width, height
        self.targets: list[Target] = []
        self.figure: Figure = Figure(figsize=size, dpi=_DOTS, facecolor=color("paper"))
        self.begin(0, height)

    def begin(self, top: float, height: float, left: float = 0) -> None:
        """Makes what is drawn from now on count from ``left`` and ``top``, in a part of the sheet."""
        from matplotlib.transforms import Affine2D

        wide, tall = self._whole
        self.width, self.height = wide - 2 * left, height
        inches = Affine2D().scale(1 / _DOTS, -1 / _DOTS).translate(left / _DOTS, (tall - top) / _DOTS)
        self._transform = inches + self.figure.dpi_scale_trans

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = SIZE,
        bold: bool = False,
        ink: str = "ink",
        anchor: str = "left",
    ) -> None:
        """One line; ``y`` is its baseline, ``anchor`` is left, center or right."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.text import Text

        shown = clean(words)
        if shown:
            weight = "bold" if bold else "normal"
            font = FontProperties(fname=str(_font(bold)), size=size * self.shrink, weight=weight)
            self._add(Text(x, y, shown, color=color(ink), ha=anchor, va="baseline", fontproperties=font))

    def line(self, points: Points, ink: str = "line", width: float = 1.0, dash: Sequence[float] = ()) -> None:
        """A line through ``points``; ``dash`` are lengths of strokes and gaps in pixels."""
        from matplotlib.lines import Line2D

        xs, ys = zip(*points, strict=True)
        style: Any = (0, tuple(length / width for length in dash)) if dash else "-"
        self._add(Line2D(xs, ys, color=color(ink), linewidth=width, linestyle=style))

    def polygon(self, points: Points, fill: str = "ink", edge: str = "", width: float = 1.5) -> None:
        """A closed shape; an empty ``edge`` has no outline."""
        from matplotlib.patches import Polygon

        self._patch(Polygon(list(points), closed=True), fill, edge, width)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str = "wash", edge: str = "", line: float = 1.5
    ) -> None:
        """A rectangle from its top left corner."""
        from matplotlib.patches import Rectangle

        self._patch(Rectangle((x, y), width, height), fill, edge, line)

    def circle(self, x: float, y: float, radius: float, fill: str = "ink", edge: str = "", width: float = 1.5) -> None:
        """A circle around ``x``, ``y``."""
        from matplotlib.patches import Circle

        self._patch(Circle((x, y), radius), fill, edge, width)

    def target(self, x: float, y: float, width: float, height: float, anchor: str, label: str) -> None:
        """Makes a rectangle lead to the row called ``anchor``; ``label`` says what stands there."""
        from matplotlib.patches import Rectangle

        patch = Rectangle((x, y), width, height, gid=f"target-{len(self.targets)}", linewidth=0)
        patch.set_facecolor(color("paper"))
        self.targets.append(Target(anchor, label))
        self._add(patch, lowest=True)

    def _patch(self, patch: Any, fill: str, edge: str, width: float) -> None:
        patch.set_facecolor(color(fill))
        patch.set_edgecolor(color(edge) if edge else "none")
        patch.set_linewidth(width if edge else 0)
        self._add(patch)

    def _add(self, artist: Artist, lowest: bool = False) -> None:
        """Puts ``artist`` above all that was drawn before, or below all of it."""
        artist.set_transform(self._transform)
        artist.set_zorder(0 if lowest else 1)
        self.figure.add_artist(artist)


def clean(words: str) -> str:
    """Text that may stand in a picture: on one line, in its own direction, and nothing that XML forbids."""
    return _NOT_XML.sub("", plain(words))


@cache
def color(name: str) -> str:
    """The color of a name of the palette, on light paper.

    >>> color("study-edge"), color("paper")
    ('#00795a', '#ffffff')
    """
    light = palette()["light"]
    kind, _, part = name.rpartition("-")
    return str(light[name] if name in light else light[kind][("fill", "edge", "ink").index(part)])


def picture(drawing: Drawing, form: str, scale: float = 1.0) -> tuple[bytes, list[Target]]:
    """The drawing as ``svg``, ``png`` or ``pdf``, the same bytes every time, and its targets in order.

    ``scale`` is the number of dots of a PNG for each pixel; a very large picture has fewer.
    """
    import io

    import matplotlib

    out = io.BytesIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        settings: Any = {**_SETTINGS, "svg.hashsalt": f"evigraph-{drawing.name}"}
        matplotlib.rcParams.update(settings)
        # A letter that the font of PNG and PDF lacks is drawn as a box; the SVG holds it all the same.
        warnings.filterwarnings("ignore", message=r"(?s)Glyph .* missing from font")
        sheet = Sheet(drawing.width, drawing.height, 1.0 if form == "svg" else _SHRUNK)
        drawing.draw(sheet)
        fitting = min(scale, _MOST_DOTS / max(drawing.width, drawing.height))
        sheet.figure.savefig(out, format=form, dpi=_DOTS * (fitting if form == "png" else 1), metadata=_METADATA[form])
    return out.getvalue(), sheet.targets


@cache
def _font(bold: bool) -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
