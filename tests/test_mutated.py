"""Articles that no rule foresaw, in every format: nothing counted is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from evigraph.errors import RecordError
from evigraph.reader import parse_article
from mutated import mutated

FOLDER = Path(__file__).parent
SOURCES = {
    "jats": (FOLDER / "jats" / "odd.xml").read_bytes(),
    "tei": (FOLDER / "tei" / "review.tei.xml").read_bytes(),
}
SEEDS = range(150)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("form", SOURCES)
def test_nothing_counted_is_lost(form: str, seed: int) -> None:
    try:
        reading = parse_article(mutated(SOURCES[form], seed), "mutated.xml")
    except RecordError as error:
        assert error.findings[0].code in {"xml-no-article", "xml-syntax"}
        return
    article, text = reading.article, reading.article.text
    assert reading.losses.complete
    for citation in article.citations:
        assert text[citation.at : citation.at + len(citation.text)] == citation.text
        assert citation.sentence >= 1
    for table in article.tables:
        for cell in (cell for grid in table.grids for row in grid.rows for cell in row.cells if cell.block >= 0):
            assert article.blocks[cell.block].text[cell.start :].startswith(cell.text)


@pytest.mark.parametrize("form", SOURCES)
def test_most_of_them_are_read(form: str) -> None:
    read = 0
    for seed in SEEDS:
        try:
            read += len(parse_article(mutated(SOURCES[form], seed), "mutated.xml").article.citations) > 0
        except RecordError:
            continue
    assert read > len(SEEDS) * 0.8
