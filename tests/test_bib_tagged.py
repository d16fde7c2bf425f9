"""RIS, nbib and enw as programs really write them."""

from __future__ import annotations

import json

import pytest
import rispy

from evigraph.bib import Csl, Library, parse_library, render


def library(text: str, format: str | None = None) -> Library:
    return parse_library(text.encode(), "library", format)


def items(text: str, format: str | None = None) -> list[Csl]:
    read = library(text, format)
    assert read.lost == []
    return [reference.item for reference in read.references]


def item(text: str, format: str | None = None) -> Csl:
    (one,) = items(text, format)
    return one


def ris(*lines: str) -> Csl:
    return item("\n".join(["TY  - JOUR", *lines, "ER  - ", ""]), "ris")


def codes(read: Library) -> list[str]:
    return [finding.code for finding in read.findings]


TWO = "TY  - JOUR\nTI  - One\nAU  - Lee, DW\nER  - \n\nTY  - JOUR\nTI  - Two\nER  - \n"


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        (TWO, []),
        (TWO.replace("ER  - ", "ER  -"), []),
        (TWO.replace("ER  - ", "ER -"), []),
        (TWO.replace("ER  - \n", ""), ["bib-missing-end"]),
        (TWO.replace("  - ", " - "), []),
        (TWO.lower(), []),
        (TWO.replace("  - ", "\t- "), []),
        (TWO.replace("  - ", "  -"), []),
        ("\ufeff" + TWO, []),
        (TWO.replace("\n", "\r"), []),
        (TWO.replace("\n", "\n\n"), []),
        (TWO.replace("TY  - JOUR\n", ""), ["bib-no-type"]),
        ("Provider: A\nDatabase: B\nContent: text/plain\n\n" + TWO, ["bib-stray-text"]),
        ("1.\n" + TWO.replace("\n\n", "\n2.\n"), ["bib-stray-text"]),
        ("\n".join("    " + line for line in TWO.split("\n")), []),
        (TWO.replace("ER  - \n", "ER  - x\n"), ["bib-stray-text"]),
        (TWO.replace("ER  - \n\n", "ER  - \nL2  - http://a.example/\n"), ["bib-stray-text"]),
    ],
)
def test_two_records_however_they_are_written(text: str, warned: list[str]) -> None:
    read = library(text, "ris")
    assert [reference.item["title"].title() for reference in read.references] == ["One", "Two"]
    assert (read.lost, codes(read)) == ([], warned)
    assert all(finding.severity == "warning" and finding.place.line for finding in read.findings)


def test_a_record_without_content_is_lost_with_its_line() -> None:
    read = library("TY  - JOUR\nER  - \nTY  - BOOK\nTI  - x\nER  - \nTY  - JOUR\n")
    assert [reference.item["title"] for reference in read.references] == ["x"]
    assert [finding.place.line for finding in read.lost] == [1, 6]


def test_lines_that_continue_a_value_and_tags_inside() -> None:
    read = ris(
        "AB  - first", "second ER  - inside", "", "  third", "KW  - one", "two", "three; four", "N1  - TI  - no title"
    )
    assert read["abstract"] == "first second ER - inside third"
    assert read["keyword"] == "one; two; three; four"
    assert (read["note"], "title" in read) == ("TI - no title", False)


def test_variants_of_the_databases() -> None:
    read = ris(
        "T1  - Title",
        "A1  - Lee, DW",
        "AU  - Roe, J.A., Jr.",
        "JO  - J Clin Oncol",
        "JF  - Journal of Clinical Oncology",
        "J2  - JCO",
        "Y1  - 2014/09//",
        "IS  - 22 Suppl. 1",
        "SP  - 40-56",
        "EP  - 56",
        "DO  - https://doi.org/10.1000/x",
        "SN  - 0732-183X",
        "SN  - 978-3-16-148410-0",
        "UR  - https://a.example/",
        "UR  - https://b.example/",
        "M1  - 7",
        "N2  - Abstract",
        "AN  - WOS:000123",
        "N1  - Accession Number: 5; more",
        "N1  - abstractnumber: 218",
        "XX  - own",
    )
    assert read == {
        "id": "",
        "type": "article-journal",
        "title": "Title",
        "author": [{"family": "Lee", "given": "DW"}, {"family": "Roe", "given": "J.A.", "suffix": "Jr."}],
        "container-title": "Journal of Clinical Oncology",
        "container-title-short": "JCO",
        "issued": {"date-parts": [[2014, 9]]},
        "issue": "22 suppl 1",
        "supplement-number": "1",
        "page": "40-56",
        "DOI": "10.1000/x",
        "ISSN": "0732-183X",
        "ISBN": "978-3-16-148410-0",
        "URL": "https://a.example/",
        "abstract": "Abstract",
        "note": "Accession Number: 5; more",
        "custom": {
            "JO": "J Clin Oncol",
            "UR": "https://b.example/",
            "M1": "7",
            "accessionnumber": "WOS:000123",
            "abstractnumber": "218",
            "XX": "own",
        },
    }


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        (["AN  - 28249141", "DB  - PubMed"], "28249141"),
        (["AN  - 28249141", "DB  - Ovid MEDLINE(R)"], "28249141"),
        (["AN  - 28249141", "DP  - NLM"], "28249141"),
        (["AN  - 28249141", "UR  - http://www.ncbi.nlm.nih.gov/pubmed/28249141"], "28249141"),
        (["AN  - 28249141"], None),
        (["AN  - 99128836", "DB  - GreenFILE"], None),
        (["AN  - WOS:1", "DB  - PubMed"], None),
    ],
)
def test_an_accession_number_is_a_pmid_only_where_pubmed_gave_it(lines: list[str], pmid: str | None) -> None:
    read = ris("TI  - x", *lines)
    assert read.get("PMID") == pmid
    assert ("accessionnumber" in read.get("custom", {})) == (pmid is None)


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        (["PY  - 2014"], {"date-parts": [[2014]]}),
        (["PY  - 2014///"], {"date-parts": [[2014]]}),
        (["Y1  - 2014/09/19/Fall"], {"date-parts": [[2014, 9, 19]]}),
        (["PY  - 2014", "DA  - 2014/09/19/"], {"date-parts": [[2014, 9, 19]]}),
        (["PY  - 2014", "DA  - SEP 19"], {"date-parts": [[2014, 9, 19]]}),
        (["PY  - 2014", "DA  - 2015/01/02"], {"date-parts": [[2014]]}),
        (["PY  - 2014", "DA  - Sep-Oct"], {"date-parts": [[2014]]}),
        (["PY  - in press"], {"literal": "in press"}),
        (["DA  - 2014-09-19"], {"date-parts": [[2014, 9, 19]]}),
        (["PY  - 2014/13/45"], {"date-parts": [[2014]]}),
    ],
)
def test_dates_are_never_padded(lines: list[str], issued: Csl) -> None:
    read = ris("TI  - x", *lines)
    assert read["issued"] == issued
    if issued == {"date-parts": [[2014]]} and len(lines) > 1:
        assert read["custom"]["date"] == lines[1][6:]


NAMES = {
    "von Stackelberg, Arend": {"family": "Stackelberg", "given": "Arend", "non-dropping-particle": "von"},
    "de la Cruz, M": {"family": "Cruz", "given": "M", "non-dropping-particle": "de la"},
    "Lee, DW, III": {"family": "Lee", "given": "DW", "suffix": "III"},
    "Lee, III, DW": {"family": "Lee", "given": "DW", "suffix": "III"},
    "Lee, Daniel W 3rd": {"family": "Lee", "given": "Daniel W", "suffix": "3rd"},
    "Lee,Daniel W.": {"family": "Lee", "given": "Daniel W."},
    "Uyl-de Groot, CA": {"family": "Uyl-de Groot", "given": "CA"},
    "Children's Oncology Group,": {"literal": "Children's Oncology Group"},
    "Children's Oncology Group": {"literal": "Children's Oncology Group"},
    "Ministry of Health, NSW, Australia": {"literal": "Ministry of Health, NSW, Australia"},
    "Smith JA": {"family": "Smith", "given": "JA"},
    "J. A. Smith": {"family": "Smith", "given": "J. A."},
    "John Smith": {"family": "Smith", "given": "John"},
    "Ludwig van Beethoven": {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
    "Madonna": {"family": "Madonna"},
    "Lee III, DW": {"family": "Lee", "given": "DW", "suffix": "III"},
    "King Jr., Martin Luther": {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    "King, Jr.": {"family": "King", "suffix": "Jr."},
    "Martin Luther King, Jr.": {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    "van Dongen Jr, JJ": {"family": "Dongen", "given": "JJ", "non-dropping-particle": "van", "suffix": "Jr"},
    "van Dongen, Jr": {"family": "Dongen", "non-dropping-particle": "van", "suffix": "Jr"},
    "King Jr": {"family": "King", "suffix": "Jr"},
    "Bebo B.F., Jr.": {"family": "Bebo", "given": "B.F.", "suffix": "Jr."},
    "Doe J.-P.": {"family": "Doe", "given": "J.-P."},
    "Lee DW III": {"family": "Lee", "given": "DW", "suffix": "III"},
    "Petrov, IV": {"family": "Petrov", "given": "IV"},
    "Silva Junior, A": {"family": "Silva Junior", "given": "A"},
    "Smith, J., MD": {"family": "Smith", "given": "J.", "suffix": "MD"},
    "Smith, Jane, M.D., Ph.D.": {"family": "Smith", "given": "Jane", "suffix": "M.D., Ph.D."},
    "Smith, MD": {"family": "Smith", "given": "MD"},
}


@pytest.mark.parametrize("written", NAMES)
def test_names(written: str) -> None:
    read = ris("TI  - x", f"AU  - {written}")
    assert read["author"] == [NAMES[written]]
    for format in ("ris", "enw", "nbib", "bibtex", "biblatex"):
        (again,) = parse_library(render([read], format).encode(), "x", format).references
        assert again.item["author"] in ([NAMES[written]], [{"literal": NAMES[written].get("family")}])


ENDS = [", et al.", " et al", ", et al.,", " et. al.", ", and et al", ", ...", " …", " and others", " et alii"]


@pytest.mark.parametrize("end", ENDS)
def test_et_al_at_the_end_of_an_author_line(end: str) -> None:
    for before, family in (("Doe, J", "Doe"), ("Roe, A; Doe, J", "Roe"), ("Doe J", "Doe")):
        read = ris("TI  - x", "T2  - B", f"AU  - {before}{end}", f"A2  - {before}{end}", "A4  - Moe, K")
        assert read["author"][0]["family"] == family
        assert read["author"] == read["editor"]
        assert read["author"][-1] == {"family": "Doe", "given": "J"}
        assert read["custom"] == {"etal": "author editor"}


OTHERS: list[dict[str, str]] = [
    {"literal": "et al."}, {"family": "et al.,"}, {"literal": "and others"}, {"family": "others"}, {"given": "et al"},
]  # fmt: skip


@pytest.mark.parametrize("others", OTHERS)
def test_et_al_as_a_name_of_its_own(others: dict[str, str]) -> None:
    author = [{"family": "Doe", "given": "J"}, others]
    custom = {"etal": "translator"}
    (read,) = items(json.dumps([{"id": "a", "type": "book", "author": author, "custom": custom}]), "csl-json")
    assert (read["author"], read["custom"]) == ([author[0]], {"etal": "translator author"})
    said = others.get("literal") or others.get("family") or others["given"]
    xml = f"<xml><records><record><contributors><authors><author>Doe, J</author><author>{said}</author></authors>"
    xml += "</contributors></record></records></xml>"
    (read,) = items(xml, "endnote-xml")
    assert (read["author"], read["custom"]) == ([author[0]], {"etal": "author"})
    assert "Doe, J and others" in render([read], "bibtex")


def test_a_suffix_behind_the_given_name_in_csl_json() -> None:
    author = [
        {"family": "Lee", "given": "D. W., III"},
        {"family": "Roe", "given": "J., MD"},
        {"family": "Lee III", "given": "D, x"},
    ]
    (read,) = items(json.dumps([{"id": "a", "type": "book", "author": author}]), "csl-json")
    assert read["author"] == [
        {"family": "Lee", "given": "D. W.", "suffix": "III"},
        {"family": "Roe", "given": "J.", "suffix": "MD"},
        author[2],
    ]


def test_lists_of_names() -> None:
    read = ris("TI  - x", "AU  - Lee, DW; Roe, J.", "AU  - et al.", "A2  - Poe, E", "A4  - Doe, J", "AU  - ,")
    assert [name["family"] for name in read["author"]] == ["Lee", "Roe"]
    assert (read["editor"][0]["family"], read["translator"][0]["family"]) == ("Poe", "Doe")
    assert read["custom"] == {"etal": "author"}


def test_types() -> None:
    codes_to_types = {
        "JOUR": "article-journal",
        "CONF": "paper-conference",
        "ABST": "article-journal",
        "ZZZZ": "document",
    }
    read = items("".join(f"TY  - {code}\nTI  - x\nER  - \n" for code in codes_to_types))
    assert [one["type"] for one in read] == list(codes_to_types.values())
    kept = [one.get("custom", {}).get("TY") for one in read]
    assert kept == [None, "CONF", "ABST", "ZZZZ"]
    again = render(read, "ris")
    assert [line[6:] for line in again.split("\n") if line.startswith("TY")] == list(codes_to_types)


NBIB = """PMID- 24100379
OWN - NLM
STAT- MEDLINE
IS  - 1527-7755 (Electronic)
IS  - 0732-183X (Linking)
VI  - 32
IP  - 36
DP  - 2014 Dec 20
TI  - Phase II trial of an antibody in patients with relapsed
      disease.
PG  - 4134-40
LID - 10.1200/JCO.2014.56.3247 [doi]
LID - e15 [pii]
AID - 10.1200/jco.2014.56.3247 [doi]
AB  - BACKGROUND: One.
      METHODS: Two.
CN  - First Group
FAU - von Stackelberg, Arend
AU  - von Stackelberg A
AD  - Berlin.
AUID- ORCID: 0000
FAU - Lee, Daniel W 3rd
AU  - Lee DW 3rd
AU  - Roe J
CN  - Last Group
LA  - eng
PT  - Journal Article
PT  - Clinical Trial
DEP - 20141110
TA  - J Clin Oncol
JT  - Journal of clinical oncology
MH  - Humans
OT  - *relapse
PMC - PMC1234567
PHST- 2014/11/12 06:00 [pubmed]
PST - ppublish
SO  - J Clin Oncol. 2014.

PMID- 2
BTI - A Book.
PST - aheadofprint
"""


def test_nbib() -> None:
    article, book = items(NBIB)
    custom = article.pop("custom")
    assert article == {
        "id": "",
        "type": "article-journal",
        "PMID": "24100379",
        "PMCID": "PMC1234567",
        "DOI": "10.1200/JCO.2014.56.3247",
        "title": "Phase II trial of an antibody in patients with relapsed disease",
        "abstract": "BACKGROUND: One. METHODS: Two.",
        "author": [
            {"literal": "First Group"},
            {"family": "Stackelberg", "given": "Arend", "non-dropping-particle": "von"},
            {"family": "Lee", "given": "Daniel W", "suffix": "3rd"},
            {"family": "Roe", "given": "J"},
            {"literal": "Last Group"},
        ],
        "container-title": "Journal of clinical oncology",
        "container-title-short": "J Clin Oncol",
        "volume": "32",
        "issue": "36",
        "page": "4134-40",
        "issued": {"date-parts": [[2014, 12, 20]]},
        "language": "eng",
        "ISSN": "1527-7755 (Electronic), 0732-183X (Linking)",
        "keyword": "Humans; *relapse",
    }
    assert custom == {
        "OWN": "NLM",
        "STAT": "MEDLINE",
        "AD": "Berlin.",
        "AUID": "ORCID: 0000",
        "DEP": "20141110",
        "pii": "e15",
        "PST": "ppublish",
        "PHST": "2014/11/12 06:00 [pubmed]",
        "SO": "J Clin Oncol. 2014.",
        "PT": "Journal Article; Clinical Trial",
    }
    assert (book["type"], book["title"], book["status"]) == ("book", "A Book", "ahead of print")


def test_nbib_whose_records_begin_otherwise() -> None:
    read = library(
        "OWN - ERIC\nTI  - One\n\nPMC - PMC1\nPMID- 1\nTI  - Two\n\nstray\nPMID-3\nTI  -Three\nPMID- 4\nTI  - Four\n"
    )
    assert [reference.item["title"] for reference in read.references] == ["One", "Two", "Three", "Four"]
    assert codes(read) == ["bib-stray-text"]


def test_enw() -> None:
    text = (
        "%0 Journal Article\n%A von Stackelberg, Arend\n%A Oncology Group,\n%T One\n%J Blood\n%D 2016\n"
        "%8 September 1, 2016\n%V 128\n%N 22\n%P 218-220\n%R 10.1182/blood\n%@ 0006-4971\n%M 28249141\n%~ PubMed\n"
        "%U https://a.example/\n%K one\n%K two\n%X Abstract\nmore of it\n%Z note\n%F key\n%7 2nd\n%+ Address\n\n"
        "%0 Book Section\n%T Two\n%B Book\n%E Roe, J\n%I P\n%C Bonn\n%R urn:x\n%@ 978-3-16-148410-0\n\n"
        "%T Three\n%J Lancet\n%0 Serial\n"
    )
    one, two, three = items(text)
    assert one == {
        "id": "key",
        "type": "article-journal",
        "title": "One",
        "container-title": "Blood",
        "volume": "128",
        "issue": "22",
        "author": [
            {"family": "Stackelberg", "given": "Arend", "non-dropping-particle": "von"},
            {"literal": "Oncology Group"},
        ],
        "issued": {"date-parts": [[2016, 9, 1]]},
        "page": "218-220",
        "DOI": "10.1182/blood",
        "ISSN": "0006-4971",
        "PMID": "28249141",
        "URL": "https://a.example/",
        "keyword": "one; two",
        "abstract": "Abstract more of it",
        "note": "note",
        "edition": "2nd",
        "custom": {"%+": "Address"},
    }
    assert (two["type"], two["container-title"], two["ISBN"]) == ("chapter", "Book", "978-3-16-148410-0")
    assert two["custom"] == {"%R": "urn:x"}
    assert (three["type"], three["title"]) == ("periodical", "Three")
    assert item("%T x\n%J y\n", "enw")["type"] == "article-journal"


def test_evidence_stands_where_managers_look() -> None:
    carried = {
        "id": "a",
        "type": "article-journal",
        "title": "T",
        "keyword": "role:primary; supports:claim-1",
        "note": "A note.",
        "custom": {"annotation": "Supports: one.\nFindings: two."},
    }
    lines = {format: render([carried], format).split("\n") for format in ("ris", "enw", "nbib")}
    for format, keyword, more, note in (
        ("ris", "KW  - ", "KW  - ", "N1  - "),
        ("enw", "%K ", "", "%Z "),  # EndNote's way; Zotero takes each line for a tag, JabRef one %K only
        ("nbib", "OT  - ", "OT  - ", "GN  - "),
    ):
        first = lines[format].index(f"{keyword}role:primary")
        assert lines[format][first + 1] == f"{more}supports:claim-1"
        assert [line for line in lines[format] if line.startswith(note)] == [
            f"{note}annotation: Supports: one.",
            f"{note}annotation: Findings: two.",
            f"{note}A note.",  # last, because JabRef keeps the last one of nbib
        ]
        assert items("\n".join(lines[format]), format) == [carried]
    assert lines["enw"][lines["enw"].index("%Z A note.") + 1 :] == ["%F a", "%O A note.", "", ""]


def test_keywords_of_endnote_stand_on_lines_of_their_own() -> None:
    words = "first; Antigens, CD19; %A Roe, J; last one"
    text = render([{"id": "a", "type": "book", "title": "T", "keyword": words}], "enw")
    assert "%K first\nAntigens, CD19\n%K %A Roe, J\nlast one\n" in text
    assert item(text, "enw")["keyword"] == words
    assert item("%0 Book\n%T x\n%K one\ntwo\n%K three\n%Z y\n%O y\n%O z\n", "enw") == {
        "id": "",
        "type": "book",
        "title": "x",
        "keyword": "one; two; three",
        "note": "y; z",
    }


def test_no_number_of_ris_follows_the_issue() -> None:
    """JabRef takes AN, C7 and IS for the number of the issue, and the last of them stands."""
    written = {"id": "a", "type": "article-journal", "title": "T", "issue": "36", "volume": "32", "PMID": "25385737"}
    lines = render([written | {"custom": {"articlenumber": "e15"}, "page": "e15"}], "ris").split("\n")
    places = [next(n for n, line in enumerate(lines) if line.startswith(tag)) for tag in ("AN", "C7", "IS")]
    assert places == sorted(places)


def test_rispy_reads_each_field() -> None:
    written = {
        "id": "k",
        "type": "article-journal",
        "title": "T",
        "author": [{"family": "Lee", "given": "DW", "suffix": "III"}],
        "container-title": "Blood",
        "issued": {"date-parts": [[2016, 9]]},
        "volume": "1",
        "issue": "2",
        "page": "3-4",
        "DOI": "10.1/x",
        "PMID": "1",
        "URL": "https://a.example/",
        "keyword": "a; b",
        "abstract": "A",
        "ISSN": "0006-4971",
        "language": "en",
    }
    (record,) = rispy.loads(render([written], "ris"))
    assert record == {
        "type_of_reference": "JOUR",
        "authors": ["Lee, DW, III"],
        "title": "T",
        "secondary_title": "Blood",
        "year": "2016",
        "date": "2016/09/",
        "volume": "1",
        "number": "2",
        "start_page": "3",
        "end_page": "4",
        "doi": "10.1/x",
        "accession_number": "1",
        "name_of_database": "PubMed",
        "urls": ["https://a.example/"],
        "keywords": ["a", "b"],
        "abstract": "A",
        "issn": "0006-4971",
        "language": "en",
        "id": "k",
    }


def test_no_cell_is_a_formula() -> None:
    items_ = [{"id": "=a", "type": "book", "title": start + "1", "author": [{"literal": "@x"}]} for start in "=+-@"]
    text = render(items_, "csv")
    assert len(text.strip().split("\n")) == 5
    for line in text.strip().split("\n")[1:]:
        assert not any(cell.strip('"').startswith(tuple("=+-@")) for cell in line.split(","))
    assert items(text, "csv") == items_


def test_nbib_names_journal_book_and_doi_as_pubmed_does() -> None:
    types = {
        "article-journal": ("JT", "TI"),
        "article": ("JT", "TI"),
        "paper-conference": ("JT", "TI"),
        "chapter": ("BTI", "TI"),
        "book": ("JT", "BTI"),
    }
    for type_, (container, title) in types.items():
        text = render([{"id": "a", "type": type_, "title": "T", "container-title": "J", "DOI": "10.1/x"}], "nbib")
        lines = text.split("\n")
        assert f"{container:4}- J{'' if container == 'JT' else '.'}" in lines
        assert f"{title:4}- T." in lines
        assert [line for line in lines if "10.1/x" in line] == ["LID - 10.1/x [doi]", "AID - 10.1/x [doi]"]
    assert len(types) == 5
    older = "PMID- 1\nTI  - T.\nBTI - Blood.\nPT  - Journal Article\n"
    assert item(older, "nbib")["container-title"] == "Blood"


def test_ris_has_editors_where_each_manager_takes_them_for_editors() -> None:
    """JabRef takes A2 for an author, Zotero that of a book for the editor of its series."""
    written = {"id": "a", "type": "book", "title": "T", "editor": [{"family": "Roe", "given": "J"}]}
    text = render([written], "ris")
    assert "\nED  - Roe, J\n" in text and "A2  -" not in text
    assert item(text, "ris") == item(text.replace("ED  -", "A2  -"), "ris") == written
