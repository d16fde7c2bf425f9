"""The questions about a corpus: each is read, parsed twice, and answered as we know it should be.

``python -m pytest tests/test_corpus_questions.py --regenerate`` rewrites the golden answers.
"""

from __future__ import annotations

import pytest
from rdflib.plugins.sparql import prepareQuery

from conftest import CHECKOUT, TESTS
from corpora import built
from evigraph.corpus.asking import open_corpus, standard
from evigraph.query import Dataset, Table, find_question, questions, read_question

GOLDEN = TESTS / "golden" / "corpus"
NAMES = sorted(path.stem for path in (CHECKOUT / "queries" / "corpus").glob("*.rq"))
ASKED = {
    "sentences-about-a-therapy-and-an-outcome": {"therapy": "tarpelimab", "outcome": "disease-control"},
    "works-cited-together": {"least": "2"},
}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("corpus")
    built(folder)
    return open_corpus(folder)


def test_all_questions_are_here() -> None:
    assert len(NAMES) == 6
    assert sorted(questions(standard())) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_header_describes_the_query(name: str) -> None:
    question = read_question(CHECKOUT / "queries" / "corpus" / f"{name}.rq")
    query = prepareQuery(question.sparql)  # by another engine's parser, without prefixes of ours
    assert [str(variable) for variable in query.algebra.PV] == list(question.columns)
    assert question.title and question.description and question.group and question.answers


@pytest.mark.parametrize("name", NAMES)
def test_the_answer(dataset: Dataset, name: str, regenerate: bool) -> None:
    answer = find_question(dataset.workspace, name).ask(dataset, ASKED.get(name, {}))
    assert isinstance(answer, Table)
    shown = answer.to_csv("\t")
    path = GOLDEN / f"{name}.tsv"
    if regenerate:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, "utf-8")
    assert answer.rows
    assert shown == path.read_text("utf-8")


def test_no_golden_answer_is_left_over() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == NAMES


def rows(dataset: Dataset, name: str, **values: str) -> list[dict[str, str]]:
    answer = find_question(dataset.workspace, name).ask(dataset, values)
    assert isinstance(answer, Table)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.shown()]


def test_a_work_is_one_whatever_its_lists_call_it(dataset: Dataset) -> None:
    """By DOI, by PubMed identifier, by title, year and author."""
    cited = [row for row in rows(dataset, "most-cited-works") if str(row["title"]).startswith("Tarpelimab")]
    assert {row["articles"] for row in cited} == {"3"}
    assert len({row["article"] for row in cited}) == 3


def test_a_work_that_was_reinstated_is_not_listed(dataset: Dataset) -> None:
    found = rows(dataset, "who-cites-a-work-not-in-good-standing")
    assert {row["title"] for row in found} == {"Steroids cure nodular vasculitis at once"}
    assert [row["section"] for row in found] == ["Introduction", "body", "list only"]


def test_an_article_of_the_corpus_is_a_work_too(dataset: Dataset) -> None:
    """One article cites another; their node is the same."""
    answer = dataset.select(
        "SELECT ?title WHERE { ?citing a ev:SourceArticle ; cito:cites ?cited . ?cited a ev:SourceArticle ; "
        "dcterms:title ?title }"
    )
    assert [list(row) for row in answer.shown()] == [["The first toy review of nodular vasculitis"]]


def test_a_question_of_ones_own_stands_beside_the_corpus(dataset: Dataset) -> None:
    own = dataset.workspace.root / "queries" / "corpus"
    own.mkdir(parents=True)
    (own / "mine.rq").write_text("SELECT ?a WHERE { ?a a <https://w3id.org/evigraph/ns#SourceArticle> }", "utf-8")
    assert len(rows(dataset, "mine")) == 3
