"""JATS files as articles, with an account of what was lost."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.assembled import assembled
from evigraph.article.formats import Format, without_namespace
from evigraph.article.reading import Reading
from evigraph.errors import Finding
from evigraph.jats.body import Body
from evigraph.jats.front import read_front
from evigraph.jats.references import CITATIONS, read_reference

_NUMBERED = ("ref", *sorted(CITATIONS))
_COUNTED = {"ref": "references", "table-wrap": "tables", "fig": "figures", "xref": "citations"}


def _articles(root: _Element) -> list[_Element]:
    """The articles of a document, which may be a set of them; JATS names lose the namespace some give them."""
    if root.tag != "article":
        without_namespace(root, "article")
    if root.tag == "article":
        return [root]
    return [each for each in root.iter("article") if each.find("front") is not None]


def _present(root: _Element) -> dict[str, int]:
    """How much of each kind a file has, counted in the file alone."""
    counts = dict.fromkeys(_COUNTED.values(), 0)
    for each in root.iter(*_COUNTED):
        tag = each.tag
        if tag != "xref" or each.get("ref-type") == "bibr":
            counts[_COUNTED[tag]] += 1
    return counts


def _read(root: _Element, file: str, findings: list[Finding]) -> Reading:
    counts = _present(root)
    body = Body()
    for child in root:
        if child.tag == "front":
            body.front(child)
        elif child.tag != "processing-meta":
            body.read(child)
    if body.misses(counts):
        body.strays(root)
    entries = list(root.iter("ref"))
    references = [read_reference(each, number) for number, each in enumerate(entries, 1)]
    return assembled("jats", file, body, references, _numbers(entries), read_front(root), counts, findings)


def _numbers(elements: list[_Element]) -> dict[str, int]:
    """The number of the entry that an identifier names: of the entry itself, or of a work in it."""
    numbers: dict[str, int] = {}
    for number, element in enumerate(elements, 1):
        for each in element.iter(*_NUMBERED):
            if identifier := each.get("id"):
                numbers.setdefault(identifier, number)
    return numbers


JATS = Format("jats", "<article> (JATS)", _articles, _read)
"""The XML of journals and of PubMed Central."""
