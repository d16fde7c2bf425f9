"""Drafts as a table for a spreadsheet and back, and as a page."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evigraph.cli.main import main
from evigraph.errors import InputError, RecordError
from evigraph.inbox import accept, change, decide, open_inbox, reject
from evigraph.inbox.cells import COLUMNS
from evigraph.inbox.exchange import as_csv, read_csv, rows, take
from evigraph.inbox.sheet import sheet
from evigraph.inbox.workbook import as_workbook, read_workbook
from evigraph.ingest import ingest
from evigraph.jats import parse_article
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init
from pages import Visit, browser, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]
REVIEW = Path(__file__).parent / "ingest" / "review.xml"
CLAIM = "ostby-2023/claim/benefit.1.3"
LABEL = "Walking early restores walking more often than bed rest."
HOSTILE = (
    b"<p>=HYPERLINK(&quot;http://x.example&quot;) &lt;img src=x onerror=alert(1)&gt; early walking may prevent falls"
    b'<xref ref-type="bibr" rid="r1">1</xref>.</p>'
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init(tmp_path / "w")
    made = Workspace(tmp_path / "w")
    data = REVIEW.read_bytes().replace(b'<table-wrap id="t1">', HOSTILE + b'<table-wrap id="t1">')
    ingest(made, parse_article(data, "review.xml"), "0" * 64)
    return made


def filled(table: list[list[str]], cells: dict[str, dict[str, str]]) -> list[list[str]]:
    """The table with cells changed, by the identifier of the draft."""
    return [
        table[0],
        *(
            [cells.get(row[0], {}).get(column, text) for column, text in zip(table[0], row, strict=True)]
            for row in table[1:]
        ),
    ]


ANSWERS = {
    "ostby-2023/article": {"decision": "accept"},
    CLAIM: {"decision": "Accept", "label": LABEL, "favours": "early-walking"},
    "ostby-2023/claim/safety.1.2": {"decision": "reject"},
    "ostby-2023/claim/safety.1.1": {"label": "Falls befell 7 of 80.", "subject": "early-walking"},
}


@pytest.mark.parametrize("form", ["csv", "semicolons", "xlsx"])
def test_a_filled_in_table_is_taken_back(workspace: Workspace, form: str) -> None:
    article = open_inbox(workspace).article("ostby-2023")
    written = as_workbook(rows(article)) if form == "xlsx" else as_csv(article).encode()
    if isinstance(written, bytes) and form == "xlsx":
        table = filled(read_workbook(written, "x.xlsx"), ANSWERS)
        again = read_workbook(as_workbook(list(table[1:])), "x.xlsx")
    else:
        table = filled(read_csv(written.decode(), "x.csv"), ANSWERS)
        out = io.StringIO()
        csv.writer(out, delimiter=";" if form == "semicolons" else ",").writerows(table)
        again = read_csv(out.getvalue(), "x.csv")
    inbox = open_inbox(workspace)
    taken = take(inbox, again, "x", "Ann")
    assert (taken.accepted, taken.rejected) == (["ostby-2023/article", CLAIM], ["ostby-2023/claim/safety.1.2"])
    assert taken.changed == 4
    decide(inbox, taken.accepted, taken.rejected, "Ann", "2024-05-01")
    after = open_inbox(workspace)
    states = {name: after.find(name)[1].state for name in ANSWERS}
    assert list(states.values()) == ["accepted", "accepted", "rejected", "open"]
    record = after.find("ostby-2023/claim/safety.1.1")[1].record
    assert (record["label"], record["proposition"]) == (
        "Falls befell 7 of 80.",
        {"object": "fall", "subject": "early-walking"},
    )
    assert LABEL in (workspace.root / "graph/articles/ostby-2023/claims/benefit.yaml").read_text("utf-8")
    unchanged = take(after, rows_with_head(after.article("ostby-2023")), "x", "Ann")
    assert (unchanged.accepted, unchanged.rejected, unchanged.changed) == ([], [], 0)


def rows_with_head(article) -> list[list[str]]:  # type: ignore[no-untyped-def]
    return [list(COLUMNS), *rows(article)]


def test_a_table_with_a_fault_changes_nothing_and_tells_every_row(workspace: Workspace) -> None:
    inbox = open_inbox(workspace)
    table = filled(
        rows_with_head(inbox.article("ostby-2023")),
        {CLAIM: {"decision": "perhaps"}, "ostby-2023/claim/safety.1.1": {"id": "nothing"}},
    )
    with pytest.raises(RecordError) as told:
        take(inbox, table, "x.csv", "Ann")
    lines = [index for index, row in enumerate(table, 1) if "perhaps" in row or row[0] == "nothing"]
    assert [str(finding.place) for finding in told.value.findings] == [f"x.csv:{line}:1" for line in lines]
    assert len(lines) == 2
    with pytest.raises(RecordError, match="no column 'id'"):
        take(inbox, [["a", "b"]], "x.csv", "Ann")


def row_of(table: list[list[str]], name: str) -> int:
    """The number of the row of a draft."""
    return next(number for number, row in enumerate(table, 1) if row[0] == name)


def test_all_that_cannot_be_accepted_is_told_by_its_row(workspace: Workspace) -> None:
    inbox = open_inbox(workspace)
    table = rows_with_head(inbox.article("ostby-2023"))
    names = [row[0] for row in table[1:]]
    taken = take(inbox, filled(table, {name: {"decision": "accept"} for name in names}), "x.csv", "Ann")
    with pytest.raises(RecordError) as told:
        decide(inbox, taken.accepted, taken.rejected, "Ann", "2024-05-01", rows=taken.rows)
    unlabelled = [name for name in names if "/claim/" in name]
    expected = [(f"x.csv:{row_of(table, name)}:1", "draft-refused") for name in unlabelled]
    assert [(str(each.place), each.code) for each in told.value.findings] == expected
    assert len(expected) > 3
    assert not (workspace.root / "graph" / "articles" / "ostby-2023").exists()
    # What the check finds is told by rows too.
    inbox = open_inbox(workspace)
    cells = {"decision": "accept", "label": LABEL, "object": "no-such-term", "subject": "early-walking"}
    taken = take(inbox, filled(table, {names[0]: {"decision": "accept"}, CLAIM: cells}), "x.csv", "Ann")
    with pytest.raises(RecordError) as told:
        decide(inbox, taken.accepted, taken.rejected, "Ann", "2024-05-01", rows=taken.rows)
    assert {str(each.place) for each in told.value.findings} == {f"x.csv:{row_of(table, CLAIM)}:1"}
    assert "no-such-term" in str(told.value) and "inbox edit" not in str(told.value)


def test_every_row_that_says_the_same_wrong_thing_is_told(workspace: Workspace) -> None:
    """Their proposition is one node of the graph."""
    inbox = open_inbox(workspace)
    table = rows_with_head(inbox.article("ostby-2023"))
    claims = [row[0] for row in table[1:] if "/claim/" in row[0]]
    same = {"subject": "early-walking", "predicate": "improves", "object": "no-such-term", "claimType": "efficacy"}
    cells = {name: {"decision": "accept", "label": f"{LABEL} {name}", **same} for name in claims}
    taken = take(inbox, filled(table, {table[1][0]: {"decision": "accept"}, **cells}), "x.csv", "Ann")
    with pytest.raises(RecordError) as told:
        decide(inbox, taken.accepted, taken.rejected, "Ann", "2024-05-01", rows=taken.rows)
    dangling = [each for each in told.value.findings if each.code == "dangling-reference"]
    assert [str(each.place) for each in dangling] == [f"x.csv:{row_of(table, name)}:1" for name in claims]
    assert all(each.hint.endswith(f"It is {name}.") for each, name in zip(dangling, claims, strict=True))


def test_one_refusal_has_its_row_too_and_brings_no_others(workspace: Workspace) -> None:
    folder = workspace.root / "graph" / "articles" / "ostby-2023"
    folder.mkdir(parents=True)
    (folder / "article.yaml").write_text("article: {id: ostby-2023}\n", "utf-8")
    inbox = open_inbox(workspace)
    table = rows_with_head(inbox.article("ostby-2023"))
    taken = take(inbox, filled(table, {row[0]: {"decision": "accept"} for row in table[1:]}), "x.csv", "Ann")
    with pytest.raises(RecordError) as told:
        decide(inbox, taken.accepted, taken.rejected, "Ann", "2024-05-01", rows=taken.rows)
    (finding,) = told.value.findings
    assert str(finding.place) == "x.csv:2:1" and "is there already" in finding.message


def test_a_reason_goes_with_its_decision(workspace: Workspace) -> None:
    reject(open_inbox(workspace), ["ostby-2023/table/1"], "Ann", "2024-05-01", "bad print")
    decide(open_inbox(workspace), ["ostby-2023/table/1", "ostby-2023"], (), "Ben", "2024-05-02")
    said = open_inbox(workspace).find("ostby-2023/table/1")[1].said
    assert (said["state"], said["who"], "reason" in said) == ("accepted", "Ben", False)


def test_what_was_left_out_is_not_sent_round_in_a_circle(workspace: Workspace) -> None:
    reject(open_inbox(workspace), ["ostby-2023/table/1"], "Ann", "2024-05-01")
    decide(open_inbox(workspace), ["ostby-2023"], (), "Ann", "2024-05-01")
    with pytest.raises(InputError, match="was left out when its article was accepted"):
        decide(open_inbox(workspace), ["ostby-2023/table/1"], (), "Ann", "2024-05-01")


@pytest.mark.parametrize("field", ["favours", "proposition.subject", "claimType"])
def test_a_field_that_a_draft_has_no_place_for_is_told(workspace: Workspace, field: str) -> None:
    inbox = open_inbox(workspace)
    cells = {"ostby-2023/study/table-1.2": {"set": f"{field}=early-walking"}}
    with pytest.raises(RecordError, match="in a draft of the kind study; leave it empty"):
        take(inbox, filled(rows_with_head(inbox.article("ostby-2023")), cells), "x.csv", "Ann")


def test_what_comes_with_its_article_takes_settings(workspace: Workspace) -> None:
    names = ["ostby-2023", "ostby-2023/table/1"]
    accept(open_inbox(workspace), names, "Ann", "2024-05-02", {"note": "Seen by hand."})
    for file in ("article.yaml", "tables.yaml"):
        path = workspace.root / "graph" / "articles" / "ostby-2023" / file
        assert path.read_text("utf-8").count("note: Seen by hand.") == 1, file


@pytest.mark.parametrize(
    ("name", "column"), [("article", "label"), ("article", "note"), ("study/table-1.2", "note"), ("table/1", "note")]
)
def test_a_cell_that_a_draft_has_a_place_for_is_taken(workspace: Workspace, name: str, column: str) -> None:
    inbox = open_inbox(workspace)
    table = filled(rows_with_head(inbox.article("ostby-2023")), {f"ostby-2023/{name}": {column: "Said by hand"}})
    assert take(inbox, table, "x.csv", "Ann").changed == 1


def test_what_comes_with_its_article_may_be_accepted_beside_it(workspace: Workspace) -> None:
    inbox = open_inbox(workspace)
    decide(inbox, (), ["ostby-2023/table/1"], "Ann", "2024-05-01")
    inbox = open_inbox(workspace)
    became = decide(inbox, ["ostby-2023/table/1", "ostby-2023"], (), "Ann", "2024-05-02").became
    assert became == {"ostby-2023/article": "graph/articles/ostby-2023"}
    assert open_inbox(workspace).find("ostby-2023/table/1")[1].state == "accepted"
    assert (workspace.root / "graph" / "articles" / "ostby-2023" / "tables.yaml").exists()


@pytest.mark.parametrize(("name", "column"), [("table/1", "label"), ("study/table-1.2", "subject")])
def test_a_cell_that_a_draft_has_no_place_for_is_told(workspace: Workspace, name: str, column: str) -> None:
    inbox = open_inbox(workspace)
    table = filled(rows_with_head(inbox.article("ostby-2023")), {f"ostby-2023/{name}": {column: "early-walking"}})
    with pytest.raises(RecordError, match=rf"x\.csv:\d+:1: sheet-row: There is no '{column}' in a draft of the kind"):
        take(inbox, table, "x.csv", "Ann")


def test_an_older_table_does_not_undo_what_was_done_since(workspace: Workspace) -> None:
    fall = "ostby-2023/claim/safety.1.1"
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))

    def taken(cells: dict[str, dict[str, str]]) -> int:
        inbox = open_inbox(workspace)
        found = take(inbox, filled(table, cells), "x.csv", "Ann")
        decide(inbox, (), (), "Ann", "2024-05-01")
        return found.changed

    def label() -> str:
        return str(open_inbox(workspace).find(fall)[1].record.get("label", ""))

    assert taken({fall: {"label": "One fell."}}) == 1
    assert taken({fall: {"label": "Two fell."}}) == 1, "one table may be filled in step by step"
    inbox = open_inbox(workspace)
    change(inbox.find(fall)[1], {"label": "Seven of 80 fell.", "note": "Counted again."})
    decide(inbox, (), (), "Ann", "2024-05-01")
    with pytest.raises(RecordError) as told:
        taken({fall: {"label": "Three fell."}})
    assert f"{fall} was changed since this table was made; taking label from it" in str(told.value)
    assert label() == "Seven of 80 fell."
    assert taken({fall: {"label": "Seven of 80 fell.", "note": "Counted again."}}) == 0, "it says the same"
    assert taken({fall: {"label": "Three fell.", "version": ""}}) == 2, "a table of one's own is taken as it is"


def test_two_copies_of_a_table_do_not_undo_each_other(workspace: Workspace) -> None:
    fall, other = "ostby-2023/claim/safety.1.1", "ostby-2023/claim/safety.1.2"
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))

    def taken(cells: dict[str, dict[str, str]], who: str) -> int:
        inbox = open_inbox(workspace)
        found = take(inbox, filled(table, cells), "x.csv", who)
        decide(inbox, found.accepted, found.rejected, who, "2024-05-01")
        return found.changed

    assert taken({fall: {"label": "One fell.", "note": "Counted."}}, "Ann") == 2
    bens = {other: {"label": "Nothing broke."}}
    assert taken(bens, "Ben") == 1
    bens[fall] = {"population": "adults"}
    assert taken(bens, "Ben") == 1, "another field of the same draft"
    record = open_inbox(workspace).find(fall)[1].record
    assert (record["label"], record["note"]) == ("One fell.", "Counted.")
    with pytest.raises(RecordError, match="taking label from it would undo that"):
        taken({**bens, fall: {"label": "Two fell."}}, "Ben")
    with pytest.raises(RecordError, match="was changed since this table was made; accept it from a new table"):
        taken({**bens, fall: {"population": "adults", "decision": "accept"}}, "Ben")
    anns = {fall: {"label": "Seven fell.", "note": "Counted."}}
    assert taken(anns, "Ann") == 1, "her own label, whatever Ben filled in beside it"
    assert taken({fall: {"label": "Seven fell."}}, "Ann") == 1, "what she takes back is taken back"
    record = open_inbox(workspace).find(fall)[1].record
    assert (record["label"], "note" in record, record["proposition"]["population"]) == ("Seven fell.", False, "adults")


def test_text_in_brackets_is_no_list_and_lists_are_told_by_their_parts(workspace: Workspace) -> None:
    fall = "ostby-2023/claim/safety.1.1"
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))
    cells = {fall: {"label": "[One, or two fell.]", "favours": "early-walking,bed-rest"}}
    for changed in (2, 0):
        inbox = open_inbox(workspace)
        assert take(inbox, filled(table, cells), "x.csv", "Ann").changed == changed
        decide(inbox, (), (), "Ann", "2024-05-01")
    record = open_inbox(workspace).find(fall)[1].record
    assert (record["label"], record["favours"]) == ("[One, or two fell.]", ["early-walking", "bed-rest"])


def test_places_of_numbers_are_those_of_the_table(workspace: Workspace) -> None:
    walker = "ostby-2023/study/table-1.3"
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))

    def taken(told: str, **more: str) -> int:
        inbox = open_inbox(workspace)
        changed = take(inbox, filled(table, {walker: {"set": told, **more}}), "x.csv", "Ann").changed
        decide(inbox, (), (), "Ann", "2024-05-01")
        return changed

    assert taken("cohorts.1.results.1=") == 1
    assert taken("cohorts.1.results.1=; phase=2") == 1, "a number is taken away once"
    (left,) = open_inbox(workspace).find(walker)[1].record["cohorts"][0]["results"]
    assert left["outcome"] == "fall"
    with pytest.raises(RecordError, match=r"a number was taken out of cohorts\.1\.results with this table"):
        taken("cohorts.1.results.1=; cohorts.1.results.2.value=53")
    with pytest.raises(RecordError, match="to take a number away a table needs its column 'version'"):
        taken("cohorts.1.results.1=", version="")
    with pytest.raises(RecordError, match="is no field that can be set"):
        taken(f"cohorts.{'1' * 5000}.n=3")


def test_an_older_table_does_not_turn_a_decision(workspace: Workspace) -> None:
    fall = "ostby-2023/claim/safety.1.1"
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))
    decide(open_inbox(workspace), (), (fall,), "Ann", "2024-05-01", reason="Said better elsewhere.")
    with pytest.raises(RecordError, match="was rejected since this table was made"):
        take(open_inbox(workspace), filled(table, {fall: {"decision": "accept"}}), "x.csv", "Ben")
    again = rows_with_head(open_inbox(workspace).article("ostby-2023"))
    assert take(open_inbox(workspace), filled(again, {fall: {"decision": "accept"}}), "x.csv", "Ben").accepted == [fall]


def test_what_a_spreadsheet_changes_by_itself_is_told(workspace: Workspace) -> None:
    fall = "ostby-2023/claim/safety.1.3"
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))
    assert all(row[-1].startswith("v") for row in table[1:])
    for cells, said in (
        ({"version": "6127635"}, "'6127635' is no version"),
        ({"numbers": "quantities.1 fall: 81%"}, "'numbers' is there to be read"),
        ({"numbers": ""}, "'numbers' is there to be read"),
    ):
        with pytest.raises(RecordError, match=said):
            take(open_inbox(workspace), filled(table, {fall: cells}), "x.csv", "Ann")
    with pytest.raises(RecordError, match="two columns 'decision'"):
        take(open_inbox(workspace), [[*row, row[5]] for row in table], "x.csv", "Ann")
    line = next(number for number, row in enumerate(table, 1) if row[0] == fall)
    with pytest.raises(RecordError, match=f"x.csv:{len(table) + 1}:1.*{fall} stands in row {line} already"):
        take(open_inbox(workspace), [*table, table[line - 1]], "x.csv", "Ann")


def test_numbers_with_spaces_of_other_widths_are_as_they_were(workspace: Workspace) -> None:
    fall = "ostby-2023/claim/safety.1.3"
    inbox = open_inbox(workspace)
    change(inbox.find(fall)[1], {"quantities.1.asPrinted": "7.7\u00a0 months"})
    decide(inbox, (), (), "Ann", "2024-05-01")
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))
    assert take(open_inbox(workspace), filled(table, {fall: {"note": "Looked at."}}), "x.csv", "Ann").changed == 1


def test_a_table_sets_any_field(workspace: Workspace) -> None:
    """Numbers of claims and results of studies: their fields stand in the table, and so can what they shall be."""
    walker, fall = "ostby-2023/study/table-1.3", "ostby-2023/claim/safety.1.3"
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))
    numbers = {row[0]: row[COLUMNS.index("numbers")] for row in table}
    assert numbers[walker].startswith("cohorts.1.results.1 independent-walking: 71.0")
    assert numbers[fall].startswith("quantities.1 ")
    cells = {
        walker: {"set": "cohorts.1.results.1=; cohorts.1.results.2.value = 53;phase=1; or 2"},
        fall: {"set": "quantities.1.outcome=fall"},
    }
    for changed in (4, 0):  # the same table once more takes nothing more away
        inbox = open_inbox(workspace)
        before = len(inbox.find(walker)[1].record["cohorts"][0]["results"])
        assert take(inbox, filled(table, cells), "x.csv", "Ann").changed == changed
        decide(inbox, (), (), "Ann", "2024-05-01")
        study, claim = (open_inbox(workspace).find(name)[1].record for name in (walker, fall))
        assert (len(study["cohorts"][0]["results"]), before) == ((1, 2) if changed else (1, 1))
        assert study["cohorts"][0]["results"][0]["value"] == "53"
        assert study["phase"] == "1; or 2"
        assert claim["quantities"][0]["outcome"] == "fall"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("fifty", "'fifty' sets nothing; write FIELD=VALUE, several parted by semicolons."),
        ("note=Mine", "'note' has a column of its own; write its value there."),
        ("id=other", "'id' is no field that can be set."),
        ("quantities.9.value=3", "'quantities.9.value': there is no '9' in the draft."),
        ("draft.state=accepted", "'draft.state' is no field that can be set."),
    ],
)
def test_a_table_that_sets_no_field_is_told(workspace: Workspace, cell: str, said: str) -> None:
    table = rows_with_head(open_inbox(workspace).article("ostby-2023"))
    with pytest.raises(RecordError, match=re.escape(said)):
        take(open_inbox(workspace), filled(table, {"ostby-2023/claim/safety.1.3": {"set": cell}}), "x.csv", "Ann")


def test_nothing_of_a_table_is_passed_over_in_silence(workspace: Workspace) -> None:
    inbox = open_inbox(workspace)
    head, *found = rows_with_head(inbox.article("ostby-2023"))
    found[0] = [*found[0], "the rest of a label"]
    with pytest.raises(RecordError, match=r"x\.csv:2:1.*more cells than headings"):
        take(inbox, [head, *found], "x.csv", "Ann")
    assert take(inbox, [[*head, "mine"], *found], "x.csv", "Ann").ignored == ["mine"]
    long = rows(inbox.article("ostby-2023"))
    long[3][COLUMNS.index("note")] = "x" * 40_000
    with pytest.raises(InputError, match=f"{long[3][0]}: 'note' is longer than a cell"):
        as_workbook(long)
    long[3][COLUMNS.index("note")], long[3][COLUMNS.index("text")] = "", "x" * 40_000
    assert read_workbook(as_workbook(long), "x.xlsx")[4][0] == long[3][0], "text is only there to be read"


def test_nothing_runs_as_a_formula(workspace: Workspace) -> None:
    article = open_inbox(workspace).article("ostby-2023")
    cells = [cell for row in csv.reader(io.StringIO(as_csv(article))) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    with zipfile.ZipFile(io.BytesIO(as_workbook(rows(article)))) as book:
        content = b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml"))
    assert b"=HYPERLINK" in content
    assert b"<f>" not in content


def test_workbooks_from_anyone_are_bounded() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(InputError, match="A1 holds a formula"):
        read_workbook(out.getvalue(), "x.xlsx")
    with pytest.raises(InputError, match="is no workbook"):
        read_workbook(b"id,kind\n", "x.xlsx")
    declared = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(declared, "w") as new:
        for name in old.namelist():
            head = b'<!DOCTYPE x [<!ENTITY a "b">]>' if name.endswith("sheet1.xml") else b""
            new.writestr(name, head + old.read(name))
    with pytest.raises(InputError, match="declares entities"):
        read_workbook(declared.getvalue(), "x.xlsx")
    book.active["A1"], book.active["A100001"] = "id", "beyond"
    far = io.BytesIO()
    book.save(far)
    with pytest.raises(InputError, match="more than 100,000 rows"):
        read_workbook(far.getvalue(), "x.xlsx")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"\0" * 100_000_001)
    with pytest.raises(InputError, match="unpacks to more"):
        read_workbook(bomb.getvalue(), "x.xlsx")


def test_the_commands(workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["-C", str(workspace.root), "inbox", *arguments])
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out + captured.err

    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"drafts{suffix}"
        assert run("export", "ostby-2023", "-o", str(path))[0] == 0
        assert run("import", str(path)) == (0, "0 fields set, 0 accepted, 0 rejected.\n")
        assert run("export", "ostby-2023", "-o", str(path))[0] == 3
    status, out = run("export", "ostby-2023", "--kind", "reference")
    assert (status, len(out.splitlines())) == (0, 6)
    assert run("import", str(tmp_path / "nothing.csv"))[0] == 3
    (tmp_path / "latin.csv").write_bytes(b"id\n\xff\n")
    assert run("import", str(tmp_path / "latin.csv"))[0] == 3
    table = [",".join(("id", "decision")), "ostby-2023/article,accept", f"{CLAIM},accept"]
    (tmp_path / "accepted.csv").write_text("\n".join(table), "utf-8")
    status, said = run("import", str(tmp_path / "accepted.csv"))
    assert status == 3 and said.startswith("accepted.csv:3:1: draft-refused: ")
    assert said.endswith("1 fault; nothing was changed.\n")
    assert run("sheet", "ostby-2023", "-o", str(tmp_path / "sheet.html"))[0] == 0
    assert "Candidate claims" in (tmp_path / "sheet.html").read_text("utf-8")


def test_the_page_shows_every_draft_with_its_words(workspace: Workspace) -> None:
    article = open_inbox(workspace).article("ostby-2023")
    page = sheet(article)
    anchors = re.findall(r'<li id="([^"]+)" class="draft', page)
    assert len(anchors) == len(set(anchors)) == len(list(article)) > 30
    targets = set(re.findall(r'href="#([^"]+)"', page)) - {"drafts"}
    assert targets <= set(anchors)
    assert "<img" not in page
    assert "&lt;img src=x" in page
    assert '<mark title="number">43% (16/37; 95% CI, 27–61)</mark>' in page


@pytest.fixture
def opened(workspace: Workspace, browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    path = tmp_path / "sheet.html"
    path.write_text(sheet(open_inbox(workspace).article("ostby-2023")), "utf-8")
    found = visit(browser, path)
    yield found
    found.quiet()
    found.page.context.close()


@pytest.mark.browser
def test_the_page_filters_and_follows_links(opened: Visit) -> None:
    page = opened.page
    drafts = page.locator(".draft:visible")
    assert drafts.count() == 11
    page.select_option("select[name=confidence]", "0.6")
    assert drafts.count() == 10
    page.fill("input[name=text]", "falls seen")
    assert drafts.count() == 1
    page.locator(".draft:visible a[href='#passage-safety.1.1']").click()
    assert page.locator("#passage-safety\\.1\\.1").is_visible()
    assert page.locator("input[value=passage]").is_checked()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(opened: Visit, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for box in opened.page.locator("input[type=checkbox]").all():
        box.check()
    violations = Axe().run(opened.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
