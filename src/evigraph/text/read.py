"""Texts as articles, with an account of what was lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from evigraph.article.other import other_format
from evigraph.article.reading import Reading, Refusal
from evigraph.article.xml import refused
from evigraph.bib.exchange.decoding import decode
from evigraph.errors import Finding, Place, RecordError
from evigraph.text.account import account
from evigraph.text.compose import compose
from evigraph.text.lines import numbered

MARKDOWN = (".md", ".markdown")
SUFFIXES = (".txt", ".text", *MARKDOWN)
"""What texts are called."""

MAX_BYTES = 4 * 1024 * 1024
"""No article is larger; the longest books have some 3 MB."""

MAX_LINES = 50_000
"""No article has more; a thousand pages have some 45,000."""

_MARKUP = (b"<?xml", b"<!doctype", b"<html", b"<article", b"<tei")
_GARBLED = re.compile(r"Ã[©¨¼¶¤Ÿ¡³±§«¯\xad]|â€[™œ\x9d“”˜¦]|Â[°±µ·]")
_AGAIN = "Make the text again from its source, as UTF-8."
_SAVE = "Save it as plain text in UTF-8."


def read_article(path: Path | str) -> Reading:
    """The article of a text file.

    Raises:
        RecordError: the file cannot be read or is no text; one finding.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise refused(name, "file-missing", "There is no such file.") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise refused(name, "file-unreadable", f"The file cannot be read: {reason}.") from None
    return parse_article(data, name)


def read_articles(paths: Iterable[Path | str]) -> Iterator[Reading | Refusal]:
    """The articles of these files in their order; a file that cannot be read is a refusal in its place."""
    for path in paths:
        try:
            yield read_article(path)
        except RecordError as error:
            yield Refusal(str(path), error.findings[0])


def parse_article(data: bytes, file: str) -> Reading:
    """The article of a text.

    Raises:
        RecordError: it is too large, no text, or empty; one finding.
    """
    if len(data) > MAX_BYTES:
        raise refused(file, "text-too-large", f"More than {MAX_BYTES // 2**20} MB; no article is that large.")
    if what := other_format(data):
        raise refused(file, "text-other-format", f"This is {what} and no plain text. {_SAVE}")
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP):
        raise refused(file, "text-other-format", "This is XML or HTML; its name should end in .xml, or it is none.")
    text, findings = decode(data, file, "text")
    strange = sum(1 for byte in data[:65536] if byte < 9 or 13 < byte < 32)
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and strange > 0.02 * min(len(data), 65536):
        raise refused(file, "text-binary", f"The file holds control characters as no text does. {_SAVE}")
    if not text.strip():
        raise refused(file, "text-empty", "The file is empty.")
    if garbled := _GARBLED.search(text):
        line, column = text.count("\n", 0, garbled.start()) + 1, garbled.start() - text.rfind("\n", 0, garbled.start())
        message = f"'{garbled.group()}' looks like UTF-8 that was read as Windows-1252 and saved so."
        findings.append(Finding(Place(file, line, column), "text-garbled", message, _AGAIN, "warning"))
    if text.count("\n") > MAX_LINES:
        raise refused(file, "text-too-large", f"More than {MAX_LINES:,} lines; no article has so many.")
    composed = compose(numbered(text, Path(file).suffix.lower() in MARKDOWN), file)
    return Reading(composed.article, account(composed, findings))
