"""References that are to be added, made fit for a bibliography, and what is told of each change."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from evigraph.bib.bibtex.rules import IDENTIFIERS
from evigraph.bib.records import Reference
from evigraph.bib.tables import Csl, table
from evigraph.errors import Finding

OTHER = "otheridentifier"
"""The field that keeps what stood in the place of an identifier and is none."""


_THEIRS = ("subjects", "laterreport", "sameas")
"""Fields that name things of the workspace they come from."""


def sound(reference: Reference, keys: Collection[str]) -> tuple[Csl, list[Finding]]:
    """The item of a reference with sound identifiers and names only, and a warning for each other one.

    What is none is kept as a remark, and never published.  ``keys``, case-folded, are those that
    the reference may name.
    """
    item, findings = _with_sound_identifiers(reference)
    custom = dict(item.get("custom", {}))
    for field in _THEIRS:
        if field in custom and not (field == "sameas" and custom[field].casefold() in keys):
            custom[f"imported{field}"] = custom.pop(field)
            message = f"'{field}' names things of another workspace; it is kept as 'imported{field}'."
            findings.append(Finding(reference.place, "bib-imported-field", message, "Name your own.", "warning"))
    return (item | {"custom": custom} if custom else item), findings


def _with_sound_identifiers(reference: Reference) -> tuple[Csl, list[Finding]]:
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
