"""The page of a claim: the same data in picture and table, and nothing in it that runs but our scripts."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import etree

from evigraph.audit import audit
from evigraph.cli.main import evigraph as group
from evigraph.errors import NotFound, UsageError
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import Trace, find_claim, trace
from evigraph.trace.model import Citation, Cohort, Number, Step, Study
from evigraph.view import claim_page, to_pyvis
from evigraph.view.ladder import argument_of
from evigraph.view.ladder_file import ladder_file
from evigraph.view.marks import Mark, Marks, ladder_marks
from evigraph.view.page import ladder_page
from evigraph.view.rungs import Argument
from evigraph.view.style import palette
from evigraph.view.words import plain, printed

ROOT = Path(__file__).resolve().parent.parent
SVG = "{http://www.w3.org/2000/svg}"
FLAGSHIP = "emd-predicts-poor-blinatumomab-response"
TWO_PAPERS = "high-activity-predicts-poor-response-to-morvecopan"
HOSTILE = [
    "</script><script>alert(1)</script>",
    '" onmouseover="alert(2)" x="',
    "<!--<script>",
    "</script onclick=alert(6) ",
    "<!-- <script ",
    "\u202etxet desrever\u202c \u2066isolated\u2069",
    "long " + "x" * 10_000,
    "🧬🩸 family 👩‍👩‍👧 emoji",
    "{{ 7*7 }} {% raw %}",
    "line\u2028separator\u0000\u0007",
]


class Parsed(HTMLParser):
    """Tags with attributes, the text of scripts and styles, and the words of the table."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[tuple[str, str, str]] = []
        self.table: list[str] = []
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style", "table"):
            self._inside.append(tag)
            if tag != "table":
                self.inline.append((tag, dict(attrs).get("type") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] == ["table"]:
            self.table.append(data.strip())
        elif self._inside:
            tag, kind, text = self.inline[-1]
            self.inline[-1] = (tag, kind, text + data)

    @property
    def data(self) -> Any:
        return json.loads(next(text for _, kind, text in self.inline if kind == "application/json"))

    @property
    def hrefs(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.tags if tag == "a" and "download" not in attrs]


def hostile_trace() -> Trace:
    """A ladder in which every text is an attack."""
    attack = "".join(HOSTILE)
    numbers = [Number(f"r{i}", text, "proportion", text, unit="%", where=text) for i, text in enumerate(HOSTILE)]
    cohort = Cohort("c", attack, None, tuple(HOSTILE), attack, tuple(numbers))
    study = Study("s", HOSTILE[0], HOSTILE[1], (HOSTILE[0], "NCT0000000<"), (cohort,))
    base: dict[str, Any] = {
        "authors": attack,
        "year": HOSTILE[1],
        "title": attack,
        "journal": HOSTILE[0],
        "role": HOSTILE[1],
    }
    rest: dict[str, Any] = {"abstract": True, "relations": (HOSTILE[0],), "rests_on": True, "studies": (study,)}
    searches = ["javascript://a.b/%0aalert(3)", "data:text/html,<b>", "https://", "//evil.example", "vbscript:x"]
    citations = [
        Citation(f"w{i}", (i,), "k", identifiers={}, search=search, **base, **rest) for i, search in enumerate(searches)
    ]
    doi = '"><img src=x onerror=alert(5)>'
    citations.append(Citation("w9", (9,), "k", identifiers={"doi": doi}, search=None, **base, **rest))
    steps = tuple(Step(f"a{i}", text, "supports", i + 1) for i, text in enumerate(HOSTILE))
    return Trace(
        "claim", "urn:x", attack, HOSTILE[1], HOSTILE[0], (HOSTILE[1],), tuple(HOSTILE), None,
        {"subject": (attack,)}, tuple(numbers), tuple(citations), steps, steps, attack, True, attack,
    )  # fmt: skip


def hostile_page() -> str:
    return ladder_page(hostile_trace(), Argument(), HOSTILE[0])


@pytest.fixture(scope="module")
def flagship(article: Dataset) -> str:
    return claim_page(article, find_claim(article, FLAGSHIP))


def traces(dataset: Dataset) -> list[Trace]:
    return [trace(dataset, claim) for claim in Nodes(dataset).of_type(f"{EV}Claim")]


def identifiers(found: Trace) -> set[str]:
    """Everything of a trace that is to be drawn, passages apart."""
    studies = [study for citation in found.citations for study in citation.studies]
    cohorts = [cohort for study in studies for cohort in study.cohorts]
    rungs: list[Any] = [
        *found.citations,
        *studies,
        *cohorts,
        *(number for cohort in cohorts for number in cohort.results),
    ]
    return {found.id, *(rung.id for rung in [*rungs, *found.towards_thesis])}


def test_the_picture_draws_every_rung_of_every_claim_once(article: Dataset, toy: Dataset) -> None:
    checked = 0
    for dataset in (article, toy):
        for found in traces(dataset):
            network = to_pyvis(found, argument_of(dataset, found))
            names = [node["id"] for node in network.nodes if node["kind"] != "passage"]
            assert len(names) == len(set(names)) and set(names) == identifiers(found)
            assert len(network.nodes) - len(names) == len(found.stated_in)
            ends = {end for edge in network.edges for end in (edge["from"], edge["to"])}
            assert ends <= {node["id"] for node in network.nodes}
            assert all(node["id"] in ends for node in network.nodes[1:]), "a box that nothing leads to"
            checked += 1
    assert checked > 150


def test_no_box_covers_another_and_every_edge_leads_right(article: Dataset, toy: Dataset) -> None:
    checked = 0
    for dataset in (article, toy):
        for found in traces(dataset):
            network = to_pyvis(found, argument_of(dataset, found))
            width, height = (float(text.removesuffix("px")) for text in (network.width, network.height))
            at = {node["id"]: node for node in network.nodes}
            assert all(at[edge["from"]]["x"] < at[edge["to"]]["x"] for edge in network.edges)
            for node in network.nodes:
                assert node["width"] / 2 <= node["x"] + 1 and node["x"] + node["width"] / 2 <= width + 1
                assert node["height"] / 2 <= node["y"] + 1 and node["y"] + node["height"] / 2 <= height + 1
            for one, other in itertools.combinations(network.nodes, 2):
                apart_x = abs(one["x"] - other["x"]) - (one["width"] + other["width"]) / 2
                apart_y = abs(one["y"] - other["y"]) - (one["height"] + other["height"]) / 2
                assert max(apart_x, apart_y) >= 4, (found.id, one["id"], other["id"])
                checked += 1
    assert checked > 1000


def test_pyvis_gets_typed_directed_nodes_that_do_not_move(toy: Dataset) -> None:
    network = to_pyvis(trace(toy, find_claim(toy, TWO_PAPERS)))
    assert network.directed
    assert {node["kind"] for node in network.nodes} == set(palette()["kinds"])
    assert all(node["physics"] is False and "title" not in node for node in network.nodes)
    assert all(edge["arrows"] == "to" for edge in network.edges)
    verbs = {edge["verb"] for edge in network.edges}
    assert verbs == {"said in", "rests on", "reports", "with", "found", "supports"}


def test_the_table_holds_every_result_of_every_claim(article: Dataset, toy: Dataset) -> None:
    checked = 0
    for found in [*traces(article), *traces(toy)]:
        words = " ".join(" ".join(Parsed(ladder_page(found, Argument(), "x")).table).split())
        for citation in found.citations:
            assert plain(citation.title) in words
            for study in citation.studies:
                assert plain(study.label) in words
                for number in (number for cohort in study.cohorts for number in cohort.results):
                    assert printed(number) in words
                    assert not number.interval or f"{number.interval.low:g}–{number.interval.high:g}%" in words
                    checked += 1
    assert checked > 100


def test_the_table_is_a_table(flagship: str) -> None:
    evidence, _, findings = flagship.partition('<table class="findings"')
    assert findings, "the flagship has findings"
    parsed = Parsed(evidence)
    heads = [attrs for tag, attrs in parsed.tags if tag == "th"]
    assert [attrs["scope"] for attrs in heads[:8]] == ["col"] * 8
    assert {attrs["scope"] for attrs in heads[8:]} == {"rowgroup"}
    for rows in re.findall(r"<tbody>(.*?)</tbody>", evidence, re.S):
        taken: dict[int, int] = {}
        for index, row in enumerate(re.findall(r"<tr>(.*?)</tr>", rows, re.S)):
            for cell in re.findall(r"<t[hd]([^>]*)>", row):
                spans = {name: int(value) for name, value in re.findall(r'(\w+span)="(\d+)"', cell)}
                for line in range(index, index + spans.get("rowspan", 1)):
                    taken[line] = taken.get(line, 0) + spans.get("colspan", 1)
        assert set(taken.values()) == {8}


def test_links_are_identifiers_or_a_search(flagship: str, toy: Dataset) -> None:
    linked = [address for address in Parsed(flagship).hrefs if not address.startswith("#")]
    assert linked and all(address.startswith("https://") for address in linked)
    found = trace(toy, find_claim(toy, TWO_PAPERS))
    page = Parsed(ladder_page(found, argument_of(toy, found), "x"))
    for citation in found.citations:
        links = next(node["links"] for node in page.data["nodes"] if node["id"] == citation.id)
        assert links, citation.id
        assert (links[0][0] == "search PubMed") == (not citation.identifiers)
    assert len(found.citations) == 2


@pytest.mark.parametrize("name", ["flagship", "hostile"])
def test_the_policy_allows_our_scripts_alone(name: str, flagship: str) -> None:
    parsed = Parsed(flagship if name == "flagship" else hostile_page())
    policy = next(attrs["content"] or "" for tag, attrs in parsed.tags if "http-equiv" in attrs)
    runs = [text for tag, kind, text in parsed.inline if tag == "script" and not kind]
    styles = [text for tag, _, text in parsed.inline if tag == "style"]
    assert (len(runs), len(styles)) == (5, 1)
    hashes = ["sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in runs + styles]
    assert sorted(re.findall(r"sha256-[^']+", policy)) == sorted(hashes)
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
    for _, attrs in parsed.tags:
        assert not [key for key in attrs if key.startswith("on") or key in ("src", "srcset", "style", "srcdoc")]
    assert not {"link", "img", "iframe", "object", "base", "form"} & {tag for tag, _ in parsed.tags}
    assert "url(" not in styles[0] and "@import" not in styles[0] and "sourceMappingURL" not in runs[0]


def test_hostile_labels_stay_text() -> None:
    page = hostile_page()
    parsed = Parsed(page)
    assert all(address.startswith(("https://doi.org/", "#")) for address in parsed.hrefs)
    assert all(link[1].startswith("https://doi.org/") for node in parsed.data["nodes"] for link in node["links"])
    assert len(parsed.data["nodes"]) == len(identifiers(hostile_trace())) + len(HOSTILE)
    raw = page.partition('id="data">')[2].partition('{"')[2]
    assert not set("<>&\u2028\u2029") & set(raw.partition("</script>\n<script>")[0])
    assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069]", page)
    assert "49" not in re.findall(r"<title>.*?</title>", page)[0]
    most = max(len(node["lines"]) for node in parsed.data["nodes"])
    assert most < 30, "a long label is cut in the picture"
    assert "x" * 10_000 in "".join(parsed.table), "and whole in the table"


def test_the_figure_holds_every_box_and_every_mark(article: Dataset) -> None:
    """For every claim: the words of every box, the number of every finding, and how to read them."""
    audited, checked = audit(article), 0
    claims = Nodes(article).of_type(f"{EV}Claim")[::8]
    for claim in claims:
        found = trace(article, claim)
        marks = ladder_marks(article, found, audited)
        tree = etree.fromstring(ladder_file(found, argument_of(article, found), "x", marks).encode())
        texts = [text.text or "" for text in tree.iter(f"{SVG}text")]
        boxes = [group.get("class") for group in tree.iter(f"{SVG}g") if (group.get("class") or "").startswith("box ")]
        network = to_pyvis(found, argument_of(article, found), marks)
        kinds = Counter(node["kind"] for node in network.nodes)
        assert Counter(boxes) == Counter({f"box {kind}": count + 1 for kind, count in kinds.items()}), "and the legend"
        for node in network.nodes:
            for line in (text for _, text in node["lines"]):
                assert line in texts
                checked += 1
        assert {str(mark.number) for mark in marks.marks} <= set(texts)
        assert "if all n count" in " ".join(texts)
        x, y, width, height = map(float, (tree.get("viewBox") or "").split())
        for text in tree.iter(f"{SVG}text"):
            if text.get("x"):
                assert x <= float(text.get("x") or 0) <= x + width and y <= float(text.get("y") or 0) <= y + height
    assert len(claims) >= 20 and checked > 400


def test_a_hostile_figure_has_only_its_own_tags() -> None:
    found = hostile_trace()
    mark = Mark(1, "error", False, HOSTILE[0], "".join(HOSTILE), ((HOSTILE[0], HOSTILE[1]),), HOSTILE[0], ("r0",))
    svg = ladder_file(found, Argument(), HOSTILE[0], Marks((mark,)))
    tree = etree.fromstring(svg.encode())
    tags = {str(element.tag).removeprefix(SVG) for element in tree.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "g", "path", "text"}
    assert not [
        name for element in tree.iter() for name in map(str, element.attrib) if name[:2] == "on" or "href" in name
    ]
    (style,) = tree.iter(f"{SVG}style")
    assert "var(" not in (style.text or "") and "url(" not in (style.text or "") and "@" not in (style.text or "")
    assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069]", svg)
    assert float(tree.get("height") or 0) < 6000


def test_the_command_draws_the_figure_by_the_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, claim = CliRunner(), ["-C", str(ROOT), "view", "claim", FLAGSHIP]
    monkeypatch.chdir(tmp_path)
    assert run.invoke(group, [*claim, "-o", "x.svg"]).exit_code == 0
    assert Path("x.svg").read_bytes() == (ROOT / "docs" / "ladder.svg").read_bytes()
    assert run.invoke(group, claim).exit_code == 0 and Path(f"{FLAGSHIP}.html").exists()
    refused = run.invoke(group, [*claim, "-o", "x.docx"])
    assert isinstance(refused.exception, UsageError) and ".svg" in str(refused.exception)
    files = [attrs for _, attrs in Parsed(Path(f"{FLAGSHIP}.html").read_text("utf-8")).tags if "download" in attrs]
    assert [attrs["download"] for attrs in files] == [f"{FLAGSHIP}.svg"]
    saved = base64.b64decode((files[0]["href"] or "").partition("base64,")[2])
    assert saved == Path("x.svg").read_bytes()


def test_a_claim_without_citations_says_so(toy: Dataset) -> None:
    found = next(item for item in traces(toy) if not item.citations)
    page = claim_page(toy, found.iri)
    assert "cites nothing" in page and "<table" not in page


def test_people_read_words_not_identifiers(flagship: str) -> None:
    body = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", flagship, flags=re.S)
    assert "asserted" in body and "extramedullary disease predicts poor response to blinatumomab" in body
    assert "w3id.org" not in body and "molina-2021/" not in body and "NaN" not in body and "None" not in body


def test_unknown_claims_are_refused(toy: Dataset) -> None:
    for name in ("nothing", "toy-2024"):
        with pytest.raises(NotFound, match="holds no claim"):
            claim_page(toy, toy.base + name)


def test_the_same_graph_gives_the_same_bytes() -> None:
    code = "import hashlib, test_view as t; print(hashlib.sha256(t.hostile_page().encode()).hexdigest())"
    digests = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        digests.add(done.stdout)
    assert len(digests) == 1
