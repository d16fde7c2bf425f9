"""The blocks of a BibTeX file as bibtexparser's splitter finds them, each with its place."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bibtexparser import model


def blocks_of(text: str) -> Iterator[tuple[model.Block, int]]:
    """Each block and the offset where it begins, in the order of the file.

    A block is forgotten once it is given, so that a large file is not kept twice.
    """
    with _quiet():
        from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock
        from bibtexparser.splitter import Splitter

        blocks = Splitter(text).split().blocks
    cursor = 0
    blocks.reverse()
    while blocks:
        block = blocks.pop()
        raw = block.raw or ""
        start = max(text.find(raw, cursor), cursor)
        cursor = start + len(raw)
        while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block:
            block = block.ignore_error_block
        yield block, start


@contextmanager
def _quiet() -> Iterator[None]:
    """bibtexparser logs each fault; here it is a finding, and once is enough."""
    logger = logging.getLogger("bibtexparser.splitter")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
