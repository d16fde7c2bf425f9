"""ORCIDs in what is tagged or linked."""

from __future__ import annotations

import re

_ORCID = re.compile(r"\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx]")


def orcid_in(text: str) -> str:
    """The ORCID in a text, in its usual form; "" for none.

    >>> orcid_in("https://orcid.org/000000021825009x")
    '0000-0002-1825-009X'
    """
    found = _ORCID.search(text)
    digits = found.group().replace("-", "").upper() if found else ""
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))
