"""Virtuoso, which holds the export of a corpus, answers the questions about it as our own engine does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpora import built
from evigraph.corpus.asking import open_corpus, standard
from evigraph.corpus.export import export
from evigraph.query import Dataset, Table, find_question
from evigraph.remote import open_store
from test_corpus_questions import ASKED, NAMES
from virtuoso import reason_not_to_run, virtuoso

pytestmark = pytest.mark.skipif(bool(reason_not_to_run()), reason=reason_not_to_run() or "-")

SECONDS = 60


def terms(dataset: Dataset, name: str) -> list[tuple[str, ...]]:
    answer = find_question(standard(), name).ask(dataset, ASKED.get(name, {}))
    assert isinstance(answer, Table)
    return [tuple(str(row[column]) for column in answer.columns) for row in answer]


def test_every_question_gives_the_same_rows(tmp_path: Path) -> None:
    built(tmp_path / "c")
    export(tmp_path / "c", tmp_path / "corpus.nq")
    here = open_corpus(tmp_path / "c")
    (tmp_path / "v").mkdir()
    with virtuoso(tmp_path / "v", (tmp_path / "corpus.nq").read_bytes()) as address:
        there = open_store(address, standard(), SECONDS)
        assert there.base == here.base
        answers = {name: (terms(there, name), terms(here, name)) for name in NAMES}
        program = "from evigraph.cli import main; main()"
        asked = ["--store", address, "corpus", "query", "works-cited-together", "-p", "least=2", "--format", "csv"]
        printed = subprocess.run([sys.executable, "-c", program, *asked], capture_output=True, text=True, check=True)
    for name, (found, expected) in answers.items():
        assert found == expected, name
    assert all(expected for _, expected in answers.values()) and len(answers) == len(NAMES)
    assert "Tarpelimab for relapsing nodular vasculitis" in printed.stdout
