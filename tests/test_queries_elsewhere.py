"""The standard questions in an engine that shares nothing with ours: the same rows.

rdflib's own evaluator is asked over a plain ``rdflib.Graph`` in memory, the union of the
named graphs, of the toy and of the article.  Rows are compared as multisets of values, as SPARQL leaves the
order of equal keys, and the writing of numbers, to the engine.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib

from evigraph.ns import XSD
from evigraph.query import Dataset
from test_queries import CASES, NUMBER_OF_QUESTIONS, QUESTIONS, Case, asked

NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "gYear", "nonNegativeInteger")}

Cell = tuple[str, str | Decimal] | None


@pytest.fixture(scope="module")
def plain(toy: Dataset, article: Dataset) -> dict[str, rdflib.Graph]:
    """Every triple of a workspace in one graph of rdflib, in no store of ours."""
    graphs = {}
    for name, dataset in (("toy", toy), ("article", article)):
        triples = {quad.triple for quad in dataset.store}
        graphs[name] = rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
        assert len(graphs[name]) == len(triples) > 1000
    return graphs


def cell(kind: str, text: str, datatype: str) -> Cell:
    """What a term says: numbers by value, other terms by kind and text."""
    return ("number", Decimal(text)) if datatype in NUMBERS else (kind, text)


def ours(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Cell:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return cell("literal", term.value, term.datatype.value)
    assert isinstance(term, ox.NamedNode), f"{term} has no name that another engine would know"
    return cell("iri", term.value, "")


def theirs(term: rdflib.term.Identifier | None) -> Cell:
    if term is None:
        return None
    if isinstance(term, rdflib.Literal):
        return cell("literal", str(term), str(term.datatype or ""))
    assert isinstance(term, rdflib.URIRef), f"{term} has no name that another engine would know"
    return cell("iri", str(term), "")


def test_every_question_is_asked_elsewhere() -> None:
    for graph in ("toy", "article"):
        assert {case.question for case in CASES if case.graph == graph} >= set(QUESTIONS)
    assert len(CASES) >= 2 * NUMBER_OF_QUESTIONS


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rdflib_gives_the_same_rows(case: Case, plain: dict[str, rdflib.Graph], request: pytest.FixtureRequest) -> None:
    dataset: Dataset = request.getfixturevalue(case.graph)
    here = asked(case, dataset)
    there = plain[case.graph].query(QUESTIONS[case.question].bind(dataset, case.values))
    assert [str(variable) for variable in there.vars or []] == here.columns
    expected = Counter(tuple(ours(row[name]) for name in here.columns) for row in here)
    found = Counter(tuple(theirs(row.get(variable)) for variable in there.vars or []) for row in there.bindings)
    assert expected.total() > 0
    assert found == expected
