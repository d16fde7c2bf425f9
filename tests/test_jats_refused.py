"""Broken and hostile files: refused in one line that says where, within bounded memory, opening nothing."""

from __future__ import annotations

import gzip
import io
import re
import socket
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from evigraph.article import opened as archives
from evigraph.article import xml
from evigraph.article.reading import Reading, Refusal
from evigraph.errors import RecordError
from evigraph.jats import parse_article, read_article, read_articles

FOLDER = Path(__file__).parent / "jats"
REFUSED = {
    "bomb.xml": "xml-syntax",
    "bomb-in-attribute.xml": "xml-syntax",
    "empty.xml": "xml-syntax",
    "encoding.xml": "xml-syntax",
    "external-entity.xml": "xml-entity",
    "html.xml": "jats-no-article",
    "include.xml": "xml-include",
    "mismatched.xml": "xml-syntax",
    "truncated.xml": "xml-syntax",
    "unknown-encoding.xml": "xml-syntax",
}
LINES = {"encoding.xml": 3, "external-entity.xml": 4, "include.xml": 2, "mismatched.xml": 2, "truncated.xml": 3}
ARTICLE = b"<article><front><article-meta/></front><body><p>Text.</p></body></article>"


def test_every_file_is_tried() -> None:
    assert {path.name for path in (FOLDER / "refused").iterdir()} == set(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    path = FOLDER / "refused" / name
    with pytest.raises(RecordError) as caught:
        read_article(path)
    (finding,) = caught.value.findings
    assert finding.code == REFUSED[name]
    assert finding.place.file == str(path)
    assert "\n" not in str(finding)
    if name in LINES:
        assert finding.place.line == LINES[name]


def test_the_file_of_an_entity_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    for name in ("external-entity.xml", "include.xml"):
        (tmp_path / name).write_bytes((FOLDER / "refused" / name).read_bytes())
        with pytest.raises(RecordError) as caught:
            read_article(tmp_path / name)
        assert "the secret" not in str(caught.value)


def test_nothing_is_requested(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    reading = read_article(FOLDER / "network.xml")
    assert reading.article.blocks[0].text == "Nothing is fetched: α-cells, \u00a0and &toyunknown;."
    assert [(each.code, each.place.line) for each in reading.losses.findings] == [("xml-unknown-character", 3)]


def test_depth_is_bounded() -> None:
    deep = b"<sec>" * 400 + b"</sec>" * 400
    with pytest.raises(RecordError, match="Excessive depth"):
        parse_article(ARTICLE.replace(b"<p>Text.</p>", deep), "deep.xml")


def test_the_deepest_that_is_allowed_is_read() -> None:
    deep = b"<sec>" * 245 + b"<p>x</p>" + b"</sec>" * 245
    assert parse_article(ARTICLE.replace(b"<p>Text.</p>", deep), "deep.xml").article.blocks[0].text == "x"


def test_what_is_too_deep_for_the_reader_is_refused_in_a_line(tmp_path: Path) -> None:
    deep = b"<disp-quote><td>" * 120 + b"x" + b"</td></disp-quote>" * 120
    (tmp_path / "deep.xml").write_bytes(ARTICLE.replace(b"<p>Text.</p>", deep))
    assert outcomes(tmp_path / "deep.xml") == [(str(tmp_path / "deep.xml"), "xml-too-deep")]
    with pytest.raises(RecordError, match="xml-too-deep"):
        read_article(tmp_path / "deep.xml")


def test_replies_in_replies_are_read_once() -> None:
    deep = b"<sub-article><abstract>" * 100 + b"<p>x</p>" + b"</abstract></sub-article>" * 100
    article = parse_article(ARTICLE.replace(b"</body>", b"</body>" + deep), "deep.xml").article
    assert [block.text for block in article.blocks] == ["Text.", "x"]


def test_huge_text_is_refused_within_memory() -> None:
    data = ARTICLE.replace(b"Text.", b"x" * 100_000_000)
    tracemalloc.start()
    with pytest.raises(RecordError) as caught:
        parse_article(data, "huge.xml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "\n" not in str(caught.value)
    assert peak < 50_000_000


def test_a_file_larger_than_any_article_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", 1000)
    monkeypatch.setattr(xml, "MAX_BYTES", 1000)
    (tmp_path / "a.xml").write_bytes(ARTICLE + b" " * 2000)
    with pytest.raises(RecordError, match="xml-too-large"):
        read_article(tmp_path / "a.xml")
    with pytest.raises(RecordError, match="xml-too-large"):
        parse_article(ARTICLE + b" " * 2000, "a.xml")


@pytest.mark.parametrize(("part", "count"), [(b"<p/>", 1), (b'<p a="" b=""/>', 3)])
def test_more_tags_than_any_article_has_are_refused(part: bytes, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_PARTS", 3000)
    with pytest.raises(RecordError, match="xml-too-large"):
        parse_article(ARTICLE.replace(b"<p>Text.</p>", part * (3000 // count)), "many.xml")


def packed(kind: str, members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    else:
        with tarfile.open(fileobj=out, mode="w:gz" if kind == "tar.gz" else "w") as archive:
            for name, data in members.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def outcomes(path: Path) -> list[tuple[str, str]]:
    """Of every document its file, and the code of the finding where it was refused."""
    return [
        (each.file, each.finding.code) if isinstance(each, Refusal) else (each.article.file, "")
        for each in read_articles([path])
    ]


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_archives(kind: str, tmp_path: Path) -> None:
    members = {"one/a.nxml": ARTICLE, "one/f.jpg": b"\xff\xd8", "b.xml": b"<article>", "c.XML": ARTICLE}
    path = tmp_path / f"articles.{kind}"
    path.write_bytes(packed(kind, members))
    assert outcomes(path) == [(f"{path}!one/a.nxml", ""), (f"{path}!b.xml", "xml-syntax"), (f"{path}!c.XML", "")]


def test_a_packed_article(tmp_path: Path) -> None:
    path = tmp_path / "a.xml.gz"
    path.write_bytes(gzip.compress(ARTICLE))
    assert read_article(path).article.blocks[0].text == "Text."


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "gz"])
def test_what_unpacks_out_of_proportion_is_refused(kind: str, tmp_path: Path) -> None:
    zeros = bytes(60_000_000)
    data = gzip.compress(zeros) if kind == "gz" else packed(kind, {"a.xml": zeros, "b.xml": ARTICLE})
    path = tmp_path / f"bomb.{kind}"
    path.write_bytes(data)
    codes = [code for _, code in outcomes(path)]
    expected = {"zip": ["archive-bomb", ""], "tar": ["xml-syntax", ""]}
    assert codes == expected.get(kind, ["archive-bomb"])


def test_a_bomb_in_what_is_passed_over_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tar.gz"
    path.write_bytes(packed("tar.gz", {"a.bin": bytes(60_000_000), "b.xml": ARTICLE}))
    assert [code for _, code in outcomes(path)] == ["archive-bomb"]


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "gz"])
def test_damaged_archives_are_refused(kind: str, tmp_path: Path) -> None:
    whole = gzip.compress(ARTICLE * 50) if kind == "gz" else packed(kind, {"a.xml": ARTICLE * 50})
    path = tmp_path / f"broken.{kind}"
    path.write_bytes(whole[: len(whole) // 2])
    assert [code for _, code in outcomes(path)] == ["file-unreadable"]


def test_files_that_are_not_there_and_folders(tmp_path: Path) -> None:
    assert outcomes(tmp_path / "none.xml") == [(str(tmp_path / "none.xml"), "file-missing")]
    assert outcomes(tmp_path) == [(str(tmp_path), "file-unreadable")]


def test_one_bad_file_costs_no_other() -> None:
    readings = list(read_articles([FOLDER / "refused" / "truncated.xml", FOLDER / "odd.xml"]))
    assert [type(each) for each in readings] == [Refusal, Reading]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("paper.pdf", b"%PDF-1.7\n", "This is a PDF. What is read is JATS, the TEI that GROBID makes from PDF"),
        ("figure.png", b"\x89PNG\r\n", "This is a picture."),
    ],
)
def test_what_is_no_xml_is_told_what_is_read(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RecordError, match=re.escape(said)):
        read_article(tmp_path / name)


def test_a_word_processors_file_is_no_archive_of_articles(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "paper.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(RecordError, match="This is a word processor's file; save it as text"):
        read_article(tmp_path / "paper.docx")
