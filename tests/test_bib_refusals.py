"""What other programs say in their own way is no reason to refuse a reference."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evigraph.bib import Csl, Library, parse_library, render
from evigraph.bib.formatted import format_entries
from evigraph.bib.library.addition import addition


def added(library: Library) -> Csl:
    """The one reference of a library as it reads once added."""
    result = addition("", [library])
    assert result.refused == []
    (reference,) = parse_library(result.text.encode(), "references.bib").references
    return reference.item


def csl_json(**fields: Any) -> Library:
    return parse_library(json.dumps([{"id": "a", "type": "article-journal", "title": "T"} | fields]).encode(), "a.json")


def bib(entry: str) -> Library:
    return parse_library(entry.encode(), "a.bib")


GENRES = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "techreport": "Technical report",
    "Bachelor's thesis": "Bachelor's thesis",
    "Research report": "Research report",
    "Doctoral dissertation": "Doctoral dissertation",
}


@pytest.mark.parametrize("type_", ["thesis", "report"])
@pytest.mark.parametrize("said", GENRES)
def test_genres_as_biblatex_calls_them(said: str, type_: str) -> None:
    library = csl_json(type=type_, genre=said)
    assert library.references[0].item["genre"] == GENRES[said]
    item = added(library)
    assert (item["type"], item["genre"]) == (type_, GENRES[said])
    (again,) = bib(render([item], "biblatex")).references
    assert (again.item["type"], again.item["genre"]) == (type_, GENRES[said])


@pytest.mark.parametrize("kind", ["incollection", "inproceedings", "article", "inreference"])
def test_a_book_with_subtitle_and_addition(kind: str) -> None:
    field = "journal" if kind == "article" else "book"
    parts = f"{field}title = {{One}}, {field}subtitle = {{Two}}, {field}titleaddon = {{Three}}"
    library = bib(f"@{kind}{{a, title = {{T}}, subtitle = {{S}}, titleaddon = {{A}}, {parts}}}")
    item = library.references[0].item
    assert (item["title"], item["container-title"]) == ("T: S. A", "One: Two. Three")
    assert (added(library)["title"], added(library)["container-title"]) == ("T: S. A", "One: Two. Three")
    (again,) = bib(render([item], "biblatex")).references
    assert again.item == item


PARTED = {"family": "Fontaine", "given": "J", "dropping-particle": "de", "non-dropping-particle": "La"}
PEOPLE: list[tuple[dict[str, str], str]] = [
    ({"family": "La Fontaine", "given": "J", "non-dropping-particle": "de", "suffix": "III"}, "de La Fontaine, III, J"),
    ({"family": "Fontaine", "given": "J", "non-dropping-particle": "de La", "suffix": "III"}, "de La Fontaine, III, J"),
    (PARTED, "de La Fontaine, J"),
    ({"family": "Fontaine", "given": "J", "non-dropping-particle": "De La", "suffix": "Jr."}, "De La Fontaine, Jr., J"),
    ({"family": "Gogh", "given": "V", "non-dropping-particle": "Van"}, "Van Gogh, V"),
    ({"family": "Aspremont", "given": "A", "non-dropping-particle": "D'"}, "D' Aspremont, A"),
]


@pytest.mark.parametrize(("person", "written"), PEOPLE)
def test_particles_with_a_capital(person: dict[str, str], written: str) -> None:
    library = csl_json(author=[person, {"family": "Roe", "given": "J"}])
    added(library)
    assert f"author = {{{written} and Roe, J}}" in addition("", [library]).text


def test_another_family_name_would_still_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = "@article{trial, author = {La Fontaine, III, J}, title = {T}}\n"
    monkeypatch.setattr("evigraph.bib.library.addition.render", lambda items, format: lost)
    (refused,) = addition("", [csl_json(author=[PEOPLE[1][0]])]).refused
    assert "author" in refused.why


SEASONS = [
    ({"date-parts": [[2014, 21], [2014, 23]]}, "2014-21/2014-23"),
    ({"date-parts": [[2014, 13], [2015, 16]]}, "2014-21/2015-24"),
    ({"date-parts": [[2014, 21], [2015, 3]]}, "2014-21/2015-03"),
    ({"edtf": "2014-21/2014-22"}, "2014-21/2014-22"),
    ({"edtf": "2014-21"}, "2014-21"),
    ({"date-parts": [[2014, 3], [2014, 5]], "circa": True}, "2014-03/2014-05~"),
]


@pytest.mark.parametrize(("issued", "written"), SEASONS)
def test_ranges_of_seasons(issued: Csl, written: str) -> None:
    library = csl_json(issued=issued)
    assert added(library)["issued"] == library.references[0].item["issued"]
    assert f"date = {{{written}}}" in addition("", [library]).text
    (again,) = bib(render([library.references[0].item], "biblatex")).references
    assert again.item["issued"] == library.references[0].item["issued"]
    for format in ("ris", "enw", "nbib", "csv", "csl-json"):
        (again,) = parse_library(render([library.references[0].item], format).encode(), "a", format).references
        assert again.item["issued"] == library.references[0].item["issued"]


def test_a_year_that_is_none_and_a_type_of_another_program() -> None:
    assert added(csl_json(issued={"literal": "0000"}))["issued"] == {"literal": "0000"}
    assert added(csl_json(issued={"date-parts": [[0]]}))["issued"] == {"date-parts": [[0]]}
    assert added(bib("@web_page{a, title = {T}}"))["custom"] == {"entrytype": "web_page"}
    date = {"date-parts": [[2013, 1, 30]], "season": "22:38"}
    assert json.loads(added(csl_json(accessed=date))["custom"]["accessed"]) == date


def test_a_range_of_seasons_is_printed_in_words() -> None:
    issued = {"date-parts": [[2014, 21], [2014, 22]]}
    library = csl_json(type="article-magazine", issued=issued, author=[{"family": "Roe", "given": "J"}])
    (entry,) = format_entries([library.references[0].item], "apa").entries
    assert entry.text.startswith("Roe, J. (2014, Spring–Summer).")


@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_a_season_that_no_date_says_is_kept(dialect: str) -> None:
    for issued, date in (
        ({"date-parts": [[2014]], "season": "Spring-Summer"}, {"date-parts": [[2014]]}),
        ({"date-parts": [[2014], [2015]], "season": 1}, {"date-parts": [[2014], [2015]]}),
    ):
        (reference,) = csl_json(issued=issued).references
        (again,) = bib(render([reference.item], dialect)).references
        assert (again.item["issued"], again.item["custom"]) == (date, {"season": str(issued["season"])})
        assert bib(render([again.item], dialect)).references[0].item == again.item
