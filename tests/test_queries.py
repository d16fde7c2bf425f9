"""The standard questions: every file is read, parsed twice, asked of two graphs, and compared.

``python -m pytest tests/test_queries.py --regenerate`` rewrites the golden answers.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

from conftest import CHECKOUT, TESTS
from evigraph.query import Dataset, Question, Table, read_question
from evigraph.query.question import TYPES

QUESTIONS = {path.stem: read_question(path) for path in sorted((CHECKOUT / "queries").glob("*.rq"))}
NUMBER_OF_QUESTIONS = 56
NUMBER_WITH_ROWS = {"article": 56, "toy": 56}

TOY = {
    "argument-below-a-claim": {"claim": "tarpelimab-remissions-last-longer"},
    "claims-about-a-population": {"asked": "children"},
    "claims-about-a-therapy": {"therapy": "morvecopan"},
    "claims-about-an-outcome": {"asked": "RFS"},
    "claims-by-certainty": {"certainty": "speculative"},
    "claims-of-a-section": {"section": "harms"},
    "claims-of-a-type": {"type": "safety"},
    "footnotes-of-a-table": {"number": "1"},
    "numbers-of-a-study": {"study": "pedtarn"},
    "path-to-the-thesis": {"claim": "toy-2024/claim/tarpelimab-remission-rate-in-adults"},
    "results-in-an-age-group": {"age_group": "paediatric"},
    "results-of-a-therapy-class": {"class": "b-cell-depletion"},
    "results-of-an-outcome": {"asked": "disease control"},
    "said-about": {"topic": "infection"},
    "speculative-claims-of-a-section": {"section": "harms"},
    "studies-of-a-therapy": {"therapy": "tarpelimab"},
    "table-as-printed": {"number": "1"},
    "what-a-claim-rests-on": {"claim": "high-activity-predicts-poor-response-to-morvecopan"},
    "what-depends-on-a-reference": {"reference": "brandt-2018"},
    "what-depends-on-a-study": {"study": "TARN-1 trial"},
    "what-is-granted-against-a-claim": {"claim": "b-cell-depletion-before-complement-blockade"},
    "what-supports-a-claim": {"claim": "b-cell-depletion-before-complement-blockade"},
    "where-a-reference-is-cited": {"reference": "9"},
    "where-a-term-is-used": {"term": "high disease activity"},
    "works-of-an-author": {"family_name": "brandt"},
    "works-under-a-claim": {"claim": "b-cell-depletion-before-complement-blockade"},
}
"""What each question with parameters is asked of the toy, as a person would type it."""

TOPICS = {"cns-disease": "CNS disease", "crs": "CRS", "hsct": "HSCT"}
"""Topics that ``said-about`` is asked of the article besides its default."""


@dataclass(frozen=True)
class Case:
    """A question put to a graph, with the values of its parameters."""

    graph: str
    question: str
    values: dict[str, str] = field(default_factory=dict)
    variant: str = ""

    @property
    def golden(self) -> Path:
        name = f"{self.question}.{self.variant}.tsv" if self.variant else f"{self.question}.tsv"
        return TESTS / "golden" / "queries" / self.graph / name

    def __str__(self) -> str:
        return f"{self.graph}-{self.golden.stem}"


CASES = [
    *(Case("article", name) for name in QUESTIONS),
    *(Case("article", "said-about", {"topic": topic}, variant) for variant, topic in TOPICS.items()),
    *(Case("toy", name, TOY.get(name, {})) for name in QUESTIONS),
]

each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


def asked(case: Case, graph: Dataset) -> Table:
    answer = QUESTIONS[case.question].ask(graph, case.values)
    assert isinstance(answer, Table)
    return answer


def as_tsv(table: Table) -> str:
    """The answer as people read it, one row per line."""
    rows = [table.columns, *table.shown()]
    return "".join("\t".join(re.sub(r"\s+", " ", cell) for cell in row) + "\n" for row in rows)


def projected(question: Question) -> list[str]:
    """The variables of the query, from an engine that knows no prefixes of ours."""
    solutions = ox.Store().query(question.sparql)
    assert isinstance(solutions, ox.QuerySolutions)
    return [variable.value for variable in solutions.variables]


def test_all_questions_are_found() -> None:
    assert len(QUESTIONS) == NUMBER_OF_QUESTIONS
    assert NUMBER_OF_QUESTIONS >= 30
    assert {question.name for question in QUESTIONS.values() if question.parameters} == set(TOY)


@each_question
def test_header_is_complete(question: Question) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", question.name)
    assert question.title and question.title != question.name
    assert question.description.endswith(".")
    assert list(question.columns) == projected(question)
    assert all(question.columns.values())
    slots = re.findall(r"\{(\w+)\}", question.answers)
    assert slots and set(slots) <= set(question.columns)


@each_question
def test_query_is_written_as_agreed(question: Question) -> None:
    assert "SELECT *" not in question.sparql
    assert re.findall(r"^ORDER BY ", question.sparql, re.MULTILINE)
    assert question.sparql.count("@param") == len(question.parameters)
    for parameter in question.parameters:
        assert parameter.type in TYPES
        assert parameter.about and parameter.default
        assert len(re.findall(rf"\?{parameter.name}\b", question.sparql)) > 1


@each_question
def test_rdflib_reads_it_too(question: Question) -> None:
    assert prepareQuery(question.sparql).algebra is not None


@pytest.mark.parametrize("case", CASES, ids=str)
def test_golden_answer(case: Case, request: pytest.FixtureRequest, regenerate: bool) -> None:
    graph: Dataset = request.getfixturevalue(case.graph)
    answer = asked(case, graph)
    rows = answer.shown()
    assert len({tuple(row) for row in rows}) == len(rows), "a row appears twice"
    question = QUESTIONS[case.question]
    for name in re.findall(r"\{(\w+)\}", question.answers):
        terms = [row[name] for row in answer]
        assert not any(isinstance(term, ox.NamedNode) and term.value.startswith(graph.base) for term in terms), name
    text = as_tsv(answer)
    if regenerate:
        case.golden.parent.mkdir(parents=True, exist_ok=True)
        case.golden.write_text(text, "utf-8")
    assert text == case.golden.read_text("utf-8")


def test_no_golden_answer_is_left_over() -> None:
    kept = set((TESTS / "golden" / "queries").rglob("*.tsv"))
    assert kept == {case.golden for case in CASES}


@pytest.mark.parametrize("name", ["article", "toy"])
def test_most_questions_have_rows(name: str, request: pytest.FixtureRequest) -> None:
    graph: Dataset = request.getfixturevalue(name)
    cases = [case for case in CASES if case.graph == name and not case.variant]
    empty = [case.question for case in cases if not len(asked(case, graph))]
    assert len(cases) - len(empty) == NUMBER_WITH_ROWS[name], empty


@pytest.mark.parametrize("name", ["article", "toy"])
def test_order_does_not_depend_on_the_store(name: str, request: pytest.FixtureRequest) -> None:
    graph: Dataset = request.getfixturevalue(name)
    quads = list(graph.store)
    random.Random(7).shuffle(quads)
    store = ox.Store()
    store.bulk_extend(quads)
    shuffled = Dataset(store, graph.workspace, graph.base)
    for case in CASES:
        if case.graph == name:
            assert as_tsv(asked(case, shuffled)) == as_tsv(asked(case, graph)), case
