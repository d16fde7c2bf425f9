"""Whole pages and the site from Python, and in a frame of a notebook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evigraph.api import Graph
from evigraph.audit import audit
from evigraph.errors import Ambiguous, NotFound, UsageError
from evigraph.query.dataset import Dataset
from evigraph.view import argument_page, claim_page
from evigraph.view.audit import audit_page
from evigraph.view.graph import Wanted, graph_page
from evigraph.view.pages import PAGES, Page, Pages
from evigraph.view.plots import KINDS
from evigraph.view.site import MARKER
from evigraph.write import WriteError
from pages import browser
from pages import visit as open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]

CLAIM = "high-activity-predicts-poor-response-to-morvecopan"
OPTIONS = {"claim": {"claim": CLAIM}}
NAMES = ["claim", "argument", "graph", "findings", "site"]


@pytest.fixture(scope="module")
def graph(toy: Dataset) -> Graph:
    return Graph(toy)


def test_every_page_is_the_one_of_its_command(graph: Graph) -> None:
    toy = graph.dataset
    iri = graph.trace(CLAIM).iri
    assert list(PAGES) == NAMES
    assert graph.view("claim", claim=CLAIM).html == claim_page(toy, iri)
    assert graph.view("argument").html == argument_page(toy)
    assert graph.view("argument", claim=CLAIM).html == argument_page(toy, iri)
    assert graph.view("graph").html == graph_page(toy)
    assert graph.view("graph", types="claim").html == graph_page(toy, Wanted(types=("claim",)))
    near = Wanted(around=(CLAIM,), hops=1)
    assert graph.view("graph", around=[CLAIM], hops=1).html == graph_page(toy, near)
    asked = graph.view("graph", question="what-depends-on-a-reference", reference="1")
    assert asked.html == graph_page(toy, Wanted(question="what-depends-on-a-reference", parameters={"reference": "1"}))
    assert graph.view("findings").html == audit_page(toy, audit(toy))
    assert graph.view("findings", severity="error").html == audit_page(toy, audit(toy, severity="error"))


@pytest.mark.parametrize("name", NAMES)
def test_every_page_shows_itself_in_a_frame_that_reaches_nothing(graph: Graph, name: str) -> None:
    found = graph.view(name, **OPTIONS.get(name, {}))
    assert isinstance(found, Page | Pages) and found.title and found.name == name
    assert repr(found).startswith(f"<Page{'s' if name == 'site' else ''} {name}: ")
    shown = found._repr_html_()
    inner = re.fullmatch(r'<iframe srcdoc="([^"]*)" title="([^"]+)" sandbox="([^"]*)" style="[^"]*"></iframe>', shown)
    assert inner is not None
    assert html.unescape(inner[1]).replace('<base href="about:srcdoc">', "", 1) == found.html
    assert html.unescape(inner[2]) == found.title
    assert "allow-scripts" in inner[3] and "allow-same-origin" not in inner[3] and "navigation" not in inner[3]


def test_what_cannot_be_viewed_is_said(graph: Graph) -> None:
    with pytest.raises(UsageError, match=r"no view 'grph'.*forest.*graph.*Did you mean") as refused:
        graph.view("grph")
    assert all(name in str(refused.value) for name in (*KINDS, *PAGES))
    with pytest.raises(UsageError, match=r"'claim' does not take these options.*claim"):
        graph.view("claim")
    with pytest.raises(UsageError, match=r"'argument' does not take these options.*colour"):
        graph.view("argument", colour="red")
    with pytest.raises(NotFound):
        graph.view("claim", claim="xyzzy")
    with pytest.raises(Ambiguous):
        graph.view("claim", claim="morvecopan")
    with pytest.raises(NotFound, match="no article 'nope'"):
        graph.view("argument", article="nope")
    with pytest.raises(NotFound, match="no type 'clam'"):
        graph.view("graph", types=["clam"])


def test_pages_and_the_site_save_themselves(graph: Graph, tmp_path: Path) -> None:
    page = graph.view("argument")
    path = page.save(tmp_path / "map.html")
    assert path.read_text("utf-8") == page.html
    with pytest.raises(WriteError):
        page.save(path)
    assert page.save(str(path), overwrite=True) == path
    with pytest.raises(UsageError, match=r"should end in \.html"):
        page.save(tmp_path / "map.svg")
    site = graph.view("site")
    folder = site.save(tmp_path / "site")
    pages = len(list(folder.rglob("*.html")))
    assert f"A site of {pages:,} pages" in site.html and (folder / MARKER).exists()
    with pytest.raises(WriteError):
        site.save(folder)
    assert site.save(folder, overwrite=True) == folder


@pytest.fixture(params=NAMES)
def framed(request: pytest.FixtureRequest, graph: Graph, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    name: str = request.param
    path = tmp_path / "notebook.html"
    shown = graph.view(name, **OPTIONS.get(name, {}))._repr_html_()
    path.write_text(f"<!doctype html><title>Notebook</title><h1>Notebook</h1>{shown}", "utf-8")
    yield name, path


@pytest.mark.browser
def test_a_notebook_shows_the_picture_and_stays_where_it_is(browser: Browser, framed: tuple[str, Path]) -> None:
    name, path = framed
    found = open_page(browser, path)
    frame = found.page.frames[1]
    frame.wait_for_selector({"graph": "#picture[data-ready]", "argument": "#picture[data-ready]"}.get(name, "h1"))
    assert found.page.locator("iframe").bounding_box()["height"] > 400  # type: ignore[index]
    if name == "graph":
        # Whoever chooses and walks on has no address to keep it in.
        frame.evaluate("select(shown.nodes[0], true)")
        frame.locator("#details .node").first.click()
        assert frame.get_attribute("#picture", "data-selected")
        frame.locator("a.skip").last.focus()
        found.page.keyboard.press("Enter")
        frame.wait_for_function("document.activeElement.id === 'nodes' && scrollY > 100")
    if name == "argument":
        frame.locator(".box").nth(1).click()
        frame.locator("#details a", has_text="Row in the table").click()
        frame.wait_for_function("document.querySelector('tr:target') && scrollY > 100")
    assert len(found.page.frames) == 2 and frame.url.startswith("about:srcdoc")
    found.quiet()
    found.page.context.close()
