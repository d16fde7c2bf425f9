"""A query with its words marked, for people who like to look."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<name>[A-Za-z][\w-]*:[\w.-]*)
    |(?P<word>\b[A-Z]{2,}\b)""",
    re.VERBOSE,
)


def marked(sparql: str) -> Iterator[tuple[str, str]]:
    """The text in pieces with the kind of each: ``comment iri text variable name word``, "" for all else."""
    end = 0
    for match in _TOKEN.finditer(sparql):
        if match.start() > end:
            yield "", sparql[end : match.start()]
        yield match.lastgroup or "", match[0]
        end = match.end()
    if end < len(sparql):
        yield "", sparql[end:]
