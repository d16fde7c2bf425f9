"""The blocks of a BibTeX file as bibtexparser's splitter finds them, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evigraph.bib.bibtex.quiet import quiet
from evigraph.bib.bibtex.values import plain_value

if TYPE_CHECKING:
    from bibtexparser import model


_BRACE = re.compile(r"[{}]")
_OVER = re.compile(r"@\w*[ \t]*\Z")
FIELD = re.compile(r"[A-Za-z_][\w:.+-]*")
"""The name of a field."""


def blocks_of(text: str) -> Iterator[tuple[model.Block, int]]:
    """Each block and the offset where it begins, in the order of the file.

    A block is forgotten once it is given, so that a large file is not kept twice.
    """
    with quiet("bibtexparser.splitter"):
        from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock
        from bibtexparser.splitter import Splitter

        blocks = Splitter(text).split().blocks
    cursor = 0
    blocks.reverse()
    while blocks:
        block = blocks.pop()
        raw = block.raw or ""
        start = max(text.find(raw, cursor), cursor)
        # A block that was given up may end with the beginning of the next.
        over = _OVER.search(raw, 1) if isinstance(block, ParsingFailedBlock) else None
        cursor = start + (over.start() if over else len(raw))
        while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block:
            block = block.ignore_error_block
        yield block, start


def plain_fields(block: model.Entry) -> dict[str, str] | None:
    """The values by lower-case name, where all of them are plain: most entries of most files."""
    fields: dict[str, str] = {}
    for field in block.fields:
        raw, name = field.value, field.key.lower()
        if name in fields or not FIELD.fullmatch(name):
            return None
        value = plain_value(raw)
        if value is None:
            return None
        fields[name] = value
    return fields


def brace_pairs(text: str) -> dict[int, int]:
    """Where each brace that is closed is closed, by where it opens."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for mark in _BRACE.finditer(text):
        if mark[0] == "{":
            opened.append(mark.start())
        elif opened:
            pairs[opened.pop()] = mark.start()
    return pairs
