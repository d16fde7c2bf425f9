"""The named questions and their answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from evigraph.assist.answer import Answer, Told
from evigraph.assist.inputs import QueryArguments, QuestionsArguments
from evigraph.assist.locate import Located, located
from evigraph.assist.window import Page, window
from evigraph.bibliography.listed import Lists
from evigraph.errors import NotFound, QueryError, did_you_mean
from evigraph.query import Answer as Result
from evigraph.query import Dataset, Parameter, Question, Table, Triples, questions, read_question
from evigraph.query.nodes import Nodes
from evigraph.query.table import shown, value_of

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Described:
    """A question with what it can be asked with; the fault says why one cannot be asked."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    fault: str | None = None


@dataclass(frozen=True, kw_only=True)
class Listed(Answer):
    """The questions."""

    questions: tuple[Described, ...]


@dataclass(frozen=True, kw_only=True)
class Rows(Answer):
    """The answer to a question.

    In cited stands, for the nodes and list numbers in the rows, where they are printed and what identifies them.
    """

    question: str
    title: str
    columns: dict[str, str]
    rows: tuple[dict[str, Cell], ...]
    cited: tuple[Located, ...]


def list_questions(dataset: Dataset, given: QuestionsArguments) -> Told:
    """The questions with their parameters."""
    words = given.about.casefold().split() if given.about else []
    every = described(dataset)
    chosen = [
        each
        for each in every
        if all(word in f"{each.name} {each.title} {each.description}".casefold() for word in words)
    ]
    found, page = window(chosen, given.offset, given.limit)
    lines = [line for each in found for line in _lines(each)]
    nothing = f"None of the {len(every)} questions is about '{given.about}'; without 'about' all are listed."
    return Told(
        Listed(page=page, questions=tuple(found)),
        "\n".join([*lines, page.words("questions")]) if page.total else nothing,
    )


def described(dataset: Dataset) -> list[Described]:
    """Every question; one that cannot be read says why."""
    return [_described(path, dataset.base) for path in questions(dataset.workspace).values()]


def named_question(dataset: Dataset, name: str) -> Question:
    """The question of this name.

    Raises:
        NotFound: there is none.
    """
    known = questions(dataset.workspace)
    if name not in known:
        raise NotFound(f"There is no question '{name}'. {did_you_mean(name, known)} `questions` lists them.")
    return read_question(known[name])


def ask_question(dataset: Dataset, given: QueryArguments) -> Told:
    """The answer to a named question.

    Raises:
        NotFound: there is no such question.
        QueryError: it has no such parameter, or a value does not fit.
    """
    question = named_question(dataset, given.question)
    values = {name: str(value) if isinstance(value, int) else value for name, value in given.parameters.items()}
    answer = question.ask(dataset, values)
    columns, rows, terms = _rows(answer, dataset)
    pairs, page = window(list(zip(rows, terms, strict=True)), given.offset, given.limit)
    cited = _cited(dataset, question, [row for row, _ in pairs], [node for _, found in pairs for node in found])
    data = Rows(
        page=page,
        question=question.name,
        title=question.title,
        columns={name: question.columns.get(name, "") for name in columns},
        rows=tuple(row for row, _ in pairs),
        cited=cited,
    )
    asked = {each.name: values.get(each.name, _typed(each.default, dataset.base)) for each in question.parameters}
    return Told(data, _words(data, asked, page))


def _described(path: Path, base: str) -> Described:
    try:
        question = read_question(path)
        parameters = tuple(replace(each, default=_typed(each.default, base)) for each in question.parameters)
        return Described(question.name, question.title, question.description, parameters)
    except QueryError as error:
        return Described(path.stem, path.stem, "", (), str(error))


def _typed(default: str, base: str) -> str:
    """Terms of SPARQL as a person would type them: ``<…/id/term/crs> "hedged"`` is "term/crs, hedged"."""
    terms = re.findall(r'<([^>]*)>|"([^"]*)"(?:\^\^\S+|@\S+)?|(\S+)', default)
    return ", ".join("".join(term).removeprefix(base) for term in terms)


def _rows(answer: Result, dataset: Dataset) -> tuple[list[str], list[dict[str, Cell]], list[list[str]]]:
    """Columns, rows as people read them, and the nodes of each row."""
    if isinstance(answer, Table):
        rows = [{name: _cell(row[name], dataset.base) for name in answer.columns} for row in answer]
        nodes = [[term.value for term in row if isinstance(term, ox.NamedNode)] for row in answer]
        return answer.columns, rows, nodes
    if isinstance(answer, Triples):
        names = ["subject", "predicate", "object"]
        triples = [(triple.subject, triple.predicate, triple.object) for triple in sorted(answer.triples, key=str)]
        rows = [{n: shown(term, dataset.base) for n, term in zip(names, triple, strict=True)} for triple in triples]
        return names, rows, [[term.value for term in triple if isinstance(term, ox.NamedNode)] for triple in triples]
    return ["answer"], [{"answer": answer}], [[]]


def _cell(term: Any, base: str) -> Cell:
    value = value_of(term)
    return value if value is None or isinstance(value, int | float) else shown(term, base)


def _cited(dataset: Dataset, question: Question, rows: list[dict[str, Cell]], found: list[str]) -> tuple[Located, ...]:
    """Where the nodes of the rows, and the list numbers in them, are printed and what identifies them."""
    lists = Lists(dataset)
    entries: list[str] = []
    for row in rows:
        numbers = {int(n) for name in question.references for n in re.findall(r"\d+", str(row.get(name) or ""))}
        entries += sorted(lists.numbered(numbers, row.get("article_name")))
    return located(Nodes(dataset), [*found, *entries])


def _lines(each: Described) -> list[str]:
    lines = [f"{each.name}  {each.title}"]
    if each.fault:
        return [*lines, f"    cannot be asked: {each.fault}"]
    lines.append(f"    {each.description}")
    return lines + [f"    {p.name} ({p.type}): {p.about}; default {p.default}" for p in each.parameters]


def _words(data: Rows, asked: dict[str, Any], page: Page) -> str:
    values = "; ".join(f"{name} = {', '.join(v) if isinstance(v, list) else v}" for name, v in asked.items())
    head = f"{data.title}{f' ({values})' if values else ''}"
    if not page.total:
        return f"{head}\nNo rows."
    lines = ["\t".join(data.columns)]
    lines += ["\t".join("" if cell is None else str(cell) for cell in row.values()) for row in data.rows]
    cited = [f"{each.id}: {each.cite_as}" for each in data.cited]
    return "\n".join([head, "", *lines, page.words(), *(["", "Cite as:", *cited] if cited else [])])
