"""The references that were chosen, in the order and the form that were asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evigraph.bib import Csl, from_csl, render
from evigraph.bib.formatted import FORMS, Progress, format_list
from evigraph.bibliography.choose import Wanted, choose
from evigraph.bibliography.entries import Entries
from evigraph.bibliography.evidence import Gathered, with_evidence
from evigraph.bibliography.listed import Listed, Lists
from evigraph.errors import UsageError, did_you_mean
from evigraph.query.dataset import Dataset

NUMBERINGS = ("list", "citation", "alphabetical")
"""By the number of the printed list, by first citation in the text, or by first author."""
_NOTES = {"bibtex": "annote", "biblatex": "annote"}
"""Where managers look for an annotation; in all other forms it is the note."""


@dataclass(frozen=True)
class Numbered:
    """A reference with the number it gets in this export."""

    number: int
    item: Csl


def references(
    dataset: Dataset, wanted: Wanted | None = None, numbering: str = "list", evidence: bool = False
) -> list[Numbered]:
    """The references that are wanted as CSL-JSON items, ordered and numbered.

    Numbers of a printed list stay; references of several lists, or in another order, are
    counted from 1, and what no list holds is counted on.  With ``evidence`` each item carries
    what it supports in its keywords and its annotation.

    Raises:
        UsageError: there is no such numbering; see :func:`choose` for the rest.
    """
    if numbering not in NUMBERINGS:
        raise UsageError(f"There is no numbering '{numbering}'. There are {', '.join(NUMBERINGS)}.")
    chosen = choose(dataset, wanted or Wanted())
    entries = Entries(dataset)
    pairs = [(listed, entries.csl(listed.work, listed.key)) for listed in chosen]
    if numbering == "citation":
        first = Lists(dataset).first_citations()
        last = max(first.values(), default=())
        pairs.sort(key=lambda pair: (first.get(pair[0].entry or "", (*last, 1)), pair[0].place))
    elif numbering == "alphabetical":
        pairs.sort(key=lambda pair: _alphabetical(pair[1]))
    gathered = Gathered(dataset) if evidence and pairs else None
    items = [with_evidence(item, gathered.of(listed.work)) if gathered else item for listed, item in pairs]
    numbers = _numbers([listed for listed, _ in pairs], numbering)
    return [Numbered(number, item) for number, item in zip(numbers, items, strict=True)]


def export_references(
    dataset: Dataset,
    wanted: Wanted | None = None,
    form: str = "bibtex",
    style: str | None = None,
    numbering: str = "list",
    evidence: bool = False,
    watch: Progress = iter,
) -> bytes:
    """The references that are wanted as a file.

    ``form`` is a format of reference managers (:data:`evigraph.bib.FORMATS`), or ``text``,
    ``html``, ``markdown`` or ``docx`` for a list formatted in ``style`` (a name, or the path of
    a CSL file; default AMA).  ``watch`` receives what is being formatted and hands it on, to
    show progress.

    Raises:
        UsageError: no such form, style or numbering, or a style for a form that has none.
    """
    return write_references(references(dataset, wanted, numbering, evidence), form, style, watch)


def write_references(
    found: Sequence[Numbered], form: str = "bibtex", style: str | None = None, watch: Progress = iter
) -> bytes:
    """References as a file, as :func:`export_references` makes it.

    Raises:
        UsageError: no such form or style, or a style for a form that has none.
    """
    items = [each.item for each in found]
    if form in FORMS:
        return format_list(items, style or "ama", form, [each.number for each in found], progress=watch)
    if style is not None:
        hint = did_you_mean(form, FORMS)
        raise UsageError(f"A style goes with {', '.join(FORMS)}, not with '{form}'. {hint}".strip())
    return render([_annotated(item, _NOTES.get(form, "note")) for item in items], form).encode()


def _annotated(item: Csl, variable: str) -> Csl:
    """The item with its annotation in the variable from which managers read it in that form."""
    custom = dict(item.get("custom", {}))
    if not (annotation := custom.pop("annotation", "")):
        return item
    note = " ".join(filter(None, (item.get(variable), annotation)))
    rest = {name: value for name, value in item.items() if name != "custom"} | {variable: note}
    return rest | ({"custom": custom} if custom else {})


def _numbers(chosen: Sequence[Listed], numbering: str) -> Iterator[int]:
    articles = {listed.article for listed in chosen if listed.number is not None}
    kept = numbering == "list" and len(articles) == 1
    number = 0
    for listed in chosen:
        number = listed.number if kept and listed.number is not None else number + 1
        yield number


def _alphabetical(item: Csl) -> tuple[str, str, str, str]:
    """First author without accents and case, year, title, key."""
    names = [from_csl(name) for name in item.get("author") or item.get("editor") or []]
    author = " ".join((name.literal or f"{name.family} {name.given}") for name in names)
    date = item.get("issued", {})
    year = str((date.get("date-parts") or [[""]])[0][0]) or str(date.get("literal", ""))
    title = str(item.get("title", ""))
    return _folded(author or title), year, _folded(title), str(item.get("id", ""))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
