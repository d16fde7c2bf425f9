"""Open-access articles, none of which may lose a reference, a citation or a table.

Needs the articles: a folder in ``EVIGRAPH_CORPUS`` with a ``manifest.tsv`` of true counts and the files in ``jats/``.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml.etree import _Element

from evigraph.article.reading import Reading
from evigraph.article.xml import parse_xml
from evigraph.jats import read_article

CORPUS = Path(os.environ["EVIGRAPH_CORPUS"]) if os.environ.get("EVIGRAPH_CORPUS") else None
pytestmark = pytest.mark.skipif(CORPUS is None, reason="needs articles in JATS: EVIGRAPH_CORPUS")
APART = frozenset(
    {
        *("label", "object-id", "alt-text", "long-desc", "permissions", "front-stub", "ref", "contrib-group"),
        *("inline-formula", "disp-formula", "tex-math", "{http://www.w3.org/1998/Math/MathML}math"),
    }
)
"""Elements that are read as something else than prose."""
COLUMNS = {"references": "references", "citations": "bibr_xrefs", "tables": "tables"}


def manifest() -> list[dict[str, str]]:
    if CORPUS is None:
        return []
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    assert CORPUS is not None
    return {row["file"]: read_article(CORPUS / "jats" / row["file"]) for row in manifest()}


def test_the_manifest_names_every_file() -> None:
    assert CORPUS is not None
    assert {row["file"] for row in manifest()} == {path.name for path in (CORPUS / "jats").iterdir()}
    assert len(manifest()) > 200


@pytest.mark.parametrize("kind", COLUMNS)
def test_nothing_counted_is_lost(readings: dict[str, Reading], kind: str) -> None:
    true = {row["file"]: int(row[COLUMNS[kind]]) for row in manifest()}
    kept = {file: len(getattr(reading.article, kind)) for file, reading in readings.items()}
    assert kept == true
    assert sum(kept.values()) > 500


def test_the_account_agrees(readings: dict[str, Reading]) -> None:
    assert [file for file, reading in readings.items() if not reading.losses.complete] == []


def printed(element: _Element) -> Iterator[str]:
    """The text of an element that a reader sees as prose."""
    if element.tag not in APART:
        yield element.text or ""
        for child in element:
            yield from printed(child)
            yield child.tail or ""


def test_no_letter_of_the_prose_is_lost(readings: dict[str, Reading]) -> None:
    lost = {}
    seen = 0
    for file, reading in readings.items():
        assert CORPUS is not None
        root, _ = parse_xml((CORPUS / "jats" / file).read_bytes(), file)
        expected = Counter(
            letter for part in root if part.tag != "front" for piece in printed(part) for letter in piece
        )
        missing = expected - Counter(reading.article.text)
        seen += expected.total()
        lost[file] = {letter for letter in missing if letter.isalnum()}
    assert {file: letters for file, letters in lost.items() if letters} == {}
    assert seen > 1_000_000
