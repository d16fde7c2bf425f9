"""The whole graph: what is drawn, where it stands, and how a part of it is chosen."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyvis.network import Network

from evigraph.api import Graph
from evigraph.build import build
from evigraph.errors import NotFound, QueryError
from evigraph.load.workspace import Workspace
from evigraph.network import to_networkx
from evigraph.ns import EV, RDF, SKOS
from evigraph.query.dataset import Dataset
from evigraph.view.graph import Wanted, graph_page, to_pyvis
from evigraph.view.graph.draw import Drawn, drawn
from evigraph.view.graph.kinds import colors, kinds, verb, wanted
from evigraph.view.graph.layout import SWEEPS
from evigraph.view.words import shortened
from hostile import HOSTILE, hostile_workspace
from test_view import Parsed

CLAIM = "emd-predicts-poor-blinatumomab-response"


@pytest.fixture(scope="module")
def whole(article: Dataset) -> Drawn:
    return drawn(article, Wanted())


@pytest.fixture(scope="module")
def page(article: Dataset) -> str:
    return graph_page(article)


def hostile_dataset(folder: Path) -> Dataset:
    """The toy with hostile labels, a label of 10,000 characters, and links that must not be followed."""
    dataset = build(Workspace(hostile_workspace(folder / "hostile"))).dataset.in_memory()
    attack = ox.NamedNode(f"{dataset.base}term/attack")
    dataset.store.extend(
        [
            ox.Quad(attack, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{EV}Therapy")),
            ox.Quad(attack, ox.NamedNode(f"{SKOS}prefLabel"), ox.Literal("long " + "x" * 10_000)),
            *(
                ox.Quad(attack, ox.NamedNode(f"{SKOS}exactMatch"), ox.NamedNode(address))
                for address in ("javascript:alert(1)", "data:text/html,x", "https://example.org/fine", "vbscript:x")
            ),
        ]
    )
    return dataset


def test_every_node_and_every_statement_is_drawn_once(article: Dataset, toy: Dataset) -> None:
    for dataset in (article, toy):
        graph, found = to_networkx(dataset), drawn(dataset, Wanted()).scene
        unused = {end for _, end, key in graph.edges(keys=True) if key == "ev:searchLink"}
        assert set(found.items) == set(graph) - unused and len(found.items) > 100
        statements = {(start, key, end) for start, end, key in graph.edges(keys=True) if key != "ev:searchLink"}
        assert {(one.start, one.predicate, one.end) for one in found.relations} == statements
        assert len(found.relations) == len(statements)
        members = [item.id for cluster in found.clusters for item in cluster.members]
        assert sorted(members) == sorted(found.items)


def test_every_class_of_the_article_has_a_kind_and_every_relation_a_verb(whole: Drawn) -> None:
    others = {item.id for item in whole.scene.items.values() if item.kind.name == "other"}
    assert not others
    said = {one.predicate for one in whole.scene.relations}
    assert not [name for name in said if "other end" in verb(name)[1]]


def test_nothing_stands_on_anything_else(whole: Drawn, toy: Dataset) -> None:
    for found in (whole, drawn(toy, Wanted()), drawn(toy, Wanted(types=("claim",)))):
        places = Counter((item.x, item.y) for item in found.scene.items.values())
        assert set(places.values()) == {1}
        for cluster in found.scene.clusters:
            left, top, width, height = cluster.box
            for item in cluster.members:
                assert left < item.x < left + width and top < item.y < top + height
            assert left >= -1 and left + width <= found.size[0] + 1
            assert top >= -1 and top + height <= found.size[1] + 1
        boxes = [cluster.box for cluster in found.scene.clusters]
        for index, one in enumerate(boxes):
            for other in boxes[:index]:
                aside = max(one[0] - other[0] - other[2], other[0] - one[0] - one[2])
                above = max(one[1] - other[1] - other[3], other[1] - one[1] - one[3])
                assert max(aside, above) >= 5


def test_columns_follow_the_evidence_and_blocks_the_article(whole: Drawn) -> None:
    left: dict[str, set[float]] = {}
    for cluster in whole.scene.clusters:
        left.setdefault(cluster.kind.name, set()).add(cluster.box[0])
    order = ["article", "section", "passage", "claim", "quantity", "reference", "work", "study", "cohort", "result"]
    columns = [left[name] for name in order]
    assert all(len(column) == 1 for column in columns)
    places = [min(column) for column in columns]
    assert places == sorted(places)
    top = {c.name: c.box[1] for c in whole.scene.clusters if c.kind.name == "claim"}
    assert list(top) == sorted(top, key=lambda name: top[name])
    assert next(iter(top)) == "Title" and list(top)[1] == "Introduction"
    terms = min(c.box[1] for c in whole.scene.clusters if c.kind.where == "terms")
    assert terms > max(c.box[1] + c.box[3] for c in whole.scene.clusters if c.kind.where == "path")
    assert 1.2 < whole.size[0] / terms < 3


def test_sweeps_shorten_the_lines(article: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def climbed() -> float:
        found = drawn(article, Wanted()).scene
        return sum(
            abs(found.items[one.start].y - found.items[one.end].y)
            for one in found.relations
            if {found.items[one.start].kind.where, found.items[one.end].kind.where} == {"path"}
        )

    swept = climbed()
    monkeypatch.setattr("evigraph.view.graph.layout.SWEEPS", 0)
    assert SWEEPS > 0 and swept < 0.85 * climbed()


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import hashlib, sys; from pathlib import Path; from conftest import built, TESTS; "
        "from evigraph.view.graph import graph_page; "
        "print(hashlib.sha256(graph_page(built(TESTS / 'toy', Path(sys.argv[1]))).encode()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", code, str(folder)]
        digests.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(digests) == 1


def test_people_read_words(whole: Drawn) -> None:
    items = whole.scene.items
    assert items["study/alcantara/all/complete-remission.proportion"].short == "36%"
    facts = dict(items["study/alcantara/all/complete-remission.proportion"].facts)
    assert facts["95% interval, computed"].startswith("23.6–50.6% (Wilson 95%, computed, from 36% of 45")
    assert facts["Where it is printed"] == "Table 1, row 5, column “CR, %”"
    assert items["study/alcantara/all"].short == "n = 45"
    assert items["work/abramson-2020"].short == "Abramson 2020"
    assert items["work/abramson-2020"].links[0] == (
        "doi:10.1016/S0140-6736(20)31366-0",
        "https://doi.org/10.1016/S0140-6736(20)31366-0",
    )
    assert items["proposition/active-trafficking.causes.chemotaxis"].label == "active trafficking causes chemotaxis"
    claim = items[f"molina-2021/claim/{CLAIM}"]
    assert claim.place.endswith("paragraph 4, sentence 1")
    assert not [item for item in items.values() if "w3id.org" in item.label + item.short + item.place]
    searched = [item for item in items.values() if item.links and item.links[0][0] == "search PubMed"]
    assert searched and all(item.links[0][1].startswith("https://pubmed.ncbi.nlm.nih.gov/?term=") for item in searched)


def test_a_part_by_type(article: Dataset) -> None:
    everything = drawn(article, Wanted()).scene.items.values()
    found = drawn(article, Wanted(types=("studies", "Therapy"))).scene.items.values()
    assert {item.kind.name for item in found} == {"study", "therapy"}
    assert sum(item.kind.name == "study" for item in found) == sum(item.kind.name == "study" for item in everything)
    assert {item.type for item in found if item.kind.name == "therapy"} == {"therapy"}
    assert wanted(["ev:Claim", "claim", "therapies"]) == ({"claim", "therapy"}, {"ev:Claim"})
    with pytest.raises(NotFound, match=r"no type 'studdy'.*study"):
        drawn(article, Wanted(types=("studdy",)))


def test_a_part_around_nodes_stops_at_hubs(article: Dataset) -> None:
    one = drawn(article, Wanted(around=(CLAIM,), hops=1))
    graph = one.graph
    name = f"molina-2021/claim/{CLAIM}"
    joined = {end for pair in (*graph.out_edges(name), *graph.in_edges(name)) for end in pair}
    assert set(one.scene.items) == joined - {"molina-2021"}, "belonging to the article brings nobody nearer"
    two = drawn(article, Wanted(around=(CLAIM,)))
    assert set(one.scene.items) < set(two.scene.items)
    claims = [item for item in two.scene.items.values() if item.kind.name == "claim"]
    assert len(claims) < 60, "not everything that favors the same class"
    both = drawn(article, Wanted(around=(CLAIM, "topp-2014"), hops=1))
    assert set(one.scene.items) < set(both.scene.items) and "work/topp-2014" in both.scene.items
    assert drawn(article, Wanted(around=(CLAIM,), hops=0)).scene.items.keys() == {name}
    with pytest.raises(NotFound):
        drawn(article, Wanted(around=("nothing-of-this-name",)))


def test_a_part_by_the_answer_of_a_question(article: Dataset) -> None:
    found = drawn(article, Wanted(question="what-a-claim-rests-on")).scene.items
    assert f"molina-2021/claim/{CLAIM}" in found and "work/topp-2014" in found
    assert {item.kind.name for item in found.values()} == {"claim", "reference", "work", "study", "cohort"}
    asked = Wanted(question="works-of-an-author", parameters={"family_name": "Gardner"})
    assert "work" in {item.kind.name for item in drawn(article, asked).scene.items.values()}
    with pytest.raises(QueryError):
        drawn(article, Wanted(question="no-such-question"))
    near = drawn(article, Wanted(question="what-a-claim-rests-on", hops=1)).scene.items
    assert set(found) < set(near)
    only = drawn(article, Wanted(types=("study",), around=(CLAIM,), hops=3)).scene.items
    assert {item.kind.name for item in only.values()} == {"study", "claim"}, "the start stays"


def test_an_answer_that_names_nothing_is_refused(article: Dataset) -> None:
    with pytest.raises(NotFound, match="names nothing"):
        drawn(article, Wanted(question="works-of-an-author", parameters={"family_name": "Nobody"}))


def test_pyvis_gets_a_network_to_go_on_from(article: Dataset, toy: Dataset) -> None:
    network = Graph(article).to_pyvis()
    assert isinstance(network, Network) and network.directed
    kept = {"label", "title", "shape", "color", "group", "x", "y", "id"}
    assert all(kept <= node.keys() and node["physics"] is False for node in network.nodes)
    behind = {kind.name for kind in kinds().values() if kind.where == "behind"}
    assert not behind & {node["group"] for node in network.nodes}
    named = {node["id"] for node in network.nodes}
    assert all(edge["from"] in named and edge["to"] in named and edge["arrows"] == "to" for edge in network.edges)
    parallel = Counter((edge["from"], edge["to"]) for edge in network.edges)
    assert max(parallel.values()) > 1, "a work cited and rested on keeps both statements"
    assert all(edge["predicate"] and edge["title"] for edge in network.edges)
    everything = Graph(toy).to_pyvis(everything=True)
    assert len(everything.nodes) == len(drawn(toy, Wanted()).scene.items)
    assert {node["group"] for node in Graph(article).to_pyvis(types=["claim"]).nodes} == {"claim"}
    assert len(Graph(article).to_pyvis(around=[CLAIM], hops=1).nodes) < 12
    asked = Graph(article).to_pyvis(question="what-a-claim-rests-on", claim=CLAIM)
    assert f"molina-2021/claim/{CLAIM}" in asked.node_ids


def test_titles_stay_text_in_the_page_of_pyvis(tmp_path: Path) -> None:
    dataset = hostile_dataset(tmp_path)
    node = ox.NamedNode(f"{dataset.base}term/attack")
    dataset.store.add(ox.Quad(node, ox.NamedNode(f"{SKOS}prefLabel"), ox.Literal("x")))
    claim = ox.NamedNode(f"{dataset.base}term/linked")
    dataset.store.add(ox.Quad(claim, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{EV}Therapy")))
    dataset.store.add(
        ox.Quad(claim, ox.NamedNode(f"{SKOS}prefLabel"), ox.Literal("<a href='javascript:alert(1)'>x</a>"))
    )
    network = to_pyvis(dataset)
    assert any("<a h" in node["title"] for node in network.nodes)
    assert not [node["id"] for node in network.nodes if "href" in node["title"]]


def test_the_policy_allows_our_script_alone(page: str) -> None:
    parsed = Parsed(page)
    policy = next(attrs["content"] or "" for tag, attrs in parsed.tags if "http-equiv" in attrs)
    runs = [text for tag, kind, text in parsed.inline if tag == "script" and not kind]
    styles = [text for tag, _, text in parsed.inline if tag == "style"]
    assert (len(runs), len(styles)) == (1, 1)
    hashes = ["sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in runs + styles]
    assert sorted(re.findall(r"sha256-[^']+", policy)) == sorted(hashes)
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for _, attrs in parsed.tags:
        assert not [key for key in attrs if key.startswith("on") or key in ("src", "srcset", "style", "srcdoc")]
    assert "innerHTML" not in runs[0] and "eval(" not in runs[0]


def test_the_page_holds_the_data(page: str, whole: Drawn) -> None:
    data: Any = Parsed(page).data
    assert len(data["nodes"]) == len(whole.scene.items) and len(data["edges"]) == len(whole.scene.relations)
    assert all(data["nodes"][start] and data["nodes"][end] for start, end, _ in data["edges"])
    assert "claim" in data["first"] and "cell" not in data["first"]
    assert "w3id.org/evigraph" not in json.dumps(data)


def test_hostile_labels_stay_text(tmp_path: Path) -> None:
    page = graph_page(hostile_dataset(tmp_path))
    data: Any = Parsed(page).data
    links = [address for node in data["nodes"] for _, address in node[10]]
    assert "https://example.org/fine" in links
    assert all(address.startswith(("https://", "http://")) for address in links)
    labels = [node[5] for node in data["nodes"]]
    assert sum("alert('x')" in label for label in labels) == 1
    assert max(map(len, labels)) <= 600 and len(HOSTILE) > 10
    assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069]", page)
    raw = page.partition('id="data">')[2].partition("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(raw)


def test_odd_graphs_give_a_sensible_page(toy: Dataset) -> None:
    empty = Dataset(ox.Store(), toy.workspace, toy.base)
    assert "nothing to draw" in graph_page(empty)
    assert to_pyvis(empty).nodes == []
    store = ox.Store()
    plain = ox.NamedNode(f"{toy.base}x")
    store.add(ox.Quad(plain, ox.NamedNode("https://example.org/p"), ox.NamedNode(f"{toy.base}x")))
    data: Any = Parsed(graph_page(Dataset(store, toy.workspace, toy.base))).data
    assert [node[0] for node in data["nodes"]] == ["x"] and data["first"] == ["other"]


def test_large_graphs_are_put_into_few_clusters() -> None:
    from benchmarks.graph_page import synthetic

    found = drawn(synthetic(6000, 15_000), Wanted())
    assert len(found.scene.items) == 6000 and len(found.scene.relations) == 15_000
    assert len(found.scene.clusters) < 150
    assert max(len(cluster.members) for cluster in found.scene.clusters) <= 1000


def test_kinds_are_told_apart_by_shape_and_seen_on_their_ground() -> None:
    assert len({kind.glyph for kind in kinds().values()}) == len(kinds())
    for scheme in ("light", "dark"):
        known = colors(scheme)
        for kind in kinds().values():
            _, border, _ = known[kind.color]
            assert _contrast(border, known["paper"]) >= 3, (scheme, kind.name)
        for name, (fill, _, ink) in ((k, v) for k, v in known.items() if not isinstance(v, str)):
            assert _contrast(fill, ink) >= 4.5, (scheme, name)


def _contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        parts = (int(color[index : index + 2], 16) / 255 for index in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.03928 else math.pow((p + 0.055) / 1.055, 2.4) for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_studies_of_no_stated_design_are_headed_so(whole: Drawn) -> None:
    names = {cluster.name for cluster in whole.scene.clusters if cluster.kind.name in ("study", "cohort")}
    assert "design not stated" in names and "clinical trial" in names
    assert "study" not in names


def test_the_heading_of_a_part_is_cut_at_a_word(article: Dataset, whole: Drawn) -> None:
    claims = [item for item in whole.scene.items.values() if item.kind.name == "claim" and len(item.label) > 80]
    assert claims
    for claim in claims[:3]:
        [words] = drawn(article, Wanted(around=(claim.id,), hops=0)).part.words
        shown = words.partition("“")[2].rstrip("”")
        assert len(shown) <= 80 and shown.endswith("…")
        assert claim.label.startswith(shown[:-1]) and claim.label[len(shown) - 1] in " ,;:"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short enough", 12, "short enough"),
        ("he shows hematologic", 14, "he shows…"),
        ("he shows hematologic", 9, "he shows…"),
        ("he shows, always", 12, "he shows…"),
        ("unbreakable", 6, "unbre…"),
    ],
)
def test_a_text_is_shortened_at_a_word(text: str, most: int, expected: str) -> None:
    assert shortened(text, most) == expected
