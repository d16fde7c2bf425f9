"""The canonical layout: what entries say stays, comments stay, and formatting again changes nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import parse_bib
from evigraph.bib.library.layout import format_library, unformatted
from evigraph.errors import EvigraphError, RecordError, UsageError
from evigraph.library import format_file
from evigraph.write import WriteError

REFERENCES = Path(__file__).parent.parent / "references.bib"


def said(text: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the entries of a text say, in order."""
    return [(entry.key, entry.type, sorted(entry.fields.items())) for entry in parse_bib(text)[0]]


def test_the_bibliography_of_this_repository_has_the_layout() -> None:
    text = REFERENCES.read_text("utf-8")
    assert len(parse_bib(text)[0]) == 52
    assert format_library(text) == text
    assert unformatted(text) == []


def test_order_delimiters_and_case() -> None:
    text = """@ARTICLE(Topp-2014, zeta = {z}, Year = 2014, TITLE = "A {"}B{"} c", month = sep,
      author={Topp, MS},alpha = "a" # { b}
      )"""
    assert format_library(text.replace('{"}B{"}', "{B}")) == (
        "@article{Topp-2014,\n  author = {Topp, MS},\n  title = {A {B} c},\n  year = {2014},\n  month = sep,\n"
        '  alpha = "a" # { b},\n  zeta = {z},\n}\n'
    )


def test_values_keep_their_characters() -> None:
    value = '{Two\n   lines,  {\\"o} 50\\% and {{double}} \\{ }'
    text = f"@misc{{a, note = {value.replace(chr(92) + '{', '')}}}\n"
    assert value.replace("\\{", "") in format_library(text)


COMMENTED = """% Head of the file

% of two paragraphs
@string{jco = "J Clin Oncol"}
@string{nejm = {N Engl J Med}} % the weekly
@preamble{"\\foo"}


% Part B

% on b
% in two lines
@misc{b, title={B}} % behind b
@misc{a,title={A}, crossref = {c}}
% on c
@misc{c,}
@comment{ @article is free
  here }
@misc{f,}

@misc{e,}
% at the end"""


def test_comments_and_blocks_stay_where_they_stand() -> None:
    assert format_library(COMMENTED) == (
        "% Head of the file\n\n% of two paragraphs\n"
        '@string{jco = "J Clin Oncol"}\n@string{nejm = {N Engl J Med}} % the weekly\n@preamble{"\\foo"}\n\n'
        "% Part B\n\n% on b\n% in two lines\n@misc{b,\n  title = {B},\n} % behind b\n\n"
        "@misc{a,\n  title = {A},\n  crossref = {c},\n}\n\n% on c\n@misc{c,\n}\n\n"
        "@comment{ @article is free\n  here }\n\n@misc{f,\n}\n\n@misc{e,\n}\n\n% at the end\n"
    )


def test_sorting_moves_entries_with_their_comments_within_their_part() -> None:
    text = format_library(COMMENTED, sort="key")
    assert [key for key, _, _ in said(text)] == ["a", "b", "c", "e", "f"]
    assert "% on b\n% in two lines\n@misc{b,\n  title = {B},\n} % behind b\n" in text
    assert text.index("% Part B") < text.index("@misc{a,") < text.index("@comment")
    assert format_library(text, sort="key") == text
    parent_first = "@misc{z, crossref = {a}}\n@misc{a,}\n"
    assert [key for key, _, _ in said(format_library(parent_first, sort="key"))] == ["z", "a"]


@pytest.mark.parametrize(
    ("order", "keys"), [("author", ["c", "b", "a"]), ("year", ["b", "c", "a"]), ("", ["a", "b", "c"])]
)
def test_orders(order: str, keys: list[str]) -> None:
    text = (
        '@misc{a, author = {Zhang, Y}, year = {2020}}\n@misc{b, author = {{\\"O}rn, A}, year = 1999}\n'
        "@misc{c, editor = {Ba, C}, date = {2001-01}}\n"
    )
    assert [key for key, _, _ in said(format_library(text, sort=order))] == keys


def test_an_order_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="Did you mean 'author'"):
        format_library("", sort="autor")


@pytest.mark.parametrize("text", ["", "\n\n", "% only this\n", "plain words\n"])
def test_files_without_entries(text: str) -> None:
    assert format_library(text) == text.strip() + "\n" * bool(text.strip())
    assert said(format_library(text)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("@misc{a,\n title = {A}\n year = {2014},\n}\n", "bib-missing-comma"),
        ("@misc{a,\n title = {A,\n}\n", "bib-unclosed-entry"),
        ("@misc{a, title = {A}, title = {B}}", "bib-duplicate-field"),
        ("@misc{a,}\n@misc{a,}\n", "bib-duplicate-key"),
        ("@misc{a, journal = jco}", "bib-undefined-string"),
        ("@misc{a,\n  % here\n  title = {A},\n}\n", "bib-syntax"),
    ],
)
def test_a_file_with_faults_is_left_alone(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes(text.encode())
    with pytest.raises(RecordError) as caught:
        format_file(path)
    assert code in [finding.code for finding in caught.value.findings]
    assert caught.value.findings[0].place.file == "a.bib"
    assert path.read_bytes() == text.encode()
    with pytest.raises(RecordError):
        unformatted(text)


def test_faults_in_what_an_entry_says_do_not_matter() -> None:
    text = "@misc{a,\n  doi = {https://doi.org/10.1000/x},\n}\n"
    assert format_library(text) == text


def test_what_would_change_is_told() -> None:
    found = unformatted("@misc{a,\n  title = {A},\n}\n\n@misc{b, title = {B}}\n", name="x.bib")
    assert [(f.code, f.place.line, f.severity) for f in found] == [("bib-layout", 5, "warning")]
    assert "'b'" in found[0].message
    apart = unformatted("@misc{a,\n}\n@misc{b,\n}\n", name="x.bib")
    assert [(f.code, str(f.place)) for f in apart] == [("bib-layout", "x.bib")]


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes(b"\xef\xbb\xbf@misc{a, title = {A}}\r\n")
    assert format_file(path, dry_run=True)
    assert path.read_bytes().count(b"\n") == 1
    assert format_file(path)
    assert path.read_bytes() == b"\xef\xbb\xbf@misc{a,\r\n  title = {A},\r\n}\r\n"
    before = path.stat().st_ino
    assert not format_file(path)
    assert path.stat().st_ino == before
    assert format_library("\ufeff@misc{a,}\r\n") == "\ufeff@misc{a,\r\n}\r\n"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes(b"@misc{a, title = {A}}")

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WriteError, match="the disk is full"):
        format_file(path)
    assert path.read_bytes() == b"@misc{a, title = {A}}"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(RecordError, match="There is no such file"):
        format_file(tmp_path / "b.bib")


VALUES = st.one_of(
    st.text(st.sampled_from("aB {}\"'\\\n%@,=#ü"), max_size=12)
    .filter(lambda text: "{" not in text and "}" not in text and "\\" not in text and "@" not in text)
    .map(lambda text: f"{{{text}}}"),
    st.text(st.sampled_from("aB '\n%,=#ü"), max_size=12).map(lambda text: f'"{text}"'),
    st.sampled_from(["2014", "sep", 'sep # "~1"', "{a} # {b}", "{{A}}", '"{A} b"']),
)
ENTRIES = st.tuples(
    st.sampled_from(["article", "MISC", "Book"]),
    st.dictionaries(st.sampled_from(["author", "Title", "year", "zz", "month", "doi"]), VALUES, max_size=4),
).map(lambda entry: f"@{entry[0]}{{KEY, {', '.join(f'{name} = {value}' for name, value in entry[1].items())}}}")
BETWEEN = st.sampled_from(
    ["\n", "\n\n\n", " ", " % behind\n", "\n% above\n", "\n\n% apart\n\n", '\n@string{s = "x"}\n']
)


def test_any_file_says_the_same_and_stays_formatted() -> None:
    formatted_files = 0

    @settings(deadline=None)
    @given(st.lists(st.tuples(ENTRIES, BETWEEN), max_size=4), st.sampled_from(["", "key", "author", "year"]))
    def check(parts: list[tuple[str, str]], order: str) -> None:
        nonlocal formatted_files
        pieces = []
        for number, (entry, between) in enumerate(parts):
            pieces.append(entry.replace("KEY", f"k{9 - number}") + between.replace("@string{s", f"@string{{s{number}"))
        text = "".join(pieces)
        try:
            formatted = format_library(text, sort=order)
        except RecordError:
            assert any(finding.severity == "error" for finding in parse_bib(text)[1])
            return
        formatted_files += bool(parts)
        assert sorted(said(formatted)) == sorted(said(text))
        assert order or said(formatted) == said(text)
        assert format_library(formatted, sort=order) == formatted
        outside = re.compile(r"% (?:behind|above|apart)|@string")
        assert sorted(outside.findall(formatted)) == sorted(outside.findall(text))
        assert order or unformatted(formatted) == []

    check()
    assert formatted_files > 40


@pytest.mark.parametrize("part", ["_canonical", "_joined"])
def test_a_result_that_says_something_else_is_refused(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    damage = {"_canonical": lambda _: "@misc{a,\n}", "_joined": lambda _: "@misc{a,\n  title = {A},\n}\n"}
    monkeypatch.setattr(f"evigraph.bib.library.layout.{part}", damage[part])
    with pytest.raises(EvigraphError, match="would not say the same"):
        format_library("% a comment\n\n@misc{a, title = {A}}\n")
