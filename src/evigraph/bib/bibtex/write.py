"""CSL-JSON items as BibTeX or biblatex entries; reading them gives the items back.

Both formats share what their tables share.  Whatever a value holds, it stays within its field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from evigraph.bib.bibtex.csl import with_subtitle, with_supplement
from evigraph.bib.bibtex.edtf import read_date, write_date
from evigraph.bib.bibtex.keywords import write_keywords
from evigraph.bib.bibtex.latex import escaped, identifier_written, one_line, verbatim_written
from evigraph.bib.names import Names, from_csl, write_names
from evigraph.bib.tables import Csl, reverse, table

_UNSAFE_IN_KEY = re.compile(r"[^\w.:+/'-]+")
_UNSAFE_IN_FIELD = re.compile(r"[^a-z0-9-]+")
_TYPE = re.compile(r"[a-z][a-z0-9_]*")
_CORE = re.compile(r"([\s(\[“\"'‘]*)(.*?)([\s)\]”\"'’,.;:?!]*)", re.DOTALL)
_PARTS = re.compile(r"[-‐–—/+&]+")
_SIMPLE_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_SAID_ELSEWHERE = {"etal", "articlenumber", "entrytype"}
_COMPUTED_FROM = {"id", "type", "custom", "issued", "issue", "number", "supplement-number", "page"}


def write_bibtex(items: Sequence[Csl]) -> str:
    """The items as BibTeX entries in the field order of the table."""
    return _written(items, "bibtex")


def write_biblatex(items: Sequence[Csl]) -> str:
    """The items as biblatex entries in the field order of the table."""
    return _written(items, "biblatex")


def _written(items: Sequence[Csl], dialect: str) -> str:
    taken: set[str] = set()
    entries = []
    for item in items:
        key = _free_key(_UNSAFE_IN_KEY.sub("-", str(item.get("id", ""))) or "entry", taken)
        kind, fields = _type(item, dialect), _fields(item, dialect)
        lines = [f"  {field} = {{{value}}},\n" for field, value in _ordered(fields, dialect)]
        entries.append(f"@{kind}{{{key},\n{''.join(lines)}}}\n")
    return "\n".join(entries)


def _free_key(wanted: str, taken: set[str]) -> str:
    """The key itself, or with a number where another entry has it (in any case of letters)."""
    key, count = wanted, 1
    while key.casefold() in taken:
        count += 1
        key = f"{wanted}-{count}"
    taken.add(key.casefold())
    return key


def _ordered(fields: dict[str, str], dialect: str) -> list[tuple[str, str]]:
    order = _order(dialect)
    return [(name, fields[name]) for name in sorted(fields, key=lambda name: (order.get(name, len(order)), name))]


@cache
def _order(dialect: str) -> dict[str, int]:
    return {field: rank for rank, field in enumerate(table(dialect)["order"])}


@cache
def _homes(dialect: str) -> dict[str, tuple[str, str]]:
    """The kind of value and the field of each variable; where BibTeX has none, the field that biblatex has."""
    homes: dict[str, tuple[str, str]] = {}
    for name in (dialect, "biblatex"):
        for kind in ("names", "text", "verbatim", "dates"):
            for variable, field in reverse(table(name).get(kind, {})).items():
                homes.setdefault(variable, (kind, field))
    return homes


def _type(item: Csl, dialect: str) -> str:
    """The type of entry that an item becomes."""
    biblatex, kind = table("biblatex"), item.get("type", "")
    own = str(item.get("custom", {}).get("entrytype", ""))
    if kind == "document" and _TYPE.fullmatch(own):
        return own
    if dialect == "bibtex" and kind == "thesis" and str(item.get("genre", "")).lower().startswith("master"):
        return "mastersthesis"
    types = _types(dialect)
    return types.get(kind) or types.get(biblatex["nearest"].get(kind, ""), "misc")


@cache
def _types(dialect: str) -> dict[str, str]:
    return reverse(table(dialect)["types"])


def _fields(item: Csl, dialect: str) -> dict[str, str]:
    """Every variable of an item as a field; one without a field of its own keeps its name."""
    homes, instead = _homes(dialect), table(dialect)["instead"].get(item.get("type", ""), {})
    custom = {key: value for key, value in item.get("custom", {}).items() if key not in _SAID_ELSEWHERE}
    continued = item.get("custom", {}).get("etal", "").split()
    computed = {field: value for field, value in _computed(item, dialect).items() if value}
    fields = {field: value if field.endswith("date") else escaped(value) for field, value in computed.items()}
    for variable, value in item.items():
        kind, field = homes.get(variable, ("", ""))
        if variable in _COMPUTED_FROM:
            continue
        if kind == "names":
            fields[field] = write_names(Names(map(from_csl, value), others=variable in continued))
        elif kind == "verbatim":
            fields[field] = verbatim_written(_text(value)) if field == "url" else identifier_written(_text(value))
        elif kind == "text":
            written = write_keywords if variable == "keyword" else escaped
            fields[instead.get(field, field)] = written(_text(value))
        elif kind == "dates" and isinstance(value, dict) and (date := write_date(value)) and not _unsaid_season(value):
            fields[field] = date
        else:
            custom.setdefault(variable, value)
    _refine(item, fields, custom, dialect)
    taken = set(fields)
    for key, value in custom.items():
        fields[_free_key(_field_name(key), taken)] = _custom(key, value)
    return {field: value for field, value in fields.items() if value}


def _part_titles(item: Csl, fields: dict[str, str], custom: dict[str, str], dialect: str) -> None:
    """The parts of a title as fields of their own in biblatex; in BibTeX the title says them all."""
    homes, instead = _homes(dialect), table(dialect)["instead"].get(item.get("type", ""), {})
    for name, variable in reversed(table("biblatex")["subtitles"].items()):
        subtitle, home = one_line(_text(custom.get(name, ""))), homes[variable][1]
        field = instead.get(home, home)
        if not subtitle or field not in fields:
            continue
        del custom[name]
        title = one_line(_text(item[variable]))
        main = title.removesuffix(subtitle).rstrip(" ").removesuffix("." if name.endswith("addon") else ":")
        if main and with_subtitle(main, subtitle, name) == title:
            item = item | {variable: main}
            fields |= {field: escaped(main), name: escaped(subtitle)} if dialect == "biblatex" else {}
        elif not title.endswith(subtitle):
            custom[f"{name}-2"] = subtitle


def _refine(item: Csl, fields: dict[str, str], custom: dict[str, str], dialect: str) -> None:
    """Part what biblatex parts, and protect the capitals of the title."""
    biblatex = table("biblatex")
    if custom:
        _part_titles(item, fields, custom, dialect)
    if "title" in fields:
        fields["title"] = protected(fields["title"])
    if item.get("type") == "thesis" and (genre := reverse(biblatex["genres"]).get(item.get("genre", ""))):
        if dialect == "biblatex":
            fields["type"] = genre
        elif biblatex["genres"].get(_type(item, dialect)) == item["genre"]:
            del fields["type"]  # the entry's own says it
    if dialect == "biblatex":
        if subtype := str(item.get("type", "")).startswith("article-") and reverse(biblatex["subtypes"]).get(
            item["type"]
        ):
            fields["entrysubtype"] = subtype
        if "pmid" in fields and "eprint" not in custom:
            fields |= {"eprint": fields.pop("pmid"), "eprinttype": "pubmed"}


def protected(title: str) -> str:
    """An escaped title with braces around each word that a style may not lower-case: {CAR}, {B-cell}, {mRNA}."""
    return title if title.islower() else " ".join(map(_protected_word, title.split(" ")))


@lru_cache(maxsize=20_000)
def _protected_word(word: str) -> str:
    if word == word.lower():
        return word
    found = _CORE.fullmatch(word)
    if not found or not _has_capitals(found[2]) or found[2].count("{") != found[2].count("}"):
        return word
    before, core, after = found.groups()
    return f"{before}{{{{{core}}}}}{after}" if core.startswith("\\") else f"{before}{{{core}}}{after}"


def _has_capitals(word: str) -> bool:
    """Whether a capital stands within the word or for a whole part of it; "A" and "I" are words themselves."""
    if word[:1].islower():
        return word != word.lower()
    return any(
        part[1:] != part[1:].lower() or (len(part) == 1 and part.isupper() and (part not in "AI" or part != word))
        for part in _PARTS.split(word)
    )


def _field_name(key: str) -> str:
    name = _UNSAFE_IN_FIELD.sub("-", key.lower())
    return name if name[:1].isalpha() else f"x{name}"


def _custom(key: str, value: object) -> str:
    written = _text(value)
    return verbatim_written(written) if key in table("biblatex")["as-is"] else escaped(written)


def _computed(item: Csl, dialect: str) -> dict[str, str]:
    """The fields that do not map one to one: dates, issue and supplement, pages and article number."""
    supplement = _text(item.get("supplement-number", ""))
    issue = with_supplement(_text(item.get("issue", "")), supplement)
    article = item.get("custom", {}).get("articlenumber", "")
    page = _text(item.get("page", ""))
    numbered = item.get("type", "") in table("biblatex")["numbered"]
    number = _text(item.get("number", ""))
    return {
        **_dates(item.get("issued", {}), dialect),
        "season": _unsaid_season(item.get("issued", {})),
        "number": number if numbered else issue,
        "number-2": "" if numbered else number,
        "issue": issue if numbered else "",
        "issuesupplement": supplement,
        "pages": "" if page == article else page,
        "eid" if dialect == "biblatex" else "articlenumber": article,
    }


def _dates(issued: Csl, dialect: str) -> dict[str, str]:
    date = write_date(issued)
    if not date:
        return {"year": _text(issued.get("literal", issued.get("raw", "")))}
    if dialect == "biblatex":
        return {"date": date}
    found = _SIMPLE_DATE.fullmatch(date)
    if not found or "season" in issued or found[1] == "0000":
        return {"year": date[: 5 if date.startswith("-") else 4], "date": date}
    year, month, day = found.groups(default="")
    return {"year": year, "month": "" if day or not month else str(int(month)), "pubdate": date if day else ""}


def _unsaid_season(issued: Csl) -> str:
    """The season of a date that cannot say it: one that is no season of the year, or stands beside a range."""
    season, date = _text(issued.get("season", "")), write_date(issued)
    return "" if read_date(date).get("season") else season


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
