"""What an article says of itself, from its ``teiHeader``."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import _Element

from evigraph.article.article import Article
from evigraph.article.later import later
from evigraph.article.license import license_in
from evigraph.article.metadata import Award, Date, Journal, License
from evigraph.article.words import LANGUAGE, child_of, content
from evigraph.article.xml import ID
from evigraph.bib.exchange.identifiers import clean_doi
from evigraph.tei.contributors import affiliations, authors
from evigraph.tei.places import pages_of, scope

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_SCHEMES = {"pmc": "pmcid", "pmcid": "pmcid", "halid": "hal"}
_KINDS = {"published": "pub", "e-published": "epub", "print-published": "ppub", "collection-published": "collection"}
_COPYRIGHT = re.compile(r"©|\bcopyright\b|\(c\)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[;•·|]\s*")


def read_front(root: _Element) -> dict[str, Any]:
    """The metadata, by field of :class:`evigraph.article.article.Article`."""
    header = child_of(root, "teiHeader")
    text = child_of(root, "text")
    spoken = next((each.get(LANGUAGE, "") for each in (text, header) if each is not None and each.get(LANGUAGE)), "")
    if header is None:
        return {"language": spoken}
    work, title = described(header), title_of(header)
    metadata: dict[str, Any] = {
        "language": spoken,
        "title": content(title),
        "license": later(_license, header),
        "awards": later(_awards, root, header),
        "funding": later(_funding, root),
        "keywords": later(_keywords, header),
    }
    if work is None:
        return metadata | {"dates": _dates(header, None)}
    source = child_of(work, "monogr")
    return metadata | {
        "identifiers": _identifiers(work),
        "other_titles": _other_titles(work, title),
        "authors": authors(work),
        "affiliations": affiliations(work),
        "journal": _journal(header, source),
        "dates": _dates(header, work),
        "volume": scope(source, "volume"),
        "issue": scope(source, "issue"),
        "pages": pages_of(source),
    }


def described(header: _Element) -> _Element | None:
    """What describes the article itself as a work."""
    return header.find("fileDesc/sourceDesc/biblStruct")


def title_of(header: _Element) -> _Element | None:
    """The title of the article."""
    for path in ("fileDesc/titleStmt/title", "fileDesc/sourceDesc/biblStruct/analytic/title"):
        found = [each for each in header.findall(path) if content(each)]
        main = [each for each in found if each.get("type", "main") == "main"]
        if main or found:
            return (main or found)[0]
    return None


def _identifiers(work: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in work.iter("idno"):
        above = element.getparent()
        if above is None or above.tag not in ("biblStruct", "analytic"):
            continue
        text, scheme = content(element), element.get("type", "other").lower()
        scheme = _SCHEMES.get(scheme, scheme)
        if scheme == "doi":
            text = clean_doi(text)
        elif scheme == "pmcid" and text.isdecimal():
            text = f"PMC{text}"
        if text:
            found.setdefault(scheme, text)
    return found


def _other_titles(work: _Element, title: _Element | None) -> tuple[tuple[str, str], ...]:
    """Further titles, each with its language or kind."""
    main = content(title)
    titles = [each for each in work.findall("analytic/title") if content(each) not in ("", main)]
    return tuple((each.get(LANGUAGE, "") or each.get("type", "other"), content(each)) for each in titles)


def _journal(header: _Element, source: _Element | None) -> Journal:
    publisher = content(header.find("fileDesc/publicationStmt/publisher"))
    if source is None:
        return Journal(publisher=publisher)
    titles = [each for each in source.iterchildren("title") if each.get("level", "j") != "s"]
    full = next((content(each) for each in titles if each.get("type", "main") == "main"), "")
    short = next((content(each) for each in titles if each.get("type") == "abbrev"), "")
    numbers = (content(each) for each in source.iterchildren("idno") if "ISSN" in each.get("type", "").upper())
    named = content(source.find("imprint/publisher"))
    return Journal(full, short, tuple(dict.fromkeys(filter(None, numbers))), named or publisher)


def _dates(header: _Element, work: _Element | None) -> tuple[Date, ...]:
    """When the article was published, and what is printed of its way there."""
    elements = header.findall("fileDesc/publicationStmt/date")
    notes = []
    if work is not None:
        elements += work.findall("monogr/imprint/date")
        notes = [each for each in work.findall("note") if each.get("type") == "submission"]
    dates = [Date(_kind(each), _when(each), content(each)) for each in elements]
    dates += [Date("submission", "", content(each)) for each in notes]
    once = {(date.kind, date.date or date.printed): date for date in reversed(dates) if date.date or date.printed}
    return tuple(reversed(once.values()))


def _kind(element: _Element) -> str:
    return _KINDS.get(element.get("type", "published"), element.get("type", ""))


def _when(element: _Element) -> str:
    """A date with the parts that are known."""
    for text in (element.get("when", ""), content(element)):
        if found := _DATE.match(text.strip()):
            return found.group()
    return ""


def _license(header: _Element, _: Article) -> License:
    terms = header.find("fileDesc/publicationStmt/availability")
    if terms is None:
        return License()
    said = [content(each) for each in terms if each.tag != "licence"] or [content(terms)]
    licenses = list(terms.iter("licence", "license"))
    said += [content(each) for each in licenses]
    said = list(dict.fromkeys(filter(None, said)))
    notice = " ".join(each for each in said if _COPYRIGHT.search(each))
    text = " ".join(each for each in said if not _COPYRIGHT.search(each))
    url = next(filter(None, (each.get("target", "") for each in licenses)), "") or license_in(" ".join(said))
    status = terms.get("status", "")
    return License(url, "" if status == "unknown" else status, text, notice)


def _awards(root: _Element, header: _Element, _: Article) -> tuple[Award, ...]:
    """Funders, each with the grants that it points to; then grants that none points to."""
    grants = {each.get(ID, ""): each for each in root.iter("org") if each.get("type") in ("funding", "funded-project")}
    awards, used = [], set()
    for funder in header.findall("fileDesc/titleStmt/funder"):
        pointed = [each.removeprefix("#") for each in funder.get("ref", "").split()]
        used.update(pointed)
        numbers = [number for each in pointed if each in grants for number in _numbers(grants[each])]
        names = [content(each) for each in funder.iter("orgName") if each.get("type", "full") != "abbreviated"]
        name = next(filter(None, names), "") or content(funder)
        identifiers = tuple(filter(None, map(content, funder.iter("idno"))))
        awards.append(Award(name, identifiers, tuple(dict.fromkeys(numbers))))
    for identifier, grant in grants.items():
        if identifier not in used:
            awards.append(Award(content(child_of(grant, "orgName")), (), tuple(_numbers(grant))))
    return tuple(award for award in awards if award != Award())


def _numbers(grant: _Element) -> list[str]:
    return [content(each) for each in grant.iter("idno") if content(each)]


def _funding(root: _Element, _: Article) -> str:
    """What the article says of its funding, in the parts that are tagged as saying that."""
    parts = [each for each in root.iter("div") if each.get("type") == "funding"]
    return " ".join(filter(None, (content(each) for part in parts for each in part.iter("p"))))


def _keywords(header: _Element, _: Article) -> tuple[str, ...]:
    words: list[str] = []
    for group in header.iter("keywords"):
        terms = list(group.iter("term", "item"))
        words += [content(each) for each in terms] if terms else _BETWEEN.split(content(group))
    return tuple(dict.fromkeys(filter(None, words)))
