"""A finished corpus, ready to be asked."""

from __future__ import annotations

from pathlib import Path

from evigraph.corpus.manifest import read_manifest
from evigraph.corpus.store import open_store
from evigraph.errors import InputError
from evigraph.load.workspace import Workspace, package_data
from evigraph.query.dataset import Dataset

QUESTIONS = "queries/corpus"


def open_corpus(folder: Path) -> Dataset:
    """The corpus in a folder.

    Raises:
        InputError: there is none, it is not finished, or it was built without a store.
    """
    read_manifest(folder)
    if not (folder / "store").exists():
        raise InputError(f"{folder} was built without a store. Build it again without --no-store, or ask one: --store.")
    return Dataset(open_store(folder / "store"), Workspace(folder.resolve(), questions=QUESTIONS))


def standard() -> Workspace:
    """The questions about a corpus that evigraph carries, where no corpus is at hand."""
    return Workspace(package_data(), questions=QUESTIONS)
