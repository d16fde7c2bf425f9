"""The argument map in a real browser, with the network cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evigraph.query.dataset import Dataset
from evigraph.view import argument_page
from pages import Visit, browser, compare, violations
from pages import visit as open_page
from test_argument import hostile
from test_view import FLAGSHIP, HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
__all__ = ["browser"]

# Boxes that cover one another: none.
_COVERED = """() => {
  const boxes = [...document.querySelectorAll(".box .body")].map((body) => body.getBBox());
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)).length;
}"""


def visit(browser: Browser, path: Path, scheme: str = "light", width: int = 1280) -> Visit:
    return open_page(browser, path, scheme, width, "#picture[data-ready]")


def beside(claim: str) -> str:
    """The address of a page about the flagship claim alone."""
    return f"{FLAGSHIP}.html" if claim.endswith(FLAGSHIP) else ""


@pytest.fixture(scope="module")
def written(article: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "argument.html"
    path.write_text(argument_page(article, page_of=beside), "utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, written: Path) -> Iterator[Visit]:
    found = visit(browser, written)
    yield found
    found.quiet()
    found.page.context.close()


def drawn(page: Page) -> int:
    count = page.locator(".box").count()
    assert page.get_attribute("#picture", "data-nodes") == str(count)
    return count


def current(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("""() => {
      const at = document.activeElement;
      return { id: at.dataset.id, level: at.getAttribute("aria-level"), open: at.getAttribute("aria-expanded") };
    }""")
    return found


def test_the_first_screen_holds_the_thesis_and_what_it_rests_on(opened: Visit) -> None:
    page = opened.page
    expected = page.evaluate("data.nodes.filter((node) => node.level <= 2).length")
    assert drawn(page) == expected > 15
    assert page.evaluate(_COVERED) == 0
    frame = page.locator("#scroll").bounding_box()
    assert frame is not None
    for box in page.locator(".box .body").all():
        at = box.bounding_box()
        assert at is not None and frame["x"] <= at["x"] and at["x"] + at["width"] <= frame["x"] + frame["width"]
    assert page.evaluate("getComputedStyle(document.querySelector('.box .line')).fontSize") == "13px"
    assert page.evaluate("document.querySelector('#picture').getScreenCTM().a") == 1, "drawn at full size"


def test_words_stay_inside_their_box(opened: Visit) -> None:
    opened.page.click("#unfold")
    outside = opened.page.evaluate("""() => [...document.querySelectorAll(".box")].filter((box) => {
      const body = box.querySelector(".body").getBBox();
      const gutter = box.classList.contains("root") ? 0 : 74;
      return [...box.querySelectorAll(".line")].some((line) => {
        const text = line.getBBox();
        return text.x + text.width > body.x + body.width - gutter + 4 || text.y < body.y - 1
          || text.y + text.height > body.y + body.height + 1;
      });
    }).map((box) => box.dataset.id)""")
    assert outside == []


def test_marks_stand_inside_their_own_box_and_can_be_read(opened: Visit) -> None:
    marks = opened.page.evaluate("""() => [...document.querySelectorAll(".box .badge")].map((mark) => {
      const own = mark.closest(".box"), rect = (element) => element.getBoundingClientRect();
      const at = rect(mark), box = rect(own.querySelector(".body"));
      const words = [...own.querySelectorAll(".line, .meta")].map(rect);
      return {
        inside: at.left >= box.left && at.right <= box.right + 1 && at.top >= box.top && at.bottom <= box.bottom,
        clear: words.every((w) => w.right < at.left + 2 || w.bottom < at.top + 4),
        size: parseFloat(getComputedStyle(mark.querySelector("text")).fontSize) * mark.getScreenCTM().a,
      };
    })""")
    assert len(marks) > 5
    assert all(mark["inside"] and mark["clear"] and mark["size"] >= 10 for mark in marks), marks


def test_unfolding_all_shows_all_and_zooming_keeps_the_middle(opened: Visit) -> None:
    page = opened.page
    page.click("#unfold")
    hidden = """() => [...document.querySelectorAll(".box .body")].filter((body) => {
      const at = body.getBoundingClientRect(), frame = document.getElementById("scroll").getBoundingClientRect();
      return at.left < frame.left || at.right > frame.right || at.top < frame.top || at.bottom > frame.bottom;
    }).length"""
    assert page.evaluate(hidden) == 0
    middle = """() => {
      const frame = document.getElementById("scroll").getBoundingClientRect();
      const at = document.getElementById("picture").getScreenCTM();
      return [(frame.left + frame.width / 2 - at.e) / at.a, (frame.top + frame.height / 2 - at.f) / at.a];
    }"""
    for _ in range(6):
        page.click("#closer")
    before = page.evaluate(middle)
    page.click("#closer")
    assert page.evaluate(middle) == pytest.approx(before, abs=12)
    page.click("#fold")
    assert page.evaluate("document.querySelector('#picture').getScreenCTM().a") == 1
    assert page.evaluate(hidden) == 0


def test_all_unfolds_and_folds(opened: Visit) -> None:
    page = opened.page
    everything = page.evaluate("data.nodes.length")
    page.click("#unfold")
    assert drawn(page) == everything > 100 and page.evaluate(_COVERED) == 0
    crossing = page.evaluate("data.nodes.reduce((sum, node) => sum + node.also.length, 0)")
    assert page.locator(".line-to.cross").count() == crossing > 10
    assert page.locator(".line-to:not(.cross)").count() == everything - 1
    page.click("#fold")
    assert drawn(page) == 1
    assert page.locator(".toggle text").text_content() == f"+{everything - 1}"


def test_a_box_unfolds_by_its_button_and_says_how_many_are_hidden(opened: Visit) -> None:
    page = opened.page
    before = drawn(page)
    toggle = page.locator(".toggle").nth(5)
    hidden = int(toggle.locator("text").text_content() or "")
    name = toggle.get_attribute("data-toggle")
    where = page.locator(f"[data-id='{name}'] .body").bounding_box()
    toggle.click()
    kids = page.evaluate("(id) => byId.get(id).kids.length", name)
    assert drawn(page) == before + kids and 0 < kids <= hidden
    left = page.evaluate("() => [...document.querySelectorAll('.toggle text')].map((text) => text.textContent)")
    assert sum(int(text) for text in left if text != "−") + drawn(page) == page.evaluate("data.nodes.length")
    moved = page.locator(f"[data-id='{name}'] .body").bounding_box()
    assert where is not None and moved is not None and abs(moved["y"] - where["y"]) <= 2, "it stays where it was"
    page.locator(f"[data-toggle='{name}']").click()
    assert drawn(page) == before


def test_the_keyboard_walks_the_tree(opened: Visit) -> None:
    page = opened.page
    page.locator("[role=treeitem][tabindex='0']").focus()
    assert current(page)["level"] == "1"
    page.keyboard.press("ArrowRight")
    first = current(page)
    assert first["level"] == "2" and first["open"] == "false"
    count = drawn(page)
    page.keyboard.press("ArrowRight")
    assert current(page) == {**first, "open": "true"} and drawn(page) > count
    page.keyboard.press("ArrowRight")
    assert current(page)["level"] == "3"
    page.keyboard.press("ArrowLeft" if current(page)["open"] != "true" else "Home")
    page.keyboard.press("ArrowLeft")
    assert current(page) == first and drawn(page) == count, "left folds, or goes back"
    page.keyboard.press("+")
    assert current(page)["open"] == "true"
    page.keyboard.press("-")
    assert current(page)["open"] == "false"
    page.keyboard.press("ArrowDown")
    below = current(page)
    assert below["level"] == "2" and below["id"] != first["id"]
    page.keyboard.press("ArrowUp")
    assert current(page)["id"] == first["id"]
    page.keyboard.press("End")
    last = page.evaluate("[...document.querySelectorAll('.box')].at(-1).dataset.id")
    assert current(page)["id"] == last
    page.keyboard.press("Home")
    assert current(page)["level"] == "1"


def test_the_keyboard_reaches_the_details_of_every_claim(opened: Visit) -> None:
    page = opened.page
    page.click("#unfold")
    page.locator("[role=treeitem][tabindex='0']").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    seen = []
    for node in page.evaluate("data.nodes.map(({ label }) => label)"):
        assert page.locator("#details h3").inner_text() == node
        seen.append(current(page)["id"])
        page.keyboard.press("ArrowDown")
    assert len(set(seen)) == page.evaluate("data.nodes.length")
    page.keyboard.press("Escape")
    assert not page.locator("#details").is_visible()
    assert page.locator("[role=treeitem][tabindex='0']").count() == 1


def test_details_tell_all_and_lead_on(opened: Visit) -> None:
    page = opened.page
    page.goto(page.url.partition("#")[0] + f"#claim={FLAGSHIP}")
    page.wait_for_selector("#details h3")
    details = page.locator("#details")
    node = page.evaluate("byId.get(document.querySelector('#picture').dataset.selected)")
    for text in (node["label"], *(value for _, value in node["facts"])):
        assert text in details.inner_text()
    assert details.locator("a", has_text="Evidence ladder").get_attribute("href") == f"{FLAGSHIP}.html"
    details.locator("dd a").first.click()
    parent = page.evaluate("(id) => byId.get(id).parent.label", node["id"])
    # The address changes first, and the page follows it.
    page.wait_for_function("(text) => document.querySelector('#details h3')?.innerText === text", arg=parent)


def test_findings_are_told_with_their_arithmetic(opened: Visit) -> None:
    page = opened.page
    page.click("#unfold")
    marks = page.evaluate("Object.values(data.marks)")
    shown = page.locator(".box .badge").count()
    assert shown == page.evaluate("data.nodes.reduce((sum, node) => sum + Math.min(node.marks.length, 3), 0)") > 20
    error = page.locator(".box:has(.badge.error)").first
    name = error.get_attribute("data-id")
    page.evaluate("(id) => { location.hash = `claim=${encodeURIComponent(id)}`; }", name)
    page.wait_for_selector("#details .marks")
    text = page.locator("#details .marks").inner_text()
    told = [mark for mark in marks if mark["number"] in page.evaluate("(id) => byId.get(id).marks", name)]
    for mark in told:
        assert mark["message"] in text and mark["words"] in text
        assert all(f"{meaning}: {value}" in text for meaning, value in mark["compared"])
    page.uncheck("input[data-mark=error]")
    assert page.locator(".box .badge.error").count() == 0 and page.locator(".box .badge.warning").count() > 0


def test_search_unfolds_the_way_to_what_it_finds(opened: Visit) -> None:
    page = opened.page
    label = page.evaluate("data.nodes.find((node) => node.level === 5).label")
    assert page.get_by_role("treeitem", name=label).count() == 0
    page.fill("#search", label.upper())
    assert page.get_by_role("treeitem", name=label).count() == 1
    assert page.locator(".box.hit").count() == 1 and page.locator("#hits").inner_text() == "1 found"
    page.fill("#search", "aldoss")
    many = page.evaluate("data.nodes.filter((node) => node.cited.includes('Aldoss')).length")
    assert page.locator("#hits").inner_text() == f"{many} found" and many > 2
    page.press("#search", "Enter")
    page.press("#search", "Enter")
    assert page.locator("#hits").inner_text() == f"2 of {many}" and page.locator("#details").is_visible()
    page.fill("#search", "nothing like (this")
    assert page.locator("#hits").inner_text() == "nothing"


def test_the_legend_filters(opened: Visit) -> None:
    page = opened.page
    page.click("#unfold")
    everything = drawn(page)
    page.uncheck("input[value=side1]")
    page.uncheck("input[value=neither]")
    assert page.locator(".box:not(.pale):not(.root)").count() == page.evaluate(
        "data.nodes.filter((node) => node.sideKey === 'side2').length"
    )
    assert drawn(page) < everything and page.evaluate(_COVERED) == 0
    page.check("input[value=side1]")
    page.check("input[value=neither]")
    page.uncheck("input[value=asserted]")
    sure = page.evaluate("data.nodes.filter((node) => node.certainty !== 'asserted').length")
    assert page.locator(".box:not(.pale)").count() == sure
    page.check("input[value=asserted]")
    assert drawn(page) == everything
    page.select_option("#section", index=2)
    section = page.input_value("#section")
    own = page.evaluate("(name) => data.nodes.filter((node) => node.sections.includes(name)).length", section)
    assert page.locator(".box:not(.pale)").count() == own > 0


def test_the_address_keeps_what_is_chosen_and_unfolded(opened: Visit) -> None:
    page = opened.page
    page.locator(".toggle").nth(1).click()
    page.locator(".box").nth(3).locator(".line").first.click()
    address, count, chosen = page.url, drawn(page), page.get_attribute("#picture", "data-selected")
    assert "#claim=" in address and "turned=" in address and chosen
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#picture[data-ready]")
    assert drawn(page) == count and page.get_attribute("#picture", "data-selected") == chosen
    assert page.locator("#details").is_visible()
    page.click("#unfold")
    page.keyboard.press("Escape")
    address = page.url
    assert "map=unfolded" in address
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#picture[data-ready]")
    assert drawn(page) == page.evaluate("data.nodes.length")
    opened.requests[:] = opened.requests[:1]


@pytest.mark.parametrize("hash_", ["#claim=%E0%A4%A", "#turned=,,&map=x", "#claim=<script>", "#row-1", "#=&=&"])
def test_an_odd_address_does_no_harm(browser: Browser, written: Path, hash_: str) -> None:
    found = visit(browser, written)
    before = drawn(found.page)
    found.page.evaluate("(hash) => { location.hash = hash; }", hash_)
    found.page.wait_for_timeout(50)
    assert drawn(found.page) == before
    found.quiet()
    found.page.context.close()


def test_the_table_sorts_and_works_without_scripts(browser: Browser, written: Path, opened: Visit) -> None:
    page = opened.page
    rows = page.locator("table.argument tbody tr")
    assert rows.count() == page.evaluate("data.nodes.length")
    first = rows.first.inner_text()
    head = page.locator("table.argument thead th", has_text="Patients")
    head.locator("button").click()
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    values = page.evaluate("[...document.querySelectorAll('.argument tbody tr')].map((r) => +r.cells[7].dataset.sort)")
    assert values == sorted(values, reverse=True) and values[0] > 0
    page.locator("table.argument thead th", has_text="No.").locator("button").click()
    assert rows.first.inner_text() == first
    bare = browser.new_context(java_script_enabled=False).new_page()
    bare.goto(written.as_uri())
    assert bare.locator("table.argument tbody tr").count() == rows.count() and bare.locator("noscript").is_visible()
    bare.context.close()


def test_it_is_saved_as_svg_and_png(browser: Browser, opened: Visit, tmp_path: Path) -> None:
    page = opened.page
    for form in ("svg", "png"):
        with page.expect_download() as download:
            page.click(f"#{form}")
        download.value.save_as(tmp_path / f"argument.{form}")
        assert download.value.suggested_filename == f"argument.{form}"
    alone = open_page(browser, tmp_path / "argument.svg", ready="[role=treeitem]")
    assert alone.page.locator("[role=treeitem]").count() == drawn(page)
    assert alone.complaints == [] and alone.sent == []
    alone.page.context.close()
    from PIL import Image

    with Image.open(tmp_path / "argument.png") as image:
        assert image.width > 2000 and len(image.convert("RGB").getcolors(1 << 20) or []) > 50
    opened.requests[:] = [url for url in opened.requests if url.startswith("file:")]
    opened.sent.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, written: Path, scheme: str) -> None:
    found = visit(browser, written, scheme)
    assert violations(found.page, scheme) == []
    found.page.evaluate("(id) => { location.hash = `claim=${id}`; }", FLAGSHIP)
    found.page.wait_for_selector("#details h3")
    assert violations(found.page, scheme) == []
    if scheme == "light":
        found.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert len(violations(found.page)) == 1, "it would find a button without a name"
    found.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_as_it_did(browser: Browser, written: Path, scheme: str, regenerate: bool) -> None:
    found = visit(browser, written, scheme)
    compare(found.page, f"argument-{scheme}", regenerate)
    found.page.context.close()


def test_a_phone_scrolls_the_map_not_the_page(browser: Browser, written: Path) -> None:
    found = visit(browser, written, width=390)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert found.page.evaluate("document.querySelector('#scroll').scrollWidth") > 1000
    found.quiet()
    found.page.context.close()


def test_on_paper_stand_map_and_the_whole_table(browser: Browser, written: Path) -> None:
    found = visit(browser, written)
    found.page.emulate_media(media="print")
    assert not found.page.locator("#unfold").is_visible()
    assert found.page.locator("#picture").bounding_box()["width"] <= 1280  # type: ignore[index]
    assert found.page.locator("table.argument tbody tr").last.is_visible()
    found.quiet()
    found.page.context.close()


def test_hostile_words_run_nothing(browser: Browser, toy: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(argument_page(hostile(toy)), "utf-8")
    found = visit(browser, path)
    page = found.page
    page.click("#unfold")
    assert drawn(page) == 15 and page.evaluate(_COVERED) == 0
    for name in page.evaluate("data.nodes.map((node) => node.id)"):
        page.evaluate("(id) => { location.hash = `claim=${encodeURIComponent(id)}`; }", name)
        page.wait_for_function("(id) => document.querySelector('#picture').dataset.selected === id", arg=name)
    for attack in HOSTILE[:6]:
        page.fill("#search", attack)
    assert page.evaluate("document.scripts.length") == 6
    assert page.evaluate("document.querySelectorAll('img, iframe, [onmouseover], [onerror]').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    found.quiet()
    page.context.close()


def test_a_claim_that_is_gone_is_told(browser: Browser, written: Path) -> None:
    found = open_page(browser, written, ready="#picture[data-ready]", hash_="#claim=nope")
    notice = found.page.locator("#notice")
    assert notice.inner_text().startswith("This map has no claim “nope”; it may have been renamed")
    assert notice.get_attribute("role") == "status" and violations(found.page) == []
    found.page.evaluate("(id) => { location.hash = `#claim=${id}`; }", found.page.evaluate("data.roots[0]"))
    found.page.wait_for_function("document.getElementById('notice').textContent === ''")
    found.quiet()
    found.page.context.close()


def test_tables_follow_the_map_and_an_address_leads_into_them(browser: Browser, written: Path) -> None:
    found = open_page(browser, written, ready="#picture[data-ready]")
    last = found.page.locator("table.argument tbody tr").last.get_attribute("id")
    found.page.context.close()
    found = open_page(browser, written, ready="body.drawn", hash_=f"#{last}")
    found.page.wait_for_function("document.querySelector('tr:target')?.getBoundingClientRect().top < innerHeight")
    box = found.page.locator("tr:target").bounding_box()
    assert box is not None and -1 < box["y"] < 800 and box["height"] > 10
    waits = "document.body.classList.remove('drawn'); document.querySelector('tr:target').checkVisibility()"
    assert found.page.evaluate(waits) is False, "until the map is seen they are not laid out"
    found.page.context.close()
