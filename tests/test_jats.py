"""One odd article: what is in it and where it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evigraph.article.article import Article
from evigraph.article.citation import Citation, Cluster
from evigraph.article.plain import plain
from evigraph.article.reading import Reading
from evigraph.article.table import Table
from evigraph.jats import parse_article, read_article, read_articles

FOLDER = Path(__file__).parent / "jats"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_article(FOLDER / "odd.xml")


@pytest.fixture(scope="module")
def article(reading: Reading) -> Article:
    return reading.article


def article_of(body: str, back: str = "") -> Article:
    front = "<front><article-meta><title-group><article-title>T</article-title></title-group></article-meta></front>"
    return parse_article(
        f"<article>{front}<body>{body}</body><back>{back}</back></article>".encode(), "made.xml"
    ).article


def test_metadata(article: Article) -> None:
    assert article.identifiers == {"doi": "10.9999/toy.1", "pmid": "99999991", "pmcid": "PMC9999991"}
    assert (article.title, article.subtitle) == ("Blood cells in E. coli sepsis", "a toy trial")
    assert article.other_titles == (("de", "Blutzellen"),)
    assert (article.type, article.language, article.journal.title) == (
        "research-article",
        "en",
        "Journal of Toy Medicine",
    )
    assert (article.volume, article.issue, article.pages) == ("12", "3", "101-110")
    assert [(date.kind, date.date) for date in article.dates] == [
        ("epub", "2018-05-03"),
        ("collection", "2018"),
        ("received", "2018-02-01"),
    ]
    assert article.license.url == "https://creativecommons.org/licenses/by/4.0/"
    assert article.license.text == "Free to use."
    assert article.keywords == ("blood", "E. coli")
    assert article.subjects == ("Original",)
    assert article.abstract == (
        "Cells matter [1]. We counted them.\nClinicalTrials.gov, NCT01234567; EudraCT 2010-012345-67."
    )


def test_authors(article: Article) -> None:
    first, group, member = article.authors
    assert (first.family, first.given, first.suffix, first.degrees) == ("van der Berg", "Anna B", "Jr", "MD")
    assert first.orcid == "0000-0002-1825-0097"
    assert first.corresponding and first.equal
    assert first.affiliations == ("a1", "a2")
    assert (group.collective, group.corresponding, member.family) == ("Toy Study Group", True, "Member")
    assert [(each.label, each.text, each.country) for each in article.affiliations] == [
        ("1", "Department of Toys, Toy University, Norway", "Norway"),
        ("2", "Toy Hospital, Oslo, Norway", ""),
    ]


def test_funding_registrations_and_related_articles(article: Article) -> None:
    (award,) = article.awards
    assert (award.funder, award.identifiers, award.numbers) == ("Toy Fund", ("10.13039/999",), ("TF-1", "TF-2"))
    assert award.recipients == ("A Berg",)
    assert article.funding == "Paid by the Toy Fund."
    assert [(each.registry, each.number) for each in article.registrations] == [
        ("ClinicalTrials.gov", "NCT01234567"),
        ("EudraCT", "2010-012345-67"),
    ]
    for each in article.registrations:
        for block, start, end in each.places:
            assert article.blocks[block].text[start:end] == each.number
    assert [(each.type, each.identifier) for each in article.related] == [("corrected-article", "10.9999/toy.0")]


def test_everything_is_kept_and_what_is_not_is_named(reading: Reading) -> None:
    assert reading.losses.present == {"references": 9, "tables": 3, "figures": 1, "citations": 29}
    assert reading.losses.complete
    assert [(each.code, each.place.line) for each in reading.losses.findings] == [
        ("jats-missing-reference", 31),
        ("jats-table-without-cells", 35),
    ]
    assert "'r99'" in reading.losses.findings[0].message


CLUSTERS = {
    "1–4": ((1, 2, 3, 4), (2, 3)),
    "2,5-7": ((2, 5, 6, 7), (6,)),
    "1, 3, 5": ((1, 3, 5), ()),
    "99": ((), ()),
    "Lee et al., 2015; Park, 2018": ((1, 2), ()),
    "Kim (2019)": ((3,), ()),
    "2-5": ((2, 3, 4, 5), (3, 4, 5)),
}


@pytest.mark.parametrize("text", CLUSTERS)
def test_clusters(article: Article, text: str) -> None:
    (cluster,) = [each for each in article.clusters if each.text == text]
    assert (cluster.references, cluster.implied) == CLUSTERS[text]


def test_offsets_hold(article: Article) -> None:
    text = article.text
    assert len(article.citations) == 29
    printed: list[Citation | Cluster] = [*article.citations, *article.clusters]
    for each in printed:
        block = article.blocks[each.block]
        assert block.text[each.start : each.end] == each.text
        assert text[each.at : each.at + len(each.text)] == each.text
        assert block.sentences[each.sentence - 1][0] <= each.start < block.sentences[each.sentence - 1][1]
    for block in article.blocks:
        assert text[block.start : block.start + len(block.text)] == block.text


def test_citations_are_found_wherever_they_stand(article: Article) -> None:
    kinds = {article.blocks[each.block].kind for each in article.citations}
    assert kinds == {"paragraph", "item", "note", "caption", "row", "other"}
    sections = {article.sections[article.blocks[each.block].section].kind for each in article.citations}
    assert {"abstract", "body", "author-notes", "boxed-text", "acknowledgments", "appendix"} <= sections


def test_sentence_and_section_of_a_citation(article: Article) -> None:
    (cluster,) = [each for each in article.clusters if each.text == "1, 3, 5"]
    assert article.sentence(cluster) == "The next sentence has [1, 3, 5]."
    assert article.path(article.blocks[cluster.block].section) == ("Introduction",)
    assert (article.blocks[cluster.block].number, cluster.sentence) == (1, 2)
    (raised,) = [each for each in article.clusters if each.text == "2,5-7"]
    assert article.sentence(raised) == "Ranges1–4 are common.2,5-7"


def test_paragraphs_go_on_after_what_floats_in_them(article: Article) -> None:
    texts = [block.text for block in article.blocks if block.kind == "paragraph"]
    assert "A formula x^2=1/2 and y^{2}, H2O and 109. The paragraph goes on after its table." in texts
    assert [text for text in texts if "the list" in text or "after it " in text] == [
        "Before the list 1:",
        "and after it 4.",
    ]
    (formulas,) = [block.marks for block in article.blocks if block.text.startswith("A formula")]
    assert [(mark.kind, mark.value) for mark in formulas] == [
        ("formula", ""),
        ("formula", "y^{2}"),
        ("sub", ""),
        ("sup", ""),
    ]


def test_the_grid_of_a_table(article: Article) -> None:
    table = article.tables[0]
    (grid,) = table.grids
    assert (table.label, table.caption) == ("Table 1", "Outcome by arm 5")
    assert [(column.path, column.unit) for column in grid.columns] == [
        (("Patient",), ""),
        (("Arm", "A"), ""),
        (("Arm", "B, n (%)"), "n (%)"),
        (("Dose (mg/kg)",), "mg/kg"),
    ]
    assert [(row.kind, row.stub, row.groups) for row in grid.rows] == [
        ("head", "", ()),
        ("head", "", ()),
        ("group", "Adults", ()),
        ("data", "Men", ("Adults",)),
        ("data", "NR", ("Adults", "Women")),
        ("data", "NA", ("Adults", "Women")),
    ]
    assert [(cell.row, cell.column, cell.text) for cell in grid.rows[5].cells] == [
        (5, 1, "NA"),
        (5, 2, ""),
        (5, 3, "1"),
    ]


def test_notes_are_on_their_cells(article: Article) -> None:
    table = article.tables[0]
    cells = {cell.text: cell for row in table.grids[0].rows for cell in row.cells}

    def notes(text: str) -> tuple[str, list[str]]:
        return cells[text].value, [table.notes[number].text for number in cells[text].notes]

    assert notes("Aa") == ("A", ["After Lee 7."])
    assert notes("12b") == ("12", ["Two died."])
    assert notes("5*") == ("5", ["Per day."])
    assert notes("103 6") == ("10³ 6", [])
    assert [note.label for note in table.notes] == ["a", "b", "c", "*", ""]


def test_cells_are_where_they_say(article: Article) -> None:
    cells = [cell for table in article.tables for grid in table.grids for row in grid.rows for cell in row.cells]
    assert len(cells) > 15
    for cell in cells:
        assert article.blocks[cell.block].text[cell.start :].startswith(cell.text)


def test_a_table_that_is_a_picture_is_kept(article: Article) -> None:
    assert article.tables[1] == Table(
        "t2", "Table 2", "A picture.", 6, (), (), article.tables[1].blocks, ("t2.jpg",), 35
    )


def test_references(article: Article) -> None:
    by_id = {reference.id: reference for reference in article.references}
    (lee,) = by_id["r1"].items
    assert lee == {
        "id": "r1",
        "type": "article-journal",
        "author": [{"family": "Lee", "given": "DW"}, {"family": "Kim", "given": "S"}],
        "title": "Cells with CO2",
        "container-title": "Lancet",
        "volume": "385",
        "issue": "9967",
        "page": "517-28",
        "issued": {"date-parts": [[2015, 1]]},
        "DOI": "10.1016/S0140-6736(14)61403-3",
        "PMID": "25319501",
        "custom": {"etal": "author", "year-suffix": "a"},
    }
    assert by_id["r2"].printed == "Park J. CD19. N Engl J Med 2018;378:449–59. doi:10.1056/NEJMoa1709919."
    assert by_id["r2"].items[0]["DOI"] == "10.1056/NEJMoa1709919"
    assert by_id["r3"].printed == "Kim. Blood. In: Ed E, ed. Big book. Oslo: Toy Press; 2019."
    assert (by_id["r3"].items[0]["type"], by_id["r3"].items[0]["container-title"]) == ("chapter", "Big book")
    assert [item["id"] for item in by_id["r4"].items] == ["r4a", "r4b"]
    assert by_id["r6"].items[0]["accessed"] == {"date-parts": [[2018, 5, 3]]}
    assert by_id["r8"].printed == "Pub M, Med C. Glued. J. 2020. 10.9999/glued 1"


def test_unsure_references_say_so_and_keep_what_is_printed(article: Article) -> None:
    unsure = {reference.id: reference for reference in article.references if not reference.sure}
    assert set(unsure) == {"r4", "r5", "r7", "sr1"}
    untagged = unsure["r5"].items[0]
    assert (untagged["PMID"], untagged["URL"]) == ("12345678", "http://example.org/x")
    assert untagged["issued"] == {"date-parts": [[1999]]}
    assert unsure["r7"].items == ()
    assert all(reference.printed for reference in article.references)


def test_sub_articles_have_their_own_sections_and_references(article: Article) -> None:
    assert [section.title for section in article.sections if section.kind == "sub-article"] == ["A reply"]
    (reply,) = [each for each in article.citations if article.blocks[each.block].text == "We reply 1."]
    assert article.references[reply.references[0] - 1].id == "sr1"


def test_records_are_json(reading: Reading) -> None:
    written = json.dumps(plain(reading), ensure_ascii=False)
    assert json.loads(written)["article"]["citations"][0]["text"] == "1"
    assert written == json.dumps(plain(read_article(FOLDER / "odd.xml")), ensure_ascii=False)
    with pytest.raises(TypeError, match="Path"):
        plain(FOLDER)


def test_text_is_composed_and_offsets_move_with_it() -> None:
    article = article_of(
        '<p>Cafe\u0301 <italic>o\u0308</italic> <xref ref-type="bibr" rid="a">1</xref>.</p>',
        '<ref-list><ref id="a"/></ref-list>',
    )
    block = article.blocks[-1]
    assert block.text == "Café ö 1."
    assert [(each.start, each.text, each.references) for each in article.citations] == [(7, "1", (1,))]
    assert [block.text[mark.start : mark.end] for mark in block.marks] == ["ö"]


def test_white_space_of_the_layout_is_one_space_and_other_stays() -> None:
    assert article_of("<p>\n  a\n\tb\u00a0c <bold> d</bold>\n</p>").blocks[-1].text == "a b\u00a0c d"


def test_tables_of_the_other_model() -> None:
    (table,) = article_of(
        """<table-wrap><table><tgroup cols="3"><colspec colname="c1"/><colspec colname="c2"/><colspec colname="c3"/>
        <thead><row><entry>H</entry><entry namest="c2" nameend="c3">Wide</entry></row></thead>
        <tbody><row><entry morerows="1">Tall</entry><entry>1</entry><entry>2</entry></row>
        <row><entry colname="c3">4</entry></row></tbody></tgroup></table></table-wrap>"""
    ).tables
    (grid,) = table.grids
    assert [column.path for column in grid.columns] == [("H",), ("Wide",), ("Wide",)]
    assert [(cell.column, cell.text) for cell in grid.rows[2].cells] == [(2, "4")]


def test_spans_are_held_to_the_table() -> None:
    (table,) = article_of(
        '<table-wrap><table><tr><td rowspan="9999999" colspan="9999999">x</td></tr>'
        "<tr><td>y</td></tr></table></table-wrap>"
    ).tables
    assert len(table.grids[0].columns) == 1000
    assert table.grids[0].rows[0].cells[0].rows == 2


def test_lists_in_the_place_of_a_grid_are_read() -> None:
    article = article_of(
        '<table-wrap><list><list-item><p>x <xref ref-type="bibr" rid="q">1</xref></p></list-item></list></table-wrap>'
    )
    assert [each.text for each in article.citations] == ["1"]
    assert article.citations[0].missing == ("q",)


def test_links_without_a_target_are_kept_and_named() -> None:
    front = "<front><article-meta/></front>"
    data = f'<article>{front}<body><p>a\n<xref ref-type="bibr"/></p></body></article>'.encode()
    reading = parse_article(data, "made.xml")
    assert [(each.text, each.references) for each in reading.article.citations] == [("", ())]
    assert [str(each.place) for each in reading.losses.findings] == ["made.xml:2:1"]


def test_several_articles_in_a_file() -> None:
    path = FOLDER / "namespaced.xml"
    readings = list(read_articles([path]))
    assert all(isinstance(each, Reading) for each in readings)
    assert [each.article.identifiers["doi"] for each in readings if isinstance(each, Reading)] == [
        "10.9999/first",
        "10.9999/second",
    ]
    with pytest.raises(Exception, match="several articles"):
        read_article(path)


def clusters_of(body: str) -> list[tuple[str, tuple[int, ...]]]:
    entries = "".join(f'<ref id="r{number}"><label>{number}</label></ref>' for number in range(1, 10))
    linked = re.sub(r"\{(.*?)@(.*?)\}", r'<xref ref-type="bibr" rid="\2">\1</xref>', body)
    return [
        (each.text, each.references)
        for each in article_of(f"<p>{linked}</p>", f"<ref-list>{entries}</ref-list>").clusters
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("(Lee et al., {2015@r1}; Park and Kim, {2018@r2})", [("2015; Park and Kim, 2018", (1, 2))]),
        ("Lee {2015@r1}; Park {2018@r2}", [("2015", (1,)), ("2018", (2,))]),
        ("(4 % in Lee {2015@r1}, and 1 % in Park {2018@r2})", [("2015", (1,)), ("2018", (2,))]),
        ("[{1@r1}], [{3@r3}]–[{5@r5}]", [("1], [3]–[5", (1, 3, 4, 5))]),
        ("<sup>{1@r1}</sup><sup>,</sup><sup>{2@r2}</sup>", [("1,2", (1, 2))]),
        ("{1@r1} to {3@r3}", [("1 to 3", (1, 2, 3))]),
        ("{5@r5}–{2@r2}", [("5–2", (2, 5))]),
        ("{1–3@r1 r3}", [("1–3", (1, 2, 3))]),
        ("{1–3@r2}", [("1–3", (2,))]),
        ("{1–4@r1 r2 r4}", [("1–4", (1, 2, 3, 4))]),
        ("{1,3,5–7@r1}", [("1,3,5–7", (1, 3, 5, 6, 7))]),
        ("{1,3,44@r1}", [("1,3,44", (1,))]),
        ("{[2–@r2}{4]@r4}", [("[2–4]", (2, 3, 4))]),
        ("({2@r2}–4, others)", [("2–4", (2, 3, 4))]),
        ("{2@r2}–4 weeks", [("2", (2,))]),
        ("{1@r1}{@r2}{–3@r3}", [("1–3", (1, 2, 3))]),
    ],
)
def test_what_is_one_cluster(body: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert clusters_of(body) == expected


@pytest.mark.parametrize(
    ("abstracts", "expected"),
    [
        ('<abstract abstract-type="graphical"><p>G</p></abstract><abstract><p>A</p><p>B</p></abstract>', "A\nB"),
        ('<trans-abstract xml:lang="en"><p>E</p></trans-abstract><abstract xml:lang="pt"><p>P</p></abstract>', "P"),
        ('<abstract abstract-type="short"><p>S</p></abstract>', "S"),
        ("", ""),
    ],
)
def test_the_abstract_is_that_of_the_article(abstracts: str, expected: str) -> None:
    data = f'<article xml:lang="pt"><front><article-meta>{abstracts}</article-meta></front></article>'
    assert parse_article(data.encode(), "made.xml").article.abstract == expected


def test_a_mark_ends_with_its_cell() -> None:
    cells = "<tr><td>A<bold><p>b</p></bold></td><td>c</td></tr>"
    (block,) = [
        each for each in article_of(f"<table-wrap><table>{cells}</table></table-wrap>").blocks if each.kind == "row"
    ]
    assert block.text == "A b\tc"
    assert [block.text[mark.start : mark.end].strip(" ") for mark in block.marks] == ["b"]
