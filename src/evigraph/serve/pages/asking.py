"""Which questions can be asked about something."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from evigraph.errors import QueryError
from evigraph.query import Question, questions, read_question
from evigraph.serve.pages.addresses import address_of
from evigraph.view.site.site import Site


def known_questions(site: Site) -> tuple[Question, ...]:
    """Every question of the workspace that can be read, each read when its file has changed."""
    found = []
    for path in questions(site.dataset.workspace).values():
        with contextlib.suppress(OSError):  # a file that is being replaced
            found.append(_read(path, path.stat().st_mtime_ns))
    return tuple(question for question in found if question is not None)


@lru_cache(maxsize=1024)
def _read(path: Path, changed: int) -> Question | None:
    with contextlib.suppress(QueryError):
        question = read_question(path)
        _ = question.header
        return question
    return None


def questions_about(site: Site, value: str, types: Iterable[str]) -> list[tuple[str, str]]:
    """Title and address of each question with one parameter, of one of ``types``, asked with ``value``."""
    wanted = frozenset(types)
    return [
        (question.title, address_of("question", question.name, {question.parameters[0].name: [value]}))
        for question in known_questions(site)
        if len(question.parameters) == 1 and question.parameters[0].type in wanted
    ]
