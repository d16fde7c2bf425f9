"""biblatex in and out; CSL -> BibTeX or biblatex -> CSL gives back what was written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import Csl, parse_bib, parse_library, render, to_csl
from evigraph.bib.bibtex.latex import one_line, plain
from evigraph.bib.bibtex.lenient import dialect, parse_bibtex
from evigraph.bib.bibtex.write import protected
from evigraph.bib.names import from_csl


def read(text: str) -> Csl:
    """The only item of a text without findings that matter."""
    ((item, _),), lost, _ = parse_bibtex(text, "x.bib")
    assert not lost
    return item


@pytest.mark.parametrize(
    ("date", "issued"),
    [
        ("2014", {"date-parts": [[2014]]}),
        ("2014-09", {"date-parts": [[2014, 9]]}),
        ("2014-09-05", {"date-parts": [[2014, 9, 5]]}),
        ("2014-09-05T10:20:30Z", {"date-parts": [[2014, 9, 5]]}),
        ("2000/2005", {"date-parts": [[2000], [2005]]}),
        ("2000-01/2000-03", {"date-parts": [[2000, 1], [2000, 3]]}),
        ("2000~", {"date-parts": [[2000]], "circa": True}),
        ("2014-21", {"date-parts": [[2014]], "season": 1}),
        ("0876", {"date-parts": [[876]]}),
        ("-0044", {"date-parts": [[-44]]}),
        ("2014-13", {"literal": "2014-13"}),
        ("in press", {"literal": "in press"}),
    ],
)
@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
def test_dates(date: str, issued: Csl, format: str) -> None:
    item = read(f"@article{{a, date = {{{date}}}}}")
    assert item["issued"] == issued
    assert read(render([item], format))["issued"] == issued


def test_fields_of_biblatex() -> None:
    item = read(
        """@article{a, title = {Title}, subtitle = {Sub}, titleaddon = {Addon}, journaltitle = {J}, shortjournal = {j},
        eid = {e12}, eprint = {123}, eprinttype = {pubmed}, pmcid = {PMC1}, urldate = {2020-02-01}, langid = {french},
        volume = 3, number = {2}, note = {N}, url = {http://x.org/a_b%c~d}, entrysubtype = {magazine}}"""
    )
    assert item == {
        "id": "a",
        "type": "article-magazine",
        "title": "Title: Sub. Addon",
        "container-title": "J",
        "container-title-short": "j",
        "page": "e12",
        "PMID": "123",
        "PMCID": "PMC1",
        "accessed": {"date-parts": [[2020, 2, 1]]},
        "language": "french",
        "volume": "3",
        "issue": "2",
        "note": "N",
        "URL": "http://x.org/a_b%c~d",
        "custom": {"subtitle": "Sub", "titleaddon": "Addon", "articlenumber": "e12"},
    }
    text = render([item], "biblatex")
    for line in ("title = {Title}", "subtitle = {Sub}", "titleaddon = {Addon}", "eid = {e12}", "eprint = {123}"):
        assert f"  {line},\n" in text
    assert read(text) == item
    assert read(render([item], "bibtex"))["title"] == item["title"]


@pytest.mark.parametrize(
    ("kind", "type", "back"),
    [
        ("online", "webpage", "online"),
        ("report", "report", "report"),
        ("mvbook", "book", "book"),
        ("inreference", "entry-encyclopedia", "inreference"),
        ("patent", "patent", "patent"),
        ("dataset", "dataset", "dataset"),
        ("software", "software", "software"),
        ("video", "motion_picture", "movie"),
        ("talk", "document", "talk"),
    ],
)
def test_types(kind: str, type: str, back: str) -> None:
    item = read(f"@{kind}{{a, title = {{T}}}}")
    assert item["type"] == type
    assert render([item], "biblatex").startswith(f"@{back}{{a,")


@pytest.mark.parametrize(
    ("entry", "genre", "bibtex", "biblatex"),
    [
        ("@phdthesis{a,}", "PhD thesis", "@phdthesis{a,\n}", "@thesis{a,\n  type = {phdthesis},\n}"),
        ("@mastersthesis{a,}", "Master's thesis", "@mastersthesis{a,\n}", "@thesis{a,\n  type = {mathesis},\n}"),
        (
            "@thesis{a, type = {mathesis}}",
            "Master's thesis",
            "@mastersthesis{a,\n}",
            "@thesis{a,\n  type = {mathesis},\n}",
        ),
        ("@thesis{a, type = {HDR}}", "HDR", "@phdthesis{a,\n  type = {HDR},\n}", "@thesis{a,\n  type = {HDR},\n}"),
    ],
)
def test_theses(entry: str, genre: str, bibtex: str, biblatex: str) -> None:
    item = read(entry)
    assert item["genre"] == genre
    assert render([item], "bibtex").replace("{HDR}}", "{HDR}}").strip() == bibtex
    assert render([item], "biblatex").strip() == biblatex


def test_what_a_child_inherits() -> None:
    text = """@inproceedings{child, title = {C}, crossref = {parent}, xdata = {common}}
    @proceedings{parent, title = {P}, subtitle = {S}, year = 2014, editor = {E, F}, doi = {10.1000/p}, xdata = {more}}
    @xdata{common, publisher = {Pub}, note = {N}} @xdata{more, location = {Town}}
    @article{lonely, crossref = {nobody}} @book{c1, crossref = {c2}} @book{c2, crossref = {c1}}"""
    references, lost, findings = parse_bibtex(text, "x.bib")
    items = {item["id"]: item for item, _ in references}
    assert set(items) == {"child", "parent", "lonely", "c1", "c2"}
    assert not lost
    assert [finding.code for finding in findings if "crossref" in finding.code] == ["bib-bad-crossref"]
    child = items["child"]
    assert (child["title"], child["container-title"], child["issued"]) == ("C", "P: S", {"date-parts": [[2014]]})
    assert (child["publisher"], child["publisher-place"], child["note"]) == ("Pub", "Town", "N")
    assert "DOI" not in child
    assert child["editor"] == [{"family": "E", "given": "F"}]


def test_dialect() -> None:
    assert dialect("@article{a,\n  date = {2014}\n}") == "biblatex"
    assert dialect("@online{a,}") == "biblatex"
    assert dialect("@article{a,\n  year = {2014}\n}") == "bibtex"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("CAR T cells: A review of BiTEs, mRNA and CD19", "{CAR} {T} cells: A review of {BiTEs}, {mRNA} and {CD19}"),
        ("B-cell (ALL) in non-Hodgkin; Open-Label McKay", "{B-cell} ({ALL}) in {non-Hodgkin}; Open-Label {McKay}"),
        ("R&D of X_1", "{R\\&D} of X\\_1"),
        ("plain words I know", "plain words I know"),
    ],
)
def test_capitals_are_protected(title: str, written: str) -> None:
    text = render([{"id": "a", "type": "book", "title": title}], "bibtex")
    assert f"  title = {{{written}}},\n" in text
    assert read(text)["title"] == title


HOSTILE = st.one_of(
    st.text(st.sampled_from("{}\\\"@,=#%&$~^_-'`<>;()/\n\r\u2028\x85\x00 ATYix12"), max_size=25),
    st.text(max_size=20),
    st.sampled_from(
        ["CAR T", "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2", "a%7Bb", "$<$", "&lt;", "e1-e9"]
    ),
)
NAME = st.one_of(
    st.fixed_dictionaries(
        {"family": HOSTILE.filter(one_line)},
        optional={
            "given": HOSTILE,
            "non-dropping-particle": st.sampled_from(["von", "de la", "al"]),
            "suffix": st.sampled_from(["Jr.", "III", "x y"]),
        },
    ),
    st.fixed_dictionaries({"literal": HOSTILE.filter(one_line)}),
)
YEAR, MONTH, DAY = st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28)
POINT = st.one_of(st.tuples(YEAR), st.tuples(YEAR, MONTH), st.tuples(YEAR, MONTH, DAY)).map(list)
DATE = st.one_of(
    st.fixed_dictionaries({"date-parts": st.lists(POINT, min_size=1, max_size=2)}, optional={"circa": st.just(True)}),
    st.fixed_dictionaries(
        {"date-parts": st.lists(st.tuples(YEAR).map(list), min_size=1, max_size=1), "season": st.integers(1, 4)}
    ),
)
VARIABLES = ("title", "container-title", "volume", "issue", "page", "DOI", "PMID", "PMCID", "ISBN", "ISSN", "publisher")
ITEM = st.fixed_dictionaries(
    {
        "id": HOSTILE,
        "type": st.sampled_from(
            ["article-journal", "chapter", "book", "report", "thesis", "webpage", "song", "article-newspaper"]
        ),
    },
    optional={
        **dict.fromkeys(VARIABLES, HOSTILE),
        "author": st.lists(NAME, max_size=3),
        "editor": st.lists(NAME, max_size=2),
        "issued": DATE,
        "accessed": DATE,
        "custom": st.dictionaries(
            st.sampled_from(["subtitle", "eprint", "abstractnumber", "articlenumber", "x y"]), HOSTILE, max_size=2
        ),
    },
)


def said(item: Csl) -> dict[str, Any]:
    """What a round trip has to keep, in the form in which a file can hold it."""
    kept: dict[str, Any] = {
        variable: one_line(item[variable]) for variable in VARIABLES if one_line(item.get(variable, ""))
    }
    if "page" in kept:
        kept["page"] = re.sub(r"(\s*[-–—])+\s*", "-", kept["page"])  # a range has one hyphen
    for role in ("author", "editor"):
        if names := [from_csl(name) for name in item.get(role, [])]:
            kept[role] = names
    return kept | {date: item[date] for date in ("issued", "accessed") if date in item}


@settings(deadline=None)
@given(st.lists(ITEM, max_size=3), st.sampled_from(["bibtex", "biblatex"]))
def test_round_trip(items: list[Csl], format: str) -> None:
    text = render(items, format)
    references, lost, _ = parse_bibtex(text, "x.bib")
    assert lost == []
    assert len(references) == len(items)
    for item, (again, _) in zip(items, references, strict=True):
        expected, found = said(item), said(again)
        if "page" not in expected and "page" in found:
            assert {"page": found.pop("page")} == said({"page": item["custom"]["articlenumber"]})
        assert found == expected
    entries, _ = parse_bib(text)
    assert [to_csl(entry) for entry in entries] == [again for again, _ in references]


KEYWORDS = {
    "leukemia, CAR T cells, B-cell": "leukemia; CAR T cells; B-cell",
    "leukemia; CAR T cells;": "leukemia; CAR T cells",
    "Antigens, CD19; Humans": "Antigens, CD19; Humans",
    "{Antigens, CD19}, Humans": "Antigens, CD19; Humans",
    "{T-Cells; Antigens, CD19}": "T-Cells; Antigens, CD19",
    "{Antigens, CD19}": "Antigens, CD19",
    r"A \& B, 5\% C, G{\"o}k, , x": "A & B; 5% C; Gök; x",
    "one word": "one word",
    " , ": "",
}


@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
@pytest.mark.parametrize("written", KEYWORDS)
def test_keywords_are_parted_by_commas(written: str, format: str) -> None:
    (entry,), _ = parse_bib(f"@misc{{a, title = {{T}}, keywords = {{{written}}}}}")
    item = {variable: value for variable, value in to_csl(entry).items() if value}
    assert item.get("keyword", "") == KEYWORDS[written]
    (again,), _ = parse_bib(render([item], format))
    assert to_csl(again) == item


def test_a_keyword_with_a_comma_is_one_in_braces() -> None:
    item = {"id": "a", "type": "book", "title": "T", "keyword": "supports: a-b; Antigens, CD19; 50% {x}"}
    text = render([item], "biblatex")
    assert r"keywords = {supports: a-b, {Antigens, CD19}, 50\% \textbraceleft{}x\textbraceright{}}," in text
    (entry,), _ = parse_bib(text)
    assert to_csl(entry) == item
    records = parse_library(render([item], "ris").encode(), "x.ris").references
    assert records[0].item["keyword"] == item["keyword"]


@pytest.mark.parametrize("field", ["annote", "annotation"])
def test_an_annotation_is_written_as_annote_which_zotero_and_biblatex_read(field: str) -> None:
    (entry,), _ = parse_bib(f"@misc{{a, title = {{T}}, {field} = {{Well done.}}}}")
    assert to_csl(entry)["annote"] == "Well done."
    for format in ("bibtex", "biblatex"):
        assert "annote = {Well done.}" in render([to_csl(entry)], format)


@given(HOSTILE)
def test_hostile_keywords_come_back(text: str) -> None:
    words = [word for part in text.split(";") if (word := one_line(part))]
    for format in ("bibtex", "biblatex"):
        (entry,), _ = parse_bib(render([{"id": "a", "type": "book", "title": "T", "keyword": text}], format))
        assert to_csl(entry).get("keyword", "") == "; ".join(words)


@given(HOSTILE)
def test_protection_changes_no_text(text: str) -> None:
    from evigraph.bib.bibtex.latex import escaped

    assert plain(protected(escaped(text))) == one_line(text)
