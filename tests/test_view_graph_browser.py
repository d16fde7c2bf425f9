"""The page of the whole graph in a real browser, with the network cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from evigraph.query.dataset import Dataset
from evigraph.view.graph import Wanted, graph_page
from pages import Visit, browser, compare, violations
from pages import visit as open_page
from test_view_graph import hostile_dataset

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]

CLAIM = "molina-2021/claim/emd-predicts-poor-blinatumomab-response"
RESULT = "study/alcantara/all/complete-remission.proportion"
_READY = "#picture[data-ready]"
_COLORS = """() => {
  const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return new Set(pixels).size;
}"""
_AT = "(id) => { const n = byId.get(id); return {x: n.x * view.scale + view.x, y: n.y * view.scale + view.y}; }"


def visit(browser: Browser, path: Path, scheme: str = "light", width: int = 1280, hash_: str = "") -> Visit:
    return open_page(browser, path, scheme, width, _READY, hash_)


@pytest.fixture(scope="module")
def path(article: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "graph.html"
    path.write_text(graph_page(article), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, path: Path) -> Iterator[Visit]:
    found = visit(browser, path)
    yield found
    found.quiet()
    found.page.context.close()


def drawn(found: Visit, what: str = "nodes") -> int:
    again = "requestAnimationFrame(() => { redraw(); requestAnimationFrame(() => requestAnimationFrame(done)); })"
    found.page.evaluate(f"new Promise((done) => {again})")
    return int(found.page.get_attribute("#picture", f"data-{what}") or -1)


def test_it_draws_what_the_data_hold(opened: Visit) -> None:
    page = opened.page
    front = page.evaluate("nodes.filter((n) => data.first.includes(n.kind.name)).length")
    assert drawn(opened) == front > 700
    assert page.evaluate(_COLORS) > 50
    pairs = page.evaluate(
        "new Set(statements.filter((s) => isShown(s.from) && isShown(s.to) && s.predicate.family !== 'frame')"
        ".map((s) => s.from.id + ' ' + s.to.id)).size"
    )
    assert drawn(opened, "edges") == pairs > 1500
    for node in page.evaluate("shown.nodes.map((n) => n.id)")[::37]:
        at = page.evaluate(_AT, node)
        assert 0 < at["x"] < page.evaluate("canvas.clientWidth") and 36 < at["y"] < page.evaluate("canvas.clientHeight")


def test_labels_do_not_collide_and_grow_with_the_scale(opened: Visit) -> None:
    page = opened.page
    boxes = """() => labels.found.map(({lines, x, y, wide}) =>
      [x, y - LINE / 2 + 1, x + wide, y + (lines.length - 0.5) * LINE - 1])"""
    first = page.evaluate(boxes)
    assert len(first) > 40
    page.evaluate("zoom(7, 350, 250)")
    drawn(opened)
    later = page.evaluate(boxes)
    assert any(bottom - top > 20 for _, top, _, bottom in later), "labels of several lines"
    for placed in (first, later):
        for index, one in enumerate(placed):
            for other in placed[:index]:
                apart = max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])
                assert apart > -1.5, (one, other)


def test_a_click_selects_dims_and_tells(opened: Visit) -> None:
    page = opened.page
    before = page.evaluate(_COLORS)
    page.evaluate("(id) => { const n = byId.get(id); view.scale = 2; centerOn(n.x, n.y); }", RESULT)
    drawn(opened)
    page.locator("#canvas").click(position=page.evaluate(_AT, RESULT))
    assert opened.selected() == RESULT
    text = page.locator("#details").inner_text()
    for words in (
        "complete remission: 36%",
        "23.6–50.6%",
        "Table 1, row 5",
        "is a result of",
        "All patients of ALCANTARA",
    ):
        assert words in text
    assert page.evaluate("focused().size") < 12 and before > 50
    page.locator("#details .node").first.click()
    assert opened.selected() not in (RESULT, "")
    page.keyboard.press("Escape")
    assert not page.locator("#details").is_visible() and opened.selected() == ""


def test_links_of_a_work_are_links_and_neighbors_are_buttons(opened: Visit) -> None:
    page = opened.page
    page.evaluate("select(byId.get('work/topp-2014'), true)")
    shown = [link.get_attribute("href") for link in page.locator("#details a").all()]
    assert shown == page.evaluate("byId.get('work/topp-2014').links.map(([, address]) => address)") and shown
    assert page.locator("#details h4").count() >= 3
    joined = page.evaluate(
        "new Set(byId.get('work/topp-2014').joined.map((s) => other(s, byId.get('work/topp-2014')))).size"
    )
    for more in page.locator("#details button", has_text="more").all():
        more.click()
    names = {button.inner_text() for button in page.locator("#details .node").all()}
    assert len(names) >= joined * 0.8


def test_the_keyboard_alone_reaches_details(opened: Visit) -> None:
    page = opened.page
    page.locator("#picture").focus()
    page.keyboard.press("Home")
    first = opened.selected()
    assert first and page.locator("#details").is_visible()
    seen = {first}
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        seen.add(opened.selected() or "")
    assert len(seen) >= 4 and "" not in seen
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#details') !== null")
    page.keyboard.press("Escape")
    assert opened.selected() == "" and page.evaluate("document.activeElement.id") == "picture"
    page.keyboard.press("/")
    page.keyboard.type("alcantara")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "alcantara" in (opened.selected() or "")


def test_every_node_is_reached_through_the_table(opened: Visit) -> None:
    page = opened.page
    front = drawn(opened)
    foot = page.locator("#node-table .pages")
    assert foot.get_attribute("data-rows") == str(front)
    named = 0
    while True:
        named += page.locator("#node-table tbody .node").count()
        if page.locator("#node-table .pages button").last.is_disabled():
            break
        page.locator("#node-table .pages button").last.click()
    assert named == front
    page.locator("#node-table tbody .node").last.click()
    assert opened.selected() and page.locator("#details").is_visible()


def test_the_tables_sort_and_follow_the_filters(opened: Visit) -> None:
    page = opened.page
    page.locator("button[data-only=study]").click()
    assert drawn(opened) == page.evaluate("nodes.filter((n) => n.kind.name === 'study').length") == 35
    assert page.locator("#node-table .pages").get_attribute("data-rows") == "35"
    head = page.locator("#node-table thead th").first
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    names = [cell.inner_text().strip() for cell in page.locator("#node-table tbody th").all()]
    assert names == sorted(names, key=lambda name: re.sub(r"[^a-z0-9]", "", name.casefold())) or len(set(names)) == 35
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert [cell.inner_text().strip() for cell in page.locator("#node-table tbody th").all()] == names[::-1]
    shown = page.evaluate("edgeTable.rows().length")
    assert page.locator("#edge-table .pages").get_attribute("data-rows") == str(shown)
    page.locator("button[data-only=study]").click()
    assert drawn(opened) > 700


def test_the_legend_and_the_relations_filter(opened: Visit) -> None:
    page = opened.page
    everything, lines = drawn(opened), drawn(opened, "edges")
    box = page.locator("input[data-kind=claim]")
    box.uncheck()
    assert drawn(opened) == everything - 192
    box.check()
    page.locator("summary", has_text="Relations").click()
    page.locator("input[data-family=terms]").uncheck()
    assert 0 < drawn(opened, "edges") < lines
    page.locator("input[data-family=terms]").check()
    page.locator("summary", has_text="Housekeeping").click()
    page.locator("#behind").check()
    assert drawn(opened) == page.evaluate("nodes.length") > everything


def test_search_lists_what_holds_every_word(opened: Visit) -> None:
    page = opened.page
    page.fill("#search", "extramedullary blinatumomab")
    hits = page.locator("#hits .node")
    assert hits.count() > 3
    assert "hits" in page.locator("#said").inner_text()
    page.fill("#search", page.evaluate("byId.get('work/abramson-2020').facts.find(([term]) => term === 'DOI')[1]"))
    assert hits.count() >= 1 and "Abramson 2020" in hits.first.inner_text()
    hits.first.click()
    assert opened.selected() in ("work/abramson-2020", "molina-2021/ref/37")
    page.fill("#search", "no such words at all")
    assert hits.count() == 0 and page.locator("#said").inner_text() == "0 hits"
    page.fill("#search", "Topp MS author")
    hidden = page.locator("#hits .node", has_text="(hidden)").first
    hidden.click()
    assert page.evaluate("isShown(state.selected)"), "what was hidden is shown once it is chosen"


def test_a_path_is_drawn_and_told(opened: Visit) -> None:
    page = opened.page
    for node, words in ((CLAIM, "Path from here"), (RESULT, "Path to here")):
        page.evaluate("(id) => select(byId.get(id), true)", node)
        page.locator("#details button", has_text=words).click()
    steps = page.evaluate("state.path.steps.length")
    told = page.locator("#way ol").evaluate("(list) => list.textContent")
    assert steps >= 3 and page.locator("#way ol > li").count() == steps + 1
    assert "complete remission: 36%" in told and "extramedullary" in told
    assert not set(page.evaluate("state.path.nodes.slice(1, -1).map((n) => n.kind.name)")) & {
        "article",
        "section",
        "therapy",
    }
    assert "path=" in page.evaluate("location.hash")
    assert page.locator("#way").is_visible()
    page.locator("#way button", has_text="Forget").click()
    assert page.evaluate("state.path") is None and "path=" not in page.evaluate("location.hash")


def test_deep_links_open_what_they_name(browser: Browser, path: Path) -> None:
    found = visit(browser, path, hash_=f"#node={quote(CLAIM, safe='')}")
    assert found.selected() == CLAIM and found.page.locator("#details").is_visible()
    found.page.evaluate("(id) => select(byId.get(id))", RESULT)
    assert quote(RESULT, safe="") in found.page.evaluate("location.hash")
    found.page.context.close()
    found = visit(browser, path, hash_=f"#path={quote(CLAIM, safe='')}~{quote(RESULT, safe='')}")
    assert found.page.evaluate("state.path.steps.length") >= 3
    found.page.context.close()
    found = visit(browser, path, hash_="#kinds=claim,work&without=terms,frame")
    assert found.page.evaluate("[...state.kinds].sort().join()") == "claim,work"
    assert not found.page.locator("input[data-kind=study]").is_checked()
    assert not found.page.evaluate("state.families.has('terms')")
    found.quiet()
    found.page.context.close()
    for odd in ("#node=%E0%A4%A", "#path=a~b", "#kinds=&without=", "#node=<script>"):
        found = visit(browser, path, hash_=odd)
        found.quiet()
        found.page.context.close()


def test_the_details_stand_beside_the_picture_and_cover_no_neighbor(browser: Browser, path: Path) -> None:
    found = visit(browser, path, hash_="#node=work%2Ftopp-2014")
    page = found.page
    details, picture = page.locator("#details").bounding_box(), page.locator("#picture").bounding_box()
    assert details and picture and picture["x"] + picture["width"] <= details["x"] and details["x"] + 300 < 1280
    assert picture["height"] >= details["height"]
    ends = page.evaluate(f"[...near(state.selected)].filter(isShown).map((node) => ({_AT})(node.id))")
    assert len(ends) > 15
    for at in ends:
        assert 0 < at["x"] < picture["width"] - 30 and 36 < at["y"] < picture["height"]
    page.locator("#details .close").click()
    page.wait_for_function("picture.clientWidth > 900")
    whole = page.evaluate("view.scale")
    page.locator("#fit").click()
    assert page.evaluate("view.scale") == whole
    found.quiet()
    page.context.close()


def test_all_of_a_line_that_bows_out_is_in_sight(browser: Browser, article: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    choice = Wanted(question="claims-resting-only-on-abstracts")
    path.write_text(graph_page(article, choice), encoding="utf-8")
    found = visit(browser, path)
    lines = found.page.evaluate("""shown.pairs.map(({from, to}) => {
      const [x1, , a, , d, , x2] = curve(from, to);
      const along = [0, 0.25, 0.5, 0.75, 1];
      return along.map((t) => x1 * (1 - t) ** 3 + 3 * a * t * (1 - t) ** 2 + 3 * d * t * t * (1 - t) + x2 * t ** 3);
    }).map((xs) => [Math.min(...xs) * view.scale + view.x, xs[2] < xs[0] - 1 && xs[2] < xs[4] - 1])""")
    assert any(bowed for _, bowed in lines)
    assert all(left > 2 for left, _ in lines)
    found.quiet()
    found.page.context.close()


def test_groups_open_on_a_click(opened: Visit) -> None:
    page = opened.page
    page.click("#grouped")
    groups = drawn(opened, "groups")
    assert drawn(opened) == 0 and groups > 30
    inside = page.evaluate("shown.groups.reduce((sum, g) => sum + g.members.length, 0)")
    assert inside == page.evaluate("countOf(nodes)"), "the groups hold all that is shown"
    at = page.evaluate("() => { const [x, y] = middle(clusters.find((c) => c.kind.name === 'study'));"
                       " return {x: x * view.scale + view.x, y: y * view.scale + view.y}; }")  # fmt: skip
    page.locator("#canvas").click(position=at)
    assert drawn(opened, "groups") == groups - 1 and drawn(opened) > 5
    page.evaluate("(id) => select(byId.get(id), true)", CLAIM)
    assert drawn(opened, "groups") == groups - 2, "a selection opens its group"
    page.keyboard.press("Escape")
    page.click("#grouped")
    assert drawn(opened, "groups") == 0


def test_a_large_graph_opens_with_an_overview(browser: Browser, tmp_path: Path) -> None:
    from benchmarks.graph_page import synthetic

    path = tmp_path / "large.html"
    path.write_text(graph_page(synthetic(6000, 15_000)), "utf-8")
    found = visit(browser, path)
    assert drawn(found) == 0 and drawn(found, "groups") > 10
    found.page.locator("#picture").focus()
    found.page.keyboard.press("Home")
    assert found.page.locator("#details").is_visible()
    found.page.keyboard.press("ArrowRight")
    found.page.keyboard.press("Enter")
    assert drawn(found) > 0, "the keyboard opens a group"
    found.page.fill("#search", "claim 1400")
    found.page.locator("#hits .node").first.click()
    assert "claim/1400" in (found.selected() or "")
    found.quiet()
    found.page.context.close()


def test_pictures_are_handed_over_without_a_request(opened: Visit, tmp_path: Path) -> None:
    page = opened.page
    with page.expect_download() as download:
        page.click("#svg")
    download.value.save_as(tmp_path / "graph.svg")
    tree = ElementTree.parse(tmp_path / "graph.svg").getroot()  # noqa: S314  our own output
    space = "{http://www.w3.org/2000/svg}"
    assert len([g for g in tree.iter(f"{space}g") if g.get("class") == "node"]) == drawn(opened)
    assert len([p for p in tree.iter(f"{space}path") if p.get("class") == "edge"]) == drawn(opened, "edges")
    assert len(list(tree.iter(f"{space}text"))) > 100
    with page.expect_download() as download:
        page.click("#png")
    download.value.save_as(tmp_path / "graph.png")
    assert (tmp_path / "graph.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (tmp_path / "graph.png").stat().st_size > 50_000
    assert [url for url in opened.requests if not url.startswith(("file:", "blob:"))] == []
    opened.requests[:] = [url for url in opened.requests if url.startswith("file:")]


def test_moving_keeps_up_and_the_small_map_follows(opened: Visit) -> None:
    page = opened.page
    assert not page.locator("#map").is_visible()
    page.click("#closer")
    page.click("#closer")
    drawn(opened)
    assert page.locator("#map").is_visible()
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    before = page.evaluate("view.x")
    page.mouse.move(box["x"] + 400, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 340, box["y"] + 280, steps=4)
    page.mouse.up()
    assert page.evaluate("view.x") == pytest.approx(before - 60) and opened.selected() in (None, "")
    page.evaluate("still.cost = 1000; view.x += 30; redraw(true)")
    rested = (
        "new Promise((done) => { const ask = () => (still.x === view.x ? done(true) : setTimeout(ask, 20)); ask(); })"
    )
    assert page.evaluate(rested), "what was shifted is drawn again when it rests"
    page.click("#fit")
    drawn(opened)
    assert not page.locator("#map").is_visible()


def test_dark_mode_paints_dark_and_prints_light_and_whole(browser: Browser, path: Path) -> None:
    found = visit(browser, path, "dark")
    assert found.page.evaluate("colors === data.palette.dark") and found.page.evaluate(_COLORS) > 50
    found.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert found.page.evaluate("colors === data.palette.light")
    assert found.page.locator("#node-table tbody tr").count() == drawn(found)
    found.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert found.page.evaluate("colors === data.palette.dark")
    assert found.page.locator("#node-table tbody tr").count() == 50
    found.quiet()
    found.page.context.close()


def test_a_phone_does_not_scroll_sideways(browser: Browser, path: Path) -> None:
    found = visit(browser, path, width=390)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert found.page.evaluate("view.scale") > 0.3
    found.page.evaluate("(id) => select(byId.get(id), true)", CLAIM)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    found.quiet()
    found.page.context.close()


def test_a_hostile_page_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(graph_page(hostile_dataset(tmp_path)), "utf-8")
    found = visit(browser, path)
    page = found.page
    page.evaluate("for (const kind of kinds) state.kinds.add(kind.name); filtered(); for (const n of nodes) select(n);")
    page.fill("#search", "script")
    page.evaluate("select(byId.get('term/attack'), true)")
    assert page.locator("#details a").count() == 0
    assert page.evaluate("document.scripts.length") == 3
    assert (
        page.evaluate(
            "document.querySelectorAll('img, iframe, [onmouseover], [onerror], a[href^=j], a[href^=d]').length"
        )
        == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    ElementTree.fromstring(page.evaluate("svgText()"))  # noqa: S314  our own output
    found.quiet()
    found.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, path: Path, scheme: str) -> None:
    act = f"""select(byId.get({CLAIM!r}), true); searched.value = "blinatumomab"; showHits();
      for (const part of document.querySelectorAll("details")) part.open = true; setEnd("from", state.selected);
      setEnd("to", byId.get({RESULT!r})); select(byId.get({CLAIM!r}), true);"""
    found = visit(browser, path, scheme)
    assert violations(found.page, scheme) == []
    found.page.evaluate(f"() => {{ {act} }}")
    assert violations(found.page, scheme) == []
    found.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_as_it_did(browser: Browser, toy: Dataset, tmp_path: Path, scheme: str, regenerate: bool) -> None:
    path = tmp_path / "toy.html"
    path.write_text(graph_page(toy, Wanted(around=("high-activity-predicts-poor-response-to-morvecopan",))), "utf-8")
    found = visit(browser, path, scheme)
    drawn(found)
    compare(found.page, f"graph-{scheme}", regenerate)
    found.quiet()
    found.page.context.close()
