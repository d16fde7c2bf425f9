"""Loading: identifiers, citations, works, graphs, settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evigraph.article.printed import MAX_SPAN, expand_cluster, numbers_of
from evigraph.build import build
from evigraph.check import check_workspace
from evigraph.impact import impact
from evigraph.load.dataset import _parse, load_quads, source_hashes
from evigraph.load.schema import read_schema
from evigraph.load.workspace import Workspace, package_data
from evigraph.ns import BASE, CITO, EV, PREFIXES
from evigraph.query.nodes import Nodes
from evigraph.trace.describe import describe
from sample import ARTICLE, BENEFIT, STRUCTURE, TABLES, TERMS, workspace

SCHEMA = read_schema(Workspace(package_data()))


def loaded(folder: Path, edits: Iterable[Any] = ()) -> list[ox.Quad]:
    """The quads of the edited example, which must load without a fault."""
    quads, findings = load_quads(workspace(folder, list(edits)))
    assert not findings, findings
    return quads


def subjects(quads: Iterable[ox.Quad], base: str = BASE) -> set[str]:
    return {str(quad.subject.value).removeprefix(base) for quad in quads}  # type: ignore[union-attr]


def objects(quads: Iterable[ox.Quad], subject: str, predicate: str) -> list[str]:
    return [
        str(quad.object.value).removeprefix(BASE)  # type: ignore[union-attr]
        for quad in quads
        if quad.subject == ox.NamedNode(BASE + subject) and quad.predicate.value == predicate
    ]


def test_identifiers(tmp_path: Path) -> None:
    """One of each kind in records.yaml, minted as its template says."""
    expected = {
        "terms": "term/early-walking",
        "studies": "study/first-day",
        "cohorts": "study/first-day/walking",
        "results": "study/first-day/walking/independent-walking.proportion.P30D",
        "article": "example-2024",
        "sections": "example-2024/section/benefit",
        "textParts": "example-2024/text/body",
        "entries": "example-2024/ref/1",
        "works": "work/walker-2020",
        "creator": "work/walker-2020/author/2",
        "sentences": "example-2024/passage/benefit.1.1",
        "segments": "example-2024/passage/title.0.0/segment/1",
        "citations": "example-2024/passage/safety.1.2/group/1",
        "tables": "example-2024/table/1",
        "columns": "example-2024/table/1/column/walking",
        "footnotes": "example-2024/table/1/footnote/day-30",
        "rows": "example-2024/passage/table-1.2",
        "cells": "example-2024/table/1/cell/2.walking",
        "claims": "example-2024/claim/early-walking-restores-independence",
        "quantities": "example-2024/claim/early-walking-restores-independence/rest-rate",
        "responses": "response/missing-cells.0a1b2c3d4e",
        "standings": "standing/walker-2020.corrected",
        "proposition": "proposition/early-walking.improves.independent-walking.versus.bed-rest.of.hip-fracture",
    }
    # No work of this workspace has an editor or a translator; they are identified as authors are.
    assert expected.keys() | {"editors", "translators"} == SCHEMA.kinds.keys()
    found = subjects(loaded(tmp_path / "w", STRUCTURE))
    assert set(expected.values()) <= found, set(expected.values()) - found
    assert "study/first-day/walking/fall.proportion" in found
    assert "example-2024/author/1" in found


def test_there_are_no_blank_nodes(tmp_path: Path) -> None:
    for quad in loaded(tmp_path / "w", STRUCTURE):
        assert isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal)


def test_places_of_records(tmp_path: Path) -> None:
    quads = loaded(tmp_path / "w")
    assert objects(quads, "term/fall", f"{EV}definedAt") == ["graph/terms.yaml:46:3"]
    assert objects(quads, "work/stillman-2022", f"{EV}definedAt") == ["references.bib:24:1"]
    assert objects(quads, "example-2024/ref/2", f"{EV}definedAt") == [f"{ARTICLE}:27:5"]


def test_a_duplicate_names_both_places(tmp_path: Path) -> None:
    edits = [{"file": TERMS, "old": "- id: bed-rest", "new": "- id: early-walking"}]
    _, [finding] = load_quads(workspace(tmp_path / "w", edits))
    assert (finding.code, str(finding.place)) == ("duplicate-id", "graph/terms.yaml:20:7")
    assert "as the one at graph/terms.yaml:14:3 has" in finding.message


def test_a_proposition_may_be_shared(tmp_path: Path) -> None:
    """Two claims that say the same have one proposition: it is no duplicate."""
    text = (package_data() / "src/evigraph/start" / BENEFIT).read_text("utf-8")
    again = text.replace("early-walking-restores-independence", "said-again")
    quads = loaded(tmp_path / "w", [{"file": BENEFIT.replace("benefit", "again"), "new": again}])
    first = objects(quads, "example-2024/claim/early-walking-restores-independence", f"{EV}proposition")
    assert first == objects(quads, "example-2024/claim/said-again", f"{EV}proposition") != []
    assert len(objects(quads, first[0], f"{EV}definedAt")) == 2


CLUSTERS = [
    ("5", [5]), ("5,7", [5, 7]), ("5-9", [5, 6, 7, 8, 9]), ("16,18,29-32", [16, 18, 29, 30, 31, 32]),
    ("5–7", [5, 6, 7]), ("5 - 7 , 9", [5, 6, 7, 9]), ("9,5", [9, 5]), ("3-3", [3]), ("50,51", [50, 51]),
]  # fmt: skip


@pytest.mark.parametrize(("cluster", "numbers"), CLUSTERS)
def test_clusters(cluster: str, numbers: list[int]) -> None:
    assert expand_cluster(cluster) == numbers


@pytest.mark.parametrize(
    ("cluster", "why"),
    [("9-5", "runs backwards"), ("", "neither"), ("5,", "neither"), ("a", "neither"), ("5;6", "neither"),
     ("-5", "neither"), ("5--7", "neither"), ("5-6-7", "neither"), ("1.5", "neither"), ("123456", "neither"),
     (f"1-{MAX_SPAN + 2}", "spans more than"), ("1-99999", "spans more than")],
)  # fmt: skip
def test_clusters_that_cannot_be(cluster: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        expand_cluster(cluster)


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(0, 30)), min_size=1, max_size=8), st.sampled_from("-–—‐‑−"))
def test_any_cluster_expands_to_what_it_was_made_of(parts: list[tuple[int, int]], dash: str) -> None:
    printed = ",".join(str(first) if not span else f"{first}{dash}{first + span}" for first, span in parts)
    assert expand_cluster(printed) == [number for first, span in parts for number in range(first, first + span + 1)]


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("[1–3; 7]", (1, 2, 3, 7)),
        ("[1][2]", (1, 2)),
        ("^{9,10}", (9, 10)),
        ("⁵⁻⁷", (5, 6, 7)),
        ("[^2]", (2,)),
        ("1 2", ()),
        ("3-1", ()),
        ("[]", ()),
    ],
)
def test_a_cluster_is_read_with_whatever_signs_it_is_printed(printed: str, numbers: tuple[int, ...]) -> None:
    assert numbers_of(printed) == numbers


def test_citations_of_passages_and_rows(tmp_path: Path) -> None:
    quads = loaded(tmp_path / "w")
    entries = ["example-2024/ref/1", "example-2024/ref/2"]
    assert objects(quads, "example-2024/passage/safety.1.2/group/1", f"{EV}expandsTo") == entries
    assert objects(quads, "example-2024/passage/safety.1.2", f"{CITO}cites") == entries
    assert objects(quads, "example-2024/passage/table-1.3", f"{CITO}cites") == entries[1:]


def test_a_single_row_needs_no_list(tmp_path: Path) -> None:
    table = 'tables:\n- number: "1"\n  caption: c\n  columns: {id: a, order: "1", header: A}\n'
    table += '  rows:\n    row: "1"\n    citations: {cluster: "2"}\n    cells: {column: a, text: x}\n'
    quads, _ = load_quads(workspace(tmp_path / "w", [{"file": TABLES, "new": table}]))
    assert objects(quads, "example-2024/passage/table-1.1", f"{CITO}cites") == ["example-2024/ref/2"]


def test_a_finer_citation_implies_the_plain_one(tmp_path: Path) -> None:
    quads = loaded(tmp_path / "w")
    claim = "example-2024/claim/early-walking-restores-independence"
    for predicate in (f"{CITO}cites", f"{CITO}citesAsEvidence", f"{EV}restsOn"):
        assert set(objects(quads, claim, predicate)) == {"work/walker-2020"}


@pytest.mark.parametrize("key", ["walker-2020", "Walker-2020"])
def test_the_same_work_listed_twice(tmp_path: Path, key: str) -> None:
    head = "@article{stillman-2022,"
    edits = [
        {"file": ARTICLE, "old": "  - stillman-2022", "new": "  - stillman-2022\n  - again"},
        {"file": "references.bib", "old": head, "new": f"@article{{again,\n  sameas = {{{key}}},\n}}\n\n{head}"},
    ]
    quads = loaded(tmp_path / "w", edits)
    references = "http://purl.org/spar/biro/references"
    assert objects(quads, "example-2024/ref/3", references) == ["work/walker-2020"]
    assert objects(quads, "example-2024/ref/3", f"{EV}key") == ["again"]
    assert "work/again" not in subjects(quads)


def test_a_reference_that_the_bibliography_lacks(tmp_path: Path) -> None:
    edits = [{"file": ARTICLE, "old": "  - stillman-2022", "new": "  - stillman-2020"}]
    quads, [finding] = load_quads(workspace(tmp_path / "w", edits))
    assert (finding.code, str(finding.place)) == ("dangling-reference", f"{ARTICLE}:27:5")
    assert finding.hint == "Did you mean 'stillman-2022'?"
    assert "example-2024/ref/1" in subjects(quads)


def test_one_named_graph_for_each_file(tmp_path: Path) -> None:
    new = workspace(tmp_path / "w")
    quads, _ = load_quads(new)
    names = {str(quad.graph_name.value) for quad in quads}  # type: ignore[union-attr]
    assert names == {f"{BASE}source/{source.name}" for source in new.sources()} | {f"{BASE}source/places"}
    assert len(names) == 10
    claims = {str(quad.graph_name.value) for quad in quads if quad.object == ox.NamedNode(f"{EV}Claim")}  # type: ignore[union-attr]
    assert {name.rpartition("/")[2] for name in claims} == {"benefit.yaml", "safety.yaml", "title.yaml"}
    assert source_hashes(new).keys() == {source.name for source in new.sources()}


def test_the_default_graph_is_the_union(tmp_path: Path) -> None:
    """A path through five files, asked for without naming a graph; and the same through rdflib."""
    dataset = build(workspace(tmp_path / "w")).dataset
    path = """SELECT DISTINCT ?study WHERE { ?claim a ev:Claim ; ev:statedIn/cito:cites/biro:references ?work .
        ?study ev:reportedIn ?work ; ev:hasCohort/ev:receives/skos:prefLabel "early walking" }"""
    found = {str(row[0].value) for row in dataset.select(path).rows}
    assert found == {f"{BASE}study/first-day", f"{BASE}study/ward-falls"}
    rows = dataset.rdf.query(path, initNs=PREFIXES)
    assert {str(row[0]) for row in rows} == found  # type: ignore[index]


def test_a_base_of_ones_own(tmp_path: Path) -> None:
    base = "https://example.org/source/places/of/"
    new = workspace(tmp_path / "w", [{"file": "graph/workspace.yaml", "new": f"base: {base}\n"}])
    quads, findings = load_quads(new)
    assert not findings
    own = subjects(quads, base)
    assert "study/first-day/walking" in own and not any(name.startswith(BASE) for name in own)
    assert not any(BASE in str(quad) for quad in quads)
    assert build(new).dataset.base == base


@pytest.mark.parametrize(
    "base", ["x", "https://example.org", "ftp://example.org/", "https://example.org/?a/", "https://a b/"]
)
def test_a_base_that_cannot_be(tmp_path: Path, base: str) -> None:
    new = workspace(tmp_path / "w", [{"file": "graph/workspace.yaml", "new": f'base: "{base}"\n'}])
    quads, [finding] = load_quads(new)
    assert (finding.code, str(finding.place)) == ("bad-base", "graph/workspace.yaml:1:7")
    assert "term/fall" in subjects(quads)


def test_a_key_may_hold_signs_that_mean_something_in_an_identifier(tmp_path: Path) -> None:
    """A work is named by its key wherever an author names it; its identifier is percent-encoded."""
    key = "DBLP:journals/müller_20"
    made = workspace(tmp_path / "w")
    named = 0
    for path in (*made.root.rglob("*.yaml"), made.root / "references.bib"):
        text = path.read_text("utf-8")
        named += text.count("walker-2020")
        path.write_text(text.replace("walker-2020", key if path.suffix == ".bib" else f"'{key}'"), "utf-8")
    standing = f"standings:\n- {{work: '{key}', status: corrected, asOf: 2024-05-01, toldBy: us, matchedBy: by-doi}}\n"
    (made.root / "graph" / "standing.yaml").write_text(standing, "utf-8")
    assert named == 10
    assert check_workspace(made)[1] == []
    dataset = build(made).dataset
    nodes, work = Nodes(dataset), f"{dataset.base}work/DBLP%3Ajournals%2Fm%C3%BCller_20"
    assert nodes.one(f"{dataset.base}example-2024/ref/1", "biro:references") == work
    assert len(nodes.into("ev:restsOn", work)) == len(nodes.into("ev:standingOf", work)) == 1
    assert describe(dataset, key) == describe(dataset, f"work/{key}") == describe(dataset, work)
    assert [reference.key for reference in impact(dataset, [key]).references] == [key]


@pytest.mark.parametrize("key", ["../../etc", "http://e.org/1", "a//b", "x/../y", "'", "a/.", ".."])
def test_a_key_that_is_a_path_or_an_address_is_refused(tmp_path: Path, key: str) -> None:
    made = workspace(tmp_path / "w")
    bib = made.root / "references.bib"
    bib.write_text(bib.read_text("utf-8") + f"@misc{{{key},\n  title = {{T}},\n}}\n", "utf-8")
    assert [finding.code for finding in check_workspace(made)[1]] == ["bad-id"]


def test_what_stands_for_no_work_is_none_in_the_graph(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    bib = made.root / "references.bib"
    bib.write_text(bib.read_text("utf-8") + "@xdata{x, publisher = {P}}\n@set{s, entryset = {a}}\n", "utf-8")
    assert check_workspace(made)[1] == []
    assert not {"work/x", "work/s"} & subjects(load_quads(made)[0])


def test_links_lead_where_the_context_says() -> None:
    """Loading puts the base of a link before its values; a parser that knows the whole context finds the same."""
    schema = read_schema(Workspace(Path(__file__).parent / "toy"))
    assert schema.bases["restsOn"] == "../work/" and len(schema.bases) > 40
    assert not any("@context" in value for value in schema.plain_context.values() if isinstance(value, dict))
    works = ["lee-2020", "a%2Fb", "https://a.example/x", "ev:x", "/y", "../z", "./w"]
    result = {"id": "study/1/result/1", "type": "Result", "outcome": "crs", "attributedTo": works}
    claim = {"id": "claim/a", "type": "Claim", "subject": ["crs"], "supports": "b", "quantities": [result]}
    nodes: list[dict[str, Any]] = [{**claim, "restsOn": works, "label": "Of ten: all/none", "certainty": "asserted"}]
    base = "https://a.example/id/article/"
    document = {"@context": [{"@base": base}, schema.context], "@graph": nodes}
    whole = {quad.triple for quad in ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)}
    assert set(_parse(nodes, base, schema)) == whole
    assert len(whole) > 20
    # What a workspace's own schema may say besides is the parser's to understand.
    more: tuple[Any, ...] = ({"@base": "https://b.example/y/"}, [{"@base": "x/"}], [], None)
    for other in (*more, {"@base": "https://b.example/y"}, {"@base": "a/b"}, {"@base": "x/", "@language": "en"}):
        own = {**schema.context, "restsOn": {**schema.context["restsOn"], "@context": other}}
        changed = replace(schema, context=own)
        assert "restsOn" not in changed.bases and changed.plain_context["restsOn"]["@context"] == other
        document["@context"] = [{"@base": base}, own]
        whole = {quad.triple for quad in ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)}
        assert set(_parse(nodes, base, changed)) == whole
