"""The page of a claim in a real browser, with the network cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evigraph.query.dataset import Dataset
from evigraph.trace import find_claim
from evigraph.view import claim_page
from pages import Visit, browser, violations
from pages import visit as open_page
from test_view import FLAGSHIP, Parsed, hostile_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]

_COLORS = """() => {
  const canvas = document.querySelector("#picture canvas");
  const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return new Set(pixels).size;
}"""


def visit(browser: Browser, path: Path, scheme: str = "light", width: int = 1280) -> Visit:
    return open_page(browser, path, scheme, width, "#picture[data-ready]")


@pytest.fixture(scope="module")
def flagship(article: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "flagship.html"
    path.write_text(claim_page(article, find_claim(article, FLAGSHIP)), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, flagship: Path) -> Iterator[Visit]:
    found = visit(browser, flagship)
    yield found
    found.quiet()
    found.page.context.close()


def test_it_draws_every_node_at_full_size(opened: Visit, flagship: Path) -> None:
    drawn = Parsed(flagship.read_text(encoding="utf-8")).data["nodes"]
    assert opened.page.get_attribute("#picture", "data-nodes") == str(len(drawn)) and len(drawn) >= 10
    assert opened.page.evaluate(_COLORS) > 50
    assert opened.page.evaluate("network.getScale()") >= 0.99, "labels of 12 px stay 12 px"
    view = opened.page.locator("#picture").bounding_box()
    assert view is not None and view["x"] >= 0 and view["x"] + view["width"] <= 1280
    for node in drawn:
        at = opened.page.evaluate("(at) => network.canvasToDOM(at)", {"x": node["x"], "y": node["y"]})
        assert node["width"] / 2 <= at["x"] <= view["width"] - node["width"] / 2
        assert node["height"] / 2 <= at["y"] <= view["height"] - node["height"] / 2


def test_a_click_shows_the_details_and_a_click_beside_hides_them(opened: Visit) -> None:
    details = opened.page.locator("#details")
    assert not details.is_visible()
    reference = opened.node("reference")
    opened.click(reference)
    assert opened.selected() == reference["id"] and details.is_visible()
    for text in (reference["heading"], *(value for _, value in reference["facts"])):
        assert text in details.inner_text()
    shown = [link.get_attribute("href") for link in details.locator("a").all()]
    assert shown == [address for _, address in reference["links"]] and shown
    opened.page.locator("#picture").click(position={"x": 5, "y": 5})
    assert opened.selected() == "" and not details.is_visible()


def test_the_keyboard_walks_from_the_claim_to_a_result(opened: Visit) -> None:
    page = opened.page
    page.locator("#picture").focus()
    page.keyboard.press("Home")
    kinds = ["claim"]
    assert opened.selected() == opened.node("claim")["id"]
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        kinds.append(page.evaluate("byId.get(selected).kind"))
    assert kinds[2:] == ["reference", "study", "cohort", "result"]
    page.keyboard.press("ArrowDown")
    assert page.evaluate("byId.get(selected).kind") == "result"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("byId.get(selected).kind") == "cohort"
    page.keyboard.press("Escape")
    assert opened.selected() == "" and not page.locator("#details").is_visible()


def test_the_legend_hides_and_shows_a_kind(opened: Visit) -> None:
    page = opened.page
    everything = int(page.get_attribute("#picture", "data-nodes") or 0)
    results = sum(node["kind"] == "result" for node in page.evaluate("data.nodes"))
    opened.click(opened.node("result"))
    box = page.locator("input[data-kind=result]")
    box.uncheck()
    assert page.get_attribute("#picture", "data-nodes") == str(everything - results) and results > 0
    assert opened.selected() == "", "a hidden box is not selected"
    opened.click(opened.node("result"))
    assert opened.selected() == ""
    box.check()
    assert page.get_attribute("#picture", "data-nodes") == str(everything)


def test_the_evidence_sorts_by_every_heading_and_goes_back(opened: Visit) -> None:
    """Cells that hold for several rows are repeated while the rows stand in another order."""
    page, table = opened.page, opened.page.locator("table.evidence")
    cells = "t => [...t.tBodies].flatMap(b => [...b.rows]).map(r => [...r.cells].map(c => c.innerText))"
    first, bodies = table.evaluate(cells), table.locator("tbody").count()
    assert bodies == 2 and len(first) == 5
    buttons = table.locator("thead button")
    assert buttons.count() == 8
    low = table.locator("thead th").nth(6)
    low.get_by_role("button").press("Enter")
    assert low.get_attribute("aria-sort") == "ascending"
    rows = table.evaluate(cells)
    assert [len(row) for row in rows] == [8] * 5 and table.locator("tbody th[scope=row]").count() == 5
    assert [row[6].split("–")[0].split()[0] for row in rows] == ["39.1", "52.7", "none", "none", "none"]
    assert {row[0].split("\n")[0] for row in rows} == {"[5] Topp MS et al", "[9] Aldoss I et al"}
    low.get_by_role("button").press("Enter")
    rows = table.evaluate(cells)
    assert [row[6].split("–")[0].split()[0] for row in rows] == ["52.7", "39.1", "none", "none", "none"]
    table.locator("thead th").nth(3).get_by_role("button").click()
    assert [row[3] for row in table.evaluate(cells)] == ["36", "36", "65", "65", "not reported"]
    for _ in range(2):
        table.locator("thead th").nth(3).get_by_role("button").click()
    assert table.evaluate(cells) == first and table.locator("tbody").count() == bodies
    assert violations(page) == []


def test_the_picture_is_saved_as_png_and_svg(opened: Visit, tmp_path: Path) -> None:
    from PIL import Image

    with opened.page.expect_download() as waiting:
        opened.page.get_by_role("button", name="Picture as PNG").click()
    waiting.value.save_as(tmp_path / "x.png")
    assert waiting.value.suggested_filename == f"{FLAGSHIP}.png"
    with Image.open(tmp_path / "x.png") as image:
        assert image.width > 2400 and image.height > 1200
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 50
        assert image.convert("RGB").getpixel((5, 5)) == (255, 255, 255), "light paper, whatever the scheme"
    del opened.requests[1:]


def test_the_buttons_zoom_and_fit(opened: Visit) -> None:
    page = opened.page
    first = page.evaluate("network.getScale()")
    page.click("#closer")
    assert page.evaluate("network.getScale()") == pytest.approx(1.25 * first)
    page.mouse.move(600, 500)
    page.mouse.down()
    page.mouse.move(500, 450)
    page.mouse.up()
    page.click("#fit")
    assert page.evaluate("network.getScale()") == pytest.approx(first)
    assert page.evaluate("network.getViewPosition().x * 2") == pytest.approx(page.evaluate("data.size[0]"), abs=1)


def test_dark_mode_paints_dark_and_prints_light(browser: Browser, flagship: Path) -> None:
    found = visit(browser, flagship, "dark")
    assert found.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 29)"
    assert found.page.evaluate(_COLORS) > 50
    assert found.page.evaluate("colors === data.palette.dark")
    found.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert found.page.evaluate("colors === data.palette.light")
    found.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert found.page.evaluate("colors === data.palette.dark")
    found.quiet()
    found.page.context.close()


def test_the_picture_is_printed_on_the_page_of_its_heading(browser: Browser, flagship: Path) -> None:
    found = visit(browser, flagship, width=round(273 * 96 / 25.4))
    found.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    found.page.emulate_media(media="print")
    box = found.page.locator("#picture canvas").bounding_box()
    assert box and box["height"] > 300
    assert box["y"] + box["height"] <= 186 * 96 / 25.4
    found.page.context.close()


def test_a_phone_scrolls_the_picture_not_the_page(browser: Browser, flagship: Path) -> None:
    found = visit(browser, flagship, width=390)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert found.page.evaluate("network.getScale()") >= 0.95
    assert found.page.evaluate("document.querySelector('.scroll').scrollWidth") >= 1200
    found.quiet()
    found.page.context.close()


def test_a_hostile_page_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(hostile_page(), encoding="utf-8")
    found = visit(browser, path)
    count = found.page.evaluate("data.nodes.length")
    assert found.page.get_attribute("#picture", "data-nodes") == str(count) and count > 20
    for node in found.page.evaluate("data.nodes.map((node) => node.id)"):
        found.page.evaluate("(id) => select(id)", node)
    assert found.page.evaluate("document.scripts.length") == 6
    assert found.page.evaluate("document.querySelectorAll('img, iframe, [onmouseover], [onerror]').length") == 0
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 1280
    found.quiet()
    found.page.context.close()


def test_the_policy_is_in_force(browser: Browser, flagship: Path) -> None:
    found = visit(browser, flagship)
    found.page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const image = document.createElement("img");
      image.src = "https://example.org/x.png";
      document.body.append(image);
    }""")
    found.page.wait_for_timeout(200)
    assert found.page.evaluate("window.ran") is None
    refused = [text.removesuffix("-elem") for text in found.page.evaluate("seen")]
    assert sorted(refused) == ["policy img-src", "policy script-src"]
    assert found.sent == [], "the policy stops an image before it becomes a request"
    found.page.context.close()
