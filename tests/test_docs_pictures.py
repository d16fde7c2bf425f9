"""The pictures of the documents are those that the commands make today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from evigraph.query.dataset import Dataset
from evigraph.trace import find_claim
from evigraph.view import claim_svg
from evigraph.view.plots import view
from evigraph.view.plots.svg import both_svgs

DOCS = Path(__file__).resolve().parent.parent / "docs"
CLAIM = "emd-predicts-poor-blinatumomab-response"


def made(article: Dataset, name: str) -> bytes:
    if name == "ladder.svg":
        return claim_svg(article, find_claim(article, CLAIM)).encode()
    return both_svgs(view(article, "forest", outcome="CR").exhibits[0].drawing)[1]


def shown(svg: bytes) -> list[tuple[str, str, str, str]]:
    """Everything drawn, without what another version of the drawing library writes otherwise."""
    rounded = [
        (
            str(element.tag),
            element.text or "",
            element.get("fill", element.get("class", "")),
            re.sub(r"\.\d+", "", element.get("d", "")),
        )
        for element in etree.fromstring(svg).iter()
    ]
    assert len(rounded) > 80
    return rounded


@pytest.mark.parametrize("name", ["ladder.svg", "forest.svg"])
def test_a_picture_of_the_readme_is_current(article: Dataset, name: str, regenerate: bool) -> None:
    path, now = DOCS / name, made(article, name)
    if regenerate:
        path.write_bytes(now)
    assert shown(path.read_bytes()) == shown(now), f"run pytest --regenerate and look at docs/{name}"
    assert f"](docs/{name})" in (DOCS.parent / "README.md").read_text("utf-8")
    assert path.stat().st_size < 200_000


def test_the_readme_shows_no_picture_that_nobody_compares() -> None:
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert re.findall(r"!\[[^\]]+\]\(docs/([^)]+)\)", readme) == ["ladder.svg", "forest.svg"]
