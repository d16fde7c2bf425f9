"""Parts of a corpus: what works are called, which keys are joined, terms and numbers in sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest

from evigraph.article.lexicon import Lexicon, mentions
from evigraph.corpus import article, documents, entry, keys, numbers, quads, sources, storage
from evigraph.corpus.index import Index
from evigraph.corpus.numbers import numbers_in
from evigraph.jats import read_articles

TRIAL: dict[str, Any] = {
    "title": "Tarpelimab for vasculitis",
    "author": [{"family": "Bränd"}],
    "issued": {"date-parts": [[2015, 3]]},
}


@pytest.mark.parametrize(
    ("item", "best"),
    [
        ({"DOI": "10.1/X"}, ""),
        ({"DOI": "10.1000/X(1)<2>", "PMID": "7"}, "doi:10.1000/x(1)<2>"),
        ({"PMID": "007"}, ""),
        ({"PMID": "٦٢"}, ""),
        ({"PMCID": "123"}, "pmcid:PMC123"),
        ({"PMID": "7", "PMCID": "PMC8"}, "pmid:7"),
        ({"title": "Editorial", "author": [{"family": "A"}], "issued": {"date-parts": [[2001]]}}, ""),
    ],
)
def test_the_best_key(item: dict[str, Any], best: str) -> None:
    assert keys.keys_of(item).best == best


def test_a_title_is_the_same_but_for_case_accents_and_marks() -> None:
    other = {**TRIAL, "title": "TARPELIMAB for Vasculitis.", "author": [{"family": "Brand"}]}
    assert keys.keys_of(TRIAL).best == keys.keys_of(other).best != ""
    assert keys.keys_of(TRIAL).best != keys.keys_of({**TRIAL, "issued": {"date-parts": [[2016]]}}).best


def test_what_has_no_title_is_known_by_its_place_then_by_what_is_printed() -> None:
    chemist = {"container-title": "J. Toy", "volume": "3", "page": "12-19", "issued": {"date-parts": [[1999]]}}
    assert keys.keys_of(chemist).best.startswith("place:")
    assert keys.keys_of({**chemist, "page": "12"}).best == keys.keys_of(chemist).best
    assert keys.keys_of({}, "A remark.").best == keys.keys_of({}, "a remark").best != ""
    assert keys.keys_of({}, " ").all == ()


def test_an_identifier_is_always_one_that_may_stand() -> None:
    address = keys.work_iri('doi:10.1000/a<b>"c" d%e#f?g')
    assert ox.NamedNode(address).value == address
    assert "/" not in address.removeprefix("https://w3id.org/evigraph/id/work/")


def joined(folder: Path, *lists: tuple[str, ...], own: tuple[str, ...] = ()) -> Any:
    """What each key stands for, where each list has one entry with these keys."""
    with Index(folder / "index.sqlite", 1) as index:
        for number, each in enumerate(lists):
            index.add_entries(f"doi:10.1000/{number}", [entry.Entry(1, each)])
        if own:
            index.add_entries(own[0], [entry.Entry(0, own)])
        index.join_works()
        named = {key for each in (*lists, own) for key in each}
        return {key: index.work_of(key) for key in named}


def test_keys_are_joined_over_several_steps(tmp_path: Path) -> None:
    found = joined(tmp_path, ("doi:a", "pmid:1"), ("pmid:1", "pmcid:2"), ("pmcid:2", "title:3"), ("title:3",))
    assert set(found.values()) == {"doi:a"}


def test_one_slip_among_many_lists_joins_nothing_to_the_wrong_work(tmp_path: Path) -> None:
    right = [("doi:a", "pmid:1")] * 3
    assert joined(tmp_path, *right, ("doi:b", "pmid:1")) == {"doi:a": "doi:a", "doi:b": "doi:b", "pmid:1": "doi:a"}


def test_lists_that_disagree_join_nothing(tmp_path: Path) -> None:
    found = joined(tmp_path, ("doi:a", "pmid:1"), ("doi:b", "pmid:1"), ("pmid:1",))
    assert found == {"doi:a": "doi:a", "doi:b": "doi:b", "pmid:1": "pmid:1"}


def test_what_an_article_says_of_itself_outweighs_lists(tmp_path: Path) -> None:
    wrong = [("doi:b", "pmid:1")] * 9
    assert joined(tmp_path, *wrong, own=("doi:a", "pmid:1"))["pmid:1"] == "doi:a"


def test_two_works_with_identifiers_are_never_joined_by_their_title(tmp_path: Path) -> None:
    found = joined(tmp_path, ("doi:a", "title:1"), ("doi:b", "title:1"), ("title:1",))
    assert (found["doi:a"], found["doi:b"], found["title:1"]) == ("doi:a", "doi:b", "title:1")


LABELS = [
    ("CAR T-cell therapy", "car"),
    ("CAR", "car"),
    ("ALL", "leukemia"),
    ("acute leukemia", "leukemia"),
    ("cell therapy", "cells"),
    ("response", "one"),
    ("Response", "other"),
]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("All had CAR T cell therapy.", ["car"]),
        ("ALL and car are not a car", ["leukemia"]),
        ("Cell-therapy for Acute\nLeukemia", ["cells", "leukemia"]),
        ("leukemias", []),
        ("A response", []),
        ("", []),
    ],
)
def test_terms_in_a_sentence(text: str, terms: list[str]) -> None:
    assert sorted({mention.term for mention in mentions(lexicon(*LABELS), text)}) == terms


def test_without_labels_there_are_no_terms() -> None:
    assert mentions(lexicon(), "anything") == []


def lexicon(*labels: tuple[str, str]) -> Lexicon:
    found = Lexicon()
    for name, term in labels:
        found.add(name, term, "label")
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The overall survival was 62.50% [3].", [("62.50%", "62.5", "%", "overall survival")]),
        ("Median overall survival of 7 months", [("7 months", "7", "months", "median overall survival")]),
        ("a hazard ratio of 0·80", [("0·80", "0.8", "", "hazard ratio")]),
        ("mortality rate of 1,200 in 2015", []),
        (
            "the response rate among the younger patients was as high as 62.5%",
            [("62.5%", "62.5", "%", "response rate")],
        ),
        ("median survival: 14 months", [("14 months", "14", "months", "median survival")]),
        ("the hazard ratio was 0.7 (95% CI 0.5-0.9)", [("0.7", "0.7", "", "hazard ratio")]),
        ("the mean was 36.3 kg/m2", []),
        ("the prevalence was 285 million", []),
        ("the prevalence was 6.5 per 1,000", []),
        ("an incidence of death (α = 0.05)", []),
        ("the survival rate is less than 30%", []),
        ("the incidence is 63% to 78%", []),
        ("a response rate of 40 and 60%", []),
        ("overall survival during 6 months", []),
        ("Relative Risk (95% CI) of death", []),
        ("the prevalence in 2015", []),
        ("the incidence was 5–7%", []),
        ("the incidence was ٦٢%", []),
        ("There were 62% of them", []),
        ("the response rate was 40% and 20% died", [("40%", "40", "%", "response rate")]),
    ],
)
def test_numbers_in_a_sentence(text: str, found: list[tuple[str, ...]]) -> None:
    assert [tuple(number) for number in numbers_in(text, [])] == found


def test_a_citation_is_no_number() -> None:
    assert list(numbers_in("The response rate 12", [(18, 20)])) == []


def test_any_text_can_stand_in_a_literal() -> None:
    made = quads.Quads("http://example.org/g")
    text = 'a "b" \\ \n\r\t\x00\x1f\x7f\u2028 ü 😀'.replace("\x00", "")
    made.add(quads.iri("http://example.org/s"), "ev:text", quads.text(text))
    made.add(quads.iri("http://example.org/s"), "ev:text", quads.text(text))
    (quad,) = ox.parse(made.encode(), format=ox.RdfFormat.N_QUADS)
    assert isinstance(quad.object, ox.Literal) and quad.object.value == text


def test_the_statements_of_an_odd_article(tmp_path: Path) -> None:
    """Everything that an odd article has becomes statements that parse and lead from each to each."""
    (reading,) = read_articles([Path(__file__).parent / "jats" / "odd.xml"])
    described = article.describe(reading.article, "file:x", Lexicon())  # type: ignore[union-attr]
    store = ox.Store()
    store.load(described.quads, format=ox.RdfFormat.N_QUADS)
    assert described.key == "doi:10.9999/toy.1"
    query = (
        "PREFIX ev: <https://w3id.org/evigraph/ns#> SELECT ?text ?row ?column "
        "WHERE { ?cell a ev:Cell ; ev:text ?text ; ev:inRow/ev:heading ?row ; ev:inColumn/ev:header ?column }"
    )
    cells = {
        tuple(str(value.value) for value in row)
        for row in cast(ox.QuerySolutions, store.query(query, use_default_graph_as_union=True))
    }
    assert ("12b", "Adults | Men", "Arm | A") in cells
    assert ("0", "Adults | Women | NR", "Arm | B, n (%)") in cells


def test_doctests() -> None:
    import doctest

    ran = [doctest.testmod(module) for module in (keys, numbers, quads, sources, storage)]
    assert sum(result.attempted for result in ran) >= 7
    assert sum(result.failed for result in ran) == 0


def test_a_link_that_leads_nowhere_is_a_document_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gone.xml").symlink_to(tmp_path / "nowhere.xml")
    (tmp_path / "self.xml").symlink_to(tmp_path / "self.xml")
    (tmp_path / "folder.xml").mkdir()
    found = documents.files([str(tmp_path)])
    assert [source.name.rpartition("/")[2] for source in found] == ["gone.xml", "self.xml"]
    faults = [made.fault for document in documents.documents(found) for made in documents.load(document)]
    assert [fault.code if fault else "" for fault in faults] == ["file-missing", "file-unreadable"]
