"""Formats of XML that articles come in, and how files in them are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lxml.etree import _Element

from evigraph.article.opened import opened, unheard
from evigraph.article.reading import Reading, Refusal
from evigraph.article.words import line_of
from evigraph.article.xml import parse_xml, refused
from evigraph.errors import Finding, RecordError

_SEVERAL = "There are several articles in the file; read them with read_articles."


class Format(NamedTuple):
    """A format: ``articles`` gives the elements of a document that are articles in it, ``read`` reads one.

    ``name`` is what codes of findings begin with, ``sought`` names the element that is looked for.
    """

    name: str
    sought: str
    articles: Callable[[_Element], list[_Element]]
    read: Callable[[_Element, str, list[Finding]], Reading]


class Reader:
    """Reads files in any of some formats; the first that finds an article in a document reads it."""

    def __init__(self, *formats: Format) -> None:
        self._formats = formats
        self._code = formats[0].name if len(formats) == 1 else "xml"

    def read_article(self, path: Path | str) -> Reading:
        """The one article of a file, which may be packed.

        Raises:
            RecordError: the file cannot be read, is in none of the formats, or holds no article or several;
                one finding.
        """
        readings = list(_limited(self.read_articles([path])))
        if not readings:
            raise refused(str(path), f"{self._code}-no-article", "There is no article in the file.")
        if len(readings) > 1:
            raise refused(str(path), f"{self._code}-several-articles", _SEVERAL)
        if isinstance(readings[0], Refusal):
            raise RecordError([readings[0].finding])
        return readings[0]

    def read_articles(
        self, paths: Iterable[Path | str], passed_over: Callable[[str], None] = unheard
    ) -> Iterator[Reading | Refusal]:
        """Every article of these files and archives in their order, one at a time.

        A file or document that cannot be read is a refusal in its place; ``passed_over`` hears the name of every
        member of an archive that is no document.
        """
        for path in paths:
            for member in opened(Path(path), passed_over):
                if isinstance(member, RecordError):
                    yield _refusal(member)
                else:
                    yield from self.parse_articles(member.data, member.file)

    def parse_article(self, data: bytes, file: str) -> Reading:
        """The article of a document.

        Raises:
            RecordError: it cannot be read, is in none of the formats, or holds no article or several; one finding.
        """
        root, findings = parse_xml(data, file)
        form, articles = self._found(root, file)
        if len(articles) > 1:
            raise refused(file, f"{self._code}-several-articles", _SEVERAL)
        return _read(form, articles[0], file, findings)

    def parse_articles(self, data: bytes, file: str) -> Iterator[Reading | Refusal]:
        """Every article of a document, which may be a set of them; a refusal where it cannot be read."""
        try:
            root, findings = parse_xml(data, file)
            form, articles = self._found(root, file)
        except RecordError as error:
            yield _refusal(error)
            return
        for article in articles:
            try:
                yield _read(form, article, file, findings)
            except RecordError as error:
                yield _refusal(error)
            findings = []

    def _found(self, root: _Element, file: str) -> tuple[Format, list[_Element]]:
        """The format of a document, and the articles in it."""
        for form in self._formats:
            if articles := form.articles(root):
                return form, articles
        sought = " or ".join(form.sought for form in self._formats)
        name = root.tag.rpartition("}")[2]
        raise refused(file, f"{self._code}-no-article", f"Expected {sought}, found <{name}>.", line_of(root))


def _read(form: Format, article: _Element, file: str, findings: list[Finding]) -> Reading:
    try:
        return form.read(article, file, findings)
    except RecursionError:
        message = "Elements stand in one another so deep as in no article."
        raise refused(file, "xml-too-deep", message, line_of(article)) from None


def _limited(readings: Iterator[Reading | Refusal]) -> Iterator[Reading | Refusal]:
    for _, reading in zip(range(2), readings, strict=False):
        yield reading


def _refusal(error: RecordError) -> Refusal:
    return Refusal(error.findings[0].place.file, error.findings[0])


def without_namespace(root: _Element, name: str) -> None:
    """Take the namespace of the first element of this name from every element that has it."""
    first = next(root.iter(f"{{*}}{name}"), None)
    namespace = first.tag.rpartition("}")[0] if first is not None else ""
    if namespace:
        for each in root.iter(f"{namespace}}}*"):
            each.tag = each.tag.rpartition("}")[2]
