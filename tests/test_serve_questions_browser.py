"""The questions in a real browser that can reach nothing but the server: forms, tables, pictures, keyboard, paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from evigraph.query import questions
from evigraph.query.dataset import Dataset
from evigraph.serve.graph import Settings
from pages import browser, violations, visit_server
from serving import serving_here
from test_argument import hostile
from test_serve_questions import ATTACKS, COUNT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]

OUTCOME = "/question/results-of-an-outcome"
PAGES = (
    "/questions",
    "/question/what-a-claim-rests-on",
    "/question/table-as-printed",
    "/question/reference-list",
    "/question/terms-in-other-vocabularies",
    f"{OUTCOME}?asked=os&asked=relapse",
    f"{OUTCOME}?asked=survvival&asked=os",
    "/question/works-of-an-author?family_name=Nobody",
    "/question/said-about?nothing=1",
)


@pytest.fixture(scope="module")
def server(article: Dataset) -> Iterator[str]:
    with serving_here(article, Settings(workers=2, timeout=60)) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, server: str, path: str, scheme: str, width: int) -> None:
    found = visit_server(browser, server, path, scheme, width)
    found.page.wait_for_timeout(100)
    for summary in found.page.locator("summary").all():
        if not summary.evaluate("each => each.parentElement.open"):
            summary.click()
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(found.page, scheme) == []
    found.complaints = [said for said in found.complaints if "400 (Bad Request)" not in said]
    found.still()
    found.page.context.close()


def test_every_question_opens(browser: Browser, server: str, article: Dataset) -> None:
    found = visit_server(browser, server, "/questions")
    page = found.page
    names = list(questions(article.workspace))
    for name in names:
        answer = page.goto(f"{server}/question/{name}")
        assert answer is not None and answer.status == 200
        assert page.locator("tbody tr").count() > 0, name
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, name
        for image in page.locator(".picture img").all():
            image.scroll_into_view_if_needed()
            image.evaluate("each => each.decode()")
            assert image.evaluate("each => each.naturalWidth") > 300, name
    assert len(names) == COUNT
    found.still()
    page.context.close()


def test_the_list_narrows_while_typing(browser: Browser, server: str) -> None:
    found = visit_server(browser, server, "/questions")
    page = found.page
    items, said = page.locator(".questions > li:visible"), page.locator("[role=status]")
    assert items.count() == COUNT and said.inner_text() == f"{COUNT} questions."
    page.get_by_label("Find a question").fill("Abstract  CLAIM")
    few = items.count()
    assert 0 < few < 10 and said.inner_text() == f"{few} of {COUNT} questions."
    assert page.locator("main section:visible").count() < 8, "groups without a question are gone"
    page.keyboard.press("Enter")
    assert items.count() == few, "nothing is sent"
    page.get_by_label("Find a question").fill("zzz")
    assert items.count() == 0 and said.inner_text() == f"0 of {COUNT} questions."
    page.get_by_label("Find a question").fill("")
    items.first.get_by_role("link").click()
    page.wait_for_url("**/question/*")
    found.still()
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_name_is_typed_and_answered(browser: Browser, server: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{server}{OUTCOME}")
    field = page.get_by_label("The outcome", exact=True)
    assert field.input_value() == "overall-survival"
    assert page.locator(f"#{field.get_attribute('list')} option").count() > 40
    field.fill("Relapse")
    field.press("Enter")
    page.wait_for_url("**?asked=Relapse*")
    assert field.input_value() == "relapse"
    rows = page.locator("tbody tr").count()
    page.get_by_text("Another value besides").click()
    page.get_by_label("The outcome, another value").fill("OS")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**asked=OS*")
    assert page.locator("tbody tr").count() > rows
    assert page.get_by_label("The outcome, value 2").input_value() == "overall-survival"
    page.get_by_role("link", name="Link to this answer").click()
    page.wait_for_url("**?asked=relapse&asked=overall-survival")
    context.close()


def test_what_is_wrong_stands_beside_its_field(browser: Browser, server: str) -> None:
    found = visit_server(browser, server, f"{OUTCOME}?asked=survvival")
    page = found.page
    field = page.get_by_label("The outcome", exact=True)
    assert field.input_value() == "survvival" and field.get_attribute("aria-invalid") == "true"
    described = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert "There is no outcome 'survvival'" in described.inner_text()
    described.get_by_role("link", name="overall survival").click()
    page.wait_for_url("**?asked=overall-survival")
    assert page.locator("tbody tr").count() > 10
    page.context.close()


def test_a_heading_sorts_and_tells_its_meaning(browser: Browser, server: str) -> None:
    found = visit_server(browser, server, "/question/studies-at-a-glance")
    page = found.page
    head = page.locator("thead th", has_text="Study name")
    meaning = page.locator(f"#{head.get_attribute('aria-describedby')}")
    assert meaning.is_visible() and "name of the study" in meaning.inner_text()
    first = page.locator("tbody tr").first
    before = first.inner_text()
    sort = head.get_by_role("button")
    sort.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending" and first.inner_text() != before
    found.still()
    page.context.close()


def test_an_answer_is_taken_along(browser: Browser, server: str) -> None:
    found = visit_server(browser, server, "/question/what-a-claim-rests-on")
    page = found.page
    for words, start in (("CSV", "claim,statement"), ("JSON", '{"head"'), ("Evidence receipt", "<!doctype html>")):
        with page.expect_download() as download:
            page.get_by_role("link", name=words, exact=True).click()
        assert download.value.path().read_text("utf-8").startswith(start)
    page.locator("svg.ladder a", has_text="Aldoss").click()
    page.wait_for_url("**/reference/aldoss-2017")
    found.still()
    receipt = visit_server(browser, server, "/api/questions/what-a-claim-rests-on/receipt")
    assert receipt.page.evaluate("getComputedStyle(document.body).maxWidth") == "1088px", "its style is obeyed"
    receipt.still()
    receipt.page.context.close()
    page.context.close()


def test_on_paper_the_answer_is_whole(browser: Browser, server: str) -> None:
    found = visit_server(browser, server, OUTCOME, "dark")
    page = found.page
    page.locator(".picture img").scroll_into_view_if_needed()
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.get_by_role("button", name="Ask").is_visible()
    assert not page.get_by_text("Show the query").is_visible()
    picture, image = page.locator(".picture").bounding_box(), page.locator(".picture img").bounding_box()
    assert picture and image and image["height"] <= picture["height"] + 1, "nothing is cut off"
    assert page.get_by_label("The outcome", exact=True).input_value() == "overall-survival"
    page.context.close()


def test_hostile_words_run_nothing(browser: Browser, toy: Dataset) -> None:
    dataset = hostile(toy)
    names = list(questions(dataset.workspace))
    seen = 0
    with serving_here(dataset, Settings(workers=2, timeout=60)) as server:
        found = visit_server(browser, server, "/questions")
        page = found.page
        for name in names:
            for attack in ATTACKS[seen % 2 :: 2]:
                page.goto(f"{server}/question/{name}")
                fields = page.locator(".ask input").all()
                if fields:
                    fields[0].fill(attack.replace("\u202e", ""))
                    page.get_by_role("button", name="Ask").click()
                    page.wait_for_load_state()  # with its style; without it, long words make the page wide
                assert page.evaluate("seen") == []
                planted = "main img:not([src^='/api/pictures/']), iframe, [onmouseover], [onerror], a[href^=j]"
                assert page.locator(planted).count() == 0, name
                assert page.evaluate("document.documentElement.scrollWidth") <= 1280, name
                if not fields:
                    break
            seen += 1
        assert seen == COUNT + 1
        found.complaints = [said for said in found.complaints if "400 (Bad Request)" not in said]
        found.still()
        page.context.close()
