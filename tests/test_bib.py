"""The bibliography of this repository: what its 52 entries hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evigraph.bib import Csl, Entry, read_bib, render, to_csl

REFERENCES = Path(__file__).parent.parent / "references.bib"


@pytest.fixture(scope="module")
def references() -> list[Entry]:
    entries, findings = read_bib(REFERENCES)
    assert findings == []
    return entries


@pytest.fixture(scope="module")
def items(references: list[Entry]) -> list[Csl]:
    return [to_csl(entry) for entry in references]


def test_the_list_has_52_entries_in_the_order_printed(references: list[Entry]) -> None:
    keys = [entry.key for entry in references]
    assert len(keys) == len(set(keys)) == 52
    printed = {1: "gaudichon-2019", 6: "topp-2015", 16: "lee-2016", 26: "slaney-2014", 34: "shah-2020"}
    printed |= {38: "thielen-2020", 47: "mikkilineni-2020", 49: "shah-2020-repeated", 52: "gokbuget-2018"}
    assert {number: keys[number - 1] for number in printed} == printed


def test_keys_are_first_author_and_year(references: list[Entry], items: list[Csl]) -> None:
    for entry, item in zip(references, items, strict=True):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*-\d{4}(-repeated)?", entry.key)
        assert str(item["issued"]["date-parts"][0][0]) in entry.key


def test_vocabulary_of_the_list(references: list[Entry]) -> None:
    types = {"journal-article", "review-article", "guideline", "meeting-abstract", "economic-evaluation"}
    roles = {"primary", "review", "guideline", "economic", "preclinical", "regulatory"}
    assert {entry.type for entry in references} == {"article"}
    assert {entry.fields["worktype"] for entry in references} == types
    assert {entry.fields["evidencerole"] for entry in references} == roles


def test_what_the_list_calls_an_abstract(references: list[Entry]) -> None:
    abstracts = [number for number, e in enumerate(references, 1) if e.fields["worktype"] == "meeting-abstract"]
    labelled = [number for number, entry in enumerate(references, 1) if "labelledabstract" in entry.fields]
    numbered = {n: e.fields["abstractnumber"] for n, e in enumerate(references, 1) if "abstractnumber" in e.fields}
    assert abstracts == [16, 21, 28, 31, 48]
    assert labelled == [16, 21, 28]
    assert numbered == {16: "218", 21: "4016", 28: "895"}


def test_identifiers_belong_to_one_work_each(references: list[Entry]) -> None:
    forms = {"doi": r"10\.\d{4,}/\S+", "pmid": r"\d{7,8}", "pmcid": r"PMC\d{7}"}
    counts = {"doi": 0, "pmid": 0, "pmcid": 0}
    for field, form in forms.items():
        owners: dict[str, str] = {}
        for entry in references:
            if field not in entry.fields:
                continue
            counts[field] += 1
            assert re.fullmatch(form, entry.fields[field]), entry.key
            work = entry.fields.get("sameas", entry.key)
            assert owners.setdefault(entry.fields[field].lower(), work) == work
    assert counts == {"doi": 24, "pmid": 21, "pmcid": 6}


@pytest.mark.parametrize(
    ("key", "identifiers"),
    [
        ("kantarjian-2017", {"doi": "10.1056/NEJMoa1609783", "pmid": "28249141", "pmcid": "PMC5881572"}),
        ("maude-2018", {"doi": "10.1056/NEJMoa1709866", "pmid": "29385370", "pmcid": "PMC5996391"}),
        ("liu-2019", {"doi": "10.1186/s13045-019-0703-z", "pmid": "30736842", "pmcid": "PMC6368716"}),
        ("shah-2020", {"doi": "10.1038/s41591-020-1081-3", "pmid": "33020647"}),
        ("mikkilineni-2020", {"doi": "10.1038/s41571-020-0427-6"}),
        ("lee-2016", {}),
        ("taraseviciute-2020", {}),
        ("grupp-2018", {}),
        ("khaled-2018", {}),
    ],
)
def test_identifiers_by_hand(references: list[Entry], key: str, identifiers: dict[str, str]) -> None:
    (entry,) = [entry for entry in references if entry.key == key]
    assert {name: entry.fields[name] for name in ("doi", "pmid", "pmcid") if name in entry.fields} == identifiers


def test_a_repeated_entry_repeats_its_original(references: list[Entry]) -> None:
    by_key = {entry.key: entry for entry in references}
    (repeated,) = [entry for entry in references if "sameas" in entry.fields]
    original = by_key[repeated.fields["sameas"]]
    assert repeated.key == "shah-2020-repeated"
    assert {k: v for k, v in repeated.fields.items() if k != "sameas"} == original.fields


def test_names_of_the_list(items: list[Csl]) -> None:
    by_key = {item["id"]: item for item in items}
    assert by_key["lee-2016"]["author"][0] == {"family": "Lee", "given": "DW", "suffix": "III"}
    assert by_key["von-stackelberg-2016"]["author"][0]["non-dropping-particle"] == "von"
    thielen = by_key["thielen-2020"]["author"]
    assert thielen[1] == {"family": "Dongen-Leunis", "given": "A", "non-dropping-particle": "van"}
    assert thielen[3] == {"family": "Ladestein", "given": "JR"}
    assert thielen[5] == {"family": "Uyl-de Groot", "given": "CA"}
    initials = {name["given"] for item in items for name in item["author"]}
    assert all(re.fullmatch("[A-Z]{1,3}", given) for given in initials)


def test_every_field_has_its_place(references: list[Entry]) -> None:
    lines = REFERENCES.read_text(encoding="utf-8").splitlines()
    for entry in references:
        assert lines[entry.place.line - 1] == f"@article{{{entry.key},"
        assert entry.field_places.keys() == entry.fields.keys()
        for field, place in entry.field_places.items():
            assert lines[place.line - 1][place.column - 1 :].startswith(f"{field} = {{{entry.fields[field]}}}")


def test_the_list_is_written_as_it_was_authored(items: list[Csl]) -> None:
    text = REFERENCES.read_text(encoding="utf-8")
    written = render(items, "bibtex")
    assert "{CAR}" in written
    # The number says the supplement too, for all that know no field "issuesupplement".
    assert written.count("  number = {suppl 1},\n") == 3
    assert unprotected(written).replace("  number = {suppl 1},\n", "") == text[text.index("@article") :]


def unprotected(text: str) -> str:
    """The text without the braces that keep capitals from styles that lower-case titles."""
    return re.sub(r"(?m)(?<=^  title = \{).*(?=\},$)", lambda found: re.sub("[{}]", "", found[0]), text)
