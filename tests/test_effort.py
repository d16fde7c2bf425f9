"""What a hostile or merely long article takes grows with its length, not with the square of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import pytest
from lxml.etree import _Element, fromstring

from effort import MOST, growth, processor_time
from evigraph.article.article import Article
from evigraph.article.citation import Citation
from evigraph.article.lexicon import Lexicon
from evigraph.article.text import Block
from evigraph.article.unlinked import unlinked
from evigraph.ingest.sections import Sections
from evigraph.ingest.source import lay_out
from evigraph.ingest.studies import studies
from evigraph.jats.parts import Parts as JatsParts
from evigraph.tei.parts import Parts as TeiParts
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


def linked(size: int, said: str) -> Article:
    """An article of one paragraph that repeats a sentence, in which "1" is a link."""
    places = [number * len(said) + said.index("1") for number in range(size)]
    citations = tuple(Citation(0, 1, place, place + 1, place, "1", (1,), 0) for place in places)
    block = Block("paragraph", 0, 1, said * size, 0)
    return Article("a.xml", blocks=(block,), citations=citations, references=article("Walking [1].").references)


def test_thousands_of_links_beside_numbers_that_are_none() -> None:
    def told(size: int) -> Work:
        cited = linked(size, "Walking [1] helps much [2]. ")
        assert [text for _, text in unlinked(cited)] == ["[2]"] * size
        return lambda: list(unlinked(cited))

    assert growth(told, 100) < MOST


@pytest.mark.parametrize("mark", ["[1]", "^{1}", "1]"])
def test_thousands_of_links_in_a_long_paragraph(mark: str) -> None:
    def told(size: int) -> Work:
        cited = linked(size, f"{'Walking is what it is. ' * 12}Rest helps {mark}. ")
        assert list(unlinked(cited)) == []
        return lambda: list(unlinked(cited))

    assert growth(told, 2_000, processor_time) < MOST


NOTES: dict[str, tuple[Callable[[_Element], object], str, str]] = {
    "jats": (JatsParts, "element-citation", "<comment>Note {} of the long list</comment>"),
    "tei": (TeiParts, "biblStruct", "<note>Note {} of the long list</note>"),
    "tei numbers": (TeiParts, "biblStruct", '<idno type="x">Number {} of the long list</idno>'),
}


@pytest.mark.parametrize("form", NOTES)
def test_thousands_of_notes_of_a_reference(form: str) -> None:
    parts, tag, note = NOTES[form]

    def read(size: int) -> Work:
        element = fromstring(f"<{tag}>{''.join(map(note.format, range(size)))}</{tag}>")
        return lambda: parts(element)

    assert growth(read, 10_000, processor_time) < MOST


def test_what_is_said_twice_of_a_reference_is_kept_once() -> None:
    said = ("1", "1", "2", "1; 2", "1", "1; 2; 1")
    numbers = "".join(f'<idno type="x">{number}</idno>' for number in said)
    notes = "".join(f"<note>{number}</note>" for number in said)
    parts = TeiParts(fromstring(f"<biblStruct>{notes}{numbers}<idno>3</idno></biblStruct>"))
    assert parts.custom == {"x": "1; 2; 1", "number": "3"}
    assert parts.item == {"note": "1 1 2 1; 2 1 1; 2; 1"}
