"""Pictures and their numbers on one page: inline SVG, the table twin, and both as files."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from evigraph.view import schema
from evigraph.view.plots.exhibit import Exhibit, csv_of
from evigraph.view.plots.svg import both_svgs, color_rules
from evigraph.view.shell import Trail, render
from evigraph.view.style import asset

_STYLES = ("base.css", "plot.css")
_FOOTER = (
    "Numbers are as the article prints them; claims and footnotes are in the words of those who curated the graph. "
    "“Not reported” means that the source gives no value."
)


def plots_page(
    kind: str,
    title: str,
    lead: str,
    nothing: str,
    exhibits: Sequence[Exhibit],
    sources: Sequence[str] = (),
    trail: Trail = (),
    structured: schema.Thing | None = None,
) -> str:
    """A self-contained page; ``nothing`` is what it says when there is nothing to draw, ``structured`` is JSON-LD."""
    from markupsafe import Markup

    drawn = [both_svgs(exhibit.drawing) for exhibit in exhibits]
    return render(
        "plot.html",
        _STYLES,
        {"table": asset("table.js")},
        rules=color_rules(),
        trail=trail,
        structured=structured,
        kind=kind,
        title=title,
        lead=lead,
        nothing=nothing,
        exhibits=exhibits,
        numeric=[_numeric(exhibit) for exhibit in exhibits],
        widths=[_widths(exhibit) for exhibit in exhibits],
        pictures=[Markup(inline) for inline, _ in drawn],  # noqa: S704  made by lxml, of text
        files=[_files(exhibit, bare) for exhibit, (_, bare) in zip(exhibits, drawn, strict=True)],
        sources=sources,
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
    name = f"evigraph-{exhibit.drawing.name}"
    numbers = [("Numbers as CSV", f"{name}.csv", _data("text/csv", csv_of([exhibit]).encode()))]
    picture = ("Picture as SVG", f"{name}.svg", _data("image/svg+xml", bare))
    return [*(numbers if exhibit.records else []), picture]


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
