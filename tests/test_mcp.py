"""The server for assistants: each tool through the SDK's own client, against what the command line answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from jsonschema import Draft202012Validator
from mcp import MCPError

from assisting import ROOT, Assistant, assistant, text
from evigraph.assist.locate import cite_as, located
from evigraph.assist.tools import TOOLS
from evigraph.assist.window import LARGEST, window
from evigraph.cli import main
from evigraph.ns import EV, RDF
from evigraph.query import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.question import questions

FLAGSHIP = "emd-predicts-poor-blinatumomab-response"
TOY_CLAIM = "tarpelimab-remission-rate-in-adults"


@pytest.fixture(scope="module")
def asking(article: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with the article, its network cut; nothing tried to use it, and all printing went elsewhere."""
    folder = tmp_path_factory.mktemp("assistant")
    with assistant(article.workspace.root, folder) as found:
        yield found
    assert not (folder / "tried").exists(), (folder / "tried").read_text("utf-8")
    assert set((folder / "log").read_text("utf-8").splitlines()) <= {"something that a library prints"}


@pytest.fixture(scope="module")
def toy_asking(toy: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with the toy."""
    with assistant(toy.workspace.root, tmp_path_factory.mktemp("assistant")) as found:
        yield found


def printed(capsys: pytest.CaptureFixture[str], dataset: Dataset, *arguments: str) -> str:
    """What the command line prints."""
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(dataset.workspace.root), *arguments])
    assert ended.value.code in (0, 1)
    return capsys.readouterr().out


def whole(asking: Assistant, tool: str, rows: str, limit: int, **arguments: Any) -> list[Any]:
    """All rows of an answer, part by part."""
    found: list[Any] = []
    offset: int | None = 0
    while offset is not None:
        data = asking.data(tool, offset=offset, limit=limit, **arguments)
        assert data["page"]["offset"] == offset == len(found)
        assert len(data[rows]) == data["page"]["shown"] <= limit
        found += data[rows]
        offset = data["page"]["next_offset"]
    assert len(found) == data["page"]["total"]
    return found


def test_the_server_says_what_it_is(asking: Assistant) -> None:
    client = asking.client
    assert client.server_info
    assert client.server_info.name == "evigraph"
    told = client.instructions or ""
    for word in ("not treatment advice", "Cite what you use", "does not mean that the number is wrong", "next_offset"):
        assert word in told.replace("None of it is treatment advice", "not treatment advice")
    assert "Nobody named a workspace" not in told
    capabilities = client.server_capabilities
    assert capabilities.tools and capabilities.resources and capabilities.prompts


def test_every_tool_is_described_and_only_reads(asking: Assistant) -> None:
    tools = asking.portal.call(asking.client.list_tools).tools
    names = ["find", "trace", "questions", "query", "audit", "impact", "bibliography", "show"]
    assert [tool.name for tool in tools] == names
    for tool in tools:
        hints = tool.annotations
        assert hints is not None
        assert (hints.read_only_hint, hints.idempotent_hint) == (True, True)
        assert (hints.destructive_hint, hints.open_world_hint) == (False, False)
        assert tool.title and tool.description and tool.output_schema
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
            assert "``" not in json.dumps(schema), "the mark-up of our docstrings"
        assert tool.input_schema["additionalProperties"] is False
        assert all(field["description"] for field in tool.input_schema["properties"].values())
        assert {"page", "notice"} <= tool.output_schema["properties"].keys()


def names_of(cases: list[tuple[str, dict[str, Any], Any]] | list[tuple[str, dict[str, Any], list[str]]]) -> list[str]:
    """A name for each case: its tool and its place."""
    return [f"{case[0]}-{number}" for number, case in enumerate(cases)]


CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("find", {"text": "CNS disease"}, {"text": "remission"}),
    ("find", {"text": "Maude", "kind": "reference", "limit": 2}, {"text": "tarn", "kind": "study"}),
    ("trace", {"claim": "EMD predicts poor blinatumomab response"}, {"claim": TOY_CLAIM}),
    ("questions", {}, {"about": "drugs"}),
    ("query", {"question": "results-of-an-outcome", "parameters": {"asked": "OS"}}, {"question": "drugs"}),
    ("audit", {"claim": "blinatumomab-rfs-5-9-to-6-7-months", "severity": "error"}, {}),
    ("impact", {"without": ["9", "topp-2014"]}, {"without": ["brandt-2018"]}),
    ("bibliography", {"section": ["safety"], "style": "nejm"}, {"format": "ris", "claim": [TOY_CLAIM]}),
    ("show", {"id": "eliana"}, {"id": "tarn-1"}),
]


@pytest.mark.parametrize(("tool", "article_asked", "toy_asked"), CASES, ids=names_of(CASES))
def test_a_tool_answers_as_its_schema_says(
    asking: Assistant, toy_asking: Assistant, tool: str, article_asked: dict[str, Any], toy_asked: dict[str, Any]
) -> None:
    schema = next(each.output_schema for each in TOOLS if each.name == tool)
    for who, arguments in ((asking, article_asked), (toy_asking, toy_asked)):
        result = who.call(tool, **arguments)
        assert not result.is_error, text(result)
        Draft202012Validator(schema).validate(result.structured_content)
        assert result.structured_content["notice"] == ""
        assert result.structured_content["page"]["total"] > 0
        assert len(text(result)) > 40
        assert text(who.call(tool, **arguments)) == text(result), "asked twice, answered differently"


def test_every_tool_was_asked() -> None:
    assert {case[0] for case in CASES} == {tool.name for tool in TOOLS}


@pytest.mark.parametrize("which", ["article", "toy"])
def test_rows_are_those_of_the_command_line(
    which: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = request.getfixturevalue(which)
    who = request.getfixturevalue("asking" if which == "article" else "toy_asking")
    rows = 0
    names = sorted(questions(dataset.workspace))
    for name in names:
        answer = json.loads(printed(capsys, dataset, "query", name, "--format", "json"))
        found = whole(who, "query", "rows", 200, question=name)
        assert len(found) == len(answer["results"]["bindings"]), name
        for row, binding in zip(found, answer["results"]["bindings"], strict=True):
            assert list(row) == answer["head"]["vars"], name
            for column, cell in row.items():
                assert cell is None if column not in binding else _same(cell, binding[column], dataset.base), name
            rows += 1
    assert len(names) > 50
    assert rows > (1000 if which == "article" else 150)


def _same(cell: Any, term: dict[str, str], base: str) -> bool:
    """Whether a cell is the term as a person reads it."""
    value = term["value"]
    if term["type"] == "uri":
        return value == base + cell or value.endswith(re.split("[:/]", cell)[-1])
    if isinstance(cell, bool):
        return value == str(cell).lower()
    return str(cell) == value


def test_rows_say_where_their_claims_are_printed_and_what_identifies_their_references(asking: Assistant) -> None:
    asked = {"question": "what-depends-on-a-reference", "parameters": {"reference": "47"}}
    data = asking.data("query", **asked)
    cited = {each["id"]: each for each in data["cited"]}
    assert {row["claim"] for row in data["rows"]} <= cited.keys()
    for row in data["rows"]:
        assert re.search(r"paragraph \d+, sentence \d+ \([a-z-]+\.\d+\.\d+\)|Title", cited[row["claim"]]["cite_as"])
    entry = cited["molina-2021/ref/47"]
    reference = asking.data("bibliography", format="csl-json", offset=46, limit=1)["references"][0]
    assert reference["number"] == 47
    assert entry["label"] == reference["title"]
    assert entry["cite_as"].startswith("[47], ")
    assert f"doi {reference['doi']}" in entry["cite_as"]
    assert f"{entry['id']}: {entry['cite_as']}" in text(asking.call("query", **asked))


def test_where_there_are_several_articles_a_place_names_its_own(article: Dataset) -> None:
    both = article.in_memory()
    nodes = Nodes(both)
    base = f"{both.base}molina-2021"
    named = [f"{base}/claim/{FLAGSHIP}", f"{base}/ref/47", next(iter(nodes.of_type(f"{EV}Cell")))]
    alone = [cite_as(nodes, node) for node in named]
    other, kind = (ox.NamedNode(iri) for iri in (f"{both.base}other-2020", f"{EV}SourceArticle"))
    both.store.add(ox.Quad(other, ox.NamedNode(f"{RDF}type"), kind, ox.NamedNode(f"{both.base}source/other")))
    claim, entry, cell = (cite_as(nodes, node) for node in named)
    assert claim == f"molina-2021: {alone[0]}"
    assert entry == alone[1].replace("[47]", "[molina-2021: 47]")
    assert cell == f"molina-2021: {alone[2]}"
    assert [each.label for each in located(nodes, [named[1], named[1], f"{EV}Claim"])] == [
        nodes.label(_work_of(nodes, named[1]))
    ]


def _work_of(nodes: Nodes, entry: str) -> str:
    return nodes.one(entry, "biro:references") or ""


def test_parameters_narrow_a_question_as_on_the_command_line(
    asking: Assistant, article: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "said-about"
    lines = printed(capsys, article, "query", name, "-p", "topic=HSCT", "--format", "csv").splitlines()
    data = asking.data("query", question=name, parameters={"topic": "HSCT"}, limit=200)
    assert data["page"]["total"] == len(lines) - 1 > 5
    other = asking.data("query", question=name, parameters={"topic": ["HSCT", "cytokine release syndrome"]}, limit=200)
    assert other["page"]["total"] > data["page"]["total"]


def test_a_ladder_is_that_of_the_command_line_with_all_that_a_citation_needs(
    asking: Assistant, article: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    data = asking.data("trace", claim=FLAGSHIP)
    assert data["ladder"] == json.loads(printed(capsys, article, "trace", FLAGSHIP, "--format", "json"))
    assert data["page"]["next_offset"] is None
    told = text(asking.call("trace", claim=FLAGSHIP))
    for part in ("(efficacy.4.1)", "RESTS ON  [5]", "NCT01209286", "n = 36", "69%", "computed from 69% of 36"):
        assert part in told
    long = asking.data("trace", claim="cd19-car-t-complete-remission-67-to-100")["ladder"]["citations"]
    assert all(each["identifiers"] or each["search"] for each in long)
    assert len(long) == 9


def test_a_long_ladder_comes_in_parts(asking: Assistant) -> None:
    claim = "cd19-car-t-complete-remission-67-to-100"
    full = asking.data("trace", claim=claim)
    keys: list[str] = []
    above: list[str] = []
    offset: int | None = 0
    while offset is not None:
        part = asking.data("trace", claim=claim, offset=offset, limit=2)
        keys += [each["key"] for each in part["ladder"]["citations"]]
        above += [each["id"] for each in part["ladder"]["towards_thesis"]]
        offset = part["page"]["next_offset"]
    assert keys == [each["key"] for each in full["ladder"]["citations"]]
    assert above == [each["id"] for each in full["ladder"]["towards_thesis"]]
    assert "offset=2 gives the next" in text(asking.call("trace", claim=claim, limit=2))


def test_hits_are_those_of_the_command_line(
    asking: Assistant, article: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(capsys, article, "find", "CNS disease", "--format", "tsv").splitlines()
    hits = asking.data("find", text="CNS disease")["hits"]
    assert len(hits) == len(lines) - 1 > 5
    assert all(hit["id"] in line for hit, line in zip(hits, lines[1:], strict=True))
    assert all("sentence" in hit["cite_as"] for hit in hits if hit["kind"] == "claim")
    (study,) = asking.data("find", text="ELIANA", kind="study", limit=1)["hits"]
    assert re.match(r"NCT\d+; \[\d+\], .+, \d{4}, doi 10\.", study["cite_as"])


def test_defaults_of_parameters_can_be_typed(asking: Assistant) -> None:
    defaults = 0
    for question in asking.data("questions")["questions"]:
        asked = {each["name"]: each["default"] for each in question["parameters"]}
        if not asked or any(", " in default for default in asked.values()):
            continue
        plain, typed = (text(asking.call("query", question=question["name"], parameters=p)) for p in ({}, asked))
        assert plain == typed
        assert "<http" not in plain.splitlines()[0]
        defaults += 1
    assert defaults > 15
    known = {each["name"]: each["default"] for q in asking.data("questions")["questions"] for each in q["parameters"]}
    assert known["certainty"] in ("hedged", "speculative")
    assert known["therapy"].startswith("term/")


def test_what_nothing_speaks_of_is_said(asking: Assistant) -> None:
    result = asking.call("find", text="zebrafish")
    assert not result.is_error
    assert result.structured_content["hits"] == []
    assert text(result).startswith("Nothing here speaks of 'zebrafish'.")


@pytest.mark.parametrize("arguments", [{}, {"severity": "error"}, {"claim": "blinatumomab-rfs-5-9-to-6-7-months"}])
def test_findings_are_those_of_the_command_line(
    asking: Assistant, article: Dataset, capsys: pytest.CaptureFixture[str], arguments: dict[str, str]
) -> None:
    options = [part for name, value in arguments.items() for part in (f"--{name}", value)]
    known = json.loads(printed(capsys, article, "audit", *options, "--format", "json"))
    found = whole(asking, "audit", "findings", 50, **arguments)
    assert [each["id"] for each in found] == [each["id"] for each in known["findings"]]
    assert [each["message"] for each in found] == [each["message"] for each in known["findings"]]
    assert asking.data("audit", **arguments)["counts"] == known["counts"]
    assert any(re.search("paragraph|Table", place["cite_as"]) for each in found for place in each["concerns"])
    assert "it does not say “wrong”" in text(asking.call("audit", **arguments))


def test_what_falls_is_what_falls_on_the_command_line(
    asking: Assistant, article: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    known = json.loads(printed(capsys, article, "impact", "--without", "9", "--format", "json"))
    data = asking.data("impact", without=["9"], limit=200)
    assert data["counts"] == known["counts"]
    claims: list[Any] = []
    offset: int | None = 0
    while offset is not None:
        part = asking.data("impact", without=["9"], limit=12, offset=offset)
        claims += part["claims"]
        offset = part["page"]["next_offset"]
    assert claims == known["claims"]
    assert data["findings"] == {word: len(known["audit"][word]) for word in ("new", "changed", "gone")}
    assert [each["id"] for each in data["new_findings"]] == [each["id"] for each in known["audit"]["new"]]
    words = text(asking.call("impact", without=["9"], limit=3))
    assert words.startswith("Without reference 9 (Aldoss 2017): 8 claims lose all support, 4 are weakened")
    assert words.endswith("offset=3 gives the next.]")


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ({"claim": [FLAGSHIP]}, ["--claim", FLAGSHIP, "--style", "ama"]),
        ({"section": ["safety"], "style": "nejm", "format": "markdown"},
         ["--section", "safety", "--style", "nejm", "--format", "markdown"]),
        ({"section": ["safety"], "format": "ris", "evidence": True},
         ["--section", "safety", "--format", "ris", "--with-evidence"]),
        ({"query": ["claims-resting-only-on-abstracts"], "format": "bibtex"},
         ["--query", "claims-resting-only-on-abstracts", "--format", "bibtex"]),
        ({"numbering": "alphabetical", "format": "csl-json"}, ["--numbering", "alphabetical", "--format", "csl-json"]),
    ],
)  # fmt: skip
def test_references_are_those_of_the_command_line(
    asking: Assistant,
    article: Dataset,
    capsys: pytest.CaptureFixture[str],
    arguments: dict[str, Any],
    options: list[str],
) -> None:
    known = printed(capsys, article, "bib", "export", *options)
    data = asking.data("bibliography", limit=200, **arguments)
    assert data["document"] == known
    assert len(data["references"]) == data["page"]["total"] > 0
    assert any(each["doi"] or each["pmid"] for each in asking.data("bibliography")["references"])


REFUSED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("find", {}, ["'text' is needed"]),
    ("find", {"text": "CNS", "lmit": 3}, ["There is no argument 'lmit'", "Did you mean 'limit'?", "kind"]),
    ("find", {"text": "CNS", "limit": "many"}, ["'limit'", "integer", "found 'many'"]),
    ("find", {"text": "CNS", "limit": 0}, ["'limit'", "greater than or equal to 1", "found 0"]),
    ("find", {"text": "CNS", "limit": 100000}, ["'limit'", "less than or equal to 200"]),
    ("find", {"text": "CNS", "offset": -1}, ["'offset'", "found -1"]),
    (
        "find",
        {"text": "CNS", "kind": "claims"},
        ["'kind'", "'claim', 'reference', 'study' or 'term'", "found 'claims'"],
    ),
    ("find", {"text": "   "}, ["'text'", "it is empty"]),
    ("find", {"text": "a\0b"}, ["'text'", "no text holds"]),
    ("find", {"text": "x" * 100_000}, ["'text'", "at most 2000 characters"]),
    ("find", {"text": ["CNS"]}, ["'text'", "valid string", "found ['CNS']"]),
    ("trace", {"claim": "blinatumomab"}, ["Several claims match", "molina-2021/claim/blinatumomab-causes-crs: "]),
    ("trace", {"claim": "zebrafish"}, ["No claim is called 'zebrafish'"]),
    ("trace", {"claim": "42"}, ["numbers alone"]),
    ("query", {"question": "reference-lst"}, ["no question 'reference-lst'", "Did you mean 'reference-list'?"]),
    ("query", {"question": "../checks/abstract-only"}, ["There is no question"]),
    ("query", {"question": "/etc/passwd"}, ["There is no question '/etc/passwd'"]),
    (
        "query",
        {"question": "what-depends-on-a-reference", "parameters": {"referenc": 9}},
        ["no parameter 'referenc'", "it has: reference", "Did you mean 'reference'?"],
    ),
    (
        "query",
        {"question": "what-depends-on-a-reference", "parameters": {"reference": "maud-2018"}},
        ["No reference has", "'maud-2018'"],
    ),
    (
        "query",
        {"question": "results-of-an-outcome", "parameters": {"asked": "overal survival"}},
        ["There is no outcome 'overal survival'", "Did you mean 'overall survival'?"],
    ),
    ("audit", {"check": ["range-end-not-in-cited-row"]}, ["no check", "Did you mean 'range-end-not-in-cited-rows'?"]),
    ("audit", {"severity": "fatal"}, ["'severity'", "found 'fatal'"]),
    ("audit", {"claim": "zebrafish"}, ["No claim is called"]),
    ("impact", {"without": []}, ["'without'", "at least 1 item"]),
    ("impact", {"without": ["99"]}, ["99"]),
    ("impact", {"without": "9"}, ["'without'", "valid list", "found '9'"]),
    ("bibliography", {"style": "nejmm"}, ["There is no style 'nejmm'", "Did you mean"]),
    ("bibliography", {"style": "../../secret.csl"}, ["'style'"]),
    ("bibliography", {"format": "docx"}, ["'format'", "found 'docx'"]),
    ("bibliography", {"format": "ris", "style": "ama"}, ["A style goes with"]),
    ("bibliography", {"query": ["/home/me/mine.rq"]}, ["There is no question '/home/me/mine.rq'"]),
    ("bibliography", {"role": ["primry"]}, ["'primry'", "Did you mean 'primary'?"]),
    ("bibliography", {"section": ["Safty"]}, ["'Safty'", "Did you mean 'safety'?"]),
    ("show", {"id": "topp-2041"}, ["Nothing is called 'topp-2041'", "Did you mean 'topp-201"]),
    ("sparql", {"query": "ASK {}"}, ["There is no tool 'sparql'", "find, trace, questions, query"]),
]


@pytest.mark.parametrize(("tool", "arguments", "said"), REFUSED, ids=names_of(REFUSED))
def test_what_cannot_be_answered_says_what_was_found_and_expected(
    asking: Assistant, tool: str, arguments: dict[str, Any], said: list[str]
) -> None:
    words = asking.refusal(tool, **arguments)
    for part in said:
        assert part in words
    assert "Traceback" not in words
    assert "pydantic" not in words
    assert len(words) < 5000


def test_parts_make_the_whole_and_say_what_comes_next(asking: Assistant) -> None:
    every = whole(asking, "find", "hits", 200, text="blinatumomab")
    assert whole(asking, "find", "hits", 7, text="blinatumomab") == every
    assert len(every) > 30
    first = text(asking.call("find", text="blinatumomab", limit=7))
    assert first.endswith(f"[Hits 1 to 7 of {len(every)}; offset=7 gives the next.]")
    beyond = asking.call("find", text="blinatumomab", offset=5000)
    assert beyond.structured_content["page"]["next_offset"] is None
    assert text(beyond).endswith(f"[There are {len(every)} hits; none from offset 5000 on.]")
    assert len(whole(asking, "show", "statements", 90, id="term/blinatumomab")) > 90


def test_a_part_ends_before_it_grows_too_large() -> None:
    rows = ["x" * 1000] * 500
    shown, page = window(rows, 0, 200)
    assert len(shown) == page.next_offset == LARGEST // 1002
    assert window(["y" * LARGEST * 2, "z"], 0, 200)[1].next_offset == 1, "one row at least"
    assert window(rows, 499, 200)[1].next_offset is None
    assert window([], 0, 200)[1].words() == ""


def test_no_answer_to_the_largest_requests_is_unbounded(asking: Assistant) -> None:
    sizes = {}
    for tool, arguments in (
        ("questions", {}),
        ("query", {"question": "reference-list"}),
        ("audit", {}),
        ("impact", {"without": [str(number) for number in range(1, 40)]}),
        ("bibliography", {"format": "csl-json", "evidence": True}),
        ("show", {"id": "molina-2021"}),
        ("find", {"text": "CAR T"}),
    ):
        result = asking.call(tool, limit=200, **arguments)
        assert not result.is_error, text(result)
        sizes[tool] = max(len(text(result)), len(json.dumps(result.structured_content)))
    assert max(sizes.values()) < 6 * LARGEST, sizes


def test_many_questions_at_once_get_their_own_answers(asking: Assistant) -> None:
    claims = [hit["id"] for hit in asking.data("find", text="blinatumomab", kind="claim", limit=12)["hits"]]
    futures = [asking.portal.start_task_soon(asking.client.call_tool, "trace", {"claim": claim}) for claim in claims]
    assert [future.result().structured_content["ladder"]["id"] for future in futures] == claims
    assert len(claims) == 12


def test_resources(asking: Assistant) -> None:
    listed = asking.portal.call(asking.client.list_resources).resources
    assert [each.uri for each in listed] == ["evigraph://questions", "evigraph://article/molina-2021"]
    templates = asking.portal.call(asking.client.list_resource_templates).resource_templates
    assert [each.uri_template for each in templates] == [
        "evigraph://claim/{id}",
        "evigraph://question/{name}",
        "evigraph://article/{id}",
    ]

    def read(uri: str) -> str:
        (content,) = asking.portal.call(asking.client.read_resource, uri).contents
        return str(content.text)  # type: ignore[union-attr]

    known = {each["name"] for each in json.loads(read("evigraph://questions"))}
    assert known == {each["name"] for each in whole(asking, "questions", "questions", 20)}
    ladder = text(asking.call("trace", claim=FLAGSHIP))
    for name in (FLAGSHIP, f"molina-2021/claim/{FLAGSHIP}", f"molina-2021%2Fclaim%2F{FLAGSHIP}"):
        assert read(f"evigraph://claim/{name}").strip() == ladder
    article = json.loads(read("evigraph://article/molina-2021"))
    assert (article["doi"], article["pmid"]) == ("10.1182/bloodadvances.2020003554", "33496756")
    assert article["thesis"][0]["id"] == "molina-2021/claim/car-t-better-than-bite-in-b-all"
    assert len(article["claims"]) == article["graph"]["claims"] == 192
    assert article["claims_left_out"] == 0
    assert read("evigraph://question/reference-list").startswith("#+ title: The reference list")


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("evigraph://claim/zebrafish", "No claim is called 'zebrafish'"),
        ("evigraph://claim/", "Nothing is at 'evigraph://claim/'. There are: evigraph://questions"),
        ("evigraph://question/..%2Fchecks%2Fabstract-only", "There is no question '../checks/abstract-only'"),
        ("evigraph://article/eliana", "is not an article. There are: molina-2021"),
        ("evigraph://study/eliana", "There is no kind 'study'"),
        ("file:///etc/passwd", "Nothing is at 'file:///etc/passwd'"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(asking: Assistant, uri: str, said: str) -> None:
    with pytest.raises(MCPError, match=re.escape(said)) as refused:
        asking.portal.call(asking.client.read_resource, uri)
    assert refused.value.error.data == {"uri": uri}


def test_prompts(asking: Assistant) -> None:
    listed = asking.portal.call(asking.client.list_prompts).prompts
    assert [each.name for each in listed] == ["check-sentence", "weigh-reference"]
    sentence = "CAR T cells {sentence} cure\nall."
    filled = asking.portal.call(asking.client.get_prompt, "check-sentence", {"sentence": sentence})
    (message,) = filled.messages
    told = str(message.content.text)  # type: ignore[union-attr]
    assert "> CAR T cells {sentence} cure all.\n" in told
    tools = {tool.name for tool in TOOLS}
    for prompt in listed:
        arguments = {argument.name: "9" for argument in prompt.arguments or []}
        (message,) = asking.portal.call(asking.client.get_prompt, prompt.name, arguments).messages
        named = set(re.findall(r"`([a-z]+)`", str(message.content.text)))  # type: ignore[union-attr]
        assert len(named & tools) >= 2
    for name, arguments, said in (
        ("check-sentence", {}, "takes 'sentence' and nothing else"),
        ("check-sentence", {"sentence": " "}, "takes 'sentence' and nothing else"),
        ("check-sentence", {"sentence": "x" * 9000}, "9000 characters"),
        ("check-sentnce", {"sentence": "x"}, "Did you mean 'check-sentence'?"),
    ):
        with pytest.raises(MCPError, match=re.escape(said)):
            asking.portal.call(asking.client.get_prompt, name, arguments)


def test_the_document_shows_every_tool_resource_and_prompt(asking: Assistant) -> None:
    document = (ROOT / "docs/mcp.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)`", document, re.MULTILINE)
    templates = asking.portal.call(asking.client.list_resource_templates).resource_templates
    prompts = asking.portal.call(asking.client.list_prompts).prompts
    known = [*(tool.name for tool in TOOLS), "evigraph://questions"]
    assert rows == [*known, *(each.uri_template for each in templates), *(each.name for each in prompts)]
    (asked,) = re.findall(r"```text\n(.*?)```", document, re.DOTALL)
    call, answer = asked.split("\n", 1)
    name, arguments = re.fullmatch(r"(\w+) (\{.*\})", call).groups()  # type: ignore[union-attr]
    assert text(asking.call(name, **json.loads(arguments))).strip() == answer.strip()


def test_the_document_shows_a_setting_that_starts_it() -> None:
    document = Path(ROOT / "docs/mcp.md").read_text("utf-8")
    (setting,) = re.findall(r"```json\n(.*?)```", document, re.DOTALL)
    server = json.loads(setting)["mcpServers"]["evigraph"]
    assert server["command"].endswith("/evigraph")
    assert server["args"][0] == "-C"
    assert server["args"][2:] == ["mcp"]
