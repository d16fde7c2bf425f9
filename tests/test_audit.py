"""The audit as a whole: findings and their identifiers, answers, check files of a workspace, exit statuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from evigraph.audit import SEVERITIES, audit, checks, run_check
from evigraph.audit.run import Audit
from evigraph.build import build
from evigraph.check import check_workspace
from evigraph.cli.main import evigraph
from evigraph.errors import NotFound, QueryError
from evigraph.load.workspace import Workspace
from evigraph.query import Dataset
from faults import ARTICLE, Edit, loaded, workspace

NUMERATOR = "numerator-above-denominator"
FAULT: Edit = {
    "file": f"{ARTICLE}/claims/response.yaml",
    "old": 'numerator: "41", denominator: "50"',
    "new": 'numerator: "51", denominator: "50"',
}
CLAIM = "velacel-remissions-in-adults"

OWN = """#+ title: Cautious claims
#+ group: citations
#+ looks_for: Claims that are hedged or speculative.
#+ why: A reader should know on what they rest.
#+ advice: Cite something.
#+ false_alarms: None known.
#+ columns:
#+   claim: the claim
#+   statement: the claim in our own words
#+   certainty: how sure it is
#+   holds: whether it cites anything
#+ concerns: [claim]
#+ compared: [certainty]
#+ finding: "'{statement}' is {certainty} and cites nothing."
#+ passed: "'{statement}' is {certainty} and cites something."
PREFIX ev: <https://w3id.org/evigraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX cito: <http://purl.org/spar/cito/>

SELECT ?claim ?statement ?certainty ?holds
WHERE {
  ?claim ev:certainty ?degree ; rdfs:label ?statement .
  FILTER (?degree != ev:asserted)
  BIND (STRAFTER(STR(?degree), "#") AS ?certainty)
  BIND (EXISTS { ?claim cito:cites ?work } AS ?holds)
}
ORDER BY ?claim
"""
OWN_CHECK: list[Edit] = [
    {"file": "queries/checks/cautious.rq", "new": OWN},
    {"file": "queries/checks/severity.tsv", "new": "check\tseverity\ncautious\twarning\n"},
]
UNCITED: Edit = {"file": f"{ARTICLE}/claims/practice.yaml", "old": "  citesForInformation: [jarrow-2016]\n"}


def graph(folder: Path, *edits: Edit) -> Dataset:
    dataset, faults = loaded(workspace(folder, edits))
    assert faults == []
    return dataset


def answer(found: Audit, **fields: str) -> Edit:
    """A file of answers with one to the first finding of ``found``."""
    finding = found.findings[0]
    given = {
        "finding": finding.id,
        "values": finding.digest,
        "decision": "explained",
        "reason": "The count is of courses of treatment.",
        "who": "[A Reader, B Reader]",
        "when": '"2024-05-01"',
        **fields,
    }
    lines = "\n  ".join(f"{key}: {value}" for key, value in given.items())
    return {"file": "graph/responses.yaml", "new": f"responses:\n- {lines}\n"}


# Findings.


def test_findings_of_the_article(article: Dataset) -> None:
    found = audit(article.in_memory())
    findings = [*found.findings, *found.passed]
    assert len({finding.id for finding in findings}) == len(findings) > len(found.checks)
    assert [SEVERITIES.index(finding.severity) for finding in found.findings] == sorted(
        SEVERITIES.index(finding.severity) for finding in found.findings
    )
    [all_nodes] = article.select("SELECT (GROUP_CONCAT(DISTINCT STR(?s)) AS ?all) WHERE { ?s ?p ?o }").rows
    known = set(all_nodes[0].value.split())
    for finding in findings:
        assert finding.message.strip() == finding.message and finding.message.endswith(".")
        assert article.base not in finding.message and "{" not in finding.message, finding.message
        assert finding.nodes <= known, finding.id
        assert (article.workspace.root / finding.place.file).is_file() and finding.place.line
    counts = found.counts()
    assert sum(counts[level] for level in SEVERITIES) + counts["answered"] == len(found.findings)
    assert counts["passed"] == len(found.passed)
    assert found.stale == ()
    assert {check.name for check in found.checks} == checks(article.workspace).keys()


def test_the_same_graph_gives_the_same_audit(article: Dataset, toy: Dataset) -> None:
    for dataset in (article, toy):
        assert audit(dataset.in_memory()) == audit(dataset)


def test_a_finding_in_full(tmp_path: Path) -> None:
    [finding] = audit(graph(tmp_path / "w", FAULT), [NUMERATOR]).findings
    number = f"https://sound.example/id/sound-2024/claim/{CLAIM}/rate"
    assert finding.to_dict() == {
        "id": finding.id,
        "check": NUMERATOR,
        "severity": "error",
        "holds": False,
        "message": "complete remission: 41 of 50 (82%) counts 51 of 50; a part cannot exceed its whole.",
        "concerns": [
            {"role": "number", "node": number},
            {"role": "owner", "node": number.removesuffix("/rate")},
        ],
        "compared": [
            {"name": "numerator", "value": "51"},
            {"name": "denominator", "value": "50"},
            {"name": "printed", "value": "41 of 50 (82%)"},
        ],
        "digest": finding.digest,
        "file": f"{ARTICLE}/claims/response.yaml",
        "line": finding.place.line,
        "column": 5,
        "response": None,
    }
    assert finding.id == f"{NUMERATOR}.70523d62d6"
    assert finding.digest == "afa8e3bd"


def test_a_finding_keeps_its_identifier_when_its_values_change(tmp_path: Path) -> None:
    [before] = audit(graph(tmp_path / "a", FAULT), [NUMERATOR]).findings
    [after] = audit(graph(tmp_path / "b", {**FAULT, "new": FAULT["new"].replace("51", "52")}), [NUMERATOR]).findings
    assert after.id == before.id
    assert after.digest != before.digest


# Which findings.


def test_checks_by_name_and_by_severity(tmp_path: Path) -> None:
    dataset = graph(tmp_path / "w", FAULT, UNCITED, *OWN_CHECK)
    assert [finding.check for finding in audit(dataset, [NUMERATOR, "cautious"]).findings] == [NUMERATOR, "cautious"]
    assert [finding.check for finding in audit(dataset, ["cautious"]).findings] == ["cautious"]
    assert {check.severity for check in audit(dataset, severity="error").checks} == {"error"}
    assert {check.severity for check in audit(dataset, severity="warning").checks} == {"error", "warning"}
    assert NUMERATOR in {finding.check for finding in audit(dataset, severity="error").findings}
    assert audit(dataset, ["cautious"], severity="error").checks == ()
    with pytest.raises(
        QueryError, match=rf"There is no check 'numerator-above-denominators'\. Did you mean '{NUMERATOR}'"
    ):
        audit(dataset, ["numerator-above-denominators"])


def test_findings_about_one_claim(tmp_path: Path) -> None:
    dataset = graph(tmp_path / "w", FAULT, UNCITED, *OWN_CHECK)
    names = [NUMERATOR, "cautious"]
    claims = f"{dataset.base}sound-2024/claim/"
    assert [finding.check for finding in audit(dataset, names, f"{claims}{CLAIM}").findings] == [NUMERATOR]
    mild = audit(dataset, names, f"{claims}both-together-might-deepen-remissions")
    assert ([finding.check for finding in mild.findings], mild.passed) == (["cautious"], ())
    other = audit(dataset, names, f"{claims}cell-division-may-explain-remissions")
    assert (other.findings, [finding.check for finding in other.passed]) == ((), ["cautious"])


# Answers.


def test_an_answer_is_attached_and_its_finding_fails_no_run(tmp_path: Path) -> None:
    before = audit(graph(tmp_path / "a", FAULT), [NUMERATOR])
    assert [finding.check for finding in before.failing("error")] == [NUMERATOR]
    assert before.failing("none") == []
    found = audit(graph(tmp_path / "b", FAULT, answer(before)))
    [finding] = [finding for finding in found.findings if finding.check == NUMERATOR]
    assert finding.answered
    assert finding.to_dict()["response"] == {
        "decision": "explained",
        "reason": "The count is of courses of treatment.",
        "who": ["A Reader", "B Reader"],
        "when": "2024-05-01",
        "current": True,
    }
    assert finding not in found.failing("note")
    assert found.stale == ()
    assert found.counts()["answered"] == 1
    assert check_workspace(Workspace(tmp_path / "b"))[1] == []


def test_an_answer_to_a_finding_that_changed_is_stale(tmp_path: Path) -> None:
    edit = answer(audit(graph(tmp_path / "a", FAULT), [NUMERATOR]), values="00000000")
    found = audit(graph(tmp_path / "b", FAULT, edit))
    [stale] = found.stale
    [finding] = [finding for finding in found.findings if finding.check == NUMERATOR]
    assert stale.finding == finding.id
    assert stale.why == f"changed: it now compares other values (digest {finding.digest})"
    assert stale.place == "graph/responses.yaml:2:3"
    assert finding.response is not None and not finding.answered
    assert finding in found.failing("error")


def test_an_answer_to_a_finding_that_has_gone_is_stale(tmp_path: Path) -> None:
    edit = answer(audit(graph(tmp_path / "a", FAULT), [NUMERATOR]))
    dataset = graph(tmp_path / "b", edit)
    [stale] = audit(dataset).stale
    assert (stale.why, stale.decision) == ("gone", "explained")
    assert audit(dataset, ["claim-on-one-source"]).stale == (), "only a whole audit can tell"


def test_an_answer_to_a_finding_that_holds_now_is_stale(tmp_path: Path) -> None:
    before = audit(graph(tmp_path / "a", UNCITED, *OWN_CHECK), ["cautious"])
    [stale] = audit(graph(tmp_path / "b", *OWN_CHECK, answer(before))).stale
    assert stale.why == "resolved: the check holds now"


def test_two_answers_to_one_finding_are_a_fault(tmp_path: Path) -> None:
    one = answer(audit(graph(tmp_path / "a", FAULT), [NUMERATOR]))
    two = {**one, "new": one["new"] + one["new"].removeprefix("responses:\n").replace("explained", "accepted")}
    _, faults = loaded(workspace(tmp_path / "b", [FAULT, two]))
    [fault] = faults
    assert fault.startswith("graph/responses.yaml:8:3: duplicate-id: "), fault


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"decision": "ignored"}, "undeclared-value"),
        ({"values": "xyz"}, "wrong-form"),
        ({"finding": "no finding"}, "bad-id"),
        ({"when": "yesterday"}, "wrong-value"),
    ],
)
def test_a_malformed_answer_is_a_fault(tmp_path: Path, fields: dict[str, str], code: str) -> None:
    edit = answer(audit(graph(tmp_path / "a", FAULT), [NUMERATOR]), **fields)
    _, faults = check_workspace(workspace(tmp_path / "b", [FAULT, edit]))
    assert [(fault.place.file, fault.code) for fault in faults] == [("graph/responses.yaml", code)]


# Check files of a workspace.


def test_a_workspace_adds_a_check(tmp_path: Path) -> None:
    dataset = graph(tmp_path / "w", UNCITED, *OWN_CHECK)
    assert checks(dataset.workspace).keys() - checks(Workspace(tmp_path / "none")).keys() == {"cautious"}
    found = audit(dataset, ["cautious"])
    [finding] = found.findings
    assert finding.severity == "warning"
    assert finding.message == (
        "'It is not known yet whether both together would make more remissions deep.' is speculative and cites nothing."
    )
    [held] = found.passed
    assert held.message == (
        "'That engineered cells divide in the marrow may be why they bring remissions.' is hedged and cites something."
    )


def test_a_workspace_overrides_a_check_and_a_severity(tmp_path: Path) -> None:
    mine = OWN.replace("Cautious claims", "Mine instead")
    edits: list[Edit] = [
        {"file": f"queries/checks/{NUMERATOR}.rq", "new": mine},
        {"file": "queries/checks/severity.tsv", "new": f"check\tseverity\n{NUMERATOR}\tnote\n"},
    ]
    known = checks(workspace(tmp_path / "w", edits))
    standard = checks(Workspace(tmp_path / "none"))
    assert known.keys() == standard.keys()
    assert (known[NUMERATOR].text("title"), known[NUMERATOR].severity) == ("Mine instead", "note")
    assert standard[NUMERATOR].severity == "error"
    assert {name: check for name, check in known.items() if name != NUMERATOR} == {
        name: check for name, check in standard.items() if name != NUMERATOR
    }


BROKEN: dict[str, tuple[str, str, str]] = {
    "a missing key": ("#+ advice: Cite something.\n", "", "The header of a check needs: advice."),
    "several missing keys": (
        "#+ why: A reader should know on what they rest.\n#+ advice: Cite something.\n",
        "",
        "The header of a check needs: why, advice.",
    ),
    "an unknown key": ("#+ why:", "#+ because: x\n#+ why:", "'because' is not a key of this header."),
    "an unknown group": ("#+ group: citations", "#+ group: citation", "'group' is one of numbers, comparability, "),
    "an unknown function": ("#+ why:", "#+ compute: magic.wand\n#+ why:", "There is no function 'magic.wand'."),
    "a function of another package": ("#+ why:", "#+ compute: os.system\n#+ why:", "There is no function 'os.system'."),
    "an undescribed column in concerns": ("[claim]", "[clam]", "'clam' is used in the header, but is not one of its"),
    "an undescribed column in compared": ("[certainty]", "[degree]", "'degree' is used in the header, but is not"),
    "an undescribed slot": ("{certainty} and cites nothing", "{sure}", "'sure' is used in the header, but is not"),
    "a malformed slot": ("{certainty} and cites nothing", "{certainty!r} and", "A slot of 'finding' is malformed"),
    "text in place of a node": ("[claim]", "[statement]", "'statement' of 'concerns' holds text ('"),
    "concerns that are never bound": (
        "SELECT ?claim ?statement",
        "SELECT ?statement",
        "A row has no value for any column",
    ),
    "no YAML": ("#+ group: citations", "#+ group: [", "yaml-syntax"),
    "columns that are no mapping": ("#+   claim: the claim\n", "#+   - claim\n", ""),
    "bad SPARQL": ("SELECT ?claim", "SELEKT ?claim", "Not valid SPARQL (line "),
    "no SELECT": ("SELECT ?claim ?statement ?certainty ?holds\nWHERE", "ASK", "A SELECT query was expected here."),
    "two rows for one node": (
        "SELECT ?claim ?statement ?certainty ?holds\nWHERE {",
        "SELECT ?claim ?statement ?certainty ?holds\nWHERE {\n  VALUES ?x { 1 2 }",
        "Two rows concern the same nodes",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_check_is_refused_with_its_name(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert OWN.count(old) == 1
    edits: list[Edit] = [*OWN_CHECK[1:], {"file": "queries/checks/cautious.rq", "new": OWN.replace(old, new)}]
    dataset = graph(tmp_path / "w", *edits)
    with pytest.raises(QueryError) as caught:
        audit(dataset, ["cautious"])
    assert str(caught.value).startswith("cautious.rq"), caught.value
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (None, "severity.tsv names no severity for: cautious."),
        ("check\tseverity\ncautious\tgrave\n", "severity.tsv:2: the severity is one of error, warning, note, after a"),
        ("check\tseverity\ncautious warning\n", "severity.tsv:2: the severity is one of error, warning, note, after a"),
        ("check\tseverity\ncautious\tnote\ncautious\terror\n", "severity.tsv:3: 'cautious' has a severity already."),
        ("check\tseverity\n# cautious\twarning\n", "severity.tsv names no severity for: cautious."),
    ],
)
def test_a_check_without_a_severity_is_refused(tmp_path: Path, table: str | None, message: str) -> None:
    edits = OWN_CHECK[:1] + ([{**OWN_CHECK[1], "new": table}] if table is not None else [])
    with pytest.raises(QueryError) as caught:
        checks(workspace(tmp_path / "w", edits))
    assert message in str(caught.value)


def test_a_check_over_nothing_finds_nothing(tmp_path: Path) -> None:
    """A grouped query without solutions still has one row, which concerns no node."""
    grouped = OWN.replace("?certainty ?holds\nWHERE", "(SAMPLE(?one) AS ?certainty) (COUNT(?w) > 0 AS ?holds)\nWHERE")
    grouped = grouped[: grouped.index("WHERE {")].replace(
        "?claim ?statement", "(MAX(?c) AS ?claim) (MAX(?l) AS ?statement)"
    )
    grouped += "WHERE { ?c a ev:Nothing ; rdfs:label ?l ; ev:certainty ?one ; cito:cites ?w }\nORDER BY ?claim\n"
    dataset = graph(tmp_path / "w", *OWN_CHECK[1:], {"file": "queries/checks/cautious.rq", "new": grouped})
    assert len(dataset.select(grouped)) == 1
    assert list(run_check(dataset, checks(dataset.workspace)["cautious"])) == []


# The command line.


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A built workspace with a grave fault and a mild one."""
    space = workspace(tmp_path_factory.mktemp("faulty"), [FAULT, UNCITED, *OWN_CHECK])
    assert build(space).warnings == ()
    return space


def run(space: Workspace, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and messages of ``evigraph audit``."""
    result = CliRunner().invoke(evigraph, ["-C", str(space.root), "audit", *arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    assert isinstance(result.return_value, int)
    return result.return_value, result.stdout, result.stderr


ONLY = ("--check", NUMERATOR, "--check", "cautious")


@pytest.mark.parametrize(
    ("arguments", "status", "found"),
    [
        ([*ONLY], 1, {NUMERATOR, "cautious"}),
        ([*ONLY, "--fail-on", "none"], 0, {NUMERATOR, "cautious"}),
        ([*ONLY, "--severity", "error"], 1, {NUMERATOR}),
        (["--check", NUMERATOR], 1, {NUMERATOR}),
        (["--check", "cautious"], 0, {"cautious"}),
        (["--check", "cautious", "--fail-on", "warning"], 1, {"cautious"}),
        (["--check", "cautious", "--fail-on", "note"], 1, {"cautious"}),
        ([*ONLY, "--claim", CLAIM], 1, {NUMERATOR}),
        ([*ONLY, "--claim", "both-together-might-deepen-remissions"], 0, {"cautious"}),
        ([*ONLY, "--claim", "ordacel-approved-in-2019", "--fail-on", "note"], 0, set()),
    ],
)
def test_exit_status(faulty: Workspace, arguments: list[str], status: int, found: set[str]) -> None:
    ended, output, _ = run(faulty, *arguments, "--format", "json")
    assert {finding["check"] for finding in json.loads(output)["findings"]} == found
    assert ended == status


def test_options_that_would_hide_what_should_fail(faulty: Workspace) -> None:
    with pytest.raises(click.UsageError, match="leaves out what --fail-on note should fail on"):
        run(faulty, *ONLY, "--severity", "error", "--fail-on", "note")
    with pytest.raises(click.UsageError, match="not both"):
        run(faulty, "--list", "--explain", NUMERATOR)
    with pytest.raises(click.UsageError, match="leave --output"):
        run(faulty, "--list", "--output", "x")
    with pytest.raises(NotFound, match="numbers alone"):
        run(faulty, "--claim", "5 7")
    with pytest.raises(NotFound):
        run(faulty, "--claim", "")


def test_what_is_shown(faulty: Workspace) -> None:
    _, output, messages = run(faulty, *ONLY)
    assert re.fullmatch(r"2 checks: 1 error, 1 warning, 0 notes\W 0 answered, 1 holds?\.\n", messages), messages
    assert output.startswith(f"error  {NUMERATOR}  {ARTICLE}/claims/response.yaml:")
    assert "complete remission: 41 of 50 (82%) counts 51 of 50" in output
    assert "\nholds  cautious  " not in output
    assert "\nholds  cautious  " in run(faulty, *ONLY, "--show-passed")[1]


def test_rows_and_records_say_the_same(faulty: Workspace) -> None:
    data: dict[str, Any] = json.loads(run(faulty, *ONLY, "--show-passed", "--format", "json")[1])
    assert data["counts"] == {"error": 1, "warning": 1, "note": 0, "answered": 0, "passed": 1}
    rows = [line.split("\t") for line in run(faulty, *ONLY, "--show-passed", "--format", "tsv")[1].splitlines()]
    told = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [(row["id"], row["message"]) for row in told] == [(one["id"], one["message"]) for one in data["findings"]]
    assert [row["severity"] for row in told] == ["error", "warning", "holds"]


def test_an_answered_finding_no_longer_fails(faulty: Workspace, tmp_path: Path) -> None:
    dataset, _ = loaded(faulty)
    edits = [FAULT, UNCITED, *OWN_CHECK, answer(audit(dataset, [NUMERATOR]))]
    space = workspace(tmp_path / "w", edits)
    status, output, messages = run(space, *ONLY)
    assert status == 0
    assert "1 answered" in messages
    assert "explained by A Reader, B Reader on 2024-05-01: The count is of courses of treatment." in output
    assert run(space, *ONLY, "--fail-on", "warning")[0] == 1


def test_stale_answers_are_shown(faulty: Workspace, tmp_path: Path) -> None:
    dataset, _ = loaded(faulty)
    space = workspace(tmp_path / "w", [answer(audit(dataset, [NUMERATOR]))])
    status, output, _ = run(space)
    assert status == 0
    assert "The finding it answers is gone." in output


def test_documentation(faulty: Workspace) -> None:
    status, output, _ = run(faulty, "--list")
    assert status == 0
    assert "cautious\twarning\tcitations\tCautious claims\n" in output
    assert len(output.splitlines()) == len(checks(faulty)) + 1
    _, output, _ = run(faulty, "--explain", "cautious")
    assert output.startswith("cautious (warning, citations)\nCautious claims\n\nLooks for: Claims that are hedged")
    assert "What to do: Cite something." in output


def test_what_does_not_exist(faulty: Workspace) -> None:
    with pytest.raises(QueryError, match=r"There is no check 'caution'\. Did you mean 'cautious'"):
        run(faulty, "--check", "caution")
    with pytest.raises(QueryError, match="There is no check 'caution'"):
        run(faulty, "--explain", "caution")
    with pytest.raises(NotFound):
        run(faulty, "--claim", "xyzzy-plugh")
