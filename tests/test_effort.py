"""What a hostile or merely long article takes grows with its length, not with the square of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import pytest

from effort import MOST, growth
from evigraph.article.article import Article
from evigraph.article.lexicon import Lexicon
from evigraph.ingest.sections import Sections
from evigraph.ingest.source import lay_out
from evigraph.ingest.studies import studies
from evigraph.text import parse_article

LISTED = "\n\nReferences\n1. Lee AB. Walking after falls. J Test. 2001;1:1-5.\n2. Kim D. Falls. J Test. 2002;2:3-9.\n"
Work = Callable[[], object]


def article(body: str) -> Article:
    return parse_article(f"A title of a review\n\n{body}{LISTED}".encode(), "a.txt").article


def test_places_behind_thousands_of_citations() -> None:
    def places(size: int) -> Work:
        source = lay_out(article("# Introduction\n\n" + "Walking helps them much.[1] " * size))
        (index,) = source.edits
        sentences = source.article.blocks[index].sentences
        assert len(sentences) == len(source.edits[index]) == size
        return lambda: [source.at(index, end) for _, end in sentences]

    assert growth(places, 100) < MOST


@pytest.mark.parametrize("heading", ["Walking of group {}", "Walking"])
def test_thousands_of_headings(heading: str) -> None:
    def sections(size: int) -> Work:
        parts = (f"# {heading.format(number)}\n\nWalking helps [1]." for number in range(size))
        source = lay_out(article("\n\n".join(parts)))
        assert len(Sections(source).headings) == size + 1
        return lambda: Sections(source)

    assert growth(sections, 50) < MOST


def test_thousands_of_studies_of_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(size: int) -> Work:
        read = [{"label": "Lee", "reportedIn": [], "registryId": [], "draft": {}} for _ in range(size)]
        monkeypatch.setattr("evigraph.ingest.studies._Table", lambda *_: SimpleNamespace(records=lambda: read))
        work = partial(studies, [{}], [], "a", {}, Lexicon())
        assert [study["id"] for study in work()][-2:] == [f"lee-{size - 2}", f"lee-{size - 1}"]
        return work

    assert growth(named, 50) < MOST
