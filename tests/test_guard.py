"""What the guard refuses before the engine sees it, and what it must let through."""

from __future__ import annotations

import pytest

from evigraph.errors import QueryError
from evigraph.query import guard
from evigraph.query.dataset import Dataset
from evigraph.query.guard import check_query, is_steady, names_dataset

CALL = "SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }"


@pytest.mark.parametrize(
    "sparql",
    [
        f"SELECT * {{ {CALL} }}",
        f"SELECT * {{ {CALL.lower()} }}",
        "SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }",
        f"SELECT * {{ FILTER(?a<?b){CALL.replace('<', '#>' + chr(10) + '<', 1)} }}",
        f"PREFIX ex: <http://a/> SELECT * {{ ?s ex:a\\#b 1 . {CALL} }}",
        f"PREFIX ex: <http://a/> SELECT * {{ ?s ex:a\\'b 1 . {CALL} . ?s ex:a\\'b 2 }}",
        f"SELECT * {{ ?s ?p ?a FILTER(?a<?b#>'''\n) {CALL} #'''\n }}",
        f"SELECT * {{ ?s ?p ?a FILTER(?a<ex:b#>'''\n) {CALL} #'''\n }}",
        f"SELECT * {{ # a comment ends here\r {CALL} }}",
        "LOAD <http://127.0.0.1:1/>",
        f"SELECT * {{ ?s ?p ?o.{CALL} }}",
        f"SELECT * {{ ?s ?p 'a'@en.{CALL} }}",
        f"SELECT * {{ ?s ?p true{CALL} }}",
        f"SELECT * {{ ?s ?p 1e0{CALL} }}",
        f"PREFIX ex: <http://a/> SELECT * {{ ?s ?p ex:.{CALL} }}",
        "SELECT * { SERVICESILENT<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "SELECT * { SERVICESILENT?where{ ?s ?p ?o } }",
        "PREFIX ex: <http://a/> SELECT * { SERVICEex:a{ ?s ?p ?o } }",
        "PREFIX ex: <http://a/> SELECT * { SERVICESILENTex:a # {\n { ?s ?p ?o } }",
        "PREFIX : <http://a/> PREFIX service: <http://b/> SELECT * { SERVICE:a{ ?s ?p ?o } }",
    ],
)
def test_what_leaves_this_machine_is_refused(sparql: str) -> None:
    with pytest.raises(QueryError, match=r"SERVICE|LOAD"):
        check_query(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?service { ?service a <http://www.w3.org/ns/sparql-service-description#Service> }",
        'SELECT * { ?s ?p "SERVICE <http://a/> {}" }',
        "SELECT * { ?s ?p ?o } # LOAD <http://a/>",
        "PREFIX service: <http://a/> SELECT * { ?s service:load 1 ; service:service 2 }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (<http://a/#service>, <http://a/#load>)) }",
        "PREFIX webservice: <http://a/> SELECT * { ?s webservice:a ?o.?o webservice:b webservice:c }",
        "SELECT * { VALUES (?a ?b) { (<http://a/#x> <http://a/#y>) } }",
        "SELECT * { ?s ?p ?o FILTER(?o < 5 && ?o > 3) }",
    ],
)
def test_words_that_only_look_so_pass(sparql: str) -> None:
    check_query(sparql)


def test_from_names_the_graphs_that_are_asked(toy: Dataset) -> None:
    every = len(toy.select("SELECT ?s ?p ?o { ?s ?p ?o }"))
    one = len(toy.select(f"SELECT ?s ?p ?o FROM <{toy.base}source/graph/terms.yaml> {{ ?s ?p ?o }}"))
    assert 0 < one < every
    assert not len(toy.select("SELECT ?s FROM <http://example.org/nothing> { ?s ?p ?o }"))


def test_only_the_keyword_from_names_graphs() -> None:
    assert names_dataset("SELECT * FROM <http://a/> {}")
    assert names_dataset("ASKFROM<http://a/>{}")
    assert not names_dataset('PREFIX from: <http://a/> SELECT ?from { ?from from:x "FROM" }')


def test_answers_that_change_by_themselves_are_known() -> None:
    assert is_steady("SELECT ?now { ?now ?p 'NOW()' }")
    assert not is_steady("SELECT (now() AS ?t) {}")
    assert not is_steady("SELECT * { BIND(RAND() AS ?r) }")
    assert not is_steady("SELECT * { ?s ?p ?o } ORDER BYNOW()")
    assert not is_steady("ASK { FILTERRAND() }")
    assert is_steady("SELECT * { ?s ?p 'known, randomized' }")


def test_words_are_counted_without_space_around_them() -> None:
    with pytest.raises(QueryError, match="OPTIONAL"):
        check_query("SELECT * {" + "?s ?p ?o.OPTIONAL{}" * 500 + "}")


def test_a_text_is_looked_at_once_unless_it_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(guard, "_check_readings", looked.append)
    short, long = "ASK { } # once", f"ASK {{ }} # {'x' * 20_000}"
    for sparql in (short, long, short, long):
        check_query(sparql)
    assert looked == [short, long, long]


def test_what_is_refused_is_refused_again() -> None:
    for _ in range(2):
        with pytest.raises(QueryError, match="SERVICE"):
            check_query(f"SELECT * {{ {CALL} }} # twice")
