"""Plain text as articles: other people's conventions, and files that are none or mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import bounded
from evigraph import reader
from evigraph.article.article import Article
from evigraph.article.reading import Reading, Refusal
from evigraph.article.registries import registrations
from evigraph.errors import RecordError
from evigraph.ingest import ingest
from evigraph.ingest.source import lay_out
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init
from evigraph.text import parse_article, read_article, read_articles
from evigraph.text.cited import may_cite

TEXTS = Path(__file__).parent / "text"
JATS = Path(__file__).parent / "jats" / "odd.xml"
LIST = "\n\nReferences\n1. Doe J. Toys. J Toys. 2001;1:1-2.\n2. Roe A. Dolls. J Toys. 2002;2:2-3.\n"
UNNUMBERED = "\n\nReferences\nDoe J. (2001). Toys. J Toys, 1, 1-2.\nRoe A. (2002). Dolls. J Toys, 2, 2-3.\n"


def read(text: str) -> Reading:
    return parse_article(text.encode(), "paper.txt")


def codes(reading: Reading) -> list[str]:
    return [f"{each.place.line}:{each.place.column} {each.code}" for each in reading.losses.findings]


def clusters(article: Article) -> list[tuple[str, tuple[int, ...]]]:
    return [(cluster.text, cluster.references) for cluster in article.clusters]


def headings(article: Article) -> list[tuple[str, str, int]]:
    return [(section.title, section.kind, section.parent) for section in article.sections]


def cells(article: Article) -> list[list[tuple[str, list[str]]]]:
    (table,) = article.tables
    (grid,) = table.grids
    return [[(cell.value, [table.notes[note].label for note in cell.notes]) for cell in row.cells] for row in grid.rows]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_hard_wrapped_lines_and_numbers_in_brackets(ends: str, mark: str) -> None:
    text = mark + (TEXTS / "bracketed.txt").read_text("utf-8").replace("\n", ends)
    reading = parse_article(text.encode(), "bracketed.txt")
    article = reading.article
    assert article.title == "Early walking after hip surgery: a review"
    assert [(each.given, each.family, each.suffix, each.affiliations) for each in article.authors] == [
        ("Ingrid", "Østby", "", ("aff-1",)),
        ("Tom", "Lee", "Jr", ("aff-2",)),
        ("Maria", "Cruz", "", ("aff-1",)),
    ]
    assert [each.text for each in article.affiliations] == [
        "Department of Toy Medicine, University of Oslo, Oslo, Norway",
        "Toy Hospital, London, UK",
    ]
    assert (article.authors[0].degrees, article.authors[0].email) == ("MD, PhD", "ingrid@toys.example")
    assert article.keywords == ("hip fracture", "walking", "rehabilitation")
    assert [(each.kind, each.date) for each in article.dates] == [
        ("received", "2021-05-03"),
        ("accepted", "2021-06-01"),
    ]
    assert headings(article) == [
        ("", "front", -1),
        ("ABSTRACT", "abstract", -1),
        ("Background", "abstract", 1),
        ("Results", "abstract", 1),
        ("1. INTRODUCTION", "body", -1),
        ("2. METHODS", "body", -1),
        ("2.1. Search", "body", 5),
        ("3. RESULTS", "body", -1),
        ("ACKNOWLEDGMENTS", "back", -1),
        ("REFERENCES", "back", -1),
    ]
    assert clusters(article) == [
        ("1", (1,)),
        ("2-4", (2, 3, 4)),
        ("1,5", (1, 5)),
        ("6, 7", (6, 7)),
        ("80-82", ()),
        ("3", (3,)),
        ("12", ()),
        ("2", (2,)),
        ("3", (3,)),
        ("4", (4,)),
        ("2,3", (2, 3)),
        ("5", (5,)),
    ]
    (introduction,) = [block for block in article.blocks if block.text.startswith("Hip fractures")]
    assert "Early mobilisation has been tried" in introduction.text, "a word that the rest of the text has whole"
    assert len(introduction.sentences) == 4
    assert [figure.label for figure in article.figures] == ["Figure 1"]
    assert "10⁶ patient days" in article.text
    assert codes(reading) == [
        "24:45 text-missing-reference",
        "24:48 text-missing-reference",
        "27:34 text-missing-reference",
    ]
    assert reading.losses.kept == {"lines": 52, "references": 7, "tables": 1, "citations": 14}


def test_columns_under_one_another_with_letters_as_marks() -> None:
    article = read_article(TEXTS / "bracketed.txt").article
    assert (article.tables[0].label, article.tables[0].caption) == ("Table 1", "Trials of early walking.")
    assert cells(article) == [
        [("Trial", []), ("Patients", []), ("Walking at 6 mo, %", [])],
        [("North [2]", []), ("120", []), ("82", ["a"])],
        [("South [3]", []), ("90", []), ("77", [])],
        [("East [4]", []), ("64", []), ("NR", ["NR"])],
    ]


def test_references_over_several_lines() -> None:
    references = read_article(TEXTS / "bracketed.txt").article.references
    items = [reference.items[0] for reference in references]
    assert [reference.label for reference in references] == ["1", "2", "3", "4", "5", "6", "7"]
    assert (items[1]["title"], items[1]["DOI"]) == (
        "Walking on the first day after hip surgery: a trial",
        "10.9999/jtm.2015.12",
    )
    assert items[1]["custom"] == {"etal": "author"}
    assert (items[4]["author"], items[4]["publisher"]) == ([{"literal": "Toy Health Organization"}], "Toy Press")
    assert (items[5]["type"], items[5]["container-title"], items[5]["editor"]) == (
        "chapter",
        "Debates",
        [{"family": "Pink", "given": "J"}],
    )
    assert references[5].printed == "Red I. Against walking. In: Pink J, ed. Debates. London: Toy Books; 2012:30-45."
    assert references[6].doubts == ("No year is recognized.",)
    assert all(reference.sure for reference in references[:6])


def test_names_and_years_in_markdown() -> None:
    reading = read_article(TEXTS / "names.md")
    article = reading.article
    assert article.title == "Sleep and play: what toys tell us"
    assert (article.identifiers, [author.family for author in article.authors]) == (
        {"doi": "10.9999/play.2022.7"},
        ["Reader"],
    )
    assert headings(article)[1:] == [
        ("Introduction", "body", -1),
        ("Why toys", "body", 1),
        ("Funding", "back", -1),
        ("References", "back", -1),
    ]
    assert clusters(article) == [
        ("Huizinga, 1938", (1,)),
        ("Park & Kim, 2018; van der Berg et al., 2020a", (3, 4)),
        ("Park and Kim (2018)", (3,)),
        ("van der Berg et al., 2020b, 2021", (5, 6)),
        ("Nobody, 1999", ()),
        ("Lee et al. (2015)", (2,)),
        ("Lee et al., 2015", (2,)),
        ("Huizinga, 1938", (1,)),
        ("Park & Kim (2018)", (3,)),
        ("Lee et al. (2015)", (2,)),
    ]
    assert [citation.missing for citation in article.citations if citation.missing] == [("Nobody 1999",)]
    assert codes(reading) == ["11:8 text-missing-reference", "29:1 text-left-out"]
    assert cells(article) == [
        [("Study", []), ("Children", []), ("Hours of sleep", ["a"])],
        [("Park & Kim (2018)", []), ("24", []), ("9.5", [])],
        [("Lee et al. (2015)", []), ("31", []), ("9.1", ["b"])],
    ]
    marked = {
        (block.text[mark.start : mark.end], mark.kind, mark.value) for block in article.blocks for mark in block.marks
    }
    assert {("nobody", "italic", ""), ("safe", "bold", ""), ("the site", "link", "https://toys.example/play")} <= marked
    assert next(block.text for block in article.blocks if block.kind == "item") == "Toys are cheap."


def test_names_that_two_entries_share_are_not_guessed() -> None:
    reading = read(
        "Title\n\nIntroduction\nThey differ (Lee, 2015), as Lee and Park (2016) say.\n\nReferences\n\n"
        "Lee A. Toys. J Toys. 2015;1:1-2.\n\nLee B. Dolls. J Toys. 2015;2:3-4.\n\n"
        "Lee A, Park B. Balls. J Toys. 2016;1:5.\n"
    )
    assert clusters(reading.article) == [("Lee, 2015", ()), ("Lee and Park (2016)", (3,))]
    assert codes(reading) == ["4:14 text-missing-reference", "8:1 text-not-cited"]


def test_names_are_found_in_entries_whose_parts_are_not_recognized() -> None:
    reading = read(
        "Title\n\nIntroduction\nToys (Doe and Roe, 2015) are not dolls (van Poe et al., 2016; Moe, 2015).\n\n"
        "References\n\nDoe J Roe A Toys of wood J Toys 3 2015 5 9\n\nvan Poe C Doe B Moe D Dolls J Toys 4 2016 1 2\n"
    )
    assert clusters(reading.article) == [("Doe and Roe, 2015", (1,)), ("van Poe et al., 2016; Moe, 2015", (2,))]
    assert codes(reading) == ["4:63 text-missing-reference"]


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ("good.¹⁻² More", [("1-2", (1, 2))]),
        ("good.^{1,2} More", [("1,2", (1, 2))]),
        ("good.^1^ More", [("1", (1,))]),
        ("good.<sup>1,2</sup> More", [("1,2", (1, 2))]),
        ("good¹˒² and more", [("1,2", (1, 2))]),
        ("good [1; 2] and more", [("1; 2", (1, 2))]),
        ("good [1]–[2] and more", [("1]–[2", (1, 2))]),
        ("good [^1] and more", [("1", (1,))]),
        ("good (1,2) and more", [("1,2", (1, 2))]),
        ("good (Doe 2001) and more", [("Doe 2001", (1,))]),
        ("good in 10⁶ of 3 m², with ¹⁸F, Ca²⁺ and r²", []),
    ],
)
def test_the_ways_to_cite(cited: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert clusters(read(f"Title\n\nIntroduction\nToys are {cited}.{LIST}").article) == expected


def test_a_numbered_heading_of_one_short_word_is_one() -> None:
    prose = "Sixty mice were fed with toys for so long a time that it fills a line, as it does here."
    text = f"Title\n\n2. Methods\n\n2.1. Toys\n\n{prose}\n\n2.2. Diet\n\n{prose} [1]{LIST}"
    titles = [(section.title, section.parent) for section in read(text).article.sections]
    assert titles[:3] == [("2. Methods", -1), ("2.1. Toys", 0), ("2.2. Diet", 0)]


def test_raised_letters_that_are_no_citation_stay_as_they_are() -> None:
    text = read(f"Title\n\nIntroduction\nToys¹ of 3 m² for CD19⁺ cells, 2 × 10⁹/L, see x^{{2}}.{LIST}").article.text
    assert "Toys1 of 3 m² for CD19⁺ cells, 2 × 10⁹/L, see x²." in text
    assert not may_cite("", "1", " A") and may_cite("toys", "1", " a") and not may_cite("week ", "131", "I")


def test_nothing_in_code_is_a_citation_or_markup() -> None:
    article = read(f"Title\n\nIntroduction\nToys [1] are drawn by `rows[2]` and `a*b*c` of `toy' make.{LIST}").article
    assert "Toys [1] are drawn by rows[2] and a*b*c of `toy' make." in article.text
    assert clusters(article) == [("1", (1,))]
    primes = read(f"Title\n\nIntroduction\nThe strand runs 5`[1] to 3`[2] and 5`[3].{LIST}").article
    assert [text for text, _ in clusters(primes)] == ["1", "2", "3"], "a sign of length, not code"
    named = read(f"Title\n\nIntroduction\nIt is so (Doe, 2001), by `f(Doe, 2001)` too.{UNNUMBERED}").article
    assert [citation.text for citation in named.citations] == ["Doe, 2001"]


def test_fenced_code_is_no_title() -> None:
    article = read(f"```python\nx = 1\n```\n\n# Title\n\nToys [1].{LIST}").article
    assert article.title != "```python"
    assert [block.text for block in article.blocks][:1] == ["x = 1"]


def test_nothing_in_fenced_code_is_a_heading_a_table_or_a_citation() -> None:
    code = "```python\n# no heading\nx[1] = y[2]\n| a | b |\n|---|---|\n~~~\nReferences\n1. Doe 2001\n```"
    reading = read(f"# Title\n\n## Introduction\n\nToys [1].\n\n{code}\n\nDolls [2].\n\n~~~\n[1]{LIST}")
    article = reading.article
    assert [section.title for section in article.sections] == ["Introduction", "References"]
    assert clusters(article) == [("1", (1,)), ("2", (2,)), ("1", (1,))]  # the last fence is not closed
    assert not article.tables and codes(reading) == []
    kept = ["# no heading", "x[1] = y[2]", "| a | b |", "|---|---|", "References", "1. Doe 2001"]
    assert [block.text for block in article.blocks if block.text in kept][:6] == kept


@pytest.mark.parametrize(("name", "cited"), [("paper.md", ["1", "3"]), ("paper.txt", ["1", "2", "3"])])
def test_tildes_are_fences_in_markdown_and_rules_elsewhere(name: str, cited: list[str]) -> None:
    text = f"Title\n\nIntroduction\nToys [1].\n\n~~~~~~\n\nDolls [2].\n\n~~~~~~\n\nBears [3].{LIST}"
    article = parse_article(text.encode(), name).article
    assert [text for text, _ in clusters(article)] == cited


def test_what_looks_like_another_way_to_cite_is_named() -> None:
    reading = read(f"Title\n\nIntroduction\nToys are good.¹ Dolls are not.² They vary [1].{LIST}")
    assert clusters(reading.article) == [("1", (1,)), ("2", (2,))]
    assert codes(reading) == ["4:43 text-unsure-citation"]


def test_numbers_that_are_wrong_are_named() -> None:
    reading = read(
        "Title\n\nIntroduction\nOne [1], four [4], three [3], nine [9].\n\nLiterature cited\n"
        "1) Doe J. A. J Toys. 2001;1:1.\n2) Doe J. B. J Toys. 2001;1:2.\n4) Doe J. C. J Toys. 2001;1:3.\n"
        "3) Doe J. D. J Toys. 2001;1:4.\n4) Doe J. E. J Toys. 2001;1:5.\n"
    )
    assert clusters(reading.article) == [("1", (1,)), ("4", (3,)), ("3", (4,)), ("9", ())]
    assert codes(reading) == [
        *("4:37 text-missing-reference", "8:1 text-not-cited", "9:1 text-number-left-out"),
        *("10:1 text-number-out-of-order", "11:1 text-number-twice"),
    ]


def test_a_page_break_within_an_entry_and_within_a_sentence() -> None:
    reading = read(
        "Title\n\nMethods\n\nToys [1] are what children of\n\nTable 1. Toys\n\nToy\tWeight, g\nBall\t20*\n\n*Dry.\n\n"
        "all ages like [2].\n\nReferences\n1. Doe J. Toys for children\n\n- of all ages. J Toys. 2001;1:1-2.\n"
        "2. Roe A. Dolls. J Toys. 2002;2:2-3.\n\nDOI 10.9999/toys.1\n"
    )
    article = reading.article
    assert "Toys [1] are what children of all ages like [2]." in [block.text for block in article.blocks]
    assert [each.items[0]["title"] for each in article.references] == ["Toys for children of all ages", "Dolls"]
    assert article.identifiers == {"doi": "10.9999/toys.1"}
    assert cells(article)[1] == [("Ball", []), ("20", ["*"])]
    assert reading.losses.complete and reading.losses.findings == ()


def test_a_list_without_a_heading_and_a_text_without_a_list() -> None:
    lines = "".join(f"{n}. Doe J. Toy {n}. J Toys. 2001;1:{n}.\n" for n in range(1, 5))
    reading = read(f"Title\n\nIntroduction\nToys [1-4] are good.\n\n{lines}")
    assert len(reading.article.references) == 4
    assert codes(reading) == ["6:1 text-list-without-heading"]
    bare = read("Title\n\nIntroduction\nToys [1] are good.\n")
    assert codes(bare) == ["0:0 text-no-list"] and bare.article.citations == ()
    alone = read(f"References\n{lines}")
    assert len(alone.article.references) == 4
    assert codes(alone) == ["0:0 text-no-title", "2:1 text-not-cited"]


def test_a_table_whose_rows_are_not_recognized_is_named() -> None:
    reading = read(
        f"Title\n\nIntroduction\nToys [1,2].\n\nTable 1. Toys and dolls.\n\nA sentence that is no row.{LIST}"
    )
    assert [table.label for table in reading.article.tables] == ["Table 1"]
    assert codes(reading) == ["6:1 text-table-without-cells"]
    assert not reading.losses.complete


def test_another_encoding_is_read_and_said() -> None:
    data = f"Café toys\n\nIntroduction\nÉmile likes toys [1,2].{LIST}".encode("cp1252")
    reading = parse_article(data, "paper.txt")
    assert reading.article.title == "Café toys"
    assert codes(reading) == ["1:1 text-not-utf8"]
    assert parse_article("Café\n\nToys.".encode("utf-16"), "paper.txt").article.title == "Café"


def test_letters_that_were_garbled_before_are_named() -> None:
    garbled = f"Title\n\nIntroduction\nÉmile’s toys [1,2] – good.{LIST}".encode().decode("cp1252", "replace")
    assert codes(read(garbled.replace("\ufffd", "")))[0].endswith("text-garbled")
    assert codes(read(f"Title\n\nIntroduction\nÃo, Âge [1,2].{LIST}")) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "text-empty"),
        (b" \n\n", "text-empty"),
        (b"%PDF-1.7\n...", "text-other-format"),
        (b"PK\x03\x04...", "text-other-format"),
        (b"{\\rtf1 toys}", "text-other-format"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><article/>", "text-other-format"),
        (b"<!DOCTYPE html><p>toys", "text-other-format"),
        (bytes(range(256)) * 4, "text-binary"),
        (b"toys\0" * 100, "text-binary"),
        (b"A" * (4 * 2**20 + 1), "text-too-large"),
        (b"A\n" * 50_002, "text-too-large"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(data)
    with pytest.raises(RecordError) as caught:
        read_article(path)
    (finding,) = caught.value.findings
    assert finding.code == code and "\n" not in str(finding)
    assert [type(each) for each in read_articles([path])] == [Refusal]


def test_a_few_control_characters_are_removed_and_said() -> None:
    reading = read(f"Title\0\n\nIntroduction\nToys [1,2] are good.\x07 {'More toys. ' * 20}{LIST}")
    assert codes(reading) == ["1:6 text-control-character"]
    assert reading.article.title == "Title"


HOSTILE = {"A": 60_000, "(": 60_000, "[1]": 2_000, "Smith, ": 4_000, "*a ": 8_000, "x¹ ": 1_500, "a\t": 8_000}
HOSTILE |= {"`a`[1] ": 4_000, "`": 60_000}
HOSTILE |= {"2001, ": 4_000, "[a](": 8_000, "A. B ": 5_000, "AB, c; ": 5_000, "^{1": 10_000, "Lee 2001 ": 1_500}


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_lines_take_no_long(piece: str) -> None:
    line = piece * HOSTILE[piece]
    for text in (f"Title\n\nText [1].\n\n{line}{LIST}", f"Title\n\nText [1].{LIST}3. {line}", f"{line}\n\nText.{LIST}"):
        with bounded(12):
            reading = read(text)
            lay_out(reading.article)
        assert reading.losses.kept["lines"] == reading.losses.present["lines"]


def test_many_authors_in_one_field_take_no_long() -> None:
    names = ", ".join(f"Ann Lee{'¹²³'[number % 3]}" for number in range(20_000))
    with bounded(12):
        article = read(f"---\ntitle: Toys\nauthors: {names}\n---\n\nText [1].{LIST}").article
    assert len(article.authors) == 20_000


LINES = (TEXTS / "lines.txt").read_text("utf-8").split("\n")


@settings(max_examples=150)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=30))
def test_every_line_is_kept_or_named(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    reading = read(text)
    article = reading.article
    assert not [finding for finding in reading.losses.findings if finding.code == "text-lost-line"]
    lay_out(article)
    kept = " ".join(
        [
            *(block.text for block in article.blocks),
            *(f"{each.label} {each.printed}" for each in article.references),
            *(table.label for table in article.tables),
            *(figure.label for figure in article.figures),
        ]
    )
    lost = {word for line in lines for word in line.split() if word.isalpha()} - set(kept.replace("\t", " ").split())
    assert lost == set()
    assert registrations(article.blocks) == article.registrations


def test_files_are_read_by_what_they_are(tmp_path: Path) -> None:
    formats = []
    for path in (TEXTS / "bracketed.txt", TEXTS / "names.md", JATS):
        (reading,) = reader.read_articles([path])
        assert isinstance(reading, Reading)
        formats.append(reading.article.format)
    assert formats == ["text", "text", "jats"]
    upper = tmp_path / "PAPER.TXT"
    upper.write_text(f"Title\n\nToys [1].{LIST}", "utf-8")
    (reading,) = reader.read_articles([upper])
    assert isinstance(reading, Reading) and len(reading.article.references) == 2
    (missing,) = reader.read_articles([tmp_path / "none.txt"])
    assert isinstance(missing, Refusal) and missing.finding.code == "file-missing"


def test_a_text_becomes_a_draft_that_says_how_it_was_made(tmp_path: Path) -> None:
    init(tmp_path / "w")
    workspace = Workspace(tmp_path / "w")
    made = ingest(workspace, read_article(TEXTS / "bracketed.txt"), "0" * 64)
    again = ingest(workspace, read_article(TEXTS / "bracketed.txt"), "0" * 64, force=True)
    assert made.counts["references"] == 7 and made.counts["tables"] == 1 and made.counts["studies"] == 3
    assert again.counts == made.counts
    references = (made.folder / "references.yaml").read_text("utf-8")
    assert references.count("by: references.told") == 6 and references.count("by: references.loose") == 1
    assert "by: tables.told" in (made.folder / "tables.yaml").read_text("utf-8")
    losses = (made.folder / "article.yaml").read_text("utf-8")
    assert "bracketed.txt:27:34: text-missing-reference" in losses


def test_a_summary_at_the_end_and_abbreviations_at_the_beginning_leave_the_text_as_it_is() -> None:
    text = "Title\n\nAbbreviations\n\nT, toy.\n\nOn toys\n\nToys [1,2] are good.\n\nSummary\n\nThey are.\n\n"
    text += f"Funding\n\nNone.\n\nRole of the funder\n\nNo role.{LIST}"
    kinds = [(title, kind) for title, kind, _ in headings(read(text).article)]
    assert kinds == [
        *(("Abbreviations", "back"), ("On toys", "body"), ("Summary", "body"), ("Funding", "back")),
        *(("Role of the funder", "back"), ("References", "back")),
    ]


def test_the_text_of_the_page_is_read_as_it_says() -> None:
    page = (TEXTS.parent.parent / "docs" / "ingest.md").read_text("utf-8")
    text = page.partition("```text\n")[2].partition("```")[0]
    article = read(text).article
    assert [(author.family, author.affiliations) for author in article.authors] == [
        ("Doe", ("aff-1",)),
        ("Roe", ("aff-2",)),
    ]
    assert [cluster.text for cluster in article.clusters] == ["1-3", "1"]
    assert cells(article)[1] == [("North ¹", []), ("24", []), ("9.5", [])]
    assert cells(article)[0][2] == ("Sleep, h", ["*"])
    assert article.references[0].items[0]["container-title"] == "J Toys"


@pytest.mark.parametrize("form", ["{}. ", "[{}] ", "({}) ", "{} ", "{}\t"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(("numbers", "code"), [("1 2 4 5", "left-out"), ("1 2 3 4 4 6", "twice")])
def test_a_number_that_is_skipped_or_doubled_joins_no_entries(form: str, between: str, numbers: str, code: str) -> None:
    entry = "Lee A, Park B. A study of walking after hip surgery. J Walk. 2011;1:1-9. https://doi.org/10.1000/abc"
    listed = between.join(f"{form.format(number)}{entry}{number}" for number in numbers.split())
    reading = read(f"A title of words\n\nIntroduction\n\nWalking helps [1].\n\nReferences\n\n{listed}\n")
    assert [each.label for each in reading.article.references] == numbers.split()
    assert f"text-number-{code}" in [each.code for each in reading.losses.findings]


def test_a_skipped_number_joins_no_entries_of_several_lines() -> None:
    entries = [f"{n}. Lee A, Park B. A study of walking after\nhip surgery. J Walk. 2011;1:{n}-9" for n in (1, 2, 4, 5)]
    reading = read("A title\n\nText\n\nWalking helps [1].\n\nReferences\n\n" + "\n".join(entries) + "\n")
    assert [each.label for each in reading.article.references] == ["1", "2", "4", "5"]


def test_a_line_that_goes_on_with_a_number_begins_no_entry() -> None:
    entries = [f"{n} Lee A, Park B. A study of walking after\n{90 + n} Days. J Walk. 2011;1:{n}-9" for n in (1, 2, 3)]
    reading = read("A title\n\nText\n\nWalking helps [1].\n\nReferences\n\n" + "\n".join(entries) + "\n")
    assert [each.label for each in reading.article.references] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("row", "uneven"),
    [
        ("| c | 1 |", True),
        ("| c | 1 | 2 | 3 |", True),
        ("| c | 1 | 2 |", False),
        ("| c | | 2", False),
        ("| c |", False),
    ],
)
def test_a_row_of_a_markdown_table_with_other_cells_than_its_head_is_told(row: str, uneven: bool) -> None:
    table = f"Table 1. Toys\n\n| a | b | d |\n|---|---|---|\n| x | 1 | 2 |\n{row}\n| y | 3 | 4 |"
    reading = read(f"A title\n\nResults\n\nToys are good.\n\n{table}\n{LIST}")
    assert ("12:1 text-uneven-row" in codes(reading)) is uneven
    assert [code for code in codes(reading) if "uneven" in code and not code.startswith("12:")] == []
