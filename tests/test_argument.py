"""The argument map: every claim once, every edge kept, evidence counted as for impact, nothing that runs."""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from evigraph.audit import Audit, audit
from evigraph.build import build
from evigraph.errors import NotFound
from evigraph.impact import impact
from evigraph.impact.model import Support
from evigraph.load.workspace import Workspace
from evigraph.ns import DCTERMS, EV, RDFS, SKOS
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.scaffold import init
from evigraph.view import argument_page
from evigraph.view.argument.boxes import SCREEN, boxes
from evigraph.view.argument.claims import Claim, claims_of
from evigraph.view.argument.tree import Forest, forest
from evigraph.view.marks import Marks
from evigraph.view.words import _em
from test_cli import good, run
from test_view import FLAGSHIP, HOSTILE, Parsed

THESIS = "molina-2021/claim/car-t-better-than-bite-in-b-all"
NOTHING = Support(0, 0, 0, 0)


def claim(name: str, *parents: str, thesis: bool = False, outside: str = "", label: str = "") -> Claim:
    """A claim that supports ``parents``; "-x" is a concession to x."""
    pairs = tuple(("concedes", p[1:]) if p.startswith("-") else ("supports", p) for p in parents)
    return Claim(
        name, label or name, pairs, thesis, "side1", "", "asserted", "", (), (), (), "", NOTHING, NOTHING, (), outside
    )  # fmt: skip


def named(*claims: Claim) -> Mapping[str, Claim]:
    return {claim.id: claim for claim in claims}


def shape(found: Forest) -> dict[str, list[str]]:
    return {branch.claim.id: [kid.claim.id for kid in branch.kids] for branch in found.branches}


def edges(found: Forest) -> set[tuple[str, str, str]]:
    """Every edge that the map tells of, drawn in the tree or across it."""
    told = {(kid.claim.id, kid.relation, branch.claim.id) for branch in found.branches for kid in branch.kids}
    return told | {(branch.claim.id, relation, target) for branch in found.branches for relation, target in branch.also}


def beside(claim: str) -> str:
    """The address of a page about the flagship claim alone."""
    return f"{FLAGSHIP}.html" if claim.endswith(FLAGSHIP) else ""


def test_every_claim_is_drawn_once_and_every_edge_kept(article: Dataset, toy: Dataset) -> None:
    for dataset in (article, toy):
        nodes = Nodes(dataset)
        found = forest(claims_of(dataset).by_id)
        drawn = [branch.claim.id for branch in found.branches]
        outside = [item.id for item in found.outside]
        assert sorted(drawn + outside) == sorted(map(nodes.short, nodes.of_type(f"{EV}Claim")))
        wanted = {
            (nodes.short(source), relation, nodes.short(target))
            for source in nodes.of_type(f"{EV}Claim")
            for relation in ("supports", "concedes")
            for target in nodes.all(source, f"ev:{relation}")
        }
        assert edges(found) == wanted and wanted
        assert [root.claim.thesis for root in found.roots] == [True]
        assert outside and all(item.outside for item in found.outside)


def test_a_claim_hangs_as_near_to_the_thesis_as_it_can(article: Dataset) -> None:
    found = forest(claims_of(article).by_id)
    steps, level = {THESIS: 1}, [THESIS]
    parents = {branch.claim.id: {target for _, target in branch.claim.parents} for branch in found.branches}
    for depth in itertools.count(2):
        level = [name for name, above in parents.items() if name not in steps and above & set(level)]
        if not level:
            break
        steps |= dict.fromkeys(level, depth)
    assert {branch.claim.id: branch.level for branch in found.branches} == steps


def test_numbers_are_those_of_an_outline(article: Dataset) -> None:
    found = forest(claims_of(article).by_id)
    numbers = [branch.number for branch in found.branches]
    assert numbers[:2] == ["T", "1"] and len(set(numbers)) == len(numbers)
    at = {branch.claim.id: branch for branch in found.branches}
    for branch in found.branches:
        relations = [kid.relation for kid in branch.kids]
        assert relations == sorted(relations, reverse=True), "reasons before concessions"
        for place, kid in enumerate(branch.kids, 1):
            assert kid.number == (f"{place}" if branch.number == "T" else f"{branch.number}.{place}")
            assert at[kid.claim.id].level == branch.level + 1


def test_evidence_is_counted_as_for_what_would_fall(article: Dataset) -> None:
    claims = claims_of(article).by_id
    checked = 0
    for name in ("9", "5", "19"):
        for change in impact(article, name, audit=False).claims:
            assert claims[change.id].support == change.total and claims[change.id].own == change.direct
            checked += 1
    assert checked > 20


def test_sides_are_the_classes_that_are_compared(article: Dataset, toy: Dataset) -> None:
    found = claims_of(article)
    names = {"side1": "CAR T-cell therapy", "side2": "bispecific T-cell engager", "neither": "neither side"}
    assert {key: found.sides[key] for key in names} == names
    drug = [item for item in found.by_id.values() if item.favours == "blinatumomab"]
    assert drug and {item.side for item in drug} == {"side2"}, "a drug stands for its class"
    assert claims_of(toy).by_id["toy-2024/claim/tarpelimab-remission-rate-in-adults"].side == "side1"


@pytest.mark.parametrize("name", [FLAGSHIP, "car-t-response-more-durable", "car-t-better-than-bite-in-b-all"])
def test_around_a_claim_stand_its_way_up_and_all_beneath(article: Dataset, name: str) -> None:
    claims = claims_of(article).by_id
    focus = f"molina-2021/claim/{name}"
    up, down = {focus}, {focus}
    for _ in claims:
        up |= {target for item in up for _, target in claims[item].parents}
        down |= {item for item, one in claims.items() if {target for _, target in one.parents} & down}
    found = forest(claims, focus)
    assert {branch.claim.id for branch in found.branches} == up | down
    assert [root.claim.id for root in found.roots] == [THESIS]
    assert found.outside == []


def test_odd_arguments_still_show_every_claim_once() -> None:
    circle = named(claim("a", "b"), claim("b", "a"), claim("c", "a"))
    assert shape(forest(circle)) == {"a": ["b", "c"], "b": [], "c": []}
    assert edges(forest(circle)) == {("a", "supports", "b"), ("b", "supports", "a"), ("c", "supports", "a")}
    alone = named(claim("self", "self"), claim("lost", "nowhere"), claim("out", outside="because"))
    assert (shape(forest(alone)), len(forest(alone).outside)) == ({}, 3)
    two = named(
        claim("t", thesis=True), claim("u", thesis=True), claim("x", "t", "-u"), claim("top"), claim("y", "top")
    )
    found = forest(two)
    assert shape(found) == {"t": ["x"], "x": [], "u": [], "top": ["y"], "y": []}
    assert [root.number for root in found.roots] == ["T1", "T2", "T3"] and found.branches[1].number == "T1.1"
    assert found.branches[1].also == (("concedes", "u"),)
    assert [b.claim.id for b in forest(named(claim("out", outside="so")), "out").branches] == ["out"]


def test_a_long_chain_is_no_trouble() -> None:
    chain = named(claim("c0", thesis=True), *(claim(f"c{i}", f"c{i - 1}") for i in range(1, 1500)))
    found = forest(chain)
    drawn = boxes(found, Marks(), None, beside)
    assert len(drawn["nodes"]) == 1500 and found.branches[-1].level == 1500
    assert sum(node["open"] for node in drawn["nodes"]) <= 3, "a screen is only so wide"


def test_lines_fit_their_box_and_hold_the_whole_claim(article: Dataset, toy: Dataset) -> None:
    for dataset in (article, toy):
        for node in boxes(forest(claims_of(dataset).by_id), Marks(), None, beside)["nodes"]:
            assert " ".join(node["lines"]) == node["label"]
            room = node["width"] - (28 if node["level"] == 1 else 22 + 74 + 10)
            assert all(_em(line) * 12 <= room for line in node["lines"])
            assert node["height"] >= 14 * len(node["lines"])


def test_it_starts_unfolded_as_far_as_a_screen_holds(article: Dataset, toy: Dataset) -> None:
    for dataset in (article, toy):
        found = boxes(forest(claims_of(dataset).by_id), Marks(), None, beside)
        seen = [node for node in found["nodes"] if node["level"] == 2]
        assert [node["open"] for node in found["nodes"] if node["level"] == 1] == [True]
        for relation in ("supports", "concedes"):
            column = [node["height"] + found["look"]["gap"] for node in seen if node["relation"] == relation]
            assert 0 < sum(column) <= SCREEN[1]
    focus = f"molina-2021/claim/{FLAGSHIP}"
    opened = {node["id"] for node in boxes(forest(claims_of(article).by_id, focus), Marks(), focus, beside)["nodes"]}
    assert focus in opened and len(opened) == 4


def test_the_table_holds_every_claim_with_its_evidence(article: Dataset, audited: Audit) -> None:
    page = argument_page(article, audited=audited)
    words = " ".join(Parsed(page).table)
    for item in claims_of(article).by_id.values():
        assert item.label in words and (not item.outside or item.outside in words)
    rows = re.findall(r'<tr id="row-', page)
    assert len(rows) == len(forest(claims_of(article).by_id).branches)
    assert "w3id.org" not in re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)


def test_every_finding_about_a_claim_is_told(article: Dataset, audited: Audit) -> None:
    nodes = Nodes(article)
    parts = {c: {c, *nodes.all(c, "ev:hasQuantity")} for c in nodes.of_type(f"{EV}Claim")}
    wanted = [f for f in audited.findings if any(f.nodes & own for own in parts.values())]
    parsed = Parsed(argument_page(article, audited=audited))
    told = parsed.data["marks"]
    assert len(told) == len(wanted) > 30
    assert sorted(mark["message"] for mark in told.values()) == sorted(finding.message for finding in wanted)
    marked = {node["id"]: {told[str(n)]["message"] for n in node["marks"]} for node in parsed.data["nodes"]}
    for name, messages in marked.items():
        own = parts[article.base + name]
        assert messages == {finding.message for finding in wanted if finding.nodes & own}


def test_a_ladder_page_beside_is_linked(article: Dataset, audited: Audit) -> None:
    data = Parsed(argument_page(article, audited=audited, page_of=beside)).data
    linked = {node["id"]: node["page"] for node in data["nodes"] if node["page"]}
    assert linked == {f"molina-2021/claim/{FLAGSHIP}": f"{FLAGSHIP}.html"}


def test_what_is_not_there_is_refused(article: Dataset, audited: Audit) -> None:
    with pytest.raises(NotFound, match="no claim"):
        argument_page(article, article.base + "nothing", audited=audited)
    with pytest.raises(NotFound, match="there are: molina-2021"):
        argument_page(article, article=article.base + "nothing", audited=audited)
    whole = argument_page(article, article=article.base + "molina-2021", audited=audited)
    assert whole == argument_page(article, audited=audited)


def test_the_command_writes_it_and_links_what_lies_beside(tmp_path: Path) -> None:
    beside, path = tmp_path / f"{FLAGSHIP}.html", tmp_path / "map.html"
    good("view", "claim", FLAGSHIP, "-o", str(beside))
    good("view", "argument", "--claim", FLAGSHIP, "-o", str(path))
    data = Parsed(path.read_text("utf-8")).data
    assert [node["page"] for node in data["nodes"] if node["page"]] == [f"{FLAGSHIP}.html"]
    assert data["focus"] == f"molina-2021/claim/{FLAGSHIP}"
    assert run("view", "argument", "-o", str(path)).returncode != 0, "a file is not replaced unasked"
    refused = run("view", "argument", "--article", "nothing", "-o", "-")
    assert refused.returncode != 0 and "no article 'nothing'" in refused.stderr and "Traceback" not in refused.stderr


def test_an_empty_workspace_has_a_sensible_page(tmp_path: Path) -> None:
    init(tmp_path / "new")
    dataset = build(Workspace(tmp_path / "new")).dataset
    for found in (dataset, Dataset(ox.Store(), dataset.workspace, dataset.base)):
        assert "</html>" in argument_page(found)
    assert "there is no thesis" in argument_page(found)


def hostile(toy: Dataset) -> Dataset:
    """The toy with an attack for every label, title, reason and statement."""
    dataset = toy.in_memory()
    texts = {f"{RDFS}label", f"{SKOS}prefLabel", f"{DCTERMS}title", f"{EV}outsideArgument", f"{EV}heading"}
    quads = [quad for quad in dataset.store if quad.predicate.value in texts]
    for index, quad in enumerate(sorted(quads, key=str)):
        dataset.store.remove(quad)
        attack = ox.Literal(f"{HOSTILE[index % len(HOSTILE)]} {index}")
        dataset.store.add(ox.Quad(quad.subject, quad.predicate, attack, quad.graph_name))
    return dataset


def test_hostile_words_stay_words(toy: Dataset) -> None:
    page = argument_page(hostile(toy))
    parsed = Parsed(page)
    assert len(parsed.data["nodes"]) == 15
    for _, attrs in parsed.tags:
        assert not [key for key in attrs if key.startswith("on") or key in ("src", "srcset", "style", "srcdoc")]
    assert all(address.startswith(("#", "https://")) for address in parsed.hrefs)
    assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069]", page)
    assert len([1 for tag, kind, _ in parsed.inline if tag == "script" and not kind]) == 4
    assert max(len(node["lines"]) for node in parsed.data["nodes"]) <= 12
    assert "x" * 10_000 in "".join(parsed.table)


def test_the_same_graph_gives_the_same_bytes(toy: Dataset) -> None:
    code = (
        "import hashlib, sys; from evigraph.build import open_dataset; from evigraph.load.workspace import Workspace;"
        "from evigraph.view import argument_page; from pathlib import Path;"
        "print(hashlib.sha256(argument_page(open_dataset(Workspace(Path(sys.argv[1])))).encode()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", code, str(toy.workspace.root)]
        digests.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(digests) == 1


def test_answered_findings_look_answered(article: Dataset, audited: Audit) -> None:
    from evigraph.audit.finding import Response

    first = next(f for f in audited.findings if any("/claim/" in node for node in f.nodes))
    said = Response("explained", "It is as it should be.", ("A. Reader",), "2024-01-01", current=True)
    findings = tuple(dataclasses.replace(f, response=said) if f is first else f for f in audited.findings)
    data = Parsed(argument_page(article, audited=dataclasses.replace(audited, findings=findings))).data
    answered = [mark for mark in data["marks"].values() if mark["look"] == "answered"]
    assert [mark["message"] for mark in answered] == [first.message]
    assert answered[0]["answer"].startswith("explained by A. Reader") and answered[0]["words"].startswith("Answered")
    assert answered[0]["number"] == len(data["marks"]), "answered ones come last"


@pytest.fixture(scope="module")
def audited(article: Dataset) -> Audit:
    return audit(article)
