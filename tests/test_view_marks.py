"""Marks on a ladder: the findings that concern it, where they belong, and what became of cited works."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from evigraph.audit import Audit, Finding, audit
from evigraph.audit.finding import Response
from evigraph.ns import EV, RDF
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import find_claim, trace
from evigraph.view import claim_page, to_pyvis
from evigraph.view.ladder import argument_of
from evigraph.view.marks import Marks, ladder_marks
from evigraph.view.style import palette
from pages import Visit, browser, compare, violations
from pages import visit as open_page
from test_view import FLAGSHIP, Parsed, identifiers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]

WITH_ERROR = "blinatumomab-rfs-5-9-to-6-7-months"


@pytest.fixture(scope="module")
def audited(article: Dataset) -> Audit:
    return audit(article)


def marks_on(dataset: Dataset, name: str, audited: Audit) -> Marks:
    return ladder_marks(dataset, trace(dataset, find_claim(dataset, name)), audited)


def test_a_ladder_bears_the_findings_about_what_it_shows(article: Dataset, audited: Audit) -> None:
    checked = 0
    for iri in Nodes(article).of_type(f"{EV}Claim")[::5]:
        found = trace(article, iri)
        told = ladder_marks(article, found, audited)
        drawn = {article.base + name for name in identifiers(found)}
        wanted = {finding.message for finding in audited.findings if finding.nodes & drawn}
        messages = [mark.message for mark in told.marks]
        assert wanted <= set(messages) and len(messages) == len(set(messages))
        boxes = {node["id"] for node in to_pyvis(found, argument_of(article, found), told).nodes}
        assert {box for mark in told.marks for box in mark.boxes} <= boxes
        checked += len(messages)
    assert checked > 30


def test_what_the_audit_says_of_a_claim_stands_on_its_ladder(article: Dataset, audited: Audit) -> None:
    for iri in Nodes(article).of_type(f"{EV}Claim")[::24]:
        around = {finding.message for finding in audit(article, claim=iri).findings}
        assert around <= {mark.message for mark in ladder_marks(article, trace(article, iri), audited).marks}


def test_marks_are_numbered_gravest_first_and_say_what_they_stand_on(article: Dataset, audited: Audit) -> None:
    told = marks_on(article, WITH_ERROR, audited)
    assert [mark.number for mark in told.marks] == list(range(1, len(told.marks) + 1))
    order = [["error", "warning", "note"].index(mark.severity) for mark in told.marks]
    assert order == sorted(order) and order[0] == 0
    claim = f"molina-2021/claim/{WITH_ERROR}"
    first = told.marks[0]
    assert first.boxes[0] == claim and first.elsewhere == "" and first.compared and first in told.on[claim]
    both = [mark for mark in told.marks if claim in mark.boxes and any("study/" in box for box in mark.boxes)]
    assert both, "a finding stands on every box that it concerns"


def test_a_finding_about_another_claim_is_told_apart(article: Dataset, audited: Audit) -> None:
    told = marks_on(article, FLAGSHIP, audited)
    other = [mark for mark in told.marks if mark.look == "elsewhere"]
    assert other and all(mark.elsewhere for mark in other)
    assert {mark.look for mark in told.marks} == {"here", "elsewhere"}


def test_the_page_tells_every_mark_in_words(article: Dataset, audited: Audit) -> None:
    page = claim_page(article, find_claim(article, WITH_ERROR), audited)
    parsed = Parsed(page)
    words = " ".join(" ".join(parsed.table).split())
    marks = parsed.data["marks"].values()
    assert len(marks) >= 2
    for mark in marks:
        assert " ".join(mark["message"].split()) in words and mark["words"] in words
        assert all(f"{meaning} {value}" in words for meaning, value in mark["compared"])
    targets = {attrs["id"] for _, attrs in parsed.tags if "id" in attrs}
    assert {href.removeprefix("#") for href in parsed.hrefs if href.startswith("#finding-")} <= targets


def test_without_findings_nothing_is_said_of_an_audit(article: Dataset, audited: Audit) -> None:
    quiet = dataclasses.replace(audited, findings=())
    page = claim_page(article, find_claim(article, FLAGSHIP), quiet)
    assert "What the audit found" not in page and 'class="findings"' not in page


def noted(dataset: Dataset) -> Dataset:
    """The graph with two notices on the flagship's first reference."""
    held = dataset.in_memory()
    for status, day in (("retracted", "2024-03-01"), ("concern", "2023-11")):
        node = ox.NamedNode(f"{dataset.base}standing/topp-2014.{status}")
        for name, value in (
            (f"{RDF}type", ox.NamedNode(f"{EV}Standing")),
            (f"{EV}standingOf", ox.NamedNode(f"{dataset.base}work/topp-2014")),
            (f"{EV}standingStatus", ox.NamedNode(EV + status)),
            (f"{EV}statusDate", ox.Literal(day)),
            (f"{EV}toldBy", ox.Literal("a list")),
            (f"{EV}asOf", ox.Literal("2024-05-31")),
        ):
            held.store.add(ox.Quad(node, ox.NamedNode(name), value, ox.NamedNode("urn:notices")))
    return held


def test_a_work_bears_what_became_of_it(article: Dataset) -> None:
    page = claim_page(noted(article), find_claim(article, FLAGSHIP))
    parsed = Parsed(page)
    work = next(node for node in parsed.data["nodes"] if node["id"] == "work/topp-2014")
    assert work["notices"] == ["retracted", "expression of concern"]
    assert ["Since published", "retracted (2024-03-01, told by a list, as of 2024-05-31)"] in work["facts"]
    assert "retracted (2024-03-01, told by a list, as of 2024-05-31)" in " ".join(parsed.table)
    assert any("topp-2014" in mark["boxes"] or "retracted" in mark["message"] for mark in _marks(parsed))


def _marks(parsed: Parsed) -> list[dict[str, Any]]:
    on = {str(n): node["id"] for node in parsed.data["nodes"] for n in node["marks"]}
    return [{**mark, "boxes": on[number]} for number, mark in parsed.data["marks"].items()]


def test_every_severity_has_a_shape_of_its_own() -> None:
    shapes = palette()["marks"]
    assert list(shapes) == ["error", "warning", "note"]
    assert len({shape["path"] for shape in shapes.values()}) == 3
    assert all(len(palette()[scheme][name]) == 3 for scheme in ("light", "dark") for name in shapes)


@pytest.fixture(scope="module")
def answered(article: Dataset, audited: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ladder with a notice, and with its first finding answered."""
    first = marks_on(article, FLAGSHIP, audited).marks[0].message
    said = Response("explained", "The series did not measure it.", ("A. Reader",), "2024-01-01", current=True)
    held = noted(article)
    findings = audit(held).findings
    changed = tuple(dataclasses.replace(f, response=said) if f.message == first else f for f in findings)
    path = tmp_path_factory.mktemp("marks") / "flagship.html"
    path.write_text(
        claim_page(held, find_claim(held, FLAGSHIP), dataclasses.replace(audited, findings=changed)), "utf-8"
    )
    return path


def visit(browser: Browser, path: Path, scheme: str = "light") -> Visit:
    return open_page(browser, path, scheme, 1280, "#picture[data-ready]")


@pytest.mark.browser
def test_the_picture_draws_the_marks_and_the_legend_hides_them(browser: Browser, answered: Path) -> None:
    found = visit(browser, answered)
    page = found.page
    total = page.evaluate("data.nodes.reduce((sum, node) => sum + node.marks.length, 0)")
    assert page.get_attribute("#picture", "data-marks") == str(total) and total >= 5
    boxes = page.locator("input[data-mark]")
    assert [box.get_attribute("data-mark") for box in boxes.all()] == ["error", "warning", "note", "answered"]
    for box in boxes.all():
        box.uncheck()
    assert page.get_attribute("#picture", "data-marks") == "0"
    boxes.last.check()
    answered_one = (
        "data.nodes.reduce((n, node) => n + node.marks.filter((m) => data.marks[m].look === 'answered').length, 0)"
    )
    assert page.get_attribute("#picture", "data-marks") == str(page.evaluate(answered_one)) != "0"
    found.quiet()
    page.context.close()


@pytest.mark.browser
def test_the_details_tell_the_findings_of_a_box(browser: Browser, answered: Path) -> None:
    found = visit(browser, answered)
    page = found.page
    for node in page.evaluate("data.nodes.filter((node) => node.marks.length)"):
        page.evaluate("(id) => select(id)", node["id"])
        text = page.locator("#details").inner_text()
        for number in node["marks"]:
            mark = page.evaluate("(number) => data.marks[number]", number)
            assert mark["message"] in text and mark["words"] in text
            assert not mark["answer"] or mark["answer"] in text
            assert not mark["elsewhere"] or f"Said of another claim: {mark['elsewhere']}" in text
    found.quiet()
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ladder_looks_as_it_did(browser: Browser, answered: Path, scheme: str, regenerate: bool) -> None:
    found = visit(browser, answered, scheme)
    compare(found.page, f"ladder-{scheme}", regenerate)
    assert violations(found.page, scheme) == []
    found.page.evaluate("select('work/topp-2014')")
    assert violations(found.page, scheme) == []
    found.page.context.close()


def test_marks_look_only_at_the_findings_about_what_is_drawn(
    article: Dataset, audited: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The findings of a whole site are gone through once, not once for every page."""
    made = dataclasses.replace(audited)
    claims = Nodes(article).of_type(f"{EV}Claim")
    for nodes in ([claim] for claim in claims):
        assert made.about(nodes) == [finding for finding in made.findings if finding.nodes & set(nodes)]
    looked = 0
    given = vars(Finding)["nodes"].fget

    def counted(self: Finding) -> frozenset[str]:
        nonlocal looked
        looked += 1
        found: frozenset[str] = given(self)
        return found

    monkeypatch.setattr(Finding, "nodes", property(counted))
    marks = sum(len(ladder_marks(article, trace(article, claim), made).marks) for claim in claims[:60])
    assert 0 < looked <= 4 * marks < 60 * len(made.findings) / 4
