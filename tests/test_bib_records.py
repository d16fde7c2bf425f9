"""Libraries of any format: found out, decoded, read record by record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evigraph.bib import Csl, Library, parse_library, read_library
from evigraph.errors import UsageError


def library(text: str, format: str | None = None) -> Library:
    return parse_library(text.encode(), "library", format)


def codes(read: Library) -> list[str]:
    return [finding.code for finding in read.findings]


def only(read: Library) -> Csl:
    assert (read.lost, read.findings) == ([], [])
    (reference,) = read.references
    return reference.item


SAMPLES = {
    "ris": "TY  - JOUR\nTI  - A title\nER  - \n",
    "nbib": "PMID- 12345678\nTI  - A title.\n",
    "enw": "%0 Journal Article\n%T A title\n",
    "bibtex": "@article{a, title = {A title}}\n",
    "biblatex": "@article{a,\n  title = {A title},\n  journaltitle = {J}\n}\n",
    "csl-json": '[{"id": "a", "type": "book", "title": "A title"}]',
    "pubmed-xml": "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A title"
    "</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    "endnote-xml": "<xml><records><record><titles><title>A title</title></titles></record></records></xml>",
    "csv": "Title,Authors\nA title,\n",
}


@pytest.mark.parametrize("format", SAMPLES)
def test_the_content_tells_the_format(format: str) -> None:
    for name in ("library", "library.txt", "library.xml", "wrong.ris", "wrong.bib"):
        read = parse_library(SAMPLES[format].encode(), name)
        assert read.format == format
        assert [reference.item["title"] for reference in read.references] == ["A title"]
        assert read.references[0].place.line > 0


def test_the_suffix_tells_where_the_content_does_not() -> None:
    for suffix, format in ((".ris", "ris"), (".nbib", "nbib"), (".enw", "enw"), (".bib", "bibtex")):
        read = parse_library(b"nothing of any kind", f"a{suffix.upper()}")
        assert (read.format, read.references, read.lost) == (format, [], [])
        assert codes(read)


def test_bibtex_comments_that_look_like_endnote() -> None:
    assert library("%A comment\n%T another\n@article{a, title = {x}}\n").format == "bibtex"


def test_a_format_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="Did you mean 'nbib'"):
        library("", "nbb")


@pytest.mark.parametrize(
    "data",
    [b"", b"  \r\n ", b"\xef\xbb\xbf", b"\xff\xfe", b"just words", b"\x00\x01\x02", b"<html></html>", b"{", b"["],
)
def test_what_is_no_library_is_one_finding(data: bytes) -> None:
    read = parse_library(data, "x")
    assert read.references == []
    assert len([finding for finding in read.findings if finding.severity == "error"]) == 1


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert codes(read_library(tmp_path)) == ["bib-not-a-file"]
    assert codes(read_library(tmp_path / "none.ris")) == ["bib-not-found"]
    assert codes(read_library(tmp_path / ("n" * 300))) == ["bib-unreadable"]
    (tmp_path / "a.ris").write_text(SAMPLES["ris"], "utf-8")
    read = read_library(tmp_path / "a.ris", "called.ris")
    assert str(read.references[0].place) == "called.ris:1:1"


TEXT = "TY  - JOUR\nAU  - Gökbuget, N\nTI  - Größe – 10 µm\nER  - \n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_by_its_mark(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    item = only(parse_library(mark + TEXT.encode(encoding), "a"))
    assert (item["author"][0]["family"], item["title"]) == ("Gökbuget", "Größe – 10 µm")


def test_windows_1252_with_a_warning() -> None:
    read = parse_library(TEXT.encode("cp1252").replace("–".encode("cp1252"), b"\x81\x96"), "a")
    (warning,) = read.findings
    assert (warning.code, warning.severity, warning.place.line) == ("bib-not-utf8", "warning", 2)
    assert "Windows-1252" in warning.message
    assert read.references[0].item["title"] == "Größe \x81– 10 µm"


def test_an_xml_declaration_names_the_encoding() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + SAMPLES["endnote-xml"].replace("A title", "Größe")
    assert only(parse_library(text.encode("latin-1"), "a"))["title"] == "Größe"


def test_control_characters_are_removed_with_one_warning() -> None:
    read = parse_library(b"TY  - JOUR\nTI  - A\x00B\x07C\nER  - \n", "a")
    assert [str(finding) for finding in read.findings] == [
        "a:2:8: bib-control-character: Removed 2 invisible control characters; the first is U+0000."
    ]
    assert read.references[0].item["title"] == "ABC"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end: str) -> None:
    read = parse_library((TEXT * 2).replace("\n", end).encode(), "a")
    assert [reference.place.line for reference in read.references] == [1, 5]


def test_a_library_with_a_broken_bibtex_entry() -> None:
    read = library("@article{a, title = {x}}\n@article{b, title = {y\n")
    assert (len(read.references), len(read.lost)) == (1, 1)


# CSL-JSON


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "a", "title": "T"}]',
        '{"id": "a", "title": "T"}',
        '{"config": {"a": ["x"]}, "items": [{"id": "a", "title": "T"}], "more": 1}',
        '{"references": [{"id": "a", "title": "T"}]}',
        '\n [\n,{"id": "a", "title": "T"},,]',
    ],
)
def test_csl_json_in_every_wrapping(text: str) -> None:
    assert only(library(text, "csl-json")) == {"id": "a", "type": "document", "title": "T"}


def test_each_bad_item_is_one_finding() -> None:
    items = [
        '{"id": "a", "title": "A"}',
        "3",
        '{"id": "b" "title": "B"}',
        '"text"',
        '["x"]',
        "{}",
        '{"id": "c", "title": "C"}',
    ]
    items += ['{"itemType": "book"}', "null", '{"id": "d", "title": "D", "x": ' + "[" * 70 + "]" * 70 + "}"]
    read = library("[\n" + ",\n".join(items) + "\n]")
    assert [reference.item["id"] for reference in read.references] == ["a", "c"]
    assert [reference.place.line for reference in read.references] == [2, 8]
    assert [finding.place.line for finding in read.lost] == [3, 4, 5, 6, 7, 9, 10, 11]
    assert len(read.references) + len(read.lost) == len(items)


def test_a_file_that_breaks_off_keeps_what_stands_before() -> None:
    read = library('[{"id": "a", "title": "A"},\n{"id": "b", "title": "B')
    assert [reference.item["id"] for reference in read.references] == ["a"]
    (lost,) = read.lost
    assert (lost.place.line, "ends within" in lost.message) == (2, True)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '[{"id": ' + "[" * 5000 + "]" * 5000 + "}]"])
def test_deep_nesting_is_no_crash(text: str) -> None:
    read = library(text, "csl-json")
    assert (len(read.references), len(read.lost)) == (0, 1)


def test_values_of_wrong_types() -> None:
    raw = """[{"id": 12, "type": "book", "title": 7, "volume": 3.0, "issue": null, "page": true, "ISSN": ["1", "2"],
      "author": ["Lee, DW", {"family": "Roe", "given": 3}], "editor": 5, "custom": {"x": 1}, "own": {"a": [1]},
      "publisher": {"name": "P"}, "number": NaN, "scale": 1e400, "DOI": "https://doi.org/10.1000/X",
      "edition": 99999999999999999999, "issued": {"x": "y"}, "abstract": "one\\n\\ttwo\\ud800"}]"""
    read = library(raw)
    (reference,) = read.references
    item = reference.item
    assert (item["id"], item["title"], item["volume"], item["ISSN"], item["DOI"]) == (
        "12",
        "7",
        "3",
        "1, 2",
        "10.1000/X",
    )
    assert item["author"] == [{"family": "Lee", "given": "DW"}, {"family": "Roe", "given": "3"}]
    assert item["abstract"] == "one two\ufffd"
    assert (item["number"], item["edition"]) == ("NaN", "99999999999999999999")
    assert item["custom"]["own"] == '{"a": [1]}'
    assert item["custom"]["editor"] == "5"
    assert codes(read) == ["bib-bad-value"] * 4
    said = " ".join(map(str, read.findings))
    assert all(f"'{name}'" in said for name in ("page", "editor", "publisher", "issued"))
    assert json.dumps(item).isprintable()


def test_a_key_given_twice() -> None:
    read = library('[{"id": "a", "title": "A", "title": "B"}]')
    assert codes(read) == ["bib-bad-value"]
    assert read.references[0].item["title"] == "B"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ('{"date-parts": [["2014", "9", 19]]}', {"date-parts": [[2014, 9, 19]]}),
        ('{"date-parts": [[2014, 9], [2014, 10]]}', {"date-parts": [[2014, 9], [2014, 10]]}),
        ('{"date-parts": [2014, 9]}', {"date-parts": [[2014, 9]]}),
        ('{"date-parts": [[null]]}', None),
        (
            '{"date-parts": [[2014]], "season": "2", "circa": true}',
            {"date-parts": [[2014]], "season": 2, "circa": True},
        ),
        ('{"date-parts": [[2014, 21]]}', {"date-parts": [[2014]], "season": 1}),
        ('{"date-parts": [[2014, 16]]}', {"date-parts": [[2014]], "season": 4}),
        ('{"date-parts": [["-44"]]}', {"date-parts": [[-44]]}),
        ('{"raw": "2014-09-19"}', {"date-parts": [[2014, 9, 19]]}),
        ('{"raw": "2014-09/2014-10"}', {"date-parts": [[2014, 9], [2014, 10]]}),
        ('{"raw": "Sept 19, 2014"}', {"date-parts": [[2014, 9, 19]]}),
        ('{"literal": "in press"}', {"literal": "in press"}),
        ('{"year": 2014, "month": 9}', {"date-parts": [[2014, 9]]}),
        ('"2014-09-19T12:00:00Z"', {"date-parts": [[2014, 9, 19]]}),
        ("2014", {"date-parts": [[2014]]}),
        ("[[2014, 9]]", {"date-parts": [[2014, 9]]}),
        ('"forthcoming"', {"literal": "forthcoming"}),
        ("null", None),
    ],
)
def test_dates_of_every_shape(date: str, expected: Csl | None) -> None:
    item = only(library(f'[{{"id": "a", "title": "T", "issued": {date}}}]'))
    assert item.get("issued") == expected


# CSV


def test_csv_of_other_programs() -> None:
    text = '\ufeff"Key","Item Type","Publication Year","Author","Title","Publication Title","Rating"\n'
    text += '"A1","journalArticle","2014","Lee, DW; Roe, J","=SUM(A1)","Blood","5"\n\n,,,,,,\n'
    read = library(text)
    (reference,) = read.references
    assert reference.item == {
        "id": "A1",
        "type": "journalArticle",
        "title": "=SUM(A1)",
        "container-title": "Blood",
        "author": [{"family": "Lee", "given": "DW"}, {"family": "Roe", "given": "J"}],
        "issued": {"date-parts": [[2014]]},
        "custom": {"Rating": "5"},
    }
    assert [finding.place.line for finding in read.lost] == [4]


def test_csv_without_columns_and_with_an_open_quote() -> None:
    assert codes(library("a,b\n1,2\n", "csv")) == ["bib-no-columns"]
    read = library('Title,Authors\nA,\n"B,\nC,\n', "csv")
    assert (len(read.references), len(read.lost)) == (1, 1)
