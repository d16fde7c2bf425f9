"""The parts that a format reads, as one article with its account of losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evigraph.article.article import Article
from evigraph.article.blocks import Blocks
from evigraph.article.citation import Cluster
from evigraph.article.clusters import Cited
from evigraph.article.later import later
from evigraph.article.losses import losses
from evigraph.article.metadata import Registration
from evigraph.article.reading import Losses, Reading
from evigraph.article.reference import Reference
from evigraph.article.registries import registrations
from evigraph.errors import Finding


def assembled(
    form: str,
    file: str,
    text: Blocks,
    references: Sequence[Reference],
    numbers: Mapping[str, int],
    metadata: Mapping[str, Any],
    counts: dict[str, int],
    findings: list[Finding],
) -> Reading:
    """The article of a file in the format of this name.

    ``numbers`` gives the entry that an identifier names, ``counts`` how much of each kind the file has.
    """
    flow = text.flow
    blocks = tuple(flow.blocks)
    cited = Cited(flow.links, blocks, numbers, _labels(references))
    article = Article(
        file=file,
        sections=tuple(flow.sections),
        blocks=blocks,
        tables=tuple(text.tables),
        figures=tuple(text.figures),
        references=tuple(references),
        citations=cited.citations(),
        clusters=later(_clusters, cited),
        registrations=later(_registrations, text.addresses),
        format=form,
        **metadata,
    )
    return Reading(article, later(_losses, form, counts, findings))


def _clusters(cited: Cited, article: Article) -> tuple[Cluster, ...]:
    return cited.clusters(article.citations)


def _registrations(addresses: list[str], article: Article) -> tuple[Registration, ...]:
    return registrations(article.blocks, addresses)


def _losses(form: str, counts: dict[str, int], before: list[Finding], reading: Reading) -> Losses:
    return losses(form, counts, reading.article, before)


def _labels(references: Sequence[Reference]) -> dict[str, int]:
    """The number of the entry that is printed as a number; the place in the list where entries are not numbered."""
    if not any(reference.label for reference in references):
        return {str(reference.number): reference.number for reference in references}
    labels: dict[str, int] = {}
    for reference in references:
        labels.setdefault(reference.label.strip("[]().: "), reference.number)
    return labels
