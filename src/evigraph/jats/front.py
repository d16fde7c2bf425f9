"""What an article says of itself, from its ``front``."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import _Element

from evigraph.article.article import Article
from evigraph.article.later import later
from evigraph.article.license import license_in
from evigraph.article.metadata import Award, Date, Journal, License, Related
from evigraph.article.words import LANGUAGE, address, child_of, content, line_of, tidy
from evigraph.bib.exchange.dates import month_number
from evigraph.jats.contributors import affiliations, authors
from evigraph.jats.names import NAMES, person

_LICENSE_REF = "{http://www.niso.org/schemas/ali/1.0/}license_ref"
_SCHEMES = {"pmc": "pmcid", "pmcaid": "pmcaid", "art-access-id": "pmcid"}
_ABBREVIATIONS = ("iso-abbrev", "nlm-ta", "pubmed", "publisher-abbrev")


def read_front(root: _Element) -> dict[str, Any]:
    """The metadata, by field of :class:`evigraph.article.article.Article`."""
    front = root.find("front")
    meta = child_of(front, "article-meta") if front is not None else None
    if front is None or meta is None:
        return {"type": root.get("article-type", ""), "language": root.get(LANGUAGE, "")}
    titles = child_of(meta, "title-group")
    return {
        "identifiers": _identifiers(meta),
        "type": root.get("article-type", ""),
        "language": root.get(LANGUAGE, ""),
        "title": _title(child_of(titles, "article-title")) if titles is not None else "",
        "subtitle": ": ".join(_title(each) for each in titles.findall("subtitle")) if titles is not None else "",
        "other_titles": _other_titles(titles),
        "authors": authors(meta),
        "affiliations": affiliations(meta),
        "journal": _journal(front),
        "dates": _dates(meta),
        "volume": content(child_of(meta, "volume")),
        "issue": content(child_of(meta, "issue")),
        "pages": _pages(meta),
        "license": later(_license, meta),
        "awards": later(_awards, meta),
        "funding": later(_funding, meta),
        "subjects": tuple(dict.fromkeys(content(each) for each in meta.findall("article-categories//subject"))),
        "keywords": later(_keywords, meta),
        "related": later(_related, root),
    }


def _identifiers(meta: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in meta.findall("article-id"):
        scheme, text = element.get("pub-id-type", "other"), content(element)
        scheme = _SCHEMES.get(scheme, scheme)
        if scheme == "pmcid" and text.isdecimal():
            text = f"PMC{text}"
        if text:
            found.setdefault(scheme, text)
    return found


def _title(element: _Element | None) -> str:
    """A title without the marks that lead to its notes."""
    if element is None:
        return ""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == "break":
            pieces.append(" ")
        elif child.tag != "fn" and not (child.tag == "xref" and child.get("ref-type") != "bibr"):
            pieces.append(content(child) if not _noted(child) else _title(child))
        pieces.append(child.tail or "")
    return tidy("".join(pieces))


def _noted(element: _Element) -> bool:
    return next(element.iter("xref", "fn"), None) is not None


def _other_titles(titles: _Element | None) -> tuple[tuple[str, str], ...]:
    """Titles in other languages and running titles, each with its language or kind."""
    if titles is None:
        return ()
    translated = [
        (group.get(LANGUAGE, "translated"), _title(each))
        for group in titles.findall("trans-title-group")
        for each in group.findall("trans-title")
    ]
    alone = [(each.get(LANGUAGE, "translated"), _title(each)) for each in titles.findall("trans-title")]
    running = [(each.get("alt-title-type", "short"), _title(each)) for each in titles.findall("alt-title")]
    return (*translated, *alone, *running)


def _journal(front: _Element) -> Journal:
    meta = child_of(front, "journal-meta")
    if meta is None:
        return Journal()
    identifiers = tuple((each.get("journal-id-type", ""), content(each)) for each in meta.findall("journal-id"))
    schemes = dict(reversed(identifiers))
    abbreviation = content(next(meta.iter("abbrev-journal-title"), None))
    abbreviation = abbreviation or next((schemes[scheme] for scheme in _ABBREVIATIONS if scheme in schemes), "")
    return Journal(
        content(next(meta.iter("journal-title"), None)),
        abbreviation,
        tuple(dict.fromkeys(content(each) for each in meta.findall("issn"))),
        content(next(meta.iter("publisher-name"), None)),
        identifiers,
    )


def _dates(meta: _Element) -> tuple[Date, ...]:
    elements = [*meta.findall("pub-date"), *meta.findall("history/date"), *meta.findall("pub-history/event/date")]
    dates = []
    for element in elements:
        kind = element.get("date-type") or element.get("pub-type") or ""
        dates.append(Date(kind, _date(element), content(child_of(element, "string-date"))))
    return tuple(date for date in dates if date.date or date.printed)


def _date(element: _Element) -> str:
    """A date with the parts that are known."""
    year, month, day = (content(child_of(element, part)) for part in ("year", "month", "day"))
    if not re.fullmatch(r"\d{4}", year):
        iso = element.get("iso-8601-date", "")
        return iso if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", iso) else ""
    number = int(month) if re.fullmatch(r"\d{1,2}", month) else month_number(month.rstrip("."))
    if not 1 <= number <= 12:
        return year
    if re.fullmatch(r"\d{1,2}", day) and 1 <= int(day) <= 31:
        return f"{year}-{number:02}-{int(day):02}"
    return f"{year}-{number:02}"


def _pages(meta: _Element) -> str:
    first, last = content(child_of(meta, "fpage")), content(child_of(meta, "lpage"))
    pages = f"{first}-{last}" if first and last and last != first else first
    return pages or content(child_of(meta, "page-range")) or content(child_of(meta, "elocation-id"))


def _license(meta: _Element, _: Article) -> License:
    licenses = list(meta.iter("license"))
    first = licenses[0] if licenses else None
    notice = " ".join(content(each) for each in meta.iter("copyright-statement"))
    if first is None:
        return License(copyright=notice)
    text = " ".join(filter(None, map(_license_text, licenses)))
    links = [content(each) for each in meta.iter(_LICENSE_REF)] + [address(each) for each in licenses]
    links += [address(link) for each in licenses for link in each.iter("ext-link", "uri") if "licen" in address(link)]
    url = next(filter(None, links), "") or license_in(text)
    return License(url, first.get("license-type", ""), text, notice)


def _license_text(element: _Element) -> str:
    return " ".join(content(each) for each in element if each.tag != _LICENSE_REF) if len(element) else content(element)


def _funding(meta: _Element, _: Article) -> str:
    return " ".join(content(each) for each in meta.iter("funding-statement"))


def _awards(meta: _Element, _: Article) -> tuple[Award, ...]:
    awards = []
    for group in meta.iter("award-group"):
        sources = group.findall("funding-source") + group.findall("support-source")
        awards.append(
            Award(
                "; ".join(filter(None, map(_funder, sources))),
                tuple(content(each) for source in sources for each in source.iter("institution-id")),
                tuple(filter(None, (content(each) for each in group.findall("award-id")))),
                tuple(_recipient(each) for each in group.findall("principal-award-recipient")),
            )
        )
    for sponsor, number in (("contract-sponsor", "contract-num"), ("grant-sponsor", "grant-num")):
        numbers = tuple(content(each) for each in meta.findall(number))
        names = [content(each) for each in meta.findall(sponsor)]
        if names or numbers:
            awards.append(Award("; ".join(names), (), numbers))
    return tuple(awards)


def _funder(source: _Element) -> str:
    names = [content(each) for each in source.iter("institution")]
    return ", ".join(names) or content(source)


def _recipient(element: _Element) -> str:
    name = next((person(each) for each in element.iter() if each.tag in NAMES), {})
    return name.get("literal") or " ".join(filter(None, (name.get("given"), name.get("family")))) or content(element)


def _keywords(meta: _Element, _: Article) -> tuple[str, ...]:
    words = [content(each) for group in meta.findall("kwd-group") for each in group.iter("kwd", "compound-kwd")]
    return tuple(dict.fromkeys(filter(None, words)))


def _related(root: _Element, _: Article) -> tuple[Related, ...]:
    """Articles and objects that the article is linked to by more than a citation."""
    found = []
    for element in root.iter("related-article", "related-object"):
        target = address(element) or element.get("document-id") or content(child_of(element, "pub-id"))
        scheme = element.get("ext-link-type") or element.get("document-id-type") or ""
        type_ = element.get("related-article-type") or element.get("content-type") or element.get("link-type") or ""
        text = content(element) or " ".join(filter(None, map(element.get, ("vol", "page"))))
        found.append(Related(type_, target, scheme, text, line_of(element)))
    return tuple(dict.fromkeys(found))
