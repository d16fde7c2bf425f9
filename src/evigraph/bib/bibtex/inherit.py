"""What an entry takes from the entries it names in crossref, xref-like and xdata fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evigraph.bib.bibtex.entry import Entry
from evigraph.bib.tables import table
from evigraph.errors import Finding


def inherited(entries: Sequence[Entry]) -> tuple[list[Entry], list[Finding]]:
    """The entries with what they inherit filled in, and a warning for each that names nobody.

    A field of its own always stands.  Chains are followed, circles left alone.
    """
    if not any(field in entry.fields for entry in entries for field in _FIELDS):
        return list(entries), []
    by_key: dict[str, Entry] = {}
    for entry in entries:
        by_key.setdefault(entry.key.casefold(), entry)
    findings: list[Finding] = []
    full = [_filled(entry, by_key, (), findings) for entry in entries]
    return full, findings


_FIELDS = ("crossref", "xdata")


def _filled(entry: Entry, by_key: dict[str, Entry], below: tuple[str, ...], findings: list[Finding]) -> Entry:
    fields = dict(entry.fields)
    for field in _FIELDS:
        names = list(filter(None, map(str.strip, entry.fields.get(field, "").split(","))))
        if field == "xdata" and all(name.casefold() in by_key for name in names):
            fields.pop(field, None)  # all that it stood for is in the entry now
        for name in names:
            parent = by_key.get(name.casefold())
            if parent is None:
                if not below:
                    message = f"'{field}' names '{name}', but no entry has that key."
                    findings.append(Finding(entry.field_places[field], "bib-bad-crossref", message, "", "warning"))
            elif parent is not entry and name.casefold() not in below:
                source = _filled(parent, by_key, (*below, entry.key.casefold()), findings)
                for given, value in source.fields.items():
                    for taken in _taken_as(given, parent.type if field == "crossref" else "xdata", entry.type):
                        fields.setdefault(taken, value)
    return replace(entry, fields=fields) if fields != entry.fields else entry


def _taken_as(field: str, parent: str, child: str) -> list[str]:
    """The names under which a child has a field of its parent: the first rule of the table that speaks of it."""
    rules = table("biblatex")["inherit"]
    if field in rules["never"] or (parent != "xdata" and field in rules["own"]):
        return []
    for rule in rules["rules"] if parent != "xdata" else ():
        if parent in rule["parent"] and child in rule["child"] and field in rule["fields"]:
            return [rule["fields"][field]] if rule["fields"][field] else []
    return [field]
