"""Drafts changed by a person: single fields, or the whole record as text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from evigraph.errors import InputError, RecordError, UsageError
from evigraph.inbox.drafts import Draft, plain
from evigraph.ingest import single
from evigraph.read import parse_yaml

_NEXT = re.compile(r";\s*(?=[A-Za-z]+(?:\.[A-Za-z0-9]+)*\s*=)")
_FIELD = re.compile(r"[A-Za-z]+(?:\.(?:[A-Za-z][A-Za-z0-9]*|[0-9]{1,6}))*")


def change(draft: Draft, settings: Mapping[str, str], plain: Collection[str] = ()) -> None:
    """Set fields of a draft; ``proposition.subject`` reaches into a record, ``quantities.1.value`` into a list.

    ``[a, b]`` is a list, but in the fields ``plain``; an empty value takes the field away, ``quantities.2`` a whole
    record of a list.

    Raises:
        UsageError: a field cannot be one, or does not exist where a record is expected.
    """
    for name, value in settings.items():
        if not _FIELD.fullmatch(name) or name.split(".")[0] in ("draft", "id"):
            raise UsageError(f"'{name}' is no field that can be set.")
        *path, last = name.split(".")
        inner: Any = draft.record
        for part in path:
            inner = _inside(inner, part, name)
        _set(inner, last, value.strip() if name in plain else _value(value), name)
        draft.said["set"] = list(dict.fromkeys([*draft.said.get("set", []), name]))


def _inside(value: Any, part: str, name: str) -> Any:
    if isinstance(value, dict):
        return value.setdefault(part, {})
    if isinstance(value, list) and part.isdecimal() and 0 < int(part) <= len(value):
        return value[int(part) - 1]
    raise UsageError(f"'{name}': there is no '{part}' in the draft.")


def assignments(text: str) -> dict[str, str]:
    """The fields that a text sets, parted by semicolons.

    >>> assignments("quantities.1.value=53; note=Two arms; one dropped; quantities.2=")
    {'quantities.1.value': '53', 'note': 'Two arms; one dropped', 'quantities.2': ''}

    Raises:
        UsageError: it does not begin with a field and an equals sign.
    """
    set_: dict[str, str] = {}
    for part in _NEXT.split(text) if text.strip(" ;") else ():
        name, equals, value = part.partition("=")
        if not equals:
            raise UsageError(f"'{text}' sets nothing; write FIELD=VALUE, several parted by semicolons.")
        set_[name.strip()] = value.strip(" ;")
    return set_


def is_set(draft: Draft, name: str, value: str) -> bool:
    """Whether a field has this value already."""
    inner: Any = draft.record
    for part in name.split(".") if _FIELD.fullmatch(name) else ():
        if isinstance(inner, list):
            inner = inner[int(part) - 1] if part.isdecimal() and 0 < int(part) <= len(inner) else None
        else:
            inner = inner.get(part) if isinstance(inner, dict) else None
    return bool((inner or "") == _value(value))


def _set(record: Any, key: str, value: Any, name: str) -> None:
    if isinstance(record, list) and key.isdecimal() and 0 < int(key) <= len(record) and not value:
        record[int(key) - 1] = {}  # places of the others stay; what is empty is not written
        return
    if not isinstance(record, dict):
        raise UsageError(f"'{name}' does not lead to a field of a record.")
    if value:
        record[key] = value
    else:
        record.pop(key, None)


def _value(text: str) -> Any:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [part.strip() for part in text[1:-1].split(",") if part.strip()]
    return text


def editable(draft: Draft) -> str:
    """The record as text for an editor; its ``draft`` stands above it as comments."""
    said = "".join(f"# {key}: {' '.join(shown(value).split())}\n" for key, value in draft.said.items())
    return said + single({key: value for key, value in draft.record.items() if key != "draft"})


def shown(value: Any) -> str:
    """A value of a draft in words.

    >>> shown({"short": "CR", "long": "complete remission"}), shown(["a", "b"])
    ('short: CR, long: complete remission', 'a; b')
    """
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(inner)}" for key, inner in value.items())
    return "; ".join(map(shown, value)) if isinstance(value, list) else str(value)


def edited(draft: Draft, text: str) -> bool:
    """Make a draft what the text says; whether that changes it.

    Raises:
        RecordError: the text is not the YAML of a record.
        InputError: the draft was accepted.
    """
    if draft.state == "accepted":
        raise InputError(f"{draft.id} was accepted; change the curated record instead.")
    tree, faults = parse_yaml(text, draft.id)
    if tree is None or faults:
        raise RecordError(faults)
    new = plain(tree)
    old = {key: value for key, value in draft.record.items() if key != "draft"}
    if new == old:
        return False
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    said = draft.said
    said["set"] = list(dict.fromkeys([*said.get("set", []), *keys]))
    draft.record.clear()
    draft.record.update({**new, "draft": said})
    return True
