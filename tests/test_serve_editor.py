"""The page that asks in SPARQL: with its editor and without, in a browser that can reach nothing else."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from evigraph.query.dataset import Dataset
from evigraph.serve import editor
from evigraph.serve.graph import Settings
from pages import browser, violations, visit_server
from serving import RUNAWAY, serving_here

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

CLAIMS = "SELECT ?claim ?n { ?claim a ev:Claim BIND(1 AS ?n) } ORDER BY ?claim LIMIT 3"
BROKEN = "SELECT ?claim WHERE {\n  ?claim a ev:Claim .\n  FILTER(?claim > 3\n}"
GRAPH = "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s skos:prefLabel ?o } LIMIT 3"
PATHS = ("/ask", "/ask?example=studies-at-a-glance", f"/ask?query={quote(BROKEN)}", f"/ask?query={quote(GRAPH)}")


@pytest.fixture(scope="module")
def server(article: Dataset) -> Iterator[str]:
    with serving_here(article, Settings(workers=1, timeout=5)) as address:
        yield address


@pytest.fixture(params=["editor", "plain field"])
def edited(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the page has its editor."""
    if request.param == "plain field":
        monkeypatch.setattr(editor, "editor_files", dict)
        return False
    if not editor.editor_files():
        reason = "the editor is not built: make assets"
        if os.environ.get("EVIGRAPH_NO_SKIP") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return True


def asked(server: str, query: str) -> httpx.Response:
    return httpx.get(f"{server}/ask", params={"query": query}, timeout=60)


def test_an_answer_is_a_table_with_links(server: str) -> None:
    answer = asked(server, CLAIMS)
    assert answer.status_code == 200
    rows = re.findall(
        r'<tr><td[^>]*><a href="(/claim/[^"]+)" dir="auto">[^<]+</a></td><td class="number">', answer.text
    )
    assert len(rows) == 3
    assert all(httpx.get(server + row, timeout=60).status_code == 200 for row in rows)
    assert "3 rows." in answer.text
    assert re.search(r'<textarea id="query"[^>]*>\s*SELECT \?claim \?n', answer.text)


def test_every_question_is_an_example_that_runs(server: str) -> None:
    names = re.findall(r'<option value="([\w-]+)"', httpx.get(f"{server}/ask", timeout=60).text)
    assert len(names) > 50
    for name in names[::9]:
        answer = httpx.get(f"{server}/ask", params={"example": name}, timeout=60)
        assert answer.status_code == 200
        assert ' id="answer"' in answer.text, name
        assert "#+" not in answer.text
    assert httpx.get(f"{server}/ask?example=no-such", timeout=60).status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        (BROKEN, 400, "line 4, column 2"),
        ("SELECT * {\n SERVICE <http://a.example/> {} }", 400, "Line 2: SERVICE is not allowed"),
        (RUNAWAY, 504, "took longer than 5 seconds"),
    ],
)
def test_what_is_wrong_is_said_beside_the_query(server: str, query: str, status: int, words: str) -> None:
    answer = asked(server, query)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert words in answer.text.partition('id="trouble"')[2]
    assert query.partition("{")[0].strip() in answer.text


def test_truth_graphs_and_nothing_are_told(server: str) -> None:
    assert '<p class="truth">Yes</p>' in asked(server, "ASK { ?claim a ev:Claim }").text
    assert '<p class="truth">No</p>' in asked(server, "ASK { ?claim a ev:Nothing }").text
    assert "No rows" in asked(server, "SELECT * { ?claim a ev:Nothing }").text
    assert asked(server, GRAPH).text.count("skos:prefLabel &#34;") == 3


def test_a_long_answer_is_cut_and_says_so(server: str) -> None:
    answer = asked(server, "SELECT ?s ?p ?o { ?s ?p ?o }")
    assert "Shown are only the first 1000 rows; the files hold more." in answer.text
    assert answer.text.count("<tr>") == 1001


def test_no_term_becomes_a_link_that_runs(server: str) -> None:
    terms = ["<javascript:alert(1)>", "<http://a.example/>", '"<script>alert(1)</script>"', "<mailto:a@b>", "ev:Claim"]
    answer = asked(server, "SELECT ?x { VALUES ?x { " + " ".join(terms) + " } }").text
    cells = re.findall(r"<td>(.*?)</td>", answer)
    assert len(cells) == len(terms)
    assert [re.search(r'href="([^"]*)', cell) and "http" for cell in cells] == [None, "http", None, None, None]
    assert "<script>alert" not in answer


def test_files_hold_the_whole_answer(server: str) -> None:
    page = asked(server, CLAIMS).text
    files = re.findall(r'<a href="(/sparql\?[^"]+)" download="answer\.(\w+)">', page)
    found = {form: httpx.get(server + address.replace("&amp;", "&"), timeout=60) for address, form in files}
    assert list(found) == ["csv", "tsv", "json", "xml"]
    assert len(list(csv.reader(io.StringIO(found["csv"].text)))) == 4
    assert len(json.loads(found["json"].text)["results"]["bindings"]) == 3
    assert found["xml"].text.count("<result>") == 3
    turtle = httpx.get(f"{server}/sparql", params={"query": GRAPH, "format": "nt"}, timeout=60)
    assert turtle.headers["content-type"] == "application/n-triples"
    # What other servers call a form there is no reason to refuse.
    other = httpx.get(f"{server}/sparql", params={"query": CLAIMS, "format": "application/json"}, timeout=60)
    assert other.headers["content-type"] == "application/sparql-results+json"


def test_the_vocabulary_is_served(server: str) -> None:
    found = httpx.get(f"{server}/api/vocabulary", timeout=60).json()
    ev = found["prefixes"]["ev"]
    assert {"iri": f"{ev}Claim", "label": "claim"} in found["classes"]
    assert {f"{ev}certainty", f"{ev}proposition"} <= {each["iri"] for each in found["properties"]}


@pytest.mark.browser
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, server: str, edited: bool, path: str, scheme: str, width: int) -> None:
    found = visit_server(browser, server, path, scheme, width)
    found.page.wait_for_timeout(200)
    assert found.page.locator(".CodeMirror").count() == edited
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(found.page, scheme) == []
    found.complaints = [said for said in found.complaints if "400 (Bad Request)" not in said]
    found.still()
    found.page.context.close()


@pytest.mark.browser
def test_a_query_is_written_asked_mended_and_passed_on(browser: Browser, server: str, edited: bool) -> None:
    found = visit_server(browser, server, "/ask")
    page = found.page
    write(page, edited, BROKEN)
    with page.expect_navigation():
        page.get_by_role("button", name="Ask").click()
    assert "line 4, column 2" in page.get_by_role("alert").inner_text()
    write(page, edited, CLAIMS.replace(" LIMIT 3", ""))
    with page.expect_navigation():
        if edited:
            page.keyboard.press("Control+Enter")
        else:
            page.get_by_role("button", name="Ask").click()
    assert page.locator(".answers tbody tr").count() == 192
    page.get_by_role("button", name="claim").click()
    assert page.locator("th[aria-sort]").count() == 1
    again = visit_server(browser, server, page.url.removeprefix(server))
    assert "BIND(1 AS ?n)" in written(again.page, edited)
    assert again.page.locator(".answers tbody tr").count() == 192
    with again.page.expect_navigation():
        again.page.locator(".answers a").first.click()
    assert "/claim/" in again.page.url
    found.complaints = [said for said in found.complaints if "400 (Bad Request)" not in said]
    for visit in (found, again):
        visit.still()
        visit.page.context.close()


@pytest.mark.browser
def test_an_example_is_chosen(browser: Browser, server: str, edited: bool) -> None:
    found = visit_server(browser, server, "/ask")
    page = found.page
    page.get_by_label("Begin with a question").select_option("studies-at-a-glance")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert "SELECT" in written(page, edited)
    assert page.locator(".answers tbody tr").count() > 10
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert len(list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8"))))) > 10
    found.still()
    page.context.close()


def write(page: Page, edited: bool, query: str) -> None:
    if edited:
        page.locator(".CodeMirror").click()
        page.evaluate("(text) => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", query)
    else:
        page.get_by_label("Query").fill(query)


def written(page: Page, edited: bool) -> str:
    script = "document.querySelector('.CodeMirror').CodeMirror.getValue()"
    return str(page.evaluate(script) if edited else page.get_by_label("Query").input_value())


@pytest.mark.browser
@pytest.mark.parametrize("edited", ["editor"], indirect=True)
def test_the_editor_completes_our_words(browser: Browser, server: str, edited: bool) -> None:
    found = visit_server(browser, server, "/ask")
    page = found.page
    write(page, edited, "")
    page.wait_for_load_state("networkidle")
    page.keyboard.type("SELECT * { ?x ev:cert")
    assert written(page, edited).startswith("PREFIX ev: <https://w3id.org/evigraph/ns#>"), "a known prefix is declared"
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hints li, .CodeMirror-line >> text=ev:certainty")
    if page.locator(".CodeMirror-hints li").count():
        page.keyboard.press("Enter")
    assert "ev:certainty" in written(page, edited)
    # The sign beside a line with an error tells why, by means that our policy allows.
    write(page, edited, "SELECT * { ?x }")
    page.locator(".parseErrorIcon").first.hover()
    assert page.locator(".parseErrorIcon").first.get_attribute("title")
    found.still()
    # Tab leads out of the editor.
    page.locator(".CodeMirror textarea").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ask"
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("edited", ["editor"], indirect=True)
def test_a_prefix_that_only_the_server_knows_is_declared(browser: Browser, server: str, edited: bool) -> None:
    found = visit_server(browser, server, f"/ask?query={quote(CLAIMS)}")
    found.page.wait_for_selector(".CodeMirror-line >> text=PREFIX ev:")
    assert found.page.locator(".parseErrorIcon").count() == 0
    found.still()
    found.page.context.close()


def test_the_wheel_carries_the_editor_with_its_licenses_and_not_what_it_was_made_of() -> None:
    from hatchling.builders.wheel import WheelBuilder

    root = Path(__file__).parent.parent
    builder = WheelBuilder(str(root))
    carried = {file.distribution_path for file in builder.recurse_included_files()}
    assert "evigraph/web/serve/sparql.js" in carried
    assert not [path for path in carried if "node_modules" in path or "web/package" in path or "web/editor" in path]
    folder = root / "src" / "evigraph" / "web" / "assets"
    built = {f"evigraph/web/assets/{path.name}" for path in folder.glob("*")}
    assert built <= carried
    assert built in (set(), {f"evigraph/web/assets/{name}" for name in ("yasqe.js", "yasqe.css", "LICENSES.txt")})
    if built:
        licenses = (folder / "LICENSES.txt").read_text("utf-8")
        for name in ("LICENSE-yasqe", "codemirror/LICENSE", "lodash-es/LICENSE", "dompurify/LICENSE"):
            assert f"{name}\n" in licenses
