"""The record of the article itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from evigraph.article.article import Article
from evigraph.article.metadata import Author
from evigraph.bib import Csl, Name
from evigraph.bib.library.keys import give_keys
from evigraph.ingest.draft import draft
from evigraph.ingest.sections import Sections
from evigraph.ingest.source import Source

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_FORMS = {"doi": re.compile(r"10\.[0-9]{4,9}/\S+"), "pmid": re.compile(r"[0-9]+"), "pmcid": re.compile(r"PMC[0-9]+")}
_PUBLISHED = ("epub", "pub", "ppub", "electronic", "collection")
_HISTORY = {"received", "accepted", "revised", "rev-recd", "rev-request", "submitted", "resubmitted"}
_HISTORY |= {"preprint", "corrected", "retracted", "withdrawn"}
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(/[A-Za-z0-9._~!$&'()*+,;=:/?@%-]*)?")


def article_item(article: Article) -> Csl:
    """The article as a CSL-JSON item."""
    item: Csl = {"id": "", "type": "article-journal", "title": article.title}
    item["author"] = [_csl(author) for author in _authors(article)]
    if year := published(article)[:4]:
        item["issued"] = {"date-parts": [[int(year)]]}
    for scheme, variable in (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID")):
        if number := identifiers(article).get(scheme):
            item[variable] = number
    return item


def article_name(article: Article, taken: set[str]) -> str:
    """What the article is called: ``lee-2018``; none of those that are taken."""
    (key,) = give_keys([article_item(article)], taken)
    plain = normalize("NFKD", key).encode("ascii", "ignore").decode().lower().strip("-.")
    if _ID.fullmatch(plain) and plain not in taken:
        return plain
    others = [identifiers(article).get("pmcid", ""), identifiers(article).get("doi", ""), "article"]
    base = next(name for each in others if _ID.fullmatch(name := re.sub(r"[^a-z0-9]+", "-", each.lower()).strip("-")))
    return next(
        name for name in (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2)) if name not in taken
    )


def identifiers(article: Article) -> dict[str, str]:
    """DOI, PubMed number and PubMed Central number, those that have the form of one."""
    return {
        scheme: article.identifiers[scheme]
        for scheme, form in _FORMS.items()
        if form.fullmatch(article.identifiers.get(scheme, ""))
    }


def published(article: Article) -> str:
    """When the article appeared first, as far as it says so; "" where it does not.

    A date of which it says neither that nor what else it is of counts where there is no other.
    """
    dated = [date for date in article.dates if re.match(r"[0-9]{4}", date.date)]
    dates = [date.date for date in dated if date.kind in _PUBLISHED]
    dates = dates or [date.date for date in dated if date.kind not in _HISTORY]
    return min(dates, key=lambda date: (date[:4], -len(date), date), default="")


def article_record(
    source: Source, sections: Sections, name: str, keys: list[str], origin: dict[str, str]
) -> dict[str, Any]:
    """The record, with ``keys`` as its list of references; ``origin`` says which file it was read from."""
    article = source.article
    authors = _authors(article)
    places = {each.id: each.text for each in article.affiliations}
    more = {
        "generatedBy": origin,
        "authors": [_said(author, places) for author in authors if author.orcid or author.email or author.affiliations],
        "license": {"type": article.license.type, "text": article.license.text, "copyright": article.license.copyright},
        "published": published(article),
        "funding": article.funding,
        "awards": [{"funder": award.funder, "numbers": list(award.numbers)} for award in article.awards],
        "registrations": [{"registry": each.registry, "number": each.number} for each in article.registrations],
        "keywords": list(article.keywords),
        "related": [{"type": each.type, "identifier": each.identifier} for each in article.related],
        "pictures": [table.label or table.id for table in article.tables if not table.grids],
    }
    return {
        "id": name,
        "label": _label(authors, published(article)[:4]) or name,
        "title": article.title or "Untitled",
        "creator": [
            {"label": _shown(author), "order": str(order), "familyName": author.family, "givenName": author.given}
            | ({"groupName": author.collective} if author.collective else {})
            for order, author in enumerate(authors, 1)
        ],
        "authorList": ", ".join(map(_shown, authors)),
        "etAl": "false",
        "journal": article.journal.abbreviation or article.journal.title,
        "year": published(article)[:4],
        "volume": article.volume,
        "issue": article.issue,
        "pages": article.pages,
        **identifiers(article),
        "licence": article.license.url if _ADDRESS.fullmatch(article.license.url) else "",
        "textHash": source.hash,
        "textLength": str(len(source.text)),
        "textParts": [
            {"part": part, "start": str(start), "end": str(end)} for part, (start, end) in source.parts.items()
        ],
        "citationStyle": source.style,
        "sections": [
            {"id": identifier, "order": str(order), "heading": heading}
            for order, (identifier, heading) in enumerate(sections.headings.items(), 1)
        ],
        "references": keys,
        "draft": draft(f"{name}/article", "article", article.file.rpartition("/")[2], article.title, **more),
    }


def _authors(article: Article) -> list[Author]:
    named = [author for author in article.authors if author.family or author.collective]
    return [author for author in named if author.role == "author"] or named


def _csl(author: Author) -> dict[str, str]:
    if not author.family:
        return {"literal": author.collective}
    parts = {"family": author.family, "given": author.given, "suffix": author.suffix}
    return {part: text for part, text in parts.items() if text}


def _shown(author: Author) -> str:
    """The name as a reference list prints it: family name and initials."""
    if not author.family:
        return author.collective
    name = Name(author.family, author.given, "", author.suffix)
    initials = "".join(word[0] for word in re.split(r"[\s.\-‐]+", name.given) if word)
    return " ".join(filter(None, (name.family, initials, name.suffix)))


def _said(author: Author, places: Mapping[str, str]) -> dict[str, Any]:
    """What the curated form has no key for; ``places`` are the institutions as printed, by their identifiers."""
    affiliations = [places.get(each) or each for each in author.affiliations]
    return {"name": _shown(author), "orcid": author.orcid.rpartition("/")[2], "affiliations": affiliations}


def _label(authors: list[Author], year: str) -> str:
    names = [author.family or author.collective for author in authors]
    who = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
    return f"{who} {year}".strip()
