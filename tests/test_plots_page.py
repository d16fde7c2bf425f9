"""The forms of a view: one page, bare figures and numbers, the same bytes every time, safe whatever the words."""

from __future__ import annotations

import base64
import html
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from evigraph.api import Graph
from evigraph.cli.main import evigraph as group
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view.filename import safe_name
from evigraph.view.plots import KINDS, View, view
from evigraph.view.plots.exhibit import csv_of
from evigraph.view.plots.forest_exhibits import panel_exhibit
from evigraph.view.plots.results import Panel, Row
from evigraph.view.plots.source import Sources
from evigraph.view.plots.svg import bare_svg, inline_svg
from evigraph.view.plots.view import frame
from test_plots import blank, made
from test_view import HOSTILE, Parsed

ROOT = Path(__file__).resolve().parent.parent
SVG = "{http://www.w3.org/2000/svg}"
IN_ANOTHER_PROCESS = """
import hashlib, pathlib, sys
import matplotlib
matplotlib.rcParams.update({"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "red"})
from evigraph.build import open_dataset
from evigraph.load.workspace import Workspace
from evigraph.view.plots import view
found = view(open_dataset(Workspace(pathlib.Path(sys.argv[1]))), "forest", outcome="CR")
for form in ("html", "svg", "png", "pdf", "csv"):
    print(form, hashlib.sha256(found.bytes(form)).hexdigest())
assert matplotlib.rcParams["font.size"] == 30
"""


def hostile_view(dataset: Dataset) -> View:
    """A forest plot in which every text is an attack."""
    attack = "".join(HOSTILE)
    rows = [
        replace(
            blank(),
            result=f"study/s/c/{index}",
            group=HOSTILE[index % len(HOSTILE)],
            study=text,
            cohort=text,
            therapy=attack,
            population=text,
            n=36,
            outcome=text,
            statistic="proportion",
            time_point=text,
            printed=text,
            status="reported",
            value=50.0,
            unit="%",
            interval_low=30.0,
            interval_high=70.0,
            interval="Wilson 95%, computed",
            computed_from=text,
            basis="stated",
            place=attack,
            references=(f"[{index}] {text}",),
            changed=text,
            footnotes=(text, attack, "$\\frac{1}{$ ^_"),
            notes=(attack,),
        )
        for index, text in enumerate([*HOSTILE, "$x^{2}$", "=1+1"])
    ]
    return page_of(dataset, rows, attack)


def page_of(dataset: Dataset, rows: list[Row], outcome: str) -> View:
    panel = Panel(outcome, "proportion", "%", True, outcome, tuple(rows))
    exhibit = panel_exhibit(panel, "forest-1", Sources(Nodes(dataset)), dataset.base)
    return View("forest", "Forest plot", outcome, outcome, outcome, (exhibit,), (outcome,), outcome)


def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the seed of hashes, the settings and the cache folder of matplotlib, the time zone."""
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        settings = {"PYTHONHASHSEED": seed, "MPLCONFIGDIR": str(tmp_path / seed), "TZ": zone}
        result = subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS, str(ROOT)],
            capture_output=True,
            text=True,
            env={**os.environ, **settings, "PYTHONPATH": str(ROOT / "src")},
            check=False,
        )
        assert result.returncode == 0, result.stderr
        found.append(result.stdout)
    assert found[0] == found[1] and len(found[0].splitlines()) == 5


@pytest.mark.parametrize("name", KINDS)
def test_pictures_hold_no_date_no_name_and_no_foreign_style(article: Dataset, name: str) -> None:
    found = made(article, name)
    for picture in (found.svg, *(inline_svg(exhibit.drawing) for exhibit in found.exhibits)):
        assert "style=" not in picture and "<style" not in picture and "DOCTYPE" not in picture
        assert "xlink" not in picture and "matplotlib" not in picture.lower()
    for form in ("png", "pdf"):
        data = found.bytes(form)
        assert b"matplotlib" not in data.lower() and b"CreationDate" not in data and b"Software" not in data
    tree = etree.fromstring(found.svg.encode())
    assert tree.get("role") == "img" and len(tree.findtext(f"{SVG}desc") or "") > 80
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= {"svg", "title", "desc", "path", "text"}


@pytest.mark.parametrize("name", KINDS)
def test_every_mark_leads_to_a_row_of_the_table(article: Dataset, name: str) -> None:
    page = Parsed(made(article, name).html)
    anchors = [attrs["id"] for tag, attrs in page.tags if tag == "tr" and attrs.get("id")]
    assert len(anchors) == len(set(anchors))
    leading = [href for href in page.hrefs if href.startswith("#") and href[1:] in anchors]
    exhibits = made(article, name).exhibits
    assert set(anchors) == {line.anchor for exhibit in exhibits for line in exhibit.lines}
    drawn = sum(exhibit.drawing.alt != "" for exhibit in exhibits)
    assert drawn and len(leading) >= {"ages": 19, "audit": 10}.get(name, len(anchors))
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))


def test_the_picture_holds_the_numbers_of_the_table(article: Dataset) -> None:
    found = made(article, "forest")
    (exhibit, _) = found.exhibits
    texts = [element.text for element in etree.fromstring(bare_svg(exhibit.drawing)).iter(f"{SVG}text")]
    for row in exhibit.records:
        number = f"{row.value:g}%" if row.reported else row.status
        assert any((text or "").startswith(number) for text in texts)
    told = [dict(zip(exhibit.columns, line.cells, strict=True)) for line in exhibit.lines]
    for row, cells in zip(exhibit.records, told, strict=True):
        assert cells["As printed"].lines == (f"“{row.printed}”",) and cells["Where printed"].lines[0] == row.place
        assert not row.reported or cells["Value"].lines == (f"{row.value:g}%",)
    assert texts.count("no value") == 2 and texts.count("not available") == 2
    assert any("No pooled estimate" in (text or "") for text in texts)


def test_the_page_carries_its_numbers_and_pictures_as_files(article: Dataset) -> None:
    found = made(article, "forest")
    page = Parsed(found.html)
    files = {
        attrs["download"] or "": attrs["href"] or "" for tag, attrs in page.tags if tag == "a" and "download" in attrs
    }
    first, second = (
        "forest-complete-remission-proportion-by-therapy",
        "forest-mrd-negative-remission-proportion-by-therapy",
    )
    assert sorted(files) == [f"{name}.{form}" for name in (first, second) for form in ("csv", "svg")]
    data = base64.b64decode(files[f"{first}.csv"].partition("base64,")[2])
    assert data.decode() == csv_of(found.exhibits[:1])
    assert files[f"{first}.csv"].startswith("data:text/csv;base64,")


def test_every_picture_can_be_saved_with_its_numbers_under_one_name(article: Dataset) -> None:
    checked = 0
    for name in KINDS:
        found = made(article, name)
        saved = [
            attrs["download"] or "" for tag, attrs in Parsed(found.html).tags if tag == "a" and "download" in attrs
        ]
        assert saved == [f"{e.drawing.name}.{form}" for e in found.exhibits for form in ("csv", "svg")]
        assert all(safe_name(file) == file for file in saved)
        checked += len(saved)
    assert checked == 16


def test_a_hostile_view_has_only_its_own_tags(article: Dataset) -> None:
    found = hostile_view(article)
    page = Parsed(found.html)
    plain = Parsed(page_of(article, [replace(blank(), n=1, statistic="proportion")], "x").html)
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags} | {"path", "text", "desc"}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert all(re.match(r"#|https?://|data:(text/csv|image/svg\+xml);base64,", href) for href in page.hrefs)
    assert [kind for kind, *_ in page.inline] == ["style", "script", "script", "script"]
    assert "\u202e" not in re.sub(r'data:[^"]*', "", inline_svg(found.exhibits[0].drawing))
    etree.fromstring(found.svg.encode())
    assert found.bytes("png").startswith(b"\x89PNG") and found.bytes("pdf").startswith(b"%PDF")
    assert "$\\frac{1}{$ ^_" in found.svg, "a dollar is a dollar"


def test_a_notebook_shows_the_page_in_a_frame_that_reaches_nothing(article: Dataset) -> None:
    found = Graph(article).view("forest", outcome="CR")
    shown = found._repr_html_()
    assert shown.count("<iframe") == 1 and shown.count(">") == 2
    (sandbox,) = re.findall(r'sandbox="([^"]*)"', shown)
    assert "allow-same-origin" not in sandbox and "allow-top-navigation" not in sandbox
    (page,) = re.findall(r'srcdoc="([^"]*)"', shown)
    base = '<base href="about:srcdoc">'  # links within the page stay in the frame
    assert base in html.unescape(page) and html.unescape(page).replace(base, "", 1) == found.html
    assert '"><script>' not in frame('"><script>alert(1)</script>', '"><script>')


def test_a_view_saves_itself(article: Dataset, tmp_path: Path) -> None:
    found = Graph(article).view("ages")
    for form, start in (
        ("svg", b"<?xml"),
        ("png", b"\x89PNG"),
        ("pdf", b"%PDF"),
        ("csv", b"cohort,"),
        ("html", b"<!d"),
    ):
        path = found.save(tmp_path / f"ages.{form.upper()}")
        assert path.read_bytes().startswith(start)
    with pytest.raises(Exception, match="exists"):
        found.save(tmp_path / "ages.SVG")
    assert found.save(tmp_path / "ages.SVG", overwrite=True).exists()


@pytest.mark.parametrize("name", KINDS)
def test_every_command_writes_a_page_a_figure_and_numbers(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["--outcome", "MRD-CR"] if name == "forest" else []
    run = CliRunner()
    monkeypatch.chdir(tmp_path)
    assert run.invoke(group, ["-C", str(ROOT), "view", name, *options]).exit_code == 0
    (page,) = Path().glob("*.html")
    assert page.stem == {"forest": "forest-mrd-negative-remission", "audit": "audit-overview"}.get(name, name)
    for form in ("svg", "csv"):
        result = run.invoke(group, ["-C", str(ROOT), "view", name, *options, "-o", f"x.{form}"])
        assert result.exit_code == 0 and Path(f"x.{form}").stat().st_size > 500
    shown = run.invoke(group, ["-C", str(ROOT), "view", name, *options, "-o", "-"])
    assert shown.stdout.startswith("<!doctype html>")


def test_the_audit_overview_finds_the_whole_audit_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner()
    monkeypatch.chdir(tmp_path)
    Path("audit.html").write_text("<title>Something else</title>", encoding="utf-8")
    view_audit = ["-C", str(ROOT), "view", "audit", "--force"]
    assert run.invoke(group, view_audit).exit_code == 0
    assert 'href="audit.html' not in Path("audit-overview.html").read_text("utf-8")
    audit = ["-C", str(ROOT), "audit", "--format", "html", "-o", "audit.html", "--force", "--fail-on", "none"]
    assert run.invoke(group, audit).exit_code == 0
    assert run.invoke(group, view_audit).exit_code == 0
    leads = {href for href in Parsed(Path("audit-overview.html").read_text("utf-8")).hrefs if "audit.html" in href}
    known = {attrs.get("id") for _, attrs in Parsed(Path("audit.html").read_text("utf-8")).tags}
    assert len(leads) > 50 and {href.partition("#")[2] for href in leads} - {""} <= known


def test_commands_say_what_is_wrong(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from evigraph.cli import main; main()", "-C", str(ROOT), "view", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)

    unknown = run("forest", "--outcome", "relapze")
    assert unknown.returncode == 3 and "relapse" in unknown.stderr
    unmeasured = run("forest", "--outcome", "b-cell-aplasia")
    assert unmeasured.returncode == 3 and "complete remission" in unmeasured.stderr
    ending = run("ages", "-o", "x.docx")
    assert ending.returncode == 2 and ".svg" in ending.stderr and not list(tmp_path.iterdir())


def test_nothing_heavy_is_imported_before_it_is_drawn() -> None:
    code = "import sys, evigraph, evigraph.cli.plot, evigraph.view.plots; print('matplotlib' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert result.stdout == "False\n"


@pytest.mark.parametrize("name", KINDS)
def test_small_and_empty_graphs_give_a_page(toy: Dataset, name: str) -> None:
    import pyoxigraph as ox

    found = view(toy, name, **({"outcome": "relapse"} if name == "forest" else {}))
    assert found.exhibits and "<table" in found.html
    if name != "forest":
        empty = view(Dataset(ox.Store(), toy.workspace, toy.base), name)
        assert "<svg" not in empty.html and empty.nothing in html.unescape(empty.html) and empty.csv == ""
