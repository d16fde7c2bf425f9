"""References added to a bibliography: each has one fate that is told, and no byte that stands is touched."""

from __future__ import annotations

import errno
import os
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import Csl, parse_bib, plain, to_csl
from evigraph.bib.library.addition import Added, Addition, Choice, Duplicate, Refused, addition, appended
from evigraph.bib.library.keys import give_keys
from evigraph.bib.records import Library, Reference
from evigraph.errors import EvigraphError, Finding, Place, RecordError
from evigraph.library import add
from evigraph.write import WriteError

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX links and devices")

OLD = """% mine
@article{topp-2014,
   title = {Phase {II} trial of blinatumomab in adults with relapsed leukemia}, author = {Topp, MS and others},
   journal={J Clin Oncol}, year = 2014, pages = {4134-40}, doi = {10.1200/JCO.2014.1}
}"""


def item(title: str = "Sugar in the blood of horses", family: str = "Roe", year: int = 2020, **more: Any) -> Csl:
    return {
        "id": "",
        "type": "article-journal",
        "title": title,
        "author": [{"family": family, "given": "J"}],
        "issued": {"date-parts": [[year]]},
        **more,
    }


def library(*items: Csl, file: str = "new.ris", findings: tuple[Finding, ...] = ()) -> Library:
    references = [Reference(item, Place(file, line)) for line, item in enumerate(items, 1)]
    return Library("ris", references, [], list(findings))


def fates(result: Addition) -> list[Reference]:
    """Every reference of every list of the outcome."""
    everyone: list[Added | Duplicate | Refused] = [*result.added, *result.near, *result.duplicates, *result.refused]
    return [one.reference for one in everyone]


TOPP = item("Phase II trial of blinatumomab in adults with relapsed leukemia", "Topp", 2014, page="4134-4140")


def test_new_references_are_appended_and_every_byte_stays(tmp_path: Path) -> None:
    target = tmp_path / "references.bib"
    target.write_bytes(OLD.encode())
    result = add(target, [library(item(), item("A cure for gout", "Gökbuget", 2017, DOI="10.1000/q_1"))])
    assert [one.key for one in result.added] == ["roe-2020", "gokbuget-2017"]
    data = target.read_bytes().decode()
    assert data == OLD + "\n\n" + result.text
    assert result.text.startswith(
        "@article{roe-2020,\n  author = {Roe, J},\n  title = {Sugar in the blood of horses},\n"
    )
    assert result.text.endswith("  doi = {10.1000/q_1},\n}\n")
    assert [entry.key for entry in parse_bib(data)[0]] == ["topp-2014", "roe-2020", "gokbuget-2017"]
    again = add(target, [library(item(), item("A cure for gout", "Gökbuget", 2017, DOI="10.1000/q_1"))])
    assert [(one.of.key, one.of.likeness.level) for one in again.duplicates] == [
        ("roe-2020", "title"),
        ("gokbuget-2017", "doi"),
    ]
    assert target.read_bytes().decode() == data


@pytest.mark.parametrize(
    ("old", "between"),
    [
        (b"", b""),
        (b"\n", b"\n"),
        (b"% mine", b"\n\n"),
        (b"@misc{a,}\n", b"\n"),
        (b"@misc{a,}\n\n", b""),
        (b"@misc{a,}\n\n\n \n", b"\n"),
        (b"\xef\xbb\xbf@misc{a,}\r\n", b"\r\n"),
        (b"@misc{a,}\r\n% end", b"\r\n\r\n"),
    ],
)
def test_the_end_of_the_file(tmp_path: Path, old: bytes, between: bytes) -> None:
    target = tmp_path / "a.bib"
    target.write_bytes(old)
    add(target, [library(item())])
    data = target.read_bytes()
    text = data.decode("utf-8-sig")
    assert data.startswith(old)
    ends = b"\r\n" if b"\r\n" in old else b"\n"
    new = data[len(old) :]
    assert new.replace(b"\r\n", b"\n").count(b"\n") == new.count(ends)
    assert new.lstrip() == new.removeprefix(between)
    assert [entry.key for entry in parse_bib(text)[0]][-1] == "roe-2020"


def test_a_missing_file_is_made(tmp_path: Path) -> None:
    target = tmp_path / "new.bib"
    result = add(target, [library(item())])
    assert target.read_text("utf-8") == result.text


def test_nothing_is_written_without_need(tmp_path: Path) -> None:
    target = tmp_path / "a.bib"
    assert add(target, [library(item())], dry_run=True).text
    assert add(target, [library()]).text == add(target, []).text == ""
    assert not target.exists()
    target.write_bytes(OLD.encode())
    before = target.stat().st_ino
    assert add(target, [library(TOPP)]).duplicates
    assert add(target, [library(item())], dry_run=True).added
    assert (target.stat().st_ino, target.read_bytes()) == (before, OLD.encode())


@pytest.mark.parametrize(
    ("new", "level"),
    [
        (TOPP, "title"),
        (item("Phase II trial of blinatumomab in adults", "Topp", 2014, DOI="10.1200/jco.2014.1"), "doi"),
        (TOPP | {"page": "e7"}, "near"),
        (TOPP | {"DOI": "10.1000/other"}, "near"),
    ],
)
@pytest.mark.parametrize("choice", ["skip", "add"])
def test_duplicates_are_told_and_left_or_added(new: Csl, level: str, choice: Choice) -> None:
    result = addition(OLD, [library(new)], duplicates=choice)
    if level == "near" or choice == "add":
        (one,) = result.near
        assert [(like.key, like.likeness.level) for like in one.like] == [("topp-2014", level)]
        assert one.key.startswith("topp-2014-phase")
        assert f"{{{one.key},\n" in result.text
    else:
        (twin,) = result.duplicates
        assert (twin.of.key, twin.of.likeness.level, result.text) == ("topp-2014", level, "")


def test_what_the_entry_lacks_is_told_and_not_merged() -> None:
    new = TOPP | {"PMID": "25385737", "volume": "32", "custom": {"articlenumber": "7", "read": "yes"}}
    (twin,) = addition(OLD, [library(new)]).duplicates
    assert twin.more == {"PMID": "25385737", "volume": "32", "articlenumber": "7", "read": "yes"}


def test_duplicates_among_those_added() -> None:
    first, second = library(item(DOI="10.1000/x"), file="a.ris"), library(item(DOI="10.1000/X", page="3"), file="b.ris")
    result = addition("", [first, second])
    assert [one.key for one in result.added] == ["roe-2020"]
    (twin,) = result.duplicates
    assert (twin.reference.place.file, twin.of.key, twin.more) == ("b.ris", "roe-2020", {"page": "3"})


def test_two_works_are_not_one_by_way_of_a_third() -> None:
    """The one without a DOI is like both; the two with different DOIs both stay."""
    result = addition("", [library(item(DOI="10.1000/x"), item(), item(DOI="10.1000/y"))])
    assert len(result.added) == len(result.duplicates) == len(result.near) == 1
    assert result.near[0].reference.item["DOI"] == "10.1000/y"
    assert "not the same DOI" in result.near[0].like[0].likeness.why


def test_a_key_of_the_source_is_kept_where_it_can_be() -> None:
    items = [
        item("First of all things", id="Roe:2020+a"),
        item("Second of all things", "Doe", id="TOPP-2014"),
        item("Third of all things", "Poe", id="not valid"),
        item("Fourth of all things", "Moe", id="1234"),
        item("Fifth of all things", "Zoe", id="http://zotero.org/users/1/items/AB"),
    ]
    result = addition(OLD, [library(*items)])
    assert [one.key for one in result.added] == ["Roe:2020+a", "doe-2020", "poe-2020", "moe-2020", "zoe-2020"]


def test_keys_do_not_depend_on_the_order() -> None:
    items = [
        item("The first cure"),
        item("A second opinion"),
        item("A second chance"),
        item("Third", "Doe", id="mine"),
        item("Fourth", "Poe", id="Mine"),
    ]
    expected = ["roe-2020-first", "roe-2020-second-opinion", "roe-2020-second-chance", "doe-2020", "poe-2020"]
    orders = list(permutations(range(5)))
    assert len(orders) == 120
    for order in orders:
        keys = give_keys([items[place] for place in order], ["topp-2014"])
        assert keys == [expected[place] for place in order]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"author": [{"family": "Łukasiewicz-Ørsted"}]}, "lukasiewicz-orsted-2020"),
        ({"author": [{"family": "Stackelberg", "non-dropping-particle": "von"}]}, "von-stackelberg-2020"),
        ({"author": [{"family": "O’Brien"}]}, "obrien-2020"),
        ({"author": [{"literal": "The Children's Oncology Group of the North"}]}, "childrens-oncology-group-2020"),
        ({"author": [], "editor": [{"family": "Straße"}]}, "strasse-2020"),
        ({"author": []}, "sugar-blood-2020"),
        ({"author": None, "title": "<i>In vitro</i> work"}, "vitro-work-2020"),
        ({"issued": None}, "roe-sugar"),
        ({"issued": {"literal": "circa 1999"}}, "roe-1999"),
        ({"author": [{"family": "王"}]}, "王-2020"),
        ({"author": None, "title": None}, "entry-2020"),
        ({"author": None, "title": "!?", "issued": None}, "entry"),
    ],
)
def test_made_keys(changes: Csl, key: str) -> None:
    new = {variable: value for variable, value in (item() | changes).items() if value is not None}
    assert give_keys([new], []) == [key]
    text = f"@misc{{{key},}}"
    assert parse_bib(text)[1] == []


def test_identical_references_get_numbers() -> None:
    keys = give_keys([item("Cure")] * 3, [])
    assert keys == ["roe-2020-cure", "roe-2020-cure-2", "roe-2020-cure-3"]
    assert give_keys([{"id": "a"}], ["A"]) == ["entry"]


def test_records_that_name_each_other_keep_doing_so() -> None:
    chapter = item("A chapter on cures", "Doe", id="1", custom={"crossref": "2", "xref": "elsewhere"})
    book = item("The book of cures", "Poe", id="2")
    repeat = TOPP | {"id": "3"}
    follower = item("On the trial of others", "Moe", id="4", custom={"sameas": "3"})
    result = addition(OLD, [library(chapter, book, repeat, follower)])
    entries = {entry.key: entry.fields for entry in parse_bib(result.text)[0]}
    assert entries["doe-2020"]["crossref"] == "poe-2020"
    assert entries["doe-2020"]["xref"] == "elsewhere"
    assert entries["moe-2020"]["sameas"] == "topp-2014"


def test_what_cannot_be_kept_is_refused_or_told() -> None:
    items = [
        {"id": "a", "type": "article-journal"},
        item("A song of cures", type="song"),
        {"id": "", "type": "article-journal", "container-title": "Blood", "volume": "3"},
    ]
    lost = Finding(Place("new.ris", 90), "ris-syntax", "Lost.")
    result = addition("", [library(*items, findings=(lost,))])
    assert [one.why for one in result.refused] == ["It says nothing."]
    assert [one.key for one in result.added] == ["roe-2020", "entry"]
    assert [(f.code, f.place.line) for f in result.findings] == [
        ("bib-type-lost", 2),
        ("bib-bare-reference", 3),
        ("ris-syntax", 90),
    ]


def test_a_reference_that_would_not_read_the_same_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(items: list[Csl], _: str) -> str:
        return "".join(f"@article{{{one['id']}, title = {{{one['title']}}}}}\n" for one in items)

    monkeypatch.setattr("evigraph.bib.library.addition.render", careless)
    plain_one = {"id": "", "type": "article-journal", "title": "Good"}
    result = addition("", [library(item(), plain_one, plain_one | {"title": "x}}\n@misc{b, title = {y"})])
    assert [one.reference.item["title"] for one in result.added] == ["Good"]
    assert result.refused[0].why == "Read again, it would not say the same for author, issued."
    assert result.refused[1].why == "It cannot be written as one BibTeX entry."


@pytest.mark.parametrize("damage", ["@misc{b,}\n\n", "@misc{topp-2014,}\n\n"])
def test_a_result_that_says_something_else_is_refused(monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    monkeypatch.setattr("evigraph.bib.library.addition.appended", lambda text, more: damage + text + "\n\n" + more)
    with pytest.raises(EvigraphError, match="would not read as it should"):
        addition(OLD, [library(item())])


@pytest.mark.parametrize(
    ("old", "code"),
    [
        (b"@misc{a,\n title = {A}\n year = {2014},\n}\n", "bib-missing-comma"),
        (b"@misc{a,\n title = {A,\n}\n", "bib-unclosed-entry"),
        (b"@misc{a,}\n@misc{a,}\n", "bib-duplicate-key"),
        (b"@misc{a, title = {caf\xe9}}", "bib-not-utf8"),
    ],
)
def test_nothing_is_added_to_a_file_with_faults(tmp_path: Path, old: bytes, code: str) -> None:
    target = tmp_path / "a.bib"
    target.write_bytes(old)
    with pytest.raises(RecordError) as caught:
        add(target, [library(item())], name="lists/a.bib")
    assert [finding.code for finding in caught.value.findings] == [code]
    assert caught.value.findings[0].place.file == "lists/a.bib"
    assert target.read_bytes() == old


def test_faults_in_what_an_entry_says_do_not_matter() -> None:
    old = "@misc{a, doi = {https://doi.org/10.1000/x}, sameas = {none}}\n"
    assert addition(old, [library(item(DOI="10.1000/X"))]).duplicates[0].of.key == "a"


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "message"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "permission is denied"), (errno.EROFS, "read-only")],
)
def test_the_old_file_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, message: str
) -> None:
    target = tmp_path / "a.bib"
    target.write_bytes(OLD.encode())

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(WriteError, match=message):
        add(target, [library(item())])
    assert target.read_bytes() == OLD.encode()
    assert list(tmp_path.iterdir()) == [target]


@posix
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside.bib"
    inside.mkdir()
    outside.write_bytes(b"% keep\n")
    (inside / "out.bib").symlink_to(outside)
    (inside / "gone.bib").symlink_to(tmp_path / "gone.bib")
    (inside / "loop.bib").symlink_to(inside / "loop.bib")
    (inside / "real.bib").write_bytes(b"")
    (inside / "in.bib").symlink_to(inside / "real.bib")
    (tmp_path / "door").symlink_to(inside)
    os.mkfifo(inside / "pipe.bib")
    for name in ("out.bib", "gone.bib"):
        with pytest.raises(WriteError, match=r"is a link that leads out of its folder\. Name the file"):
            add(inside / name, [library(item())])
    for name in ("loop.bib", "pipe.bib"):
        with pytest.raises(WriteError):
            add(inside / name, [library(item())])
    assert outside.read_bytes() == b"% keep\n"
    assert not (tmp_path / "gone.bib").exists()
    add(tmp_path / "door" / "in.bib", [library(item())])
    assert (inside / "in.bib").is_symlink()
    assert b"roe-2020" in (inside / "real.bib").read_bytes()


def test_places_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="is a folder"):
        add(tmp_path, [library(item())])
    with pytest.raises(WriteError, match="the folder does not exist"):
        add(tmp_path / "none" / "a.bib", [library(item())])
    with pytest.raises(WriteError, match="cannot be a file name"):
        add(tmp_path / "nul\0.bib", [library(item())])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_changes_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.bib"
    target.write_bytes(OLD.encode())

    def slow(text: str, libraries: list[Library], **options: Any) -> Addition:
        target.write_bytes(b"% other\n")
        return addition(text, libraries, **options)

    monkeypatch.setattr("evigraph.library.addition", slow)
    with pytest.raises(WriteError, match="changed by another program"):
        add(target, [library(item())])
    assert target.read_bytes() == b"% other\n"


HOSTILE = st.text(
    st.one_of(st.sampled_from("{}\\\"@,=#%&$~^_-'`\n\r\u2028 aAyY1"), st.characters(codec="utf-8")), max_size=20
)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"id": HOSTILE, "type": st.sampled_from(["article-journal", "chapter", "song"]), "title": HOSTILE},
        optional={
            "author": st.lists(st.fixed_dictionaries({"family": HOSTILE, "given": HOSTILE}), max_size=2),
            "container-title": HOSTILE,
            "DOI": st.one_of(HOSTILE, st.sampled_from(["10.1000/x", "10.1000/X", "10.1000/y"])),
            "page": HOSTILE,
            "custom": st.dictionaries(HOSTILE, HOSTILE, max_size=2),
        },
    ),
    max_size=5,
)


@settings(deadline=None)
@given(ITEMS, ITEMS, st.sampled_from(["skip", "add"]))
def test_every_reference_has_exactly_one_fate(one: list[Csl], other: list[Csl], choice: Choice) -> None:
    libraries = [library(*one, file="a.ris"), library(*other, file="b.ris")]
    result = addition(OLD, libraries, duplicates=choice)
    references = [reference for source in libraries for reference in source.references]
    assert sorted(map(id, fates(result))) == sorted(map(id, references))
    assert not (choice == "add" and result.duplicates)
    entries, _ = parse_bib(appended(OLD, result.text))
    added = {one.key: one.reference.item for one in (*result.added, *result.near)}
    assert {entry.key for entry in entries} == {"topp-2014", *added}
    assert len({entry.key.casefold() for entry in entries}) == len(entries)
    for entry in entries[1:]:
        assert plain(entry.fields.get("title", "")) == to_csl(entry).get("title", "")
    assert all(twin.of.key in {"topp-2014", *added} for twin in result.duplicates)


@pytest.mark.parametrize(
    ("own", "key", "told"),
    [
        ("Doe:2010", "Doe:2010", False),
        ("DBLP:journals/x", "DBLP:journals/x", False),
        ("müller2010", "müller2010", False),
        ("10.1000/xyz", "10.1000/xyz", False),
        ("_title_2010", "_title_2010", False),
        ("../../etc", "roe-2020", True),
        ("/etc/passwd", "roe-2020", True),
        ("topp-2014", "roe-2020", True),
        ("http://zotero.org/users/1/items/AB", "roe-2020", False),
        ("28249141", "roe-2020", False),
    ],
)
def test_keys_people_cite_by_are_kept_or_the_change_is_told(own: str, key: str, told: bool) -> None:
    result = addition(OLD, [library(item(id=own))])
    assert [one.key for one in result.added] == [key]
    assert [finding.code for finding in result.findings] == ["bib-new-key"] * told
    assert all(f"'{own}'" in finding.message and f"'{key}'" in finding.message for finding in result.findings)


def test_what_is_no_identifier_is_kept_as_a_remark_and_told() -> None:
    odd = item(DOI="doi 10.1", PMID="PMC3", PMCID="PMC3", custom={"otheridentifier": "LCCN: 7"})
    result = addition("", [library(odd)])
    assert [(finding.code, finding.severity) for finding in result.findings] == [("bib-bad-identifier", "warning")] * 2
    [entry], findings = parse_bib(result.text)
    assert findings == [] and result.entries == [entry]
    read = to_csl(entry)
    assert ("DOI" in read, "PMID" in read, read["PMCID"]) == (False, False, "PMC3")
    assert read["custom"]["otheridentifier"] == "LCCN: 7; DOI: doi 10.1; PMID: PMC3"
    assert addition(result.text, [library(odd)]).text == ""


def test_what_has_no_title_is_not_added_twice() -> None:
    """Records without title, also such as BibTeX has no type for, and many of one title."""
    bare: list[Csl] = [
        {"id": "x5", "type": "document", "author": [{"family": "Doe"}], "note": "no title"},
        {"id": "x6", "type": "legal_case", "URL": "https://example.org/b"},
        {"id": "x7", "type": "document", "note": "another", "custom": {"crossref": "x6"}},
    ]
    editions = [item("One title", edition=str(number), id=f"e{number}") for number in range(20)]
    new = library(*bare, *editions)
    first = addition("", [new])
    assert len(first.added) + len(first.near) == 23
    again = addition(first.text, [new])
    assert (len(again.duplicates), again.text) == (23, "")
    assert [twin.of.likeness.level for twin in again.duplicates[:3]] == ["all"] * 3


def test_what_names_things_of_another_workspace_is_kept_apart() -> None:
    """A `sameas` may name an entry that is added with it, or one that is there."""
    theirs = {"subjects": "walking", "laterreport": "doi:10.1000/x", "evidencerole": "primary"}
    items = [
        item("First of all things", id="a", custom=theirs | {"sameas": "gone"}),
        item("Second of all things", id="b", custom={"sameas": "A"}),
        item("Third of all things", id="c", custom={"sameas": "topp-2014"}),
    ]
    result = addition(OLD, [library(*items)])
    assert [finding.code for finding in result.findings] == ["bib-imported-field"] * 3
    entries, findings = parse_bib(OLD + result.text)
    assert findings == [] and len(entries) == 4
    assert [entry.fields.get("sameas") for entry in entries[1:]] == [None, "a", "topp-2014"]
    kept = {"importedsubjects": "walking", "importedlaterreport": "doi:10.1000/x", "importedsameas": "gone"}
    assert kept.items() <= entries[1].fields.items() and entries[1].fields["evidencerole"] == "primary"
