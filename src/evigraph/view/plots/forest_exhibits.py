"""Forest plots with their tables: one exhibit for each outcome, statistic and unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evigraph.errors import NotFound
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.resolve import node as find_node
from evigraph.view.filename import safe_name
from evigraph.view.plots.exhibit import Cell, Exhibit, Line, cell, without
from evigraph.view.plots.forest import forest, sign, time_words, title, value_words
from evigraph.view.plots.results import Panel, Row, days, panels
from evigraph.view.plots.source import Sources
from evigraph.view.words import counted_words, plain

_TIME = "Time point"
COLUMNS = (
    "Study",
    "Treatment",
    "Population",
    "n",
    _TIME,
    "As printed",
    "Value",
    "95% interval",
    "Whom a share counts",
    "Where printed",
    "Sources",
    "Notes",
)
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
    kinds = Counter((panel.term, panel.statistic) for panel in found)
    return [
        panel_exhibit(
            panel, panel_name(panel, by, interval, kinds[panel.term, panel.statistic] > 1), sources, dataset.base
        )
        for panel in found
    ]


def panel_name(panel: Panel, by: str = "therapy", interval: str = "wilson", with_unit: bool = False) -> str:
    """What a panel and its files are called: by outcome, measure, unit where that tells it apart, and grouping."""
    unit = safe_name(panel.unit or "none") if with_unit else ""
    grouped = f"by-{by}" if by != "none" else "ungrouped"
    outcome = safe_name(panel.term.rpartition("/")[2])
    exact = interval if interval != "wilson" else ""
    return "-".join(filter(None, ("forest", outcome, panel.statistic, unit, grouped, exact)))


def outcome_named(dataset: Dataset, outcome: str) -> tuple[str, str]:
    """The outcome that a person names (an IRI), and its label.

    Raises:
        NotFound: no outcome is called so; it tells those for which there is a result.
    """
    nodes = Nodes(dataset)
    try:
        found = find_node(dataset, "outcome", outcome)
    except NotFound as error:
        raise NotFound(f"{error} {measured(dataset)}") from None
    return found, plain(nodes.label(found))


def measured(dataset: Dataset) -> str:
    """A sentence that tells for which outcomes there are results."""
    nodes = Nodes(dataset)
    results = nodes.of_type(f"{EV}Result")
    names = {plain(nodes.label(term)) for result in results for term in nodes.all(result, "ev:outcome")}
    if not names:
        return "The graph holds no results."
    return f"There are results for: {', '.join(sorted(names, key=str.casefold))}."


def panel_exhibit(panel: Panel, name: str, sources: Sources, base: str) -> Exhibit:
    """The drawing of a panel with its table; ``name`` is unique on the page."""
    anchors = [f"{name}-{index}" for index in range(1, len(panel.rows) + 1)]
    drawing = forest(panel, name, anchors, tuple(_about(panel)))
    lines = tuple(_line(row, anchor, sources, base) for row, anchor in zip(panel.rows, anchors, strict=True))
    columns: tuple[str, ...] = COLUMNS
    if not any(map(time_words, panel.rows)):
        columns, lines = without(_TIME, columns, lines)
    heading = title(panel) + (" (a narrower outcome)" if panel.narrower else "")
    return Exhibit(heading[0].upper() + heading[1:], drawing, columns, lines, panel.rows)


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
        source = f"{row.interval}" + (f", from {row.computed_from}" if row.interval != "as reported" else "")
        interval = (f"{row.interval_low:.1f} to {row.interval_high:.1f}{sign(row)}", source)
    elif row.computed_from:
        interval = (f"none: {row.computed_from}",)
    changed = (f"Its column is for {row.changed}; this number is {row.outcome}.",) if row.changed else ()
    return Line(
        anchor,
        (
            cell(row.study, row.cohort or "all patients", "part of another group" if row.part_of else ""),
            cell(row.therapy),
            cell(row.population),
            cell(f"{row.n:,}" if row.n is not None else "", order=row.n),
            cell(time_words(row), order=days(row.time_point_iso) or None, missing="none"),
            cell(f"“{row.printed}”"),
            cell(value_words(row) if row.reported else "", order=row.value, missing=row.status),
            cell(*interval, order=row.interval_low, missing="none"),
            cell(counted_words(row.basis) if row.basis else "", missing="not a share" if row.reported else "no value"),
            cell(row.place),
            _sources([work.short for work in works], [link for work in works for link in work.links]),
            cell(*changed, *row.footnotes, *row.notes, missing="none"),
        ),
        row.result,
    )


def _sources(names: Sequence[str], links: Sequence[tuple[str, str]]) -> Cell:
    return cell(*names, links=tuple(links))
