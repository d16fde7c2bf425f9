"""Reading BibTeX: every fault is found where it is, and nothing is lost without a finding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import parse_bib, read_bib, to_csl
from evigraph.errors import Finding, Place

GOOD = "@article{topp-2014,\n  title = {Blinatumomab},\n  year = {2014},\n}\n"


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def one(text: str) -> Finding:
    """The only finding of a text."""
    _, findings = parse_bib(text, "x.bib")
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "bib-empty", 1, 1),
        (" \n\n", "bib-empty", 1, 1),
        ("% nothing yet\n", "bib-empty", 1, 1),
        ("@article{a,\n  title = {A},\n", "bib-unclosed-entry", 1, 1),
        ("@article{a,\n  title = {A,\n}\n\n" + GOOD, "bib-unclosed-entry", 1, 1),
        ('@article{a,\n  title = "A,\n}\n\n' + GOOD, "bib-unclosed-entry", 1, 1),
        ("@article{a,\n  title = {A}\n  year = {2014},\n}\n", "bib-missing-comma", 3, 3),
        ("@article{a,\n  year = 2014 title = {A}\n}\n", "bib-missing-comma", 2, 15),
        ('@article{a, title = "A" year = {2014}}', "bib-missing-comma", 1, 25),
        ("@article{a\n  title = {A},\n}\n", "bib-syntax", 2, 9),
        ("@article{a,\n  title {A},\n}\n", "bib-syntax", 2, 7),
        ("@article{a,\n  title,\n}\n", "bib-syntax", 2, 7),
        ("@article{a,\n  title = ,\n}\n", "bib-syntax", 2, 11),
        ("@article{a,\n  title = {A} # ,\n}\n", "bib-syntax", 2, 16),
        ("@article{a,\n  title = {A} B,\n}\n", "bib-syntax", 2, 15),
        ("@article{a,\n  = {A},\n}\n", "bib-syntax", 2, 3),
        ("@article{,\n  title = {A},\n}\n", "bib-bad-key", 1, 1),
        ("@article{a b,\n  title = {A},\n}\n", "bib-bad-key", 1, 1),
        ("@article{a,\n  title = {A},\n  Title = {B},\n}\n", "bib-duplicate-field", 3, 3),
        (GOOD + "\n" + GOOD, "bib-duplicate-key", 6, 1),
        (GOOD + GOOD.replace("topp", "Topp"), "bib-duplicate-key", 5, 1),
        ("@article{a,\n  journal = jco,\n}\n", "bib-undefined-string", 2, 13),
        ("@string{j = {A}}\n@string{j = {B}}\n" + GOOD, "bib-duplicate-string", 2, 1),
        ("article{a,\n  title = {A},\n}\n" + GOOD, "bib-stray-text", 1, 1),
        ("@article{a,\n  title = {A}},\n  year = {2014},\n}\n", "bib-stray-text", 2, 15),
        (GOOD + "\nwritten by hand\n", "bib-stray-text", 6, 1),
        ("% @article{a, title = {A}}\n", "bib-commented-entry", 1, 3),
        ("@article{a,\n  title = {A\x07},\n}\n", "bib-control-character", 2, 13),
        ("@artcle{a,\n  title = {A},\n}\n", "bib-unknown-type", 1, 1),
        ("@article{a,\n  jounal = {A},\n}\n", "bib-unknown-field", 2, 3),
        ("@article{a,\n  doi = {https://doi.org/10.1/x},\n}\n", "bib-bad-identifier", 2, 3),
        ("@article{a,\n  pmid = {PMC12},\n}\n", "bib-bad-identifier", 2, 3),
        ("@article{a,\n  author = {Topp, MS, Stein, AS, Lee, D},\n}\n", "bib-bad-names", 2, 3),
        ("@article{a,\n  sameas = {b},\n}\n", "bib-bad-sameas", 2, 3),
        ("@article{a,\n  title = {A,\n  year = {2014}},\n}\n", "bib-swallowed-field", 2, 3),
    ],
)
def test_each_fault_is_found_where_it_is(text: str, code: str, line: int, column: int) -> None:
    finding = one(text)
    assert (finding.code, finding.place) == (code, Place("x.bib", line, column)), str(finding)
    assert finding.message


def test_all_faults_at_once_and_the_good_entries() -> None:
    text = f"""@article{{a,
  title = {{A}}
  year = {{2014}}
  volume = {{3}},
  doi = {{10.1000/x}},
  doi = {{10.1000/y}},
}}

@article{{b,
  title = {{B,

@comment{{ @article is free here }}
@preamble{{"x"}}
{GOOD}
@article{{topp-2014, title = {{again}}}}
"""
    entries, findings = parse_bib(text, "x.bib")
    assert [entry.key for entry in entries] == ["topp-2014"]
    assert codes(findings) == [
        "bib-missing-comma",
        "bib-missing-comma",
        "bib-duplicate-field",
        "bib-unclosed-entry",
        "bib-duplicate-key",
    ]
    assert "line 14" in findings[-1].message


def test_sameas_may_name_an_entry_that_cannot_be_read() -> None:
    _, findings = parse_bib("@article{a,\n title = {A\n\n@article{b,\n sameas = {a},\n}\n")
    assert codes(findings) == ["bib-unclosed-entry"]


def test_sameas_goes_one_step() -> None:
    chain = "@article{a,}\n@article{b, sameas = {a}}\n@article{c, sameas = {b}}\n"
    assert one(chain).code == "bib-bad-sameas"


def test_strings_quotes_and_parentheses() -> None:
    text = '@string{jco = "J Clin" # { Oncol}}\n@article(a,\n  journal = jco, month = sep # "~1", year = 2014)\n'
    (entry,), findings = parse_bib(text)
    assert findings == []
    assert entry.fields == {"journal": "J Clin Oncol", "month": "sep~1", "year": "2014"}


def test_values_stay_as_written_and_carriage_returns_do_not_matter() -> None:
    text = '@article{a,\r\n  title = {G{\\"o}kbuget 50\\% of {CAR}s},\r\n}\r\n'
    (entry,), findings = parse_bib(text)
    assert findings == []
    assert entry.fields["title"] == 'G{\\"o}kbuget 50\\% of {CAR}s'
    assert to_csl(entry)["title"] == "Gökbuget 50% of CARs"


def test_files_that_are_none(tmp_path: Path) -> None:
    (latin := tmp_path / "latin.bib").write_bytes(b"% caf\xe9\n@article{a,}")
    (empty := tmp_path / "empty.bib").write_bytes(b"")
    (bom := tmp_path / "bom.bib").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    (utf16 := tmp_path / "utf16.bib").write_bytes(GOOD.encode("utf-16"))
    found = {path.name: read_bib(path)[1] for path in (tmp_path, tmp_path / "none.bib", latin, empty, bom, utf16)}
    assert codes(found[tmp_path.name]) == ["bib-not-a-file"]
    assert codes(found["none.bib"]) == ["bib-not-found"]
    assert found["latin.bib"][0].place == Place("latin.bib", 1, 6)
    assert codes(found["latin.bib"]) == codes(found["utf16.bib"]) == ["bib-not-utf8"]
    assert codes(found["empty.bib"]) == ["bib-empty"]
    assert found["bom.bib"] == []
    assert read_bib(empty, "lists/refs.bib")[1][0].place.file == "lists/refs.bib"


def test_a_file_one_may_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bib"
    path.write_text(GOOD, encoding="utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the superuser reads everything, so a mode would not do
    assert codes(read_bib(path)[1]) == ["bib-unreadable"]


def test_a_fault_is_said_once_and_not_logged(capfd: pytest.CaptureFixture[str]) -> None:
    parse_bib("@article{a,\n  title = {A},\n")
    assert capfd.readouterr() == ("", "")


MUTATIONS = st.tuples(st.integers(0, 10**6), st.sampled_from(["", "{", "}", ",", "=", '"', "#", "\n", "@", "x"]))


@settings(deadline=None)  # the first example pays for the import of the decoder
@given(st.lists(MUTATIONS, min_size=1, max_size=4))
def test_nothing_present_is_lost_without_a_finding(mutations: list[tuple[int, str]]) -> None:
    text = "\n".join(GOOD.replace("2014", f"201{n}") for n in range(4))
    for position, replacement in mutations:
        at = position % len(text)
        text = text[:at] + replacement + text[at + 1 :]
    entries, findings = parse_bib(text)
    errors = [finding for finding in findings if finding.severity == "error"]
    present = len(re.findall(r"^\s*@\w*\s*[{(]", text, re.MULTILINE))
    assert present <= len(entries) + len(errors)
    # Nothing that an entry holds is swallowed by the value before it.
    assert findings or not any("\n  year = {" in value for e in entries for value in e.fields.values())


@settings(deadline=None)  # the first example pays for the import of the decoder
@given(st.text(alphabet='@{}",=# \n%\\()ab', max_size=60))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    entries, findings = parse_bib(text)
    assert entries or findings
