"""Virtuoso, a store that shares nothing with our engine, gives the rows of the embedded graph."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from evigraph.errors import QueryError, StoreError
from evigraph.export import export
from evigraph.listing import KINDS, counts, listing
from evigraph.query import Dataset, Table, Triples
from evigraph.remote import RemoteDataset, open_store
from evigraph.trace import describe, find, find_claim, ladder_text, trace
from test_queries import CASES, NUMBER_OF_QUESTIONS, QUESTIONS, Case, asked
from virtuoso import PAGE, ROWS, reason_not_to_run, virtuoso

pytestmark = pytest.mark.skipif(bool(reason_not_to_run()), reason=reason_not_to_run() or "-")

SECONDS = 60
"""Long for a loaded machine; one start of Virtuoso serves all that is asked of a graph."""
PROGRAM = "from evigraph.cli import main; main()"


def terms(table: Table) -> list[tuple[str, ...]]:
    """Every cell with its type and language."""
    return [tuple(str(row[name]) for name in table.columns) for row in table]


def differs(case: Case, here: Dataset, there: RemoteDataset) -> bool:
    expected = asked(case, here)
    found = asked(case, there)
    assert len(expected) > 0
    return (found.columns, terms(found)) != (expected.columns, terms(expected))


def same_rows(name: str, here: Dataset, there: RemoteDataset) -> None:
    cases = [case for case in CASES if case.graph == name]
    assert {case.question for case in cases} == set(QUESTIONS)
    assert len(cases) >= NUMBER_OF_QUESTIONS
    assert [str(case) for case in cases if differs(case, here, there)] == []


def same_lists_counts_searches_and_walks(here: Dataset, there: RemoteDataset) -> None:
    for kind in KINDS:
        assert listing(there, kind, {}).shown() == listing(here, kind, {}).shown(), kind
    assert counts(there)[:-1] == counts(here)[:-1]
    nodes = [str(row[0]) for kind in KINDS for row in listing(here, kind, {}).shown()[:3] if "/" in str(row[0])]
    assert len(nodes) >= 9
    for node in nodes:
        # Where a record is authored is no part of an export.
        assert describe(there, node) == [row for row in describe(here, node) if row[1] != "ev:definedAt"]
    claims = [row[0] for row in listing(here, "claims", {}).shown()[:5]]
    for claim in claims:
        iri = find_claim(there, claim)
        assert iri == find_claim(here, claim)
        assert ladder_text(trace(there, iri)) == ladder_text(trace(here, iri))
    words = listing(here, "terms", {}).shown()[0][1]
    assert find(there, words) == find(here, words) != []


def same_triples_and_truths(here: Dataset, there: RemoteDataset) -> None:
    construct = "CONSTRUCT { ?claim ev:certainty ?how } WHERE { ?claim a ev:Claim ; ev:certainty ?how }"
    answers = [dataset.query(construct) for dataset in (here, there)]
    texts = [answer.serialize("nt") for answer in answers if isinstance(answer, Triples)]
    assert len(texts) == 2
    assert texts[0] == texts[1] != ""
    assert there.query("ASK { ?claim a ev:Claim }") is True
    assert there.query("ASK { ?claim a ev:Clam }") is False
    assert there.base == here.base


def refuses_or_cuts(there: RemoteDataset) -> None:
    with pytest.raises(QueryError, match=r"The store refuses the query \(400 Bad Request\): .*syntax error"):
        there.query("SELECT ?a WHERE { ?a ?b }")
    with pytest.raises(StoreError, match=f"no more than {ROWS:,} rows"):
        there.query("SELECT * { ?a ?b ?c ; ?d ?e }")


def same_print(here: Dataset, there: RemoteDataset) -> None:
    claim = listing(here, "claims", {}).shown()[0][0]
    commands = (("query", "reference-list"), ("list", "claims", "--format", "csv"), ("trace", claim))
    for command in commands:
        printed = [
            subprocess.run(
                [sys.executable, "-c", PROGRAM, "-C", str(here.workspace.root), *more, *command],
                capture_output=True,
                text=True,
                check=True,
                timeout=SECONDS,
            ).stdout
            for more in ((), ("--store", str(there.client.address), "--timeout", str(SECONDS)))
        ]
        assert printed[0] == printed[1] != "", command


def documented_commands_run(there: RemoteDataset) -> None:
    commands = re.findall(r"^\$ evigraph (--store .*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        arguments = shlex.split(command.replace("http://localhost:8890/sparql", str(there.client.address)))
        run = [sys.executable, "-c", PROGRAM, "--timeout", str(SECONDS), *arguments]
        result = subprocess.run(run, capture_output=True, text=True, check=True, timeout=SECONDS)
        assert result.stdout, command


@pytest.mark.parametrize("name", ["article", "toy"])
def test_virtuoso_gives_the_same_answers(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    here: Dataset = request.getfixturevalue(name)
    with virtuoso(tmp_path, export(here, "nq")) as url:
        there = open_store(url, here.workspace, SECONDS)
        same_rows(name, here, there)
        same_lists_counts_searches_and_walks(here, there)
        same_triples_and_truths(here, there)
        refuses_or_cuts(there)
        same_print(here, there)
        if name == "article":
            documented_commands_run(there)
