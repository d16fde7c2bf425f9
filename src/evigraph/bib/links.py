"""A record in one line, and where it can be found."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from evigraph.bib.names import Name, from_csl
from evigraph.bib.tables import Csl

_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
_ADDRESSES = {
    "DOI": ("doi:{}", "https://doi.org/{}"),
    "PMID": ("PMID {}", _PUBMED + "{}/"),
    "PMCID": ("{}", "https://pmc.ncbi.nlm.nih.gov/articles/{}/"),
}
# What PubMed's query language would obey: brackets, quotes, wildcards, operators in capitals.
_NOT_SEARCHABLE = re.compile(r"[^\w\s'’-]+")
_OPERATORS = re.compile(r"\b(AND|OR|NOT)\b")


def identifier_links(csl: Csl) -> list[tuple[str, str]]:
    """Label and address for each identifier that the record has."""
    return [
        (label.format(csl[variable]), address.format(quote(csl[variable], safe="/:;()")))
        for variable, (label, address) in _ADDRESSES.items()
        if csl.get(variable)
    ]


def search_link(csl: Csl) -> str:
    """A PubMed search for the record's title and first author, for one that has no identifier."""
    title = _searchable(csl.get("title", ""))
    authors = csl.get("author", [])
    name = from_csl(authors[0]) if authors else Name()
    author = _searchable(name.literal or _cited(Name(name.family, name.given, name.particle)))
    field = "cn" if name.literal else "1au"
    terms = [f"{text}[{tag}]" for text, tag in ((title, "ti"), (author, field)) if text]
    return f"{_PUBMED}?{urlencode({'term': ' AND '.join(terms)}, quote_via=quote)}"


def short_citation(csl: Csl) -> str:
    """The record in one line: "Topp MS et al. J Clin Oncol 2014;32(36):4134-4140"."""
    custom = csl.get("custom", {})
    names = [_cited(from_csl(name)) for name in csl.get("author", [])]
    more = len(names) > 2 or "author" in custom.get("etal", "").split()
    authors = f"{names[0]} et al" if names and more else ", ".join(names)
    where = " ".join(filter(None, (csl.get("container-title") or csl.get("title", ""), _year(csl))))
    issue = f"({csl['issue']})" if csl.get("issue") else ""
    numbers = f";{csl['volume']}{issue}" if csl.get("volume") else issue
    page = f":{csl['page']}" if csl.get("page") else ""
    abstract = f". Abstract {custom['abstractnumber']}" if custom.get("abstractnumber") else ""
    status = f" ({csl['status']})" if csl.get("status") else ""
    return f"{authors}. {where}{numbers}{page}{abstract}{status}".removeprefix(". ")


def _cited(name: Name) -> str:
    """The name as medical journals print it: "von Stackelberg A", "Lee DW III"."""
    parts = (name.literal, name.particle, name.family, _initials(name.given), name.suffix)
    return " ".join(filter(None, parts))


def _initials(given: str) -> str:
    """The initials of a given name; what is printed as initials stays: "MS", "Jean-Paul M." -> "JPM"."""
    if given.isupper() and given.isalpha() and len(given) <= 4:
        return given
    return "".join(word[0].upper() for word in re.split(r"[\s.\-‐]+", given) if word)


def _year(csl: Csl) -> str:
    issued = csl.get("issued", {})
    return str(issued["date-parts"][0][0]) if issued.get("date-parts") else str(issued.get("literal", ""))


def _searchable(text: str) -> str:
    words = " ".join(_NOT_SEARCHABLE.sub(" ", text).replace("_", " ").split())
    return _OPERATORS.sub(lambda found: found.group().lower(), words)
