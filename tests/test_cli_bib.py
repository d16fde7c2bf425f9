"""The bibliography on the command line: taking out, adding, layout, checks, duplicates."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import rispy

from evigraph.bib import FORMATS, parse_library
from evigraph.cli.progress import Progress
from test_cli import FLAGSHIP, ROOT, good, run

RIS = """TY  - JOUR
AU  - van der Berg, Anna
TI  - A study of walking
T2  - J Walk
PY  - 2019
SP  - 40
DO  - https://doi.org/10.5555/walk.1
ER  -

TY  - JOUR
TI  - Early walking
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A new workspace."""
    good("init", str(tmp_path / "mine"))
    return tmp_path / "mine"


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_the_references_of_a_claim(form: str) -> None:
    text = good("bib", "export", "--claim", FLAGSHIP, "--format", form)
    library = parse_library(text.encode(), f"x.{form}", form)
    assert [reference.item["title"].split()[0] for reference in library.references] == ["Phase", "Correlates"]
    assert library.lost == []
    assert good("bib", "export", "--claim", FLAGSHIP, "--format", form) == text


def test_a_subset_by_each_option() -> None:
    def keys(*options: str) -> list[str]:
        return [item["id"] for item in json.loads(good("bib", "export", *options, "--format", "csl-json"))]

    assert len(keys()) == 52
    assert keys("--study", "eliana") == ["maude-2018", "grupp-2018"]
    assert keys("--role", "guideline") == ["brown-2020"]
    assert keys("--section", "safety", "--role", "review") == ["aldoss-2019"]
    assert keys("--cited-with", "15") == keys("--cited-with", "maude-2018")
    assert keys("--query", "claims-resting-only-on-abstracts") == ["grupp-2018"]
    assert keys("--query", "works-of-an-author", "-p", "family_name=Topp") == ["topp-2014", "topp-2015", "topp-2011"]
    assert keys("--check", "work-listed-twice") == ["shah-2020"]
    assert keys("--claim", FLAGSHIP, "--study", "eliana") == []


def test_the_suffix_of_the_file_chooses_the_form(tmp_path: Path) -> None:
    for name, starts in [
        ("a.bib", b"@article{"),
        ("a.ris", b"TY  - "),
        ("a.json", b"["),
        ("a.enw", b"%0 "),
        ("a.nbib", b"PMID- "),
        ("a.csv", b""),
        ("a.txt", b"References"),
        ("a.html", b"<!DOCTYPE html>"),
        ("a.md", b"# References"),
        ("a.docx", b"PK"),
    ]:
        good("bib", "export", "--study", "eliana", "-o", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(starts), name
    again = run("bib", "export", "--study", "eliana", "-o", str(tmp_path / "a.bib"))
    assert (again.returncode, "--force" in again.stderr) == (3, True)
    assert zipfile.ZipFile(tmp_path / "a.docx").testzip() is None
    assert len(rispy.loads((tmp_path / "a.ris").read_text("utf-8"))) == 2
    assert next(row["DOI"] for row in csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8")))) != ""


def test_a_folder_gets_a_file_and_no_link_leads_out_of_it(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    good("bib", "export", "--study", "eliana", "--format", "ris", "-o", str(inside))
    assert [path.name for path in inside.iterdir()] == ["references.ris"]
    (tmp_path / "outside.bib").write_text("kept", "utf-8")
    (inside / "references.bib").symlink_to(tmp_path / "outside.bib")
    refused = run("bib", "export", "--study", "eliana", "-o", str(inside), "--force")
    assert (refused.returncode, "leads out of" in refused.stderr) == (3, True)
    assert (tmp_path / "outside.bib").read_text("utf-8") == "kept"


def test_styles_by_format_by_option_and_numbering() -> None:
    ama = good("bib", "export", "--study", "eliana", "--format", "ama")
    assert ama == good("bib", "export", "--study", "eliana", "--style", "ama")
    assert "15. Maude SL" in ama and "28. Grupp SA" in ama
    by_author = good("bib", "export", "--study", "eliana", "--format", "ama", "--numbering", "alphabetical")
    assert "1. Grupp SA" in by_author and "2. Maude SL" in by_author
    assert "Maude, S. L." in good("bib", "export", "--study", "eliana", "--format", "nature")
    assert "*N Engl J Med*" in good("bib", "export", "--study", "eliana", "--style", "ama", "--format", "markdown")


def test_evidence_goes_where_managers_keep_it() -> None:
    options = ("bib", "export", "--claim", FLAGSHIP, "--with-evidence", "--format")
    ris = rispy.loads(good(*options, "ris"))
    assert f"supports: {FLAGSHIP}" in ris[0]["keywords"]
    assert any("n = 36" in note and "cites as evidence" in note for note in ris[0]["notes"])
    bibtex = good(*options, "bibtex")
    assert "annote = {Evidence role: primary." in bibtex and f"supports: {FLAGSHIP}" in bibtex
    assert "annote = {Evidence role: primary." in good(*options, "biblatex")
    item = json.loads(good(*options, "csl-json"))[0]
    assert "Evidence role: primary." in item["note"] and f"supports: {FLAGSHIP}" in item["keyword"]
    for form, mark in (
        ("enw", "%Z Evidence role"),
        ("nbib", "GN  - Evidence role"),
        ("csv", "Evidence role: primary."),
        ("enw", "%O Evidence role"),
        ("text", "\n    Evidence role: primary. Supports"),
        ("ama", "\n    Evidence role: primary. Supports"),
        ("html", '<p class="note">Evidence role: primary.'),
        ("markdown", "\n\n> Evidence role: primary."),
    ):
        assert mark in good(*options, form), form


def test_the_bibliography_of_the_workspace_is_never_replaced(mine: Path) -> None:
    before = (mine / "references.bib").read_bytes()
    for output in (".", "references.bib", str(mine / "references.bib")):
        refused = run("bib", "export", "-o", output, "--force", cwd=mine)
        assert (refused.returncode, "the workspace itself" in refused.stderr) == (2, True), output
    assert (mine / "references.bib").read_bytes() == before


def test_an_empty_choice_is_said() -> None:
    result = run("bib", "export", "--section", "safety", "--claim", FLAGSHIP)
    assert (result.returncode, result.stdout) == (0, "")
    assert "the list is empty" in result.stderr


def test_a_full_disk_behind_standard_output_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        script = [sys.executable, "-c", "from evigraph.cli import main; main()", "bib", "export"]
        result = subprocess.run(script, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    assert result.returncode == 3
    assert result.stderr == "Error: standard output cannot be written: No space left on device.\n"


@pytest.mark.parametrize(
    ("options", "status", "says"),
    [
        (("--format", "bibtx"), 2, "Did you mean 'bibtex'?"),
        (("--format", "amma"), 2, "Did you mean 'ama'?"),
        (("--style", "amma"), 2, "Did you mean"),
        (("--style", "ama", "--format", "ris"), 2, "A style goes with"),
        (("--style", "ama", "--format", "nejm"), 2, "name one of the two styles"),
        (("-o", "no/such/folder/"), 2, "There is no folder"),
        (("-o", "x.pdf"), 2, "'.pdf' is the suffix of no format"),
        (("-o", "x.ris", "--format", "apa"), 2, "x.ris would hold text in apa, but '.ris' is for ris"),
        (("-o", ""), 2, "--output is empty"),
        (("--style", "no-such.csl"), 3, "no-such.csl"),
        (("--role", "primry"), 2, "Did you mean 'primary'?"),
        (("--study", "elian"), 3, "Did you mean"),
        (("--section", "safty"), 3, "Did you mean"),
        (("--cited-with", "99"), 3, "99"),
        (("--check", "work-listed"), 3, "work-listed"),
        (("--query", "refrence-list"), 3, "Did you mean"),
        (("-p", "a=b"), 2, "--query"),
    ],
)  # fmt: skip
def test_wrong_use_of_export_is_one_clear_line(options: tuple[str, ...], status: int, says: str) -> None:
    result = run("bib", "export", *options)
    assert result.returncode == status, result.stderr
    assert says in result.stderr and "Traceback" not in result.stderr and result.stdout == ""


def test_add_shows_writes_and_can_be_repeated(mine: Path, tmp_path: Path) -> None:
    source = tmp_path / "new.ris"
    source.write_text(RIS, "utf-8")
    bib = mine / "references.bib"
    before = bib.read_bytes()
    dry = run("-C", str(mine), "bib", "add", str(source), "--dry-run", "--format", "json")
    assert (dry.returncode, bib.read_bytes()) == (0, before)
    told = json.loads(dry.stdout)
    assert told["files"] == [{"file": str(source), "format": "ris", "present": 2, "read": 2, "lost": 0}]
    assert [record["outcome"] for record in told["records"]] == ["added", "added"]
    assert "2 records: 2 would be added" in dry.stderr
    good("-C", str(mine), "bib", "add", str(source))
    assert bib.read_bytes().startswith(before) and b"doi = {10.5555/walk.1}" in bib.read_bytes()
    after = bib.read_bytes()
    rows = good("-C", str(mine), "bib", "add", str(source), "--format", "csv")
    assert [row["outcome"] for row in csv.DictReader(io.StringIO(rows))] == ["duplicate", "duplicate"]
    assert bib.read_bytes() == after
    assert good("-C", str(mine), "check") == ""
    assert "A study of walking" in good("-C", str(mine), "bib", "export", "--format", "ama")


def test_what_cannot_be_read_is_said_and_the_rest_is_added(mine: Path, tmp_path: Path) -> None:
    source = tmp_path / "broken.bib"
    source.write_text(
        "@article{one, title = {One}, year = 2001}\n\n@article{two, title = {Two\n\n@book{three, title={Three}}\n",
        "utf-8",
    )
    result = run("-C", str(mine), "bib", "add", str(source))
    assert result.returncode == 3
    assert (
        f"{source}:3:1: " in result.stderr
        and "3 records: 2 added" in result.stderr
        and "1 not readable" in result.stderr
    )
    text = (mine / "references.bib").read_text("utf-8")
    assert "@article{one," in text and "@book{three," in text and "Two" not in text


def test_nothing_is_added_to_a_carried_workspace(tmp_path: Path) -> None:
    (tmp_path / "new.ris").write_text(RIS, "utf-8")
    result = run("bib", "add", "new.ris", cwd=tmp_path)
    assert result.returncode == 3 and "evigraph init" in result.stderr


def test_format_is_canonical_and_idempotent(mine: Path) -> None:
    assert run("bib", "format", "--check").returncode == 0
    bib = mine / "references.bib"
    bib.write_text("% kept\n@ARTICLE{b-1, Title={B},AUTHOR = {B, B}}\n@book{a-1,title={A}}\n", "utf-8")
    told = run("-C", str(mine), "bib", "format", "--check")
    assert told.returncode == 1 and "references.bib:2:1: bib-layout" in told.stdout
    good("-C", str(mine), "bib", "format")
    once = bib.read_text("utf-8")
    assert once == "% kept\n@article{b-1,\n  author = {B, B},\n  title = {B},\n}\n\n@book{a-1,\n  title = {A},\n}\n"
    good("-C", str(mine), "bib", "format")
    assert bib.read_text("utf-8") == once
    good("-C", str(mine), "bib", "format", "--sort", "key")
    assert bib.read_text("utf-8").index("a-1") < bib.read_text("utf-8").index("b-1")


def test_check_and_duplicates_of_any_file(tmp_path: Path) -> None:
    assert run("bib", "check").returncode == 0
    source = tmp_path / "two.bib"
    source.write_text(
        "@article{a, author={A, B}, title={One and the same title here}, journal={J}, year=2001, pages={9-1},"
        " doi={10.5555/x}}\n@article{b, author={A, B}, title={One and the same title here}, journal={J}, year=2001,"
        " doi={10.5555/X}}\n",
        "utf-8",
    )
    checked = run("bib", "check", str(source), "--format", "json")
    assert any(
        finding["code"].startswith("bib-") and "9-1" in finding["message"] for finding in json.loads(checked.stdout)
    )
    twice = run("bib", "duplicates", str(source), "--format", "csv")
    assert twice.returncode == 1 and "1 duplicates, 0 candidates." in twice.stderr
    assert [row["key"] for row in csv.DictReader(io.StringIO(twice.stdout))] == ["a", "b"]
    named = run("bib", "duplicates")
    assert (named.returncode, "shah-2020-repeated" in named.stdout) == (0, True)


def test_a_bar_shows_after_a_second_on_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Reading") as progress:
        assert list(progress.over([1, 2])) == [1, 2]
    assert capsys.readouterr().err == ""
    script = (
        "import time\nfrom evigraph.cli.progress import Progress\n"
        "with Progress('Reading') as progress:\n    for _ in progress.over(range(3)): time.sleep(0.6)\n"
    )
    parent, child = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", script], stderr=child, stdout=subprocess.DEVNULL, cwd=ROOT)
    os.close(child)
    seen = b""
    while process.poll() is None or seen == b"":
        try:
            seen += os.read(parent, 4096)
        except OSError:
            break
        time.sleep(0.01)
    assert process.wait() == 0
    assert b"Reading [" in seen and b"of 3" in seen and seen.endswith(b"\r\x1b[K")


GAPS = """@misc{../../etc, title = {A path}, year = {in press}, doi = {none}}
@misc{Doe:2010, author = {Doe, J}, year = {n.d.}, note = {no title}}
@article{müller2010, title = {Whole}, journal = {J}, year = {2010}}
"""


def test_what_is_added_never_breaks_the_graph_and_its_gaps_are_told(mine: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.bib").write_text(GAPS, "utf-8")
    added = run("-C", str(mine), "bib", "add", str(tmp_path / "odd.bib"))
    assert added.returncode == 0, added.stderr
    told = added.stderr
    assert "odd.bib:1:1: bib-new-key: The key '../../etc' is taken or cannot stand; the entry is 'path'." in told
    assert "bib-bad-identifier: Expected a DOI like" in told
    assert "references.bib:38:3: wrong-value: 'year' is 'in press'" in told
    assert "references.bib:42:1: missing-field: This entry has no 'title'; it is called 'Doe'." in told
    assert told.endswith("To be mended before an article lists them: 2 of the new ones.\n")
    checked = run("-C", str(mine), "check")
    assert (checked.returncode, checked.stderr) == (0, "9 files checked: 0 to mend, 3 warnings.\n")
    assert len(json.loads(good("-C", str(mine), "bib", "export", "--format", "csl-json"))) == 5


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("y.ris", RIS, "is of the format ris; only BibTeX"),
        ("y.bib", RIS, "is of the format ris; only BibTeX"),
        ("y.nbib", "PMID- 1\n\n\nTI  - One\n", "is of the format nbib"),
        ("y.enw", "%0 Book\n%T One\n\n\n", "is of the format enw"),
        ("y.json", '[{"id": "a",  "type": "book"}]', "is of the format csl-json"),
        ("y.txt", "Dear colleague,\n\n\nsee below.\n", "is no bibliography"),
        ("y.bib", "@book{a, title = {A}\n@book{b, title = {B}}\n", "1 fault; nothing was changed."),
    ],
)
def test_only_bibtex_is_given_a_layout(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    for options in ((), ("--check",)):
        refused = run("bib", "format", *options, str(path))
        assert (refused.returncode, refused.stdout, path.read_text("utf-8")) == (3, "", text)
        assert says in refused.stderr and "the graph" not in refused.stderr


def test_only_what_builds_a_graph_speaks_of_one(mine: Path, tmp_path: Path) -> None:
    (mine / "references.bib").write_text("@book{a, title = {A}\n", "utf-8")
    (tmp_path / "a.bib").write_text("@book{a, title = {A}}\n", "utf-8")
    for command in (("add", str(tmp_path / "a.bib")), ("format",), ("check",)):
        said = run("-C", str(mine), "bib", *command)
        assert said.returncode in (1, 3) and "is not closed" in said.stdout + said.stderr, command
        assert "the graph was not built" not in said.stderr, command
    built = run("-C", str(mine), "build")
    assert (built.returncode, "the graph was not built" in built.stderr) == (3, True)
