"""Every rule has a case that it finds and a near miss that it leaves alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import Csl, parse_bib, read_bib
from evigraph.bib.check import COMPARISONS, RULES, check_entries, check_file, check_library
from evigraph.bib.records import Library, Reference, parse_library
from evigraph.bib.tables import table
from evigraph.errors import Finding, Place

ROOT = Path(__file__).parent.parent
TODAY = date(2024, 6, 1)

GOOD = {
    "author": "Roe, Jane",
    "title": "A plain title about horses",
    "journal": "Blood",
    "year": "2020",
    "volume": "3",
    "pages": "1-9",
}


def entries_with(*changes: dict[str, str], kind: str = "article") -> list[Finding]:
    """What is said of sound entries with these changes; an empty value takes a field away."""
    text = ""
    for number, change in enumerate(changes):
        fields = {name: value for name, value in (GOOD | change).items() if value}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        text += f"@{kind}{{key{number},\n{lines}}}\n"
    entries, _ = parse_bib(text, "x.bib")
    assert len(entries) == len(changes)
    return check_entries(entries, today=TODAY)


def items_with(*items: Csl) -> list[Finding]:
    return check_library(library(*items), today=TODAY)


def library(*items: Csl, findings: tuple[Finding, ...] = ()) -> Library:
    good: Csl = {
        "id": "a",
        "type": "article-journal",
        "title": "A plain title about horses",
        "container-title": "Blood",
        "author": [{"family": "Roe", "given": "Jane"}],
        "issued": {"date-parts": [[2020]]},
        "volume": "3",
        "page": "1-9",
    }
    references = [Reference(good | item, Place("x.ris", line)) for line, item in enumerate(items, 1)]
    return Library("ris", references, [], list(findings))


FOUND = [
    ({"title": ""}, "bib-missing-field", "no title"),
    ({"author": ""}, "bib-missing-field", "no author, editor or translator"),
    ({"journal": ""}, "bib-missing-field", "no journal or book"),
    ({"year": ""}, "bib-missing-field", "no year or status"),
    ({"pages": ""}, "bib-missing-field", "no pages, article number or"),
    ({"volume": ""}, "bib-recommended-field", "no volume, issue or"),
    ({"pages": "46-40"}, "bib-page-range", "'46-40'"),
    ({"pages": "1-4, 13--12"}, "bib-page-range", "'13-12'"),
    ({"pages": "e135--e132"}, "bib-page-range", "'e135-e132'"),
    ({"pages": "S15-2"}, "bib-page-range", "'S15-2'"),
    ({"year": "1420"}, "bib-year", "1420 is before printing"),
    ({"year": "2026"}, "bib-year", "2026 is in the future"),
    ({"year": "20200"}, "bib-year", "found '20200'"),
    ({"doi": "10.1000/abc."}, "bib-doubtful-doi", "10.1000/abc."),
    ({"doi": "10.1000/ab,"}, "bib-doubtful-doi", "signs that come from"),
    ({"issn": "0028-4794"}, "bib-check-digit", "ISSN '0028-4794'"),
    ({"issn": "0028-4793, 1533-4407"}, "bib-check-digit", "'1533-4407'"),
    ({"issn": "28-4793"}, "bib-bad-identifier", "Expected an ISSN like 0028-4793"),
    ({"isbn": "0-306-40615-3"}, "bib-check-digit", "ISBN '0-306-40615-3'"),
    ({"isbn": "978-0-306-40615-8"}, "bib-check-digit", "978-0-306-40615-8"),
    ({"isbn": "978 0 306 40615 8"}, "bib-check-digit", "978 0 306 40615 8"),
    ({"isbn": "1.1605252"}, "bib-bad-identifier", "Expected an ISBN"),
    ({"orcid": "0000-0002-1825-0098"}, "bib-check-digit", "ORCID"),
    ({"eprint": "21010.1", "archiveprefix": "arXiv"}, "bib-bad-identifier", "arXiv number"),
    ({"url": "www.example.org/x"}, "bib-bad-url", "www.example.org/x"),
    ({"url": "https://example.org/a b"}, "bib-bad-url", "a b"),
    ({"url": "https://[::1"}, "bib-bad-url", "Expected an address"),
    ({"title": "{A plain title}"}, "bib-whole-title-braces", "second pair"),
    ({"title": "On {{DNA}} alone"}, "bib-double-braces", "'{{DNA}}'"),
    ({"title": "Sets \\{ and more"}, "bib-braces", "'title' do not balance"),
    ({"title": "GÃ¶kbuget and others"}, "bib-encoding", "GÃ¶kbuget"),
    ({"title": "A cure 1990â€“1995 told"}, "bib-encoding", "â€“"),
    ({"journal": "ï»¿Blood"}, "bib-encoding", "wrong encoding"),
    ({"author": "GÃ¼nther, A"}, "bib-encoding", "GÃ¼nther"),
    ({"title": "A cur\ufffd is lost"}, "bib-encoding", "A letter is lost"),
    ({"title": "Salt \\&amp; water"}, "bib-html-entity", "'&amp;'"),
    ({"title": "5 &#956;g of salt"}, "bib-html-entity", "'&#956;'"),
    ({"title": "THE EFFECT OF SALT ON HORSES"}, "bib-title-capitals", "in capitals"),
    ({"title": "The effect of salt."}, "bib-title-full-stop", "full stop"),
    ({"author": "Roe, Jane and others and Doe, A"}, "bib-et-al", "'others'"),
    ({"author": "Roe, Jane et al."}, "bib-et-al", "Roe, Jane et al."),
    ({"author": "{Roe J; Doe A}"}, "bib-bad-names", "Roe J; Doe A"),
    ({"author": "{Smith J, Doe AB, Lee P}"}, "bib-bad-names", "Smith J, Doe AB, Lee P"),
]  # fmt: skip

NEAR_MISSES = [
    {},
    {"pages": "", "doi": "10.1000/x"},
    {"pages": "", "articlenumber": "12"},
    {"pages": "", "volume": "", "year": "", "pubstate": "in press"},
    {"author": "", "editor": "Roe, Jane"},
    {"title": "", "author": "", "crossref": "parent"},
    {"pages": "40-6"},
    {"pages": "1298-302"},
    {"pages": "e132--e135"},
    {"pages": "S12-S15"},
    {"pages": "S12-5"},
    {"pages": "A12-B3"},
    {"pages": "xii--xv"},
    {"pages": "9-9"},
    {"pages": "236802-1"},
    {"pages": "LL16-04"},
    {"pages": "3-14--3-2"},
    {"pages": "1-4, 7-12"},
    {"year": "1450"},
    {"year": "2025"},
    {"year": "in press"},
    {"doi": "10.1002/1531-8249(199902)45:2<265::AID-ANA21>3.0.CO;2-3"},
    {"issn": "0028-4793 (Print) 1533-4406 (Electronic)"},
    {"issn": "00284793; 2434-561X"},
    {"issn": "E2196-7822"},
    {"issn": '["0028-4793"]'},
    {"isbn": "0-306-40615-2; 978-0-306-40615-7"},
    {"isbn": "ISBN-13: 978 0 306 40615 7 (hbk)"},
    {"isbn": "080442957x"},
    {"orcid": "https://orcid.org/0000-0002-1825-0097"},
    {"orcid": "0000-0002-1694-233X"},
    {"eprint": "2101.00001v2", "archiveprefix": "arXiv"},
    {"eprint": "hep-th/9901001", "eprinttype": "arxiv"},
    {"eprint": "whatever", "eprinttype": "jstor"},
    {"url": "https://example.org/a%20b?c=(d)#e"},
    {"url": "http://example.org ftp://example.org/x"},
    {"title": "{A} title {B}"},
    {"title": "{Anaphylaxis}"},
    {"title": 'On {{\\"o}} alone'},
    {"author": "{{Roe Group}}"},
    {"title": "SÃO Paulo, Ãgide et Âge, Ångström"},
    {"title": "R&D; A&B; and &nosuch;"},
    {"title": "DNA AND RNA"},
    {"title": "Care by Acme Inc."},
    {"title": "Policy of the U.S."},
    {"title": "A question..."},
    {"author": "Roe, Jane and others"},
    {"author": "{Centers for Care, Cure, and Health}"},
    {"author": "{Smith J, Limited}"},
]


@pytest.mark.parametrize(("change", "code", "said"), FOUND)
def test_each_rule_finds_its_case(change: dict[str, str], code: str, said: str) -> None:
    found = entries_with(change)
    assert [finding.code for finding in found] == [code], found
    assert said in found[0].message
    assert found[0].hint or code in ("bib-bad-identifier",)
    assert found[0].severity in ("error", "warning", "note")
    name = next(iter(change))
    line = 2 + list(GOOD | change).index(name) if change[name] else 1
    assert found[0].place.line == line


@pytest.mark.parametrize("change", NEAR_MISSES)
def test_near_misses(change: dict[str, str]) -> None:
    assert entries_with(change) == []


def test_keys_beyond_ascii() -> None:
    found = check_entries(parse_bib("@book{müller, title={A}, author={B}, year=2020, publisher={P}}")[0], today=TODAY)
    assert [finding.code for finding in found] == ["bib-doubtful-key"]


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("book", []),
        ("inproceedings", []),
        ("incollection", ["bib-recommended-field"]),
        ("phdthesis", ["bib-missing-field"]),
        ("techreport", ["bib-recommended-field"]),
        ("online", ["bib-missing-field"]),
        ("misc", []),
    ],
)
def test_types_need_different_fields(kind: str, missing: list[str]) -> None:
    change = {"publisher": "P"} if kind == "book" else {}
    found = [finding.code for finding in entries_with(change, kind=kind)]
    assert sorted(set(found)) == sorted(
        {*missing, *({"bib-recommended-field"} & set(found) if kind == "online" else ())}
    )


def test_the_table_knows_the_types() -> None:
    types = {*table("bibtex")["types"].values(), *table("ris")["types"], "post-weblog", "article-magazine", "other"}
    required = table("required")
    assert len(required["required"]) > 12
    assert set(required["recommended"]) <= set(required["required"])
    assert {"article-journal", "book", "chapter", "paper-conference", "thesis", "report"} <= types & set(
        required["required"]
    )


def two(first: dict[str, str], second: dict[str, str]) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in entries_with(first, first, second)]


def test_one_name_in_two_spellings() -> None:
    ((code, message),) = two({"author": "Gökbuget, N"}, {"author": "Gokbuget, N"})
    assert (code, message) == (
        "bib-name-spelling",
        "A name stands here as 'Gokbuget, N' and elsewhere as 'Gökbuget, N'.",
    )
    assert two({"author": "Gökbuget, N"}, {"author": "Gokbuget, M"}) == []
    assert two({"author": "Gökbuget, N"}, {"author": "Go\u0308kbuget, N"}) == []
    assert two({"author": "Gökbuget, N"}, {"author": "GÖKBUGET, N"}) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"journal": "N Engl J Med"}, {"journal": "N. Engl. J. Med."}),
        ({"journal": "New England Journal of Medicine"}, {"journal": "N Engl J Med"}),
        ({"journal": "Journal of the National Cancer Institute"}, {"journal": "J Natl Cancer Inst"}),
        ({"journal": "The Lancet"}, {"journal": "Lancet"}),
        ({"journal": "Physica D", "issn": "0028-4793"}, {"journal": "Nonlinear Phenomena", "issn": "00284793"}),
    ],
)
def test_one_journal_in_several_ways(one: dict[str, str], other: dict[str, str]) -> None:
    ((code, message),) = two(one, other)
    assert code == "bib-journal-spelling"
    assert f"The journal '{other['journal']}' is elsewhere '{one['journal']}' (2 in all)." == message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"journal": "Blood"}, {"journal": "Blood Rev"}),
        ({"journal": "Cancer"}, {"journal": "Cancers"}),
        ({"journal": "J Immunol"}, {"journal": "J Immunother"}),
        ({"journal": "Philosophical Magazine"}, {"journal": "Philosophical Magazine A"}),
        ({"journal": "J Med", "issn": "0028-4793"}, {"journal": "Journal of Medicine", "issn": "1533-4406"}),
    ],
)
def test_journals_that_differ(one: dict[str, str], other: dict[str, str]) -> None:
    assert two(one, other) == []


def test_an_abbreviation_of_two_journals_is_neither() -> None:
    found = entries_with(
        {"journal": "Am J Med"},
        {"journal": "American Journal of Medicine"},
        {"journal": "American Journal of Mediation"},
    )
    assert found == []


def test_other_formats_are_held_to_the_same() -> None:
    found = items_with(
        {"DOI": "doi 10.1"},
        {"PMID": "PMC3"},
        {"author": [{"literal": "Roe J"}, {"family": "et al"}, {"family": "Doe"}]},
        {"author": [{"family": "others"}]},
        {"custom": {"orcid": "0000-0002-1825-0098"}},
        {"title": "All is well", "volume": 3},
        {"title": None, "author": None, "issued": None, "page": ["1"], "type": 7},
    )
    assert [(finding.place.line, finding.code) for finding in found] == [
        (1, "bib-bad-identifier"),
        (2, "bib-bad-identifier"),
        (3, "bib-et-al"),
        (4, "bib-et-al"),
        (5, "bib-check-digit"),
        (7, "bib-missing-field"),
    ]


def test_nothing_is_said_twice() -> None:
    said = Finding(Place("x.ris", 1), "bib-bad-identifier", "Said.")
    assert check_library(library({"DOI": "doi 10.1"}, findings=(said,)), today=TODAY) == []
    entries, findings = parse_bib("@misc{a, title = {A}, doi = {doi 10.1}}", "x.bib")
    assert [finding.code for finding in findings] == ["bib-bad-identifier"]
    assert check_entries(entries, today=TODAY) == []


def test_the_bibliography_of_this_repository_has_no_findings() -> None:
    entries, findings = read_bib(ROOT / "references.bib")
    assert len(entries) == 52
    assert findings == check_entries(entries, today=date(2021, 6, 1)) == []


def test_every_code_has_a_case() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src/evigraph/bib/check").glob("*.py"))
    codes = set(re.findall(r'"(bib-[a-z-]+)"', source))
    tested = {code for _, code, _ in FOUND} | {"bib-doubtful-key", "bib-name-spelling", "bib-journal-spelling"}
    assert codes == tested
    assert len(codes) == 20
    assert len(RULES) + len(COMPARISONS) == 15


TEXTS: st.SearchStrategy[Any] = st.one_of(
    st.text(st.sampled_from("aZ{}\\-–,;.&/ 0129X(Ã€\ufffdé"), max_size=15),
    st.none(),
    st.integers(),
    st.lists(st.text(max_size=3), max_size=2),
)
ITEMS = st.dictionaries(
    st.sampled_from(
        ["title", "page", "DOI", "ISSN", "ISBN", "URL", "issued", "author", "container-title", "type", "PMID"]
    ),
    TEXTS,
)


@settings(deadline=None)
@given(st.lists(ITEMS, max_size=3))
def test_no_value_breaks_a_rule(items: list[Csl]) -> None:
    found = items_with(*items)
    assert all(finding.message and finding.place.file == "x.ris" for finding in found)


SURE = """@article{rehman, author = {family=Rehman, given=Naveed, prefix=ur, useprefix=true and Doe, J}, title = {Ab},
  journal = {J}, volume = {1}, year = {2000}, pages = {1}, doi = {https://doi.org/10.1000/x}, __markedentry = {[me:1]}}
@comment said without braces = {anything}
@xdata{common, publisher = {P}, location = {Town}}
@book{shared, author = {Roe, J}, title = {On {\\"o}}, year = {2001}, xdata = {common}, doi = {}}
@set{both, entryset = {rehman, shared}}
"""


def test_an_error_is_surely_wrong(tmp_path: Path) -> None:
    """What other tools write and what biblatex allows is no error, and what stands for no work is no record."""
    (tmp_path / "a.bib").write_text(SURE, "utf-8")
    found = check_file(tmp_path / "a.bib", "a.bib", today=TODAY)
    assert [(finding.severity, finding.code) for finding in found] == [("warning", "bib-labelled-doi")]
    assert "10.1000/x" in found[0].hint
    read = parse_library(SURE.encode(), "a.bib")
    assert [reference.item["id"] for reference in read.references] == ["rehman", "shared"]
    shared = read.references[1].item
    assert (shared["publisher"], shared["publisher-place"], "custom" in shared) == ("P", "Town", False)
    assert {finding.code for finding in read.findings} == {"bib-labelled-doi"}
    entries, _ = parse_bib(SURE)
    assert [entry.key for entry in entries if entry.is_work] == ["rehman", "shared"]
