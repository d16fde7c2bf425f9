"""BibTeX entries as CSL-JSON items, the one form that every export starts from.

What CSL has no variable for (evidence role, abstract number, "et al", the number of an
electronic article, fields of other tools) is kept under ``custom``, so that nothing an
author wrote is lost on the way to another format.
"""

from __future__ import annotations

import re

from evigraph.bib.entry import Entry
from evigraph.bib.latex import plain, verbatim
from evigraph.bib.names import as_csl, parse_names
from evigraph.bib.tables import Csl, table

_DOI_PREFIX = re.compile(r"(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_PAGE_DASH = re.compile(r"\s*(?:-{1,3}|[–—])\s*")
_ISO_DATE = re.compile(r"([1-9]\d{3})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def to_csl(entry: Entry) -> Csl:
    """The entry as a CSL-JSON item; its values are plain text on one line."""
    bibtex = table("bibtex")
    item: Csl = {"id": entry.key, "type": bibtex["types"].get(entry.type, "document")}
    preferred = bibtex["instead"].get(item["type"], {})
    custom: dict[str, str] = {}
    continued = []
    for field, value in entry.fields.items():
        if variable := bibtex["names"].get(field):
            names = parse_names(value)
            item[variable] = [as_csl(name) for name in names]
            continued += [variable] if names.others else []
        elif variable := bibtex["text"].get(field):
            # A journal and a book title share one variable: of two, the one its type prefers stands.
            if variable in item or preferred.get(field) in entry.fields:
                custom[field] = plain(value)
            else:
                item[variable] = plain(value)
        elif variable := bibtex["verbatim"].get(field):
            item[variable] = _DOI_PREFIX.sub("", verbatim(value)) if field == "doi" else verbatim(value)
        elif field not in bibtex["computed"]:
            custom[field] = plain(value)
    if continued:
        custom["etal"] = " ".join(continued)
    for computed in (_issue, _pages, _issued):
        variables, rest = computed({name: plain(entry.fields.get(name, "")) for name in bibtex["computed"]})
        item |= {variable: value for variable, value in variables.items() if value}
        custom |= {field: value for field, value in rest.items() if value}
    if custom:
        item["custom"] = custom
    return item


def _issue(fields: dict[str, str]) -> tuple[Csl, dict[str, str]]:
    """The issue as styles print it ("22", "suppl 1"), and the supplement by itself."""
    number, supplement = fields["number"], fields["issuesupplement"]
    printed = f"{number} suppl {supplement}".strip() if supplement else number
    return {"issue": printed, "supplement-number": supplement}, {}


def _pages(fields: dict[str, str]) -> tuple[Csl, dict[str, str]]:
    """The pages; styles print an article number in their place."""
    number = fields["articlenumber"]
    return {"page": _PAGE_DASH.sub("-", fields["pages"]) or number}, {"articlenumber": number}


def _issued(fields: dict[str, str]) -> tuple[Csl, dict[str, str]]:
    """The date of publication with the parts that are known, never padded with invented ones."""
    year, month, pubdate = fields["year"], fields["month"], fields["pubdate"] or fields["date"]
    second = fields["date"] if fields["pubdate"] else ""
    full = _ISO_DATE.fullmatch(pubdate)
    if full and year in ("", full.group(1)):
        return {"issued": {"date-parts": [[int(part) for part in full.groups() if part]]}}, {
            "month": month,
            "date": second,
        }
    number = _month_number(month)
    kept = {"pubdate": pubdate, "date": second, "month": "" if number else month}
    if not re.fullmatch(r"[1-9]\d{3}", year, re.ASCII):
        return {"issued": {"literal": year} if year else {}}, kept | {"month": month}
    return {"issued": {"date-parts": [[int(year), number] if number else [int(year)]]}}, kept


def _month_number(month: str) -> int:
    """1 to 12 for "sep", "September" or "9"; 0 for what is no month."""
    name = month.lower()[:3]
    if name in _MONTHS:
        return _MONTHS.index(name) + 1
    return int(month) if re.fullmatch(r"0?[1-9]|1[0-2]", month) else 0
