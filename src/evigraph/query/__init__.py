"""Asking the graph: the guard, the engine, question files, answers."""

from evigraph.query.dataset import Answer, Dataset, Triples
from evigraph.query.question import Parameter, Question, find_question, questions, read_question, values_in
from evigraph.query.table import Table, value_of

__all__ = [
    "Answer",
    "Dataset",
    "Parameter",
    "Question",
    "Table",
    "Triples",
    "find_question",
    "questions",
    "read_question",
    "value_of",
    "values_in",
]
