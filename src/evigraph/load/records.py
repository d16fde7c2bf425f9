"""Authored records to JSON-LD nodes: identifiers minted, places noted, mistakes found.

This is the only place that knows how plain YAML becomes linked data, and it knows no
field by name: which keys exist is the context's business, how a kind of record is
identified stands in ``records.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evigraph.errors import Finding, Place, did_you_mean
from evigraph.load.schema import Kind, Schema
from evigraph.ns import as_segment, is_key
from evigraph.read import Items, Record, each

_FIELD = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
# An identifier of ours, a prefixed one, or a web address; JSON-LD drops a malformed one without a word.
_REFERENCE = re.compile(
    r"[A-Za-z0-9._+/-]+"
    r"|[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._+-][A-Za-z0-9._+:/-]*"
    r"|https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?]([A-Za-z0-9._~!$&'()*+,;=:/?@-]|%[0-9A-Fa-f]{2})*)?"
    r"(#([A-Za-z0-9._~!$&'()*+,;=:/?@-]|%[0-9A-Fa-f]{2})*)?"
)

Node = dict[str, Any]


@dataclass
class Minter:
    """Turns the records of one workspace into JSON-LD nodes; ``findings`` gathers all faults."""

    schema: Schema
    findings: list[Finding] = field(default_factory=list)
    first_place: dict[str, Place] = field(default_factory=dict)
    base: str = "-"

    def mint(self, kind_name: str, record: Record) -> Node | None:
        """The node of a top-level record, or None when it cannot be identified."""
        return self._node(self.schema.kinds[kind_name], record, [], "", 1)

    def _node(self, kind: Kind, record: Record, around: list[Record], parent: str, index: int) -> Node | None:
        scope = [record, *around]
        identifier = self._identifier(kind, record, scope, parent, index)
        if identifier is None:
            return None
        node: Node = {"id": identifier, "type": list(kind.types), "definedAt": str(record.place)}
        for key, value in record.items():
            if key == "id":
                self._own_id(kind, record)
            elif key == "type":
                node["type"] += each(value) if self._plain(key, value) else []
            elif key in self.schema.kinds and key in self.schema.context:
                node[key] = list(self._nested(key, value, scope, identifier))
            elif self._known(kind, record, key) and self._plain(key, value):
                node[key] = self._value(kind, key, value, scope, parent)
        return node

    def _nested(self, key: str, value: Any, scope: list[Record], parent: str) -> Iterator[Node]:
        for index, child in enumerate(each(value), 1):
            if isinstance(child, Record):
                node = self._node(self.schema.kinds[key], child, scope, parent, index)
                if node is not None:
                    yield node
            else:
                message = f"'{key}' holds records, but '{child}' is a plain value."
                self._fault(child.place, "not-a-record", message, "Write it as `- key: value` lines.")

    def _own_id(self, kind: Kind, record: Record) -> None:
        """A fault when an authored id would go unheard, because others fields identify the record."""
        if "id" not in _FIELD.findall(kind.id):
            message = f"'id' does not belong to a {label(kind)}, which is identified by where it stands."
            self._fault(record.key_places["id"], "misplaced-key", message, "Remove it.")

    def _known(self, kind: Kind, record: Record, key: str) -> bool:
        if key in self.schema.keys and key in self.schema.context:
            return True
        hint = did_you_mean(key, self.schema.keys) or "The authoring guide (docs/authoring.md) lists every key."
        message = f"'{key}' is not a key of a {label(kind)} or of any other record."
        self._fault(record.key_places[key], "unknown-key", message, hint)
        return False

    def _plain(self, key: str, value: Any) -> bool:
        """True when ``value`` is a scalar or a list of scalars, fit for what ``key`` takes."""
        fit = True
        name = key == "type" or self.schema.datatype(key).startswith("@")
        for item in each(value):
            if isinstance(item, Record | Items):
                message = f"'{key}' takes plain values, but holds a nested record."
                self._fault(item.place, "not-a-value", message, "Write the value itself, or check the indentation.")
                fit = False
            elif name and not (_REFERENCE.fullmatch(item) or (self.schema.takes_keys(key) and is_key(item))):
                message = f"'{item}' cannot stand in '{key}': it is not a name."
                self._fault(item.place, "bad-reference", message, "Write the identifier of what is meant.")
                fit = False
        return fit

    def _value(self, kind: Kind, key: str, value: Any, scope: list[Record], parent: str) -> Any:
        template = kind.refs.get(key)
        if template is None:
            return [self._segment(key, item) for item in each(value)] if self.schema.takes_keys(key) else value
        return [_fill(template.replace("{}", item), scope, parent, 0) or item for item in each(value)]

    def _segment(self, key: str, item: str) -> str:
        """A value as it stands in an identifier: the keys of works hold signs that mean something there."""
        return as_segment(item) if self.schema.takes_keys(key) and is_key(item) else item

    def _identifier(self, kind: Kind, record: Record, scope: list[Record], parent: str, index: int) -> str | None:
        bad = [key for key in _FIELD.findall(kind.id) if key in record and not self._named(kind, key, record[key])]
        for key in bad:
            message = f"'{key}' is '{_shown(record[key])}', which cannot be part of an identifier."
            hint = "Use letters, digits, '-', '.' and '_', beginning with a letter or digit."
            self._fault(getattr(record[key], "place", record.place), "bad-id", message, hint)
        if bad:
            return None
        identifier = _fill(kind.id, scope, parent, index)
        if identifier is None:
            needed = [key for key in _FIELD.findall(_OPTIONAL.sub("", kind.id)) if key not in ("parent", "index")]
            missing = [key for key in needed if not any(key in around for around in scope)]
            message = f"A {label(kind)} needs {_listed(missing)}, which this one lacks."
            self._fault(record.place, "missing-field", message, "Its identifier is made from it.")
            return None
        if not kind.shared and not self._is_new(kind, identifier, record):
            return None
        return identifier

    def _named(self, kind: Kind, key: str, value: Any) -> bool:
        """Whether a value can be part of an identifier; the id of a work is its key in the bibliography."""
        fits = is_key if self.schema.takes_keys(key) or kind.name == "works" else _ID.fullmatch
        items = list(each(value))
        return bool(items) and all(isinstance(item, str) and fits(item) for item in items)

    def _is_new(self, kind: Kind, identifier: str, record: Record) -> bool:
        absolute = _join(self.base, identifier)
        first = self.first_place.setdefault(absolute, record.place)
        if first is record.place:
            return True
        where = record["id"].place if "id" in record else record.place
        message = f"This {label(kind)} has the identifier '{absolute}', as the one at {first} has."
        self._fault(where, "duplicate-id", message, "Rename one, or remove the repetition.")
        return False

    def _fault(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self.findings.append(Finding(place, code, message, hint))


def label(kind: Kind) -> str:
    """The name of a kind in plain words: ``CitationGroup`` -> ``citation group``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.types[-1]).lower()


def _join(base: str, relative: str) -> str:
    return relative[3:] if relative.startswith("../") else f"{base}/{relative}"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else "a nested record"


def _listed(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return " and ".join(quoted) if len(quoted) < 3 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _fill(template: str, scope: list[Record], parent: str, index: int) -> str | None:
    """The template with its fields filled in, or None when a needed field is missing."""

    def lookup(name: str) -> str | None:
        if name == "parent":
            return parent
        if name == "index":
            return str(index)
        for record in scope:
            if name in record:
                value = record[name]
                return as_segment("+".join(value) if isinstance(value, Items) else str(value))
        return None

    def fill(text: str, needed: bool) -> str | None:
        values = {name: lookup(name) for name in _FIELD.findall(text)}
        if None in values.values():
            return None
        return _FIELD.sub(lambda match: str(values[match[1]]), text)

    without = _OPTIONAL.sub(lambda match: fill(match[1], False) or "", template)
    return fill(without, True)
