"""Bibliographic records as CSL, BibTeX, RIS, one line, and links."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import (
    FORMATS,
    Csl,
    Entry,
    identifier_links,
    parse_bib,
    parse_library,
    plain,
    read_bib,
    render,
    search_link,
    short_citation,
    to_csl,
)
from evigraph.bib.bibtex.latex import one_line
from evigraph.errors import Finding, UsageError

REFERENCES = Path(__file__).parent.parent / "references.bib"


@pytest.fixture(scope="module")
def references() -> list[Entry]:
    entries, findings = read_bib(REFERENCES)
    assert findings == []
    return entries


@pytest.fixture(scope="module")
def items(references: list[Entry]) -> list[Csl]:
    return [to_csl(entry) for entry in references]


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_csl_keeps_what_has_no_variable() -> None:
    text = """@inproceedings{a, title = {T}, booktitle = {B}, journal = {J}, year = {in press}, month = {x},
      groups = {mine}, pages = {1--9}, number = {3}, issuesupplement = {2}, doi = {10.1000/a\\_b%c}}"""
    (entry,), findings = parse_bib(text)
    assert findings == []
    item = to_csl(entry)
    assert item["issued"] == {"literal": "in press"}
    assert item["custom"] == {"groups": "mine", "journal": "J", "month": "x"}
    assert (item["page"], item["issue"], item["supplement-number"]) == ("1-9", "3 suppl 2", "2")
    assert item["DOI"] == "10.1000/a_b%c"
    (again,), findings = parse_bib(render([item], "bibtex"))
    assert findings == []
    assert (again.type, again.fields["booktitle"], again.fields["number"]) == ("inproceedings", "B", "3 suppl 2")
    assert to_csl(again) == item


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("year = {2014}", {"date-parts": [[2014]]}),
        ("year = 2014, month = sep", {"date-parts": [[2014, 9]]}),
        ("pubdate = {2020-09-25}", {"date-parts": [[2020, 9, 25]]}),
        ("year = {2021}, pubdate = {2020-09-25}", {"date-parts": [[2021]]}),
        ("date = {2020-09}", {"date-parts": [[2020, 9]]}),
        ("date = {2020-09-25}, pubdate = {2020-09-24}", {"date-parts": [[2020, 9, 24]]}),
        ("pubdate = {soon}", {}),
    ],
)
def test_dates_are_never_padded(fields: str, issued: Csl) -> None:
    (entry,), _ = parse_bib(f"@article{{a, {fields}}}")
    item = to_csl(entry)
    assert item.get("issued", {}) == issued
    (again,), _ = parse_bib(render([item], "bibtex"))
    assert to_csl(again) == item


@pytest.mark.parametrize("format", FORMATS)
def test_one_record_for_each_item(items: list[Csl], format: str) -> None:
    text = render(items, format)
    assert text == render([json.loads(json.dumps(item)) for item in items], format)
    counted = {
        "bibtex": lambda: len(parse_bib(text)[0]),
        "biblatex": lambda: len(parse_bib(text)[0]),
        "ris": lambda: len(rispy.loads(text)),
        "enw": lambda: text.count("\n%T "),
        "nbib": lambda: text.count("\nTI  - "),
        "csv": lambda: len(text.splitlines()) - 1,
        "csl-json": lambda: len(json.loads(text)),
    }
    assert counted[format]() == 52
    assert counted.keys() == set(FORMATS)


@pytest.mark.parametrize("format", ["bibtex", "biblatex", "ris"])
def test_no_items_no_text(format: str) -> None:
    assert render([], format) == ""


def test_a_format_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="Did you mean 'bibtex'"):
        render([], "bibtx")


def test_ris_of_an_abstract_and_an_electronic_article(items: list[Csl]) -> None:
    lee, liu = rispy.loads(render([items[15], items[11]], "ris"))
    assert lee["authors"][0] == "Lee, DW, III"
    assert "abstractnumber: 218" in lee["notes"]
    assert "etal: author" in lee["notes"]
    assert (liu["start_page"], liu["doi"]) == ("15", "10.1186/s13045-019-0703-z")


HOSTILE = st.text(
    alphabet=st.one_of(st.sampled_from("{}\\\"@,=#%&$~^_-'`\n\r\u2028\x85\x00 ATYERX"), st.characters(codec="utf-8")),
    max_size=40,
)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"id": HOSTILE, "type": st.sampled_from(["article-journal", "chapter", "song"]), "title": HOSTILE},
        optional={
            "author": st.lists(st.fixed_dictionaries({"family": HOSTILE, "given": HOSTILE}), max_size=3),
            "container-title": HOSTILE,
            "DOI": HOSTILE,
            "URL": HOSTILE,
            "page": HOSTILE,
            "scale": HOSTILE,
            "custom": st.dictionaries(st.one_of(HOSTILE, st.just("file")), HOSTILE, max_size=2),
        },
    ),
    max_size=4,
)


@settings(deadline=None)  # the first example pays for the import of the decoder
@given(ITEMS)
def test_hostile_values_stay_within_their_record(hostile: list[Csl]) -> None:
    entries, findings = parse_bib(render(hostile, "bibtex"))
    mild = {"bib-bad-identifier", "bib-unknown-field", "bib-unknown-type", "bib-bad-sameas", "bib-empty"}
    assert set(codes(findings)) <= mild
    assert len(entries) == len(hostile)
    for entry, item in zip(entries, hostile, strict=True):
        assert plain(entry.fields.get("title", "")) == one_line(item["title"])
    records = rispy.loads(render(hostile, "ris"))
    assert [record.get("title", "") for record in records] == [one_line(item["title"]) for item in hostile]


def test_a_record_end_inside_a_value() -> None:
    item = {
        "id": "a",
        "type": "article-journal",
        "title": "One\nER  - \nTY  - JOUR\r\nTI  - Two }\n@article{b,",
    }
    assert len(rispy.loads(render([item], "ris"))) == 1
    (entry,), findings = parse_bib(render([item], "bibtex"))
    assert (findings, plain(entry.fields["title"])) == ([], "One ER - TY - JOUR TI - Two } @article{b,")


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (5, "Topp MS et al. J Clin Oncol 2014;32(36):4134-4140"),
        (10, "von Stackelberg A et al. J Clin Oncol 2016;34(36):4381-4389"),
        (12, "Liu D et al. J Hematol Oncol 2019;12(1):15"),
        (16, "Lee DW III et al. Blood 2016;128(22). Abstract 218"),
        (33, "Ruella M, Maus MV. Comput Struct Biotechnol J 2016;14:357-362"),
        (47, "Mikkilineni L, Kochenderfer JN. Nat Rev Clin Oncol 2020 (published online ahead of print)"),
        (48, "Taraseviciute A et al. Blood 2020;136(suppl 1):13-14"),
    ],
)
def test_short_citation(items: list[Csl], number: int, line: str) -> None:
    assert short_citation(items[number - 1]) == line


def test_given_names_in_full_become_initials() -> None:
    authors = [
        {"family": "Lee", "given": "Daniel W.", "suffix": "III"},
        {"family": "Roe", "given": "Jean-Paul"},
    ]
    assert short_citation({"author": authors, "container-title": "Blood"}) == "Lee DW III, Roe JP. Blood"


def test_links(items: list[Csl]) -> None:
    assert identifier_links(items[7]) == [
        ("doi:10.1056/NEJMoa1609783", "https://doi.org/10.1056/NEJMoa1609783"),
        ("PMID 28249141", "https://pubmed.ncbi.nlm.nih.gov/28249141/"),
        ("PMC5881572", "https://pmc.ncbi.nlm.nih.gov/articles/PMC5881572/"),
    ]
    assert identifier_links(items[15]) == []
    ((_, address),) = identifier_links({"DOI": '10.1/"><script>'})
    assert address == "https://doi.org/10.1/%22%3E%3Cscript%3E"


def test_search_link(items: list[Csl]) -> None:
    assert search_link(items[25]) == (
        "https://pubmed.ncbi.nlm.nih.gov/?term=Trafficking%20of%20T%20cells%20into%20tumors%5Bti%5D"
        "%20AND%20Slaney%20CY%5B1au%5D"
    )
    assert re.fullmatch(r"https://pubmed\.ncbi\.nlm\.nih\.gov/\?term=[\w%.~-]+", search_link(items[39]))
    assert "OR" not in search_link({"title": 'a[au] OR "b"', "author": []}).removeprefix("https")


SUPPLEMENTS = [
    ("issuesupplement = {1}", "suppl 1", "1"),
    ("number = {22}, issuesupplement = {1}", "22 suppl 1", "1"),
    ("number = {22 suppl 1}, issuesupplement = {1}", "22 suppl 1", "1"),
    ("number = {suppl 1}, issuesupplement = {1}", "suppl 1", "1"),
    ("number = {22 suppl 11}, issuesupplement = {1}", "22 suppl 11 suppl 1", "1"),
    ("number = {22}", "22", ""),
]


@pytest.mark.parametrize("kind", ["article", "techreport"])
@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
@pytest.mark.parametrize(("fields", "issue", "supplement"), SUPPLEMENTS)
def test_the_number_says_the_supplement(fields: str, issue: str, supplement: str, format: str, kind: str) -> None:
    fields = fields if kind == "article" else fields.replace("number", "issue")
    (entry,), _ = parse_bib(f"@{kind}{{a, title = {{T}}, {fields}}}")
    item = to_csl(entry)
    assert (item["issue"], item.get("supplement-number", "")) == (issue, supplement)
    text = render([item], format)
    assert f"  {'number' if kind == 'article' else 'issue'} = {{{issue}}},\n" in text
    (again,), _ = parse_bib(text)
    kept = {variable: value for variable, value in item.items() if value}
    assert {variable: value for variable, value in to_csl(again).items() if value} == kept


ADDRESSES = [
    "https://www.who.int/docs/Annual%20report%202019.pdf",
    "https://example.org/a%2Fb%25c%7Bd%7D%5Ce?f=%24&g=%#h_~i",
    "https://example.org/%2520/%252524",
    "https://example.org/a b.pdf https://example.org/c",
]


@pytest.mark.parametrize("format", FORMATS)
def test_an_address_stays_as_it_is(format: str) -> None:
    item = {"id": "a", "type": "webpage", "title": "T", "URL": "", "custom": {"biburl": ""}}
    for address in ADDRESSES:
        item |= {"URL": address, "custom": {"biburl": address}}
        text = render([item], format)
        assert address in text.replace('\\"', '"')
        (again,) = parse_library(text.encode(), "library", format).references
        assert again.item["URL"] == address
        assert again.item["custom"]["biburl"] == address


FILES = ["Full Text PDF:/home/a b.pdf:application/pdf", r":C\:\\Papers\\x.pdf:PDF", r"C:\textbook\50%\a_b\\"]


@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_a_field_of_another_program_keeps_blanks_and_backslashes(dialect: str) -> None:
    for file in FILES[:2]:
        (entry,), findings = parse_bib(f"@misc{{a, title = {{T}}, file = {{{file}}}}}")
        text = render([to_csl(entry)], dialect)
        assert findings == []
        assert f"file = {{{file}}}" in text
    item = {"id": "a", "type": "document", "title": "T", "custom": {"file": FILES[2]}}
    (entry,), findings = parse_bib(render([item], dialect))
    assert findings == []
    assert to_csl(entry)["custom"]["file"] == r"C:%5Ctextbook\50%\a_b%5C%5C"
