"""The site in a real browser, from the file system, with the network cut."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evigraph.query.dataset import Dataset
from evigraph.view.site import write_site
from pages import browser, compare, violations, visit
from test_argument import hostile
from test_view import FLAGSHIP

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]

CLAIM = f"claim/molina-2021/{FLAGSHIP}.html"
PAGES = {
    "index": ("index.html", 4),
    "about": ("about.html", 4),
    "search": ("search.html", 3),
    "claims": ("claims.html", 4),
    "references": ("references.html", 4),
    "studies": ("studies.html", 4),
    "terms": ("terms.html", 4),
    "findings": ("findings.html", 4),
    "claim": (CLAIM, 4),
    "reference": ("reference/aldoss-2017.html", 4),
    "study": ("study/eliana.html", 4),
    "term": ("term/complete-remission.html", 4),
    "finding": ("finding/", 4),
    "argument": ("picture/argument.html", 1),
    "graph": ("picture/graph.html", 1),
    "forest": ("picture/forest/relapse.html", 1),
    "map": ("picture/map.html", 1),
}
"""Each kind of page, and how many files it reads: itself, the style and a script."""


@pytest.fixture(scope="module")
def site(article: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    write_site(article, folder)
    return folder


def path_of(site: Path, kind: str) -> Path:
    name = PAGES[kind][0]
    return next(path for path in sorted((site / name).iterdir())) if name.endswith("/") else site / name


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: Path, kind: str, scheme: str) -> None:
    found = visit(browser, path_of(site, kind), scheme, hash_="#topp" if kind == "search" else "")
    found.page.wait_for_timeout(200)
    found.quiet(PAGES[kind][1])
    assert violations(found.page, scheme) == []
    found.page.context.close()


@pytest.mark.parametrize("kind", PAGES)
def test_a_phone_scrolls_what_is_wide_not_the_page(browser: Browser, site: Path, kind: str) -> None:
    found = visit(browser, path_of(site, kind), width=390)
    found.page.wait_for_timeout(100)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    found.quiet(PAGES[kind][1])
    found.page.context.close()


def test_the_style_and_the_script_are_obeyed(browser: Browser, site: Path) -> None:
    found = visit(browser, site / "claims.html")
    page = found.page
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "1312px"
    rows = page.locator("tbody tr")
    assert rows.count() == 192
    first = rows.first.inner_text()
    page.get_by_role("button", name="With the claims below it").click()
    page.get_by_role("button", name="With the claims below it").click()
    assert "32" in rows.first.locator("td").nth(6).inner_text()
    page.get_by_role("button", name="Said in").click()
    assert rows.first.inner_text() == first, "reading order"
    found.quiet(4)
    page.context.close()


def test_from_the_ladder_to_the_evidence_and_back(browser: Browser, site: Path) -> None:
    found = visit(browser, site / CLAIM)
    page = found.page
    drawn = page.locator("svg.ladder .box")
    assert drawn.count() == 17 and page.locator("svg.ladder a").count() == 15
    page.locator("svg.ladder a", has_text="Aldoss").click()
    page.wait_for_url("**/reference/aldoss-2017.html")
    page.locator("#rests ~ .wide a", has_text="independently of other predictors").click()
    page.wait_for_url(f"**/{CLAIM}")
    page.locator("svg.ladder a", has_text="63%").click()
    page.wait_for_url("**/study/*.html#*")
    assert page.locator("tr:target").count() == 1
    page.context.close()


def test_the_keyboard_reaches_every_box(browser: Browser, site: Path) -> None:
    found = visit(browser, site / CLAIM)
    page = found.page
    page.locator("svg.ladder a").first.focus()
    seen = set()
    for _ in range(15):
        seen.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")
    assert len(seen) == 15 and all(seen)
    page.context.close()


def test_search_finds_and_leads(browser: Browser, site: Path) -> None:
    found = visit(browser, site / "search.html")
    page = found.page
    assert "647 pages" in page.locator("#said").inner_text()
    page.fill("#query", "eliana trial")
    assert page.locator("#hits a").first.inner_text() == "ELIANA trial"
    page.fill("#query", "NCT02435849")
    assert page.locator("#hits a").count() == 1
    page.fill("#query", "gokbuget 2018")
    assert "Gökbuget" in page.locator("#hits a").first.inner_text()
    page.fill("#query", "<b>nothing</b>zzz")
    assert page.locator("#said").inner_text() == "0 found."
    page.goto((site / "search.html").as_uri() + "#relapse%20therapy")
    page.reload()
    assert page.input_value("#query") == "relapse therapy" and page.locator("#hits a").count() > 3
    page.locator("#hits a").first.click()
    page.wait_for_selector("h1")
    assert found.complaints == [] and found.sent == []
    page.context.close()


@pytest.mark.parametrize("picture", ["argument", "graph"])
def test_a_claim_is_shown_in_the_large_pictures_and_leads_back(browser: Browser, site: Path, picture: str) -> None:
    found = visit(browser, site / CLAIM)
    page = found.page
    page.locator(f".jump a[href*='{picture}.html']").click()
    page.wait_for_selector("#details h3")
    assert "extramedullary disease (EMD)" in page.locator("#details h3").inner_text()
    page.locator("#details a", has_text="of this claim").click()
    page.wait_for_url(f"**/{CLAIM}")
    page.locator(f".jump a[href*='{picture}.html']").click()
    page.locator(".trail a").first.click()
    page.wait_for_url("**/index.html")
    assert found.complaints == [] and found.sent == []
    page.context.close()


def test_rows_of_a_plot_lead_to_their_pages(browser: Browser, site: Path) -> None:
    found = visit(browser, site / "picture" / "forest" / "relapse.html")
    page = found.page
    page.locator("tbody th a", has_text="its page").first.click()
    page.wait_for_url("**/study/*.html#*")
    assert page.locator("tr:target").count() == 1
    page.context.close()


def test_hostile_words_run_nothing(browser: Browser, toy: Dataset, tmp_path: Path) -> None:
    write_site(hostile(toy), tmp_path / "site")
    seen = 0
    for path in sorted((tmp_path / "site").rglob("*.html")):
        if path.parent.name in ("term", "finding") and seen > 40:
            continue
        found = visit(browser, path)
        found.page.wait_for_timeout(20)
        inside = "picture" in path.parts
        found.quiet(1 if inside else 3 if path.name == "search.html" else 4)
        assert found.page.evaluate("document.documentElement.scrollWidth") <= 1280, path
        planted = (
            "document.querySelectorAll('img, iframe, [onmouseover], [onerror], a[href^=j], a[href^=d]:not([download])')"
        )
        assert found.page.evaluate(f"{planted}.length") == 0, path
        found.page.context.close()
        seen += 1
    assert seen > 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_as_it_did(browser: Browser, site: Path, scheme: str, regenerate: bool) -> None:
    found = visit(browser, site / CLAIM, scheme)
    compare(found.page, f"site-claim-{scheme}", regenerate)
    found.page.context.close()


def test_on_paper_the_menu_is_gone(browser: Browser, site: Path) -> None:
    found = visit(browser, site / CLAIM, "dark")
    found.page.emulate_media(media="print", color_scheme="dark")
    assert not found.page.locator(".menu").is_visible()
    assert found.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert found.page.locator("svg.ladder").bounding_box()["width"] <= 1280  # type: ignore[index]
    found.page.context.close()
