"""References as lists print them, in the forms of many styles, read into CSL-JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import bounded
from evigraph.bib.printed import printed_identifiers, read_entry
from evigraph.bib.printed.people import leading_people

LEE = [{"family": "Lee", "given": "D. W."}, {"family": "Park", "given": "J."}]
ARTICLE = {"title": "Walking in early days", "container-title": "Lancet", "volume": "385", "page": "517-528"}
YEAR = {"issued": {"date-parts": [[2015]]}}

STYLES = {
    "AMA": "Lee DW, Park J. Walking in early days. Lancet. 2015;385(2):517-528.",
    "Vancouver": "Lee DW, Park J. Walking in early days. Lancet 2015 Feb 7;385(2):517–528.",
    "APA": "Lee, D. W., & Park, J. (2015). Walking in early days. Lancet, 385(2), 517–528.",
    "Harvard": "Lee, D.W. and Park, J., 2015. Walking in early days. Lancet, 385(2), pp.517-528.",
    "Springer": "Lee DW, Park J (2015) Walking in early days. Lancet 385:517–528",
    "Nature": "Lee, D. W. & Park, J. Walking in early days. Lancet 385, 517–528 (2015).",
    "Elsevier": "D.W. Lee, J. Park, Walking in early days, Lancet 385 (2015) 517–528.",
    "IEEE": "D. W. Lee and J. Park, “Walking in early days,” Lancet, vol. 385, no. 2, pp. 517–528, 2015.",
    "MLA": 'Lee, Daniel W., and Jae Park. "Walking in early days." Lancet, vol. 385, no. 2, 2015, pp. 517-528.',
    "Chicago": "Lee, Daniel W., and Jae Park. 2015. “Walking in early days.” Lancet 385 (2): 517–528.",
    "MDPI": "Lee, D.W.; Park, J. Walking in early days. Lancet 2015, 385, 517–528.",
    "Frontiers": "Lee D. W., Park J. (2015). Walking in early days. Lancet 385, 517–528. 10.9999/x.1",
    "BMC": "Lee DW, Park J: Walking in early days. Lancet 2015, 385:517-528.",
}


def initials(name: dict[str, str]) -> str:
    return "".join(part[0] for part in name["given"].replace(".", " ").split())[:1]


@pytest.mark.parametrize("style", STYLES)
def test_an_article_in_many_styles(style: str) -> None:
    item, doubts = read_entry(STYLES[style])
    assert doubts == []
    assert {key: item[key] for key in ARTICLE} == ARTICLE
    assert item["issued"]["date-parts"][0][0] == 2015
    assert [(name["family"], initials(name)) for name in item["author"]] == [("Lee", "D"), ("Park", "J")]
    assert item["type"] == "article-journal"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "Smith A. Big Book of Cells. 2nd ed. New York, NY: Academic Press; 2015:12-30.",
            {"type": "book", "title": "Big Book of Cells", "edition": "2nd", "publisher": "Academic Press"}
            | {"publisher-place": "New York, NY", "page": "12-30"},
        ),
        (
            "Smith A, Jones B. Growth. In: Miller C, Doe D, eds. Handbook of Cells. Berlin: Springer; 2010:1-20.",
            {"type": "chapter", "title": "Growth", "container-title": "Handbook of Cells", "publisher": "Springer"}
            | {"editor": [{"family": "Miller", "given": "C"}, {"family": "Doe", "given": "D"}]},
        ),
        (
            "World Toy Organization. Toy report. https://toys.example/x. Accessed June 3, 2020.",
            {"type": "webpage", "author": [{"literal": "World Toy Organization"}], "URL": "https://toys.example/x"}
            | {"accessed": {"date-parts": [[2020, 6, 3]]}},
        ),
        (
            "Lee DW III, van der Berg A, et al. On toys [abstract]. Blood. 2016;128(suppl 1). Abstract 218.",
            {"issue": "suppl 1", "supplement-number": "1", "volume": "128", "title": "On toys"}
            | {"custom": {"abstractnumber": "218", "labelledabstract": "yes", "etal": "author"}}
            | {
                "author": [
                    {"family": "Lee", "given": "DW", "suffix": "III"},
                    {"family": "Berg", "given": "A", "non-dropping-particle": "van der"},
                ]
            },
        ),
        (
            "Doe L, Roe J. Toys [published online ahead of print 25 September 2020]. Nat Rev Toys. doi:10.9999/x-6.",
            {"container-title": "Nat Rev Toys", "DOI": "10.9999/x-6", "issued": {"date-parts": [[2020, 9, 25]]}},
        ),
        (
            "The TOY Collaborative Group, Horby P. Dolls? A trial. N Engl J Toys. 2021;384:e12.",
            {"author": [{"literal": "TOY Collaborative Group"}, {"family": "Horby", "given": "P"}]}
            | {"title": "Dolls? A trial", "page": "e12"},
        ),
        (
            "Roe A. Dolls in rats. Proc. Natl. Acad. Toys. U. S. A. 112, 5–9 (2015). PMID: 12345678. PMC1234567",
            {"container-title": "Proc. Natl. Acad. Toys. U. S. A.", "PMID": "12345678", "PMCID": "PMC1234567"}
            | {"title": "Dolls in rats"},
        ),
    ],
)
def test_what_is_no_plain_article(printed: str, expected: dict[str, Any]) -> None:
    item, _ = read_entry(printed)
    assert {key: item.get(key) for key in expected} == expected


def test_italics_tell_the_journal() -> None:
    printed = "Doe J. Toys. A history. Toy Studies and More. 2015;3:5-9."
    start = printed.index("Toy Studies")
    item, doubts = read_entry(printed, [(start, start + len("Toy Studies and More."))])
    assert (item["title"], item["container-title"], doubts) == ("Toys. A history", "Toy Studies and More", [])


@pytest.mark.parametrize(
    ("printed", "doubt"),
    [
        ("Personal communication", "No names are recognized at its beginning."),
        ("Doe J. Toys forever", "No year is recognized."),
        ("Doe J. Toys. J Toys. 2015;3:5-9. Quux 17.", "No part takes 'Quux 17'."),
        ("", "No title is recognized."),
        ("x" * 7000, "It has 7000 characters, more than any reference."),
    ],
)
def test_what_is_unsure_is_a_doubt(printed: str, doubt: str) -> None:
    assert doubt in read_entry(printed)[1]


def test_identifiers_and_where_they_stand() -> None:
    text = "See (10.9999/a(1)b)12345678 and https://toys.example/a."
    found, spans = printed_identifiers(text)
    assert found == {"DOI": "10.9999/a(1)b", "URL": "https://toys.example/a"}
    assert [text[start:end] for start, end in spans] == ["10.9999/a(1)b", "https://toys.example/a"]


def test_titles_of_two_capitals_are_no_people() -> None:
    assert leading_people("Toy Safety. A report of 2015.").names == []
    assert [name.literal for name in leading_people("Toy Safety Board. A report.").names] == ["Toy Safety Board"]


@pytest.mark.parametrize(
    "piece", ["Lee A, ", "A. ", "(", "2015;1:", "1-", "In: ", "ed. ", "http://", "“a", "10.1000/x ", "é"]
)
def test_hostile_entries_take_no_long(piece: str) -> None:
    with bounded(6):
        item, _ = read_entry((piece * 4000)[:4000])
    assert item["type"]


@given(st.text(alphabet="Aa. ,;:()[]-0123459“\"'&é\n", max_size=80))
def test_any_text_is_read(printed: str) -> None:
    item, doubts = read_entry(printed)
    assert all(isinstance(doubt, str) for doubt in doubts)
    assert set(item) >= {"type"}
