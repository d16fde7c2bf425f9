"""The views by name, and what each says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evigraph.errors import UsageError, did_you_mean
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view.plots.forest_exhibits import forest_exhibits, outcome_name
from evigraph.view.plots.results import BY, INTERVALS
from evigraph.view.plots.view import View
from evigraph.view.words import plain


def view(dataset: Dataset, name: str, **options: Any) -> View:
    """The view called ``name``; ``options`` are those of its command.

    Raises:
        UsageError: there is no such view, or it has no such option.
        NotFound: an option names something that is not in the graph.
    """
    if name not in KINDS:
        raise UsageError(f"There is no view '{name}'; there are: {', '.join(KINDS)}. {did_you_mean(name, KINDS)}")
    try:
        return KINDS[name](dataset, **options)
    except TypeError as error:
        raise UsageError(f"The view '{name}' does not take these options: {error}") from None


def forest(dataset: Dataset, outcome: str, by: str = "therapy", interval: str = "wilson") -> View:
    """Every result of an outcome as a forest plot, medians and rates at a fixed time apart."""
    _one_of("by", by, BY)
    _one_of("interval", interval, INTERVALS)
    name = outcome_name(dataset, outcome)
    return View(
        "forest",
        "Forest plot",
        name[:1].upper() + name[1:],
        "Every result for this outcome and for narrower ones that the graph holds, study by study, as the article "
        "prints it. Select a row of the picture to find it in the table, with the cell it was read from.",
        f"The graph holds no result for {name}.",
        tuple(forest_exhibits(dataset, outcome, by, interval)),
        articles(dataset),
    )


def articles(dataset: Dataset) -> tuple[str, ...]:
    """The titles of the source articles."""
    nodes = Nodes(dataset)
    found = nodes.of_type(f"{EV}SourceArticle")
    return tuple(plain(nodes.one(article, "dcterms:title") or nodes.label(article)) for article in found)


def _one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"'{option}' is one of {', '.join(known)}, not '{value}'. {did_you_mean(value, known)}".strip())


KINDS: dict[str, Callable[..., View]] = {"forest": forest}
