"""The second review, under ``examples/``: checked, counted, asked every question, and its audit as it was read.

``python -m pytest tests/test_examples.py --regenerate`` rewrites the list of findings; read what changed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from conftest import CHECKOUT, TESTS
from evigraph.audit import Audit, audit
from evigraph.build import build
from evigraph.cli.main import evigraph
from evigraph.coverage import coverage
from evigraph.ingest import ingest
from evigraph.jats import read_article
from evigraph.listing import counts
from evigraph.load.workspace import Workspace
from evigraph.ns import BASE, EV
from evigraph.query import Dataset, Table, find_question, questions, read_question
from evigraph.read import read_yaml
from evigraph.scaffold import init
from evigraph.view.plots import view
from evigraph.view.plots.ages import spans
from evigraph.view.plots.coverage import spots
from evigraph.view.plots.svg import both_svgs

EXAMPLE = CHECKOUT / "examples" / "typhoid"
README = (EXAMPLE / "README.md").read_text("utf-8")
GOLDEN = TESTS / "golden" / "audit" / "typhoid.txt"
ARTICLE = "10.4155_fsoa-2018-0003.xml"
CORPUS = os.environ.get("EVIGRAPH_CORPUS")

ASKED = {
    "claim": "azithromycin-in-trials",
    "outcome": "relapse",
    "therapy": "azithromycin",
    "study": "dolecek-2008",
    "reference": "46",
    "section": "veeraraghavan-2018/section/concern-in-management-in-developing-countries",
}
"""By type of parameter, what the questions are asked about."""
NAMED = {
    "claims-about-a-population": "india",
    "results-of-a-therapy-class": "third-generation-cephalosporin",
    "said-about": "relapse",
    "where-a-term-is-used": "relapse",
    "works-of-an-author": "Parry",
    "what-is-granted-against-a-claim": "cephalosporins-or-azithromycin-are-the-choice",
    "what-supports-a-claim": "cephalosporins-or-azithromycin-are-the-choice",
    "works-under-a-claim": "cephalosporins-or-azithromycin-are-the-choice",
    "argument-below-a-claim": "cephalosporins-or-azithromycin-are-the-choice",
    "footnotes-of-a-table": "4",
    "table-as-printed": "4",
    "claims-of-a-type": "safety",
}
XSD_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
SILENT = {
    "endpoints-changed-by-a-footnote",
    "studies-reported-more-than-once",
    "studies-with-registry-number",
    "terms-in-other-vocabularies",
}
"""Questions to which this review has no answer: it prints no registry number of a trial in its tables, and so on."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("examples") / "typhoid"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("inbox", ".evigraph"))
    return Workspace(folder)


@pytest.fixture(scope="module")
def typhoid(workspace: Workspace) -> Dataset:
    return build(workspace).dataset


@pytest.fixture(scope="module")
def whole(typhoid: Dataset) -> Audit:
    return audit(typhoid.in_memory())


def test_what_the_readme_counts(typhoid: Dataset) -> None:
    found = dict(counts(typhoid))
    table = dict(re.findall(r"^\| (\w+(?: and rows)?) \| (.*) \|$", README, re.MULTILINE))
    told = {name: [int(number) for number in re.findall(r"\d+", text)] for name, text in table.items()}
    assert told["references"] == [found["references"], found["works"]] == [90, 88]
    assert told["sentences and rows"] == [found["passages"], found["citation groups"]] == [246, 88]
    assert told["tables"][:2] == [found["tables"], found["cells"]] == [4, 195]
    assert told["claims"] == [found["claims"], found["quantities"]] == [71, 63]
    assert told["studies"] == [found["studies"], found["cohorts"], found["results"]] == [68, 54, 124]
    assert told["terms"] == [found["terms"]] == [122]


def test_every_question_has_an_answer(workspace: Workspace, typhoid: Dataset) -> None:
    silent = set()
    for name, path in questions(workspace).items():
        question = read_question(path)
        values = {each.name: NAMED.get(name) or ASKED.get(each.type, "") for each in question.parameters}
        answer = question.ask(typhoid, {key: value for key, value in values.items() if value})
        assert isinstance(answer, Table), name
        if not answer.rows:
            silent.add(name)
    assert silent == SILENT
    assert len(questions(workspace)) >= 54


def test_the_findings_are_those_that_were_read(whole: Audit, regenerate: bool) -> None:
    lines = [
        f"{finding.severity} {'answered ' if finding.answered else ''}{finding.id} {finding.message}\n"
        for finding in whole.findings
    ]
    text = "".join(sorted(lines))
    if regenerate:
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")
    assert Counter(finding.severity for finding in whole.findings) == {"error": 6, "warning": 34, "note": 13}
    assert len(whole.findings) == 53 and len([f for f in whole.findings if f.answered]) == 5


def test_the_readme_tells_of_every_check_that_found_something(whole: Audit) -> None:
    told = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", README))
    assert {finding.check for finding in whole.findings} <= told
    assert f"{len(whole.findings)} findings, 48 of them without an answer" in README


def test_the_commands_of_the_readme(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace.root.parent.parent)
    folder = str(workspace.root)
    said: list[str] = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for line in block.splitlines():
            program, *arguments = shlex.split(line.removeprefix("$ ").replace("examples/typhoid", folder))
            result = CliRunner().invoke(evigraph, arguments)
            assert (program, result.exit_code) == ("evigraph", 0), result.output
            said.append(result.output)
    assert len(said) == 5 and all(said)
    assert said[0] == "17 files checked: 0 to mend, 0 warnings.\n"
    assert "Dolecek C" in said[1] and "Relapse was not seen" in said[2] and "6 errors" in said[4]


def test_a_question_about_another_review_says_so(workspace: Workspace) -> None:
    for question, hints in (("what-a-claim-rests-on", 1), ("studies-with-registry-number", 0)):
        result = CliRunner().invoke(evigraph, ["-C", str(workspace.root), "query", question])
        assert (result.exit_code, result.stderr.count("No rows")) == (0, 1)
        assert result.stderr.count("by default is of another review: name one with -p claim=") == hints


def test_the_arms_of_a_trial_are_no_combination(typhoid: Dataset) -> None:
    drawn = spots(typhoid)
    assert not [spot for spot in drawn if "+" in spot.therapy or " or " in spot.therapy]
    cells = {(spot.therapy, spot.outcome): spot for spot in drawn}
    assert len(cells) == len(drawn) == 43
    assert cells["azithromycin", "relapse"].cohorts == 6
    untold = cells["ceftriaxone", "fecal carriage"]
    assert (untold.cohorts, untold.not_reported) == (0, 3)
    seen = cells["not reported", "multidrug resistance"]
    assert (seen.design, seen.group) == ("registry, surveillance or series", "therapy not reported")
    both = {span.cohort: span.group for span in spans(typhoid)}["study/dolecek-2008/all"]
    assert both == "fluoroquinolone or macrolide"
    (exhibit,) = view(typhoid, "ages").exhibits
    assert b"No cohort prints its ages" in both_svgs(exhibit.drawing)[1]


def test_patients_are_counted_by_the_arms_of_their_trial(workspace: Workspace, typhoid: Dataset) -> None:
    wider = typhoid.in_memory()
    arm = ox.NamedNode(f"{BASE}study/dolecek-2008/azithromycin")
    wider.store.add(ox.Quad(arm, ox.NamedNode(f"{EV}n"), ox.Literal("142", datatype=XSD_INTEGER)))
    for dataset, more in ((typhoid, 0), (wider, 142)):
        asked = find_question(workspace, "therapies-at-a-glance").ask(dataset, {})
        assert isinstance(asked, Table)
        given = {row["therapy_name"]: row["n"] for row in asked.records()}
        # 117 children and one patient had nothing else; the two groups of one trial both had ofloxacin.
        assert (given["azithromycin"], given["ofloxacin"], given["gatifloxacin"]) == (118 + more, 235, 0)
        asked = find_question(workspace, "evidence-by-outcome-and-class").ask(dataset, {})
        assert isinstance(asked, Table)
        rows = [row for row in asked.records() if (row["outcome_name"], row["class_name"]) == ("relapse", "macrolide")]
        assert [(row["cohorts"], row["n"]) for row in rows] == [(6, more)]


def test_the_wheel_does_not_carry_it() -> None:
    wheel = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    carried = [*wheel["packages"], *wheel["force-include"]]
    assert len(carried) == 4 and not [path for path in carried if path.startswith("examples")]
    # Drafts hold sentences of the article: neither the repository nor the source distribution takes them.
    assert "/examples/*/graph/inbox/" in (CHECKOUT / ".gitignore").read_text("utf-8").splitlines()


def test_its_license_is_told() -> None:
    terms = " ".join((CHECKOUT / "LICENSE-DATA").read_text("utf-8").split())
    assert "examples/" in terms and "10.4155/fsoa-2018-0003" in terms
    tree, _ = read_yaml(EXAMPLE / "graph" / "articles" / "veeraraghavan-2018" / "article.yaml")
    assert tree is not None and tree["article"]["licence"] == "http://creativecommons.org/licenses/by/4.0/"


@pytest.mark.skipif(CORPUS is None, reason="needs articles in JATS: EVIGRAPH_CORPUS")
def test_it_is_the_article_and_copies_none_of_its_sentences(tmp_path: Path, typhoid: Dataset) -> None:
    init(tmp_path / "elsewhere")
    made = ingest(Workspace(tmp_path / "elsewhere"), read_article(Path(CORPUS or "") / "jats" / ARTICLE), "0" * 64)
    found = coverage(typhoid, made.folder / "source.txt", "veeraraghavan-2018")
    assert not found.problems and found.passages_found == found.passages_total == 246
    tree, _ = read_yaml(made.folder / "passages.yaml")
    assert tree is not None
    sentences = [str(each["draft"]["text"]) for each in tree["sentences"] if each["section"] != "title"]
    files = [
        path for path in EXAMPLE.rglob("*") if path.suffix in (".yaml", ".md", ".bib") and "inbox" not in path.parts
    ]
    text = " ".join(" ".join(path.read_text("utf-8") for path in files).split())
    long = [sentence for sentence in sentences if len(sentence.split()) > 6]
    assert len(long) > 150 and not [sentence for sentence in long if sentence.rstrip(".") in text]
