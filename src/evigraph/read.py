"""YAML files to plain records with positions.

Authors write a small, safe part of YAML: mappings, lists and scalars.  Every
scalar is read as a string, because YAML's own guesses lose data (``NO`` becomes
false, ``12:30`` becomes 750, ``0.80`` becomes 0.8).  Positions are kept, so that
every later fault can name its file, line and column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evigraph.errors import Finding, Place

MAX_BYTES = 32_000_000
MAX_DEPTH = 40


class Text(str):
    """A scalar as written, and where."""

    place: Place

    def __new__(cls, text: str, place: Place) -> Text:
        """A string that knows its place."""
        self = super().__new__(cls, text)
        self.place = place
        return self


class Record(dict[str, Any]):
    """A mapping as written, and where; ``key_places`` holds the place of each key."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.key_places: dict[str, Place] = {}


class Items(list[Any]):
    """A list as written, and where."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


def each(value: Any) -> Iterator[Any]:
    """The values of a field: those of its list, or the one it has."""
    return iter(value if isinstance(value, Items) else [value])


def read_text(path: Path, name: str, kind: str = "yaml") -> tuple[str | None, list[Finding]]:
    """The text of a UTF-8 file in NFC with LF line ends, or None and why it cannot be read.

    ``kind`` is the prefix of the finding codes.
    """
    place = Place(name)

    def fault(code: str, message: str, hint: str) -> tuple[None, list[Finding]]:
        return None, [Finding(place, f"{kind}-{code}", message, hint)]

    if path.is_dir():
        return fault("not-a-file", f"{name} is a folder where a file was expected.", "Remove or rename the folder.")
    try:
        data = path.read_bytes()
    except OSError as error:
        return fault("unreadable", f"{name} cannot be read: {error.strerror}.", "Check that it exists and may be read.")
    if len(data) > MAX_BYTES:
        return fault("too-large", f"{name} has {len(data)} bytes; at most {MAX_BYTES} are read.", "Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8-sig", errors="replace")) + 1
        where = Place(name, line, column)
        message = f"Byte 0x{data[error.start]:02x} is not UTF-8."
        return None, [Finding(where, f"{kind}-not-utf8", message, "Save the file as UTF-8.")]
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n"), []


def read_yaml(path: Path, name: str | None = None) -> tuple[Record | None, list[Finding]]:
    """The top mapping of a YAML file and the faults found in it.

    Scalars come as :class:`Text`, mappings as :class:`Record`, lists as
    :class:`Items`.  What has a fault is left out of the tree and is in the findings;
    None is returned when nothing can be read at all.
    """
    name = name or path.name
    text, findings = read_text(path, name)
    if text is None:
        return None, findings
    return parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> tuple[Record | None, list[Finding]]:
    """As :func:`read_yaml`, for text already in hand; ``name`` stands in the places."""
    import yaml

    builder = _Builder(name, yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    try:
        tree = builder.document()
    except yaml.YAMLError as error:
        return None, [*builder.findings, _syntax(error, text, name)]
    except _TooDeepError as error:
        message = f"Nested deeper than {MAX_DEPTH} levels."
        return None, [*builder.findings, Finding(error.args[0], "yaml-too-deep", message, "Flatten it.")]
    return tree, builder.findings


def _syntax(error: Any, text: str, name: str) -> Finding:
    from yaml.reader import Reader

    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None and (found := Reader.NON_PRINTABLE.search(text)):
        before = text[: found.start()]
        place = Place(name, before.count("\n") + 1, found.start() - before.rfind("\n"))
        message = f"Found the invisible control character U+{ord(found[0]):04X}."
        return Finding(place, "yaml-control-character", message, "Delete it.")
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
    problem = str(getattr(error, "problem", None) or error).split("\n")[0]
    hint = "Check the indentation, quotes and colons there."
    if "tab" in problem or "cannot start any token" in problem:
        hint = "Indent with spaces, not tabs, and quote values that begin with a special character."
    return Finding(place, "yaml-syntax", f"Not valid YAML: {problem}.", hint)


class _TooDeepError(Exception):
    """The place where a file nests deeper than anything an author means."""


class _Builder:
    """Builds records from YAML events, refusing what would lose or repeat data.

    Events rather than a ready tree: the depth is known before anything recurses (the C
    composer dies on tens of thousands of levels), and an alias is still an alias.
    """

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.events = events
        self.findings: list[Finding] = []

    def document(self) -> Record | None:
        """The one mapping that the file is, or None when it is something else."""
        next(self.events)
        start = next(self.events)
        if _is(start, "StreamEnd"):
            hint = "Give it at least one record, or remove the file."
            self.findings.append(Finding(Place(self.name), "yaml-empty", f"{self.name} holds nothing.", hint))
            return None
        first = next(self.events)
        tree = self.build(first, 0)
        next(self.events)
        second = next(self.events)
        if not _is(second, "StreamEnd"):
            self.fault(second, "yaml-several-documents", "A second document begins here.", "Remove the line `---`.")
            return None
        if not isinstance(tree, Record):
            if not self.findings:
                message = "The file must be a mapping at its top, such as `claims:` followed by a list."
                self.fault(first, "yaml-not-a-mapping", message, "Begin it with a key and a colon.")
            return None
        return tree

    def build(self, event: Any, depth: int) -> Any:
        """The value that begins with ``event``, or None when it has a fault of its own."""
        if depth > MAX_DEPTH:
            raise _TooDeepError(self.place(event))
        if _is(event, "Alias"):
            self.fault(event, "yaml-alias", "An alias (*name) repeats another part of the file.", "Write it out.")
            return None
        if _is(event, "Scalar"):
            return self.scalar(event)
        return self.items(event, depth) if _is(event, "SequenceStart") else self.mapping(event, depth)

    def scalar(self, event: Any) -> Text | None:
        if not event.value.strip():
            self.fault(event, "yaml-empty-value", "The value is empty.", "Give a value, or remove the key.")
            return None
        return Text(unicodedata.normalize("NFC", event.value), self.place(event))

    def items(self, event: Any, depth: int) -> Items | None:
        items, empty = Items(self.place(event)), True
        while not _is(child := next(self.events), "SequenceEnd"):
            value = self.build(child, depth + 1)
            if value is not None:
                items.append(value)
            empty = False
        if empty:
            self.fault(event, "yaml-empty-value", "The list is empty.", "Give a value, or remove the key.")
            return None
        return items

    def mapping(self, event: Any, depth: int) -> Record:
        record = Record(self.place(event))
        while not _is(key_event := next(self.events), "MappingEnd"):
            key = self.key(key_event, record, depth)
            if key is None:
                self.skip(next(self.events), depth + 1)
                continue
            record.key_places[key] = self.place(key_event)
            value = self.build(next(self.events), depth + 1)
            if value is not None:
                record[key] = value
        return record

    def key(self, event: Any, record: Record, depth: int) -> str | None:
        """The key that ``event`` is, or None when the pair it heads cannot be kept."""
        if not _is(event, "Scalar"):
            self.fault(event, "yaml-bad-key", "A key must be a plain word.", "Write it out, without brackets or `?`.")
            self.skip(event, depth + 1)
            return None
        key = unicodedata.normalize("NFC", event.value)
        if key == "<<":
            self.fault(event, "yaml-merge-key", "Merge keys (<<) are not read.", "Write the keys out.")
        elif not key.strip():
            self.fault(event, "yaml-bad-key", "A key is missing before the colon.", "Write it, or remove the line.")
        elif key in record.key_places:
            message = f"The key '{key}' stands here a second time; first in line {record.key_places[key].line}."
            self.fault(event, "yaml-duplicate-key", message, "Keep one of them.")
        else:
            return key
        return None

    def skip(self, event: Any, depth: int) -> None:
        """Passes over what belongs to a fault already reported."""
        reported = len(self.findings)
        self.build(event, depth)
        del self.findings[reported:]

    def place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def fault(self, event: Any, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(self.place(event), code, message, hint))


def _is(event: Any, name: str) -> bool:
    return type(event).__name__ == f"{name}Event"
