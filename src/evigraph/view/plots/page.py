"""Pictures and their numbers on one page: inline SVG, the table twin, and both as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evigraph.view.plots.exhibit import Exhibit, csv_of
from evigraph.view.plots.svg import both_svgs, color_rules
from evigraph.view.shell import Trail, as_data, render
from evigraph.view.style import asset

if TYPE_CHECKING:
    from evigraph.view.plots.view import View

_STYLES = ("base.css", "plot.css")
_FOOTER = (
    "Numbers are as the article prints them; claims and footnotes are in the words of those who curated the graph. "
    "“Not reported” means that the source gives no value."
)


def plots_page(view: View, trail: Trail = ()) -> str:
    """A view as one self-contained page."""
    from markupsafe import Markup

    exhibits = view.exhibits
    drawn = [both_svgs(exhibit.drawing) for exhibit in exhibits]
    return render(
        "plot.html",
        _STYLES,
        {name: asset(f"{name}.js") for name in ("table", "scrolling", "savepicture")},
        rules=color_rules(),
        trail=trail,
        structured=view.structured,
        view=view,
        exhibits=exhibits,
        numeric=[_numeric(exhibit) for exhibit in exhibits],
        widths=[_widths(exhibit) for exhibit in exhibits],
        pictures=[Markup(inline) for inline, _ in drawn],  # noqa: S704  made by lxml, of text
        files=[_files(exhibit, bare) for exhibit, (_, bare) in zip(exhibits, drawn, strict=True)],
        footer=_FOOTER,
    )


def _numeric(exhibit: Exhibit) -> frozenset[int]:
    """The columns that are sorted as numbers."""
    return frozenset(index for line in exhibit.lines for index, cell in enumerate(line.cells) if cell.order is not None)


def _widths(exhibit: Exhibit) -> list[str]:
    """How much room each column needs, as a class of the style sheet."""
    longest = [
        max((len(text) for line in exhibit.lines for text in line.cells[index].lines), default=0)
        for index in range(len(exhibit.columns))
    ]
    return ["long" if length > 60 else "middle" if length > 20 else "short" for length in longest]


def _files(exhibit: Exhibit, bare: bytes) -> list[tuple[str, str, str]]:
    """(words, name, address) of what can be saved from the page; the address holds the file itself."""
    name = exhibit.drawing.name
    numbers = [("Numbers as CSV", f"{name}.csv", as_data("text/csv", csv_of([exhibit]).encode()))]
    picture = ("Picture as SVG", f"{name}.svg", as_data("image/svg+xml", bare))
    return [*(numbers if exhibit.records else []), picture]
