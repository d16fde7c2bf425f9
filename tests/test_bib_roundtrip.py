"""CSL-JSON into every format and back: what comes back is what went in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import Csl, Library, parse_library, read_bib, render, to_csl
from evigraph.bib.exchange.normal import clean

REFERENCES = Path(__file__).parent.parent / "references.bib"
FORMATS = ("ris", "enw", "nbib", "csv", "csl-json")
HARMLESS = [
    "The Group",
    "Smith JA",
    "J. Roe",
    "2014",
    "PMC123",
    "0028-4793",
    "978-3-16-148410-0",
    "10.1056/NEJMoa1609783",
    "李",
    "é",
    "é",
    "ß",
    "😀",
    "x y",
]
TAGS = [
    "ER  - ",
    "TY  - JOUR",
    "%0 Book",
    "%A x",
    "PMID- 1",
    "FAU - Roe, J",
    "\nER  - \n",
    "\r\n%T ",
    "[doi]",
    " [pii]",
]
SPACES = ["\x0b", "\x00", "\u2028", "\u00a0", "\u3000", "\ufeff", "\u202e", "\u200f", "\u2066", "\t", "  ", "x" * 3000]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''+", '"', '"";']
NAMES = [",", ";", ", ", "; ", ", Jr", " III", "and others", "et al", "et al.", "von ", "de la "]
NOTES = ["note: ", "exact: {}", "etal: author", "type: book", "PMID: 1", "a: b", "custom: x", 'exact: {"title": "x"}']
SIGNS = [
    "{",
    "}",
    "\\",
    "<i>x</i>",
    "&amp;",
    "%",
    "$",
    "...",
    ".",
    "?",
    "–",
    "—",
    "-",
    "doi:",
    "https://doi.org/10.1/a",
]
PIECES = st.sampled_from([*HARMLESS, *TAGS, *SPACES, *FORMULAS, *NAMES, *NOTES, *SIGNS, "suppl 1", "22 Suppl 2"])
TEXT = st.lists(st.one_of(PIECES, st.text(st.characters(codec="utf-8"), max_size=6)), max_size=4).map("".join)
TITLE = TEXT.map(lambda text: text if clean(text) else "Untitled")
PERSON = st.fixed_dictionaries(
    {"family": TEXT},
    optional={"given": TEXT, "suffix": TEXT, "non-dropping-particle": TEXT, "dropping-particle": TEXT},
)
NAME = st.one_of(
    PERSON,
    st.fixed_dictionaries({"literal": TEXT}),
    st.sampled_from(
        [
            {"family": "Lee", "given": "DW", "suffix": "III"},
            {"family": "Stackelberg", "given": "A", "non-dropping-particle": "von"},
            {"family": "van Dongen", "given": "A"},
            {"family": "Madonna"},
            {"literal": "Children's Oncology Group"},
            {"literal": "Smith, Roe and Co"},
        ]
    ),
)
PARTS = st.one_of(
    st.tuples(st.integers(-50, 3000)),
    st.tuples(st.integers(1000, 9999), st.integers(1, 12)),
    st.tuples(st.integers(1000, 9999), st.integers(1, 12), st.integers(1, 31)),
).map(list)
DATE = st.one_of(
    st.fixed_dictionaries(
        {"date-parts": st.lists(PARTS, min_size=1, max_size=2)},
        optional={"circa": st.just(True), "season": st.integers(1, 4)},
    ),
    st.fixed_dictionaries({"literal": TEXT}),
    st.fixed_dictionaries({"raw": st.sampled_from(["2014-09-19", "Sep 2014", "2014/09/19", "in press"])}),
)
FIELDS = [
    "container-title", "container-title-short", "volume", "issue", "supplement-number", "page", "DOI", "PMID", "PMCID",
    "ISSN", "ISBN", "URL", "publisher", "publisher-place", "abstract", "note", "keyword", "status", "language",
    "edition", "collection-title", "source",
]  # fmt: skip
OWN = ["etal", "abstractnumber", "articlenumber", "annotation", "note", "title", "AD", "%9", "TY", "PT", "doi", "id"]
TYPES = ["article-journal", "book", "chapter", "thesis", "song", "dataset", "regulation"]
ITEM = st.fixed_dictionaries(
    {"id": TEXT, "type": st.sampled_from(TYPES), "title": TITLE},
    optional={
        **dict.fromkeys(FIELDS, TEXT),
        "author": st.lists(NAME, max_size=4),
        "editor": st.lists(NAME, max_size=2),
        "recipient": st.lists(NAME, max_size=2),
        "issued": DATE,
        "accessed": DATE,
        "custom": st.dictionaries(st.one_of(st.sampled_from(OWN), TEXT), TEXT, max_size=3),
    },
)


def back(items: list[Csl], format: str) -> Library:
    return parse_library(render(items, format).encode(), "library.txt", format)


def normal(items: list[Any]) -> list[Csl]:
    """The items as our reader of CSL-JSON has them, which is the form that is kept."""
    return [reference.item for reference in back(items, "csl-json").references]


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=150, deadline=None)
@given(items=st.lists(ITEM, max_size=3))
def test_hostile_items_come_back(format: str, items: list[Csl]) -> None:
    expected = normal(items)
    library = back(expected, format)
    assert [finding.code for finding in library.lost] == []
    assert len(library.references) == len(items)
    for reference, item in zip(library.references, expected, strict=True):
        assert reference.item == item


@settings(max_examples=100, deadline=None)
@given(items=st.lists(ITEM, max_size=3))
def test_rispy_reads_the_same_ris(items: list[Csl]) -> None:
    expected = normal(items)
    records = rispy.loads(render(expected, "ris"))
    assert len(records) == len(expected)
    for record, item in zip(records, expected, strict=True):
        assert record.get("title", "") == item.get("title", "")
        assert len(record.get("authors", [])) == len(item.get("author", []))
        assert record.get("volume", "") == item.get("volume", "")
        assert record.get("doi", "") == item.get("DOI", "")


@pytest.fixture(scope="module")
def references() -> list[Csl]:
    entries, findings = read_bib(REFERENCES)
    assert findings == []
    return [to_csl(entry) for entry in entries]


@pytest.mark.parametrize("format", FORMATS)
def test_the_list_of_this_repository_comes_back(format: str, references: list[Csl]) -> None:
    library = back(references, format)
    assert library.findings == []
    assert [reference.item for reference in library.references] == references
    assert len(references) == 52
    assert render(references, format) == render([json.loads(json.dumps(item)) for item in references], format)


@pytest.mark.parametrize("format", FORMATS)
def test_one_record_through_every_format_in_turn(format: str) -> None:
    item = {
        "id": "a",
        "type": "song",
        "title": "T.",
        "issued": {"literal": "2014"},
        "author": [{"family": "van X", "given": "A"}],
    }
    (first,) = back([item], format).references
    for other in FORMATS:
        (again,) = back([first.item], other).references
        assert again.item == item


NOT_CARRIED: dict[str, tuple[Csl, Csl]] = {
    "line breaks": ({"title": "a\n  b\tc"}, {"title": "a b c"}),
    "lines of other own fields": ({"custom": {"groups": "a\nb"}}, {"custom": {"groups": "a b"}}),
    "control characters": ({"title": "a\x00b\x1b"}, {"title": "ab"}),
    "halves of surrogate pairs": ({"title": "a\ud800"}, {"title": "a\ufffd"}),
    "dropping particles": (
        {"author": [{"family": "Beethoven", "dropping-particle": "van"}]},
        {"author": [{"family": "Beethoven", "non-dropping-particle": "van"}]},
    ),
    "flags of a name": (
        {"author": [{"family": "Lee", "given": "D", "comma-suffix": True, "static-ordering": True}]},
        {"author": [{"family": "Lee", "given": "D"}]},
    ),
    "the dash of a range": ({"page": "1–9"}, {"page": "1-9"}),
    "the address of a DOI": ({"DOI": "https://doi.org/10.1000/x"}, {"DOI": "10.1000/x"}),
    "semicolons in keywords": ({"keyword": "a;b"}, {"keyword": "a; b"}),
    "own fields that are no text": ({"custom": {"x": {"a": 1}}}, {"custom": {"x": '{"a": 1}'}}),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("what", NOT_CARRIED)
def test_what_is_not_carried(what: str, format: str) -> None:
    given_, kept = NOT_CARRIED[what]
    head = {"id": "a", "type": "article-journal"}
    text = json.dumps([head | given_])  # as another program may have written it
    (item,) = [reference.item for reference in parse_library(text.encode(), "x.json").references]
    assert [reference.item for reference in back([item], format).references] == [head | kept]


@pytest.mark.parametrize("format", FORMATS)
def test_an_item_that_says_nothing_is_reported(format: str) -> None:
    library = back([{"id": "", "type": "book"}, {"id": "", "type": "book", "title": "T"}], format)
    assert (len(library.references), [finding.code for finding in library.lost]) in (
        (1, ["bib-empty-record"]),
        (1, ["bib-bad-item"]),
    )


def test_the_lines_of_an_annotation_stay() -> None:
    item = {"id": "a", "type": "book", "custom": {"annotation": "One.\nTwo."}}
    for format in FORMATS:
        assert [reference.item for reference in back([item], format).references] == [item]


READ_ONLY = {
    "styles": ("<record><titles><title><style face='bold'>A</style></title></titles></record>", {"title": "A"}),
    "the file": (
        "<record><database>x</database><foreign-keys><key>1</key></foreign-keys><volume>1</volume></record>",
        {"volume": "1"},
    ),
    "chemicals": (
        "<PubmedArticle><MedlineCitation><PMID>1</PMID><ChemicalList><Chemical><NameOfSubstance>x</NameOfSubstance>"
        "</Chemical></ChemicalList></MedlineCitation></PubmedArticle>",
        {"PMID": "1"},
    ),
    "short names": (
        "PMID- 1\nFAU - Lee, Daniel\nAU  - Lee D\n",
        {"PMID": "1", "author": [{"family": "Lee", "given": "Daniel"}]},
    ),
    "text after the end": ("TY  - JOUR\nTI  - A\nER  - x\n", {"title": "A"}),
}


@pytest.mark.parametrize("what", READ_ONLY)
def test_what_is_left_out_in_reading(what: str) -> None:
    text, kept = READ_ONLY[what]
    (reference,) = parse_library(text.encode(), "x").references
    assert {name: value for name, value in reference.item.items() if name not in ("id", "type")} == kept


def test_the_table_of_the_documentation_names_every_writable_format() -> None:
    text = (REFERENCES.parent / "docs" / "bibliography-formats.md").read_text("utf-8")
    assert all(f"`{format}`" in text for format in FORMATS)
