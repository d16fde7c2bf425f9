"""What a tool can be asked: arguments with their types, and the words that tell a model what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from evigraph.assist.window import MOST
from evigraph.errors import UsageError, did_you_mean

_TOLD = 300


def _clean(text: str) -> str:
    if not text.strip():
        raise ValueError("it is empty")
    if "\0" in text or (not text.isprintable() and any("\ud800" <= char <= "\udfff" for char in text)):
        raise ValueError("it holds a sign that no text holds")
    return text.strip()


Text = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_clean)]
Name = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_clean)]
Names = Annotated[list[Name], Field(max_length=50)]
Offset = Annotated[int, Field(ge=0, description="How many to leave out at the start: the next_offset of a page.")]


def at_most(about: str) -> object:
    """The field for how much is shown at once."""
    return Field(ge=1, le=MOST, description=f"At most so many {about}.")


class Arguments(BaseModel):
    """The arguments of a tool; others are refused."""

    model_config = ConfigDict(extra="forbid")


class Paged(Arguments):
    """Arguments of a tool whose answer may be long."""

    offset: Offset = 0


class FindArguments(Paged):
    """Words to look for."""

    text: Annotated[Text, Field(description="Words, as a reader would put them; few are better than many.")]
    kind: Annotated[
        Literal["claim", "reference", "study", "term"] | None, Field(description="Only what is of this kind.")
    ] = None
    limit: Annotated[int, at_most("hits")] = 20


class ShowArguments(Paged):
    """A node."""

    id: Annotated[Name, Field(description="Identifier, whole or its last part: topp-2014, molina-2021/ref/9.")]
    limit: Annotated[int, at_most("statements")] = 100


class TraceArguments(Paged):
    """A claim."""

    claim: Annotated[Text, Field(description="Identifier of a claim, or words that describe one claim.")]
    limit: Annotated[int, at_most("works, and so many claims above and below it")] = 25


class QuestionsArguments(Paged):
    """Which questions."""

    about: Annotated[Text | None, Field(description="Only questions whose documentation holds all these words.")] = None
    limit: Annotated[int, at_most("questions")] = 100


class QueryArguments(Paged):
    """A named question and the values it is asked with."""

    question: Annotated[Name, Field(description="Name of a question, as the tool `questions` lists them.")]
    parameters: Annotated[
        dict[str, Text | int | Names],
        Field(
            max_length=20,
            description="Values by parameter. A reference is a list number, key, DOI or PMID; a term, therapy or "
            "outcome is a label or identifier. Parameters left out keep their defaults.",
        ),
    ] = {}
    limit: Annotated[int, at_most("rows")] = 50


class AuditArguments(Paged):
    """Which findings."""

    claim: Annotated[Text | None, Field(description="Only what concerns this claim: identifier or words.")] = None
    check: Annotated[Names, Field(description="Only these checks.")] = []
    severity: Annotated[Literal["error", "warning", "note"], Field(description="Only findings at least as grave.")] = (
        "note"
    )
    limit: Annotated[int, at_most("findings")] = 20


class ImpactArguments(Paged):
    """What is taken away."""

    without: Annotated[
        Names,
        Field(min_length=1, description="References (list number, key, DOI or PMID), studies or claims, together."),
    ]
    limit: Annotated[int, at_most("claims, and so many findings")] = 25


class BibliographyArguments(Paged):
    """Which references, and in what form."""

    claim: Annotated[Names, Field(description="Cited by one of these claims.")] = []
    section: Annotated[Names, Field(description="Cited in one of these sections of the article.")] = []
    study: Annotated[Names, Field(description="Reporting one of these studies.")] = []
    role: Annotated[Names, Field(description="Of one of these evidence roles: primary, review, guideline, ...")] = []
    cited_with: Annotated[Names, Field(description="Cited in one cluster with one of these references.")] = []
    query: Annotated[Names, Field(description="In the answer to one of these questions.")] = []
    check: Annotated[Names, Field(description="Concerned by a finding of one of these checks.")] = []
    article: Annotated[Names, Field(description="In the list of one of these articles.")] = []
    format: Annotated[
        Literal["text", "markdown", "html", "bibtex", "biblatex", "ris", "csl-json", "enw", "nbib", "csv"],
        Field(description="A formatted list (text, markdown, html) or a file for a reference manager."),
    ] = "text"
    style: Annotated[
        Annotated[str, Field(pattern=r"^[\w-]{1,100}$")] | None,
        Field(description="Style of a formatted list: ama (default), vancouver, nejm, apa, ..."),
    ] = None
    numbering: Annotated[
        Literal["list", "citation", "alphabetical"],
        Field(description="Order: as in the printed list, by first citation, or by author."),
    ] = "list"
    evidence: Annotated[bool, Field(description="Add to each reference what it supports in the article.")] = False
    limit: Annotated[int, at_most("references")] = 60


def explained(error: ValidationError, known: Sequence[str]) -> UsageError:
    """What is wrong with arguments, each fault with what was found and what was expected."""
    faults = []
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0]) if fault["loc"] else ""
        if fault["type"] == "extra_forbidden":
            faults.append(f"There is no argument '{name}'. {did_you_mean(name, known)} There are: {', '.join(known)}.")
        elif fault["type"] == "missing":
            faults.append(f"The argument '{name}' is needed.")
        else:
            found = repr(fault["input"])
            found = f"{found[:_TOLD]}…" if len(found) > _TOLD else found
            said = fault["msg"].removeprefix("Value error, ")
            faults.append(f"'{name}': {said[:1].lower()}{said[1:]}; found {found}.")
    return UsageError("\n".join(dict.fromkeys(" ".join(fault.split()) for fault in faults)))
