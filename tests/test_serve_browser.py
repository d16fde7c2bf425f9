"""The pages of a server in a real browser that can reach nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from evigraph.query.dataset import Dataset
from evigraph.serve.graph import Settings
from evigraph.serve.pages.addresses import address_of
from evigraph.view.site import Site, names
from pages import browser, violations, visit_server
from serving import serving_here
from test_argument import hostile
from test_view import FLAGSHIP

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]

CLAIM = f"/claim/molina-2021/{FLAGSHIP}"
PAGES = (
    "/",
    "/claims",
    "/claims?text=blina&certainty=asserted",
    "/claims?therapy=nothing",
    "/references",
    "/studies",
    "/terms",
    "/findings?weight=warning",
    "/search",
    "/search?text=remission",
    "/search?text=zzz",
    "/impact",
    "/impact?without=5&without=work%2Faldoss-2017",
    "/impact?without=nothing+at+all",
    "/about",
    CLAIM,
    "/reference/aldoss-2017",
    "/study/eliana",
    "/term/complete-remission",
    "/picture/argument",
    "/picture/forest/relapse",
    "/nowhere",
)


@pytest.fixture(scope="module")
def server(article: Dataset) -> Iterator[str]:
    with serving_here(article, Settings(workers=1)) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, server: str, path: str, scheme: str, width: int) -> None:
    found = visit_server(browser, server, path, scheme, width)
    found.page.wait_for_timeout(100)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(found.page, scheme) == []
    found.complaints = [said for said in found.complaints if path != "/nowhere" or "404" not in said]
    found.still()
    found.page.context.close()


def test_a_list_narrows_as_it_is_chosen(browser: Browser, server: str) -> None:
    found = visit_server(browser, server, "/claims")
    page = found.page
    assert page.locator("tbody tr").count() == 192
    with page.expect_navigation():
        page.get_by_label("Certainty").select_option("speculative")
    few = page.locator("tbody tr").count()
    assert 0 < few < 50 and f"{few} of 192 claims" in page.locator("#count").inner_text()
    assert page.url.endswith("/claims?certainty=speculative"), "a short address that can be passed on"
    page.get_by_label("Words").fill("CAR")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert 0 < page.locator("tbody tr").count() < few and page.locator("tbody mark").count() > 0
    page.go_back()
    assert page.locator("tbody tr").count() == few
    found.still()
    page.context.close()


def test_without_scripts_the_button_narrows(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/claims")
    page.get_by_label("Certainty").select_option("speculative")
    page.get_by_role("button", name="Show").click()
    assert "of 192 claims" in page.locator("#count").inner_text()
    context.close()


def test_the_references_of_a_claim_are_taken_along(browser: Browser, server: str) -> None:
    found = visit_server(browser, server, CLAIM)
    page = found.page
    page.get_by_label("As a file").select_option("ris")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    text = download.value.path().read_text("utf-8")
    assert text.count("TY  - ") == 2 and "Aldoss" in text
    page.get_by_label("in the style of").select_option("vancouver")
    page.get_by_label("For", exact=True).select_option("html")
    page.get_by_role("button", name="Format").click()
    page.wait_for_url("**/api/bibliography?*")
    assert "Aldoss" in page.locator("body").inner_text()
    page.context.close()


def test_hostile_words_run_nothing(browser: Browser, toy: Dataset) -> None:
    dataset = hostile(toy)
    paths = [address_of(kind, name) for kind, name in names(Site(dataset)) if kind not in ("term", "finding")]
    paths += ["/search?text=alert", "/search?text=script", "/claims?text=<img src=x onerror=alert(1)>", "/impact"]
    paths += ["/impact?without=<script>alert(1)</script>", "/claims?section=%22><script>alert(1)</script>"]
    assert len(paths) > 50
    with serving_here(dataset, Settings(workers=1)) as server:
        for path in paths:
            found = visit_server(browser, server, path)
            found.page.wait_for_timeout(20)
            found.still()
            assert found.page.evaluate("document.documentElement.scrollWidth") <= 1280, path
            planted = "document.querySelectorAll('main img, iframe, [onmouseover], [onerror], a[href^=j]')"
            assert found.page.evaluate(f"{planted}.length") == 0, path
            found.page.context.close()
