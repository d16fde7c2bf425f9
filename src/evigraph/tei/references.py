"""Entries of a reference list as CSL-JSON, with what was printed."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.later import later
from evigraph.article.reference import Reference
from evigraph.article.words import content, line_of, replace_by, tidy
from evigraph.article.xml import ID
from evigraph.bib.exchange.identifiers import guess
from evigraph.bib.tables import Csl
from evigraph.tei.citation import read_citation

_LABEL = " .[]()"


def entries(root: _Element, own: _Element | None) -> list[_Element]:
    """Every entry of a reference list, wherever it stands; ``own`` describes the article itself and is none."""
    return [
        each
        for each in root.iter("biblStruct", "bibl")
        if each is not own and (each.tag == "biblStruct" or _is_listed(each))
    ]


def part(listed: list[_Element]) -> None:
    """Take entries that stand in other entries out of them, so that each says only its own."""
    known = set(listed)
    for element in reversed(listed):
        if any(above in known for above in element.iterancestors()):
            replace_by(element, "")


def _is_listed(element: _Element) -> bool:
    above = element.getparent()
    return above is not None and above.tag == "listBibl"


def is_printed(element: _Element) -> bool:
    """Whether an entry has what is printed beside its parts."""
    return bool(content(element) if element.tag == "bibl" else _raw(element))


def read_reference(element: _Element, number: int) -> Reference:
    """The entry that a ``biblStruct``, or a ``bibl`` of plain text, is."""
    identifier = element.get(ID, "")
    item, doubts = _loose(element) if element.tag == "bibl" else read_citation(element, _raw(element))
    says = item.keys() - {"type"} or is_printed(element)
    items: tuple[Csl, ...] = ({**item, "id": identifier or str(number)},) if says else ()
    if not items:
        doubts = ["It names no work that is tagged as one."]
    text = later(_printed, element)
    label = element.get("n", "").strip(_LABEL)
    return Reference(number, identifier, label, items, text, tuple(dict.fromkeys(doubts)), line_of(element))


def _raw(element: _Element) -> str:
    """An entry as printed, where GROBID was asked for it."""
    for note in element.iter("note"):
        if note.get("type") == "raw_reference" and (text := content(note)):
            return text
    return ""


def _loose(element: _Element) -> tuple[Csl, list[str]]:
    """An entry without parts."""
    item: Csl = {"type": "document"}
    guess(item, content(element))
    return item, ["No part of it is tagged."]


def _printed(element: _Element, _: Reference) -> str:
    """An entry as printed; where the file does not say, its parts in their order."""
    if element.tag == "bibl":
        return content(element)
    return _raw(element) or ". ".join(_pieces(element))


def _pieces(element: _Element) -> list[str]:
    """The parts of an entry; people that follow one another are one of them."""
    pieces, people = [_piece(element)], []
    for child in element:
        if child.tag in ("author", "editor"):
            people.append(tidy(" ".join(map(str, child.itertext()))))
            continue
        pieces += [", ".join(filter(None, people)), *_pieces(child)]
        people = []
    return [piece for piece in (*pieces, ", ".join(filter(None, people))) if piece]


def _piece(element: _Element) -> str:
    """What one part of an entry says, without the parts in it."""
    first, last = element.get("from", ""), element.get("to", "")
    said = f"{first}-{last}" if first and last and first != last else first
    own = " ".join([element.text or "", *(child.tail or "" for child in element)])
    return tidy(own) or said or element.get("when", "") or (element.get("target", "") if element.tag == "ptr" else "")
