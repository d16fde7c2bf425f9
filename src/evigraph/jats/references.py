"""Entries of a reference list as CSL-JSON, with what was printed."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.later import later
from evigraph.article.reference import Reference
from evigraph.article.words import child_of, content, line_of
from evigraph.jats.citation import read_citation
from evigraph.jats.parts import WHOLE
from evigraph.jats.printed import printed

CITATIONS = frozenset({"element-citation", "mixed-citation", "nlm-citation", "citation"})
_READ = CITATIONS | {"label", "citation-alternatives"}
_TAGGED = frozenset({"element-citation", "nlm-citation"})


def read_reference(element: _Element, number: int) -> Reference:
    """The entry that a ``ref`` is."""
    items, doubts = [], []
    works = _works(element)
    for citation, _ in works:
        item, unsure = read_citation(citation)
        items.append(item)
        doubts += unsure
    if not items:
        doubts.append("It names no work that is tagged as one.")
    identifier, label = element.get("id", ""), content(child_of(element, "label"))
    for index, item in enumerate(items):
        item["id"] = _key(identifier or str(number), index, len(items))
    text = later(_printed, element)
    return Reference(number, identifier, label, tuple(items), text, tuple(dict.fromkeys(doubts)), line_of(element))


def _printed(element: _Element, reference: Reference) -> str:
    """An entry as printed."""
    works = _works(element)
    shown = [_unlabelled(printed(as_printed, WHOLE), reference.label) for _, as_printed in works]
    shown += [content(child) for child in element if child.tag not in _READ]
    if not works and not any(shown):
        return content(element)
    return " ".join(filter(None, shown))


def _works(element: _Element) -> list[tuple[_Element, _Element]]:
    """Each work of an entry: the citation that is tagged best, and the one that is printed."""
    works: list[tuple[_Element, _Element]] = []
    loose: list[_Element] = []
    for child in element:
        tag = child.tag
        if tag in CITATIONS:
            loose.append(child)
        elif tag == "citation-alternatives" and (inner := [each for each in child if each.tag in CITATIONS]):
            works.append(_pair(inner))
    tagged = [each for each in loose if each.tag in _TAGGED] if len(loose) > 1 else []
    mixed = [each for each in loose if each.tag not in _TAGGED] if tagged else []
    if mixed and len(mixed) == len(tagged):  # the same works twice, as printed and in parts
        return works + list(zip(tagged, mixed, strict=True))
    return works + [(each, each) for each in loose]


def _pair(alternatives: list[_Element]) -> tuple[_Element, _Element]:
    tagged = next((each for each in alternatives if each.tag in _TAGGED), alternatives[0])
    printed = next((each for each in alternatives if each.tag not in _TAGGED), alternatives[0])
    return tagged, printed


def _unlabelled(text: str, label: str) -> str:
    """A citation as printed, without the label of its entry."""
    return text.removeprefix(label).lstrip() if label and label[-1:] in ".)]" else text


def _key(identifier: str, index: int, of: int) -> str:
    return identifier if of == 1 else f"{identifier}{chr(ord('a') + index) if index < 26 else f'-{index + 1}'}"
