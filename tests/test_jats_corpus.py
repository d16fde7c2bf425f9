"""Open-access articles, none of which may lose a reference, a citation or a table.

Needs the articles: a folder in ``EVIGRAPH_CORPUS`` with a ``manifest.tsv`` of true counts and the files in ``jats/``.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from evigraph.article.reading import Reading
from evigraph.jats import read_article

CORPUS = Path(os.environ["EVIGRAPH_CORPUS"]) if os.environ.get("EVIGRAPH_CORPUS") else None
pytestmark = pytest.mark.skipif(CORPUS is None, reason="needs articles in JATS: EVIGRAPH_CORPUS")
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
