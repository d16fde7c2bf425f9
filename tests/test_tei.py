"""An article as GROBID gives it, with its usual faults: what is in it, where it stands, what is doubted."""

from __future__ import annotations

import json
import socket
import tarfile
import time
from io import BytesIO
from pathlib import Path

import pytest

from evigraph.article.article import Article
from evigraph.article.citation import Citation, Cluster
from evigraph.article.plain import plain
from evigraph.article.reading import Reading, Refusal
from evigraph.article.reference import Reference
from evigraph.errors import RecordError
from evigraph.reader import read_article as read_any
from evigraph.reader import read_articles
from evigraph.tei import parse_article, parse_articles, read_article
from test_jats_refused import REFUSED

FOLDER = Path(__file__).parent / "tei"
REVIEW = FOLDER / "review.tei.xml"
JATS = b"<article><front><article-meta/></front><body><p>Text.</p></body></article>"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_article(REVIEW)


@pytest.fixture(scope="module")
def article(reading: Reading) -> Article:
    return reading.article


def made(body: str, listed: str = "", header: str = "", namespace: bool = True) -> Reading:
    space = ' xmlns="http://www.tei-c.org/ns/1.0"' if namespace else ""
    back = f"<back><div type='references'><listBibl>{listed}</listBibl></div></back>"
    data = f"<TEI{space}><teiHeader>{header}</teiHeader><text><body>{body}</body>{back}</text></TEI>"
    return parse_article(data.encode(), "made.tei.xml")


def reference_of(parts: str, raw: str = "") -> Reference:
    note = f'<note type="raw_reference">{raw}</note>' if raw else ""
    (reference,) = made("", f'<biblStruct xml:id="b0">{parts}{note}</biblStruct>').article.references
    return reference


LISTED = "".join(
    f'<biblStruct xml:id="b{n}"><monogr><title level="j">J</title></monogr></biblStruct>' for n in range(9)
)


def clusters_of(sentence: str) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    article = made(f"<div><p>{sentence}</p></div>", LISTED).article
    return [(cluster.text, cluster.references, cluster.implied) for cluster in article.clusters]


# Header


def test_metadata(article: Article) -> None:
    assert article.title == "Evening light after hip repair: a review of invented trials"
    assert article.identifiers == {
        "md5": "00112233445566778899AABBCCDDEEFF",
        "doi": "10.9999/jim.2023.101",
        "pmcid": "PMC7654321",
    }
    assert (article.language, article.volume, article.issue, article.pages) == ("en", "12", "3", "101-117")
    assert (article.journal.title, article.journal.abbreviation) == ("Journal of Invented Medicine", "J Invent Med")
    assert (article.journal.issn, article.journal.publisher) == (("1234-5679", "9876-5432"), "Example Press Ltd")
    assert [(date.kind, date.date, date.printed) for date in article.dates] == [
        ("pub", "2023-05-03", "3 May 2023"),
        ("submission", "", "Received: 1 December 2022 Accepted: 2 April 2023"),
    ]
    assert article.license.url == "https://creativecommons.org/licenses/by/4.0/"
    assert (article.license.text, article.license.copyright, article.license.type) == (
        "Shared under CC BY 4.0.",
        "Copyright © 2023 the authors.",
        "free",
    )
    assert article.keywords == ("hip fracture", "light")
    assert (
        article.abstract == "Light in the evening may shorten the stay after hip repair. We review six invented trials."
    )
    assert [(each.registry, each.number) for each in article.registrations] == [("ClinicalTrials.gov", "NCT01234567")]


def test_people(article: Article) -> None:
    ida, bo = article.authors
    assert (ida.family, ida.given, ida.orcid, ida.email) == ("Østby", "Ida M", "0000-0002-1825-0097", "ida@example.org")
    assert (ida.corresponding, ida.affiliations) == (True, ("aff0",))
    assert (bo.family, bo.suffix, bo.prefix, bo.affiliations) == ("Lind", "Jr", "Dr", ("aff0", "aff1"))
    assert [(each.id, each.label, each.text, each.institution, each.country) for each in article.affiliations] == [
        ("aff0", "1", "Department of Walking, University of Nowhere, Norway;", "University of Nowhere", "Norway"),
        ("aff1", "", "Ward 2, Toy Hospital, 0123, Toytown, Norway", "Toy Hospital", "Norway"),
    ]


def test_funding(article: Article) -> None:
    assert [(award.funder, award.identifiers, award.numbers) for award in article.awards] == [
        ("Fund for Imagined Studies", ("10.13039/999999999",), ("FIS-12",)),
        ("Toy Foundation", (), ()),
        ("", (), ("LONE-7",)),
    ]
    assert article.funding == "Supported by the Fund for Imagined Studies (FIS-12)."


def test_a_file_that_says_little_of_itself_is_read() -> None:
    assert made("<p>Text.</p>").article.title == ""
    bare = parse_article(b"<TEI><text><body><p>Text.</p></body></text></TEI>", "bare.xml").article
    assert (bare.text, bare.authors, bare.language) == ("Text.", (), "")
    availability = "<availability><licence/><p>Free at creativecommons.org/licenses/by/4.0/.</p></availability>"
    header = f"<fileDesc><publicationStmt>{availability}</publicationStmt></fileDesc>"
    assert made("", "", header).article.license.url == "creativecommons.org/licenses/by/4.0/"


# Text


def test_sections_are_a_tree_by_their_numbers(article: Article) -> None:
    assert [(section.label, section.title, section.parent, section.kind, section.type) for section in article.sections][
        1:
    ] == [
        ("", "", -1, "body", ""),
        ("1", "Introduction", 1, "body", ""),
        ("2", "Methods", 1, "body", ""),
        ("2.1", "Search", 3, "body", ""),
        ("2.1.1", "Weights", 4, "body", ""),
        ("", "Findings", 1, "body", ""),
        ("", "", -1, "back", ""),
        ("", "Acknowledgements", 7, "acknowledgments", "acknowledgement"),
        ("", "", 7, "back", "funding"),
        ("", "Supplement", 7, "appendix", "annex"),
        ("", "", 7, "references", "references"),
    ]
    assert article.path(5) == ("Methods", "Search", "Weights")


def test_text_without_a_heading_goes_on_in_the_section_before_it(article: Article) -> None:
    (block,) = (block for block in article.blocks if block.text.startswith("Text after"))
    assert (block.section, block.number) == (2, 3)


def test_blocks(article: Article) -> None:
    kinds = [(block.kind, block.text) for block in article.blocks]
    assert kinds[0] == ("title", article.title)
    assert ("paragraph", "w = n / (n + 10) (1)") in kinds
    assert ("item", "One was small.") in kinds
    assert ("note", "One stay is an estimate [2].") in kinds
    text = article.text
    assert all(text[block.start :].startswith(block.text) for block in article.blocks)
    marks = {(mark.kind, mark.value) for block in article.blocks for mark in block.marks}
    assert {("see", "tab_0"), ("see", "fig_0"), ("see", "foot_0"), ("sup", "")} <= marks


def test_sentences_are_those_of_the_file_where_it_has_them(article: Article) -> None:
    told = next(block for block in article.blocks if block.text.startswith("Hip repair"))
    assert [told.text[start:end] for start, end in told.sentences] == [
        "Hip repair is common [1].",
        "Stays differ by ward vs. clinic, e.g. in Toytown [1][2][3] .",
        "Light was tried early [3]-[6], and again [4-7].",
    ]
    untold = next(block for block in article.blocks if block.text.startswith("where n"))
    assert [untold.text[start:end] for start, end in untold.sentences] == [
        "where n is the number of patients.5",
        "Weights were fixed.6",
        "They held.",
    ]


@pytest.mark.parametrize(
    ("inner", "sentences"),
    [
        ("<s>One. Two.</s><s>Three.</s>", ["One. Two.", "Three."]),
        ("<s>One.</s> and words outside <s>Two.</s>", ["One.", "and words outside", "Two."]),
        ("<s>One</s> . <s>Two.</s> [3]", ["One .", "Two. [3]"]),
        ("( <s>One.</s>", ["( One."]),
        ("<s>Nai\u0308ve.</s> <s>So.</s>", ["Naïve.", "So."]),
        ("<s></s><s> </s>Words alone.", ["Words alone."]),
        ("<s>Outer <s>inner.</s> again.</s>", ["Outer inner. again."]),
    ],
)
def test_sentences_leave_no_word_out(inner: str, sentences: list[str]) -> None:
    block = next(block for block in made(f"<div><p>{inner}</p></div>").article.blocks)
    assert [block.text[start:end] for start, end in block.sentences] == sentences


# Citations


def cited(article: Article, text: str) -> Citation:
    return next(citation for citation in article.citations if citation.text == text)


def test_citations_know_their_place(article: Article) -> None:
    for citation in article.citations:
        block = article.blocks[citation.block]
        assert block.text[citation.start : citation.end] == citation.text
        assert article.text[citation.at :].startswith(citation.text)
        start, end = block.sentences[citation.sentence - 1]
        assert start <= citation.start < end
    assert len(article.citations) == REVIEW.read_text("utf-8").count('type="bibr"') == 22
    again = cited(article, "7]")
    assert (article.sentence(again), article.path(article.blocks[again.block].section)) == (
        "Light was tried early [3]-[6], and again [4-7].",
        ("Introduction",),
    )
    assert (cited(article, "[44]").references, cited(article, "[44]").missing) == ((), ())
    assert cited(article, "(Nobody, 2001)").missing == ("b99",)


def test_clusters(article: Article) -> None:
    found = [(cluster.text, cluster.references, cluster.implied) for cluster in article.clusters]
    assert found[:8] == [
        ("[1]", (1,), ()),
        ("[1][2][3]", (1, 2, 3), ()),
        ("[3]-[6]", (3, 4, 5, 6), (4, 5)),
        ("[4-7]", (4, 5, 6, 7), (5, 6)),
        ("3-5", (3, 4, 5), (4, 5)),
        ("[1,4,6-8]", (1, 4, 6, 7, 8), (4, 6, 7, 8)),
        ("[44]", (), ()),
        ("(Nobody, 2001)", (), ()),
    ]
    assert ("(Quist and Varga 2019;Thorne 2020)", (8, 9), ()) in found


@pytest.mark.parametrize(
    ("sentence", "clusters"),
    [
        (
            'So <ref type="bibr" target="#b1">2,</ref><ref type="bibr" target="#b3">4–</ref>'
            '<ref type="bibr" target="#b6">7</ref>.',
            [("2,4–7", (2, 4, 5, 6, 7), (5, 6))],
        ),
        ('So <ref type="bibr" target="#b1 #b4">2, 5</ref>.', [("2, 5", (2, 5), ())]),
        # What is printed in one link is believed only where it agrees with what the link leads to.
        ('So <ref type="bibr" target="#b0">[7-9]</ref>.', [("[7-9]", (1,), ())]),
        ('So <ref type="bibr" target="#b2">[3-44]</ref>.', [("[3-44]", (3,), ())]),
        ('In <ref type="bibr" target="#b0">2011-2014</ref>.', [("2011-2014", (1,), ())]),
        ('So <ref type="bibr"/>.', [("", (), ())]),
        ('So <ref type="bibr" target="">?</ref>.', [("?", (), ())]),
        ('So <ref type="figure" target="#b0">1</ref>.', []),
    ],
)
def test_ranges_and_lists(sentence: str, clusters: list[tuple[str, tuple[int, ...], tuple[int, ...]]]) -> None:
    assert clusters_of(sentence) == clusters


def test_citations_in_odd_places_are_kept() -> None:
    ref = '<ref type="bibr" target="#b0">[1]</ref>'
    raw = f'<biblStruct xml:id="b0"><note>See {ref}</note></biblStruct><bibl>Plain {ref}</bibl>'
    header = f"<fileDesc><publicationStmt><availability><p>{ref}</p></availability></publicationStmt></fileDesc>"
    body = (
        f"{ref}<div>{ref}<head>On {ref}</head><formula>x {ref}</formula>"
        f"<table><row>{ref}<cell>{ref}</cell></row></table><figure>{ref}<head>{ref}</head><label>{ref}</label></figure><list><label>{ref}</label></list></div>"
    )
    reading = made(body, raw, header)
    assert reading.losses.present["citations"] == 13
    assert reading.losses.complete
    assert all(citation.references == (1,) for citation in reading.article.citations)
    assert all(isinstance(cluster, Cluster) for cluster in reading.article.clusters)


# Tables and figures


def test_a_table(article: Article) -> None:
    table = article.tables[0]
    assert (table.id, table.label, table.caption) == ("tab_0", "Table 1", "Trials of evening light")
    (grid,) = table.grids
    assert [column.path for column in grid.columns] == [
        ("Trial",),
        ("Light", "n"),
        ("Light", "age, years"),
        ("Stay, days", "mean"),
    ]
    assert [column.unit for column in grid.columns] == ["", "n", "years", "days"]
    quist, thorne = grid.rows[2:]
    assert [(cell.column, cell.value, cell.rows) for cell in quist.cells] == [
        (0, "Quist [8]", 1),
        (1, "20", 1),
        (2, "71", 2),
        (3, "4.5", 1),
    ]
    assert [cell.column for cell in thorne.cells] == [0, 1, 3]
    assert [(note.label, note.text) for note in table.notes] == [("*", "Range not given.")]
    assert quist.cells[2].notes == (0,)
    for row in grid.rows:
        for cell in row.cells:
            assert article.blocks[cell.block].text[cell.start :].startswith(cell.text)


def test_a_table_without_cells_is_kept_and_told(reading: Reading) -> None:
    table = reading.article.tables[1]
    assert (table.label, table.caption, table.grids) == ("Table 2", "Harms in all trials", ())
    assert ("tei-table-without-cells", 110) in [(each.code, each.place.line) for each in reading.losses.findings]


@pytest.mark.parametrize(
    ("rows", "heads"),
    [
        ("A,B|x,1", 1),
        ("label:A|label:B|1", 2),
        ("alone", 0),
        (",2*A|,n,%|x,1,2", 2),
        ("T,2*A|,n,%|x,1,2", 2),
        ("T,2*A|,3,4|x,1,2", 1),
        ("2*T|n,%|1,2", 2),
    ],
)
def test_rows_of_headings_are_guessed(rows: str, heads: int) -> None:
    drawn = ""
    for row in rows.split("|"):
        role, _, shown = row.rpartition(":")
        cells = [(cell.rpartition("*")[0] or "1", cell.rpartition("*")[2]) for cell in shown.split(",")]
        drawn += f'<row role="{role}">' + "".join(f'<cell cols="{n}">{text}</cell>' for n, text in cells) + "</row>"
    (table,) = made(f'<figure type="table"><table>{drawn}</table></figure>').article.tables
    assert [row.kind for row in table.grids[0].rows].count("head") == heads


def test_a_table_that_stands_in_no_figure() -> None:
    rows = "<row><cell>A</cell><cell>B</cell></row><row><cell>1</cell><cell>2</cell></row>"
    reading = made(
        f"<p>So <table><head>Table 4</head><head>Doses</head>{rows}<note>* Low.</note></table> it is.</p>"
        f"<figure><table>{rows}</table></figure>"
    )
    first, second = reading.article.tables
    assert (first.label, first.caption, len(first.grids[0].rows), len(first.notes)) == ("Table 4", "Doses", 2, 1)
    assert len(second.grids[0].rows) == 2
    assert [block.text for block in reading.article.blocks if block.kind == "paragraph"] == ["So", "it is."]
    assert reading.losses.complete


def test_spans_that_no_table_has_are_cut() -> None:
    rows = '<row><cell cols="99999999">A</cell><cell rows="99999">B</cell></row><row><cell cols="x">1</cell></row>'
    (table,) = made(f'<figure type="table"><table>{rows}</table></figure>').article.tables
    assert len(table.grids[0].columns) == 1000
    assert table.grids[0].rows[0].cells[1].rows == 2


def test_a_figure(article: Article) -> None:
    (figure,) = article.figures
    assert (figure.id, figure.label, figure.graphics) == ("fig_0", "Figure 1", ("image-1.png",))
    assert [article.blocks[block].text for block in figure.blocks] == ["Figure 1. Flow of trials, after [1]."]


@pytest.mark.parametrize(
    ("inner", "label", "captions"),
    [
        ("<head>Fig. 2</head><label>2</label><figDesc>Drawn.</figDesc>", "Fig. 2", ["Drawn."]),
        ("<head>Table 3 : Doses</head>", "Table 3", ["Table 3 : Doses"]),
        ("<head>Extended Data Fig. S1 |</head><label>S1</label>", "Extended Data Fig. S1", []),
        ("<head>Doses in 12 wards</head><label>4</label>", "Figure 4", ["Doses in 12 wards"]),
        ("<figDesc><p>One.</p><p>Two.</p></figDesc>", "", ["One.", "Two."]),
        ("loose<head/>words", "", ["loose", "words"]),
        ("<head>Fig 5</head><head>Drawn well</head>", "Fig 5", ["Drawn well"]),
        ("<head>TABLE II</head><label>II</label>", "TABLE II", []),
    ],
)
def test_labels_of_figures(inner: str, label: str, captions: list[str]) -> None:
    article = made(f"<figure>{inner}</figure>").article
    assert article.figures[0].label == label
    assert [block.text for block in article.blocks if block.kind == "caption"] == captions


def test_a_caption_with_paragraphs_and_sentences_stays_where_its_figure_is() -> None:
    told = "<figDesc><div><p><s>One.</s> <s>Two cells.</s></p></div></figDesc>"
    article = made(f"<div><head>Results</head><p>Text.</p></div><figure><head>Figure 1 .</head>{told}</figure>").article
    (block,) = (block for block in article.blocks if block.kind == "caption")
    assert (block.section, block.sentences) == (article.figures[0].section, ((0, 4), (5, 15)))


# References


def test_references(article: Article) -> None:
    first = article.references[0]
    assert first.items == (
        {
            "id": "b0",
            "type": "article-journal",
            "title": "Light and bones: a first trial",
            "author": [{"family": "Brisk", "given": "A B"}, {"family": "Eßer", "given": "E", "suffix": "Jr"}],
            "container-title": "J Invent Med",
            "volume": "4",
            "issue": "2",
            "page": "11-19",
            "issued": {"date-parts": [[2011, 6]]},
            "DOI": "10.9999/abc.1",
            "PMID": "12345678",
        },
    )
    assert first.printed.startswith("Brisk AB, Eßer E Jr. Light and bones: a first tri- al.")
    assert (first.sure, first.line) == (True, 133)
    kinds = [reference.items[0]["type"] if reference.items else "" for reference in article.references]
    assert kinds == [
        *("article-journal", "article-journal", "", "chapter", "thesis", "article", "paper-conference"),
        *("article-journal", "webpage", "document"),
    ]
    assert article.references[3].printed == (
        "Lamps. Ulrich von Jansen. Handbook of Wards. Invented Handbooks. N Śliwa. Harbour & Sons. Basel. 7. 1999"
    )
    lamps = article.references[3].items[0]
    assert (lamps["editor"], lamps["collection-title"], lamps["publisher-place"]) == (
        [{"family": "Śliwa", "given": "N"}],
        "Invented Handbooks",
        "Basel",
    )
    assert article.references[5].items[0]["custom"] == {"eprint": "2101.00001", "eprinttype": "arxiv"}
    assert article.references[8].items[0]["author"] == [{"literal": "World Registry for Wards"}]


def test_doubts(article: Article) -> None:
    assert [reference.doubts for reference in article.references] == [
        (),
        (
            "The DOI printed is 10.9999/abc.2, the one tagged 10.9999/xyz.2.",
            "The title that is tagged is not what is printed.",
            "Much of what is printed is in no part.",
        ),
        ("It names no work that is tagged as one.",),
        (),
        (),
        ("The year is read from '2021, 8, 1229'.",),
        ("Much of what is printed is in no part.",),
        (),
        ("No year is tagged.",),
        ("No title is tagged.", "No author is tagged.", "No year is tagged.", "No journal or book is tagged."),
    ]


NAMED = '<author><persName><surname>Xu</surname></persName></author><title level="m">Lamps</title>'


@pytest.mark.parametrize(
    ("parts", "raw", "expected"),
    [
        (f'<monogr>{NAMED}<imprint><date when="2020"/></imprint></monogr>', "Xu. Lamps. 2020. PMID: 1234567",
         {"PMID": "1234567"}),
        (f'<monogr>{NAMED}<imprint><date when="2020"/></imprint></monogr><idno type="PMC">123456</idno>', "",
         {"PMCID": "PMC123456"}),
        (f'<monogr>{NAMED}<imprint><date when="2018-13-45">2018</date></imprint></monogr>', "",
         {"issued": {"date-parts": [[2018]]}}),
        (f'<monogr>{NAMED}<imprint><date when="2013">2018. 2013</date></imprint></monogr>', "",
         {"issued": {"date-parts": [[2013]]}}),
        (f'<monogr>{NAMED}<imprint><biblScope unit="page" from="545">545</biblScope>'
         '<biblScope unit="page" to="7">7</biblScope></imprint></monogr>', "", {"page": "545-7"}),
        (f'<monogr>{NAMED}</monogr><ptr target="https://doi.org/10.9999/q.1"/>', "", {"DOI": "10.9999/q.1"}),
        (f'<monogr>{NAMED}</monogr><idno>not typed</idno>', "", {"custom": {"number": "not typed"}}),
        (f'<monogr>{NAMED}</monogr><note type="report_type">Technical report</note>', "",
         {"type": "report", "genre": "Technical report"}),
        (f'<analytic><title level="a">A</title></analytic><monogr>{NAMED}</monogr>', "",
         {"type": "chapter", "container-title": "Lamps"}),
        ('<analytic><author>Bare Name</author></analytic>', "", {"author": [{"literal": "Bare Name"}]}),
        ('<monogr><author><persName>Ida Berg</persName></author></monogr>', "",
         {"author": [{"family": "Berg", "given": "Ida"}]}),
    ],
)  # fmt: skip
def test_parts_of_references(parts: str, raw: str, expected: dict[str, object]) -> None:
    (item,) = reference_of(parts, raw).items
    assert {name: item.get(name) for name in expected} == expected


def test_an_entry_of_which_nothing_but_print_is_known() -> None:
    reference = reference_of("", "Xu L. Lamps. 2020. https://example.org/lamps.")
    assert reference.items == (
        {"id": "b0", "type": "document", "issued": {"date-parts": [[2020]]}, "URL": "https://example.org/lamps"},
    )
    assert reference.doubts[0] == "No title is tagged."
    assert reference_of("", "Ibid.").items == ({"id": "b0", "type": "document"},)


def test_what_is_cut_at_the_end_of_a_line_raises_no_doubt() -> None:
    parts = f'<monogr>{NAMED}<imprint><date when="2020"/></imprint></monogr><idno type="DOI">10.9999/q.123</idno>'
    assert reference_of(parts, "Xu. Lam- ps. 2020. doi 10.9999/q.").doubts == ()


def test_an_entry_of_plain_text_is_kept_as_printed() -> None:
    article = made(
        '<p><ref type="bibr" target="#k">Xu</ref></p>', '<bibl xml:id="k">Xu, Lamps, 10.9999/q.1</bibl>'
    ).article
    (reference,) = article.references
    assert (reference.printed, reference.items[0]["DOI"], reference.sure) == (
        "Xu, Lamps, 10.9999/q.1",
        "10.9999/q.1",
        False,
    )
    assert article.citations[0].references == (1,)


def test_an_entry_in_an_entry_is_one_of_its_own() -> None:
    inner = '<biblStruct xml:id="b1"><monogr><title level="m">Inner</title></monogr></biblStruct>'
    related = f"<relatedItem>in {inner} of</relatedItem>"
    outer = f'<biblStruct xml:id="b0">{related}<monogr><title>Outer</title></monogr></biblStruct>'
    article = made("", outer).article
    assert [reference.printed for reference in article.references] == ["in of. Outer", "Inner"]
    assert [reference.items[0]["title"] for reference in article.references] == ["Outer", "Inner"]


# The account


def test_the_account(reading: Reading) -> None:
    assert reading.losses.present == {"references": 10, "tables": 2, "figures": 1, "citations": 22}
    assert reading.losses.complete
    assert [(each.code, each.place.line, each.severity) for each in reading.losses.findings] == [
        ("tei-aimless-citation", 102, "warning"),
        ("tei-missing-reference", 102, "warning"),
        ("tei-table-without-cells", 110, "warning"),
        ("tei-empty-reference", 171, "warning"),
    ]


def test_an_identifier_given_twice_is_told_and_means_the_first() -> None:
    ref = '<p><ref type="bibr" target="#b">1</ref></p>'
    note = '<note>x &lt;a xml:id="b"></note>'
    reading = made(ref, f'<biblStruct xml:id="b"/>\n<biblStruct xml:id="b">{note}</biblStruct>')
    assert [reference.id for reference in reading.article.references] == ["b", "b"]
    assert reading.article.references[1].printed == 'x <a xml:id="b">'
    assert reading.article.citations[0].references == (1,)
    assert ("tei-twice", 2) in [(each.code, each.place.line) for each in reading.losses.findings]


@pytest.mark.parametrize("broken", ["<x></y>", "&nothing.here", "<p xml:ID='a' xml:id='b'/>"])
def test_identifiers_given_twice_hide_no_fault(broken: str) -> None:
    with pytest.raises(RecordError, match="xml-syntax"):
        made(f'<p xml:id="b">One</p><p xml:id="b">Two</p>{broken}')


def test_a_list_without_what_is_printed_is_told_once() -> None:
    assert [each.code for each in made("", LISTED).losses.findings] == ["tei-unprinted-references"]
    assert made("").losses.findings == ()


def test_the_same_without_namespace_and_in_json(reading: Reading) -> None:
    bare = REVIEW.read_text("utf-8").replace(' xmlns="http://www.tei-c.org/ns/1.0"', "")
    again = parse_article(bare.encode(), str(REVIEW))
    assert json.dumps(plain(again), sort_keys=True) == json.dumps(plain(reading), sort_keys=True)


# What is refused


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused_as_by_the_reader_of_jats(name: str) -> None:
    path = FOLDER.parent / "jats" / "refused" / name
    for read, code in ((read_article, "tei-no-article"), (read_any, "xml-no-article")):
        with pytest.raises(RecordError) as caught:
            read(path)
        (finding,) = caught.value.findings
        assert finding.code == (code if REFUSED[name] == "jats-no-article" else REFUSED[name])
        assert "\n" not in str(finding)


def test_neither_file_nor_address_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    (tmp_path / "secret.txt").write_text("the secret")
    entity = f'<!DOCTYPE TEI [<!ENTITY s SYSTEM "{tmp_path / "secret.txt"}">]>'
    with pytest.raises(RecordError, match="xml-entity"):
        parse_article(f"{entity}<TEI><text><body><p>&s;</p></body></text></TEI>".encode(), "x.xml")
    remote = '<!DOCTYPE TEI SYSTEM "http://127.0.0.1:9/tei.dtd"><TEI><text><body><p>&alpha;</p></body></text></TEI>'
    assert parse_article(remote.encode(), "x.xml").article.text == "α"


def test_the_deepest_that_is_allowed_is_read() -> None:
    for tag in ("div", "figure", "biblStruct", "s", "hi", "list", "item", "note", "table", "ref"):
        depth = 240
        assert made(f"<{tag}>" * depth + "x" + f"</{tag}>" * depth).losses.complete
    with pytest.raises(RecordError, match="xml-too-deep"):
        made("<p>" + "<quote><s>" * 120 + "x" + "</s></quote>" * 120 + "</p>")
    with pytest.raises(RecordError, match="Excessive depth"):
        made("<div>" * 400 + "</div>" * 400)


def test_what_is_long_is_read_in_time() -> None:
    ref = '<ref type="bibr" target="#b0">[1]</ref>'
    body = f"<div><head n='{'1.' * 100_000}'>H</head><p>{f'<s>Ab {ref}.</s>' * 3000}</p></div>"
    began = time.process_time()
    reading = made(body, '<biblStruct xml:id="b0">' * 200 + "<author>A</author>" * 1000 + "</biblStruct>" * 200)
    assert [citation.sentence for citation in reading.article.citations] == list(range(1, 3001))
    assert len(reading.article.references[-1].items[0]["author"]) == 1000
    assert time.process_time() - began < 10


# Which reader


def test_the_root_tells_jats_from_tei(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(JATS)
    (tmp_path / "b.tei.xml").write_bytes(REVIEW.read_bytes())
    (tmp_path / "c.xml").write_bytes(b"<html><body/></html>")
    (tmp_path / "d.xml").write_bytes(b'<biblStruct xmlns="http://www.tei-c.org/ns/1.0"/>')
    readings = list(read_articles(sorted(tmp_path.iterdir())))
    assert [len(each.article.references) if isinstance(each, Reading) else each.finding.code for each in readings] == [
        *(0, 10, "xml-no-article", "xml-no-article"),
    ]
    assert isinstance(readings[2], Refusal)
    assert str(readings[2].finding) == (
        f"{tmp_path / 'c.xml'}:1:1: xml-no-article: Expected <article> (JATS) or <TEI> (GROBID), found <html>."
    )


def test_a_corpus_of_tei_is_as_many_articles() -> None:
    one = b"<TEI><teiHeader/><text><body><p>Text.</p></body></text></TEI>"
    whole = b'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>' + one * 2 + b"<TEI/></teiCorpus>"
    assert [type(each) for each in parse_articles(whole, "corpus.xml")] == [Reading, Reading]
    with pytest.raises(RecordError, match="tei-several-articles"):
        parse_article(whole, "corpus.xml")


def test_both_come_out_of_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "articles.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in {"one/a.tei.xml": REVIEW.read_bytes(), "b.nxml": JATS, "c.txt": b"no"}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, BytesIO(data))
    found = [each.article.file for each in read_articles([path]) if isinstance(each, Reading)]
    assert found == [f"{path}!one/a.tei.xml", f"{path}!b.nxml"]
