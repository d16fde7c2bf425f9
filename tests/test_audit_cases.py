"""Every check of the audit: on the fault it is for, on a near miss, and as a documented file.

A case is a file ``invalid/audit/<check>.yaml`` or ``valid/audit/<check>.yaml``, or ``<check>.<variant>.yaml``:
edits to the workspace ``sound``, in which the audit finds nothing, and what it finds then, word for word.
"""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from rdflib.plugins.sparql import prepareQuery

from conftest import CHECKOUT, TESTS
from evigraph.audit import SEVERITIES, Check, Finding, checks
from evigraph.audit.compute import function
from evigraph.check import check_workspace
from evigraph.load.workspace import Workspace
from evigraph.ns import BASE
from evigraph.query import Dataset
from evigraph.query.table import value_of
from evigraph.read import each, read_yaml
from faults import ARTICLE, SOUND, SOUND_BASE, Edit, found, loaded, told, workspace

FOLDER = CHECKOUT / "queries" / "checks"
CHECKS = checks(Workspace(CHECKOUT))
INVALID = sorted((TESTS / "invalid" / "audit").glob("*.yaml"))
VALID = sorted((TESTS / "valid" / "audit").glob("*.yaml"))
NUMBER_OF_CHECKS = 64
NUMBER_OF_CASES = (109, 94)
NUMBER_THAT_HOLD = 48
KEYS = {"title", "edits", "findings", "passed", "faults"}

GraphOf = Callable[[Path], tuple[Dataset, list[str]]]

each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)


def name(path: Path) -> str:
    return path.stem.partition(".")[0]


def case(path: Path) -> dict[str, Any]:
    """The fields of a case; lists that it does not have are empty."""
    tree, faults = read_yaml(path)
    assert tree is not None and not faults, faults
    assert {"title", "edits"} <= tree.keys() <= KEYS, tree.keys() - KEYS
    lists = {key: list(each(tree[key])) if key in tree else [] for key in KEYS - {"title"}}
    return {"title": tree["title"], **lists}


@pytest.fixture(scope="module")
def graph_of(tmp_path_factory: pytest.TempPathFactory) -> GraphOf:
    """The graph and the faults of a case, loaded once."""

    @cache
    def made(path: Path) -> tuple[Dataset, list[str]]:
        return loaded(workspace(tmp_path_factory.mktemp(path.stem), case(path)["edits"]))

    return made


@pytest.mark.parametrize("path", [*INVALID, *VALID], ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_case(path: Path, graph_of: GraphOf) -> None:
    expected = case(path)
    dataset, faults = graph_of(path)
    findings = found(dataset)
    assert faults == sorted(expected["faults"])
    assert told([finding for finding in findings if not finding.holds]) == sorted(expected["findings"])
    if expected["passed"]:
        held = told([finding for finding in findings if finding.holds])
        assert set(expected["passed"]) <= set(held), "\n".join(held)
    own = [finding for finding in findings if finding.check == name(path)]
    assert any(not finding.holds for finding in own) is (path in INVALID), f"{name(path)} is not what the case is for"
    assert identities(found(shuffled(dataset), [name(path)])) == identities(own), "it depends on the order of the store"


def shuffled(dataset: Dataset) -> Dataset:
    quads = list(dataset.store)
    random.Random(7).shuffle(quads)
    store = ox.Store()
    store.bulk_extend(quads)
    return Dataset(store, dataset.workspace, dataset.base)


def test_the_number_of_cases() -> None:
    assert (len(INVALID), len(VALID)) == NUMBER_OF_CASES
    assert len(CHECKS) == NUMBER_OF_CHECKS


def test_every_check_has_a_case_that_it_finds_and_one_that_it_lets_pass() -> None:
    for paths in (INVALID, VALID):
        seen = {name(path) for path in paths}
        assert sorted(CHECKS.keys() - seen) == []
        assert sorted(seen - CHECKS.keys()) == []
    titles = Counter(case(path)["title"] for path in [*INVALID, *VALID])
    assert [title for title, number in titles.items() if number > 1] == []


def test_the_sound_workspace_gives_no_finding(tmp_path: Path) -> None:
    space = workspace(tmp_path / "w")
    assert check_workspace(space)[1] == []
    dataset, faults = loaded(space)
    assert faults == []
    findings = found(dataset)
    assert told([finding for finding in findings if not finding.holds]) == []
    assert len(findings) == NUMBER_THAT_HOLD, "\n".join(told(findings))
    assert all(finding.message for finding in findings)


# The files of the checks.


def projected(check: Check) -> list[str]:
    """The variables of the query, from an engine that knows no prefixes of ours."""
    solutions = ox.Store().query(check.sparql)
    assert isinstance(solutions, ox.QuerySolutions)
    return [variable.value for variable in solutions.variables]


@each_check
def test_header_is_complete(check: Check) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", check.name)
    for key in ("title", "group", "looks_for", "why", "advice", "false_alarms", "finding"):
        assert check.text(key), key
    assert check.text("title")[0].isupper() and not check.text("title").endswith(".")
    for key in ("looks_for", "why", "advice", "false_alarms", "arithmetic"):
        assert not check.text(key) or check.text(key).endswith("."), key
    assert all(str(meaning).strip() for meaning in check.header["columns"].values())
    assert check.names("concerns")
    slots = re.findall(r"\{(\w+)\}", check.text("finding"))
    assert slots and not set(slots) & set(check.names("concerns")), "a sentence names labels, not nodes"


NAMES = {
    *(
        "statement",
        "statements",
        "title",
        "name",
        "named",
        "header",
        "table",
        "section",
        "paragraph",
        "number",
        "place",
    ),
    *("study", "group", "label", "outcome", "measured", "therapy", "reference", "source", "where", "mark", "there"),
    *("one", "other", "class_name", "partLabel", "wholeLabel", "about", "lacking_side"),
}
"""Columns that only name the nodes concerned, their place or what they are about.  A check whose findings turn on
one of them compares it all the same."""


@each_check
def test_what_a_finding_shows_and_may_change_is_compared(check: Check) -> None:
    """So that an answer holds for what was read, and no longer."""
    shown = set(re.findall(r"\{(\w+)\}", check.text("finding")))
    assert check.names("compared")
    assert sorted(shown - NAMES - {*check.names("compared")}) == []


@each_check
def test_query_is_written_as_agreed(check: Check) -> None:
    assert "SELECT *" not in check.sparql
    assert "@param" not in check.sparql
    assert re.findall(r"^ORDER BY ", check.sparql, re.MULTILINE)
    assert prepareQuery(check.sparql).algebra is not None
    if "compute" not in check.header:
        assert bool(check.text("passed")) is ("holds" in projected(check))


@each_check
def test_columns_are_those_of_the_header(check: Check, graph_of: GraphOf) -> None:
    """Those of the query or, where a function works on its rows, of the rows that the function gives for the cases."""
    given = set() if "compute" in check.header else set(projected(check))
    if compute := function(check.text("compute")):
        for path in INVALID:
            if name(path) == check.name:
                dataset, _ = graph_of(path)
                table = dataset.select(check.sparql)
                rows = [{column: value_of(row[column]) for column in table.columns} for row in table]
                given.update(*(row.keys() for row in compute(rows)))
    assert given - {"holds"} == set(check.header["columns"]) - {"holds"}


def test_every_check_has_a_severity_and_every_severity_a_check() -> None:
    lines = (FOLDER / "severity.tsv").read_text("utf-8").splitlines()
    table = [line.split("\t") for line in lines[1:] if line and not line.startswith("#")]
    assert lines[0] == "check\tseverity"
    assert Counter(row[0] for row in table) == Counter(path.stem for path in FOLDER.glob("*.rq"))
    assert {row[1] for row in table} <= set(SEVERITIES)


# Identifiers.


def reversed_lists(space: Workspace) -> None:
    """Writes the records of every file in reverse order: claims, studies, terms, sentences, works."""
    for path in space.root.glob("graph/**/*.yaml"):
        tree = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506
        for key, value in tree.items():
            if isinstance(value, list):
                tree[key] = value[::-1]
        path.write_text(yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8")
    bib = space.root / "references.bib"
    head, *entries = re.split(r"^(?=@)", bib.read_text("utf-8"), flags=re.MULTILINE)
    bib.write_text(head + "\n".join(reversed(entries)), "utf-8")


def identities(findings: Iterable[Finding]) -> set[tuple[str, str, str, bool]]:
    return {(finding.id, finding.digest, finding.message, finding.holds) for finding in findings}


@pytest.mark.parametrize(
    ("start", "base"), [(SOUND, SOUND_BASE), (TESTS / "toy", "https://toy.example/id/"), (CHECKOUT, BASE)]
)
def test_identifiers_do_not_depend_on_the_order_of_records(start: Path, base: str, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    if start == CHECKOUT:
        folder.mkdir()
        shutil.copy(CHECKOUT / "references.bib", folder)
        graph = folder / "graph"
        shutil.copytree(CHECKOUT / "graph", graph, ignore=shutil.ignore_patterns("*.ttl", "*.jsonld", "records.yaml"))
        space = Workspace(folder)
    else:
        space = workspace(folder, start=start)
    before = found(loaded(space, base)[0])
    reversed_lists(space)
    dataset, faults = loaded(space, base)
    assert faults == []
    after = found(dataset)
    assert identities(after) == identities(before)
    assert len({finding.id for finding in after}) == len(after)
    if start != SOUND:
        assert before and [finding.place for finding in after] != [finding.place for finding in before]


def test_identifiers_survive_edits_elsewhere(tmp_path: Path) -> None:
    edits: list[Edit] = [edit for path in INVALID for edit in case(path)["edits"] if name(path) in UNRELATED]
    assert edits
    before = found(loaded(workspace(tmp_path / "before", edits))[0])
    more: list[Edit] = [
        {"file": "graph/terms.yaml", "old": "terms:\n", "new": "terms:\n" + TERM},
        {"file": f"{ARTICLE}/claims/practice.yaml", "old": "claims:\n", "new": "claims:\n" + CLAIM},
    ]
    dataset, faults = loaded(workspace(tmp_path / "after", [*edits, *more]))
    assert faults == []
    assert identities(found(dataset)) >= identities(before)
    assert any(not finding.holds for finding in before)


@pytest.mark.parametrize(
    ("of", "old", "new"),
    [
        ("conclusion-without-support.cluster", 'citations: [{cluster: "12"}]', 'citations: [{cluster: "13"}]'),
        ("comparison-without-both-arms", "neal-2020]", "hollin-2018]"),
        ("class-claim-on-one-member", "[dunmore-2017]", "[dunmore-2017, working-party-2022]"),
    ],
)
def test_an_answer_does_not_outlive_what_was_seen(of: str, old: str, new: str, tmp_path: Path) -> None:
    """The same finding by its identifier has another digest when what it shows, or counts, is other than before."""
    edits = case(TESTS / "invalid" / "audit" / f"{of}.yaml")["edits"]
    changed = [{**edit, "new": edit["new"].replace(old, new)} for edit in edits]
    assert changed != edits
    name_of_check = of.partition(".")[0]
    before, after = (
        {f.id: f.digest for f in found(loaded(workspace(tmp_path / folder, some))[0], [name_of_check]) if not f.holds}
        for folder, some in (("before", edits), ("after", changed))
    )
    assert before.keys() == after.keys() and before
    assert all(before[one] != after[one] for one in before)


@pytest.mark.parametrize(
    ("arm", "unknown"),
    [
        ("", ". Against what patients were randomized in ORDA-2 trial is not recorded"),
        ("  - {id: other, label: Other arm of ORDA-2, receives: [velacel], subCohortOf: all}\n", ""),
    ],
)
def test_the_arm_that_is_not_recorded_is_told_where_it_is_not(arm: str, unknown: str, tmp_path: Path) -> None:
    old = '  design: single-arm-trial\n  phase: "2"\n  registryId: NCT99999912\n  cohorts:\n'
    new = old.replace("single-arm", "randomised") + arm
    edits = [*case(TESTS / "invalid" / "audit" / "comparison-without-both-arms.yaml")["edits"]]
    edits.append({"file": "graph/studies.yaml", "old": old, "new": new})
    (finding,) = (
        finding
        for finding in found(loaded(workspace(tmp_path, edits))[0], ["comparison-without-both-arms"])
        if not finding.holds
    )
    assert finding.message.endswith(f"1 study gave ordacel, 1 study sotutamab{unknown}.")


UNRELATED = {"numerator-above-denominator", "claim-on-one-source"}
"""Checks whose cases are made together, and then something else is edited."""
TERM = "- id: apron\n  type: Attribute\n  prefLabel: apron\n  definition: Worn at work.\n"
CLAIM = """- id: wearing-an-apron-may-help
  label: Wearing an apron may help.
  statedIn: [practice.1.2]
  claimType: outlook
  certainty: speculative
  proposition: {subject: apron, predicate: improves, object: deep-remission}
  outsideArgument: speaks for neither
"""
