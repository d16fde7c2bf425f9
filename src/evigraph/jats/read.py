"""JATS files as articles, with an account of what was lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml.etree import _Element

from evigraph.article.article import Article
from evigraph.article.clusters import cited
from evigraph.article.opened import opened
from evigraph.article.reading import Reading, Refusal
from evigraph.article.reference import Reference
from evigraph.article.registries import registrations
from evigraph.article.xml import parse_xml, refused
from evigraph.errors import Finding, RecordError
from evigraph.jats.body import Body
from evigraph.jats.front import read_front
from evigraph.jats.losses import losses, present
from evigraph.jats.references import CITATIONS, read_reference
from evigraph.jats.words import line_of


def read_article(path: Path | str) -> Reading:
    """The one article of a file, which may be packed.

    Raises:
        RecordError: the file cannot be read, is no JATS, or holds no article or several; one finding.
    """
    readings = list(_limited(read_articles([path])))
    if not readings:
        raise refused(str(path), "jats-no-article", "There is no article in the file.")
    if len(readings) > 1:
        raise refused(
            str(path), "jats-several-articles", "There are several articles in the file; read them with read_articles."
        )
    if isinstance(readings[0], Refusal):
        raise RecordError([readings[0].finding])
    return readings[0]


def _limited(readings: Iterator[Reading | Refusal]) -> Iterator[Reading | Refusal]:
    for _, reading in zip(range(2), readings, strict=False):
        yield reading


def read_articles(paths: Iterable[Path | str]) -> Iterator[Reading | Refusal]:
    """Every article of these files and archives in their order, one at a time.

    A file or document that cannot be read is a refusal in its place.
    """
    for path in paths:
        for member in opened(Path(path)):
            if isinstance(member, RecordError):
                yield _refusal(member)
            else:
                yield from parse_articles(member.data, member.file)


def parse_article(data: bytes, file: str) -> Reading:
    """The article of a document.

    Raises:
        RecordError: it cannot be read, is no JATS, or holds no article or several; one finding.
    """
    root, findings = parse_xml(data, file)
    articles = _articles(root, file)
    if len(articles) > 1:
        raise refused(
            file, "jats-several-articles", "There are several articles in the file; read them with read_articles."
        )
    return _read(articles[0], file, findings)


def parse_articles(data: bytes, file: str) -> Iterator[Reading | Refusal]:
    """Every article of a document, which may be a set of them; a refusal where it cannot be read."""
    try:
        root, findings = parse_xml(data, file)
        articles = _articles(root, file)
    except RecordError as error:
        yield _refusal(error)
        return
    for article in articles:
        yield _read(article, file, findings)
        findings = []


def _refusal(error: RecordError) -> Refusal:
    return Refusal(error.findings[0].place.file, error.findings[0])


def _articles(root: _Element, file: str) -> list[_Element]:
    """The articles of a document, which may be a set of them; JATS names lose the namespace some give them."""
    if root.tag == "article":
        return [root]
    for element in root.iter("{*}article"):
        namespace = element.tag.rpartition("}")[0]
        if namespace:
            for each in root.iter(f"{namespace}}}*"):
                each.tag = each.tag.rpartition("}")[2]
            break
    articles = (
        [root] if root.tag == "article" else [each for each in root.iter("article") if each.find("front") is not None]
    )
    if not articles:
        name = root.tag.rpartition("}")[2]
        raise refused(file, "jats-no-article", f"Expected an <article>, found <{name}>.", line_of(root))
    return articles


def _read(root: _Element, file: str, findings: list[Finding]) -> Reading:
    counts = present(root)
    body = Body()
    flow = body.flow
    for child in root:
        if child.tag == "front":
            body.front(child)
        elif child.tag != "processing-meta":
            body.read(child)
    if body.misses(counts):
        body.strays(root)
    entries = list(root.iter("ref"))
    references = tuple(read_reference(each, number) for number, each in enumerate(entries, 1))
    citations, clusters = cited(flow.links, flow.blocks, _numbers(entries), _labels(references))
    article = Article(
        file=file,
        sections=tuple(flow.sections),
        blocks=tuple(flow.blocks),
        tables=tuple(body.tables),
        figures=tuple(body.figures),
        references=references,
        citations=citations,
        clusters=clusters,
        registrations=registrations(flow.blocks, body.addresses),
        **read_front(root),
    )
    return Reading(article, losses(counts, article, findings))


def _labels(references: tuple[Reference, ...]) -> dict[str, int]:
    """The number of the entry that is printed as a number; the place in the list where entries are not numbered."""
    if not any(reference.label for reference in references):
        return {str(reference.number): reference.number for reference in references}
    labels: dict[str, int] = {}
    for reference in references:
        labels.setdefault(reference.label.strip("[]().: "), reference.number)
    return labels


def _numbers(elements: list[_Element]) -> dict[str, int]:
    """The number of the entry that an identifier names: of the entry itself, or of a work in it."""
    numbers: dict[str, int] = {}
    for number, element in enumerate(elements, 1):
        for each in element.iter("ref", *CITATIONS):
            if identifier := each.get("id"):
                numbers.setdefault(identifier, number)
    return numbers
