"""Corpora for tests, built from four small articles of our own, and how they are compared."""

from __future__ import annotations

from pathlib import Path

from conftest import TESTS
from evigraph.build import open_dataset
from evigraph.corpus.build import Built, Readers, build, in_this_process
from evigraph.corpus.manifest import Settings
from evigraph.corpus.terms import Terms, terms_of
from evigraph.load.workspace import find_workspace

ARTICLES = "corpus/articles"
RETRACTED = "corpus/retracted.txt"
DOCUMENTS = 5
READ = DOCUMENTS - 1
"""One is refused."""


def toy_terms() -> Terms:
    return terms_of(open_dataset(find_workspace(TESTS / "toy")))


def settings(*sources: str, base: Path = TESTS, shards: int = 4) -> Settings:
    retracted = str(TESTS / RETRACTED)
    return Settings(sources or (ARTICLES,), str(base), shards, retracted, str(TESTS / "toy"))


def built(folder: Path, *sources: str, readers: Readers = in_this_process, base: Path = TESTS) -> Built:
    return build(folder, settings(*sources, base=base), toy_terms(), readers)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a corpus that its articles decide, by name: all but the store, which its engine writes."""
    apart = {"settings.json", ".lock"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(folder).parts and path.name not in apart
    }
