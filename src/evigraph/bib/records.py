"""A library of any format as references: what was read, and a finding for each record that was not."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

from evigraph.bib.bibtex.lenient import parse_bibtex
from evigraph.bib.exchange.csljson import read_csl_json
from evigraph.bib.exchange.decoding import decode
from evigraph.bib.exchange.detect import FORMATS, detect
from evigraph.bib.exchange.endnote import read_endnote_xml
from evigraph.bib.exchange.pubmed import read_pubmed_xml
from evigraph.bib.exchange.sheet import read_csv
from evigraph.bib.exchange.tagged import read_tagged
from evigraph.bib.reference import Library, Reference, library
from evigraph.errors import Finding, Place, UsageError, did_you_mean

__all__ = ["Library", "Reference", "parse_library", "read_library"]


def read_library(path: pathlib.Path, name: str | None = None, format: str | None = None) -> Library:
    """The library in a file.

    ``name`` is what findings call the file (by default its own name); ``format`` one of the
    formats of :mod:`evigraph.bib.exchange.detect`, found out where it is not given.  Content never
    raises: what cannot be read is among the findings.

    Raises:
        UsageError: there is no such format.
    """
    label = path.name if name is None else name
    try:
        if path.exists() and not path.is_file():
            return _unreadable(label, "bib-not-a-file", "Expected a file, found a folder or device.")
        data = path.read_bytes()
    except FileNotFoundError:
        return _unreadable(label, "bib-not-found", "There is no such file.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return _unreadable(label, "bib-unreadable", f"The file cannot be read: {reason}.")
    return parse_library(data, label, format)


def parse_library(data: bytes, name: str, format: str | None = None) -> Library:
    """The same for bytes already in memory; ``name`` is the file's, its suffix may tell the format.

    Raises:
        UsageError: there is no such format.
    """
    if format is not None and format not in FORMATS:
        hint = did_you_mean(format, FORMATS) or f"There are {', '.join(FORMATS)}."
        raise UsageError(f"There is no bibliography format '{format}' to read. {hint}")
    text, findings = decode(data, name)
    if not text.strip():
        return _unreadable(name, "bib-empty", "The file is empty.", format or detect("", name))
    found = format or detect(text, name)
    if not found:
        return _unreadable(name, "bib-unknown-format", "This is none of the formats that can be read.")
    read = _READERS[found](text, name, found)
    told = set(map(id, read.lost))
    milder = [finding for finding in read.findings if id(finding) not in told] + findings
    if not read.references and not read.lost and not any(one.severity == "error" for one in read.findings):
        milder.append(Finding(Place(name), "bib-empty", f"There is no record of the format {found} in this file."))
    return library(found, read.references, read.lost, milder)


def _unreadable(label: str, code: str, message: str, format: str = "") -> Library:
    return Library(format, [], [], [Finding(Place(label), code, message)])


def _read_bibtex(text: str, name: str, format: str) -> Library:
    references, lost, findings = parse_bibtex(text, name)
    return Library(format, [Reference(item, place) for item, place in references], lost, findings)


_READERS: dict[str, Callable[[str, str, str], Library]] = {
    "bibtex": _read_bibtex,
    "biblatex": _read_bibtex,
    "ris": read_tagged,
    "nbib": read_tagged,
    "enw": read_tagged,
    "pubmed-xml": read_pubmed_xml,
    "endnote-xml": read_endnote_xml,
    "csl-json": read_csl_json,
    "csv": read_csv,
}
