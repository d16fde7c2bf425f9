"""Rows of an answer in the W3C formats, up to a limit, and saying so where they stop there.

The engine's own writer knows no limit and cannot be stopped, so rows are written one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from evigraph.ns import XSD

RDF_FORMS = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
"""Form -> that of the engine."""

_STRING = f"{XSD}string"
_BARE = {f"{XSD}integer", f"{XSD}decimal", f"{XSD}double", f"{XSD}boolean"}


@dataclass(frozen=True)
class Limits:
    """How much of an answer is sent: rows (or triples), and bytes."""

    rows: int
    size: int


@dataclass(frozen=True)
class Written:
    """An answer as bytes; ``truncated`` says why there is no more of it, else it is empty."""

    body: bytes
    count: int
    truncated: str = ""


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str, limits: Limits) -> Written:
    """The rows as ``json``, ``xml``, ``csv`` or ``tsv``."""
    head, row_of, between, tail = _FORMS[form]
    written, count, truncated = _within((row_of(columns, row) for row in rows), limits, len(between))
    body = between.join(written)
    return Written((head(columns, truncated) + body + tail).encode("utf-8", "replace"), count, truncated)


def write_truth(value: bool, form: str) -> bytes:
    """The answer to an ASK."""
    word = "true" if value else "false"
    if form == "json":
        return b'{"head":{},"boolean":%s}' % word.encode()
    if form == "xml":
        return f"{_XML}<head></head><boolean>{word}</boolean></sparql>".encode()
    return f"{word}\n".encode()


def write_triples(
    triples: Iterable[ox.Triple], form: ox.RdfFormat, prefixes: dict[str, str], limits: Limits
) -> Written:
    """The triples of a CONSTRUCT or DESCRIBE, as many as the limits allow."""
    kept: list[ox.Triple] = []
    truncated, size = "", 0
    for triple in triples:
        size += _bytes(str(triple))
        if truncated := _beyond(len(kept) + 1, size, limits):
            break
        kept.append(triple)
    return Written(ox.serialize(kept, format=form, prefixes=prefixes) or b"", len(kept), truncated)


def _within(texts: Iterator[str], limits: Limits, between: int) -> tuple[list[str], int, str]:
    kept: list[str] = []
    size = 0
    for text in texts:
        size += _bytes(text) + between
        if truncated := _beyond(len(kept) + 1, size, limits):
            return kept, len(kept), truncated
        kept.append(text)
    return kept, len(kept), ""


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _beyond(count: int, size: int, limits: Limits) -> str:
    if count > limits.rows:
        return f"only the first {limits.rows} rows"
    return f"only the first {limits.size} bytes" if size > limits.size else ""


def _json_head(columns: Sequence[str], truncated: str) -> str:
    head = {"vars": list(columns), **({"truncated": truncated} if truncated else {})}
    return json.dumps({"head": head}, ensure_ascii=False)[:-1] + ',"results":{"bindings":['


def _json_row(columns: Sequence[str], row: Sequence[Any]) -> str:
    terms = {name: json_term(term) for name, term in zip(columns, row, strict=True) if term is not None}
    return json.dumps(terms, ensure_ascii=False, separators=(",", ":"))


def json_term(term: Any) -> dict[str, Any]:
    """A term in SPARQL Query Results JSON."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            found["xml:lang"] = term.language
        elif term.datatype.value != _STRING:
            found["datatype"] = term.datatype.value
        return found
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: json_term(part) for name, part in parts.items()}}
    raise TypeError(f"not an RDF term: {term!r}")


_XML = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml_head(columns: Sequence[str], truncated: str) -> str:
    names = "".join(f"<variable name={quoteattr(name)}/>" for name in columns)
    note = f"<!-- {truncated} -->" if truncated else ""
    return f"{_XML}{note}<head>{names}</head><results>"


def _xml_row(columns: Sequence[str], row: Sequence[Any]) -> str:
    pairs = [(name, term) for name, term in zip(columns, row, strict=True) if term is not None]
    cells = (f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in pairs)
    return f"<result>{''.join(cells)}</result>"


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_CELLS = {"\r": "&#13;"}


def _xml_term(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.Literal):
        kind = ""
        if term.language:
            kind = f" xml:lang={quoteattr(term.language)}"
        elif term.datatype.value != _STRING:
            kind = f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{kind}>{escape(_legal(term.value), _XML_CELLS)}</literal>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{term.value}</bnode>"
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts)}</triple>"
    raise TypeError(f"not an RDF term: {term!r}")


def _legal(text: str) -> str:
    """The text with U+FFFD for what XML 1.0 cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


def _csv_term(term: Any) -> str:
    if term is None:
        return ""
    text = f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in '",\r\n') else text


def _tsv_term(term: Any) -> str:
    """A term in Turtle's syntax; numbers and booleans bare, as the format has them."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal) and term.datatype.value in _BARE and _is_bare(term):
        return str(term.value)
    return str(term).replace("\t", "\\t")


def _is_bare(term: ox.Literal) -> bool:
    kind, text = term.datatype.value.removeprefix(XSD), term.value
    if kind == "boolean":
        return text in ("true", "false")
    digits = text.removeprefix("-").removeprefix("+")
    if kind == "integer":
        return digits.isascii() and digits.isdigit()
    if kind == "decimal":
        whole, point, fraction = digits.partition(".")
        return bool(point) and fraction.isdigit() and (whole.isdigit() or not whole)
    return "e" in digits.lower() and digits.lower().replace("e", "").replace(".", "").replace("-", "").isdigit()


_Head = Callable[[Sequence[str], str], str]
_Row = Callable[[Sequence[str], Sequence[Any]], str]
_FORMS: dict[str, tuple[_Head, _Row, str, str]] = {
    "json": (_json_head, _json_row, ",", "]}}"),
    "xml": (_xml_head, _xml_row, "", "</results></sparql>\n"),
    "csv": (
        lambda columns, _: ",".join(columns) + "\r\n",
        lambda _, row: ",".join(map(_csv_term, row)) + "\r\n",
        "",
        "",
    ),
    "tsv": (
        lambda columns, _: "\t".join(f"?{name}" for name in columns) + "\n",
        lambda _, row: "\t".join(map(_tsv_term, row)) + "\n",
        "",
        "",
    ),
}
"""Form -> head, row, what stands between rows, tail."""
