"""Whether a record that was written and read again still says what was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from evigraph.bib.bibtex.latex import one_line
from evigraph.bib.names import as_csl, from_csl
from evigraph.bib.tables import Csl, table

EXACT = (
    "title", "container-title", "collection-title", "volume", "issue", "page", "edition", "publisher", "abstract",
    "DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL",
)  # fmt: skip
"""The variables that have to come back as they were, each in its own place."""

_FORMS: dict[str, Callable[[str], str]] = {
    "DOI": lambda text: re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.IGNORECASE),
    "page": lambda text: re.sub(r"\s*[-–—]+\s*", "-", text),
}


def differences(meant: Csl, read: Csl) -> list[str]:
    """The variables of ``meant`` that ``read`` does not say; the type is not compared.

    Names and the variables in :data:`EXACT` have to be equal; of all others the text has to
    stand somewhere in the record.
    """
    everything = "\n".join(_leaves(read))
    return [variable for variable, value in meant.items() if _differs(variable, value, read, everything)]


def _differs(variable: str, value: Any, read: Csl, everything: str) -> bool:
    if variable in ("id", "type"):
        return False
    if variable in set(table("bibtex")["names"].values()):
        whole = any(not _is_lower(name) for name in value)
        return _people(value, whole) != _people(read.get(variable), whole)
    if variable == "issued":
        return _date(value) != _date(read.get(variable) or {})
    if variable in EXACT:
        form = _FORMS.get(variable, str)
        return form(_plain(value)) != form(_plain(read.get(variable, "")))
    return any(leaf not in everything for leaf in _leaves(value))


def _is_lower(name: dict[str, str]) -> bool:
    """Whether a name has no particle with a capital, which BibTeX takes for a part of the family name."""
    particle = from_csl(name).particle
    return not particle or particle.islower()


def _people(names: Any, whole: bool) -> list[dict[str, str]]:
    """The names with all their parts; of a name that is one word or a group, the kind does not count.

    ``whole`` takes particle and family name as one.
    """
    people = [as_csl(from_csl(name)) for name in names or []]
    if whole:
        for name in people:
            name["family"] = f"{name.pop('non-dropping-particle', '')} {name.get('family', '')}".strip()
    said = [{part: _plain(text) for part, text in name.items()} for name in people if any(name.values())]
    return [{"literal": name["family"]} if name.keys() == {"family"} else name for name in said]


def _date(issued: dict[str, Any]) -> str:
    """A date as text, or all that is said where it is none."""
    parts = (issued.get("date-parts") or [[]])[0]
    return "-".join(str(int(part)) for part in parts) if parts else _plain(issued.get("literal", ""))


def _leaves(value: Any) -> list[str]:
    """The texts in a value, at any depth; numbers and marks are none."""
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [_plain(value)] if isinstance(value, str) else []


def _plain(value: Any) -> str:
    """A text without what no format keeps: line breaks, and the ways to write one character or octet."""
    return unicodedata.normalize("NFC", one_line(unquote(str(value))))
