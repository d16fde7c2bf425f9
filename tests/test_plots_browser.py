"""The pages of the plots in a real browser, with the network cut."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evigraph.query.dataset import Dataset
from evigraph.view.plots import KINDS
from evigraph.view.plots.view import frame
from pages import Visit, browser, compare, violations, visit
from test_plots import made
from test_plots_page import hostile_view

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]

FIRST = "forest-complete-remission-proportion-by-therapy"
"""What the first panel of complete remission and its files are called."""


@pytest.fixture(scope="module")
def folder(article: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every view of the article as a page."""
    found = tmp_path_factory.mktemp("plots")
    for name in KINDS:
        made(article, name).save(found / f"{name}.html")
    return found


@pytest.fixture
def forest(browser: Browser, folder: Path) -> Iterator[Visit]:
    found = visit(browser, folder / "forest.html")
    yield found
    found.quiet()
    found.page.context.close()


def picture(data: bytes) -> Image:
    from PIL import Image

    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_there(browser: Browser, folder: Path, article: Dataset, name: str, scheme: str) -> None:
    found = visit(browser, folder / f"{name}.html", scheme)
    exhibits = made(article, name).exhibits
    assert found.page.locator("svg.figure").count() == len(exhibits)
    for index, exhibit in enumerate(exhibits):
        figure = found.page.locator("svg.figure").nth(index)
        colors = picture(figure.screenshot()).getcolors(1 << 24) or []
        paper = (255, 255, 255) if scheme == "light" else (20, 24, 29)
        drawn = sum(count for count, shade in colors if shade != paper)
        assert len(colors) > 20 and drawn > 0.01 * sum(count for count, _ in colors)
        assert max(colors)[1] == paper
        assert found.page.locator("table").nth(index).locator("tbody tr").count() == len(exhibit.lines)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 1280
    found.quiet()
    found.page.context.close()


def test_every_result_is_one_row_of_the_picture(forest: Visit, article: Dataset) -> None:
    for index, exhibit in enumerate(made(article, "forest").exhibits):
        figure = forest.page.locator("svg.figure").nth(index)
        assert figure.locator("a").count() == len(exhibit.records) > 10
        sizes = figure.locator("text").evaluate_all("all => all.map(t => parseFloat(getComputedStyle(t).fontSize))")
        assert min(sizes) >= 11, "labels are read without zooming"
        edges = figure.evaluate("s => [...s.querySelectorAll('text')].map(t => { const b = t.getBBox(); "
                                "return b.x + b.width })")  # fmt: skip
        assert max(edges) <= exhibit.drawing.width + 1


def test_columns_of_the_picture_do_not_run_into_one_another(forest: Visit) -> None:
    boxes: list[dict[str, float]] = forest.page.locator("svg.figure").first.evaluate(
        "s => [...s.querySelectorAll('text')].map(t => { const b = t.getBBox(); "
        "return {x: b.x, y: b.y, w: b.width, h: b.height} })"
    )
    clashes = [
        (a, b)
        for index, a in enumerate(boxes)
        for b in boxes[index + 1 :]
        if a["x"] + 1 < b["x"] + b["w"]
        and b["x"] + 1 < a["x"] + a["w"]
        and a["y"] + 3 < b["y"] + b["h"]
        and b["y"] + 3 < a["y"] + a["h"]
    ]
    assert clashes == []


def test_a_click_on_a_row_finds_it_in_the_table(forest: Visit) -> None:
    page = forest.page
    link = page.locator("svg.figure").first.locator("a").nth(3)
    link.click()
    anchor = link.get_attribute("href") or ""
    assert page.evaluate("location.hash") == anchor
    assert page.locator("tr:target").count() == 1
    name = link.locator("title").inner_html().partition(":")[0]
    assert name in page.locator("tr:target").inner_text()
    assert page.locator("tr:target").evaluate("row => getComputedStyle(row).backgroundColor") == "rgb(244, 246, 248)"


def test_the_keyboard_alone_reaches_every_number(forest: Visit) -> None:
    page = forest.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    total = page.locator("svg.figure").first.locator("a").count()
    reached = []
    for _ in range(total + 12):
        page.keyboard.press("Tab")
        href = page.evaluate("document.activeElement.closest('svg') && document.activeElement.getAttribute('href')")
        reached += [href] if href else []
    assert reached[:total] == [f"#{FIRST}-{index}" for index in range(1, total + 1)]
    page.locator("svg.figure").first.locator("a").nth(total - 1).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == f"{FIRST}-{total}"


def test_a_header_sorts_its_table(forest: Visit) -> None:
    page = forest.page
    table = page.locator("table").first
    head = table.locator("thead th").nth(5)

    def column(index: int) -> list[str]:
        return [cell.inner_text() for cell in table.locator(f"tbody tr > :nth-child({index + 1})").all()]

    first = column(5)
    button = head.get_by_role("button")
    button.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    values = [float(text.split("%")[0]) for text in column(5) if "%" in text]
    assert values == sorted(values) and len(values) == 21
    assert column(5)[-2:] == ["not available", "not available"], "what has no value comes last, either way"
    button.press("Enter")
    assert head.get_attribute("aria-sort") == "descending" and column(5)[0] == "100%"
    assert column(5)[-2:] == ["not available", "not available"]
    button.press("Enter")
    assert head.get_attribute("aria-sort") is None and column(5) == first
    table.locator("thead th").first.get_by_role("button").click()
    assert column(0)[0].startswith("ALCANTARA") and column(0) == sorted(column(0), key=str.lower)


def test_a_saved_file_holds_the_numbers(forest: Visit, article: Dataset, tmp_path: Path) -> None:
    with forest.page.expect_download() as waiting:
        forest.page.get_by_role("link", name="Numbers as CSV").first.click()
    waiting.value.save_as(tmp_path / "numbers.csv")
    read = list(csv.DictReader((tmp_path / "numbers.csv").read_text("utf-8").splitlines()))
    assert len(read) == len(made(article, "forest").exhibits[0].records)
    assert waiting.value.suggested_filename == f"{FIRST}.csv"
    assert [url.partition(":")[0] for url in forest.requests] in (["file"], ["file", "data"])
    del forest.requests[1:]


@pytest.mark.parametrize("name", KINDS)
def test_no_table_is_wider_than_a_common_screen(browser: Browser, folder: Path, name: str) -> None:
    found = visit(browser, folder / f"{name}.html")
    tables = found.page.locator(".wide")
    assert tables.count() > 0
    for index in range(tables.count()):
        assert tables.nth(index).evaluate("box => box.scrollWidth - box.clientWidth") <= 1
    assert not found.page.locator(".sideways:visible").count() and not found.page.locator("[data-more*=r]").count()
    found.quiet()
    found.page.context.close()


@pytest.mark.parametrize("name", KINDS)
def test_a_phone_says_what_scrolls_and_the_keyboard_scrolls_it(browser: Browser, folder: Path, name: str) -> None:
    found = visit(browser, folder / f"{name}.html", width=390)
    page = found.page
    boxes = page.locator(".scroll, .wide")
    assert boxes.count() >= 2
    for index in range(boxes.count()):
        box = boxes.nth(index)
        assert box.get_attribute("tabindex") == "0" and box.get_attribute("role") == "region"
        hidden = box.evaluate("box => box.scrollWidth - box.clientWidth")
        words = box.locator("xpath=preceding-sibling::p[1]")
        assert words.is_visible() == (hidden > 1)
        if hidden > 1:
            assert "scroll" in words.inner_text()
            assert box.get_attribute("data-more") == "after"
            assert box.evaluate("box => getComputedStyle(box).maskImage") != "none", "the edge fades"
            box.focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
            box.evaluate("box => box.scrollTo({ left: box.scrollWidth, behavior: 'instant' })")
            page.wait_for_function("box => box.dataset.more === 'before'", arg=box.element_handle())
    found.quiet()
    found.page.context.close()


def test_a_picture_is_saved_as_png(forest: Visit, tmp_path: Path) -> None:
    with forest.page.expect_download() as waiting:
        forest.page.get_by_role("button", name="Picture as PNG").first.click()
    assert waiting.value.suggested_filename == f"{FIRST}.png"
    waiting.value.save_as(tmp_path / "x.png")
    saved = picture((tmp_path / "x.png").read_bytes())
    assert saved.width == 2 * (1160 + 2 * 20) and len(saved.getcolors(1 << 24) or []) > 20
    del forest.requests[1:]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, folder: Path, name: str, scheme: str) -> None:
    found = visit(browser, folder / f"{name}.html", scheme)
    assert violations(found.page, scheme) == []
    found.page.context.close()


@pytest.mark.parametrize("name", KINDS)
def test_a_phone_scrolls_the_picture_not_the_page(browser: Browser, folder: Path, name: str) -> None:
    found = visit(browser, folder / f"{name}.html", width=390)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert found.page.evaluate("document.querySelector('.scroll').scrollWidth") >= 700
    found.quiet()
    found.page.context.close()


def test_print_is_light_and_fits_the_paper(browser: Browser, folder: Path) -> None:
    found = visit(browser, folder / "forest.html", "dark")
    found.page.emulate_media(media="print", color_scheme="dark")
    assert found.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    ink = "getComputedStyle(document.querySelector('svg.figure text')).fill"
    assert found.page.evaluate(ink) == "rgb(26, 33, 41)"
    fits = "document.querySelector('svg.figure').getBoundingClientRect().width <= document.body.clientWidth"
    assert found.page.evaluate(fits)
    assert not found.page.locator(".files").first.is_visible()
    found.page.context.close()


@pytest.mark.parametrize(("name", "first"), [("forest", "upright"), ("map", "upright"), ("audit", "across")])
def test_a_printed_figure_stands_whole_beneath_its_heading(
    browser: Browser, folder: Path, name: str, first: str
) -> None:
    found = visit(browser, folder / f"{name}.html")
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", found.page.pdf(prefer_css_page_size=True))
    width, height = map(float, sheets[0])
    assert (width > height) == (first == "across")
    millimeter, margins = 96 / 25.4, 24
    room = (210 - margins, 297 - margins) if first == "upright" else (297 - margins, 210 - margins)
    found.page.set_viewport_size({"width": round(room[0] * millimeter), "height": 800})
    found.page.emulate_media(media="print")
    figure = found.page.locator("svg.figure").first.bounding_box()
    assert figure and figure["y"] + figure["height"] <= room[1] * millimeter
    found.page.context.close()


def test_the_legend_of_a_small_map_is_not_cut(browser: Browser, toy: Dataset, tmp_path: Path) -> None:
    made(toy, "map").save(tmp_path / "map.html")
    found = visit(browser, tmp_path / "map.html")
    ends = """[...document.querySelectorAll("svg.figure text")].map((text) => text.getBoundingClientRect().right)"""
    edge = "document.querySelector('svg.figure').getBoundingClientRect().right"
    assert len(found.page.evaluate(ends)) > 5
    assert max(found.page.evaluate(ends)) <= found.page.evaluate(edge)
    found.quiet()
    found.page.context.close()


def test_a_hostile_page_runs_nothing(browser: Browser, article: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(hostile_view(article).html, encoding="utf-8")
    found = visit(browser, path)
    assert found.page.locator("svg.figure a").count() == 12
    assert found.page.evaluate("document.scripts.length") == 3
    assert found.page.evaluate("document.querySelectorAll('img, iframe, [onmouseover], [onerror]').length") == 0
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 1280
    tall = "Math.max(...[...document.querySelectorAll('svg.figure')].map(s => s.getBoundingClientRect().height))"
    assert found.page.evaluate(tall) < 2000, "10,000 letters do not break the picture"
    found.quiet()
    found.page.context.close()


def test_a_frame_in_a_notebook_works_and_is_closed_in(browser: Browser, article: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>x</title>{frame(made(article, 'ages').html, 'Ages')}", encoding="utf-8")
    found = visit(browser, path, ready="iframe")
    inside = found.page.frames[1]
    inside.wait_for_selector("svg.figure")
    assert inside.evaluate("origin") == "null"
    assert inside.locator("thead button").count() == 12
    found.page.context.close()


@pytest.mark.parametrize("name", ["forest", "map"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_layout_is_that_of_the_golden_picture(
    browser: Browser, folder: Path, name: str, scheme: str, regenerate: bool
) -> None:
    found = visit(browser, folder / f"{name}.html", scheme)
    compare(found.page, f"{name}-{scheme}", regenerate)
    found.page.context.close()
