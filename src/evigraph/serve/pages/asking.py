"""Which questions can be asked about something."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from evigraph.query import Question, questions, read_question
from evigraph.serve.pages.addresses import address_of
from evigraph.view.site.site import Site


@lru_cache(maxsize=2)
def known_questions(site: Site) -> tuple[Question, ...]:
    """Every question of the workspace, read once."""
    return tuple(map(read_question, questions(site.dataset.workspace).values()))


def questions_about(site: Site, value: str, types: Iterable[str]) -> list[tuple[str, str]]:
    """Title and address of each question with one parameter, of one of ``types``, asked with ``value``."""
    wanted = frozenset(types)
    return [
        (question.title, address_of("question", question.name, {question.parameters[0].name: [value]}))
        for question in known_questions(site)
        if len(question.parameters) == 1 and question.parameters[0].type in wanted
    ]
