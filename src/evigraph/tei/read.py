"""TEI files, as GROBID makes them from PDF, as articles, with an account of what was lost."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.assembled import assembled
from evigraph.article.formats import Format, without_namespace
from evigraph.article.reading import Reading
from evigraph.article.words import LANGUAGE, child_of, line_of
from evigraph.article.xml import ID
from evigraph.errors import Finding, Place
from evigraph.tei.body import Body
from evigraph.tei.front import described, read_front, title_of
from evigraph.tei.references import entries, is_printed, part, read_reference


def _articles(root: _Element) -> list[_Element]:
    """The articles of a document, which may be a set of them; TEI names lose their namespace."""
    without_namespace(root, "TEI")
    if root.tag == "TEI":
        return [root]
    return [each for each in root.iter("TEI") if child_of(each, "text") is not None]


def _present(root: _Element, listed: list[_Element]) -> dict[str, int]:
    """How much of each kind a file has, counted in the file alone."""
    figures = [each.get("type") == "table" for each in root.iter("figure")]
    alone = sum(1 for each in root.iter("table") if not _is_in_figure(each))
    cited = sum(1 for each in root.iter("ref") if each.get("type") == "bibr")
    tables = sum(figures)
    return {"references": len(listed), "tables": tables + alone, "figures": len(figures) - tables, "citations": cited}


def _is_in_figure(table: _Element) -> bool:
    above = table.getparent()
    return above is not None and above.tag == "figure" and above.get("type") == "table"


def _read(root: _Element, file: str, findings: list[Finding]) -> Reading:
    header = child_of(root, "teiHeader")
    own = described(header) if header is not None else None
    listed = entries(root, own)
    counts = _present(root, listed)
    metadata = read_front(root)
    body = Body(metadata.get("language", "") or root.get(LANGUAGE, ""))
    if header is not None:
        body.header(header, title_of(header))
    for child in root:
        if child.tag not in ("teiHeader", "facsimile"):
            body.read(child)
    if body.misses(counts):
        body.strays(root)
    part(listed)
    references = [read_reference(each, number) for number, each in enumerate(listed, 1)]
    numbers: dict[str, int] = {}
    for number, element in enumerate(listed, 1):
        if identifier := element.get(ID):
            numbers.setdefault(identifier, number)
    findings = [*findings, *_unprinted(listed, file)]
    return assembled("tei", file, body, references, numbers, metadata, counts, findings)


def _unprinted(listed: list[_Element], file: str) -> list[Finding]:
    """A finding where no entry has what is printed, so that none could be held against it."""
    if not listed or any(map(is_printed, listed)):
        return []
    place = Place(file, line_of(listed[0]))
    message = "The references are without what is printed; run GROBID with includeRawCitations=1 to check them by it."
    return [Finding(place, "tei-unprinted-references", message, "", "warning")]


TEI = Format("tei", "<TEI> (GROBID)", _articles, _read)
"""The XML that GROBID makes from PDF."""
