"""Which form of an answer a client wants: media types, ``Accept`` with its q-values."""

from __future__ import annotations

import math
from collections.abc import Mapping

from starlette.datastructures import Headers

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


Ranges = Mapping[str, float]
"""What a client takes, media types or codings -> how much it likes each, from 0 (not at all) to 1."""

MOST_RANGES = 50
_MOST_PARAMETERS = 10
"""Nobody needs more, and all others wait while a header is read; what comes after is not."""


def accepted(headers: Headers, name: str = "accept") -> Ranges:
    """What all lines of a header such as ``Accept`` say together."""
    return read_ranges(", ".join(headers.getlist(name)))


def read_ranges(text: str) -> Ranges:
    """What the text of such a header says; the best where it names something twice.

    >>> read_ranges("text/turtle;q=0.5, */*")
    {'text/turtle': 0.5, '*/*': 1.0}
    """
    found: dict[str, float] = {}
    for part in text.split(",", MOST_RANGES)[:MOST_RANGES]:
        name, quality = _range(part)
        if name:
            found[name] = max(found.get(name, 0.0), quality)
    return found


def preferred(ranges: Ranges, offered: Mapping[str, str]) -> str:
    """The offered form that a client likes best; "" when it takes none of them.

    >>> preferred(read_ranges("text/turtle;q=0.5, application/n-triples"), GRAPH_TYPES)
    'nt'
    """
    ranges = ranges or {"*/*": 1.0}
    best, most = "", 0.0
    for form, kind in offered.items():
        quality = max(_quality(ranges, kind.partition(";")[0]), _named(ranges, form))
        if quality > most:
            best, most = form, quality
    return best


def takes_gzip(headers: Headers) -> bool:
    """Whether a client takes packed answers.

    >>> [takes_gzip(Headers({"accept-encoding": each})) for each in ("br, gzip;q=0.5", "gzip;q=0")]
    [True, False]
    """
    return accepted(headers, "accept-encoding").get("gzip", 0.0) > 0


def _named(ranges: Ranges, form: str) -> float:
    """How much a form is wanted by one of the other names it has."""
    return max((ranges.get(name, 0.0) for name, forms in _ALSO.items() if form in forms), default=0.0)


def _quality(ranges: Ranges, kind: str) -> float:
    """How much a media type is wanted: what the most exact of the ranges that fit says."""
    family = kind.partition("/")[0] + "/*"
    return next((ranges[pattern] for pattern in (kind, family, "*/*") if pattern in ranges), 0.0)


def _range(text: str) -> tuple[str, float]:
    parts = text.split(";", _MOST_PARAMETERS)[:_MOST_PARAMETERS]
    kind, *parameters = (part.strip().lower() for part in parts)
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return kind, 0.0 if math.isnan(quality) else quality
