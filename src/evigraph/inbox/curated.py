"""Accepted records in the form and the files that people author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evigraph.errors import RecordError
from evigraph.inbox.drafts import plain
from evigraph.ingest import listed
from evigraph.load.schema import Schema
from evigraph.read import Record, each, parse_yaml

_INBOX_KEYS = frozenset({"draft", "sameWork"})


def curated(value: Any) -> Any:
    """A record without what only the inbox needs, at any depth."""
    if isinstance(value, Mapping):
        return {key: curated(inner) for key, inner in value.items() if key not in _INBOX_KEYS}
    return [curated(inner) for inner in value] if isinstance(value, list) else value


def with_more(text: str, key: str, records: Sequence[Mapping[str, Any]], name: str) -> str:
    """A file with more records at the end of its list; what stands in it stays as it is.

    Raises:
        RecordError: the file cannot be read.
    """
    if not text.strip():
        return f"{key}:\n{listed(records)}"
    tree, faults = parse_yaml(text, name)
    if tree is None or faults:
        raise RecordError(faults)
    there = [record for record in each(tree[key]) if isinstance(record, Record)] if key in tree else []
    indent = there[0].place.column - 3 if there else 0
    start = text if text.endswith("\n") else f"{text}\n"
    return start + listed(records, max(indent, 0))


def with_works(value: Any, works: Mapping[str, str], schema: Schema) -> Any:
    """A record in which every field that takes keys of the bibliography has those of ``works``."""
    if isinstance(value, dict):
        return {
            key: [works.get(name, name) for name in (inner if isinstance(inner, list) else [inner])]
            if schema.takes_keys(key)
            else with_works(inner, works, schema)
            for key, inner in value.items()
        }
    return [with_works(inner, works, schema) for inner in value] if isinstance(value, list) else plain(value)
