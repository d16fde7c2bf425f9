"""References that are to be added, made fit for a bibliography, and what is told of each change."""

from __future__ import annotations

from collections.abc import Iterator

from evigraph.bib.bibtex.rules import IDENTIFIERS
from evigraph.bib.records import Reference
from evigraph.bib.tables import Csl, table
from evigraph.errors import Finding

OTHER = "otheridentifier"
"""The field that keeps what stood in the place of an identifier and is none."""


def sound(reference: Reference) -> tuple[Csl, list[Finding]]:
    """The item of a reference with sound identifiers only, and a warning for each other one.

    What is none is kept as a remark, and never published as an identifier.
    """
    item, findings, others = dict(reference.item), [], []
    for field, (form, example) in IDENTIFIERS.items():
        variable = table("bibtex")["verbatim"][field]
        value = str(item.get(variable) or "")
        if value and not form.fullmatch(value):
            del item[variable]
            others.append(f"{variable}: {value}")
            message = f"Expected a {variable} like {example}, found '{value[:60]}'; it is kept as '{OTHER}'."
            hint = "Give the identifier itself, if the work has one."
            findings.append(Finding(reference.place, "bib-bad-identifier", message, hint, "warning"))
    if not others:
        return reference.item, []
    custom = dict(item.get("custom", {}))
    item["custom"] = custom | {OTHER: "; ".join(filter(None, [custom.get(OTHER), *others]))}
    return item, findings


def renamed(reference: Reference, key: str) -> Iterator[Finding]:
    """A warning where a reference is added under another key than people may cite it by."""
    own = str(reference.item.get("id") or "")
    if (
        own
        and own != key
        and any(sign.isalpha() for sign in own)
        and "//" not in own
        and not any(map(str.isspace, own))
    ):
        message = f"The key '{own}' is taken or cannot stand; the entry is '{key}'."
        yield Finding(reference.place, "bib-new-key", message, "Cite it by this key.", "warning")
