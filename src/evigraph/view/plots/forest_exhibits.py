"""Forest plots with their tables: one exhibit for each outcome, statistic and unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view.plots.exhibit import Cell, Exhibit, Line, cell
from evigraph.view.plots.forest import forest, result_words, title, unit_words
from evigraph.view.plots.results import Panel, Row, panels
from evigraph.view.plots.source import Sources

COLUMNS = (
    "Study",
    "Patients",
    "Treatment",
    "Population",
    "n",
    "As printed",
    "Value",
    "95% interval",
    "Whom a share counts",
    "Where printed",
    "Sources",
    "Notes",
)
_BASIS = {
    "stated": "stated",
    "not stated": "not stated: interval if all n count",
    "not given": "not given: no interval",
}
NO_POOLING = (
    "No pooled estimate is drawn: the rows are different products, patients and definitions, "
    "and a mean over them would estimate nothing."
)
_OWN_INTERVALS = "The {} are computed here from the printed numbers; the article does not print them."
_SURVIVAL = (
    "Rates at a fixed time and medians come from survival curves; without the patients behind them no interval is "
    "computed."
)


def forest_exhibits(dataset: Dataset, outcome: str, by: str = "therapy", interval: str = "wilson") -> list[Exhibit]:
    """What ``view forest`` shows of an outcome.

    Raises:
        NotFound: no outcome is called so.
    """
    sources = Sources(Nodes(dataset))
    found = panels(dataset, outcome, by, interval)
    return [panel_exhibit(panel, f"forest-{number}", sources, dataset.base) for number, panel in enumerate(found, 1)]


def panel_exhibit(panel: Panel, name: str, sources: Sources, base: str) -> Exhibit:
    """The drawing of a panel with its table; ``name`` is unique on the page."""
    anchors = [f"{name}-{index}" for index in range(1, len(panel.rows) + 1)]
    drawing = forest(panel, name, anchors, tuple(_about(panel)))
    lines = tuple(_line(row, anchor, sources, base) for row, anchor in zip(panel.rows, anchors, strict=True))
    heading = title(panel) + (" (a narrower outcome)" if panel.narrower else "")
    return Exhibit(heading[0].upper() + heading[1:], drawing, COLUMNS, lines, panel.rows)


def _about(panel: Panel) -> Iterator[str]:
    """What a reader must know to read the panel rightly."""
    methods = sorted({row.interval for row in panel.rows if row.interval.endswith("computed")})
    if methods:
        kinds = " and ".join(method.removesuffix(", computed") for method in methods)
        yield _OWN_INTERVALS.format(f"intervals ({kinds})")
    if any(row.interval == "as reported" for row in panel.rows):
        yield "Intervals marked “as reported” in the table are those of the source."
    if panel.counted_among and any(row.basis == "not stated" for row in panel.rows):
        yield (
            f"{panel.outcome[:1].upper()}{panel.outcome[1:]} is usually counted among patients in {panel.counted_among}"
            "; where that is so, the true interval is wider than the one that takes all n."
        )
    if panel.statistic in ("median", "landmark"):
        yield _SURVIVAL
    yield NO_POOLING


def _line(row: Row, anchor: str, sources: Sources, base: str) -> Line:
    works = [sources.of(base + work) for work in row.works]
    interval: tuple[str, ...] = ()
    if row.interval_low is not None and row.interval_high is not None:
        sign = "%" if row.unit == "%" else f" {unit_words(row.unit)}".rstrip()
        source = f"{row.interval}" + (f", from {row.computed_from}" if row.interval != "as reported" else "")
        interval = (f"{row.interval_low:.1f} to {row.interval_high:.1f}{sign}", source)
    elif row.computed_from:
        interval = (f"none: {row.computed_from}",)
    changed = (f"Its column is for {row.changed}; this number is {row.outcome}.",) if row.changed else ()
    return Line(
        anchor,
        (
            cell(row.study),
            cell(row.cohort, "part of another group" if row.part_of else "", missing="all patients"),
            cell(row.therapy),
            cell(row.population),
            cell(f"{row.n:,}" if row.n is not None else "", order=row.n),
            cell(*_printed(row)),
            cell(result_words(row).split(" (")[0] if row.reported else "", order=row.value, missing=row.status),
            cell(*interval, order=row.interval_low, missing="none"),
            cell(_BASIS.get(row.basis, ""), missing="not a share" if not row.basis and row.reported else "no value"),
            cell(row.place),
            _sources([work.short for work in works], [link for work in works for link in work.links]),
            cell(*changed, *row.footnotes, *row.notes, missing="none"),
        ),
        row.result,
    )


def _printed(row: Row) -> tuple[str, ...]:
    return (f"“{row.printed}”", f"at {row.time}" if row.time else "")


def _sources(names: Sequence[str], links: Sequence[tuple[str, str]]) -> Cell:
    return cell(*names, links=tuple(links))
