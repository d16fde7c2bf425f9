"""Entries of a reference list as CSL-JSON, with what was printed."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.reference import Reference
from evigraph.jats.citation import read_citation
from evigraph.jats.words import content, line_of, spaced

CITATIONS = frozenset({"element-citation", "mixed-citation", "nlm-citation", "citation"})
_TAGGED = frozenset({"element-citation", "nlm-citation"})


def read_reference(element: _Element, number: int) -> Reference:
    """The entry that a ``ref`` is."""
    label, works, printed, doubts = content(element.find("label")), [], [], []
    for citation, shown in _works(element):
        item, unsure = read_citation(citation)
        works.append(item)
        doubts += unsure
        printed.append(_printed(shown, label))
    for child in element:
        if child.tag not in CITATIONS and child.tag not in ("label", "citation-alternatives"):
            printed += [text] if (text := content(child)) else []
    if not works:
        printed = printed or [content(element)]
        doubts.append("It names no work that is tagged as one.")
    identifier = element.get("id", "")
    for index, item in enumerate(works):
        item["id"] = _key(identifier or str(number), index, len(works))
    text = " ".join(filter(None, printed))
    return Reference(number, identifier, label, tuple(works), text, tuple(dict.fromkeys(doubts)), line_of(element))


def _works(element: _Element) -> list[tuple[_Element, _Element]]:
    """Each work of an entry: the citation that is tagged best, and the one that is printed."""
    works: list[tuple[_Element, _Element]] = []
    loose = []
    for child in element:
        if child.tag == "citation-alternatives":
            if inner := [each for each in child if each.tag in CITATIONS]:
                works.append(_pair(inner))
        elif child.tag in CITATIONS:
            loose.append(child)
    mixed = [each for each in loose if each.tag not in _TAGGED]
    tagged = [each for each in loose if each.tag in _TAGGED]
    if mixed and len(mixed) == len(tagged):  # the same works twice, as printed and in parts
        return works + list(zip(tagged, mixed, strict=True))
    return works + [(each, each) for each in loose]


def _pair(alternatives: list[_Element]) -> tuple[_Element, _Element]:
    tagged = next((each for each in alternatives if each.tag in _TAGGED), alternatives[0])
    printed = next((each for each in alternatives if each.tag not in _TAGGED), alternatives[0])
    return tagged, printed


def _printed(citation: _Element, label: str) -> str:
    """A citation as printed; parts that were tagged with nothing between them are parted by a space."""
    text = spaced(citation) if citation.tag in _TAGGED else _loose(citation)
    return text.removeprefix(label).lstrip() if label and label[-1:] in ".)]" else text


def _loose(citation: _Element) -> str:
    """The text of a mixed citation, or of one in parts that only bears that name."""
    bare = not (citation.text or "").strip() and not any((child.tail or "").strip() for child in citation)
    return spaced(citation) if bare and len(citation) > 1 else content(citation)


def _key(identifier: str, index: int, of: int) -> str:
    return identifier if of == 1 else f"{identifier}{chr(ord('a') + index) if index < 26 else f'-{index + 1}'}"
