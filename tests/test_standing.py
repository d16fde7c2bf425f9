"""What public lists tell of works: each format as it is in real life, and the file that keeps it."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evigraph.build import build
from evigraph.cli.main import main
from evigraph.errors import InputError, RecordError, UsageError, WorkspaceError
from evigraph.load.workspace import Workspace
from evigraph.ns import EV
from evigraph.query import Dataset
from evigraph.query.nodes import Nodes
from evigraph.standing import Update, standing, update_rows, update_text, values
from evigraph.standing.records import HEADER, Standing, Standings, in_force, merged, read_standings, written
from evigraph.write import WriteError

TOY = Path(__file__).parent / "toy"
COLUMNS = [
    "Record ID",
    "Title",
    "Subject",
    "Institution",
    "Journal",
    "Publisher",
    "Country",
    "Author",
    "URLS",
    "ArticleType",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDate",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
    "Paywalled",
    "Notes",
    "",
]
DAY = "2024-05-31"
TARN = "Tarpelimab for relapsing nodular vasculitis in adults (TARN-1): a randomised trial"
FOLLOW_UP = "Three-year follow-up of the TARN-1 trial of tarpelimab"
CONCERN = {"Title": FOLLOW_UP, "OriginalPaperDate": "6/1/2020 0:00", "RetractionNature": "Expression of concern"}
"""A row on a work of the toy that has no DOI."""


def export(*rows: dict[str, str], columns: Sequence[str] = COLUMNS) -> str:
    """An export with these rows; what a row does not give is as such exports have it."""
    usual = {
        "Record ID": "1",
        "Title": "A work of others",
        "RetractionDate": "1/31/2020 0:00",
        "RetractionDOI": "unavailable",
        "RetractionPubMedID": "0",
        "OriginalPaperDate": "1/1/2018 0:00",
        "OriginalPaperDOI": "Unavailable",
        "OriginalPaperPubMedID": "0",
        "RetractionNature": "Retraction",
        "Reason": "+Unreliable Results;",
        "Paywalled": "No",
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows([{**usual, **row} for row in rows])
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the toy to be written to."""
    place = tmp_path / "space"
    shutil.copytree(TOY, place, ignore=shutil.ignore_patterns(".evigraph"))
    return place


@pytest.fixture
def space(folder: Path) -> Dataset:
    return build(Workspace(folder)).dataset


def told(
    space: Dataset, content: str | bytes | dict[str, Any], day: str | None = DAY, source: str | None = None
) -> Update:
    """What the list ``content`` tells of the toy."""
    data = json.dumps(content) if isinstance(content, dict) else content
    path = space.workspace.root.parent / "list"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return standing(space, path, day, source)


def records(update: Update) -> list[tuple[str, str, str, str]]:
    """(work, status, date, how it was matched) of the file as it would be."""
    from evigraph.read import each, parse_yaml

    if not update.after:
        return []
    tree, faults = parse_yaml(update.after, "standing.yaml")
    assert not faults
    assert tree is not None
    found = [Standing(**{**record, "note": ()}) for record in each(tree["standings"])]
    return [(record.work, record.status, record.statusDate, record.matchedBy) for record in found]


def outcomes(update: Update) -> list[str]:
    return [row.outcome for row in update.rows]


# Values


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10.5555/Toy.3", "10.5555/toy.3"),
        ("https://doi.org/10.5555/toy.3", "10.5555/toy.3"),
        ("http://dx.doi.org/10.5555/TOY.3.", "10.5555/toy.3"),
        ("doi: 10.5555/toy.3 ", "10.5555/toy.3"),
        ("https://doi.org/10.1002/%28SICI%291097", "10.1002/(sici)1097"),
        ("10.1016/S0140-6736(97)11096-0", "10.1016/s0140-6736(97)11096-0"),
        ("unavailable", ""),
        ("Unavailable", ""),
        ("0", ""),
        ("10.1/short", ""),
        ("10.5555/two words", ""),
        (None, ""),
    ],
)
def test_dois(text: str | None, read: str) -> None:
    assert values.doi(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [("00123", "123"), ("PMID: 123", "123"), ("123.0", "123"), ("0", ""), ("12a", ""), ("", ""), ("1" * 40, "")],
)
def test_pubmed_identifiers(text: str, read: str) -> None:
    assert values.pmid(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1/31/2020 0:00", "2020-01-31"),
        ("12/9/2020", "2020-12-09"),
        ("1/31/2020 12:00:00 AM", "2020-01-31"),
        ("2020-01-31", "2020-01-31"),
        ("2020-01-31T00:00:00Z", "2020-01-31"),
        ("2020/1/31", "2020-01-31"),
        ("2020-01", "2020-01"),
        ("2020", "2020"),
        ("2020 Feb 6", "2020-02-06"),
        ("2020 February", "2020-02"),
        ("unavailable", ""),
        ("", ""),
        ("31/1/2020", None),
        ("2/30/2020", None),
        ("2020-13-01", None),
        ("1/31/20", None),
        ("yesterday", None),
        ("0000-01-01", None),
    ],
)
def test_dates(text: str, read: str | None) -> None:
    assert values.date(text) == read


@pytest.mark.parametrize(
    "title",
    [
        "T-cell engagers in naïve mice: a trial",
        "RETRACTED: T-cell engagers in naïve mice: a trial",
        "RETRACTED ARTICLE: T-cell engagers in naive mice—a trial.",
        "[Retracted] T cell engagers in NAÏVE mice: a trial",
        "Withdrawn: T-Cell Engagers in na\u0131\u0308ve mice: A Trial".replace("\u0131\u0308", "i\u0308"),
        "<i>T-cell</i> engagers in na&iuml;ve mice: a trial",
        "T-cell engagers in naïve mice: a trial (Retracted article. See vol. 3, pg. 9, 2020)",
        "Expression of Concern: T-cell engagers in naïve mice: a trial",
    ],
)
def test_titles_are_the_same_but_for_case_accents_punctuation_and_marks(title: str) -> None:
    assert values.title_key(title) == "tcellengagersinnaivemiceatrial"


def test_titles_about_retraction_keep_their_words() -> None:
    assert values.title_key("Retraction of the upper eyelid: a series") == "retractionoftheuppereyelidaseries"
    assert values.title_words("Retracted wings (of bees) in flight")[:2] == ["retracted", "wings"]
    assert not values.says_retracted("Retracted wings in flight")
    assert values.says_retracted("RETRACTED: wings in flight")


# Retraction Watch


def test_an_export_is_matched_by_doi_then_title_and_nothing_is_dropped(space: Dataset) -> None:
    update = told(
        space,
        export(
            {"OriginalPaperDOI": "10.5555/TOY.3", "RetractionDOI": "10.5555/Notice.1", "Title": TARN},
            {**CONCERN, "Title": f"RETRACTED: {FOLLOW_UP.upper()}."},
            {"OriginalPaperDOI": "https://doi.org/10.5555/toy.5", "RetractionNature": "Correction"},
            {"OriginalPaperDOI": "10.5555/toy.6", "RetractionNature": "Reinstatement", "RetractionDate": "unavailable"},
            {"OriginalPaperDOI": "10.1000/other"},
            {"Title": "", "OriginalPaperDOI": "unavailable"},
        ),
    )
    assert outcomes(update) == ["matched", "matched", "matched", "matched", "other", "unreadable"]
    assert records(update) == [
        ("brandt-2018", "retracted", "2020-01-31", "by-doi"),
        ("brandt-2020", "concern", "2020-01-31", "by-title"),
        ("lindqvist-2020", "reinstated", "", "by-doi"),
        ("okoye-2019", "corrected", "2020-01-31", "by-doi"),
    ]
    assert update.marked == {"brandt-2018": "retracted", "brandt-2020": "concern"}
    assert [work.numbers[0] for work in update.unmentioned] == [1, 2, 7, 8, 10]
    assert update.rows[0].told.reason == "Unreliable Results"
    assert "noticeDoi: 10.5555/notice.1\n" in update.after
    assert str(update.rows[5].told.place) == "list:7:1"
    assert "neither DOI nor PubMed identifier nor title" in update.rows[5].why


def test_a_pmid_matches_when_there_is_no_doi(folder: Path) -> None:
    bib = folder / "references.bib"
    mark = "labelledabstract = {yes},"
    bib.write_text(bib.read_text("utf-8").replace(mark, f"{mark}\n  pmid = {{30000001}},"), "utf-8")
    space = build(Workspace(folder)).dataset
    rows = {"OriginalPaperPubMedID": "30000001"}, {"OriginalPaperPubMedID": "30000002", "Title": FOLLOW_UP}
    update = told(space, export(*rows))
    assert records(update) == [("brandt-2020", "retracted", "2020-01-31", "by-pmid")]
    assert update.rows[1].why == "it has the title of reference 4 (brandt-2020), but another PubMed identifier"
    conflict = told(space, export({"OriginalPaperPubMedID": "30000001", "OriginalPaperDOI": "10.5555/toy.3"}))
    assert "DOI is that of reference 3 (brandt-2018), its PubMed identifier that of reference 4" in conflict.rows[0].why
    assert not conflict.after


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"Title": TARN, "OriginalPaperDOI": "10.1000/another"}], "another DOI"),
        ([{"Title": FOLLOW_UP, "OriginalPaperDate": "1/1/2011 0:00"}], "another year (2011, here 2020)"),
        (
            [{"Title": FOLLOW_UP, "OriginalPaperDate": "", "OriginalPaperDOI": f"10.1000/{name}"} for name in "ab"],
            "the list has several works of this title",
        ),
        ([{"OriginalPaperDOI": "10.5555/toy.2024"}], "it tells of the article itself"),
    ],
)
def test_doubtful_matches_are_refused_and_listed(space: Dataset, rows: list[dict[str, str]], why: str) -> None:
    update = told(space, export(*rows))
    assert set(outcomes(update)) == {"doubtful"}
    assert all(why in row.why for row in update.rows)
    assert not update.changes
    assert why.split(" (", maxsplit=1)[0] in " ".join(update_text(update, True).split())


@pytest.mark.parametrize("title", ["In reply", FOLLOW_UP])
def test_titles_that_fit_two_works_or_are_too_short_are_refused(folder: Path, title: str) -> None:
    bib = folder / "references.bib"
    text = bib.read_text("utf-8").replace("The tarpelimab registry: five hundred infusions in ordinary practice", title)
    bib.write_text(text, "utf-8")
    update = told(build(Workspace(folder)).dataset, export({"Title": title, "OriginalPaperDate": "unavailable"}))
    assert outcomes(update) == ["doubtful"]
    assert ("too short" if title == "In reply" else "reference 4 (brandt-2020) and reference 10") in update.rows[0].why


def test_what_cannot_be_read_is_told_with_its_line(space: Dataset) -> None:
    good = export({"OriginalPaperDOI": "10.5555/toy.3"}).splitlines()
    text = "\r\n".join(
        [
            good[0],
            '7,"never closed,x,I',
            good[1],
            '8,"a "quoted" word",x,I',
            "9,cut short",
            good[1].replace("toy.3", "toy.5").replace("1/31/2020", "31/1/2020"),
            good[1].replace("toy.3", "toy.6").replace(",Retraction,", ",Mystery,"),
            good[1].replace("toy.3", "toy.7").replace("2020", "2031"),
            "",
            good[1].replace("toy.3", "toy.8"),
        ]
    )
    update = told(space, text)
    found = {row.told.place.line: row.why for row in update.of("unreadable")}
    assert sorted(found) == [2, 4, 5, 6, 7, 8]
    assert "2 values where the header has 20 columns" in found[5]
    assert "'31/1/2020 0:00'; expected one like 1/31/2020" in found[6]
    assert "'Mystery'; expected Retraction, Expression of concern, Correction or Reinstatement" in found[7]
    assert "dated 2031-01-31, after the list (2024-05-31)" in found[8]
    assert [work for work, *_ in records(update)] == ["brandt-2018", "sato-2016"]
    assert {row.told.place.line for row in update.of("matched")} == {3, 10}
    assert "list:6:1: reference 5 (okoye-2019): its date" in update_text(update, False)


def test_a_file_full_of_faults_is_refused(space: Dataset) -> None:
    with pytest.raises(InputError, match="more than 1000 rows cannot be read"):
        told(space, export() + "1,2\r\n" * 1200)
    limit = csv.field_size_limit()
    assert limit == 131_072  # the limit of the process is as it was


def test_huge_fields_are_read_and_monstrous_ones_told(space: Dataset) -> None:
    update = told(
        space,
        export(
            {"OriginalPaperDOI": "10.5555/toy.3", "Institution": "I; " * 100_000, "Notes": "line\none\r\ntwo"},
            {"OriginalPaperDOI": "10.5555/toy.5", "Institution": "x" * 1_100_000},
            {"OriginalPaperDOI": "10.5555/toy.6"},
        ),
    )
    assert outcomes(update).count("matched") == 2
    assert {work for work, *_ in records(update)} == {"brandt-2018", "lindqvist-2020"}
    assert "field larger than field limit" in update.of("unreadable")[0].why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators(space: Dataset, encoding: str, delimiter: str) -> None:
    text = export({"OriginalPaperDOI": "10.5555/toy.3", "Author": "Müller É"}, {"Title": "Étude"})
    if delimiter != ",":
        text = text.replace("Unreliable Results;", "Unreliable Results").replace(",", delimiter)
    update = told(space, text.encode(encoding))
    assert outcomes(update) == ["matched", "other"]
    assert update.rows[1].told.title == "Étude"
    assert bool(update.remark) == (encoding in ("latin-1", "cp1252", "utf-16"))
    assert update.remark in " ".join(update_text(update, True).split())


def test_hostile_text_stays_text(space: Dataset, folder: Path) -> None:
    reason = "+a: b # c\x00\u202e\ud7ff\U0001f9ec <script>\"'\\;+=cmd();+{{x}}\u2028- work: y"
    row = {"OriginalPaperDOI": "10.5555/toy.3", "Reason": reason, "RetractionDOI": "10.1/n: 'x'"}
    update = told(space, export(row), source="me; \n# you")
    update.write(space)
    dataset = build(Workspace(folder)).dataset
    nodes = Nodes(dataset)
    (node,) = nodes.of_type(f"{EV}Standing")
    assert nodes.one(node, "ev:reason") == "a: b # c \U0001f9ec <script>\"'\\; =cmd(); {{x}} - work: y"
    assert nodes.one(node, "ev:toldBy") == "me, # you"
    assert nodes.one(node, "skos:note") == "the list gives the notice as 10.1/n: 'x'"
    again = standing(dataset, folder.parent / "list", DAY, "me; \n# you")
    assert not again.changes
    assert "\n=" not in update_text(update, True)
    table = io.StringIO()
    csv.writer(table).writerows(update_rows(update)[1])
    assert "brandt-2018" in table.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!doctype html><title>Log in</title>", "no list that can be read; it begins with '<!doctype html>"),
        ("", "no list that can be read"),
        ("# only\n# comments\n", "no list that can be read"),
        ("a,b\n1,2\n", "no list that can be read"),
        (export(), "holds no record"),
        ("RetractionNature,Reason\nRetraction,x\n", "expected a column OriginalPaperDOI"),
        ("{", "list:1:2: not valid JSON"),
        ('{"a": 1}', "neither works of Crossref"),
        ("[]", "neither works of Crossref"),
        ('[1, "x"]', "neither works of Crossref"),
        ('{"message": {"items": []}}', "neither works of Crossref"),
        ("[" * 200_000, "list is nested too deep to be such a list"),
        (f"[{'1' * 9000}]", "list holds a number too long"),
        ('{"result": {"uids": []}}', "holds no record"),
        (b"\xff\xfe\x00\xd8", "no list that can be read"),
        (bytes(range(256)), "is not UTF-8 (line 2) nor other text"),
    ],
)
def test_files_that_are_no_list_are_refused(space: Dataset, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        told(space, content)
    assert message in str(caught.value)
    assert not any(word in str(caught.value) for word in ("recursion", "codec", "Expecting"))


def test_missing_files_and_folders_are_refused(space: Dataset, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path, Path("nul\0")):
        with pytest.raises(InputError, match="cannot be"):
            standing(space, path, DAY)


# Crossref, PubMed, plain lists


def crossref(*works: dict[str, Any], single: bool = False) -> dict[str, Any]:
    return {"status": "ok", "message": works[0] if single else {"total-results": len(works), "items": list(works)}}


def test_crossref_tells_of_works_and_of_those_its_notices_are_about(space: Dataset) -> None:
    update = told(
        space,
        crossref(
            {
                "DOI": "10.5555/TOY.3",
                "title": ["RETRACTED: " + TARN],
                "indexed": {"date-time": "2024-02-03T04:05:06Z"},
                "updated-by": [
                    {"DOI": "10.5555/n.1", "type": "retraction", "updated": {"date-parts": [[2021, 2, 3]]}},
                    {"DOI": "10.5555/n.2", "type": "expression_of_concern", "updated": {"date-parts": [[2020, 1]]}},
                    {"DOI": "10.5555/n.3", "type": "addendum"},
                ],
            },
            {
                "DOI": "10.5555/n.4",
                "update-to": [{"DOI": "10.5555/toy.5", "type": "corrigendum", "updated": {"date-parts": [[2022]]}}],
            },
            {"DOI": "10.5555/toy.6", "title": ["RETRACTED: x"], "indexed": {"date-time": "2024-03-01T00:00:00Z"}},
            {"DOI": "10.5555/toy.7", "updated-by": [{"DOI": "10.5555/n.5", "type": "partial_retraction"}]},
            {"DOI": "10.5555/toy.8", "relation": {"is-retracted-by": [{"id": "10.5555/n.6", "id-type": "doi"}]}},
            {"DOI": "10.5555/toy.1", "issued": {"date-parts": [[None]]}, "title": []},
            {"DOI": "10.5555/toy.2", "updated-by": [{"type": "riddle"}]},
        ),
        day=None,
    )
    assert records(update) == [
        ("brandt-2018", "concern", "2020-01", "by-doi"),
        ("brandt-2018", "retracted", "2021-02-03", "by-doi"),
        ("lindqvist-2020", "retracted", "", "by-doi"),
        ("okoye-2019", "corrected", "2022", "by-doi"),
        ("pereira-2021", "concern", "", "by-doi"),
        ("sato-2016", "retracted", "", "by-doi"),
    ]
    assert update.as_of == "2024-03-01"
    assert "note: the notice is of a partial retraction\n" in update.after
    assert "noticeDoi: 10.5555/n.4\n" in update.after
    assert len(update.of("nothing told")) == 2
    (unread,) = update.of("unreadable")
    assert "of the kind 'riddle'; expected retraction, expression of concern" in unread.why
    assert [work.key for work in update.unmentioned] == ["brandt-2020", "novak-2022"]


def test_crossref_one_work_alone_in_a_message_or_in_a_list(space: Dataset) -> None:
    work = {"DOI": "10.5555/toy.3", "updated-by": [{"DOI": "10.5555/n.1", "type": "withdrawal"}]}
    whole = crossref(work, single=True)
    for data in (json.dumps(whole, indent=2), json.dumps(work), json.dumps([work]), json.dumps([whole])):
        update = told(space, data)
        assert records(update) == [("brandt-2018", "retracted", "", "by-doi")]
    assert str(told(space, json.dumps(whole, indent=2)).rows[0].told.place) == "list:4:1"


def test_crossref_of_odd_shape_does_not_fall_over(space: Dataset) -> None:
    odd: list[Any] = [None, 1, "x", [], {}, [[]], [None], {"date-parts": "x"}, {"date-parts": [["a"]]}]
    for value in odd:
        names = ("title", "issued", "indexed", "updated-by", "update-to", "relation")
        update = told(space, crossref({"DOI": "10.5555/toy.3", **dict.fromkeys(names, value)}))
        assert update.rows
        assert set(outcomes(update)) <= {"nothing told", "unreadable", "other"}
        date = {"type": "retraction", "updated": value, "DOI": value}
        update = told(space, crossref({"DOI": "10.5555/toy.3", "updated-by": [date]}))
        assert outcomes(update) in (["matched"], ["unreadable"])


def pubmed(*items: dict[str, Any]) -> dict[str, Any]:
    uids = [item["uid"] for item in items]
    return {"header": {"type": "esummary"}, "result": {"uids": uids, **dict(zip(uids, items, strict=True))}}


def summary(uid: str, doi: str, kind: str = "Journal Article", **notices: str) -> dict[str, Any]:
    """A summary of PubMed; ``notices`` are where it refers to, by how: ``Retraction_in="Lancet. 2019..."``."""
    return {
        "uid": uid,
        "title": "T.",
        "pubdate": "2018 Feb 3",
        "articleids": [{"idtype": "pubmed", "value": uid}, {"idtype": "doi", "value": doi}],
        "pubtype": ["Journal Article", kind],
        "references": [
            {"reftype": how.replace("_", " "), "refsource": source, "pmid": 1, "note": ""}
            for how, source in notices.items()
        ],
    }


def test_pubmed_tells_by_type_and_by_what_it_refers_to(space: Dataset) -> None:
    notice = "Lancet. 2019 Feb 6;375(9):4. doi: 10.5555/S0(1)2-3"
    update = told(
        space,
        pubmed(
            summary("1", "10.5555/toy.3", "Retracted Publication", Retraction_in=notice),
            summary("2", "10.5555/toy.5", "Retracted Publication"),
            summary("3", "10.5555/toy.6", Erratum_in="J Vasc. 2020 Mar;3(4):5.", Comment_in="X. 2020;1:1"),
            summary("4", "10.5555/toy.7", Expression_of_concern_in="J Vasc. 2021;3(4):5. doi: 10.5555/e.1"),
            summary("5", "10.5555/toy.8"),
            summary("6", "10.1000/notice", "Retraction of Publication", Retraction_of="X. 2018;1:1"),
            {"uid": "7", "error": "cannot get document summary"},
        ),
    )
    assert records(update) == [
        ("brandt-2018", "retracted", "2019-02-06", "by-doi"),
        ("lindqvist-2020", "corrected", "2020-03", "by-doi"),
        ("okoye-2019", "retracted", "", "by-doi"),
        ("pereira-2021", "concern", "2021", "by-doi"),
    ]
    assert outcomes(update) == ["matched"] * 4 + ["nothing told", "other", "other"]
    assert "noticeDoi: 10.5555/s0(1)2-3\n" in update.after
    assert 'note: "PubMed refers to the notice as J Vasc. 2020 Mar;3(4):5."\n' in update.after
    with pytest.raises(UsageError, match="does not tell its date"):
        told(space, pubmed(summary("1", "10.5555/toy.3")), day=None)


def test_plain_lists(space: Dataset) -> None:
    update = told(
        space,
        "# my own list\n# as of: 2024-04-30\n\n"
        "10.5555/toy.3 2020-01-31\n"
        "https://doi.org/10.5555/TOY.5,1/31/2020 0:00,expression of concern  # seen by me\n"
        "10.5555/toy.6;2020-01;Correction\n"
        "doi:10.5555/toy.7\tunknown\tretracted\n"
        "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2 2020\n"
        "10.5555/toy.8\n"
        "10.5555/toy.8,2020-13-45\n"
        "10.5555/toy.8 2020-01-31 maybe\n"
        "toy.8 2020-01-31\n"
        "pmid:31010660 2020\n",
        day=None,
    )
    assert update.as_of == "2024-04-30"
    assert update.source == "list"
    assert records(update) == [
        ("brandt-2018", "retracted", "2020-01-31", "by-doi"),
        ("lindqvist-2020", "corrected", "2020-01", "by-doi"),
        ("okoye-2019", "concern", "2020-01-31", "by-doi"),
        ("pereira-2021", "retracted", "", "by-doi"),
    ]
    assert outcomes(update) == ["matched"] * 4 + ["other"] + ["unreadable"] * 4 + ["other"]
    assert [row.told.place.line for row in update.of("unreadable")] == [9, 10, 11, 12]
    assert all("expected" in row.why for row in update.of("unreadable"))
    told(space, "10.5555/toy.3" + " " * 300_000 + "x\n")  # ends soon


@pytest.mark.parametrize("day", ["2024", "31/5/2024", "yesterday", "2024-02-30", ""])
def test_the_day_must_be_a_day(space: Dataset, day: str) -> None:
    with pytest.raises(UsageError, match="is no date"):
        told(space, "10.5555/toy.3 2020", day=day)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("10.5555/toy.3 2020\n# as of 2024-06-31\n", "list:2: '2024-06-31' is no day of the calendar"),
        ("# As of: 2024-06\n10.5555/toy.3 2020\n", "list:1: '2024-06' is no day"),
        (
            '[{"DOI": "10.5555/toy.3"},\n{"DOI": "10.5555/toy.5", "indexed": {"date-time": "2024-06-31T01:02:03Z"}}]',
            "list:2:1: indexed on '2024-06-31'",
        ),
    ],
)
@pytest.mark.parametrize("day", [None, DAY])
def test_lists_of_a_day_that_never_was_are_refused(space: Dataset, content: str, place: str, day: str | None) -> None:
    with pytest.raises(InputError) as caught:
        told(space, content, day=day)
    assert place in str(caught.value)
    assert not (space.workspace.root / "graph/standing.yaml").exists()


def test_events_of_a_day_that_never_was_are_not_readable(space: Dataset) -> None:
    parts = {"type": "retraction", "updated": {"date-parts": [[2021, 2, 30]]}}
    for content in (
        export({"OriginalPaperDOI": "10.5555/toy.3", "RetractionDate": "2/30/2021"}),
        crossref({"DOI": "10.5555/toy.3", "updated-by": [parts]}),
        pubmed(summary("1", "10.5555/toy.3", Erratum_in="X. 2021 Feb 30;1:1")),
        "\n10.5555/toy.3 2021-02-30\n",
    ):
        update = told(space, content)
        assert outcomes(update) == ["unreadable"]
        assert update.rows[0].told.place.line >= 1
        assert not update.after
    season = told(space, pubmed(summary("1", "10.5555/toy.3", Erratum_in="X. 2021 Spring;1:1")))
    assert records(season) == [("brandt-2018", "corrected", "2021", "by-doi")]


def test_no_date_that_never_was_is_written(space: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if a reader of a format should let one through."""
    monkeypatch.setattr(values, "date", str)
    with pytest.raises(InputError, match="statusDate is '2021-02-30', which is not in the calendar; nothing was"):
        told(space, "10.5555/toy.3 2021-02-30\n")


def test_no_list_is_of_a_day_to_come(space: Dataset, folder: Path) -> None:
    path = folder.parent / "list"
    path.write_text("10.5555/toy.3 2020\n", "utf-8")
    today = datetime.date(2024, 5, 31)
    assert standing(space, path, "2024-05-31", today=today).as_of == "2024-05-31"
    with pytest.raises(UsageError, match=r"--as-of 2024-06-01 is after today \(2024-05-31\)"):
        standing(space, path, "2024-06-01", today=today)
    with pytest.raises(UsageError, match="is after today"):
        standing(space, path, "9999-12-31")
    path.write_text("# as of 2024-06-01\n10.5555/toy.3 2020\n", "utf-8")
    with pytest.raises(InputError, match="says that it is current to 2024-06-01, which is after today"):
        standing(space, path, today=today)


def with_pmid(folder: Path) -> Dataset:
    """The toy, where the work with the DOI 10.5555/toy.3 has the PubMed identifier 30000003."""
    bib = folder / "references.bib"
    before = bib.read_text("utf-8")
    after = re.sub(r"(?m)^( *doi *= *\{10\.5555/toy\.3\},?)$", "  pmid = {30000003},\n\\1", before)
    assert after != before
    bib.write_text(after, "utf-8")
    return build(Workspace(folder)).dataset


def test_identifiers_that_contradict_each_other_are_doubtful(folder: Path) -> None:
    update = told(
        with_pmid(folder),
        export(
            {"OriginalPaperPubMedID": "30000003", "OriginalPaperDOI": "10.1000/another"},
            {"OriginalPaperDOI": "10.5555/toy.3", "OriginalPaperPubMedID": "30000004"},
            {"OriginalPaperDOI": "10.5555/toy.5", "OriginalPaperPubMedID": "30000005"},
        ),
    )
    assert outcomes(update) == ["doubtful", "doubtful", "matched"]
    assert "PubMed identifier is that of reference 3 (brandt-2018), but its DOI is another" in update.rows[0].why
    assert "DOI is that of reference 3 (brandt-2018), but its PubMed identifier is another" in update.rows[1].why
    assert [work for work, *_ in records(update)] == ["okoye-2019"]


def test_a_cell_may_hold_several_dois(space: Dataset) -> None:
    cells = (
        "10.1016/x ; 10.5555/toy.3",
        "https://doi.org/10.5555/TOY.5;10.1016/x",
        "10.1016/x, 10.1/b",
        "10.5555/toy.6 ; 10.5555/toy.7",
        "10.5555/toy.8 two",
    )
    update = told(space, export(*({"OriginalPaperDOI": cell} for cell in cells)))
    assert outcomes(update) == ["matched", "matched", "other", "doubtful", "other"]
    assert [work for work, *_ in records(update)] == ["brandt-2018", "okoye-2019"]
    assert "it has several DOIs: those of reference 6 (lindqvist-2020) and reference" in update.rows[3].why
    assert (
        values.dois("10.1002/(sici)1(19)17:15<1::aid-sim9>3.0.co;2-2")
        == "10.1002/(sici)1(19)17:15<1::aid-sim9>3.0.co;2-2"
    )


def test_a_bare_pubmed_identifier_in_a_plain_list(folder: Path) -> None:
    space = with_pmid(folder)
    update = told(space, "30000003 2020-01-31 retracted\n31010660,unknown\n12345 2020\n")
    assert outcomes(update) == ["matched", "other", "unreadable"]
    assert records(update) == [("brandt-2018", "retracted", "2020-01-31", "by-pmid")]
    with pytest.raises(InputError, match="no list that can be read"):
        told(space, "30000003,a name\n")


def test_long_reasons_are_cut_where_they_are_shown_only(space: Dataset) -> None:
    update = told(
        space,
        export(
            {"OriginalPaperDOI": "10.5555/toy.3", "Reason": "long " * 100 + "end"},
            {"OriginalPaperDOI": "10.5555/toy.5", "RetractionNature": "odd " * 100 + "end"},
        ),
    )
    text = " ".join(update_text(update, True).split())
    assert "; " + ("long " * 60)[:299].rstrip() + "…" in text
    assert "end" not in text
    assert "long end" in update.after


# The file


def test_one_event_with_a_coarser_and_a_finer_date_is_one_record(folder: Path) -> None:
    path = folder / "graph/standing.yaml"
    lists = (
        ("10.5555/toy.3 2024-05 retracted\n10.5555/toy.5 2024 concern\n10.5555/toy.6 unknown\n", "A"),
        ("10.5555/toy.3 2024-05-31 retracted\n10.5555/toy.5 2023-04 concern\n10.5555/toy.6 2024\n", "B"),
    )
    for first, second in (lists, lists[::-1]):
        path.unlink(missing_ok=True)
        for content, name in (first, second):
            dataset = build(Workspace(folder)).dataset
            update = told(dataset, content, source=name)
            update.write(dataset)
        assert [row.change for row in update.rows] == ["updated", "new", "new"]
        assert [record[:3] for record in records(update)] == [
            ("brandt-2018", "retracted", "2024-05-31"),
            ("lindqvist-2020", "retracted", ""),
            ("lindqvist-2020", "retracted", "2024"),
            ("okoye-2019", "concern", "2023-04"),
            ("okoye-2019", "concern", "2024"),
        ]
        assert [record.toldBy for record in read_standings(folder)[0]] == ["A; B", "A", "B", "B", "A"]
        dataset = build(Workspace(folder)).dataset
        for content, name in (first, second):
            again = told(dataset, content, source=name)
            assert not again.changes
            assert {row.change for row in again.rows} == {"known"}


def test_the_order_of_dates_does_not_count_and_two_notices_are_two_events() -> None:
    dates = ["2024", "2024-03", "2024-08-15", "2024-08"]
    for order in itertools.permutations(dates):
        found = Standings([])
        for date in sorted(order, key=len, reverse=True):
            found.take(make("w", "corrected", date))
        assert sorted(record.statusDate for record in found) == ["2024-03", "2024-08-15"]
    found = Standings([make("w", "corrected", "2024-03", noticeDoi="10.5555/a")])
    found.take(make("w", "corrected", "2024", noticeDoi="10.5555/b"))
    assert len(list(found)) == 2


def test_the_order_of_a_list_does_not_count(space: Dataset) -> None:
    lines = "10.5555/toy.3 2023 partial retraction", "10.5555/toy.3 2023-08 concern", "10.5555/toy.3 2023-03 concern"
    files = {told(space, "\n".join(order)).after for order in itertools.permutations(lines)}
    assert len(files) == 1
    assert files.pop().count("statusDate") == 2


@pytest.mark.parametrize(
    "line", ["asOf: 2024-06-31", "asOf: 2024-06", "statusDate: 2023-02-29", "statusDate: 2023-13", "statusDate: May"]
)
def test_a_file_with_a_date_that_never_was_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "graph").mkdir()
    text = f"standings:\n- work: a\n  status: concern\n  {line}\n"
    (tmp_path / "graph/standing.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=rf"graph/standing.yaml:4:\d+: {line.replace(': ', ' is .')}.*calendar"):
        read_standings(tmp_path)


def make(work: str, status: str, date: str = "", as_of: str = DAY, by: str = "A", **more: Any) -> Standing:
    return Standing(work, status, date, as_of, toldBy=by, matchedBy="by-doi", **more)


def test_a_record_is_brought_up_to_date_and_loses_nothing() -> None:
    held = make("w", "retracted", "2020", reason="fraud", by="Crossref", as_of="2024-01-01")
    new = make("w", "retracted", "2020", noticeDoi="10.5555/n", by="Retraction Watch", as_of="2024-02-01")
    both = merged(held, new)
    assert (both.reason, both.noticeDoi, both.asOf) == ("fraud", "10.5555/n", "2024-02-01")
    assert both.toldBy == "Crossref; Retraction Watch"
    assert merged(both, new) == both
    assert merged(both, held) == both
    assert merged(None, new) == new
    newer = make("w", "retracted", as_of="2024-02-01", reason="new")
    older = merged(newer, make("w", "retracted", as_of="2023-01-01", reason="old"))
    assert (older.reason, older.asOf) == ("new", "2024-02-01")


@pytest.mark.parametrize(
    ("told_of", "stands"),
    [
        ([("retracted", "2020")], "retracted"),
        ([("retracted", "2020"), ("corrected", "2021")], "retracted"),
        ([("concern", "2019"), ("retracted", "")], "retracted"),
        ([("concern", "2021"), ("retracted", "2020")], "retracted"),
        ([("concern", "2019")], "concern"),
        ([("retracted", "2020"), ("reinstated", "2021")], None),
        ([("retracted", ""), ("reinstated", "2021")], None),
        ([("reinstated", "2021"), ("retracted", "2022")], "retracted"),
        ([("concern", "2022"), ("reinstated", "2021"), ("retracted", "2020")], "concern"),
        ([("corrected", "2020")], None),
        ([], None),
    ],
)
def test_what_is_in_force(told_of: list[tuple[str, str]], stands: str | None) -> None:
    found = [make("w", status, date) for status, date in told_of]
    assert in_force(found).get("w") == in_force(found[::-1]).get("w") == stands


def test_the_file_is_the_same_for_the_same_records_and_reads_back(tmp_path: Path) -> None:
    found = [
        make("b", "retracted", "2020-01-31", reason="a: b", note=("x # y", "two\nlines")),
        make("a", "concern", note=("- z",), reason='\U0001f9ec\u2028\t"'),
        make("a", "concern", "2020"),
    ]
    text = written(found)
    assert text == written(found[::-1])
    assert text.startswith(HEADER + "standings:\n- work: a\n  status: concern\n")
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph/standing.yaml").write_text(text, "utf-8")
    back, before = read_standings(tmp_path)
    assert (sorted(back), before) == (sorted(found), text)
    assert written([]) == ""


def test_writing_twice_changes_nothing_and_keeps_what_others_told(space: Dataset, folder: Path) -> None:
    path = folder / "graph/standing.yaml"
    first = told(space, "10.5555/toy.3 2020-01-31\n10.5555/toy.5 2020 concern\n")
    assert not path.exists()
    first.write(space)
    data = path.read_bytes()
    assert data == first.after.encode()
    dataset = build(Workspace(folder)).dataset
    assert len(Nodes(dataset).of_type(f"{EV}Standing")) == 2
    second = standing(dataset, folder.parent / "list", DAY)
    assert not second.changes
    assert second.marked == {}
    assert {row.change for row in second.rows} == {"known"}
    second.write(dataset)
    assert path.read_bytes() == data
    third = told(dataset, "10.5555/toy.5 2021 reinstated\n10.5555/toy.3 2020-01-31\n", day="2024-06-30")
    assert [row.change for row in third.rows] == ["new", "updated"]
    assert third.lifted == ("okoye-2019",)
    assert len(records(third)) == 3


def test_a_file_of_people_is_kept_or_refused(space: Dataset, folder: Path) -> None:
    path = folder / "graph/standing.yaml"
    record = (
        "- {work: brandt-2018, status: concern, asOf: 2020-01-01, toldBy: a letter, matchedBy: by-doi,\n"
        "   note: ['seen # by hand', \"second\"]}\n"
    )
    path.write_text(f"standings:\n{record}", "utf-8")
    update = told(build(Workspace(folder)).dataset, "10.5555/toy.5 2020\n")
    assert '  note: ["seen # by hand", "second"]\n' in update.after
    assert [work for work, *_ in records(update)] == ["brandt-2018", "okoye-2019"]
    for text, line in (
        (f"standings:\n# remember\n{record}", 2),
        (f"{HEADER}standings:\n{record.rstrip()} # remember\n", 7),
        (f"# mine\nstandings:\n{record}", 1),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(InputError, match=rf"graph/standing.yaml:{line}: .*lose the comment"):
            told(space, "10.5555/toy.5 2020\n")
        assert path.read_text("utf-8") == text
    for text, message in (
        ("standings:\n- {work: a, status: b, mood: c}\n", "'mood' is no key"),
        ("standings:\n- {work: a, status: b, reason: [c, d]}\n", "'reason' takes one value"),
        ("standings:\n- {work: a}\n", "needs status"),
        ("standings: x\n", "expected a record"),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(InputError, match=message):
            told(space, "10.5555/toy.5 2020\n")
    path.write_text("standings: [\n", "utf-8")
    with pytest.raises(RecordError):
        told(space, "10.5555/toy.5 2020\n")


def test_a_write_that_fails_leaves_the_old_file(space: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(space, "10.5555/toy.3 2020\n").write(space)
    path = folder / "graph/standing.yaml"
    before = path.read_bytes()
    update = told(space, "10.5555/toy.5 2020\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match=r"standing.yaml cannot be written: the disk is full"):
        update.write(space)
    assert path.read_bytes() == before
    assert sorted(found.name for found in path.parent.iterdir() if found.name.startswith(".")) == []


def test_the_carried_article_is_not_changed(space: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update = told(space, "10.5555/toy.3 2020\n")
    monkeypatch.setattr("evigraph.load.workspace.package_data", lambda: tmp_path / "space")
    with pytest.raises(WorkspaceError, match="carries cannot be changed"):
        update.write(Dataset(space.store, Workspace(tmp_path / "space"), space.base))
    assert not (tmp_path / "space/graph/standing.yaml").exists()


# The command


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_the_command_marks_the_claims_of_works_newly_retracted(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    export_ = tmp_path / "rw.csv"
    export_.write_text(export({"OriginalPaperDOI": "10.5555/toy.3"}, CONCERN), "utf-8")
    base = ("-C", str(folder), "standing", str(export_))
    status, _, error = run(capsys, *base)
    assert (status, "--as-of 2024-05-31" in error) == (2, True)
    status, dry, _ = run(capsys, *base, "--as-of", DAY, "--dry-run")
    assert status == 0
    assert "graph/standing.yaml would change; nothing was written." in dry
    assert not (folder / "graph/standing.yaml").exists()
    status, text, _ = run(capsys, *base, "--as-of", DAY)
    assert status == 0
    assert text == dry.replace("graph/standing.yaml would change; nothing was written.", "Wrote graph/standing.yaml.")
    assert "new  reference 3 (brandt-2018): retracted on 2020-01-31, known by DOI (rw.csv:2:1)" in text
    assert "Without reference 3, listed again as 9 (Brandt 2018): 1 claim loses all support" in text
    assert "Without reference 4 (Brandt 2020): 1 claim loses all support and 2 inherit the loss" in text
    assert text.endswith("evigraph impact --without brandt-2018 --without brandt-2020\n")
    status, again, _ = run(capsys, *base, "--as-of", DAY)
    assert "is up to date; nothing was written." in again
    assert "Without" not in again
    data = json.loads(run(capsys, *base, "--as-of", DAY, "--format", "json")[1])
    assert [row["outcome"] for row in data["rows"]] == ["matched", "matched"]
    assert data["impact"] == []
    assert len(data["unmentioned"]) == 7
    table = list(csv.DictReader(io.StringIO(run(capsys, *base, "--as-of", DAY, "--format", "csv")[1])))
    assert [row["outcome"] for row in table] == ["matched (known)"] * 2 + ["not mentioned"] * 7
    assert run(capsys, "-C", str(folder), "check")[0] == 0


def test_the_command_fails_when_something_cannot_be_read(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "l.txt").write_text("10.5555/toy.3 2020\n10.5555/toy.5 soon\n", "utf-8")
    status, text, _ = run(capsys, "-C", str(folder), "standing", str(tmp_path / "l.txt"), "--as-of", DAY)
    assert status == 1
    assert "l.txt:2:1: expected a DOI" in text
    assert "Wrote graph/standing.yaml." in text
    status, _, error = run(capsys, "-C", str(folder), "standing", str(tmp_path / "none"), "--as-of", DAY)
    assert (status, "cannot be read" in error) == (3, True)


def test_every_row_has_every_column(space: Dataset) -> None:
    update = told(space, export({"OriginalPaperDOI": "10.5555/toy.3"}, {}, {"Title": ""}))
    columns, rows = update_rows(update)
    assert len(rows) == 3 + 8
    assert {len(row) for row in rows} == {len(columns)}
