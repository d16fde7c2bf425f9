"""The audit in every form: the same findings, the same bytes, and nothing of the data becomes markup."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from conftest import CHECKOUT
from evigraph.audit import Audit, audit
from evigraph.audit.documents import FORMS, document
from evigraph.audit.finding import Response
from evigraph.ns import EV, RDF
from evigraph.query.dataset import Dataset
from evigraph.view.audit import audit_page
from hostile import HOSTILE
from test_view import Parsed


@pytest.fixture(scope="module")
def held(article: Dataset) -> Dataset:
    """The graph of the article in memory, where it is asked faster."""
    return article.in_memory()


@pytest.fixture(scope="module")
def whole(held: Dataset) -> Audit:
    return audit(held)


@pytest.fixture(scope="module")
def hostile(whole: Audit) -> Audit:
    """Findings whose every text is hostile, and one answered in the same spirit."""
    texts = [*HOSTILE, "[x](javascript:alert(1))", "</script><script>seen.push(1)</script>", "x" * 10_000]
    source = [*whole.findings, *whole.passed]
    made = [
        replace(
            source[index % len(source)],
            message=text,
            compared=tuple((name, text) for name, _ in source[index % len(source)].compared),
            response=Response("explained", text, (text,), "2024-05-01", index % 2 == 0) if index % 3 else None,
        )
        for index, text in enumerate(texts)
    ]
    assert len(made) == len(HOSTILE) + 3
    return replace(whole, findings=tuple(made), passed=())


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_form_has_the_same_bytes_every_time(held: Dataset, form: str) -> None:
    one, two = (document(held, audit(held), form, True) for _ in range(2))
    assert one == two
    assert len(one) > 1000


def test_the_forms_are_those_the_command_offers() -> None:
    from evigraph.cli.judge import audit as command

    [form] = [option for option in command.params if option.name == "form"]
    assert {*FORMS, "html"} == set(form.type.choices)  # type: ignore[attr-defined]


def test_json_holds_every_finding(article: Dataset, whole: Audit) -> None:
    data = json.loads(document(article, whole, "json", True))
    assert [item["id"] for item in data["findings"]] == [found.id for found in [*whole.findings, *whole.passed]]
    assert data["counts"] == whole.counts()
    assert sum(data["counts"][level] for level in ("error", "warning", "note")) == len(whole.findings)
    hidden = json.loads(document(article, whole, "json", False))
    assert [item["holds"] for item in hidden["findings"]] == [False] * len(whole.findings)


def test_csv_has_a_row_for_each_finding_and_no_formula(article: Dataset, whole: Audit, hostile: Audit) -> None:
    rows = list(csv.DictReader(io.StringIO(document(article, whole, "csv", True))))
    assert [row["id"] for row in rows] == [found.id for found in [*whole.findings, *whole.passed]]
    cells = [cell for row in csv.reader(io.StringIO(document(article, hostile, "csv"))) for cell in row]
    assert len(cells) == 10 * (len(hostile.findings) + 1)
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "@")]


def test_markdown_shows_text_as_text(article: Dataset, whole: Audit, hostile: Audit) -> None:
    text = document(article, whole, "md", True)
    assert text.count("\n- ") == len(whole.findings) + len(whole.passed)
    assert all(f"`{found.id}`" in text for found in whole.findings)
    for line in document(article, hostile, "md").splitlines():
        bare = re.sub(r"\\.|`[^`]*`", "", line)
        assert not re.search(r"[\[\]]", bare), line
        assert "<" not in line and ">" not in line.removeprefix("> "), line


def test_sarif_points_at_the_lines_of_records(article: Dataset, whole: Audit) -> None:
    log = json.loads(document(article, whole, "sarif", True))
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [check.name for check in whole.checks]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    results = run["results"]
    assert len(results) == len(whole.findings) + len(whole.passed)
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["kind"], result["level"]) in {
            ("pass", "none"),
            *(("fail", s) for s in ("error", "warning", "note")),
        }
        for location in [*result["locations"], *result.get("relatedLocations", [])]:
            physical = location["physicalLocation"]
            assert physical["artifactLocation"]["uriBaseId"] == "SRCROOT"
            lines = (CHECKOUT / unquote(physical["artifactLocation"]["uri"])).read_text("utf-8").splitlines()
            region = physical["region"]
            assert lines[region["startLine"] - 1][region["startColumn"] - 1 :].strip()
    fingerprints = [result["partialFingerprints"]["evigraphFinding/v1"] for result in results]
    assert len(set(fingerprints)) == len(fingerprints)


def test_sarif_suppresses_what_is_answered(article: Dataset, whole: Audit) -> None:
    first, second = whole.findings[:2]
    current = Response("explained", "The supplement has it.", ("A. Reader",), "2024-05-01", True)
    answered = (replace(first, response=current), replace(second, response=replace(current, current=False)))
    results = json.loads(document(article, replace(whole, findings=answered), "sarif"))["runs"][0]["results"]
    assert results[0]["suppressions"][0]["status"] == "accepted"
    assert "A. Reader" in results[0]["suppressions"][0]["justification"]
    assert "suppressions" not in results[1]


def test_rdf_says_the_same_in_both_forms_in_declared_words(article: Dataset, whole: Audit) -> None:
    turtle = ox.parse(document(article, whole, "ttl", True), format=ox.RdfFormat.TURTLE)
    triples = {quad.triple for quad in turtle}
    jsonld = {quad.triple for quad in ox.parse(document(article, whole, "jsonld", True), format=ox.RdfFormat.JSON_LD)}
    assert triples == jsonld
    findings = {
        t.subject for t in triples if t.predicate.value == f"{RDF}type" and t.object == ox.NamedNode(f"{EV}Finding")
    }
    assert len(findings) == len(whole.findings) + len(whole.passed)
    ontology = (CHECKOUT / "graph/schema/ontology.ttl").read_text("utf-8")
    used = {t.predicate.value.removeprefix(EV) for t in triples if t.predicate.value.startswith(EV)}
    assert {"check", "severity", "concerns", "comparedDigest", "arithmetic"} <= used
    assert all(f"ev:{name} a rdf:Property" in ontology for name in used)


def test_readers_are_told_whose_words_they_read(article: Dataset, whole: Audit) -> None:
    texts = [document(article, whole, form) for form in ("table", "md")]
    texts.append((CHECKOUT / "docs" / "audit.md").read_text("utf-8"))
    for text in [*texts, html.unescape(audit_page(article, whole))]:
        assert "told in the curators' own words, not in the article's" in " ".join(text.split())


def test_text_names_every_finding_with_its_place(article: Dataset, whole: Audit) -> None:
    text = document(article, whole, "table")
    assert all(f"id {found.id}" in text and str(found.place) in text for found in whole.findings)
    assert max(map(len, text.splitlines())) <= 160


def test_the_page_links_findings_to_what_they_concern_and_back(article: Dataset, whole: Audit) -> None:
    page = Parsed(audit_page(article, whole))
    names = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(names) == len(set(names))
    inner = {unquote(str(a["href"])[1:]) for tag, a in page.tags if tag == "a" and str(a.get("href")).startswith("#")}
    assert inner <= set(names)
    assert {found.id for found in [*whole.findings, *whole.passed]} <= inner
    for found in [*whole.findings, *whole.passed]:
        assert {f"thing-{node.removeprefix(article.base)}" for node in found.nodes} <= inner
    outer = {str(a["href"]) for tag, a in page.tags if tag == "a" and not str(a.get("href")).startswith("#")}
    assert outer and all(address.startswith("https://") for address in outer)


def test_the_page_asks_for_nothing_and_runs_only_its_own_script(article: Dataset, hostile: Audit) -> None:
    text = audit_page(article, hostile)
    page = Parsed(text)
    assert [(tag, kind) for tag, kind, _ in page.inline] == [
        ("style", ""),
        ("script", "application/ld+json"),
        ("script", ""),
    ]
    assert not [attributes for tag, attributes in page.tags if tag in ("img", "link", "iframe", "object", "svg")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    policy = next(
        a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None and "default-src 'none'" in policy and "unsafe" not in policy
    assert audit_page(article, hostile) == text


def test_an_audit_without_findings_has_a_page(article: Dataset, whole: Audit) -> None:
    assert "Nothing to report" in audit_page(article, replace(whole, findings=(), passed=()))


def test_places_are_in_files_of_the_workspace(whole: Audit) -> None:
    assert {Path(found.place.file).suffix for found in whole.findings} <= {".yaml", ".bib"}
    assert all(found.place.line for found in whole.findings)
