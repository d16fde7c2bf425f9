"""Statements as N-Quads, written as text: the graphs of a corpus are too many to pass through objects."""

from __future__ import annotations

import re

from evigraph.ns import PREFIXES, XSD

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f]')
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")


def iri(address: str) -> str:
    """An identifier as a term; it must hold nothing that an IRI may not."""
    return f"<{address}>"


def name(curie: str) -> str:
    """A term of a vocabulary by its short form, ``ev:text``."""
    prefix, _, local = curie.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def text(value: str) -> str:
    """A plain literal.

    >>> text('a "b"')
    '"a \\\\"b\\\\""'
    """
    return f'"{_TO_ESCAPE.sub(_escape, value)}"' if _TO_ESCAPE.search(value) else f'"{value}"'


def integer(value: int) -> str:
    """A whole number."""
    return f'"{value}"^^<{XSD}integer>'


def decimal(value: str) -> str:
    """A number with a point; ``value`` must be one."""
    return f'"{value}"^^<{XSD}decimal>'


def year(value: str) -> str:
    """A year of four digits."""
    return f'"{value}"^^<{XSD}gYear>'


def is_address(value: str) -> bool:
    """Whether a text from outside can stand as an IRI."""
    return _ADDRESS.fullmatch(value) is not None


def _escape(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[0]) or f"\\u{ord(found[0]):04X}"


class Quads:
    """Collects the statements of one named graph, in the order in which they are made."""

    def __init__(self, graph: str) -> None:
        self._end = f" {iri(graph)} .\n"
        self._lines: list[str] = []
        self._names: dict[str, str] = {}

    def add(self, subject: str, property_: str, object_: str) -> None:
        """One statement; ``subject`` and ``object_`` are terms, the property is named by its short form."""
        known = self._names.get(property_)
        if known is None:
            known = self._names[property_] = name(property_)
        self._lines.append(f"{subject} {known} {object_}{self._end}")

    def type(self, subject: str, *classes: str) -> None:
        """What a node is, by the short forms of its classes."""
        for each in classes:
            self.add(subject, "rdf:type", name(each))

    def __len__(self) -> int:
        return len(self._lines)

    def encode(self) -> bytes:
        """The statements as N-Quads; one that was made twice stands once."""
        return "".join(dict.fromkeys(self._lines)).encode()
