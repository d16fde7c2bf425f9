"""YAML files to plain records with positions.

Authors write a small, safe part of YAML: mappings, lists and scalars.  Every
scalar is read as a string, because YAML's own guesses lose data (``NO`` becomes
false, ``12:30`` becomes 750, ``0.80`` becomes 0.8).  Positions are kept, so that
every later fault can name its file, line and column.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from evigraph.errors import Finding, Place

MAX_BYTES = 32_000_000
MAX_DEPTH = 40

Value = "Text | Record | Items"


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
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
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

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    shallow = _too_deep(text, name)
    if shallow:
        return None, [shallow]
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        return None, [_syntax(error, name)]
    if node is None:
        hint = "Give it at least one record, or remove the file."
        return None, [Finding(Place(name), "yaml-empty", f"{name} holds nothing.", hint)]
    builder = _Builder(name)
    tree = builder.build(node, 0)
    if not isinstance(tree, Record):
        if not builder.findings:
            message = "The file must be a mapping at its top, such as `claims:` followed by a list."
            builder.fault(node, "yaml-not-a-mapping", message, "")
        return None, builder.findings
    return tree, builder.findings


def _too_deep(text: str, name: str) -> Finding | None:
    """A fault when the text nests so deep that the parser itself could be harmed.

    Counts indentation and brackets before any parser sees the text: the C parser
    dies on tens of thousands of levels.
    """
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        depth = max(0, depth + line.count("[") + line.count("{") - line.count("]") - line.count("}"))
        stripped = line.lstrip(" ")
        dashes = len(stripped) - len(stripped.replace("- ", "", MAX_DEPTH + 1)) if stripped.startswith("- - ") else 0
        if depth > 50 * MAX_DEPTH or (len(line) - len(stripped)) > 20 * MAX_DEPTH or dashes > 2 * MAX_DEPTH:
            return Finding(Place(name, number, 1), "yaml-too-deep", "The file nests too deep.", "Flatten it.")
    return None


def _syntax(error: Exception, name: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
    problem = str(getattr(error, "problem", None) or error).split("\n")[0]
    hint = "Check the indentation, quotes and colons there."
    if "\\t" in problem or "tab" in problem or "character that cannot start any token" in problem:
        hint = "Indent with spaces, not tabs, and quote values that begin with a special character."
    return Finding(place, "yaml-syntax", f"Not valid YAML: {problem}.", hint)


class _Builder:
    """Builds records from a YAML node tree, refusing what would lose or repeat data."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.seen: set[int] = set()

    def place(self, node: Any) -> Place:
        return Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)

    def fault(self, node: Any, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(self.place(node), code, message, hint))

    def build(self, node: Any, depth: int) -> Any:
        """The value of ``node``, or None when it has a fault of its own."""
        if id(node) in self.seen:
            self.fault(node, "yaml-alias", "An alias (*name) repeats another part of the file.", "Write it out.")
            return None
        self.seen.add(id(node))
        if depth > MAX_DEPTH:
            self.fault(node, "yaml-too-deep", f"Nested deeper than {MAX_DEPTH} levels.", "Flatten it.")
            return None
        if node.id == "scalar":
            return self.scalar(node)
        if node.id == "sequence":
            items = Items(self.place(node))
            items.extend(value for child in node.value if (value := self.build(child, depth + 1)) is not None)
            return items
        return self.mapping(node, depth)

    def scalar(self, node: Any) -> Text | None:
        if not node.value.strip():
            self.fault(node, "yaml-empty-value", "The value is empty.", "Give a value, or remove the key.")
            return None
        return Text(unicodedata.normalize("NFC", node.value), self.place(node))

    def mapping(self, node: Any, depth: int) -> Record:
        record = Record(self.place(node))
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                self.fault(key_node, "yaml-bad-key", "A key must be a plain word.", "")
                continue
            key = key_node.value
            if key == "<<":
                self.fault(key_node, "yaml-merge-key", "Merge keys (<<) are not read.", "Write the keys out.")
            elif key in record.key_places:
                first = record.key_places[key].line
                message = f"The key '{key}' stands here a second time; first in line {first}."
                self.fault(key_node, "yaml-duplicate-key", message, "Keep one of them.")
            else:
                record.key_places[key] = self.place(key_node)
                value = self.build(value_node, depth + 1)
                if value is not None:
                    record[key] = value
        return record
