"""The views by name, and what each says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from evigraph.audit import Audit
from evigraph.errors import NotFound, UsageError, did_you_mean
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view import schema
from evigraph.view.filename import safe_name
from evigraph.view.plots.ages import ages_exhibit, spans
from evigraph.view.plots.auditing import audit_exhibits, findings
from evigraph.view.plots.bubbles import map_exhibit
from evigraph.view.plots.citing import citing, citing_exhibit
from evigraph.view.plots.coverage import BY as COVERAGE_BY
from evigraph.view.plots.coverage import spots
from evigraph.view.plots.exhibit import linked
from evigraph.view.plots.forest_exhibits import forest_exhibits, measured, outcome_named
from evigraph.view.plots.results import BY, INTERVALS
from evigraph.view.plots.timeline import events, timeline_exhibit
from evigraph.view.plots.view import View
from evigraph.view.words import plain

_WHOLE_AUDIT = "The whole audit, each finding with its arithmetic"


def view(dataset: Dataset, name: str, **options: Any) -> View:
    """The view called ``name``; ``options`` are those of its command.

    Raises:
        UsageError: there is no such view, or it has no such option.
        NotFound: an option names something that is not in the graph.
    """
    if name not in KINDS:
        raise UsageError(f"There is no view '{name}'; there are: {', '.join(KINDS)}. {did_you_mean(name, KINDS)}")
    try:
        found = KINDS[name](dataset, **options)
    except TypeError as error:
        raise UsageError(f"The view '{name}' does not take these options: {error}") from None
    return replace(found, structured=_structured(dataset, found))


def _structured(dataset: Dataset, found: View) -> schema.Thing:
    """The view as a data set: the columns of its tables, and its pictures in words."""
    nodes = Nodes(dataset)
    columns = [column for exhibit in found.exhibits for column in exhibit.columns]
    pictures = [(exhibit.heading, exhibit.drawing.alt) for exhibit in found.exhibits]
    about = schema.item(nodes, "term", found.node) if found.node else None
    return schema.table(nodes, f"{found.kind}: {found.title}", found.lead, columns, pictures, about=about)


def forest(dataset: Dataset, outcome: str, by: str = "therapy", interval: str = "wilson") -> View:
    """Every result of an outcome as a forest plot, medians and rates at a fixed time apart.

    Raises:
        NotFound: no outcome is called so, or there is no result for it.
    """
    _one_of("by", by, BY)
    _one_of("interval", interval, INTERVALS)
    term, name = outcome_named(dataset, outcome)
    exhibits = forest_exhibits(dataset, outcome, by, interval)
    if not exhibits:
        raise NotFound(f"The graph holds no result for {name}. {measured(dataset)}")
    return View(
        "forest",
        "Forest plot",
        name[:1].upper() + name[1:],
        "Every result for this outcome and for narrower ones that the graph holds, study by study, as the article "
        "prints it. Select a row of the picture to find it in the table, with the cell it was read from.",
        f"The graph holds no result for {name}.",
        tuple(exhibits),
        articles(dataset),
        Nodes(dataset).short(term).rpartition("/")[2],
        term,
    )


def coverage(dataset: Dataset, by: str = "therapy") -> View:
    """Therapies (or their classes) against outcomes: how many patients, how many cohorts, how strong a design."""
    _one_of("by", by, COVERAGE_BY)
    found = spots(dataset, by)
    return View(
        "map",
        "Evidence map",
        "What has been studied, and what has not",
        "A bubble stands where cohorts report a value for an outcome; a gap is a question that the graph cannot "
        "answer. Patients are counted once: parts of a cohort and cohorts that overlap are left out.",
        "The graph holds no results.",
        (map_exhibit(found, f"map-by-{by}"),) if found else (),
        articles(dataset),
    )


def timeline(dataset: Dataset) -> View:
    """The sources by year of publication, by what they are evidence for, with the events the article dates."""
    found, links = events(dataset)
    return View(
        "timeline",
        "Timeline",
        "Sources by year",
        "Every work in the list of references stands at its year; its shape says what it is evidence for, and meeting "
        "abstracts are marked. Events are those to which the article gives a year.",
        "The graph holds no sources.",
        (timeline_exhibit(found, links),) if found else (),
        articles(dataset),
    )


def ages(dataset: Dataset) -> View:
    """The ages of every cohort, by therapy class, as they are printed."""
    found = spans(dataset)
    return View(
        "ages",
        "Age coverage",
        "Whom the studies treated",
        "Each bar runs from the youngest to the oldest patient of a cohort. Where bars of two classes do not overlap, "
        "their results were not seen in patients of the same age.",
        "The graph holds no cohorts.",
        (ages_exhibit(found),) if found else (),
        articles(dataset),
    )


def citations(dataset: Dataset) -> View:
    """How often, where and for what the article uses each of its references."""
    found, links = citing(dataset)
    several = len(found) > 1
    named = [(article, f"citations-{safe_name(article.id)}" if several else "citations") for article in found]
    return View(
        "citations",
        "Citation profile",
        "How the references are used",
        "For each reference: how often it is cited, in which part of the article, and whether a claim rests on it.",
        "The graph holds no references.",
        tuple(citing_exhibit(article, name, links) for article, name in named if article.uses),
        articles(dataset),
    )


def overview(dataset: Dataset, audited: Audit | None = None, page: str = "") -> View:
    """The findings of the audit by group of checks, severity and part of the article; it is run unless given.

    ``page`` is the address of the whole audit as a page, where each finding stands with its arithmetic.
    """
    rows = findings(dataset, audited)
    parts = [part for article in citing(dataset)[0] for part in article.parts]
    exhibits = audit_exhibits(rows, list(dict.fromkeys(parts))) if rows else []
    if page:
        exhibits = [linked(exhibit, lambda finding: f"{page}#{finding}") for exhibit in exhibits]
    return View(
        "audit",
        "Audit overview",
        "What the audit finds, and where",
        "A finding says what cannot be reproduced from the rows cited, or weakens what is said; it judges no one. "
        "The table lists the gravest first; the whole audit (“evigraph audit --format html”) gives each with its "
        "arithmetic.",
        "The audit finds nothing.",
        tuple(exhibits),
        articles(dataset),
        ways=((_WHOLE_AUDIT, page),) if page else (),
    )


def articles(dataset: Dataset) -> tuple[str, ...]:
    """The titles of the source articles."""
    nodes = Nodes(dataset)
    found = nodes.of_type(f"{EV}SourceArticle")
    return tuple(plain(nodes.one(article, "dcterms:title") or nodes.label(article)) for article in found)


def _one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(
            f"'{option}' is one of {', '.join(known)}, not '{value}'. {did_you_mean(value, known)}".strip()
        )


KINDS: dict[str, Callable[..., View]] = {
    "forest": forest,
    "map": coverage,
    "timeline": timeline,
    "ages": ages,
    "citations": citations,
    "audit": overview,
}
