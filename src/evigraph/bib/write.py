"""CSL-JSON items as text in any format.

The output depends on the items and their order alone.  Whatever their values hold, each
stays within its field: it is written on one line, escaped as the format asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial

from evigraph.bib.latex import escaped, one_line
from evigraph.bib.names import Names, from_csl, write_names
from evigraph.bib.sheet import write_csv
from evigraph.bib.tables import Csl, reverse, table
from evigraph.bib.tagged import write_tagged
from evigraph.errors import UsageError, did_you_mean

_UNSAFE_IN_KEY = re.compile(r"[^\w.:+/'-]+")
_UNSAFE_IN_FIELD = re.compile(r"[^a-z0-9-]+")
_UNSAFE_VERBATIM = re.compile(r"[{}\\\s]")


def render(csl_items: Sequence[Csl], format: str) -> str:
    """The items as text in one of :data:`FORMATS`, one record for each item, in order.

    Raises :class:`UsageError` for a format that is not there.
    """
    if format not in _WRITERS:
        hint = did_you_mean(format, FORMATS) or f"There are {', '.join(FORMATS)}."
        raise UsageError(f"There is no bibliography format '{format}'. {hint}")
    return _WRITERS[format](csl_items)


def write_csl_json(items: Sequence[Csl]) -> str:
    """The items as they are."""
    return json.dumps(list(items), ensure_ascii=False, indent=2) + "\n"


def write_bibtex(items: Sequence[Csl]) -> str:
    """The items as BibTeX entries in the field order of the table."""
    types = reverse(table("bibtex")["types"])
    taken: set[str] = set()
    entries = []
    for item in items:
        key = _free_key(_UNSAFE_IN_KEY.sub("-", str(item.get("id", ""))) or "entry", taken)
        lines = [f"  {field} = {{{value}}},\n" for field, value in _ordered(_fields(item)).items()]
        entries.append(f"@{types.get(item.get('type', ''), 'misc')}{{{key},\n{''.join(lines)}}}\n")
    return "\n".join(entries)


def _free_key(wanted: str, taken: set[str]) -> str:
    """The key itself, or with a number where another entry has it (in any case of letters)."""
    key, count = wanted, 1
    while key.casefold() in taken:
        count += 1
        key = f"{wanted}-{count}"
    taken.add(key.casefold())
    return key


def _ordered(fields: dict[str, str]) -> dict[str, str]:
    order = {field: rank for rank, field in enumerate(table("bibtex")["order"])}
    return {name: fields[name] for name in sorted(fields, key=lambda name: (order.get(name, len(order)), name))}


def _fields(item: Csl) -> dict[str, str]:
    """Every variable of an item as a BibTeX field; one without a field of its own keeps its name."""
    bibtex = table("bibtex")
    names, text, marks = reverse(bibtex["names"]), reverse(bibtex["text"]), reverse(bibtex["verbatim"])
    instead = bibtex["instead"].get(item.get("type", ""), {})
    custom = {key: value for key, value in item.get("custom", {}).items() if key not in _SAID_ELSEWHERE}
    continued = item.get("custom", {}).get("etal", "").split()
    fields = {field: escaped(value) for field, value in _computed(item).items() if value}
    for variable, value in item.items():
        if variable in names:
            people = Names(map(from_csl, value), others=variable in continued)
            fields[names[variable]] = write_names(people)
        elif variable in marks:
            fields[marks[variable]] = _verbatim(_text(value))
        elif variable in text:
            fields[instead.get(text[variable], text[variable])] = escaped(_text(value))
        elif variable not in _COMPUTED_FROM:
            custom.setdefault(variable, value)
    for key, value in custom.items():
        fields[_free_key(_field_name(key), set(fields))] = escaped(_text(value))
    return {field: value for field, value in fields.items() if value}


def _field_name(key: str) -> str:
    name = _UNSAFE_IN_FIELD.sub("-", key.lower())
    return name if name[:1].isalpha() else f"x{name}"


_SAID_ELSEWHERE = {"etal", "articlenumber"}
_COMPUTED_FROM = {"id", "type", "custom", "issued", "issue", "supplement-number", "page"}


def _computed(item: Csl) -> dict[str, str]:
    """The fields that do not map one to one: dates, issue and supplement, pages and article number."""
    supplement = _text(item.get("supplement-number", ""))
    issue = _text(item.get("issue", ""))
    article = item.get("custom", {}).get("articlenumber", "")
    page = _text(item.get("page", ""))
    issued = item.get("issued", {})
    parts = [int(part) for part in (issued.get("date-parts") or [[]])[0]]
    return {
        "year": f"{parts[0]:04}" if parts else _text(issued.get("literal", "")),
        "month": str(parts[1]) if len(parts) == 2 else "",
        "pubdate": f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}" if len(parts) == 3 else "",
        "number": issue.removesuffix(f"suppl {supplement}").strip() if supplement else issue,
        "issuesupplement": supplement,
        "pages": "" if page == article else page,
        "articlenumber": article,
    }


def _verbatim(text: str) -> str:
    """An identifier or address; the few characters that would break an entry are percent-encoded."""
    return _UNSAFE_VERBATIM.sub(lambda found: f"%{ord(found.group()):02X}", one_line(text))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_WRITERS: dict[str, Callable[[Sequence[Csl]], str]] = {
    "bibtex": write_bibtex,
    "ris": partial(write_tagged, format="ris"),
    "csl-json": write_csl_json,
    "enw": partial(write_tagged, format="enw"),
    "nbib": partial(write_tagged, format="nbib"),
    "csv": write_csv,
}
FORMATS = tuple(_WRITERS)
"""The formats that :func:`render` knows."""
