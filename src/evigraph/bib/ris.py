"""CSL-JSON items as RIS, written and counted by rispy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from evigraph.bib.latex import one_line
from evigraph.bib.names import Name, from_csl
from evigraph.bib.tables import Csl, table
from evigraph.errors import EvigraphError

_LIST_TAGS = ["AU", "ED", "A4", "N1"]
_ELSEWHERE = {"type", "custom", "issued", "page", "supplement-number"}


def write_ris(items: Sequence[Csl]) -> str:
    """The items as RIS records.  What RIS has no tag for stands in notes as "name: value".

    Raises :class:`EvigraphError` should the text not hold as many records as there are items:
    a record that lost its end would vanish without a word in the program that reads it.
    """
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
        REFERENCE_TYPE_KEY = "ty"

        def set_header(self, count: int) -> str:
            """No counter lines: RIS has none."""
            return ""

    records = [_record(item) for item in items]
    tags = {tag for record in records for tag in record}
    text: str = rispy.dumps(
        [{tag.lower(): value for tag, value in record.items()} for record in records],
        implementation=Writer,
        mapping={tag: tag.lower() for tag in tags},
        list_tags=_LIST_TAGS,
        delimiter_tags_mapping={},
    )
    written = len(rispy.loads(text))
    if written != len(items):
        raise EvigraphError(f"Wrote {len(items)} records as RIS, but the text holds {written}.")
    return text


def _record(item: Csl) -> dict[str, Any]:
    """The record by tag, in the order of the table."""
    ris = table("ris")
    record: dict[str, Any] = {"TY": ris["types"].get(item.get("type", ""), "GEN")}
    for variable, tag in ris["names"].items():
        record[tag] = [one_line(_inverted(from_csl(name))) for name in item.get(variable, [])]
    for variable, tag in ris["text"].items():
        record[tag] = one_line(_text(item.get(variable, "")))
    record |= {ris["computed"][part]: one_line(value) for part, value in _computed(item).items()}
    mapped = {*ris["names"], *ris["text"], *_ELSEWHERE}
    notes = {name: value for name, value in item.items() if name not in mapped} | item.get("custom", {})
    notes.pop("articlenumber", None)  # it has a tag
    record[ris["note"]] = [one_line(f"{name}: {_text(value)}") for name, value in sorted(notes.items())]
    return {tag: value for tag, value in record.items() if value}


def _computed(item: Csl) -> dict[str, str]:
    issued = item.get("issued", {})
    parts = [f"{int(part):02}" for part in (issued.get("date-parts") or [[]])[0]]
    first, _, last = _text(item.get("page", "")).partition("-")
    return {
        "year": parts[0] if parts else _text(issued.get("literal", "")),
        "date": "/".join([*parts, "", ""][:3]) + "/" if len(parts) > 1 else "",
        "first-page": first,
        "last-page": last,
        "article-number": item.get("custom", {}).get("articlenumber", ""),
    }


def _inverted(name: Name) -> str:
    """The name as RIS wants it: "von Stackelberg, A" or "Lee, DW, III"."""
    family = " ".join(filter(None, (name.particle, name.family)))
    parts = [family, name.given, name.suffix]
    return name.literal or ", ".join(parts).rstrip(", ")  # an empty given name keeps its place


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
