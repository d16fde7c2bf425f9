"""Libraries of other people: every entry is read or said to be lost, and none takes its neighbour with it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import Csl
from evigraph.bib.bibtex.lenient import parse_bibtex
from evigraph.bib.bibtex.source import decoded
from evigraph.errors import Finding

GOOD = "@article{good,\n  title = {Good},\n  year = {2014},\n}\n"


def read(text: str) -> tuple[list[Csl], list[str]]:
    """The items of a text and the codes of its findings; one that is lost has its code in capitals."""
    references, lost, findings = parse_bibtex(text, "x.bib")
    assert {finding.severity for finding in findings} <= {"warning", "error"}
    assert [finding for finding in findings if finding.severity == "error"] == lost
    return [item for item, _ in references], [f.code.upper() if f in lost else f.code for f in findings]


def custom(name: str, value: str) -> Callable[[Csl], bool]:
    return lambda item: bool(item["custom"][name] == value)


def has(variable: str, value: object) -> Callable[[Csl], bool]:
    return lambda item: bool(item.get(variable) == value)


MENDED: list[tuple[str, str, Callable[[Csl], bool]]] = [
    ("@article{a, journal = jco}", "bib-undefined-string", has("container-title", "jco")),
    ("@article{a, journal = J of Y, volume = 3}", "bib-undefined-string bib-syntax", has("container-title", "J of Y")),
    ("@article{a b!, title = {T}}", "bib-bad-key", has("id", "a b!")),
    ("@article{, title = {T}}", "bib-bad-key", has("title", "T")),
    ("@article{title = {T}}", "bib-bad-key", has("title", "T")),
    ("@article{a\n  title = {T}}", "bib-missing-comma", has("title", "T")),
    ("@article{a, title = {T}\n  volume = {3}}", "bib-missing-comma", has("volume", "3")),
    ("@article{a, title = {T} volume = 3 number = {4}}", "bib-missing-comma bib-missing-comma", has("issue", "4")),
    ("@article{a, title {T}}", "bib-syntax", has("title", "T")),
    ("@article{a, title = , volume = {3}}", "bib-syntax", has("volume", "3")),
    ("@article{a, title, volume = {3}}", "bib-syntax", has("volume", "3")),
    ("@article{a, title = {T} # , volume = {3}}", "bib-syntax", has("volume", "3")),
    ("@article{a, title = {T} and more, volume = {3}}", "bib-syntax", has("title", "T and more")),
    ("@article{a,, title = {T},,}", "", has("title", "T")),
    ("@article{a, doi = {nothing}}", "bib-bad-identifier", has("DOI", "nothing")),
    ("@article{a, note = {1}, note = {2}}", "bib-duplicate-field", custom("note-2", "2")),
    ("@article{a, note = {1}, Note = {1}}", "bib-duplicate-field", has("note", "1")),
    ("@article{a, date added = {1}}", "bib-syntax", custom("date-added", "1")),
    ("@article{a, title = {T}},\n  volume = {3},\n}", "bib-extra-brace", has("volume", "3")),
    ("@article{a, title = {T},\n  volume = {3}", "bib-unclosed-entry", has("volume", "3")),
    ("@article{a,\n  url = {http://x.org,\n  volume = {3}\n}", "bib-unclosed-value", has("volume", "3")),
    ("@article{a,\n  title = {T},\n  % volume = {3},\n  number = {4}}", "bib-commented-field", has("issue", "4")),
    ("% @article{a, title = {T}}", "bib-commented-entry", has("title", "T")),
    ("%@article{a,\n%  title = {T},\n%  volume = {3},\n%}", "bib-commented-entry", has("volume", "3")),
    ("stray words\n@article{a, title = {T}}", "bib-stray-text", has("title", "T")),
    ("@artcle{a, title = {T}}", "bib-unknown-type", custom("entrytype", "artcle")),
    ("@commentary{a, title = {T}}", "", has("title", "T")),
    ("@{a, title = {T}}", "bib-unknown-type", has("title", "T")),
    ("@article(a, title = {T (1)}, volume = 3)", "", has("volume", "3")),
    ('@article{a, title = "The {"} of {a "b, c" d}"}', "", has("title", 'The " of a "b, c" d')),
    ('@article{a, title = "G\\"odel, K", volume = {3}}', "", has("title", "Gödel, K")),
    ('@article{a, title = "a "b" c",\n volume = {3}}', "", has("title", 'a "b" c')),
    ("@article{a, title = {C:\\\\}, volume = {3}}", "", has("volume", "3")),
    ("@article{a, title = {an \\{ alone}, volume = {3}}", "", has("title", "an { alone")),
    ("@article{a,\n  abstract = {see\n@foo{bar} and\n@home}, volume = {3}}", "bib-entry-inside", has("volume", "3")),
    ('@string{j = "J " # k}\n@article{a, journal = j # {s}}', "bib-undefined-string", has("container-title", "J ks")),
    ("@article{a, month = 1 # {~} # jan, year = 2014}", "", has("issued", {"date-parts": [[2014]]})),
]


@pytest.mark.parametrize(("text", "codes", "holds"), MENDED)
def test_what_has_one_reading_is_read(text: str, codes: str, holds: Callable[[Csl], bool]) -> None:
    items, found = read(f"{GOOD}\n{text}\n\n{GOOD.replace('good', 'better')}")
    assert [item["id"] for item in items][::2] == ["good", "better"]
    assert len(items) == 3
    assert holds(items[1]), items[1]
    assert set(found) - {"bib-bad-crossref"} == set(codes.split()), found


BROKEN = [
    "@article{a, title = {T, volume = {3}, \n",
    "@article{a,\n  title = {T",
    '@article{a,\n  title = "T',
    "@article{a, title = {{{{T}\n",
    "@article{\n",
    "@article(a\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_entry_is_lost_alone(text: str) -> None:
    items, found = read(f"{GOOD}\n{text}\n\n{GOOD.replace('good', 'better')}")
    assert [item["id"] for item in items] == ["good", "better"]
    assert [code for code in found if code.isupper()] == ["BIB-UNCLOSED-ENTRY"]


def test_two_entries_of_one_key_are_both_read() -> None:
    items, found = read(GOOD + GOOD)
    assert [item["id"] for item in items] == ["good", "good"]
    assert found == ["bib-duplicate-key"]


def test_comments_hold_no_entries() -> None:
    items, found = read("@comment{jabref-meta: x;}\n@Comment{\n@article{a, title = {T}}\n}\n@comment here\n" + GOOD)
    assert [item["id"] for item in items] == ["good"]
    assert found == ["bib-commented-entry"]
    assert read('@preamble{"\\newcommand{\\x}{y}"}\n' + GOOD)[1] == []


def test_files_without_entries() -> None:
    assert read("") == ([], ["bib-empty"])
    assert read("just text\n") == ([], ["bib-empty", "bib-stray-text"])


def test_line_ends() -> None:
    for end in ("\r\n", "\r"):
        references, _, findings = parse_bibtex(("\n" + GOOD + GOOD).replace("\n", end), "x.bib")
        assert [place.line for _, place in references] == [2, 6]
        assert [finding.place.line for finding in findings] == [6]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("é".encode(), ""),
        ("\ufeffé".encode(), ""),
        ("é".encode("utf-16"), ""),
        ("\ufeffé".encode("utf-16-be"), ""),
        ("é{}".encode("utf-16-le"), "UTF-16"),
        (b"\xe9", "Windows-1252"),
        ("x é ".encode() + b"\n\xe9", "Windows-1252"),
        ("% Encoding: ISO8859_2\né".encode("iso8859_2"), "ISO8859_2"),
        ("% Encoding: nonsense\né".encode("cp1252"), "Windows-1252"),
        (b"\x81\xe9", "Windows-1252"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    text, findings = decoded(data, "x.bib")
    assert text.strip("{} \n").endswith("é")
    assert [finding.code for finding in findings] == ["bib-encoding"] * bool(encoding)
    assert all(encoding in finding.message for finding in findings)


def present(text: str) -> int:
    heads: list[str] = re.findall(r"^[ \t]*@[ \t]*([A-Za-z]\w*)\s*[{(]", text, re.MULTILINE)
    return sum(head.lower() not in {"string", "preamble", "comment"} for head in heads)


MUTATIONS = st.tuples(
    st.integers(0, 10**6), st.sampled_from(["", "{", "}", ",", "=", '"', "#", "\n", "x", "(", ")", "%", "\\"])
)


@settings(deadline=None)
@given(st.lists(MUTATIONS, min_size=1, max_size=6))
def test_each_entry_is_read_or_lost(mutations: list[tuple[int, str]]) -> None:
    text = "\n".join(
        f'@article{{k{n},\n  title = {{{{T}} {n}}},\n  note = "a {{"}} b",\n  year = 2014\n}}\n' for n in range(5)
    )
    for position, replacement in mutations:
        at = position % len(text)
        text = text[:at] + replacement + text[at + 1 :]
    references, lost, findings = parse_bibtex(text, "x.bib")
    aside = [finding.code for finding in findings].count("bib-commented-entry")
    elsewhere = len(re.findall(r"(?m)^[ \t]*[^\s@].*@[ \t]*\w*[ \t]*[{(]|^[ \t]*@[ \t]*[^A-Za-z \t]*[{(]", text))
    inside = [finding.code for finding in findings].count("bib-entry-inside")
    assert present(text) - inside <= len(references) + len(lost) <= present(text) + aside + elsewhere


@settings(deadline=None)
@given(st.text(alphabet='@{}",=# \n%\\()ab', max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    references, lost, findings = parse_bibtex(text, "x.bib")
    assert len(references) + len(lost) >= present(text)
    assert references or findings


@pytest.mark.parametrize(
    "piece",
    ["@a{", "@a{b,", "{", '"', "@a{b, c = {\n", '@a{b c, d = "\n', "@string{a = b\n", "@comment{\n", "@a{b,c=d}},\n"],
)
def test_long_nonsense_is_read_in_time(piece: str) -> None:
    start = time.process_time()
    parse_bibtex(piece * 10_000, "x.bib")
    assert time.process_time() - start < 5


def test_findings_are_in_order() -> None:
    _, _, findings = parse_bibtex("\n".join(text for text, _, _ in MENDED), "x.bib")
    assert findings == sorted(findings)
    assert len(findings) > 20
    assert all(isinstance(finding, Finding) and finding.message for finding in findings)
