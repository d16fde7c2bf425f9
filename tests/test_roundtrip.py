"""From YAML to RDF and back: nothing is dropped or changed on the way, whoever parses it."""

from __future__ import annotations

import decimal
import json
import unicodedata
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evigraph.load import dataset as loading
from evigraph.load.dataset import load_quads
from evigraph.load.records import Minter
from evigraph.load.schema import read_schema
from evigraph.load.workspace import Workspace, package_data
from evigraph.ns import BASE, CITO, EV, RDF, XSD
from evigraph.read import Text, parse_yaml
from sample import STRUCTURE, STUDIES, workspace

SCHEMA = read_schema(Workspace(package_data()))


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib's own JSON-LD parser uses both
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_the_same_rdf_from_rdflib_and_oxigraph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document the loader makes, parsed by both: the same IRIs, the same literals as written."""
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    documents: list[str] = []
    parse = ox.parse

    def noting(*text: Any, **options: Any) -> Any:
        documents.extend(text)
        return parse(*text, **options)

    monkeypatch.setattr(ox, "parse", noting)
    edits = [*STRUCTURE, {"file": STUDIES, "old": 'medianAge: "81"', "new": 'medianAge: "081.50"'}]
    quads, findings = load_quads(workspace(tmp_path / "w", edits))
    assert not findings
    assert len(documents) == 11
    asserted = {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}
    peer = set()
    for text in documents:
        graph = rdflib.Dataset().parse(data=text, format="json-ld")
        peer |= {tuple(plain(term) for term in triple) for triple in graph.triples((None, None, None))}
    implied = {(s, p, o) for s, p, o in asserted if p in (f"<{CITO}cites>", f"<{RDF}type>")}
    assert peer <= asserted
    assert asserted - implied <= peer
    assert len(peer) > 500


def plain(term: Any) -> str:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return str(ox.NamedNode(str(term)))
    assert isinstance(term, rdflib.Literal), term
    datatype = str(term.datatype) if term.datatype else f"{XSD}string"
    return str(ox.Literal(str(term), datatype=ox.NamedNode(datatype)))


def asked(text: str, kind: str = "claims") -> ox.Store:
    """The store of one record, without a workspace around it."""
    tree, findings = parse_yaml(text, "f.yaml")
    assert tree is not None and not findings, findings
    minter = Minter(SCHEMA)
    nodes = [node for record in tree[kind] if (node := minter.mint(kind, record))]
    assert not minter.findings, minter.findings
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in loading._parse(nodes, f"{BASE}a/", SCHEMA))
    return store


def one(store: ox.Store, sparql: str) -> list[str | None]:
    [row] = store.query(f"PREFIX ev: <{EV}> {sparql}")  # type: ignore[misc]
    return [None if value is None else str(value.value) for value in row]


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [("0.80", "0.8"), ("36", "36"), ("18.90", "18.9"), ("007.0", "7"), (".5", "0.5"), ("-3.10", "-3.1")],
)
def test_a_number_keeps_its_printed_form_beside_its_value(printed: str, canonical: str) -> None:
    text = f'claims:\n- id: c\n  quantities:\n  - {{id: q, value: "{printed}", asPrinted: "{printed}"}}\n'
    found = one(asked(text), "SELECT ?p ?v (DATATYPE(?v) AS ?t) WHERE { ?q ev:asPrinted ?p ; ev:value ?v }")
    assert found == [printed, canonical, f"{XSD}decimal"]


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6),
    st.text("0", max_size=3),
)
def test_any_decimal_goes_round(number: decimal.Decimal, zeros: str) -> None:
    printed = f"{number:f}{zeros}"
    text = f'claims:\n- id: c\n  quantities:\n  - {{id: q, value: "{printed}", asPrinted: "{printed}"}}\n'
    found = one(asked(text), "SELECT ?p ?v ((?v * 2) AS ?double) WHERE { ?q ev:asPrinted ?p ; ev:value ?v }")
    assert found[0] == printed
    assert decimal.Decimal(found[1] or "") == number
    assert decimal.Decimal(found[2] or "") == number * 2


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff")


@given(st.text(LETTERS, min_size=1, max_size=60).filter(lambda text: bool(text.strip())))
def test_any_text_goes_round(label: str) -> None:
    text = f"claims:\n- id: c\n  label: {json.dumps(label, ensure_ascii=False)}\n"
    found = one(asked(text), "SELECT ?l WHERE { ?c <http://www.w3.org/2000/01/rdf-schema#label> ?l }")
    assert found == [unicodedata.normalize("NFC", label)]


NAMES = st.text("aB1._~!$&'()*+,;=:/?#@%[]-", min_size=1, max_size=6) | st.sampled_from(
    [
        "http://[",
        "%zz",
        "_:b",
        "@id",
        "@none",
        "http://a:b/",
        "mesh:D1",
        "ev:x#y",
        "//a",
        "a//b",
        ":a",
        "1:2",
        "https://a.org/%20#x",
    ]
)


@given(NAMES, st.sampled_from(["favours", "statedIn", "certainty", "type"]))
def test_a_name_is_refused_or_reaches_the_graph(name: str, key: str) -> None:
    """JSON-LD drops a malformed name without a word; none gets that far."""
    minter = Minter(SCHEMA)
    tree, _ = parse_yaml(f"claims:\n- id: c\n  {key}: {json.dumps(name)}\n", "f.yaml")
    assert tree is not None
    node = minter.mint("claims", tree["claims"][0])
    assert node is not None
    predicate = f"{RDF}type" if key == "type" else f"{EV}{key}"
    quads = [q for q in loading._parse([node], f"{BASE}a/", SCHEMA) if q.predicate.value == predicate]
    own = [q for q in quads if q.object != ox.NamedNode(f"{EV}Claim")]
    assert [finding.code for finding in minter.findings] == ["bad-reference"] * (1 - len(own))
    assert isinstance(tree["claims"][0][key], Text)
