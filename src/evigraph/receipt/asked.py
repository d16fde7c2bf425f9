"""What a receipt answers: a question with its parameters, or what one claim rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evigraph.errors import InputError, NotFound, QueryError, did_you_mean
from evigraph.query import Question, find_question, questions, read_question, values_in
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.question import term_of
from evigraph.trace import find_claim

CLAIM_QUESTION = "what-a-claim-rests-on"


@dataclass(frozen=True)
class Asked:
    """A question as it was asked; ``claim`` is the IRI of the one claim that a receipt is about, or empty."""

    name: str
    title: str
    description: str
    parameters: tuple[tuple[str, str, str], ...]
    columns: tuple[tuple[str, str], ...]
    sparql: str
    claim: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The question as a receipt tells it."""
        return {
            "type": ["prov:Activity"],
            "name": self.name,
            "title": self.title,
            **({"description": self.description} if self.description else {}),
            **({"claim": self.claim} if self.claim else {}),
            "parameters": [
                {"name": name, "description": about, "text": value} for name, about, value in self.parameters
            ],
            "columns": [{"name": name, "description": meaning} for name, meaning in self.columns],
            "sparql": self.sparql,
        }

    @classmethod
    def from_dict(cls, data: Any) -> Asked:
        """The question that a receipt tells of.

        Raises:
            InputError: it is not told as receipts tell it.
        """
        try:
            parameters = [(str(p["name"]), str(p["description"]), str(p["text"])) for p in data["parameters"]]
            columns = [(str(c["name"]), str(c["description"])) for c in data["columns"]]
            texts = [data[key] for key in ("name", "title", "sparql")]
            texts += [data.get(key, "") for key in ("description", "claim")]
        except (AttributeError, KeyError, TypeError) as error:
            raise InputError(f"The receipt does not tell what was asked: {error}") from None
        if not all(isinstance(text, str) for text in texts):
            raise InputError("The receipt does not tell what was asked: a text is no text.")
        name, title, sparql, description, claim = texts
        return cls(name, title, description, tuple(parameters), tuple(columns), sparql, claim)


def find_asked(dataset: Dataset, subject: str, values: Mapping[str, Sequence[str]]) -> tuple[Asked, Path]:
    """The question called ``subject`` (or in a file of that name), else the claim that it names or describes.

    The path is that of the question's file.

    Raises:
        QueryError: a parameter does not fit, or belongs to no question.
        NotFound: neither a question nor a claim is called so.
    """
    known = questions(dataset.workspace)
    if subject in known or subject.endswith(".rq"):
        question = read_question(known.get(subject) or Path(subject))
        return _question(dataset, question, values), question.path
    if values:
        hint = did_you_mean(subject, known)
        raise QueryError(f"There is no question '{subject}', and a claim has no parameters. {hint}".strip())
    try:
        claim = find_claim(dataset, subject)
    except NotFound as error:
        hint = did_you_mean(subject, known)
        if not hint:
            raise
        raise NotFound(f"There is no question '{subject}'. {hint} As a claim: {error}") from None
    question = find_question(dataset.workspace, CLAIM_QUESTION)
    nodes = Nodes(dataset)
    asked = _question(dataset, question, {"claim": [claim]})
    return Asked(
        asked.name, nodes.label(claim), asked.description, asked.parameters, asked.columns, asked.sparql, claim
    ), question.path


def _question(dataset: Dataset, question: Question, values: Mapping[str, Sequence[str]]) -> Asked:
    sparql = question.bind(dataset, values)
    parameters = []
    for parameter in question.parameters:
        given = values.get(parameter.name)
        terms = parameter.default if given is None else " ".join(term_of(dataset, parameter, v) for v in given)
        parameters.append((parameter.name, parameter.about, _shown(dataset, terms)))
    described = tuple((name, " ".join(meaning.split())) for name, meaning in question.columns.items())
    description = " ".join(question.description.split())
    return Asked(question.name, question.title, description, tuple(parameters), described, sparql)


def _shown(dataset: Dataset, terms: str) -> str:
    """Values in SPARQL syntax as people read them."""
    nodes = Nodes(dataset)
    known = dataset.base
    return ", ".join(
        nodes.label(value) if value.startswith(known) and nodes.exists(value) else nodes.short(value)
        for value in values_in(terms)
    )
