"""What the repository says is in its own words: no run of words is the article's.

Needs EVIGRAPH_ARTICLE (see ``plugins/article.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evigraph.article.printed import printed_clusters
from evigraph.bib import plain, read_bib
from evigraph.query import Dataset
from evigraph.query.nodes import Nodes

pytestmark = pytest.mark.article

ROOT = Path(__file__).resolve().parent.parent
WORDS_IN_A_ROW = 9
SEARCHED = ("graph", "queries", "docs", "src", "tests", "benchmarks", "README.md", "references.bib")
FORMATS = ("yaml", "ttl", "jsonld", "rq", "tsv", "md", "py", "bib", "ris", "json", "html", "css", "js")

# What may be repeated word for word: the titles in references.bib, these printed headings, and numbers as printed.
HEADINGS = (
    "Efficacy of CAR vs BiTE: response rates, trafficking, and durability",
    "Safety: CRS, ICANS, and age-based tolerability",
    "Feasibility: timing, manufacturing, and cost",
    "Sequential therapy: considerations",
    "Beyond B-ALL",
)
PRINTED = ("6-month LFS, 81.3%; 6-month relapse rate, 11.9%",)


@pytest.fixture(scope="module")
def body(article: Dataset, text: str) -> str:
    """The body of the article without its citation clusters."""
    nodes = Nodes(article)
    part = f"{article.base}molina-2021/text/body"
    start, end = (int(nodes.one(part, name) or 0) for name in ("ev:start", "ev:end"))
    pieces = []
    for cluster in printed_clusters(text, start, end, "superscript"):
        pieces.append(text[start : cluster.start])
        start = cluster.end
    return " ".join([*pieces, text[start:end]])


@pytest.fixture(scope="module")
def theirs(body: str) -> set[tuple[str, ...]]:
    """Every run of words of the body that may not be repeated."""
    entries, faults = read_bib(ROOT / "references.bib", "references.bib")
    assert not faults
    titles = [plain(entry.fields["title"]) for entry in entries]
    assert len(titles) == 52
    allowed = {run for phrase in [*titles, *HEADINGS, *PRINTED] for run in runs(words(phrase))}
    return set(runs(words(body))) - allowed


def test_no_file_repeats_nine_words_of_the_article_in_a_row(theirs: set[tuple[str, ...]]) -> None:
    found = list(files())
    copied = []
    for path in found:
        repeated = [" ".join(run) for run in runs(words(path.read_text("utf-8"))) if run in theirs]
        copied += [f"{path.relative_to(ROOT)}: {run}" for run in repeated]
    assert copied == []
    assert len(found) > 100
    assert len(theirs) > 1500


def test_a_copied_sentence_would_be_seen(body: str, theirs: set[tuple[str, ...]]) -> None:
    sentence = " ".join(body.split()[:WORDS_IN_A_ROW])
    assert set(runs(words(f"label: {sentence.upper()},\n  and more"))) & theirs
    assert not set(runs(words(HEADINGS[0]))) & theirs


def test_the_headings_are_printed(text: str) -> None:
    assert set(HEADINGS) <= set(text.split("\n"))


def files() -> Iterator[Path]:
    for name in SEARCHED:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            hidden = any(part.startswith((".", "__pycache__", "node_modules")) for part in file.relative_to(ROOT).parts)
            if file.is_file() and file.suffix.removeprefix(".") in FORMATS and not hidden:
                yield file


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def runs(tokens: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(tokens[start:] for start in range(WORDS_IN_A_ROW)), strict=False)
