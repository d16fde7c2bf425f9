"""The audit of the article: every finding as a person read and kept it, and the document that tells of them.

``python -m pytest tests/test_audit_article.py --regenerate`` rewrites the golden file; read what changed.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import CHECKOUT, TESTS
from evigraph.audit import Audit, audit
from evigraph.audit.documents import document
from evigraph.query.dataset import Dataset

GOLDEN = TESTS / "golden" / "audit" / "article.json"
DOCUMENT = CHECKOUT / "docs" / "audit-of-the-article.md"


@pytest.fixture(scope="module")
def whole(article: Dataset) -> Audit:
    return audit(article.in_memory())


def test_the_findings_are_those_that_were_read(article: Dataset, whole: Audit, regenerate: bool) -> None:
    text = document(article, whole, "json", True)
    # Lines move with every edit of a file; the findings do not.
    text = re.sub(r'\n      "(?:line|column)": \d+,', "", text)
    text = re.sub(r'"version": "[^"]*"', '"version": "any"', text)
    if regenerate:
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")
    assert len(whole.findings) >= 75 and len(whole.passed) >= 15


def test_no_finding_calls_anyone_wrong(whole: Audit) -> None:
    words = re.compile(r"\b(wrong|wrongly|false|incorrect|mistake|error|misconduct|fabricat\w*)\b", re.IGNORECASE)
    quoted = re.compile(r"'[^']*'|\"[^\"]*\"")
    assert not [found.message for found in whole.findings if words.search(quoted.sub("", found.message))]


def test_no_finding_shows_an_iri_or_an_empty_slot(whole: Audit) -> None:
    for found in [*whole.findings, *whole.passed]:
        assert "http" not in found.message and "{" not in found.message, found.message
        assert not re.search(r"\bnot stated\.", found.message), found.message


def test_identifiers_do_not_depend_on_the_order_of_statements(article: Dataset, whole: Audit) -> None:
    quads = list(article.store)
    random.Random(7).shuffle(quads)
    store = ox.Store()
    for quad in quads:
        store.add(quad)
    again = audit(Dataset(store, article.workspace, article.base))
    assert [(f.id, f.digest, f.message) for f in again.findings] == [
        (f.id, f.digest, f.message) for f in whole.findings
    ]


def test_the_document_tells_of_every_check_that_found_something(whole: Audit) -> None:
    text = DOCUMENT.read_text("utf-8")
    told = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)(?:\.[0-9a-f]{10})?`", text))
    grave = {found.check for found in whole.findings if found.severity != "note"}
    assert grave <= told, grave - told
    assert told <= {check.name for check in whole.checks}, told - {check.name for check in whole.checks}


def test_files_that_findings_point_at_exist(whole: Audit) -> None:
    assert all((CHECKOUT / found.place.file).is_file() for found in whole.findings)
    assert {Path(found.place.file).parts[0] for found in whole.findings} <= {"graph", "references.bib"}
