"""Who wrote an article, and where they work."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from evigraph.article.metadata import Affiliation, Author
from evigraph.article.orcid import orcid_in
from evigraph.article.words import child_of, content
from evigraph.article.xml import ID
from evigraph.tei.names import person

_AROUND = " ,;."


def authors(work: _Element) -> tuple[Author, ...]:
    """Everyone whom the description of an article names as its author or editor, in their order."""
    return tuple(filter(None, map(_author, _people(work))))


def _people(work: _Element) -> Iterator[_Element]:
    for part in work.iterchildren("analytic", "monogr"):
        yield from part.iterchildren("author", "editor")


def _author(element: _Element) -> Author | None:
    name = person(element)
    if not name:
        return None
    return Author(
        name.get("family", ""),
        name.get("given", ""),
        name.get("dropping-particle", name.get("non-dropping-particle", "")),
        name.get("suffix", ""),
        name.get("literal", ""),
        element.tag,
        _orcid(element),
        content(next(element.iter("email"), None)),
        element.get("role") == "corresp",
        affiliations=tuple(dict.fromkeys(_key(each) for each in element.iter("affiliation") if _printed(each))),
    )


def _orcid(element: _Element) -> str:
    tagged = (orcid_in(content(each)) for each in element.iter("idno") if each.get("type", "").upper() == "ORCID")
    return next(filter(None, tagged), "")


def affiliations(work: _Element) -> tuple[Affiliation, ...]:
    """Every affiliation once; one without an identifier is known by its text."""
    found: dict[str, Affiliation] = {}
    for part in work.iterchildren("analytic", "monogr"):
        for element in part.iter("affiliation"):
            key = _key(element)
            if printed := _printed(element):
                found.setdefault(key, Affiliation(key, _label(element), printed, *_institution(element)))
    return tuple(found.values())


def _key(element: _Element) -> str:
    return element.get("key") or element.get(ID) or _printed(element)


def _raw(element: _Element) -> _Element | None:
    """The affiliation as printed, which GROBID adds on request."""
    return next((each for each in element.iter("note") if each.get("type") == "raw_affiliation"), None)


def _label(element: _Element) -> str:
    raw = _raw(element)
    return content(child_of(raw, "label")) if raw is not None else ""


def _printed(element: _Element) -> str:
    """An affiliation as printed, else its parts one behind the other."""
    raw = _raw(element)
    if raw is not None:
        return content(raw).removeprefix(_label(element)).strip()
    parts = [content(each) for each in element.iter() if not len(each) and each.tag != "idno"]
    own = [(element.text or "").strip()] if len(element) else []
    return ", ".join(filter(None, dict.fromkeys(part.strip(_AROUND) for part in (*own, *parts))))


def _institution(element: _Element) -> tuple[str, str, tuple[str, ...]]:
    """Its institution, country and identifiers."""
    named = [each for each in element.iter("orgName") if each.get("type", "institution") == "institution"]
    return (
        ", ".join(filter(None, (content(each).strip(_AROUND) for each in named))),
        content(next(element.iter("country"), None)).strip(_AROUND),
        tuple(filter(None, map(content, element.iter("idno")))),
    )
