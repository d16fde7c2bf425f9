"""Clients that people use run the shipped questions and get the rows of `evigraph query`."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from evigraph.query import Dataset, Table, questions, read_question
from evigraph.remote import open_store
from peer import NODE, reason_not_to_run
from serving import Server, serving

Rows = list[tuple[str | None, ...]]


@pytest.fixture(scope="module")
def server(article: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("serve") / "log"
    with serving(article.workspace.root, "--workers", "2", log=log) as running:
        yield running


@pytest.fixture(scope="module")
def asked(article: Dataset) -> list[tuple[str, str, Table]]:
    """Every shipped question: its name, its SPARQL, and the rows the command line prints."""
    found = []
    for name, path in questions(article.workspace).items():
        question = read_question(path)
        table = question.ask(article)
        assert isinstance(table, Table)
        found.append((name, question.sparql, table))
    assert len(found) > 50
    return found


def rows_of(table: Table) -> Rows:
    """Each cell as its text, in the order of the columns."""
    return [tuple(getattr(row[name], "value", None) for name in table.columns) for row in table]


def rows_of_json(document: dict[str, Any]) -> Rows:
    columns = document["head"]["vars"]
    return [tuple(row.get(name, {}).get("value") for name in columns) for row in document["results"]["bindings"]]


def test_sparqlwrapper(server: Server, asked: list[tuple[str, str, Table]]) -> None:
    for number, (name, sparql, table) in enumerate(asked):
        wrapper = SPARQLWrapper(server.sparql)
        # It takes a word such as "with" in a comment for an update.
        wrapper.setQuery("\n".join(line for line in sparql.splitlines() if not line.startswith("#")))
        wrapper.setReturnFormat(JSON)
        if number % 2:
            wrapper.setMethod(POST)
        answer = wrapper.query().convert()
        assert isinstance(answer, dict)
        assert rows_of_json(answer) == rows_of(table), name


def test_the_sparql_store_of_rdflib(server: Server, asked: list[tuple[str, str, Table]]) -> None:
    graph = rdflib.Graph(store=SPARQLStore(server.sparql, method="POST_FORM"))
    for name, sparql, table in asked:
        found = graph.query(sparql)
        assert found.vars is not None
        columns = [str(column) for column in found.vars]
        assert sorted(columns) == sorted(table.columns)
        answer = [tuple(None if row[c] is None else str(row[c]) for c in table.columns) for row in found]  # type: ignore[index,call-overload]
        assert answer == rows_of(table), name
    assert (None, rdflib.RDF.type, rdflib.URIRef("https://w3id.org/evigraph/ns#Claim")) in graph


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl(server: Server, asked: list[tuple[str, str, Table]], tmp_path: Path) -> None:
    for name, sparql, table in asked[::5]:
        file = tmp_path / "query.rq"
        file.write_text(sparql, "utf-8")
        result = subprocess.run(
            ["curl", "--silent", "--fail", "--compressed", "--data-urlencode", f"query@{file}", server.sparql],
            capture_output=True,
            check=True,
            timeout=60,
        )
        assert rows_of_json(json.loads(result.stdout)) == rows_of(table), name


NO_COMUNICA = reason_not_to_run("@comunica/query-sparql")


@pytest.mark.skipif(bool(NO_COMUNICA), reason=NO_COMUNICA or "-")
def test_comunica(server: Server, asked: list[tuple[str, str, Table]]) -> None:
    """Told that its source is a SPARQL endpoint, it sends each question whole; else it would take it apart."""
    wanted = {name: {"sparql": sparql, "columns": table.columns} for name, sparql, table in asked}
    result = subprocess.run(
        ["node", "comunica.js"],
        cwd=NODE,
        input=json.dumps({"endpoint": server.sparql, "questions": wanted}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    answers = json.loads(result.stdout)
    assert len(answers) == len(asked)
    for name, _, table in asked:
        assert answers[name] == {"rows": [list(row) for row in rows_of(table)], "requests": 1}, name


def test_evigraph_itself(server: Server, asked: list[tuple[str, str, Table]], article: Dataset) -> None:
    remote = open_store(server.sparql, article.workspace, 60)
    for name, sparql, table in asked:
        answer = remote.select(sparql)
        assert answer.columns == table.columns
        assert rows_of(answer) == rows_of(table), name
    assert remote.base == article.base
