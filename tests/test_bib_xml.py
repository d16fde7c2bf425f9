"""PubMed's and EndNote's XML, whole, broken and hostile."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from evigraph.bib import Library, parse_library


def library(text: str) -> Library:
    return parse_library(text.encode(), "library.xml")


def endnote(*records: str) -> str:
    return (
        "<xml>\n<records>\n" + "\n".join(f"<record>{record}</record>" for record in records) + "\n</records>\n</xml>\n"
    )


def titled(title: str) -> str:
    return f"<titles><title>{title}</title></titles>"


def titles(read: Library) -> list[str]:
    return [reference.item["title"] for reference in read.references]


ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">24100379</PMID><Article>
<Journal><ISSN>1527-7755</ISSN><JournalIssue><Volume>32</Volume><Issue>36 Suppl 1</Issue><PubDate><Year>2014</Year>
<Month>Dec</Month>
<Day>20</Day></PubDate></JournalIssue><Title>Journal of clinical oncology</Title>
<ISOAbbreviation>J Clin Oncol</ISOAbbreviation></Journal>
<ArticleTitle>CD19<sup>+</sup> cells &amp; H<sub>2</sub>O: <i>in&#160;vivo</i>.</ArticleTitle>
<Pagination><MedlinePgn>4134-40</MedlinePgn></Pagination><ELocationID EIdType="doi">10.1200/JCO.1</ELocationID>
<Abstract><AbstractText Label="BACKGROUND">One.</AbstractText><AbstractText>Two.</AbstractText></Abstract>
<AuthorList CompleteYN="N"><Author><LastName>von Stackelberg</LastName><ForeName>Arend</ForeName>
<Initials>A</Initials></Author>
<Author><LastName>Lee</LastName><Initials>DW</Initials><Suffix>3rd</Suffix></Author>
<Author><CollectiveName>Oncology Group</CollectiveName></Author></AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList></Article>
<MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading><MeshHeading>
<DescriptorName>Relapse</DescriptorName>
<QualifierName>therapy</QualifierName></MeshHeading></MeshHeadingList><KeywordList><Keyword>CAR</Keyword>
</KeywordList></MedlineCitation>
<PubmedData><PublicationStatus>aheadofprint</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">24100379</ArticleId>
<ArticleId IdType="pmc">PMC12</ArticleId><ArticleId IdType="doi">10.1200/JCO.1</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="pubmed">1</ArticleId></ArticleIdList></Reference>
</ReferenceList></PubmedData>
</PubmedArticle>"""
BOOK = """<PubmedBookArticle><BookDocument><PMID>2</PMID><Book><Publisher><PublisherName>NIH</PublisherName>
</Publisher>
<BookTitle>The book</BookTitle><PubDate><Year>2012</Year></PubDate><AuthorList Type="editors"><Author>
<LastName>Roe</LastName>
<ForeName>J</ForeName></Author></AuthorList><Isbn>9783161484100</Isbn></Book>
<ArticleTitle>The chapter</ArticleTitle></BookDocument>
</PubmedBookArticle>"""


@pytest.mark.parametrize("wrapping", ["<PubmedArticleSet>\n{}\n</PubmedArticleSet>", "{}"])
def test_pubmed(wrapping: str) -> None:
    read = library(wrapping.format(ARTICLE + "\n" + BOOK))
    assert (read.format, read.findings) == ("pubmed-xml", [])
    article, book = (reference.item for reference in read.references)
    assert article == {
        "id": "",
        "type": "article-journal",
        "PMID": "24100379",
        "PMCID": "PMC12",
        "DOI": "10.1200/JCO.1",
        "ISSN": "1527-7755",
        "title": "CD19⁺ cells & H₂O: in vivo",
        "container-title": "Journal of clinical oncology",
        "container-title-short": "J Clin Oncol",
        "volume": "32",
        "issue": "36 suppl 1",
        "supplement-number": "1",
        "page": "4134-40",
        "issued": {"date-parts": [[2014, 12, 20]]},
        "author": [
            {"family": "Stackelberg", "given": "Arend", "non-dropping-particle": "von"},
            {"family": "Lee", "given": "DW", "suffix": "3rd"},
            {"literal": "Oncology Group"},
        ],
        "abstract": "BACKGROUND: One. Two.",
        "language": "eng",
        "keyword": "CAR; Humans; Relapse/therapy",
        "status": "ahead of print",
        "custom": {"etal": "author"},
    }
    assert (book["type"], book["title"], book["container-title"], book["ISBN"]) == (
        "chapter",
        "The chapter",
        "The book",
        "9783161484100",
    )
    assert book["editor"] == [{"family": "Roe", "given": "J"}]


@pytest.mark.parametrize(
    ("date", "issued"),
    [
        ("<Year>2014</Year><Month>09</Month>", {"date-parts": [[2014, 9]]}),
        ("<Year>2014</Year><Season>Spring</Season>", {"date-parts": [[2014]], "season": 1}),
        ("<MedlineDate>2014 Sep-Oct</MedlineDate>", {"date-parts": [[2014]]}),
    ],
)
def test_pubmed_dates(date: str, issued: dict[str, object]) -> None:
    before, _, rest = ARTICLE.partition("<PubDate>")
    (reference,) = library(f"{before}<PubDate>{date}</PubDate>{rest.partition('</PubDate>')[2]}").references
    assert reference.item["issued"] == issued


def test_endnote() -> None:
    record = """<database name="x.enl" path="/x">x.enl</database><rec-number>7</rec-number><foreign-keys>
<key app="EN">7</key></foreign-keys>
    <ref-type name="Journal Article">17</ref-type><contributors><authors><author>
<style face="bold">Lee, DW, III</style></author>
    <author>Oncology Group,</author></authors></contributors>
    <titles><title><style>CD19</style><style face="superscript">+</style> cells</title>
    <secondary-title>Blood</secondary-title></titles><periodical><full-title>Blood</full-title></periodical>
<pages>1-9</pages><volume>3</volume>
    <number>2</number><dates><year>2016</year><pub-dates><date>Sep 1</date></pub-dates></dates><isbn>0006-4971</isbn>
    <accession-num>28249141</accession-num><electronic-resource-num>10.1000/x</electronic-resource-num>
<remote-database-provider>NLM</remote-database-provider>
    <keywords><keyword>a</keyword><keyword>b</keyword></keywords><urls><related-urls><url>https://a.example/</url>
</related-urls>
    <pdf-urls><url>internal-pdf://x.pdf</url></pdf-urls></urls><custom2>PMC5</custom2><notes>n</notes>"""
    read = library(endnote(record))
    (reference,) = read.references
    assert (read.format, read.findings, reference.place.line) == ("endnote-xml", [], 3)
    assert reference.item == {
        "id": "7",
        "type": "article-journal",
        "title": "CD19+ cells",
        "container-title": "Blood",
        "page": "1-9",
        "volume": "3",
        "issue": "2",
        "author": [{"family": "Lee", "given": "DW", "suffix": "III"}, {"literal": "Oncology Group"}],
        "issued": {"date-parts": [[2016, 9, 1]]},
        "ISSN": "0006-4971",
        "PMID": "28249141",
        "DOI": "10.1000/x",
        "keyword": "a; b",
        "URL": "https://a.example/",
        "PMCID": "PMC5",
        "note": "n",
        "custom": {"urls/pdf-urls/url": "internal-pdf://x.pdf", "remote-database-provider": "NLM"},
    }


def test_a_record_alone() -> None:
    assert titles(library(f"<record>{titled('x')}</record>")) == ["x"]


def test_a_fault_costs_one_record() -> None:
    text = endnote(titled("One"), titled("Two</i>"), titled("Three"), "", titled("Four & more"), titled("Five"))
    read = library(text)
    assert titles(read) == ["One", "Three", "Five"]
    assert [(finding.place.line, finding.code) for finding in read.lost] == [
        (4, "bib-syntax"),
        (6, "bib-empty-record"),
        (7, "bib-syntax"),
    ]
    assert read.lost[0].place.column == len("<record><titles><title>Two</i>") + 1


@pytest.mark.parametrize("cut", [1, 30, 60, 75])
def test_a_truncated_file_keeps_what_stands_before(cut: int) -> None:
    whole = endnote(titled("One"), titled("Two"))
    second = whole.index("<record>", whole.index("<record>") + 1)
    read = library(whole[: second + cut] if cut > 8 else whole[: second + 8])
    found = len(read.references) + len(read.lost)
    assert (titles(read)[0], found, read.lost[0].place.line if read.lost else 4) == ("One", 2, 4)
    assert len(read.lost) == (cut < 60)


def test_what_only_looks_like_a_record() -> None:
    hidden = "<!-- <record> --><![CDATA[<record>]]><?x <record> ?>"
    read = library("<!DOCTYPE xml [<!ENTITY a '<record>'>]>" + endnote(titled("One"), titled(hidden)))
    assert titles(read) == ["One", "<record>"]
    assert read.lost == []


BOMB = (
    "<!DOCTYPE xml [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
)


def test_entities_are_not_expanded_and_files_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", "utf-8")
    external = f"<!DOCTYPE xml [<!ENTITY a11 SYSTEM '{secret.as_uri()}'>]>"
    for head in (BOMB, external, f"<!DOCTYPE xml SYSTEM '{secret.as_uri()}'>", ""):
        started = time.process_time()
        read = library(head + endnote(titled("&a11;"), titled("caf&eacute;&nbsp;&amp; bar")))
        assert time.process_time() - started < 2
        assert titles(read) == ["café & bar"]
        (lost,) = read.lost
        assert "not defined" in lost.message
        assert lost.place.line == 3
        assert "secret" not in str(read.findings)


HOSTILE = {
    "comments": "<xml><records>" + "<!--" * 50_000,
    "instructions": "<?" * 50_000 + "<record>",
    "document types": "<!DOCTYPE a [<" * 50_000 + "<record>",
    "records": "<xml><records>" + "<record>" * 5_000,
    "deep": "<record>" + "<a>" * 50_000,
    "entities": "<record><a>" + "&a;" * 50_000 + "</a></record>",
    "attributes": "<record " + "a='' " * 50_000 + "/>",
    "no xml": '"<?xml version=\\"1.0\\"?><record>"',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_soon_and_as_findings(name: str) -> None:
    started = time.process_time()
    read = library(HOSTILE[name])
    assert time.process_time() - started < 5
    assert read.references == []
    assert read.findings
    assert all(finding.place.file == "library.xml" for finding in read.findings)


@pytest.mark.parametrize(
    "english", ["", "<ArticleTitle></ArticleTitle>", "<ArticleTitle>[Not Available].</ArticleTitle>"]
)
def test_a_work_without_an_english_title_is_called_as_it_calls_itself(english: str) -> None:
    own = "<VernacularTitle>Über die Pferde.</VernacularTitle>"
    form = "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article>{}</Article></MedlineCitation></PubmedArticle>"
    [reference] = library(form.format(english + own)).references
    assert reference.item == {"id": "", "type": "article-journal", "PMID": "1", "title": "Über die Pferde"}
    [reference] = library(form.format("<ArticleTitle>[On horses].</ArticleTitle>" + own)).references
    assert (reference.item["title"], reference.item["custom"]) == ("[On horses]", {"TT": "Über die Pferde."})


def test_the_same_in_nbib() -> None:
    read = parse_library("PMID- 1\nTI  - [Not Available].\nTT  - Über die Pferde.\n".encode(), "a.nbib")
    assert titles(read) == ["Über die Pferde"]
