"""Which form of an answer a client wants: media types, ``Accept`` with its q-values."""

from __future__ import annotations

import math
from collections.abc import Mapping

TABLE_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
"""Form of a SELECT or ASK -> its media type; the first is given to whoever takes anything."""

GRAPH_TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "trig": "application/trig; charset=utf-8",
    "nq": "application/n-quads",
}
"""Form of a CONSTRUCT or DESCRIBE -> its media type."""

_ALSO = {
    "application/json": ("json", "jsonld"),
    "application/xml": ("xml", "rdfxml"),
    "text/xml": ("xml",),
    "text/plain": ("tsv", "nt"),
    "application/x-turtle": ("ttl",),
    "text/n3": ("ttl",),
}
"""Media types that mean one of these forms without being its own."""


def preferred(accept: str, offered: Mapping[str, str]) -> str:
    """The offered form that an ``Accept`` header likes best; "" when it takes none of them.

    >>> preferred("text/turtle;q=0.5, application/n-triples", GRAPH_TYPES)
    'nt'
    """
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    best, most = "", 0.0
    for form, kind in offered.items():
        quality = max(_quality(ranges, kind.partition(";")[0]), _named(ranges, form))
        if quality > most:
            best, most = form, quality
    return best


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an ``Accept-Encoding`` header takes gzip.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0")
    (True, False)
    """
    return any(name == "gzip" and quality > 0 for name, quality in map(_range, accept_encoding.split(",")))


def _named(ranges: list[tuple[str, float]], form: str) -> float:
    """How much a form is wanted by one of the other names it has."""
    return max((quality for name, quality in ranges if form in _ALSO.get(name, ())), default=0.0)


def _quality(ranges: list[tuple[str, float]], kind: str) -> float:
    """How much a media type is wanted: what the most exact of the ranges that fit says."""
    family = kind.partition("/")[0] + "/*"
    for pattern in (kind, family, "*/*"):
        found = [quality for name, quality in ranges if name == pattern]
        if found:
            return max(found)
    return 0.0


def _range(text: str) -> tuple[str, float]:
    kind, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return kind, 0.0 if math.isnan(quality) else quality
