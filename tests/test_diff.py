"""What changed from one graph to another: copies of the toy with one edit each, git revisions, built graphs."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evigraph.build import build
from evigraph.cli.main import evigraph
from evigraph.diff import Changes, diff, open_side
from evigraph.diff.compare import _statements
from evigraph.diff.documents import COLUMNS, FORMS, document
from evigraph.diff.facts import Facts, base_of
from evigraph.diff.model import GROUPS, LEVELS
from evigraph.diff.pair import Pair
from evigraph.errors import InputError, RecordError
from evigraph.export import export
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset

TOY = Path(__file__).parent / "toy"
CLAIMS = "graph/articles/toy-2024/claims"
CONTROL, HARMS = f"{CLAIMS}/control.yaml", f"{CLAIMS}/harms.yaml"
ARTICLE, TABLES = "graph/articles/toy-2024/article.yaml", "graph/articles/toy-2024/tables.yaml"
PASSAGES = "graph/articles/toy-2024/passages.yaml"
STUDIES, TERMS, BIB = "graph/studies.yaml", "graph/terms.yaml", "references.bib"
RATE = "Of the adults in TARN-1, 72% came into complete remission."
CR = 'value: "72", unit: "%", denominatorBasis: unstated, reportingStatus: reported, cell: toy-2024/table/1/cell/1.cr, '
CR += "attributedTo: [brandt-2018, brandt-2020], asPrinted: "

Edits = Sequence[tuple[str, str, str]]
"""(file, what stands there once, what to write instead)."""


def edited(folder: Path, edits: Edits) -> Path:
    """A copy of the toy with some edits; each must change exactly one place."""
    shutil.copytree(TOY, folder, ignore=shutil.ignore_patterns(".evigraph"))
    for file, old, new in edits:
        path = folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), "utf-8")
    return folder


def graph(folder: Path) -> Dataset:
    return build(Workspace(folder)).dataset


def changed(toy: Dataset, tmp_path: Path, edits: Edits) -> Changes:
    return diff(toy, graph(edited(tmp_path / "new", edits)))


def block(file: str, start: str, end: str) -> str:
    """The text of a file of the toy from ``start`` to before ``end``."""
    text = (TOY / file).read_text("utf-8")
    return text[text.index(start) : text.index(end, text.index(start) + 1)]


def told(changes: Changes, *, findings: bool = False) -> list[str]:
    """What is said, apart from the audit, whose checks have tests of their own."""
    return [f"{c.level} {c.kind}: {c.message}" for c in changes if findings or c.group != "findings"]


LOSS = "  proposition: {subject: b-cell-loss"
OKOYE = block(BIB, "@article{okoye-2019", "}\n\n")
MATTERS: dict[str, tuple[Edits, list[str]]] = {
    "wording": (
        [(CONTROL, RATE, "72% of the adults in TARN-1 came into complete remission.")],
        [f"substantial claim-label: '{RATE}' now reads '72% of the adults in TARN-1 came into complete remission.'."],
    ),
    "certainty": (
        [(CONTROL, f"certainty: hedged\n{LOSS}", f"certainty: asserted\n{LOSS}")],
        [
            "substantial claim-certainty: 'Mouse vessels recover only after B cells have gone, and this could be why "
            "remissions on tarpelimab last.': certainty hedged -> asserted."
        ],
    ),
    "type, side, place and proposition": (
        [
            (
                CONTROL,
                "statedIn: [control.1.3]\n  claimType: efficacy\n  favours: tarpelimab\n",
                "statedIn: [control.1.4]\n  claimType: scope\n",
            ),
            (CONTROL, "object: complete-remission, population: children}", "object: relapse, population: children}"),
        ],
        [
            "substantial claim-favours: 'Three of four children in PEDTARN, 18 of 24, came into complete remission.': "
            "favours no longer tarpelimab.",
            "substantial claim-passage: 'Three of four children in PEDTARN, 18 of 24, came into complete remission.': "
            "passage Control of disease: remission and how long it lasts, paragraph 1, sentence 3 -> Control of "
            "disease: remission and how long it lasts, paragraph 1, sentence 4.",
            "substantial claim-proposition: 'Three of four children in PEDTARN, 18 of 24, came into complete "
            "remission.': proposition 'tarpelimab has response rate complete remission in children' -> "
            "'tarpelimab has response rate relapse in children'.",
            "substantial claim-type: 'Three of four children in PEDTARN, 18 of 24, came into complete remission.': "
            "type efficacy -> scope.",
        ],
    ),
    "the last source": (
        [(CONTROL, "  citesAsEvidence: [okoye-2019]\n  restsOn: [okoye-2019]\n", "  citesAsEvidence: [okoye-2019]\n")],
        [
            "grave no-source-left: 'Three of four children in PEDTARN, 18 of 24, came into complete remission.' has "
            "no source left; it rested on reference 5 (Okoye 2019)."
        ],
    ),
    "the only first-hand source": (
        [
            (
                CONTROL,
                "  citesAsEvidence: [okoye-2019]\n  restsOn: [okoye-2019]\n",
                "  citesAsEvidence: [halloran-2017]\n  restsOn: [halloran-2017]\n",
            )
        ],
        [
            "grave no-first-hand-source-left: 'Three of four children in PEDTARN, 18 of 24, came into complete "
            "remission.' lost its only first-hand source (reference 5, Okoye 2019); it now rests on reviews only.",
            "substantial source-gained: 'Three of four children in PEDTARN, 18 of 24, came into complete "
            "remission.' now rests on reference 1 (Halloran 2017).",
        ],
    ),
    "a source that counts otherwise": (
        [(BIB, OKOYE, OKOYE.replace("{primary}", "{guideline}"))],
        [
            "grave no-first-hand-source-left: 'Three of four children in PEDTARN, 18 of 24, came into complete "
            "remission.' has no first-hand source left: reference 5 (Okoye 2019) counts as guidelines now.",
            "substantial work-evidence-role: Reference 5 (Okoye 2019): evidence role primary -> guideline.",
        ],
    ),
    "one source of two": (
        [
            (
                CONTROL,
                "citesAsEvidence: [lindqvist-2020, pereira-2021]\n  restsOn: [lindqvist-2020, pereira-2021]",
                "citesAsEvidence: [lindqvist-2020]\n  discusses: [pereira-2021]\n  restsOn: [lindqvist-2020]",
            )
        ],
        [
            "substantial citation-changed: 'Whatever their age, patients with very active disease respond poorly to "
            "morvecopan; in MORE 31% of them came into remission, of the rest 56%.' cites reference 7 (Pereira 2021) "
            "in another way: cites as evidence -> discusses.",
            "substantial source-lost: 'Whatever their age, patients with very active disease respond poorly to "
            "morvecopan; in MORE 31% of them came into remission, of the rest 56%.' no longer rests on reference 7 "
            "(Pereira 2021); it still rests on reference 6 (Lindqvist 2020).",
        ],
    ),
    "a citation": (
        [(CONTROL, "  restsOn: [okoye-2019]\n", "  restsOn: [okoye-2019]\n  discusses: [novak-2022]\n")],
        [
            "substantial citation-gained: 'Three of four children in PEDTARN, 18 of 24, came into complete "
            "remission.' now cites reference 10 (Novak 2022)."
        ],
    ),
    "a support": (
        [
            (
                CONTROL,
                "carriedBy: [control.1.2/group/1]\n  supports: [tarpelimab-gives-more-remissions]",
                "carriedBy: [control.1.2/group/1]\n  supports: [tarpelimab-remissions-last-longer]",
            )
        ],
        [
            f"substantial supports-lost: '{RATE}' no longer supports 'More patients reach remission on tarpelimab "
            "than on morvecopan.'.",
            f"substantial supports-gained: '{RATE}' now supports 'A remission reached on tarpelimab outlasts one "
            "reached on morvecopan.'.",
        ],
    ),
    "a claim": (
        [(CONTROL, block(CONTROL, "- id: tarpelimab-remission-rate-in-children", "- id: morvecopan-rem"), "")],
        [
            "substantial claim-removed: Gone: claim 'Three of four children in PEDTARN, 18 of 24, came into complete "
            "remission.' (efficacy, asserted; Control of disease: remission and how long it lasts, paragraph 1, "
            "sentence 3), which rests on reference 5 (Okoye 2019) with 1 number.",
            "substantial supports-lost: 'More patients reach remission on tarpelimab than on morvecopan.' lost the "
            "support of 'Three of four children in PEDTARN, 18 of 24, came into complete remission.', which is gone.",
        ],
    ),
    "a printed result and its cell": (
        [
            (STUDIES, CR + '"72"', CR.replace("72", "74") + '"74"'),
            (TABLES, '- {column: cr, text: "72"}', '- {column: cr, text: "74"}'),
        ],
        [
            "substantial result-changed: Complete remission 72% -> 74% in TARN-1 trial, All patients given "
            "tarpelimab in TARN-1.",
            "substantial cell-changed: Table 1, row 1, column “CR, %”: 72 -> 74.",
        ],
    ),
    "a count that is not printed": (
        [(STUDIES, 'numerator: "18", denominator: "24"', 'numerator: "17", denominator: "24"')],
        [
            "substantial result-changed: Complete remission 75%, as before in PEDTARN trial, All patients of "
            "PEDTARN; numerator 18 -> 17."
        ],
    ),
    "a result that is reported now": (
        [
            (
                STUDIES,
                "{outcome: relapse-free-survival, statistic: median, reportingStatus: not-available",
                '{outcome: relapse-free-survival, statistic: median, value: "9", unit: mo, reportingStatus: reported',
            ),
            (
                STUDIES,
                "cell: toy-2024/table/1/cell/5.rfs, attributedTo: [novak-2022], asPrinted: NA",
                'cell: toy-2024/table/1/cell/5.rfs, attributedTo: [novak-2022], asPrinted: "9 mo"',
            ),
        ],
        [
            "substantial result-changed: Relapse-free survival (median) not available (NA) -> 9 mo in Tarpelimab "
            "registry, All patients of the tarpelimab registry."
        ],
    ),
    "a stated number": (
        [
            (
                CONTROL,
                'value: "14.2", unit: mo, about: study/more/all, asPrinted: "14.2 months"',
                'value: "14.4", unit: mo, about: study/more/all, asPrinted: "14.4 months"',
            )
        ],
        [
            "substantial quantity-changed: Relapse-free survival (median) 14.2 months -> 14.4 months in 'On "
            "morvecopan the median time without relapse was 14.2 months.'."
        ],
    ),
    "a cohort": (
        [
            (STUDIES, '    n: "61"\n', '    n: "62"\n'),
            (STUDIES, "  design: randomised-trial\n", "  design: single-arm-trial\n"),
        ],
        [
            "substantial study-design: TARN-1 trial: design randomised trial -> single arm trial.",
            "substantial cohort-number-of-patients: TARN-1 trial, All patients given tarpelimab in TARN-1: number of "
            "patients 61 -> 62.",
        ],
    ),
    "a study": (
        [(STUDIES, block(STUDIES, "- id: lakeside", "- id: tarpelimab-registry"), "")],
        ["substantial study-removed: Gone: study Lakeside series with 1 cohort and 3 results."],
    ),
    "a year and a journal": (
        [(BIB, "year = {2017}", "year = {2018}"), (BIB, "journal = {Vasc Rev}", "journal = {Vasc Res}")],
        [
            "substantial work-journal: Reference 1 (Halloran 2018): journal Vasc Rev -> Vasc Res.",
            "substantial work-year: Reference 1 (Halloran 2018): year 2017 -> 2018.",
        ],
    ),
    "a type": (
        [
            (BIB, OKOYE, OKOYE.replace("{journal-article}", "{meeting-abstract}")),
            (STUDIES, "  type: RetrospectiveSeries\n", "  type: Registry\n"),
        ],
        [
            "substantial study-type: Lakeside series: type Retrospective series -> Registry.",
            "substantial work-type: Reference 5 (Okoye 2019): type Journal article -> Meeting abstract.",
        ],
    ),
    "the thesis": (
        [(ARTICLE, "thesis: b-cell-depletion-before-complement-blockade", "thesis: tarpelimab-gives-more-remissions")],
        [
            "grave article-thesis: Maro & Tind 2024: thesis In relapsing nodular vasculitis, B cells should be "
            "depleted before complement is blocked. -> More patients reach remission on tarpelimab than on "
            "morvecopan."
        ],
    ),
    "a term": (
        [(TERMS, "definition: Return of the disease after remission.", "definition: The disease comes back.")],
        [
            "editorial term-definition: 'relapse': definition Return of the disease after remission. -> The disease "
            "comes back."
        ],
    ),
    "authors": (
        [(BIB, "Quist, E and Adeyemi, B and others", "Quist, E and others")],
        [
            "editorial work-author-list: Reference 1 (Halloran 2017): author list Halloran P, Quist E, Adeyemi B, et "
            "al -> Halloran P, Quist E, et al.",
            "editorial work-authors: Reference 1 (Halloran 2017): authors no longer 3 Adeyemi B.",
        ],
    ),
}


@pytest.mark.parametrize("name", MATTERS)
def test_what_matters_is_told_both_ways(toy: Dataset, tmp_path: Path, name: str) -> None:
    edits, expected = MATTERS[name]
    new = graph(edited(tmp_path / "new", edits))
    there, back = diff(toy, new), diff(new, toy)
    assert sorted(told(there)) == sorted(expected)
    assert {c.group for c in there if c.group != "findings"} == {c.group for c in back if c.group != "findings"}


def test_the_cases_are_all_there() -> None:
    assert len(MATTERS) == 21


def test_nothing_differs_from_itself(toy: Dataset) -> None:
    assert diff(toy, toy).to_dict() == {"counts": {"grave": 0, "substantial": 0, "editorial": 0}, "changes": []}


def test_an_entry_put_in_renumbers_the_rest_and_nothing_else(toy: Dataset, tmp_path: Path) -> None:
    entry = "@article{added-2015,\n  author = {Added, A},\n  title = {An added trial},\n  journal = {J},\n"
    entry += "  year = {2015},\n  worktype = {journal-article},\n"
    entry += "  evidencerole = {primary},\n  subjects = {relapse},\n}\n\n"
    folder = edited(
        tmp_path / "new",
        [
            (ARTICLE, "  - brandt-2018\n", "  - added-2015\n  - brandt-2018\n"),
            (BIB, "@article{brandt-2018,", entry + "@article{brandt-2018,"),
        ],
    )
    # What is printed moves with the list, as in a new version of the article.
    for path in (folder / PASSAGES, folder / TABLES):
        text = path.read_text("utf-8")

        def moved(match: re.Match[str]) -> str:
            shift = re.sub(r"\d+", lambda n: str(int(n[0]) + (int(n[0]) >= 3)), match[2])
            return f'{match[1]}"{shift}"'

        path.write_text(re.sub(r'(cluster: )"([^"]*)"', moved, text), "utf-8")
    changes = diff(toy, graph(folder))
    assert told(changes) == [
        "substantial list-entry-added: New list entry reference 3 (Added 2015): An added trial.",
        "editorial references-renumbered: References 3 to 10 are now 4 to 11.",
    ]


def test_renumbering_changes_no_finding(toy: Dataset, tmp_path: Path) -> None:
    swapped = (TOY / ARTICLE).read_text("utf-8").replace("  - pereira-2021\n  - sato-2016\n", "")
    folder = edited(tmp_path / "new", [])
    (folder / ARTICLE).write_text(swapped + "  - pereira-2021\n  - sato-2016\n", "utf-8")
    for path, pairs in (
        (folder / PASSAGES, {"7": "9", "8": "10", "9": "7", "10": "8"}),
        (folder / TABLES, {"7": "9", "10": "8"}),
    ):
        text = re.sub(
            r'(cluster: )"([^"]*)"',
            lambda m, p=pairs: f'{m[1]}"' + re.sub(r"\d+", lambda n: p.get(n[0], n[0]), m[2]) + '"',  # type: ignore[misc]
            path.read_text("utf-8"),
        )
        path.write_text(text, "utf-8")
    changes = diff(toy, graph(folder))
    kinds = {change.kind for change in changes if change.group != "findings"}
    assert kinds == {"references-renumbered"}
    assert not [c for c in changes if c.kind in ("finding-new", "finding-gone")]


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_layout_change_nothing(toy: Dataset, tmp_path: Path, seed: int) -> None:
    folder = edited(tmp_path / "new", [])
    random.seed(seed)
    shuffled = 0
    for path in [*(folder / CLAIMS).glob("*.yaml"), folder / STUDIES]:
        head, *records = re.split(r"(?m)^(?=- id: )", path.read_text("utf-8"))
        random.shuffle(records)
        path.write_text("# moved\n\n" + head + "\n\n".join(records), "utf-8")
        shuffled += len(records)
    bib = folder / BIB
    entries = re.split(r"(?m)^(?=@article)", bib.read_text("utf-8"))
    bib.write_text("".join(reversed(entries[1:])).replace("  author", "\tauthor"), "utf-8")
    assert shuffled > 20
    assert told(diff(toy, graph(folder)), findings=True) == []


def test_another_base_changes_nothing(toy: Dataset, tmp_path: Path) -> None:
    folder = edited(tmp_path / "new", [])
    (folder / "graph/workspace.yaml").write_text("base: https://elsewhere.example/x/\n", "utf-8")
    new = graph(folder)
    assert new.base != toy.base
    assert told(diff(toy, new), findings=True) == []


def test_findings_come_change_are_answered_and_go(toy: Dataset, tmp_path: Path) -> None:
    above = [(STUDIES, 'numerator: "18", denominator: "24"', 'numerator: "28", denominator: "24"')]
    first = graph(edited(tmp_path / "first", above))

    def of(changes: Changes) -> list[tuple[str, str]]:
        return [(c.level, c.kind) for c in changes if c.node.startswith("numerator-above-denominator.")]

    assert of(diff(toy, first)) == [("grave", "finding-new")]
    assert of(diff(first, toy)) == [("editorial", "finding-gone")]
    more = [(STUDIES, 'numerator: "18", denominator: "24"', 'numerator: "29", denominator: "24"')]
    second = graph(edited(tmp_path / "second", more))
    assert of(diff(first, second)) == [("grave", "finding-changed")]
    (change,) = (c for c in diff(first, second) if c.kind == "finding-changed" and c.node.startswith("numerator"))
    assert "numerator 28 -> 29" in change.message
    from evigraph.audit import audit

    (finding,) = audit(second, ["numerator-above-denominator"]).findings
    answered = edited(tmp_path / "answered", more)
    (answered / "graph/responses.yaml").write_text(
        f"responses:\n- finding: {finding.id}\n  decision: explained\n  reason: A misprint in the source.\n"
        f'  who: A. Curator\n  when: "2024-05-31"\n  values: {finding.digest}\n',
        "utf-8",
    )
    third = graph(answered)
    changes = diff(second, third)
    assert [(c.level, c.kind) for c in changes] == [("editorial", "finding-answered")]
    assert "explained by A. Curator: A misprint in the source." in changes.changes[0].message
    assert [c.kind for c in diff(third, second)] == ["finding-unanswered"]


def test_every_change_of_a_graph_is_told(toy: Dataset) -> None:
    """Whatever statement is taken away, something is said; what derives from other statements is the exception."""
    import pyoxigraph as ox

    quads = sorted((q for q in toy.store if "source/places" not in str(q.graph_name)), key=str)
    random.seed(7)
    silent = []
    facts = Facts(toy)
    tried = random.sample(quads, 150)
    for quad in tried:
        store = ox.Store()
        store.bulk_extend(q for q in quads if q != quad)
        other = Facts(Dataset(store, toy.workspace, toy.base))
        if other.said == facts.said:
            silent.append(quad)
            continue
        if not list(_statements(Pair(facts, other))):
            silent.append(quad)
    allowed = {"#searchLink>", "/proposition/", "hasCitationGroup", "expandsTo", "#segment>", "dc/terms/creator>"}
    allowed |= {"/group/", "/segment/", "/author/"}
    finer = [q for q in silent if "/claim/" in str(q.subject) and "cito/cites>" in str(q.predicate)]
    assert [q for q in silent if q not in finer and not any(part in str(q) for part in allowed)] == []
    assert len(silent) < len(tried) / 2


def test_the_forms(toy: Dataset, tmp_path: Path) -> None:
    changes = changed(
        toy, tmp_path, [e for name in ("the last source", "a term", "a cohort") for e in MATTERS[name][0]]
    )
    sides = ("old [x](http://e) <b>", "new")
    assert set(FORMS) == {"table", "json", "csv", "tsv", "md"}
    data = json.loads(document(changes, "json", sides))
    assert data["counts"] == changes.counts() and len(data["changes"]) == len(changes) > 3
    assert (data["old"], data["new"]) == sides
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.reader(io.StringIO(document(changes, form, sides)), delimiter=delimiter))
        assert tuple(rows[0]) == COLUMNS and len(rows) == len(changes) + 1
    markdown = document(changes, "md", sides)
    assert "\\<b\\>" in markdown and "\\[x\\]" in markdown
    assert markdown.count("\n- **") == len(changes)
    table = document(changes, "table", sides)
    assert table.splitlines()[0] == GROUPS["sources"].upper() and table.splitlines()[1].startswith("  grave")
    assert max(map(len, table.splitlines())) <= 100
    assert document(Changes(()), "table", sides) == "Nothing changed.\n"


def test_the_gravest_group_stands_first(toy: Dataset, tmp_path: Path) -> None:
    changes = changed(toy, tmp_path, [e for name in ("a term", "wording", "the last source") for e in MATTERS[name][0]])
    gravest = [min(LEVELS.index(c.level) for c in found) for found in changes.groups().values()]
    assert gravest == sorted(gravest) and len(gravest) >= 3
    for found in changes.groups().values():
        levels = [LEVELS.index(c.level) for c in found]
        assert levels == sorted(levels)


# Sides


def run(*arguments: str, folder: Path | None = None) -> tuple[int, str, str]:
    """Exit status, standard output and error of the command line."""
    from evigraph.errors import EvigraphError

    result = CliRunner().invoke(evigraph, [*(["-C", str(folder)] if folder else []), *arguments], standalone_mode=False)
    if isinstance(result.exception, EvigraphError):
        return result.exception.exit_status, result.stdout, str(result.exception)
    assert result.exception is None, result.exception
    return int(result.return_value or 0), result.stdout, result.stderr


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two commits and a tag, its workspace in a subfolder."""
    top = tmp_path_factory.mktemp("repository")
    shutil.copytree(TOY, top / "reviews/toy", ignore=shutil.ignore_patterns(".evigraph", "schema"))
    (top / "reviews/toy/graph/schema").mkdir()
    git(top, "init", "-q", "-b", "main")
    (top / "README").write_text("no workspace here\n")
    git(top, "add", "README")
    commit(top, "empty")
    git(top, "tag", "empty")
    (top / "reviews/toy/graph/schema/README.md").write_text("Own keys would stand here.\n")
    git(top, "add", "-A")
    commit(top, "first")
    git(top, "tag", "v1")
    path = top / "reviews/toy" / STUDIES
    path.write_text(path.read_text("utf-8").replace('    n: "61"\n', '    n: "62"\n'), "utf-8")
    git(top, "add", "-A")
    commit(top, "second")
    return top


def git(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, env=environment)
    return done.stdout.decode()


def commit(folder: Path, message: str) -> None:
    git(folder, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", message)


PATIENTS = "number of patients 61 -> 62"


@pytest.mark.parametrize("sides", [("HEAD~1", "HEAD"), ("v1", "main"), ("v1", "refs/heads/main")])
def test_two_revisions(repository: Path, sides: tuple[str, str]) -> None:
    before = sorted(str(path) for path in repository.rglob("*") if ".git" not in path.parts)
    status, out, error = run("diff", *sides, folder=repository / "reviews/toy")
    assert status == 0
    assert PATIENTS in " ".join(out.split())
    hashes = [git(repository, "rev-parse", f"{side}^{{commit}}")[:12] for side in sides]
    assert error.startswith(
        f"Old: revision {sides[0]} (commit {hashes[0]})\nNew: revision {sides[1]} (commit {hashes[1]})\n"
    )
    assert sorted(str(path) for path in repository.rglob("*") if ".git" not in path.parts) == before


def test_a_revision_against_the_folder(repository: Path, tmp_path: Path) -> None:
    work = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repository), str(work))
    folder = work / "reviews/toy"
    status, out, _ = run("diff", "HEAD", str(folder), folder=folder)
    assert (status, out) == (0, "Nothing changed.\n")
    status, out, _ = run("diff", "--exit-code", "HEAD", str(folder), folder=folder)
    assert status == 0
    status, out, error = run("diff", "--exit-code", "origin/main~1", str(folder), "--format", "json", folder=folder)
    assert status == 1 and json.loads(out)["new"] == f"the workspace in the folder {folder}"
    assert json.loads(out)["counts"]["substantial"] >= 1 and "substantial" in error


def test_a_path_wins_over_a_revision(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(repository / "reviews/toy", tmp_path / "v1", ignore=shutil.ignore_patterns(".evigraph"))
    monkeypatch.chdir(tmp_path)
    status, out, error = run("diff", "v1", "HEAD", folder=repository / "reviews/toy")
    assert (status, out) == (0, "Nothing changed.\n")
    assert "Old: the workspace in the folder v1 (a revision has this name too)\n" in error
    status, out, _ = run("diff", "refs/tags/v1", "HEAD", folder=repository / "reviews/toy")
    assert status == 0 and PATIENTS in " ".join(out.split())


@pytest.mark.parametrize("form", ["nq", "trig", "nt", "ttl"])
def test_exported_graphs(toy: Dataset, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"graph.{form}"
    path.write_bytes(export(toy, form))
    new = edited(tmp_path / "new", MATTERS["a cohort"][0])
    with open_side(str(path), toy.workspace) as side:
        assert side.dataset.base == toy.base == "https://toy.example/id/"
        assert told(diff(side.dataset, toy), findings=True) == []
        assert sorted(told(diff(side.dataset, graph(new)))) == sorted(MATTERS["a cohort"][1])
    status, out, _ = run("diff", str(path), str(path), folder=new)
    assert (status, out) == (0, "Nothing changed.\n")


def test_a_cache_folder(tmp_path: Path) -> None:
    new = edited(tmp_path / "new", [])
    result = build(Workspace(new))
    assert result.cache is not None
    status, out, error = run("diff", str(result.cache), str(new), folder=new)
    assert (status, out) == (0, "Nothing changed.\n") and f"the built graph {result.cache}" in error


def test_the_base_is_found(toy: Dataset) -> None:
    import pyoxigraph as ox

    assert base_of(ox.Store()) == "https://w3id.org/evigraph/id/"
    assert base_of(toy.store) == toy.base


# Bad input


def refused(name: str, folder: Path) -> str:
    with pytest.raises(InputError) as caught, open_side(name, Workspace(folder)):
        pass
    return str(caught.value)


def test_unknown_names_are_refused(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = repository / "reviews/toy"
    assert "neither a file or folder here nor a revision" in refused("nonsense", inside)
    assert "neither a file or folder here nor a revision" in refused("--upload-pack=x", inside)
    assert "neither a file or folder here nor a revision" in refused("HEAD~99", inside)
    assert "neither a file or folder" in refused("HEAD:reviews", inside)
    assert "holds no workspace in reviews/toy" in refused("empty", inside)
    outside = edited(tmp_path / "outside", [])
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "not a git repository" in refused("HEAD", outside)
    for name in ("", "\0", "a" * 5000):
        assert name[:10] in refused(name, inside)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in refused("HEAD", inside)


def test_files_that_are_no_graph_are_refused(repository: Path, tmp_path: Path) -> None:
    inside = repository / "reviews/toy"
    for name, content, message in (
        ("a.txt", "x", "those end in .nq, .trig, .nt, .ttl"),
        ("a.nq", "not a quad", "cannot be read as N-Quads"),
        ("a.ttl", "", "no source article is in it"),
        ("b.nt", "<http://e/a> <http://e/b> <http://e/c> .\n", "no source article is in it"),
    ):
        (tmp_path / name).write_text(content)
        assert message in refused(str(tmp_path / name), inside)
    (tmp_path / "folder").mkdir()
    assert "is not inside a workspace" in refused(str(tmp_path / "folder"), inside)
    (tmp_path / "folder/CURRENT").write_text("MANIFEST-000001\n")
    assert "cannot be opened as a built graph" in refused(str(tmp_path / "folder"), inside)


def test_faults_of_a_revision_are_named_as_git_names_files(repository: Path, tmp_path: Path) -> None:
    work = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repository), str(work))
    folder = work / "reviews/toy"
    (folder / TERMS).write_text((folder / TERMS).read_text("utf-8") + "- id: x\n  typo: y\n", "utf-8")
    git(work, "add", "-A")
    commit(work, "broken")
    with pytest.raises(RecordError) as caught, open_side("HEAD", Workspace(folder)):
        pass
    assert {finding.place.file for finding in caught.value.findings} == {f"HEAD:{TERMS}"}


def test_links_in_a_revision_lead_nowhere(repository: Path, tmp_path: Path) -> None:
    work = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repository), str(work))
    folder = work / "reviews/toy"
    outside = tmp_path / "outside.yaml"
    outside.write_text("terms: []\n")
    (folder / "graph/extra.yaml").symlink_to(outside)
    git(work, "add", "-A")
    commit(work, "link")
    with open_side("HEAD", Workspace(folder)) as side:
        assert not (side.dataset.workspace.root / "graph/extra.yaml").exists()
        root: Any = side.dataset.workspace.root
        assert told(diff(side.dataset, side.dataset), findings=True) == []
    assert not root.exists()
