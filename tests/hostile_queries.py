"""Shapes of queries that kill or hang the engine, in any size."""

from __future__ import annotations

from collections.abc import Callable

PREFIX = "PREFIX : <http://a/> "

SHAPES: dict[str, Callable[[int], str]] = {
    "groups": lambda n: "SELECT * " + "{" * n + "?s ?p ?o" + "}" * n,
    "optionals": lambda n: "SELECT * {" + "OPTIONAL {" * n + "?s ?p ?o" + "}" * n + "}",
    "optionals in a row": lambda n: "SELECT * {" + "OPTIONAL { ?s ?p ?o } " * n + "}",
    "brackets": lambda n: "SELECT * { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "unions": lambda n: "SELECT * {" + " UNION ".join(["{ ?s ?p ?o }"] * n) + "}",
    "ors": lambda n: "SELECT * { FILTER(" + " || ".join(["1=1"] * n) + ") }",
    "ands": lambda n: "SELECT * { FILTER(" + " && ".join(["1=1"] * n) + ") }",
    "sums": lambda n: "SELECT * { FILTER(" + " + ".join(["1"] * n) + " > 0) }",
    "nots": lambda n: "SELECT * { FILTER(" + "!" * n + "true) }",
    "minus signs": lambda n: "SELECT * { FILTER(" + "- " * n + "1 < 5) }",
    "path steps": lambda n: PREFIX + "SELECT * { ?s " + "/".join([":p"] * n) + " ?o }",
    "path alternatives": lambda n: PREFIX + "SELECT * { ?s " + "|".join([":p"] * n) + " ?o }",
    "path inverses": lambda n: PREFIX + "SELECT * { ?s " + "^(" * n + ":p" + ")" * n + " ?o }",
    "path stars": lambda n: (
        "SELECT * { ?s (" + "|".join(["!<http://a/>"] * min(n, 50)) + ")* ?o . ?o !<http://b/>* ?x }"
    ),
    "collection": lambda n: "SELECT * { ?s ?p (" + " 1" * n + ") }",
    "nested collections": lambda n: "SELECT * { ?s ?p " + "(" * n + "1" + ")" * n + " }",
    "blank nodes": lambda n: "SELECT * { ?s ?p " + "[ ?p " * n + "1" + "]" * n + " }",
    "triple terms": lambda n: "SELECT * { ?s ?p " + "<<( ?a ?b " * n + "1" + " )>>" * n + " }",
    "subqueries": lambda n: "SELECT * {" + "{ SELECT * {" * n + "?s ?p ?o" + "} }" * n + "}",
    "exists": lambda n: "SELECT * {" + "FILTER EXISTS {" * n + "?s ?p ?o" + "}" * n + "}",
    "graphs": lambda n: "SELECT * {" + "GRAPH ?g {" * n + "?s ?p ?o" + "}" * n + "}",
    "minus": lambda n: "SELECT * { ?s ?p ?o " + "MINUS { ?s ?p ?o " * n + "}" * n + "}",
    "binds": lambda n: "SELECT * {" + " ".join(f"BIND({i} AS ?v{i})" for i in range(n)) + "}",
    "values": lambda n: "SELECT * { VALUES ?x {" + " 1" * n + "} }",
    "doubling": lambda n: (
        'SELECT (STRLEN(?x) AS ?n) { BIND("aaaaaaaa" AS ?x0) '
        + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(min(n, 60)))
        + f" BIND(?x{min(n, 60)} AS ?x) }}"
    ),
    "products": lambda n: (
        "SELECT * {" + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(min(n, 200))) + "} ORDER BY ?a0"
    ),
    "counted products": lambda n: (
        "SELECT (COUNT(*) AS ?n) {" + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(min(n, 200))) + "}"
    ),
    "ifs": lambda n: "SELECT * { BIND(" + "IF(true, " * n + "1" + ", 2)" * n + " AS ?x) }",
    "in lists": lambda n: "SELECT * { ?s ?p ?o FILTER(?o IN (" + ", ".join(["1"] * n) + ")) }",
    "regex": lambda n: 'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "' + "(a+)+" * min(n, 500) + '$")) }',
    "long string": lambda n: 'SELECT * { ?s ?p "' + "x" * n + '" }',
    "prefixes": lambda n: "".join(f"PREFIX p{i}: <http://a/{i}> " for i in range(n)) + "ASK {}",
    "construct": lambda n: "CONSTRUCT {" + " ".join(["?s ?p ?o ."] * n) + "} WHERE { ?s ?p ?o }",
}
SIZES = (30, 300, 3000, 30_000)
