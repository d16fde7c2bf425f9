"""The page of the audit in a real browser, with the network cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evigraph.audit import Audit
from evigraph.query.dataset import Dataset
from evigraph.view.audit import audit_page
from pages import Visit, browser, visit
from test_audit_forms import held, hostile, whole

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser", "held", "hostile", "whole"]


@pytest.fixture(scope="module")
def page(article: Dataset, whole: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audit") / "audit.html"
    path.write_text(audit_page(article, whole), "utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, page: Path) -> Iterator[Visit]:
    found = visit(browser, page)
    yield found
    found.quiet()
    found.page.context.close()


def shown(found: Visit) -> int:
    return found.page.locator(".finding:visible").count()


def test_every_finding_is_shown_at_first(opened: Visit, whole: Audit) -> None:
    total = len(whole.findings) + len(whole.passed)
    assert shown(opened) == total
    assert opened.page.locator("output").inner_text() == f"{total} of {total} shown"


def test_filters_by_state_group_and_words(opened: Visit, whole: Audit) -> None:
    page = opened.page
    page.uncheck("input[value=note]")
    page.uncheck("input[value=holds]")
    grave = [found for found in whole.findings if found.severity != "note"]
    assert shown(opened) == len(grave)
    page.select_option("select[name=group]", "numbers")
    groups = {check.name: check.text("group") for check in whole.checks}
    assert shown(opened) == sum(groups[found.check] == "numbers" for found in grave) > 0
    page.select_option("select[name=group]", "")
    page.fill("input[name=text]", "reference 4")
    assert 0 < shown(opened) < len(grave)
    assert all("reference 4" in text.lower() for text in page.locator(".finding:visible").all_inner_texts())
    page.fill("input[name=text]", "(nothing [like* this")
    assert shown(opened) == 0 and page.locator("h2:visible").count() == 1


def test_a_link_reaches_a_finding_that_the_filters_hide(opened: Visit, whole: Audit) -> None:
    page = opened.page
    page.fill("input[name=text]", "nothing like this")
    assert shown(opened) == 0
    page.locator(".back a").first.click()
    target = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert target in {found.id for found in [*whole.findings, *whole.passed]}
    assert page.locator(f"[id='{target}']").is_visible()


def test_a_finding_leads_to_its_claim_and_cells(opened: Visit) -> None:
    link = opened.page.locator(".concerns a").first
    link.click()
    target = opened.page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert target.startswith("thing-")
    assert opened.page.locator(f"[id='{target}']").is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(browser: Browser, page: Path, width: int) -> None:
    found = visit(browser, page, width=width)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    found.quiet()
    found.page.context.close()


def test_hostile_text_stays_text(browser: Browser, article: Dataset, hostile: Audit, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(audit_page(article, hostile), "utf-8")
    found = visit(browser, path)
    assert shown(found) == len(hostile.findings)
    assert "<script>alert('x')</script>" in found.page.locator(".message").first.inner_text()
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 1280
    found.quiet()
    found.page.context.close()
