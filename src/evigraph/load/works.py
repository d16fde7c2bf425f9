"""Bibliography entries and the printed list of references, as records.

Bibliographic facts live in ``references.bib`` alone; how its fields map to keys stands
in ``records.yaml`` under ``bibtex``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from evigraph.article.printed import expand_cluster
from evigraph.bib import Entry, Name, identifier_links, parse_names, plain, search_link, to_csl
from evigraph.bib.bibtex.keywords import read_keywords
from evigraph.bib.tables import reverse, table
from evigraph.errors import Finding, Place, did_you_mean
from evigraph.load.literals import well_formed
from evigraph.load.schema import Schema
from evigraph.read import Items, Record, Text, each

COMPUTED = frozenset({"citesEntry", "expandsTo"})
"""Keys that loading fills in; when it cannot, it reports why."""
_VERBATIM: dict[str, str] = table("bibtex")["verbatim"]
_FORMS = {"gYear": "a year such as 2014", "date": "a date such as 2020-09-25", "boolean": "yes or no"}
UNASSESSED = "unassessed"
"""The evidence role of a work that no list holds and nobody has judged."""


def work_records(
    entries: Sequence[Entry], schema: Schema, listed: Collection[str] | None = None
) -> tuple[list[Record], list[Finding]]:
    """One record per work: an entry that is the same work as another makes none of its own.

    ``listed`` are the keys that some list of references holds.  The others are there to be
    cited later, and nobody has to have judged or mended them yet: their evidence role is
    "unassessed", a value that its key cannot take stays text, and one without title gets a
    label.  Each such gap is a warning.
    """
    records: list[Record] = []
    findings: list[Finding] = []
    works = _works(entries)
    judged = None if listed is None else {works.get(key, key) for key in listed}
    for entry in entries:
        if works[entry.key] == entry.key and entry.is_work:
            unjudged = judged is not None and entry.key not in judged
            record, faults = _work(entry, schema, unjudged)
            findings += faults
            if unjudged:
                record.setdefault("evidenceRole", Text(UNASSESSED, entry.place))
                findings += _labelled(entry, record)
            records.append(record)
    return records, findings


def gaps(entries: Sequence[Entry], schema: Schema) -> dict[str, list[Finding]]:
    """Key of an entry -> what has to be mended in it before an article can list it; only of those that have gaps."""
    found = {entry.key: work_records([entry], schema, ())[1] for entry in entries}
    said = {key: [each for each in findings if each.code != "bib-unknown-field"] for key, findings in found.items()}
    return {key: sorted(findings) for key, findings in said.items() if findings}


def _works(entries: Sequence[Entry]) -> dict[str, str]:
    """Key of an entry -> key of its work; a `sameas` that leads nowhere was reported when it was read."""
    keys = {entry.key.casefold(): entry.key for entry in entries}
    return {entry.key: keys.get(entry.fields.get("sameas", "").casefold(), entry.key) for entry in entries}


def _labelled(entry: Entry, record: Record) -> Iterator[Finding]:
    """A label for a work without title, and the warning about it."""
    if "title" in record:
        return
    names, year = parse_names(entry.fields.get("author") or entry.fields.get("editor", "")), record.get("year", "")
    label = f"{names[0].literal or names[0].family} {year}".strip() if names else ""
    record["label"] = Text(label or entry.key, entry.place)
    message = f"This entry has no 'title'; it is called '{label or entry.key}'."
    hint = "Add 'title' to it before an article lists it."
    yield Finding(entry.place, "missing-field", message, hint, "warning")


def _work(entry: Entry, schema: Schema, unjudged: bool = False) -> tuple[Record, list[Finding]]:
    fields: dict[str, str] = schema.bibtex["fields"]
    types: dict[str, str] = schema.bibtex["types"]
    lists, verbatim = set(schema.bibtex["lists"]), set(schema.bibtex["verbatim"])
    csl = to_csl(entry)
    findings = []
    others = Items(entry.place)
    record = _record(entry.place, {"id": entry.key, "entryType": entry.type})
    rank = {name: place for place, name in enumerate(fields)}  # of two that share a key, the first of the table has it
    first = reverse(fields).values()  # another name for a field, if nothing is printed from it, is kept under that name
    places = entry.field_places
    for name, value in sorted(entry.fields.items(), key=lambda pair: rank.get(pair[0], -1)):
        place = places.get(name, entry.place)
        if name in fields and fields[name] not in record and not (name in csl.get("custom", {}) and name not in first):
            key = fields[name]
            reading = read_keywords if name == "keywords" else plain
            text = csl.get(_VERBATIM.get(name, ""), value) if name in verbatim else reading(value)
            if schema.datatype(key) == "xsd:boolean":
                text = schema.bibtex["booleans"].get(text.lower(), text)
            if not text or (unjudged and (faults := _unfit(schema, name, text, place))):
                others.append(Text(f"{name}: {text}", place))
                findings += faults if text else []
                continue
            record[key] = _items(text.split(","), place) if name in lists else Text(text, place)
            record.key_places[key] = place
        elif name == "worktype":
            if value in types:
                record["type"] = Text(types[value], place)
            elif unjudged:
                others.append(Text(f"{name}: {value}", place))
                findings.append(_kept(place, "unknown-worktype", f"'{value}' is not a type of work"))
            else:
                hint = did_you_mean(value, types) or f"Known: {', '.join(sorted(types))}."
                findings.append(Finding(place, "unknown-worktype", f"'{value}' is not a type of work.", hint))
        elif name not in schema.bibtex["names"] and name != "sameas":
            others.append(Text(f"{name}: {plain(value)}", place))
            findings += _unknown_field(name, place, schema)
    if others:
        record["otherField"] = others
        record.key_places["otherField"] = entry.place
    _names(entry, record, schema)
    if not identifier_links(csl):
        record["searchLink"] = Text(search_link(csl), entry.place)
    if csl["type"] == "article-journal":
        record.setdefault("type", Text("JournalArticle", entry.place))
    return record, findings


def _unfit(schema: Schema, name: str, text: str, place: Place) -> list[Finding]:
    """A warning where a text has not the form of what its field is for, or names no evidence role."""
    key = schema.bibtex["fields"][name]
    datatype = schema.datatype(key).removeprefix("xsd:")
    members = schema.ontology.members.get(schema.value_classes.get(schema.expand(schema.context[key]), ""), ())
    if datatype == "@vocab" and schema.expand(f"ev:{text}") not in members:
        return [_kept(place, "wrong-kind", f"'{name}' names '{text}', which nothing is called")]
    if not well_formed(datatype, text):
        return [_kept(place, "wrong-value", f"'{name}' is '{text}', where {_FORMS[datatype]} is expected")]
    return []


def _kept(place: Place, code: str, said: str) -> Finding:
    """The warning about a value of a work that no list holds, which is in the graph as text only."""
    return Finding(place, code, f"{said}; it stays text.", "Mend it before an article lists the work.", "warning")


def _unknown_field(name: str, place: Place, schema: Schema) -> Iterator[Finding]:
    """A warning about a field that no tool we know writes: most often a slip of the finger."""
    known = {*schema.bibtex["fields"], *schema.bibtex["others"]}
    if name not in known:
        hint = did_you_mean(name, known) or "It is in the graph as text, and no question looks at it."
        yield Finding(
            place, "bib-unknown-field", f"The field '{name}' is not one that evigraph reads.", hint, "warning"
        )


def _names(entry: Entry, record: Record, schema: Schema) -> None:
    """The people and groups of each list of names, in their order."""
    for field, key in schema.bibtex["names"].items():
        if not (printed := entry.fields.get(field)):
            continue
        place = entry.field_places.get(field, entry.place)
        names = parse_names(printed)
        people = Items(place)
        for index, name in enumerate(names, 1):
            parts = {
                "label": _display(name),
                "order": str(index),
                "familyName": name.literal or f"{name.particle} {name.family}".strip(),
                "givenName": name.given,
                "nameParticle": name.particle,
                "nameSuffix": name.suffix,
                "groupName": name.literal,
            }
            people.append(_record(place, {part: text for part, text in parts.items() if text}))
        record[key] = people
        if field == "author":
            shown = [_display(name) for name in names] + (["et al"] if names.others else [])
            record["authorList"] = Text(", ".join(shown), place)
            record["etAl"] = Text("true" if names.others else "false", place)


def _display(name: Name) -> str:
    """A name as a reference list prints it: family, initials, suffix."""
    return name.literal or " ".join(part for part in (name.particle, name.family, name.given, name.suffix) if part)


def list_entries(article: Record, entries: Sequence[Entry]) -> tuple[list[Record], list[Finding]]:
    """The printed list of references, numbered from 1, from the article's list of keys."""
    works = _works(entries)
    records: list[Record] = []
    findings: list[Finding] = []
    used: dict[str, int] = {}
    for number, key in enumerate(each(article.get("references", Items(article.place))), 1):
        if not isinstance(key, Text):
            message = f"Reference {number} is a nested record, where a key of references.bib is expected."
            findings.append(Finding(key.place, "not-a-value", message, "Write the key itself."))
            continue
        if key not in works:
            message = f"Reference {number} is '{key}', which references.bib does not hold."
            findings.append(Finding(key.place, "dangling-reference", message, did_you_mean(key, works)))
            continue
        if key in used:
            message = f"Reference {number} repeats the key '{key}' of reference {used[key]}."
            hint = "Give it an entry of its own with `sameas`, so that both printed entries are kept."
            findings.append(Finding(key.place, "duplicate-reference", message, hint))
            continue
        used[key] = number
        fields = {"number": str(number), "key": key, "listedIn": str(article["id"]), "references": works[key]}
        records.append(_record(key.place, fields))
    return records, findings


def expand_citations(passage: Record, listed: int) -> list[Finding]:
    """Adds to a passage and its citation groups the list entries that the clusters stand for.

    ``listed`` is the number of entries in the printed list.
    """
    groups = [group for group in each(passage.get("citations", Items(passage.place))) if isinstance(group, Record)]
    findings = [fault for record in (passage, *groups) for fault in _computed(record)]
    cited: list[Text] = []
    for group in groups:
        cluster = group.get("cluster")
        if not isinstance(cluster, Text):
            continue
        try:
            numbers = expand_cluster(cluster)
        except ValueError as error:
            hint = "Write it as printed, in plain digits: 5-9 or 16,18,29-32."
            findings.append(Finding(cluster.place, "bad-cluster", f"Cannot expand '{cluster}': {error}.", hint))
            continue
        beyond = [number for number in numbers if not 1 <= number <= listed]
        if beyond:
            message = f"'{cluster}' stands for reference {beyond[0]}, but the list has 1 to {listed}."
            hint = "Check the cluster, or the list in article.yaml."
            findings.append(Finding(cluster.place, "bad-cluster", message, hint))
            continue
        group["expandsTo"] = _items([str(number) for number in numbers], cluster.place)
        cited += [text for text in group["expandsTo"] if text not in cited]
    if cited:
        passage["citesEntry"] = _items(cited, passage.place)
    return findings


def _computed(record: Record) -> Iterator[Finding]:
    """Takes out, and reports, what an author wrote where only loading writes."""
    for key in sorted(COMPUTED & record.keys()):
        del record[key]
        message = f"'{key}' is worked out from 'cluster', and not written by hand."
        yield Finding(record.key_places[key], "misplaced-key", message, "Remove it.")


def _items(values: Sequence[str], place: Place) -> Items:
    items = Items(place)
    items.extend(Text(value.strip(), place) for value in values if value.strip())
    return items


def _record(place: Place, fields: dict[str, Any]) -> Record:
    record = Record(place)
    for key, value in fields.items():
        record[key] = Text(value, place) if isinstance(value, str) and not isinstance(value, Text) else value
        record.key_places[key] = place
    return record
