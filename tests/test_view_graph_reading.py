"""The page of the whole graph as a reader sees it: what can be read at first sight, on paper, elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from evigraph.build import build
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset
from evigraph.scaffold import init
from evigraph.view.graph import Wanted, graph_page
from evigraph.view.graph.draw import drawn
from evigraph.view.graph.heading import SCREEN, brief, words
from evigraph.view.graph.kinds import called
from evigraph.view.words import wrap
from pages import Visit, browser, violations
from test_view_graph import hostile_dataset
from test_view_graph_browser import CLAIM, RESULT, visit
from test_view_graph_browser import drawn as settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]

# Headings as they are drawn, each with its block, the lines, and its box on the page.
_HEADS = """() => labels.heads.map(({cluster, lines, box}) =>
  ({words: cluster.words, brief: cluster.brief, lines, box, block: cluster.box.map((l) => l * view.scale)}))"""
_LABELS = """() => labels.found.map(({node, lines, x, y, wide}) =>
  ({id: node.id, label: node.label, lines,
    box: [x, y - LINE / 2 + 1, x + wide, y + (lines.length - 0.5) * LINE - 1]}))"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The workspace that everyone begins with."""
    folder = tmp_path_factory.mktemp("small") / "review"
    init(folder)
    return build(Workspace(folder)).dataset.in_memory()


@pytest.fixture(scope="module")
def written(article: Dataset, small: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    pages = {
        "article": graph_page(article),
        "small": graph_page(small),
        "types": graph_page(article, Wanted(types=("study", "Therapy"))),
        "hostile": graph_page(hostile_dataset(folder)),
    }
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.fixture
def opened(browser: Browser, written: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Visit]:
    found = visit(browser, written[request.param])
    settled(found)
    yield found
    found.quiet()
    found.page.context.close()


def apart(one: list[float], other: list[float]) -> float:
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


@pytest.mark.browser
@pytest.mark.parametrize(("opened", "blocks"), [("article", 50), ("small", 20), ("types", 4)], indirect=["opened"])
def test_every_block_says_what_it_is_at_first_sight(opened: Visit, blocks: int) -> None:
    heads: list[dict[str, Any]] = [head for head in opened.page.evaluate(_HEADS) if head["words"]]
    assert len(heads) >= blocks
    for head in heads:
        assert " ".join(head["lines"]) in (head["words"], head["brief"]), "in whole words"
        left, top, _, height = head["block"]
        assert head["box"][0] >= left - 0.1 and head["box"][1] >= top - 0.1 and head["box"][3] <= top + height
    boxes = [head["box"] for head in heads] + [label["box"] for label in opened.page.evaluate(_LABELS)]
    for index, one in enumerate(boxes):
        for other in boxes[:index]:
            assert apart(one, other) > -1.5, (one, other)


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["article"], indirect=True)
def test_closer_the_headings_are_whole_and_more_is_named(opened: Visit) -> None:
    page = opened.page
    first = len(page.evaluate(_LABELS))
    assert first >= 80
    cut = [label for label in page.evaluate(_LABELS) if label["lines"][-1].endswith("…")]
    at_words = [c for c in cut if re.match(r"[\s,;:(–-]", c["label"][len(" ".join(c["lines"])) - 1 :])]
    assert len(at_words) > len(cut) / 3 > 0, "a label is cut between words where that leaves enough of it"
    page.evaluate("zoom(2.2, 0, 0)")
    settled(opened)
    heads = [head for head in page.evaluate(_HEADS) if head["words"] != head["brief"]]
    assert len(heads) > 8
    assert all(" ".join(head["lines"]) == head["words"] for head in heads)
    assert len(page.evaluate(_LABELS)) > first


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["small"], indirect=True)
def test_a_small_graph_is_seen_whole_with_every_label(opened: Visit) -> None:
    page = opened.page
    found = page.evaluate(_LABELS)
    assert len(found) == settled(opened) > 40
    right, bottom = page.evaluate("[canvas.clientWidth, canvas.clientHeight]")
    for label in found:
        assert (
            label["box"][2] + page.evaluate("view.x") <= right and label["box"][3] + page.evaluate("view.y") <= bottom
        )
        assert not re.search(r"\w…$", label["lines"][-1]) or " " in label["lines"][-1], "no single word is cut"
    assert not page.locator("#map").is_visible()
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    sizes = page.evaluate("""() => { const side = document.querySelector(".side");
      return [side.scrollHeight - side.clientHeight, side.scrollWidth - side.clientWidth]; }""")
    assert max(sizes) <= 1, "the legend is not cut"
    page.evaluate("scrollTo(0, 300)")
    assert page.locator("#picture").bounding_box()["y"] >= 0, "the picture stays in sight"  # type: ignore[index]


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["types"], indirect=True)
def test_labels_stay_clear_of_nodes(opened: Visit) -> None:
    page = opened.page
    marks = page.evaluate("shown.nodes.map((n) => [n.id, n.x * view.scale, n.y * view.scale, radius(view.scale)])")
    labels = page.evaluate(_LABELS)
    assert len(labels) == len(marks) == 59
    for label in labels:
        for name, x, y, r in marks:
            if name != label["id"]:
                assert apart(label["box"], [x - r, y - r / 2, x + r, y + r / 2]) > 0, (label, name)
    assert page.title() == page.locator("h1").inner_text() == "The evidence graph: studies and therapies"


def test_a_choice_is_said_in_words() -> None:
    kinds = {"study": "studies", "claims": "claims", "Therapy": "therapies", "ev:TherapyClass": "therapy classes"}
    assert {word: called(word) for word in kinds} == kinds
    assert (
        called("Toxicity") == "toxicities" and called("Antigen") == "antigens" and called("group") == "citation groups"
    )


def test_a_block_has_room_for_its_heading_at_full_fit(article: Dataset, small: Dataset) -> None:
    for dataset, least in ((article, 0.45), (small, 0.4)):
        found = drawn(dataset, Wanted())
        front = [cluster for cluster in found.scene.clusters if cluster.kind.where != "behind"]
        wide = max(cluster.box[0] + cluster.box[2] for cluster in front)
        tall = max(cluster.box[1] + cluster.box[3] for cluster in front)
        scale = min(SCREEN[0] / (wide + 48), SCREEN[1] / tall, 1)
        assert scale > least
        several = 0
        for cluster in front:
            lines = wrap(brief(words(cluster)), cluster.box[2] * scale + 30, 11, 9)
            several += len(lines) > 1
            assert cluster.head * scale >= 11 * len(lines), cluster.name
        assert several
        if dataset is small:
            assert 1.3 < wide / tall < 2.2, "the shape of a page"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("asked", "lacking"),
    [
        ("#node=nope", ["nope"]),
        ("#path=nope~work%2Ftopp-2014", ["nope"]),
        ("#kinds=claim,clam&node=gone%2Fnow", ["gone/now", "clam"]),
        ("#node=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", ["<img src=x onerror=alert(1)>"]),
    ],
)
def test_an_address_that_leads_nowhere_says_so(
    browser: Browser, written: dict[str, Path], asked: str, lacking: list[str]
) -> None:
    found = visit(browser, written["article"], hash_=asked)
    page, notice = found.page, found.page.locator("#notice")
    told = " and no ".join(f"“{name}”" for name in lacking)
    assert notice.inner_text() == f"This graph has no {told}; it may have been renamed."
    assert notice.get_attribute("role") == "status" and notice.is_visible()
    assert violations(page) == []
    page.evaluate("select(nodes[0])")
    assert notice.inner_text() == ""
    page.evaluate("location.hash = '#node=other'")
    page.wait_for_function("document.getElementById('notice').textContent.includes('other')")
    found.quiet()
    found.page.context.close()


@pytest.mark.browser
def test_an_address_into_a_part_says_that_it_is_one(browser: Browser, written: dict[str, Path]) -> None:
    found = visit(browser, written["types"], hash_="#node=nope")
    assert found.page.locator("#notice").inner_text().endswith("or stands outside this part.")
    found.page.context.close()
    found = visit(browser, written["types"])
    assert found.page.locator("#notice").inner_text() == ""
    found.page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["article"], indirect=True)
def test_a_heading_tells_its_whole_name_to_the_pointer(opened: Visit) -> None:
    page = opened.page
    at = page.evaluate("""() => { const {box: [left, top, right, bottom]} = labels.heads.find(({cluster}) =>
      cluster.kind.name === "claim" && cluster.brief === "Safety");
      return {x: (left + right) / 2 + view.x, y: (top + bottom) / 2 + view.y}; }""")
    page.locator("#canvas").hover(position=at)
    told = page.locator("#tip").inner_text()
    assert re.fullmatch(r"\d\d claims: Safety: CRS, ICANS, and age-based tolerability", told)


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["article"], indirect=True)
def test_on_paper_the_picture_stands_on_the_first_page(opened: Visit) -> None:
    page = opened.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    box = page.locator("#picture").bounding_box()
    # A4 across with margins of 10 mm leaves 190 mm.
    assert box is not None and 400 < box["y"] + box["height"] < 190 / 25.4 * 96
    assert not page.locator(".side").is_visible() and not page.locator(".acts").is_visible()
    told = page.locator("#edge-table .pages span").inner_text()
    assert re.fullmatch(r"Rows 1 to 500 of \d,\d{3}", told), "thousands of relations would fill hundreds of pages"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["article"], indirect=True)
def test_the_saved_pictures_open_again(opened: Visit, browser: Browser, tmp_path: Path) -> None:
    page = opened.page
    for form in ("svg", "png"):
        with page.expect_download() as download:
            page.click(f"#{form}")
        download.value.save_as(tmp_path / f"graph.{form}")
        shown = browser.new_page()
        shown.goto("about:blank")
        shown.goto((tmp_path / f"graph.{form}").as_uri())
        if form == "svg":
            assert shown.evaluate("document.documentElement.nodeName") == "svg"
            assert shown.evaluate("document.querySelectorAll('g.node').length") == settled(opened)
            heads = {text.text for text in ElementTree.parse(tmp_path / "graph.svg").iter()}  # noqa: S314  our own output
            assert {
                "Efficacy of CAR vs BiTE: response rates, trafficking, and durability",
                "MRD-negative remission",
            } <= heads
        else:
            assert shown.evaluate("document.images[0].naturalWidth") == 2 * page.evaluate("picture.clientWidth")
        shown.close()
    opened.requests[:] = [url for url in opened.requests if url.startswith("file:")]


@pytest.mark.browser
@pytest.mark.parametrize("name", ["article", "small", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone(browser: Browser, written: dict[str, Path], name: str, scheme: str) -> None:
    found = visit(browser, written[name], scheme, width=390)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(found.page, scheme) == []
    found.page.evaluate(
        "for (const part of document.querySelectorAll('details')) part.open = true; select(nodes[0], true)"
    )
    assert violations(found.page, scheme) == []
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    found.quiet()
    found.page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["hostile"], indirect=True)
def test_hostile_labels_are_shown_as_they_are_and_no_more(opened: Visit) -> None:
    page = opened.page
    page.evaluate("for (const kind of kinds) state.kinds.add(kind.name); filtered();")
    for act in ("fit()", "zoom(6)", "grouped.click()", "grouped.click()"):
        page.evaluate(act)
        settled(opened)
    reordering = "/[\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f\\u061c]/"
    assert page.evaluate(f"nodes.filter((n) => {reordering}.test(n.label + n.short + n.cluster.name)).length") == 0
    said = page.evaluate("nodes.map((n) => n.label)")
    assert any("\U0001f9ec" in label for label in said) and any(
        "\U0001f469\u200d\u2695\ufe0f" in label for label in said
    )
    assert any("javascript:alert(1)" in label for label in said), "an address as a label is words"
    assert max(map(len, said)) <= 600
    for node in page.evaluate("nodes.filter((n) => /hostile|attack/.test(n.id)).map((n) => n.id)"):
        page.evaluate("(id) => select(byId.get(id), true)", node)
        box = page.locator("#details").bounding_box()
        assert box is not None and box["width"] <= 321
        assert page.locator("#details h3").inner_text().strip()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.protocol)")
    assert hrefs and set(hrefs) <= {"file:", "https:", "http:"}


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["article"], indirect=True)
def test_the_keyboard_alone_finds_a_path(opened: Visit) -> None:
    page = opened.page
    for name, words_ in ((CLAIM, "Path from here"), (RESULT, "Path to here")):
        page.locator("#picture").focus()
        page.keyboard.press("/")
        page.keyboard.press("Control+A")
        page.keyboard.type(name.replace("/", " "))
        page.keyboard.press("Enter")
        assert opened.selected() == name
        page.locator("#picture").focus()
        page.keyboard.press("Enter")
        for _ in range(20):
            if page.evaluate("document.activeElement.textContent") == words_:
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert page.locator("#way ol > li").count() >= 4
    assert page.evaluate("document.activeElement.closest('#way') !== null")
