"""What keeps a corpus from growing out of hand: ranks instead of sorting all works, and no question that reads all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import CHECKOUT
from evigraph.corpus.most_cited import MOST, MostCited
from evigraph.corpus.works import Work

QUESTIONS = sorted((CHECKOUT / "queries" / "corpus").glob("*.rq"))
OF_A_LIST = {"ev:statusDate", "ev:standingOf"}
"""Properties of what a list of retractions tells, which is short."""


def test_the_most_cited_works_are_ranked_whatever_comes_after() -> None:
    """Of ever so many works; those that equally many articles cite are ranked by their keys."""
    counts = {f"title:{number:05}": number * 7919 % 5000 for number in range(3 * MOST)}
    most_cited = MostCited()
    works = [Work(key, b"", 0, articles) for key, articles in counts.items()]
    assert list(most_cited.passing(works)) == works
    wanted = sorted((-articles, key) for key, articles in counts.items() if articles > 1)[:MOST]
    lines = most_cited.quads().decode().splitlines()
    assert len(lines) == len(wanted) == MOST
    for rank, ((_, key), line) in enumerate(zip(wanted, lines, strict=True), 1):
        assert f"work/{key.replace(':', '%3A')}>" in line and f'"{rank}"^^' in line


def test_a_work_that_one_article_cites_has_no_rank() -> None:
    most_cited = MostCited()
    assert len(list(most_cited.passing([Work("doi:a", b"", 0, 1), Work("doi:b", b"", 0, 2)]))) == 2
    assert most_cited.quads().count(b"\n") == 1 and b"work/doi%3Ab>" in most_cited.quads()


@pytest.mark.parametrize("path", QUESTIONS, ids=[path.stem for path in QUESTIONS])
def test_no_question_asks_for_what_may_be_missing_of_every_work(path: Path) -> None:
    """For an optional title the engine reads the titles of all works, however short the answer."""
    text = path.read_text("utf-8")
    optional = re.findall(r"OPTIONAL \{ \?\w+ ([\w:]+)", text)
    assert len(optional) == text.count("OPTIONAL")
    assert set(optional) <= OF_A_LIST


def test_all_questions_were_looked_at() -> None:
    assert len(QUESTIONS) == 6
