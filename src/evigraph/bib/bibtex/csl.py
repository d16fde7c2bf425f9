"""BibTeX and biblatex entries as CSL-JSON items, the one form that every export starts from.

What CSL has no variable for (evidence role, abstract number, "et al", the number of an
electronic article, fields of other tools) is kept under ``custom``, so that nothing an
author wrote is lost on the way to another format.
"""

from __future__ import annotations

import re
from functools import cache

from evigraph.bib.bibtex.edtf import month_number, read_date, write_date
from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.bibtex.keywords import read_keywords
from evigraph.bib.bibtex.latex import identifier, plain, verbatim
from evigraph.bib.names import as_csl, parse_names
from evigraph.bib.tables import Csl, table

_DOI_PREFIX = re.compile(r"(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_PAGE_DASH = re.compile(r"\s*(?:-{1,3}|[–—])\s*")
_ENDS_SENTENCE = tuple("?!.:…—")


def to_csl(entry: Entry) -> Csl:
    """The entry as a CSL-JSON item; its values are plain text on one line."""
    biblatex, kinds = table("biblatex"), _kinds()
    item: Csl = {"id": entry.key, "type": biblatex["types"].get(entry.type, "document")}
    preferred = biblatex["instead"].get(item["type"], {})
    custom: dict[str, str] = {}
    computed: dict[str, str] = {}
    told: dict[str, str] = {}
    continued = []
    for field, value in entry.fields.items():
        kind, variable = kinds.get(field, ("", ""))
        if kind == "text":
            # A journal and a book title share one variable: of two, one stands, wherever they do in the entry.
            other = told.get(variable)
            if other is None or _rank(field, preferred) < _rank(other, preferred):
                custom |= {other: item[variable]} if other else {}
                item[variable] = read_keywords(value) if variable == "keyword" else plain(value)
                told[variable] = field
            else:
                custom[field] = plain(value)
        elif kind == "computed":
            computed[field] = verbatim(value) if field.endswith("date") else plain(value)
        elif kind == "names":
            names = parse_names(value)
            item[variable] = [as_csl(name) for name in names]
            continued += [variable] if names.others else []
        elif kind == "verbatim":
            item[variable] = verbatim(value) if field == "url" else identifier(_DOI_PREFIX.sub("", value, count=1))
        elif kind == "as-is":
            custom[field] = verbatim(value)
        else:
            custom[field] = plain(value)
    if continued:
        custom["etal"] = " ".join(continued)
    if entry.type not in biblatex["types"]:
        custom["entrytype"] = entry.type
    _compute(item, computed, custom)
    _refine(item, entry.type, custom)
    if custom := {field: value for field, value in custom.items() if value}:
        item["custom"] = custom
    return item


@cache
def _kinds() -> dict[str, tuple[str, str]]:
    """What kind of value a field has, and the variable it goes to."""
    biblatex = table("biblatex")
    kinds = dict.fromkeys(biblatex["computed"], ("computed", "")) | dict.fromkeys(biblatex["as-is"], ("as-is", ""))
    for kind in ("verbatim", "text", "names"):
        kinds |= {field: (kind, variable) for field, variable in biblatex[kind].items()}
    return kinds


def _rank(field: str, preferred: dict[str, str]) -> tuple[bool, int]:
    """The place of a field among those of its variable: what its type prefers, then the order of the table."""
    return field not in preferred.values(), list(table("biblatex")["text"]).index(field)


def _compute(item: Csl, fields: dict[str, str], custom: dict[str, str]) -> None:
    """Add the variables that several fields make up together."""
    for computed in (_issue, _pages, _issued):
        variables, rest = computed(fields, item["type"])
        item |= {variable: value for variable, value in variables.items() if value}
        custom |= rest
    for field, variable in table("biblatex")["dates"].items():
        if field in fields:
            date = read_date(fields[field])
            item |= {variable: date} if date else {}
            custom |= {} if date else {field: fields[field]}


def _issue(fields: dict[str, str], kind: str) -> tuple[Csl, dict[str, str]]:
    """The issue as styles print it ("22", "suppl 1"), and the supplement by itself."""
    number, named, supplement = fields.get("number", ""), fields.get("issue", ""), fields.get("issuesupplement", "")
    own = {}
    if kind in table("biblatex")["numbered"]:
        own, number = {"number": number}, ""
    issue, rest = (number, named) if number else (named, "")
    return {**own, "issue": with_supplement(issue, supplement), "supplement-number": supplement}, {"issue": rest}


def with_supplement(issue: str, supplement: str) -> str:
    """The issue with its supplement, as styles print it; one that names it already stays."""
    printed = f"suppl {supplement}"
    if not supplement or issue == printed or issue.endswith(f" {printed}"):
        return issue
    return f"{issue} {printed}".strip()


def _pages(fields: dict[str, str], _kind: str) -> tuple[Csl, dict[str, str]]:
    """The pages; styles print an article number in their place."""
    number, other = fields.get("articlenumber", ""), fields.get("eid", "")
    pages = _PAGE_DASH.sub("-", fields.get("pages", ""))
    rest = {"articlenumber": number or other, "eid": other if number and other != number else ""}
    return {"page": pages or rest["articlenumber"]}, rest


def _issued(fields: dict[str, str], _kind: str) -> tuple[Csl, dict[str, str]]:
    """The date of publication with the parts that are known, never padded with invented ones."""
    year, month, published, date = (fields.get(field, "") for field in ("year", "month", "pubdate", "date"))
    for text, rest in ((published, {"date": date}), (date, {"pubdate": published})):
        full = read_date(text)
        if full and year in ("", write_date({"date-parts": [full["date-parts"][0][:1]]})):
            return {"issued": full}, {"month": month, **rest}
    number = month_number(month)
    kept = {"pubdate": published, "date": date, "month": "" if number else month}
    if read_date(year).keys() == {"date-parts"} and re.fullmatch(r"(?!0000)\d{4}", year):
        return {"issued": {"date-parts": [[int(year), number] if number else [int(year)]]}}, kept
    if not year and date:
        return {"issued": {"literal": date}}, kept | {"date": "", "month": month}
    return {"issued": {"literal": year} if year else {}}, kept | {"month": month}


def _refine(item: Csl, kind: str, custom: dict[str, str]) -> None:
    """What biblatex parts and CSL has in one: subtitles, identifiers, kinds of theses and articles."""
    biblatex = table("biblatex")
    for field, variable in biblatex["subtitles"].items():
        if custom.get(field) and item.get(variable):
            item[variable] = with_subtitle(item[variable], custom[field], field)
    repository = custom.get("eprinttype", custom.get("archiveprefix", "")).lower()
    if (variable := biblatex["repositories"].get(repository)) and variable not in item and custom.get("eprint"):
        number = identifier(custom.pop("eprint"))
        item[variable] = f"PMC{number}" if variable == "PMCID" and number.isdecimal() else number
        custom.pop("eprinttype" if "eprinttype" in custom else "archiveprefix")
    if genre := biblatex["genres"].get(item.get("genre", kind)):
        item["genre"] = genre
    if item["type"] == "article-journal" and (subtype := biblatex["subtypes"].get(custom.get("entrysubtype", ""))):
        item["type"] = subtype
        del custom["entrysubtype"]


def with_subtitle(title: str, subtitle: str, field: str) -> str:
    """A title and what follows it, as one: "Title: Subtitle"."""
    if title.endswith(_ENDS_SENTENCE):
        return f"{title} {subtitle}"
    return f"{title}. {subtitle}" if field.endswith("addon") else f"{title}: {subtitle}"
