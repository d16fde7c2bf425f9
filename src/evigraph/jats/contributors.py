"""Who wrote an article, and where they work."""

from __future__ import annotations

from lxml.etree import _Element

from evigraph.article.metadata import Affiliation, Author
from evigraph.article.orcid import orcid_in
from evigraph.article.words import child_of, content, tidy
from evigraph.jats.names import NAMES, person


def authors(meta: _Element) -> tuple[Author, ...]:
    """Everyone in the contributor groups, in their order; members of a group after it."""
    found = []
    corresponding = {each.get("id") for each in meta.iter("corresp")} - {None}
    for group in meta.findall("contrib-group"):
        shared = _affiliations(group)
        for contrib in group.iter("contrib"):
            if author := _author(contrib, corresponding, shared):
                found.append(author)
        if not len(group.findall("contrib")):
            found += [_named(name, "author") for each in group if each.tag in NAMES and (name := person(each))]
    return tuple(found)


def _author(contrib: _Element, corresponding: set[str | None], shared: tuple[str, ...]) -> Author | None:
    named = next((each for each in contrib if each.tag in NAMES), None)
    name = person(named) if named is not None else {}
    if not name and child_of(contrib, "anonymous") is not None:
        name = {"literal": "Anonymous"}
    if not name:
        return None
    links = [each for each in contrib.findall("xref") if each.get("rid")]
    targets = {target for each in links for target in (each.get("rid") or "").split()}
    own = _affiliations(contrib)
    linked = tuple(
        target for each in links if each.get("ref-type") == "aff" for target in (each.get("rid") or "").split()
    )
    base = _named(name, contrib.get("contrib-type", "author"))
    return Author(
        base.family,
        base.given,
        base.prefix,
        base.suffix,
        base.collective,
        base.role,
        _orcid(contrib),
        content(next(contrib.iter("email"), None)),
        contrib.get("corresp") == "yes" or bool(targets & corresponding) or child_of(contrib, "corresp") is not None,
        contrib.get("equal-contrib") == "yes",
        tuple(dict.fromkeys((*linked, *own))) or shared,
        ", ".join(content(each) for each in contrib.findall("degrees")),
    )


def _named(name: dict[str, str], role: str) -> Author:
    return Author(
        name.get("family", ""),
        name.get("given", ""),
        name.get("dropping-particle", name.get("non-dropping-particle", "")),
        name.get("suffix", ""),
        name.get("literal", ""),
        role,
    )


def _orcid(contrib: _Element) -> str:
    """The ORCID in its usual form, from wherever it is put."""
    texts = [content(each) for each in contrib.findall("contrib-id")]
    for text in [*texts, *(value for each in contrib.iter("uri", "ext-link") for value in each.attrib.values())]:
        if ("orcid" in text.lower() or text in texts) and (orcid := orcid_in(str(text))):
            return orcid
    return ""


def _affiliations(element: _Element) -> tuple[str, ...]:
    """What identifies the affiliations that stand in an element."""
    return tuple(_key(each) for each in element.findall("aff") + element.findall("aff-alternatives"))


def _key(element: _Element) -> str:
    return element.get("id") or content(element)


def affiliations(meta: _Element) -> tuple[Affiliation, ...]:
    """Every affiliation once; one without an identifier is known by its text."""
    found: dict[str, Affiliation] = {}
    for element in meta.iter("aff"):
        parent = element.getparent()
        alternatives = parent is not None and parent.tag == "aff-alternatives"
        key = (parent.get("id") if alternatives and parent is not None else "") or _key(element)
        identifiers = tuple(content(each) for each in element.iter("institution-id"))
        institution = ", ".join(content(each).strip(" ,") for each in element.iter("institution"))
        country = content(next(element.iter("country"), None))
        label = content(_label(element))
        found.setdefault(key, Affiliation(key, label, _printed(element), institution, country, identifiers))
    return tuple(found.values())


def _label(element: _Element) -> _Element | None:
    """The number or letter of an affiliation, which may be tagged as nothing but raised."""
    first = next(iter(element), None)
    raised = first is not None and first.tag == "sup" and not (element.text or "").strip()
    return first if raised else child_of(element, "label")


def _printed(element: _Element) -> str:
    """An affiliation as printed, without its label and the identifiers that are not printed."""
    pieces = [element.text or ""]
    label = _label(element)
    for child in element:
        if child.tag == "institution-wrap":
            pieces += [_printed(child)]
        elif child.tag != "institution-id" and child is not label:
            pieces += [content(child)]
        pieces.append(child.tail or "")
        bare = not (child.tail or "").strip()
        pieces += [" "] if bare and child.tag not in ("sup", "sub", "italic", "bold") else []
    return tidy("".join(pieces)).replace(" ,", ",")
