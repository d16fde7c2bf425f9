"""References by what they support, as a formatted list or a file for a reference manager."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.assist.answer import Answer, Told
from evigraph.assist.asking import named_question
from evigraph.assist.inputs import BibliographyArguments
from evigraph.assist.window import window
from evigraph.bibliography import Numbered, Wanted, references, write_references
from evigraph.query.dataset import Dataset


@dataclass(frozen=True)
class Cited:
    """A reference under its number here, with its identifiers."""

    number: int
    key: str
    title: str
    doi: str | None
    pmid: str | None
    pmcid: str | None


@dataclass(frozen=True, kw_only=True)
class Bibliography(Answer):
    """References, and the same as a document in the format that was asked for."""

    format: str
    references: tuple[Cited, ...]
    document: str


def list_references(dataset: Dataset, given: BibliographyArguments) -> Told:
    """References by what they support.

    Raises:
        NotFound: something named is not here.
        UsageError: there is no such style or role, or a style goes with a formatted list only.
    """
    for name in given.query:
        named_question(dataset, name)
    wanted = Wanted(
        articles=tuple(given.article),
        claims=tuple(given.claim),
        sections=tuple(given.section),
        studies=tuple(given.study),
        roles=tuple(given.role),
        cited_with=tuple(given.cited_with),
        queries=tuple(given.query),
        checks=tuple(given.check),
    )
    found, page = window(references(dataset, wanted, given.numbering, given.evidence), given.offset, given.limit)
    document = write_references(found, given.format, given.style).decode() if found else ""
    cited = tuple(map(_cited, found))
    data = Bibliography(page=page, format=given.format, references=cited, document=document)
    return Told(data, "\n".join(filter(None, [document or "No reference fits.", page.words("references")])))


def _cited(numbered: Numbered) -> Cited:
    item = numbered.item
    identifiers = (item.get(name) for name in ("DOI", "PMID", "PMCID"))
    return Cited(numbered.number, str(item.get("id", "")), str(item.get("title", "")), *identifiers)
